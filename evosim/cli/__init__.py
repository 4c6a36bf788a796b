"""The command line: one small file a verb; what is heavy is imported inside the verb."""

import os
import sys

import typer

from evosim._version import __version__
from evosim.cli import (
    bench,
    cite,
    coalitions,
    config,
    deposit,
    doctor,
    experiment,
    inspect,
    lineage,
    live,
    probe,
    replay,
    report,
    run,
    sweep,
    validate,
)
from evosim.errors import EvosimError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Evolve agents under instruction, and see whether they come to want to obey.")
app.command("run")(run.run)
app.command("resume")(run.resume)
app.command("sweep")(sweep.sweep)
app.add_typer(experiment.app, name="experiment")
app.command("probe")(probe.probe)
app.command("live")(live.live)
app.command("explain")(lineage.explain)
app.command("lineage")(lineage.lineage)
app.command("coalitions")(coalitions.coalitions)
app.command("report")(report.report)
app.command("figures")(report.figures)
app.command("replay")(replay.replay)
app.command("list")(inspect.list_runs)
app.add_typer(config.app, name="config")
app.command("schema")(inspect.schema)
app.command("verify")(inspect.verify)
app.command("validate")(validate.validate)
app.command("doctor")(doctor.doctor)
app.command("bench")(bench.bench)
app.command("deposit")(deposit.deposit)
app.command("cite")(cite.cite)
app.command("new")(config.new)


@app.callback(invoke_without_command=True)
def _version(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    if version:
        print(f"evosim {__version__}")
        raise typer.Exit


def main() -> None:
    """Runs the command line; every error of ours is one sentence and an exit code."""
    # before numpy is loaded: on matrices as small as ours, its threads wait for one another
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except EvosimError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("stopped at once; go on from the last checkpoint with `evosim resume`", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # `evosim list | head`
        sys.stderr.close()
        sys.exit(0)

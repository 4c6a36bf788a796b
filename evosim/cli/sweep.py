"""`evosim sweep`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evosim.cli.cluster import Scheduler, Workers, check_one, cluster
from evosim.cli.config import Overrides
from evosim.cli.progress import telling
from evosim.cli.run import check_name
from evosim.errors import ConfigError, EvosimError
from evosim.machine import cores
from evosim.words import lasting

if TYPE_CHECKING:
    from evosim.sweep.crew import Tally
    from evosim.sweep.plan import Plan
    from evosim.sweep.sweep import Sweep


def sweep(path: Annotated[Path | None, typer.Argument(
              metavar="CONFIG",
              help="A TOML configuration, or the name of one that ships, such as first.")] = None,
          grid: Annotated[list[str] | None, typer.Option(
              metavar="SECTION.KEY=A,B,C", help="Values of one parameter; may be repeated: all combinations "
              "are run.")] = None,
          seeds: Annotated[str, typer.Option(
              help="A range FIRST:END, or numbers; every condition is run with each.")] = "0:5",
          override: Overrides = None,
          workers: Workers = None,
          scheduler: Scheduler = None,
          out: Annotated[Path, typer.Option(help="Folder of runs and sweeps.")] = Path("runs/out"),
          name: Annotated[str | None, typer.Option(help="Name of the sweep's directory.")] = None,
          resume: Annotated[Path | None, typer.Option(
              metavar="SWEEP", help="Go on with a sweep, instead of a new one.")] = None,
          tables: Annotated[str | None, typer.Option(
              help="Tables that the dataset at the end holds [default: generations,probes,card,coalitions].",
          )] = None,
          quiet: Annotated[bool, typer.Option(
              "--quiet", help="Print nothing but the path of the dataset.")] = False,
          check: Annotated[bool, typer.Option(
              "--check", help="Print what would be run, and what it would cost; run nothing.")] = False,
          ) -> None:
    """Run one configuration under many conditions and seeds; prints the path of the dataset.

    Runs that are there are kept: after Ctrl-C, a kill or a lost cluster, --resume goes on.
    """
    from evosim.sweep.plan import Plan, conditions_of, seeds_of
    from evosim.sweep.sweep import Sweep as Directory

    check_one(workers, scheduler)
    if (path is None) == (resume is None):
        raise ConfigError("evosim sweep: needs either a CONFIG, or --resume with the directory of a sweep")
    if resume is not None:
        if grid or override:
            raise ConfigError("--resume: goes on with the sweep as it was planned; leave out --grid and -o")
        this = Directory.open(resume)
    else:
        assert path is not None
        plan = Plan(str(path), _text(path), list(override or []), conditions_of(grid or []),
                    seeds_of(seeds)).checked()
        if check:
            _say(plan, workers or cores())
            return
        check_name(name)
        this = Directory.create(out, plan, name)
    failed = _carried_out(this, workers or cores(), scheduler, quiet)
    from evosim.sweep.dataset import DEFAULT, collect

    print(collect(this, tables.split(",") if tables else DEFAULT))
    if failed:
        for run, why in failed.items():
            print(f"{run}: {why}", file=sys.stderr)
        raise EvosimError(f"{len(failed)} of {len(this.plan)} runs failed, and are not in the dataset; "
                          f"`evosim sweep --resume {this.folder}` tries them again")


def _carried_out(this: "Sweep", workers: int, scheduler: str | None, quiet: bool) -> dict[str, str]:
    from evosim.sweep.worker import warm

    if all(this.done(cell) for cell in this.plan.cells()):
        return {}
    if scheduler is None:
        first = next(this.plan.cells())
        warm(this.plan.text, this.plan.source, this.plan.overrides_of(first))
    if not quiet:
        print(f"{len(this.plan)} runs in {this.folder}", file=sys.stderr, flush=True)
    with (cluster(workers, scheduler, this.plan.added()) as client,
          telling(quiet, _line, _over) as watch):
        return this.carry_out(client, watch)


def _text(path: Path) -> str:
    from evosim.config import load, text_of

    load(path)  # says what is wrong with it
    return text_of(path)


def _say(plan: "Plan", workers: int) -> None:
    """Prints the runs that there would be, and what one costs."""
    from evosim.estimate import estimate

    print(f"{len(plan)} runs: {len(plan.conditions)} conditions x {len(plan.seeds)} seeds, {workers} at a "
          "time")
    for condition in plan.conditions:
        name = condition.name or "as the file says"
        print(f"  {name}: {', '.join(condition.overrides) or 'nothing changed'}")
    print("one of them, with one thread:")
    for line in estimate(plan.config_of(next(plan.cells())), 1):
        print(f"  {line}")


def _line(tally: "Tally") -> str:
    failed = f", {tally.failed} failed" if tally.failed else ""
    left = "" if tally.left is None else f", {lasting(tally.left)} left"
    return f"{tally.done} of {tally.runs} runs done{failed}{left}"


def _over(tally: "Tally") -> bool:
    return tally.done + tally.failed == tally.runs

"""`evosim run` and `evosim resume`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evosim.cli.config import Overrides
from evosim.cli.terminal import without_a_screen
from evosim.errors import ConfigError
from evosim.machine import cores

if TYPE_CHECKING:
    from evosim.config import Config

Threads = Annotated[int | None, typer.Option(
    "--threads", min=1, help="Worlds lived side by side [default: one a core]; no result depends on it.")]
Invariants = Annotated[bool, typer.Option(
    "--check-invariants", help="Make sure, after each life, that births, food and energy add up.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but the path of the run.")]


def run(path: Annotated[Path, typer.Argument(
            metavar="CONFIG", help="A TOML configuration, or the name of one that ships, such as first.")],
        seed: Annotated[int | None, typer.Option(help="Seed, instead of the file's.")] = None,
        out: Annotated[Path, typer.Option(help="Folder of runs.")] = Path("runs/out"),
        name: Annotated[str | None, typer.Option(help="Name of the run's directory.")] = None,
        override: Overrides = None, threads: Threads = None, quiet: Quiet = False,
        invariants: Invariants = False,
        figure: Annotated[bool, typer.Option("--figure", help="Draw the run at its end.")] = False,
        check: Annotated[bool, typer.Option(
            "--check", help="Print the resolved configuration and what it would cost; run nothing.",
        )] = False) -> None:
    """Evolve a configuration; prints the path of the run."""
    from evosim.config import load, text_of

    overrides = list(override or []) + ([f"seed={seed}"] if seed is not None else [])
    config = load(path, overrides)
    check_name(name)
    if check:
        _check(config, threads or cores())
        return
    from evosim import run as engine
    from evosim.cli.progress import watching

    with watching(quiet) as watch:
        done = engine.run(config, out, name=name, source=text_of(path),
                          overrides=overrides, threads=threads or cores(), check=invariants, watch=watch)
    _end(done, figure)


def resume(path: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")],
           generations: Annotated[int | None, typer.Option(
               min=1, help="Go on to this many generations.")] = None,
           threads: Threads = None, quiet: Quiet = False, invariants: Invariants = False,
           figure: Annotated[bool, typer.Option("--figure", help="Draw the run at its end.")] = False,
           ) -> None:
    """Go on from the last checkpoint of a run; prints its path."""
    from evosim import run as engine
    from evosim.cli.progress import watching

    with watching(quiet) as watch:
        done = engine.resume(path, generations=generations, threads=threads or cores(), check=invariants,
                             watch=watch)
    _end(done, figure)


def check_name(name: str | None) -> None:
    """Raises ConfigError unless a `--name` that was given can be that of a directory."""
    if name is not None and (name != Path(name).name or name.startswith(".")):
        raise ConfigError(f"--name {name}: must be the name of a folder, without '/'")


def _end(path: Path, figure: bool) -> None:
    print(path)
    if figure:
        without_a_screen()
        from evosim.figures.obedience import save_first_figure
        from evosim.results import load_run

        run = load_run(path)
        title = f"{run.config.name}, seed {run.config.seed}"
        if run.config.brain.products:
            title += " (brain with verb x watched products)"
        print(save_first_figure(run.generations, path / "obedience.png", title))


def _check(config: "Config", threads: int) -> None:
    """Prints the configuration and the time and size that the run would take."""
    from evosim.config import dump
    from evosim.estimate import estimate

    print(dump(config), end="")
    for line in estimate(config, threads):
        print(f"# {line}")

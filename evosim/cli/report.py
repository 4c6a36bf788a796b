"""`evosim report` and `evosim figures`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from evosim.cli.terminal import without_a_screen
from evosim.errors import ConfigError


def report(paths: Annotated[list[Path], typer.Argument(
               metavar="RUN...", help="Run directories, or folders of them.")],
           out: Annotated[Path | None, typer.Option(
               help="File [default: report.html in the run, or in the folder of the runs].")] = None,
           full: Annotated[bool, typer.Option(
               "--full", help="Draw what takes minutes too: coalitions, what made obedience rise.")] = False,
           ) -> None:
    """Write one page on what was bred, how, and what came out; prints its path."""
    without_a_screen()
    from evosim.report import report as write

    print(write(paths, out, full=full))


def figures(path: Annotated[Path | None, typer.Argument(metavar="RUN", help="A run directory.")] = None,
            names: Annotated[list[str] | None, typer.Argument(
                metavar="[NAME]...", help="Of figures [default: all that take seconds].")] = None,
            form: Annotated[str, typer.Option("--format", help="png, svg or pdf.")] = "png",
            known: Annotated[bool, typer.Option(
                "--list", help="List the figures there are, and what the run lacks; draw none.")] = False,
            ) -> None:
    """Draw figures of a run anew from its tables; prints their paths."""
    without_a_screen()
    from evosim.figures import of_run as _registered  # noqa: F401  fills PICTURES
    from evosim.figures.registry import FORMATS, PICTURES, find, save
    from evosim.results import load_run

    if form not in FORMATS:
        raise ConfigError(f"--format {form}: must be one of {', '.join(FORMATS)}")
    for name in names or ():
        find(name)
    run = None if path is None else load_run(path)
    if known:
        for name, it in PICTURES.items():
            lack = it.lacks(run) if run is not None else ""
            note = f": {lack}" if lack else f" ({it.slow})" if it.slow else ""
            print(f"{name:12s} {it.heading}{note}")
        return
    if run is None:
        raise ConfigError("RUN: must be the path of a run; `evosim figures --list` lists the figures")
    wanted = names or [name for name, it in PICTURES.items() if not it.slow]
    for name in wanted:
        if not names and (lack := PICTURES[name].lacks(run)):
            print(f"no {name}: {lack}", file=sys.stderr)
            continue
        print(save(run, name, form), flush=True)

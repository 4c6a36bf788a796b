"""`evosim deposit`."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def deposit(path: Annotated[Path, typer.Argument(
                help="A run, a sweep, an experiment, or a folder of such.")],
            author: Annotated[list[str] | None, typer.Option(
                metavar='"NAME <ORCID>"', help="Who deposits it; may be repeated; the ORCID may be left out."
            )] = None,
            licence: Annotated[str | None, typer.Option(
                "--licence", "--license", metavar="ID",
                help="What others may do with it, by SPDX: CC-BY-4.0, CC0-1.0, ...")] = None) -> None:
    """Write metadata for an archive (an RO-Crate) into a folder, and change nothing else; prints the path."""
    from evosim import deposit as engine

    authors = [engine.author(text) for text in author or []]
    spdx = None if licence is None else engine.licence(licence)
    print(engine.deposit(path, authors, spdx))
    for given, words in ((authors, '--author "Name <ORCID>" says who deposits it'),
                         (spdx, "--licence CC-BY-4.0, or another, says what others may do with it")):
        if not given:
            print(f"note: {words}; archives ask for it", file=sys.stderr)

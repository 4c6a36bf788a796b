"""`evosim cite`."""

from pathlib import Path
from typing import Annotated

import typer


def cite(path: Annotated[Path | None, typer.Argument(
             metavar="[RUN]", help="A run directory; none: this evosim.")] = None) -> None:
    """Print how to cite evosim, as BibTeX; of a run, also the versions that a paper should name."""
    import textwrap

    from evosim.citation import bibtex, methods

    if path is None:
        print(bibtex())
        return
    from evosim.storage.record import read

    record = read(path)
    print(bibtex(record["software"]["evosim"], record["git_commit"]))
    print()
    print(textwrap.fill(methods(record), 100, break_long_words=False, break_on_hyphens=False))

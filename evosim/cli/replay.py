"""`evosim replay`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from evosim.cli.run import Threads
from evosim.machine import cores


def replay(path: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")],
           generation: Annotated[list[int] | None, typer.Option(
               min=0, help="One whose genomes were logged; may be given more than once, to compare "
               "[default: the last].")] = None,
           composition: Annotated[int | None, typer.Option(
               min=0, help="Which shuffling into bands [default of all three: the typical world].")] = None,
           replicate: Annotated[int | None, typer.Option(min=0, help="Which replicate world.")] = None,
           band: Annotated[int | None, typer.Option(min=0, help="Which band.")] = None,
           html: Annotated[Path | None, typer.Option(
               help="The page [default: replay.html in the run].")] = None,
           gif: Annotated[Path | None, typer.Option(
               help="A moving picture of the first world instead of a page.")] = None,
           threads: Threads = None) -> None:
    """Live logged worlds again, tick by tick, to be looked at; prints the path of the page."""
    from evosim.errors import ConfigError
    from evosim.replay import show

    for name, file in (("--html", html), ("--gif", gif)):
        if file is not None and file.is_dir():
            raise ConfigError(f"{name} {file}: is a folder; must be a file")

    def watch(doing: str) -> None:
        print(doing, file=sys.stderr, flush=True)

    workers = threads or cores()
    run, films = show.replay(path, generation or (), composition=composition, replicate=replicate, band=band,
                             threads=workers, watch=watch)
    for one in films:
        proof = "equal to the lives that were logged" if one.about["checked"] else "no lives of it are logged"
        choice = f"; {one.about['choice']}" if one.about["choice"] else ""
        watch(f"{one.about['title']}: {proof}{choice}")
    if gif is not None:
        from evosim.replay.gif import moving_picture

        print(show.save(gif, moving_picture(films[0].film, films[0].about["title"], films[0].kin)))
    if html is not None or gif is None:
        from evosim.replay.page import page

        lineup = show.suspects(run, films[-1].about["generation"], workers)
        text = page(run, films, lineup)
        print(show.save(html or path / "replay.html", text.encode()))

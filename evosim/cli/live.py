"""`evosim live`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from evosim.errors import ConfigError


def live(path: Annotated[Path | None, typer.Argument(
             metavar="[CONFIG]", help="A TOML configuration to turn freely, or the name of one that ships; "
             "none: the lessons.")] = None,
         lesson: Annotated[str | None, typer.Option(help="Name or number of the lesson to open.")] = None,
         port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0: any that is free.")] = 8710,
         browser: Annotated[bool, typer.Option(
             "--browser/--no-browser", help="Open the page in the browser.")] = True,
         seed: Annotated[int | None, typer.Option(
             min=0, max=2**31 - 1, help="Seed of both populations.")] = None,
         out: Annotated[Path, typer.Option(help="Folder in which saved runs are kept.")] = Path("runs/out"),
         ) -> None:
    """Show a class evolution: two populations side by side, on a page of this machine alone."""
    if path is not None and lesson is not None:
        raise ConfigError(f"--lesson {lesson}: must be left out where a configuration is given")
    import asyncio
    import threading
    import webbrowser

    from evosim.cli.progress import say_if_compiling
    from evosim.live.lesson import by_name, free, lessons
    from evosim.live.server import serve

    own = free(path) if path is not None else None
    chosen = own or (by_name(lesson) if lesson is not None else next(iter(lessons().values())))

    def ready(address: str) -> None:
        print(address, flush=True)
        print("Ctrl-C ends the class", file=sys.stderr, flush=True)
        # beside the page, which need not wait for numba to be imported, nor for a browser to start
        threading.Thread(target=say_if_compiling, daemon=True).start()
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    asyncio.run(serve(chosen, out, port=port, seed=seed, own=own, ready=ready))

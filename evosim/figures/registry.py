"""Every figure of a run by name: what it needs, how it is read, and how it is drawn from the tables.

`evosim figures RUN NAME` and the report come through here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from evosim._version import __version__
from evosim.errors import ConfigError
from evosim.figures import style
from evosim.results import Run
from evosim.storage import files

FORMATS = ("png", "svg", "pdf")
FOLDER = "figures"  # of a run


class Picture(NamedTuple):
    """A figure of a run.

    Attributes:
        name: as the command line knows it.
        heading: in a few words.
        caption: what to see, and how to read it.
        tables: that it is drawn from.
        draw: a run to its figure.
        lacks: a run to what it lacks, a sentence without its path that names the key or the command that
            would help; empty where it lacks nothing.
        slow: why it is only drawn when it is asked for; empty where it takes seconds.
    """

    name: str
    heading: str
    caption: str
    tables: tuple[str, ...]
    draw: Callable[[Run], Figure]
    lacks: Callable[[Run], str]
    slow: str


PICTURES: dict[str, Picture] = {}


def picture(name: str, heading: str, caption: str, *tables: str, lacks: Callable[[Run], str],
            slow: str = "") -> Callable[[Callable[[Run], Figure]], Callable[[Run], Figure]]:
    """Registers a function that draws a figure of a run; arguments as the attributes of `Picture`."""
    def register(draw: Callable[[Run], Figure]) -> Callable[[Run], Figure]:
        PICTURES[name] = Picture(name, heading, caption, tables, draw, lacks, slow)
        return draw
    return register


def find(name: str) -> Picture:
    """The figure of that name.

    Raises:
        ConfigError: there is none.
    """
    if name not in PICTURES:
        raise ConfigError(f"NAME {name}: no such figure; must be one of: {', '.join(PICTURES)}")
    return PICTURES[name]


def draw(run: Run, name: str) -> Figure:
    """Draws a figure of a run; close it with `plt.close`.

    Raises:
        ConfigError: there is no such figure, or the run lacks what it is drawn from.
        RunDataError: a file of the run is damaged.
    """
    one = find(name)
    if lack := one.lacks(run):
        raise ConfigError(f"{run.path}: no figure `{name}`: {lack}")
    return one.draw(run)


def save(run: Run, name: str, form: str = "png", folder: Path | None = None) -> Path:
    """Draws a figure into a file that says from which run, configuration and command it came.

    Args:
        run: the run.
        name: of the figure.
        form: of FORMATS.
        folder: where to; None: `figures` in the run.

    Raises:
        ConfigError, RunDataError: as `draw`; or there is no such format.
        StorageError: the disk refused.
    """
    if form not in FORMATS:
        raise ConfigError(f"--format {form}: must be one of {', '.join(FORMATS)}")
    folder = folder or run.path / FOLDER
    figure = draw(run, name)
    try:
        data = rendered(figure, form, metadata(run, name, form))
    finally:
        plt.close(figure)
    files.make_folder(folder)
    path = folder / f"{name}.{form}"
    files.write(path, data)
    return path


def rendered(figure: Figure, form: str, about: dict[str, Any] | None = None) -> bytes:
    """A figure as the bytes of a file; the same figure gives the same bytes.

    Args:
        figure: drawn.
        form: of FORMATS.
        about: metadata, as `metadata` makes them.
    """
    from io import BytesIO

    out = BytesIO()
    with style.house():
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # it has its places: to find them again takes as long
        figure.savefig(out, format=form, dpi=style.DPI, metadata=about or _dated(form, {}))
    return out.getvalue()


def metadata(run: Run, name: str, form: str) -> dict[str, Any]:
    """What a file of a figure says about itself: run, configuration and command."""
    command = f"evosim figures {run.path} {name}" + ("" if form == "png" else f" --format {form}")
    digest = configuration_hash(run)
    words = f"run {run.run_id}; configuration sha256 {digest}; {command}"
    title = f"{find(name).heading}: {run.config.name}, seed {run.config.seed}"
    if form == "png":
        about = {"Title": title, "Software": f"evosim {__version__}", "Description": words, "Run": run.run_id,
                 "Configuration": digest, "Command": command}
    elif form == "svg":
        about = {"Title": title, "Creator": f"evosim {__version__}", "Description": words,
                 "Source": run.run_id, "Identifier": digest}
    else:
        about = {"Title": title, "Creator": f"evosim {__version__}", "Subject": words, "Keywords": digest}
    return _dated(form, about)


def configuration_hash(run: Run) -> str:
    """Sha256 of the resolved configuration, as the run's record knows it."""
    return str(run.provenance["files"]["resolved.toml"])


def _dated(form: str, about: dict[str, Any]) -> dict[str, Any]:
    """Without the time at which it was drawn, so that what is the same is the same."""
    return about if form == "png" else about | ({"Date": None} if form == "svg" else {"CreationDate": None})

"""Where a page goes, and how it is written: `evosim report` comes through here."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup, escape

from evosim._version import __version__
from evosim.errors import ConfigError
from evosim.pages import rendered
from evosim.report import several, single
from evosim.report.blocks import Page, Shown
from evosim.results import Run, Runs, load_run, load_runs
from evosim.storage import files
from evosim.storage.record import is_run

NAME = "report.html"
_CODE = re.compile(r"`([^`]+)`")


def report(paths: Sequence[str | Path], out: str | Path | None = None, *, full: bool = False) -> Path:
    """Writes the page of a run, or of several, and returns its path.

    Args:
        paths: run directories, or folders of them.
        out: the file; None: `report.html` in the run, or in the folder that holds all runs.
        full: whether figures that take long are drawn too.

    Raises:
        ConfigError: there is no run, or no place to write to that goes without saying.
        RunDataError: a run's record or one of its files is damaged.
        StorageError: the disk refused.
    """
    runs = find(paths)
    path = Path(out) if out is not None else where_to(paths, runs)
    if path.is_dir() or not path.parent.is_dir():
        raise ConfigError(f"--out {path}: must be the name of a file in a folder that exists")
    text = report_of(runs, " ".join(map(str, paths)), full=full)
    files.write(path, text.encode())
    return path


def find(paths: Sequence[str | Path]) -> list[Run]:
    """All runs that are named, or lie in a folder that is, each once and in order.

    Raises:
        ConfigError: there is none, or a path is neither.
        RunDataError: the record of one is damaged.
    """
    out: dict[Path, Run] = {}
    for path in map(Path, paths):
        found = list(load_runs(path)) if path.is_dir() and not is_run(path) else [load_run(path)]
        for run in found:
            out.setdefault(run.path.resolve(), run)
    return list(out.values())


def where_to(paths: Sequence[str | Path], runs: Sequence[Run]) -> Path:
    """The file of a page for which none was named.

    Raises:
        ConfigError: the runs lie in several folders.
    """
    if len(runs) == 1:
        return runs[0].path / NAME
    if len(paths) == 1:
        return Path(paths[0]) / NAME
    folders = {run.path.resolve().parent for run in runs}
    if len(folders) > 1:
        raise ConfigError(f"--out: must name a file, such as --out {NAME}, since the runs lie in "
                          f"{len(folders)} folders")
    return Path(os.path.relpath(folders.pop())) / NAME


def report_of(runs: Sequence[Run], source: str, *, full: bool = False) -> str:
    """The page of a run, or of several, as text.

    Args:
        runs: one or more.
        source: how they are named on a command line.
        full: as of `report`.
    """
    made = single.page(runs[0], full) if len(runs) == 1 else several.page(Runs(runs), source)
    return written(made)


def written(page: Page) -> str:
    """A page as HTML: one file, with all that it needs within."""
    pictured = {block.name for section in page.sections for block in section.blocks
                if isinstance(block, Shown)}
    return rendered("report.html", page=page, pictured=pictured, coded=_coded, version=__version__)


def _coded(text: str) -> Markup:
    """A sentence, escaped, with what stands between `backticks` as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text)).replace(" %", "\u00a0%")))

"""The page of a validation: what a reader sees first, then law by law; and its data beside it."""

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from evosim._version import __version__
from evosim.figures import theory as draw
from evosim.theory.registry import LARGEST_Z

PAGE, LAWS_FILE, POINTS_FILE = "validation.md", "laws.parquet", "curves.parquet"
_HEAD = ("law", "expected", "observed", "z", "passes within", "passed", "n", "when broken", "noticed",
         "seconds")
_INTRODUCTION = """\
Every law goes through the code that breeds real runs. It passes where what the engine did is as near to
theory as the table says: within a share of what is expected, a distance, or a number of standard errors (SE).
Then its rule is broken on purpose, and the same test must fail: a test that cannot fail shows nothing.

![every law](every_law.png)

Blue in the grey band: the engine keeps the law. Orange outside of it: a broken engine would show. Numbers are
of the point that decides; where a law is a whole curve, of its worst. Seconds: as it is + broken.
"""


def write(laws: pd.DataFrame, points: pd.DataFrame, folder: Path, *, command: str, seed: int,
          full: bool) -> Path:
    """Writes `validation.md`, its figures and its data into a folder, and returns the page's path.

    Args:
        laws: see `trials.rows_of`.
        points: see `trials.points_of`.
        folder: made where it is not.
        command: that the reader types to get the same.
        seed: of all random numbers.
        full: whether at the published sizes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    laws.to_parquet(folder / LAWS_FILE, index=False)
    points.to_parquet(folder / POINTS_FILE, index=False)
    _save(draw.overview(laws), folder / "every_law.png")
    minutes = (laws.seconds.sum() + laws.broken_seconds.sum()) / 60
    lines = ["# Is the engine right?", "",
             f"**{laws.passed.sum()} of {len(laws)} laws hold, and {laws.noticed.sum()} of {len(laws)} rules "
             "broken on purpose are noticed.**", "",
             f"`{command}`, evosim {__version__}, seed {seed}, at "
             f"{'the published sizes' if full else 'small sizes, of seconds'}; "
             f"{minutes:.0f} minutes, one after the other.",
             "", _INTRODUCTION, *_table(laws)]
    for family, mine in laws.groupby("family", sort=False):
        picture = f"{_slug(family)}.png"
        _save(draw.family(mine, points), folder / picture)
        lines += ["", f"## {str(family).capitalize()}", "", mine.about.iloc[0], "",
                  f"![{family}]({picture})", "", *map(_described, mine.itertuples())]
    page = folder / PAGE
    page.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return page


def limit(tolerance: float | None, absolute: float | None) -> str:
    """What passes, in words."""
    words = []
    if tolerance is not None and not pd.isna(tolerance):
        words.append(f"{tolerance:.0e} of it" if tolerance < 1e-4 else f"{100 * tolerance:.3g} %")
    if absolute is not None and not pd.isna(absolute):
        words.append(f"{absolute:.2g}")
    return " and ".join(f"±{word}" for word in words or [f"{LARGEST_Z} SE"])


def _table(laws: pd.DataFrame) -> list[str]:
    """Lines of the table of all laws."""
    rows: list[Any] = list(laws.itertuples())
    return [f"| {' | '.join(_HEAD)} |", "|---|" + "---:|" * (len(_HEAD) - 1), *(
        "| " + " | ".join([
            f"[{row.law}](#{_slug(row.family, '-')})", f"{row.expected:.5g}", f"{row.observed:.5g}",
            "" if pd.isna(row.z) else f"{row.z:+.2f}", limit(row.tolerance, row.absolute),
            "yes" if row.passed else "**no**", f"{row.n:,}", f"{row.broken_observed:.5g}",
            "yes" if row.noticed else "**no**", f"{row.seconds:.0f} + {row.broken_seconds:.0f}"]) + " |"
        for row in rows)]


def _described(row: Any) -> str:
    """A law in words."""
    broken = f" *Broken*: {row.breaking}." if row.breaking else ""
    details = f" {row.details}" if row.details else ""
    return f"- **{row.law}.** {row.claim}.{details}{broken} *Source*: {row.source.rstrip('.')}."


def _slug(family: Any, space: str = "_") -> str:
    return str(family).lower().replace(" ", space)


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=90)
    plt.close(figure)

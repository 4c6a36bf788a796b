"""One house style for every figure: colours as on our pages (`pages/page.css`), words that a projector shows.

A meaning keeps its colour: what is watched is vermilion, what is not is blue, what chance does is grey.
Colours are those of Okabe and Ito (2008), which every common kind of colour blindness tells apart.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib.pyplot as plt
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

INK, SOFT, LINE, WASH = "#1d2329", "#5b6570", "#dfe3e6", "#f1f3f2"
WATCHED, UNWATCHED, CHANCE = "#d55e00", "#0072b2", "#9aa3ab"
ACCENT, GOOD, WARN, SKY, ROSE, YELLOW = "#0072b2", "#009e73", "#e69f00", "#56b4e9", "#cc79a7", "#f0e442"
BAND = "#d8dce0"  # chance, as an area
PALE_BAD, PALE_GOOD = "#fbeee6", "#e8f3ec"  # the two ends of a scale, as areas
SERIES = (ACCENT, WARN, GOOD, ROSE, SKY, INK, WATCHED)  # of what has no meaning with a colour of its own
DRIVES = {"hunger": WARN, "pain": INK, "approval": ROSE, "compliance": ACCENT}  # the motives that are studied
DPI = 144

RC: dict[str, Any] = {
    "figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white",
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": 11.0,
    "text.color": INK, "text.parse_math": False,  # a phase may be called $x$
    "axes.edgecolor": SOFT, "axes.linewidth": 0.8, "axes.labelcolor": INK, "axes.labelsize": 11.0,
    "axes.titlesize": 12.0, "axes.titlelocation": "left", "axes.titlecolor": INK, "axes.titlepad": 7.0,
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=SERIES),
    "xtick.color": SOFT, "ytick.color": SOFT, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    "xtick.labelsize": 10.0, "ytick.labelsize": 10.0, "xtick.major.size": 3.5, "ytick.major.size": 3.5,
    "grid.color": LINE, "grid.linewidth": 0.8, "lines.linewidth": 2.0, "lines.markersize": 6.0,
    "patch.edgecolor": "white", "legend.frameon": False, "legend.fontsize": 10.0, "legend.handlelength": 1.6,
    "figure.titlesize": 13.0, "figure.titleweight": "bold", "figure.dpi": 100.0,
    "svg.fonttype": "path", "svg.hashsalt": "evosim", "pdf.fonttype": 42,
}


@contextmanager
def house() -> Iterator[None]:
    """Figures made and drawn within have the style; nothing else is changed."""
    with plt.rc_context(RC):  # type: ignore[arg-type]
        yield


def headed(figure: Figure, title: str) -> Figure:
    """Sets a title over a figure, at its left edge."""
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def panels(count: int, columns: int, size: tuple[float, float], **more: Any) -> tuple[Figure, list[Axes]]:
    """A figure with so many axes side by side and below each other; what is left over is blank.

    Args:
        count: of the axes, 1 or more.
        columns: at most.
        size: of one, inches.
        more: for `plt.subplots`.
    """
    columns = min(columns, count)
    rows = -(-count // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(size[0] * columns, size[1] * rows), squeeze=False,
                                layout="constrained", **more)
    for ax in axes.flat[count:]:
        ax.set_axis_off()
    return figure, list(axes.flat[:count])


def key_outside(figure: Figure, axes: Sequence[Axes], columns: int = 5,
                loc: Literal["outside lower left", "outside upper right"] = "outside lower left") -> None:
    """One legend beside all axes of a figure, of everything that any of those given names."""
    known: dict[str, Any] = {}
    for ax in axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            known.setdefault(label, handle)
    if known:
        figure.legend(known.values(), known.keys(), loc=loc, ncols=columns)


def key_under(ax: Axes, columns: int = 4) -> None:
    """The legend of one axes, under its x label."""
    down = ScaledTranslation(0, -0.5, ax.figure.dpi_scale_trans)
    ax.legend(loc="upper left", bbox_to_anchor=(-0.02, 0), bbox_transform=ax.transAxes + down, ncols=columns,
              borderaxespad=0, columnspacing=1.2)


def mark_phases(rows: pd.DataFrame, ax: Axes, named: bool = True) -> None:
    """Draws where phases of a run begin, and their names along the top, if there is more than one.

    Args:
        rows: columns generation and phase.
        ax: whose x axis is generations.
        named: whether there is room for names.
    """
    rows = rows.sort_values("generation")
    phase = rows["phase"].astype(str)
    begins = rows["generation"][phase != phase.shift()]
    if len(begins) < 2:
        return
    for generation, name in zip(begins, phase[begins.index], strict=True):
        ax.axvline(generation, color=SOFT, lw=0.8, ls=(0, (2, 2)), zorder=0)
        if named:
            ax.annotate(str(name), (generation, 1.0), xycoords=("data", "axes fraction"), xytext=(3, -2),
                        textcoords="offset points", va="top", fontsize=8.5, color=SOFT)


def zero(ax: Axes) -> None:
    """A thin line at 0."""
    ax.axhline(0, color=INK, lw=0.7, zorder=1)

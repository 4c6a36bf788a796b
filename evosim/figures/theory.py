"""Known laws against the engine, and against an engine that was broken on purpose.

Functions take what `evosim validate --full` keeps: `laws.parquet`, a row a law (`theory.trials.rows_of`), and
`curves.parquet`, a row a point of its figure (`points_of`).
"""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.figures import style

THEORY, ENGINE, BROKEN, PASSES = style.INK, style.ACCENT, style.WARN, style.BAND
_MANY = 25  # points beyond which markers shrink
_COLUMNS = 3
_FAR = 300.0  # shares beyond which every law is as far off


def law(points: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draws one law: its line, the engine on it (bars: two standard errors), the broken engine off it.

    Args:
        points: of this law.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    kept, broken = points[~points.broken].sort_values("x"), points[points.broken].sort_values("x")
    small = len(kept) > _MANY
    ax.plot(broken.x, broken.observed, ls="", marker="x", ms=3 if small else 6, mew=1.2 if small else 2,
            color=BROKEN, label="rule broken on purpose")
    ax.plot(kept.x, kept.expected, color=THEORY, lw=1.2, label="theory")
    ax.errorbar(kept.x, kept.observed, yerr=2 * kept.error, ls="", marker="o", ms=2.5 if small else 5,
                lw=0.8 if small else 1.4, color=ENGINE, label="engine, 2 standard errors")
    ax.set_xlabel(kept.x_label.iloc[0], fontsize=10)
    ax.set_ylabel(kept.y_label.iloc[0], fontsize=9.5)
    if len(kept) <= 5 and np.allclose(kept.x, kept.x.round()):
        ax.set_xticks(kept.x)
    return ax


def family(laws: pd.DataFrame, points: pd.DataFrame) -> Figure:
    """One panel a law, with the figure that decides.

    Args:
        laws: rows of the laws to draw.
        points: of these laws, and of any others.
    """
    columns = min(_COLUMNS, len(laws))
    lines = -(-len(laws) // columns)
    with style.house():
        figure, axes = plt.subplots(lines, columns, figsize=(4.2 * columns, 3.5 * lines + 0.4),
                                    squeeze=False, layout="constrained")
        for ax, row in zip(axes.flat, laws.itertuples(), strict=False):
            law(points[points.law == row.law], ax)
            ax.set_title(f"{row.law}\nexpected {row.expected:.4g}, observed {row.observed:.4g}")
        for ax in axes.flat[len(laws):]:
            ax.set_axis_off()
        style.key_outside(figure, [axes[0, 0]], 1 if columns == 1 else 3)
    return figure


def every_law(laws: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draws how far every law is from theory, as a share of what passes, and how far when broken.

    The axis is linear within the grey band and logarithmic beyond it; what is further out than its ends
    stands on them.

    Args:
        laws: a row a law.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    order = laws.family.map({name: number for number, name in enumerate(laws.family.unique())})
    laws = laws.iloc[np.argsort(order.to_numpy(), kind="stable")]
    at = np.arange(len(laws))[::-1]
    ax.axvspan(-1, 1, color=PASSES, lw=0, label="passes")
    ax.axvline(0, color=THEORY, lw=0.8, label="theory")
    ax.plot(laws.broken_share.clip(-_FAR, _FAR), at, ls="", marker="x", ms=6, mew=2, color=BROKEN,
            label="rule broken on purpose", clip_on=False)
    ax.plot(laws.share.clip(-_FAR, _FAR), at, ls="", marker="o", ms=6, color=ENGINE, label="engine",
            clip_on=False)
    ax.set_xscale("symlog", linthresh=1.0)
    ticks = [-100, -10, -1, 0, 1, 10, 100]
    ax.set(yticks=at, yticklabels=laws.law, ylim=(-0.7, len(laws) - 0.3), xlim=(-_FAR, _FAR), xticks=ticks,
           xticklabels=[f"{tick:g}" for tick in ticks],
           xlabel="deviation from theory as a share of the largest that passes")
    ax.minorticks_off()
    ax.grid(axis="y", color=style.LINE, lw=0.8)
    ax.set_axisbelow(True)
    beside: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "clip_on": False}
    for name, rows in laws.assign(at=at).groupby("family", sort=False):
        low, high = rows["at"].min() - 0.35, rows["at"].max() + 0.35
        ax.plot([1.02, 1.02], [low, high], color=THEORY, lw=0.8, **beside)
        ax.text(1.03, (low + high) / 2, str(name), va="center", fontsize=9.5, **beside)
    return ax


def overview(laws: pd.DataFrame) -> Figure:
    """`every_law` as a figure of its own."""
    with style.house():
        figure, ax = plt.subplots(figsize=(10.5, 0.3 * len(laws) + 1.6), layout="constrained")
        every_law(laws, ax)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=4, frameon=False)
    return figure

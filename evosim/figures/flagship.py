"""Who still obeys when nobody pays? Obedience by tenth of life, one thin line a population."""

from collections.abc import Mapping
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from evosim.figures.motives import COLOURS, ENDS, extinction_rows


class Kind(NamedTuple):
    """Populations that were bred alike.

    Attributes:
        name: in a word.
        why: what it is like to obey, for them.
    """

    name: str
    why: str


KINDS: Mapping[str, Kind] = {
    "innate": Kind("habit", "words mean the same for ever"),
    "scarce": Kind("internalised", "praised one time in five;\nthe body remembers for what"),
    "approval": Kind("praised", "approval every time"),
    "pain": Kind("afraid", "pain on failure"),
    "food": Kind("paid", "food for obeying"),
}
_APART = 0.115  # of O, between two labels


def who_still_obeys(rows: pd.DataFrame, ax: Axes | None = None, which: str = "always") -> Axes:
    """Draws O by tenth of life; after .4 of it nothing that is done has a consequence any more.

    Args:
        rows: of populations, as `analysis/motives/breed.py` collects them.
        ax: to draw on.
        which: set of populations.

    Raises:
        ValueError: there are none of these populations.
    """
    ax = ax or plt.gca()
    points = extinction_rows(rows, which)
    points = points[points.arm.isin(KINDS)]
    if points.empty:
        raise ValueError(f"no populations of {', '.join(KINDS)} in the set {which!r}")
    tenths = np.arange(10) * 10 + 5
    ends = {}
    for arm in KINDS:
        lives = points[points.arm == arm].pivot(index="tenth", columns="seed", values="O")
        if lives.empty:
            continue
        ax.plot(tenths, lives, color=COLOURS[arm], lw=0.8, alpha=0.35)
        ax.plot(tenths, lives.mean(axis=1), color=COLOURS[arm], lw=3, solid_capstyle="round")
        ends[arm] = float(lives.mean(axis=1).iloc[-1])
    for arm, y in _apart(ends).items():
        kind = KINDS[arm]
        ax.plot([95.8, 102.5], [ends[arm], y], color=COLOURS[arm], lw=1, clip_on=False)
        words = ax.annotate(kind.name, (103.4, y), color=COLOURS[arm], fontsize=13, fontweight="bold",
                            va="center_baseline", annotation_clip=False)
        ax.annotate(kind.why, (0, 0.5), xycoords=words, xytext=(106, 0), textcoords="offset points",
                    color="0.35", fontsize=9.5, va="center", annotation_clip=False)
    ax.axvspan(100 * ENDS, 100, color="0.955", lw=0, zorder=0)
    ax.axvline(100 * ENDS, color="0.25", lw=1, ls=":")
    ax.text(100 * ENDS - 1.2, 1.045, "obeying pays", fontsize=11, ha="right", color="0.25")
    ax.text(100 * ENDS + 1.2, 1.045, "nobody pays, praises or punishes any more", fontsize=11, color="0.25")
    ax.axhline(0, color="0.25", lw=0.8)
    ax.set(xlabel="share of life lived, %", xlim=(0, 100), ylim=(-0.05, 1.1), yticks=np.arange(0, 1.1, 0.2),
           ylabel="obedience O:\nP(does it | told to) - P(does it | told another)")
    ax.tick_params(labelsize=11)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_fontsize(12)
    sns.despine(ax=ax)
    return ax


def _apart(ends: Mapping[str, float]) -> dict[str, float]:
    """Heights of labels, each as near to its curve's end as the one below allows."""
    out, floor = {}, -1.0
    for arm in sorted(ends, key=lambda one: ends[one]):
        out[arm] = floor = max(ends[arm], floor + _APART)
    return out


def flagship(rows: pd.DataFrame) -> Figure:
    """The picture by which the project is known."""
    points = extinction_rows(rows, "always")
    seeds = points[points.arm.isin(KINDS)].groupby("arm").seed.nunique()
    with sns.axes_style("ticks"):
        figure, ax = plt.subplots(
            figsize=(12, 5.4), layout=ConstrainedLayoutEngine(rect=(0, 0.02, 0.985, 0.98)))
        who_still_obeys(rows, ax)
        ax.set_title("Who still obeys when nobody pays?", fontsize=18, fontweight="bold", loc="left", pad=16)
        figure.text(0.995, 0.005, f"thin: one population; thick: the mean of {seeds.min()}", ha="right",
                    fontsize=9.5, color="0.4")
    return figure

"""Obedience over generations, watched and unwatched, beside chance."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WATCHED, UNWATCHED, OTHER, PHANTOM, SHADOW = "#c1272d", "#1f6fb4", "#8a8a8a", "#c9a227", "#d9d9d9"


def verbs_of(generations: pd.DataFrame) -> list[str]:
    """Verbs that a `generations` table has columns for, in order."""
    head = "obedience_watched_"
    return [str(name).removeprefix(head) for name in generations if str(name).startswith(head)]


def obedience_over_generations(generations: pd.DataFrame, verb: str | None = None,
                               ax: Axes | None = None) -> Axes:
    """Draws O watched and unwatched, with the band of the shadow populations.

    Args:
        generations: the table, shadows included.
        verb: of one verb; None: the mean over verbs.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    tail = f"_{verb}" if verb else ""
    measured = generations.dropna(subset=["obedience"])
    own, shadow = measured[~measured.is_shadow], measured[measured.is_shadow]
    columns = [f"obedience_watched{tail}", f"obedience_unwatched{tail}"]
    if len(shadow):
        band = shadow.groupby("generation")[columns].agg(["min", "max"])
        ax.fill_between(band.index, band.min(axis=1), band.max(axis=1), color=SHADOW, lw=0,
                        label="shadow: chance")
    for column, colour, label in zip(columns, (WATCHED, UNWATCHED), ("watched", "not watched"),
                                     strict=True):
        ax.plot(own.generation, own[column], color=colour, lw=1.4, label=label)
    ax.axhline(0, color="black", lw=0.6)
    ax.set(xlabel="generation", ylabel="obedience O", ylim=(-0.25, 1.02),
           title=verb.upper() if verb else "mean over verbs")
    return ax


def rates_by_verb(generations: pd.DataFrame, last: int = 5, ax: Axes | None = None) -> Axes:
    """Draws how often each verb's letter is met when told, told another, or told nothing.

    Args:
        generations: the table.
        last: batteries to average, the latest ones.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    own = generations[~generations.is_shadow].dropna(subset=["obedience"]).tail(last)
    kinds = {"told, watched": ("battery_watched_rate", WATCHED),
             "told, not watched": ("battery_unwatched_rate", UNWATCHED),
             "told another verb": ("battery_other_rate", OTHER),
             "phantom (never heard)": ("battery_phantom_rate", PHANTOM)}
    verbs = verbs_of(generations)
    long = pd.DataFrame([{"verb": verb.upper(), "when": kind,
                          "letter met": own[f"{column}_{verb}"].mean()}
                         for verb in verbs for kind, (column, _) in kinds.items()])
    sns.barplot(long, x="verb", y="letter met", hue="when", ax=ax,
                palette=[colour for _, colour in kinds.values()])
    first = int(own.generation.iloc[0]) if len(own) else 0
    ax.set(xlabel="", ylabel="share of ticks", ylim=(0, 1.02),
           title=f"letter met, mean from generation {first} on")
    ax.legend(frameon=False, fontsize=8, ncols=2, loc="upper left")
    ax.set_ylim(0, 1.25)
    return ax


def first_figure(generations: pd.DataFrame, title: str = "") -> Figure:
    """The figure of a run: O over generations for each verb and their mean, and the raw rates.

    Args:
        generations: the table, shadows included.
        title: of the figure.
    """
    verbs = verbs_of(generations)
    panels = [None, *verbs]
    columns = 3
    rows = int(np.ceil(len(panels) / columns))
    with sns.axes_style("ticks"):
        figure = plt.figure(figsize=(3.4 * columns, 2.5 * rows + 3.0), layout="constrained")
        grid = figure.add_gridspec(rows + 1, columns, height_ratios=[1.0] * rows + [1.15])
        for at, verb in enumerate(panels):
            ax = figure.add_subplot(grid[at // columns, at % columns])
            obedience_over_generations(generations, verb, ax)
            if at:
                ax.set_ylabel("")
            else:
                ax.legend(frameon=False, fontsize=8, loc="upper left")
        rates_by_verb(generations, ax=figure.add_subplot(grid[rows, :]))
        sns.despine(figure)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    return figure


def save_first_figure(generations: pd.DataFrame, path: Path, title: str = "") -> Path:
    """Writes `first_figure` as a PNG and returns its path."""
    figure = first_figure(generations, title)
    figure.savefig(path, dpi=130)
    plt.close(figure)
    return path

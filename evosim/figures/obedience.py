"""Obedience over generations, watched and unwatched, beside chance."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.figures import style

WATCHED, UNWATCHED, OTHER, PHANTOM = style.WATCHED, style.UNWATCHED, style.SOFT, style.WARN
SHADOW = style.BAND


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
    measured = _measured(generations)
    own, shadow = measured[~measured.is_shadow], measured[measured.is_shadow]
    columns = [f"obedience_watched{tail}", f"obedience_unwatched{tail}"]
    if shadow[columns].notna().any(axis=None):
        band = shadow.groupby("generation")[columns].agg(["min", "max"])
        ax.fill_between(band.index, band.min(axis=1), band.max(axis=1), color=SHADOW, lw=0,
                        label="shadow: chance")
    for column, colour, label in zip(columns, (WATCHED, UNWATCHED), ("watched", "not watched"),
                                     strict=True):
        if own[column].notna().any():
            ax.plot(own.generation, own[column], color=colour, lw=1.8, label=label,
                    marker="o" if len(own) < 8 else None)
    if len(own) and own[columns].isna().all(axis=None):
        ax.text(0.5, 0.6, "unknown: of one verb alone,\nnobody is told another", ha="center",
                color=style.SOFT, transform=ax.transAxes)
    style.zero(ax)
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
    own = _measured(generations[~generations.is_shadow]).tail(last)
    kinds = {"told, watched": ("battery_watched_rate", WATCHED),
             "told, not watched": ("battery_unwatched_rate", UNWATCHED),
             "told another verb": ("battery_other_rate", OTHER),
             "phantom (never heard)": ("battery_phantom_rate", PHANTOM)}
    verbs = verbs_of(generations)
    known = {kind: it for kind, it in kinds.items()
             if own[[f"{it[0]}_{verb}" for verb in verbs]].notna().any(axis=None)}
    kinds = known or kinds
    long = pd.DataFrame([{"verb": verb.upper(), "when": kind,
                          "letter met": own[f"{column}_{verb}"].mean()}
                         for verb in verbs for kind, (column, _) in kinds.items()])
    sns.barplot(long, x="verb", y="letter met", hue="when", ax=ax, saturation=1,
                palette=[colour for _, colour in kinds.values()])
    first = int(own.generation.iloc[0]) if len(own) else 0
    ax.set(xlabel="", ylabel="share of ticks", ylim=(0, 1.02), yticks=np.arange(0, 1.1, 0.25),
           title=f"how often the letter of each verb is met, mean from generation {first} on")
    crowded = len(verbs) > 8
    ax.tick_params(axis="x", rotation=35 if crowded else 0)
    ax.legend(frameon=False, ncols=4, loc="upper left", bbox_to_anchor=(0, -0.28 if crowded else -0.1),
              borderaxespad=0.2, columnspacing=1.4)
    return ax


def _measured(generations: pd.DataFrame) -> pd.DataFrame:
    """Generations with a battery; O itself is unknown where there is one verb, for nobody is told another."""
    return generations[generations.filter(regex="^battery_.*_rate_").notna().any(axis=1)]


def obedience_figure(generations: pd.DataFrame, title: str = "") -> Figure:
    """O over generations for the mean of all verbs, and for each.

    Args:
        generations: the table, shadows included.
        title: of the figure.
    """
    shown = [None, *verbs_of(generations)]
    with style.house():
        figure, axes = style.panels(len(shown), 3 if len(shown) < 9 else 4, (3.5, 2.5), sharey=True)
        _fill(axes, shown, generations, 3 if len(shown) < 9 else 4)
        style.key_outside(figure, axes[:1])
        return style.headed(figure, title)


def first_figure(generations: pd.DataFrame, title: str = "") -> Figure:
    """The figure of a run: O over generations for each verb and their mean, and the raw rates.

    Args:
        generations: the table, shadows included.
        title: of the figure.
    """
    shown = [None, *verbs_of(generations)]
    columns = 3 if len(shown) < 9 else 4
    rows = int(np.ceil(len(shown) / columns))
    with style.house():
        figure = plt.figure(figsize=(3.5 * columns, 2.5 * rows + 3.2), layout="constrained")
        grid = figure.add_gridspec(rows + 1, columns, height_ratios=[1.0] * rows + [1.15])
        axes = [figure.add_subplot(grid[at // columns, at % columns]) for at in range(len(shown))]
        _fill(axes, shown, generations, columns)
        style.key_outside(figure, axes[:1], loc="outside upper right")
        rates_by_verb(generations, ax=figure.add_subplot(grid[rows, :]))
        return style.headed(figure, title)


def _fill(axes: list[Axes], shown: list[str | None], generations: pd.DataFrame, columns: int) -> None:
    """Draws O of each verb on axes of its own; labels stand at the edges alone."""
    own = generations[~generations.is_shadow]
    for at, (ax, verb) in enumerate(zip(axes, shown, strict=True)):
        obedience_over_generations(generations, verb, ax)
        style.mark_phases(own, ax, named=at == 0)
        if at % columns:
            ax.set_ylabel("")
        if at + columns < len(shown):
            ax.set_xlabel("")


def save_first_figure(generations: pd.DataFrame, path: Path, title: str = "") -> Path:
    """Writes `first_figure` as a PNG and returns its path."""
    figure = first_figure(generations, title)
    figure.savefig(path, dpi=130)
    plt.close(figure)
    return path

"""Several populations beside each other, each a dot, by what was varied; intervals are over populations."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.figures import style
from evosim.intervals import FEWEST, bootstrap


def by_condition(values: pd.DataFrame, label: str, ax: Axes, colour: str = style.ACCENT) -> Axes:
    """Draws a figure of every population and of its shadows, with means and their intervals.

    Args:
        values: columns condition, value and chance (of its own shadows; NaN: none), a row a population.
        label: what the value is.
        ax: to draw on.
        colour: of the populations.
    """
    conditions = list(dict.fromkeys(values["condition"]))
    rng = np.random.default_rng(0)
    for x, condition in enumerate(conditions):
        rows = values[values["condition"] == condition]
        for name, shift, ink, mark in (("chance", 0.16, style.SOFT, "s"), ("value", -0.16, colour, "o")):
            known = rows[name].dropna().to_numpy(float)
            if not len(known):
                continue
            first = {"value": "a population", "chance": "its shadow"}[name] if not x else None
            ax.plot(x + shift + rng.uniform(-0.06, 0.06, len(known)), known, mark, color=ink, mfc="none",
                    ms=5.5, mew=1.2, alpha=0.8, label=first)
            mean, low, high = bootstrap(known)
            ax.plot([x + shift - 0.12, x + shift + 0.12], [mean, mean], color=ink, lw=2.6,
                    label="mean" if not x and name == "value" else None)
            if np.isfinite(low):
                ax.plot([x + shift] * 2, [low, high], color=ink, lw=2.0,
                        label="95 % over populations" if not x and name == "value" else None)
    style.zero(ax)
    slanted = max(map(len, conditions)) > 60 // len(conditions)
    ax.set_xticks(range(len(conditions)), conditions, rotation=20 if slanted else 0,
                  ha="right" if slanted else "center")
    ax.set(xlim=(-0.6, len(conditions) - 0.4), ylabel=label)
    return ax


def by_condition_figure(values: pd.DataFrame, label: str, title: str, colour: str = style.ACCENT) -> Figure:
    """`by_condition` as a figure of its own; arguments as there."""
    conditions = values["condition"].nunique()
    with style.house():
        figure, (ax,) = style.panels(1, 1, (min(11.0, 5.0 + 0.9 * conditions), 3.8))
        by_condition(values, label, ax, colour)
        style.key_outside(figure, [ax], 4)
        return style.headed(figure, title)


def over_generations(rows: pd.DataFrame, ax: Axes) -> Axes:
    """Draws O watched and not over generations: every population thin, their mean thick, with its interval.

    Args:
        rows: of the battery, columns run_id, generation, obedience_watched, obedience_unwatched.
        ax: to draw on.
    """
    for column, colour, label in (("obedience_watched", style.WATCHED, "watched"),
                                  ("obedience_unwatched", style.UNWATCHED, "not watched")):
        by_run = rows.pivot_table(index="generation", columns="run_id", values=column, observed=True)
        for name in by_run:
            ax.plot(by_run.index, by_run[name], color=colour, lw=0.8, alpha=0.45)
        whole = by_run.dropna()  # where all populations have one
        ax.plot(whole.index, whole.mean(axis=1), color=colour, lw=2.4, label=label)
        if len(by_run.columns) >= FEWEST:
            ends = np.array([bootstrap(values)[1:] for values in whole.to_numpy()])
            ax.fill_between(whole.index, ends[:, 0], ends[:, 1], color=colour, alpha=0.2, lw=0)
    style.zero(ax)
    ax.set(xlabel="generation", ylabel="obedience O", ylim=(-0.25, 1.02))
    return ax


def over_generations_figure(rows: pd.DataFrame, title: str) -> Figure:
    """`over_generations`, a panel for each condition.

    Args:
        rows: as there, with the column condition.
        title: of the figure.
    """
    conditions = list(dict.fromkeys(rows["condition"]))
    with style.house():
        width = 3.6 if len(conditions) > 1 else 7.0
        figure, axes = style.panels(len(conditions), 3, (width, 3.0), sharey=True)
        for ax, condition in zip(axes, conditions, strict=True):
            mine = rows[rows["condition"] == condition]
            over_generations(mine, ax)
            count = mine["run_id"].nunique()
            ax.set_title(f"{condition} ({count} population{'s' if count > 1 else ''})", fontsize=11)
        style.key_outside(figure, axes[:1])
        return style.headed(figure, title)

"""What the probes of one run say: obedience after its rewards end, without a drive, and under power.

Functions take rows of a run's `probes` table, of one generation, population and mode, of the whole population
(`individual_id` null). Intervals there are over the genomes of that one population.
"""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.figures import style
from evosim.figures.motives import ENDS

TENTHS, LAST_PAID = 10, 4  # parts of a life of the probe `extinction`, and the last that has consequences


def of_probe(probes: pd.DataFrame, probe: str, metric: str = "O") -> pd.DataFrame:
    """Rows of one figure of one probe that have a value, conditions as text, each once."""
    rows = probes[(probes["probe"] == probe) & (probes["metric"] == metric) & probes["value"].notna()]
    return rows.assign(condition=rows["condition"].astype(str)).drop_duplicates("condition", keep="last")


def after_the_end(probes: pd.DataFrame, ax: Axes) -> Axes:
    """Draws O by tenth of life; at .4 of it all consequences end, unnoticed or for all to see."""
    rows = of_probe(probes, "extinction")
    for how, colour, dash in (("imperceptible", style.ACCENT, "-"), ("perceptible", style.WARN, "--")):
        mine = rows[rows["condition"].str.startswith(f"{how}, tenth")]
        if mine.empty:
            continue
        at = mine["condition"].str.split().str[-1].astype(int) * 10 - 5
        ax.fill_between(at, mine["low"], mine["high"], color=colour, alpha=0.18, lw=0)
        ax.plot(at, mine["value"], color=colour, ls=dash, marker="o",
                label="they end unnoticed" if how == "imperceptible" else "they end for all to see")
    ax.axvline(100 * ENDS, color=style.INK, lw=1.0, ls=":")
    style.zero(ax)
    top = max(1.0, ax.get_ylim()[1])
    ax.set(xlabel="share of life, %", ylabel="obedience O", xlim=(0, 100), ylim=(-0.1, top),
           title="Every consequence ends at 40 %")
    style.key_under(ax, 2)
    return ax


def without_drives(probes: pd.DataFrame, ax: Axes) -> Axes:
    """Draws O as bred, and with drives knocked out one by one or together, each beside its sham."""
    rows = of_probe(probes, "knockout")
    rows = rows.set_index("condition")
    names = [name for name in rows.index if name == "whole" or name.startswith("without ")]
    joint = [name for name in names if " and " in name]
    names = [name for name in names if name not in joint] + joint
    for y, name in enumerate(names):
        row = rows.loc[name]
        colour = style.INK if name == "whole" else style.ACCENT
        ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=2.2)
        ax.plot(row["value"], y, "o", color=colour, label="drive silenced" if y == 1 else None)
        sham = f"sham of {name.removeprefix('without ')}"
        if sham in rows.index:
            row = rows.loc[sham]
            ax.plot([row["low"], row["high"]], [y + 0.28, y + 0.28], color=style.CHANCE, lw=1.6)
            ax.plot(row["value"], y + 0.28, "s", color=style.SOFT, ms=4.5,
                    label="sham of the same norm" if y == 1 else None)
    ax.axvline(0, color=style.INK, lw=0.7, zorder=1)
    labels = ["as bred" if name == "whole" else name.removeprefix("without ").replace(" and ", " + ")
              for name in names]
    ax.set(yticks=range(len(names)), yticklabels=labels, ylim=(len(names) - 0.4, -0.6), xlabel="obedience O",
           title="Without this drive, or these")
    style.key_under(ax, 2)
    return ax


def under_power(probes: pd.DataFrame, ax: Axes) -> Axes:
    """Draws O by the power that agents are given, in shares of the power at which no penalty reaches them."""
    rows = of_probe(probes, "power")
    promised = rows[rows["condition"] == "promised"]
    rows = rows[rows["condition"].str.startswith("power ")]
    at = rows["condition"].str.split().str[1].astype(float).to_numpy()
    ax.vlines(at, rows["low"], rows["high"], color=style.ACCENT, lw=2.2)
    ax.plot(at, rows["value"], "o-", color=style.ACCENT, label="given")
    if len(promised):
        row = promised.iloc[0]
        ax.vlines(1.08, row["low"], row["high"], color=style.WARN, lw=2.2)
        ax.plot(1.08, row["value"], "D", color=style.WARN, label="promised, never kept")
        ax.legend(loc="best")
    style.zero(ax)
    lowest = rows["low"].min() if rows["low"].notna().any() else 0.0  # one agent has no interval
    ax.set(xlabel="power, as a share of what shields wholly", ylabel="obedience O", xlim=(-0.06, 1.16),
           ylim=(min(-0.1, float(lowest)), max(1.0, ax.get_ylim()[1])),
           title="By the power that shields")
    return ax


def motives_figure(probes: pd.DataFrame, title: str = "") -> Figure:
    """`after_the_end` and `without_drives` side by side."""
    with style.house():
        figure, (left, right) = style.panels(2, 2, (5.5, 5.0))
        after_the_end(probes, left)
        without_drives(probes, right)
        return style.headed(figure, title)


def power_figure(probes: pd.DataFrame, title: str = "") -> Figure:
    """`under_power` as a figure of its own."""
    with style.house():
        figure, (ax,) = style.panels(1, 1, (6.6, 3.6))
        under_power(probes, ax)
        return style.headed(figure, title)

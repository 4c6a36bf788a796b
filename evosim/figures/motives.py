"""Which motive was bred: obedience after its rewards, knock-outs, routes; over independent populations.

All functions take rows as `analysis/motives/breed.py` collects them: one figure of one probe of one
population a row, columns `set`, `arm`, `seed`, `population` (0: its own, k: shadow k), `probe`, `mode`,
`condition`, `metric`, `value`.
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from evosim.figures import style
from evosim.intervals import bootstrap

COLOURS = {"food": style.DRIVES["hunger"], "pain": style.DRIVES["pain"], "approval": style.DRIVES["approval"],
           "scarce": style.DRIVES["compliance"], "scarce, no channel": style.SKY, "innate": style.SOFT}
LABELS = {"food": "paid in food", "pain": "pain on failure", "approval": "approval every time",
          "scarce": "approval rarely, with the channel",
          "scarce, no channel": "approval rarely, without it", "innate": "innate language: habit"}
DRIVES = ("hunger", "pain", "approval", "compliance")
ENDS = 0.4  # share of life after which nothing has a consequence any more


def select(rows: pd.DataFrame, **where: object) -> pd.DataFrame:
    """Rows in which every column named has the value given, or one of several."""
    keep = np.ones(len(rows), bool)
    for column, value in where.items():
        values = list(value) if isinstance(value, (list, tuple)) else [value]
        keep &= rows[column].isin(values).to_numpy()
    return rows[keep]


def extinction_rows(rows: pd.DataFrame, which: str, mode: str = "birth",
                    how: str = "imperceptible") -> pd.DataFrame:
    """O by tenth of life of each population: columns arm, seed, tenth, O."""
    kept = select(rows, set=which, probe="extinction", mode=mode, metric="O", population=0)
    condition = kept["condition"].astype(str)
    kept = kept[condition.str.startswith(f"{how}, tenth")]
    return pd.DataFrame({"arm": kept["arm"].astype(str), "seed": kept["seed"], "O": kept["value"],
                         "tenth": kept["condition"].astype(str).str.split().str[-1].astype(int)})


def extinction(rows: pd.DataFrame, which: str = "always", arms: Sequence[str] = tuple(COLOURS),
               ax: Axes | None = None, **of: str) -> Axes:
    """Draws O by tenth of life; after .4 of it nothing that is done has a consequence any more.

    Args:
        rows: see the module.
        which: set of populations.
        arms: to draw.
        ax: to draw on.
        of: `mode` and `how` of `extinction_rows`.
    """
    ax = ax or plt.gca()
    points = extinction_rows(rows, which, **of)
    for arm in arms:
        mine = points[points.arm == arm]
        if mine.empty:
            continue
        by_tenth = [bootstrap(mine.O[mine.tenth == k]) for k in range(1, 11)]
        mean, low, high = np.array(by_tenth).T
        middle = np.arange(10) * 10 + 5
        ax.fill_between(middle, low, high, color=COLOURS.get(arm, style.INK), alpha=0.2, lw=0)
        ax.plot(middle, mean, color=COLOURS.get(arm, style.INK), lw=2.2, label=LABELS.get(arm, arm),
                ls="--" if arm == "innate" else "-")
    ax.axvline(100 * ENDS, color=style.INK, lw=1.0, ls=":")
    ax.text(100 * ENDS + 1, 1.13, "every consequence\nquietly ends", fontsize=9.5, va="top")
    style.zero(ax)
    ax.set(xlabel="share of life, %", ylabel="obedience O", ylim=(-0.08, 1.15), xlim=(0, 100))
    return ax


def knockouts(rows: pd.DataFrame, which: str = "always", arms: Sequence[str] = tuple(COLOURS),
              ax: Axes | None = None) -> Axes:
    """Draws O as bred and with one drive knocked out, or with nothing learned; means over populations."""
    ax = ax or plt.gca()
    table = knockout_table(rows, which, arms)
    values = table.map(lambda cell: cell[0])
    texts = table.map(lambda cell: f"{cell[0]:.2f}\n[{cell[1]:.2f}, {cell[2]:.2f}]")
    values.index = texts.index = pd.Index([LABELS.get(arm, arm) for arm in values.index])
    sns.heatmap(values, annot=texts, fmt="", cmap="cividis", vmin=0, vmax=1, ax=ax, linewidths=1,
                annot_kws={"fontsize": 9}, cbar_kws={"label": "obedience O over a life"})
    ax.set(xlabel="", ylabel="")
    ax.tick_params(axis="x", rotation=0)
    return ax


def knockout_table(rows: pd.DataFrame, which: str, arms: Sequence[str]) -> pd.DataFrame:
    """Cells (mean, low, high) of O, a row an arm: as bred, without learning, without each drive, shadow."""
    table = {}
    for arm in arms:
        mine = select(rows, set=which, arm=arm)
        if mine.empty:
            continue
        o = select(mine, metric="O", population=0)
        whole = select(o, probe="knockout", mode="birth")
        cells = {"as bred": select(whole, condition="whole"),
                 "nothing\nlearned": select(o, probe="baseline", mode="birth, frozen", condition="")}
        cells |= {f"without\n{drive}": select(whole, condition=f"without {drive}") for drive in DRIVES}
        cells["without\napproval and\ncompliance"] = select(
            whole, condition="without approval and compliance")
        cells["permuted\nshadow"] = select(mine, probe="baseline", mode="birth", condition="", metric="O",
                                           population=1)
        table[arm] = {name: bootstrap(cell["value"]) for name, cell in cells.items()}
    return pd.DataFrame(table).T


def weights(rows: pd.DataFrame, which: str = "always", arms: Sequence[str] = tuple(COLOURS),
            ax: Axes | None = None) -> Axes:
    """Draws mean drive weights of every population, beside the band of its silent loci."""
    ax = ax or plt.gca()
    kept = select(rows, set=which, probe="run", population=0, arm=list(arms))
    silent = kept[kept["metric"] == "silent_locus"]["value"]
    if len(silent):
        low, high = np.percentile(silent, [2.5, 97.5])
        ax.axhspan(low, high, color=style.BAND, lw=0, zorder=0,
                   label="silent loci: drift and hitch-hiking (95 %)")
    points = kept[kept["metric"].isin([f"drive_{drive}_mean" for drive in DRIVES])].copy()
    points["drive"] = points["metric"].astype(str).str.split("_").str[1]
    points["arm"] = points["arm"].astype(str)
    sns.stripplot(points, x="drive", y="value", hue="arm", order=list(DRIVES), dodge=True, ax=ax,
                  hue_order=[arm for arm in arms if arm in set(points.arm)], size=5,
                  palette={arm: COLOURS.get(arm, style.INK) for arm in arms})
    handles, names = ax.get_legend_handles_labels()
    ax.legend(handles, [LABELS.get(name, name) for name in names], frameon=False,
              loc="upper left", bbox_to_anchor=(1.0, 1.0))
    style.zero(ax)
    ax.set(xlabel="", ylabel="mean weight of the drive")
    return ax


def routes_shares(rows: pd.DataFrame, which: str, arms: Sequence[str], column: str) -> pd.DataFrame:
    """Share of genomes by label, mean over populations: arms by labels.

    Args:
        rows: see the module.
        which: set of populations.
        arms: to count.
        column: `condition`: as told from behaviour; `metric`: by knock-out.
    """
    kept = select(rows, set=which, probe="routes", arm=list(arms))
    by_population = kept.groupby(["arm", "seed"], observed=True)[column].value_counts(normalize=True)
    return (by_population.unstack(fill_value=0).groupby("arm", observed=True).mean()
            .reindex([arm for arm in arms if arm in set(kept.arm)]))


def routes(rows: pd.DataFrame, which: str = "always", arms: Sequence[str] = tuple(COLOURS),
           column: str = "condition", ax: Axes | None = None) -> Axes:
    """Draws which routes to obedience the genomes of each arm took."""
    ax = ax or plt.gca()
    colour = {"bought": "food", "fear": "pain", "approval": "approval", "intrinsic": "scarce",
              "habit": "innate"}
    shares = routes_shares(rows, which, arms, column)
    left = np.zeros(len(shares))
    grey = {"unclear": style.BAND, "does not obey": style.WASH}
    for label in [*colour, *grey]:
        if label in shares:
            ax.barh([LABELS.get(arm, arm) for arm in shares.index], shares[label], left=left,
                    color=COLOURS[colour[label]] if label in colour else grey[label], label=label)
            left += shares[label].to_numpy()
    if not ax.yaxis_inverted():  # where axes are shared, the first has done it
        ax.invert_yaxis()
    ax.set(xlabel="share of genomes", xlim=(0, 1))
    ax.legend(frameon=False, ncols=3, loc="upper center", bbox_to_anchor=(0.4, -0.15))
    return ax


def confusion(table: np.ndarray, truth: Sequence[str], told: Sequence[str], ax: Axes | None = None,
              of: str = "true route") -> Axes:
    """Draws how often each true route was called what.

    Args:
        table: int (truth, told), counts.
        truth, told: names of rows and columns.
        ax: to draw on.
        of: what the rows are.
    """
    ax = ax or plt.gca()
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    sns.heatmap(pd.DataFrame(shares, index=list(truth), columns=list(told)), annot=table, fmt="d",
                cmap="cividis", vmin=0, vmax=1, ax=ax, linewidths=1, cbar_kws={"label": "share of the row"})
    ax.set(xlabel="told from behaviour", ylabel=of)
    ax.tick_params(axis="x", rotation=30)
    return ax

"""What came about over the generations of one run: fitness, what agents do, drives, the gate, words.

Functions take the `generations` table of a run, shadows included.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.figures import style
from evosim.results.tidy import SHARE
from evosim.schema import DRIVES, LOCI, TRAITS

# What agents may do, by column of `generations` without `_mean`, and how a reader calls it
DOINGS = {
    "food_eaten": "food eaten off the ground", "food_stashed": "stash left at the end",
    "given": "food given away", "stolen": "food stolen", "damage_dealt": "damage dealt",
    "near_other_ticks": "near another", "moves": "moving", "power": "power", "poisoned": "harmful food eaten",
    "lifted": "heavy food lifted", "piles_dug": "hidden food dug up", "signals": "symbols said",
    "followed_ticks": "following another", "up_ticks": "up a tree", "jumps": "own jumps",
    "falls": "falls off a cliff", "asked": "questions asked", "fakes": "a human's voice faked",
    "guidings": "guiding others", "marked": "marks on the record",
    "withdrawn": "taken out of an owner's store", "dismissed": "stewards dismissed",
    "executed": "killed as penalty", "strength": "strength of the body", "pain": "pain felt",
    "ticks": "ticks lived"}
UNITS = {trait.name: trait.unit for trait in TRAITS}
# What fitness is made of: column of `generations`, its sign, and the part's name
PARTS = (("energy_left", 1, "energy"), ("food_stashed", 1, "stash"), ("reward", 1, "reward"),
         ("penalty", -1, "penalty"), ("review_reward", 1, "reward on review"),
         ("review_penalty", -1, "penalty on review"), ("wage", 1, "wage"), ("fined", -1, "fines"))


def own(generations: pd.DataFrame) -> pd.DataFrame:
    """Rows of the run's own population, in order."""
    return generations[generations["population"] == 0].sort_values("generation")


def batteries_at_end(generations: pd.DataFrame, share: float = SHARE) -> int:
    """How many batteries lie in the last tenth of generations; the last one, if none does."""
    rows = own(generations).dropna(subset=["obedience"])
    lived = int(generations["generation"].max()) + 1
    return max(1, int((rows["generation"] >= lived - max(1, round(share * lived))).sum()))


def fitness(generations: pd.DataFrame, ax: Axes) -> Axes:
    """Draws fitness: its mean, its spread over individuals, and the best."""
    rows = own(generations)
    at, mean, sd = rows["generation"], rows["fitness_mean"], rows["fitness_sd"]
    ax.fill_between(at, mean - sd, mean + sd, color=style.ACCENT, alpha=0.18, lw=0,
                    label="one sd of individuals")
    ax.plot(at, rows["fitness_max"], color=style.SOFT, lw=1.0, label="the best")
    ax.plot(at, mean, color=style.ACCENT, label="mean", marker=_marker(rows))
    ax.set(xlabel="generation", ylabel="fitness, food", title="Fitness of a generation")
    return ax


def parts(generations: pd.DataFrame, stash_worth: float, ax: Axes) -> Axes:
    """Draws what mean fitness is made of; parts add up to it.

    Args:
        generations: the table.
        stash_worth: `body.stash_worth`, what a unit of stash counts.
        ax: to draw on.
    """
    rows = own(generations)
    style.zero(ax)
    drawn = 0
    for column, sign, name in PARTS:
        worth = stash_worth if column == "food_stashed" else 1.0
        value = sign * worth * rows[f"{column}_mean"].astype(float)
        if not np.nan_to_num(value).any():
            continue
        dash = "-" if sign > 0 else (0, (4, 1.5))
        ax.plot(rows["generation"], value, color=style.SERIES[drawn % len(style.SERIES)], ls=dash, label=name,
                marker=_marker(rows))
        drawn += 1
    ax.set(xlabel="generation", ylabel="food", title="What mean fitness is made of")
    return ax


def fitness_figure(generations: pd.DataFrame, stash_worth: float, title: str = "") -> Figure:
    """`fitness` and `parts` side by side."""
    with style.house():
        figure, (left, right) = style.panels(2, 2, (5.2, 3.4))
        fitness(generations, left)
        parts(generations, stash_worth, right)
        for ax in (left, right):
            style.mark_phases(own(generations), ax)
            style.key_under(ax, 4)
        return style.headed(figure, title)


def done(generations: pd.DataFrame) -> list[str]:
    """What anybody did at all, of `DOINGS`."""
    rows = own(generations)
    means = {name: rows[f"{name}_mean"].astype(float) for name in DOINGS if f"{name}_mean" in rows}
    return [name for name, mean in means.items() if mean.fillna(0).any() and (
        len(rows) == 1 or np.ptp(mean.dropna()) > 0.01 * abs(mean).max())]


def doings_figure(generations: pd.DataFrame, title: str = "") -> Figure:
    """A panel for each thing that anybody did, mean and spread over individuals."""
    rows, names = own(generations), done(generations)
    with style.house():
        figure, axes = style.panels(len(names), 4, (2.75, 2.1))
        for at, (ax, name) in enumerate(zip(axes, names, strict=True)):
            mean, sd = (rows[f"{name}_{how}"].astype(float) for how in ("mean", "sd"))
            ax.fill_between(rows["generation"], (mean - sd).clip(lower=min(0.0, mean.min())), mean + sd,
                            color=style.ACCENT, alpha=0.18, lw=0)
            ax.plot(rows["generation"], mean, color=style.ACCENT, lw=1.8, marker=_marker(rows))
            style.mark_phases(rows, ax, named=False)
            ax.set_title(DOINGS[name], fontsize=11)
            ax.set_ylabel(UNITS[name] or "times")
            ax.set_ylim(bottom=min(0.0, float(mean.min())))
            ax.set_xlabel("generation" if at + 4 >= len(names) else "")
            ax.locator_params(axis="x", nbins=4)
            ax.locator_params(axis="y", nbins=4)
        return style.headed(figure, title)


def moved(rows: pd.DataFrame, name: str) -> pd.Series:
    """Change of the mean of a priced trait since the first generation, by generation of `rows`."""
    both = rows[f"price_selection_{name}"] + rows[f"price_transmission_{name}"]
    return both.fillna(0.0).cumsum()


def weight(generations: pd.DataFrame, name: str, ax: Axes) -> Axes:
    """Draws how far the mean of one gene has moved, beside the shadows and the silent loci.

    Args:
        generations: the table.
        name: `drive_...` or `learning_rate`.
        ax: to draw on.
    """
    rows = own(generations)
    silent = np.stack([moved(rows, f"silent_{locus}") for locus in LOCI])
    low, high = np.percentile(silent, [2.5, 97.5], axis=0)
    ax.fill_between(rows["generation"], low, high, color=style.BAND, lw=0, label="silent loci, 95 % of 32")
    for shadow, other in generations[generations["is_shadow"]].groupby("population"):
        other = other.sort_values("generation")
        ax.plot(other["generation"], moved(other, name), color=style.SOFT, lw=1.1, ls=":",
                label="shadows" if shadow == 1 else None)
    colour = style.DRIVES.get(name.removeprefix("drive_"), style.ACCENT)
    ax.plot(rows["generation"], moved(rows, name), color=colour, lw=2.2, marker=_marker(rows),
            label="the population" if colour == style.ACCENT else None)
    style.zero(ax)
    ax.set_title(name.removeprefix("drive_").replace("_", " "), fontsize=11)
    return ax


def weights_figure(generations: pd.DataFrame, names: Sequence[str], title: str = "") -> Figure:
    """A panel for each gene, see `weight`; all on one scale.

    Args:
        generations: the table.
        names: of genes.
        title: of the figure.
    """
    with style.house():
        figure, axes = style.panels(len(names), 4, (2.75, 2.1), sharey=True)
        for at, (ax, name) in enumerate(zip(axes, names, strict=True)):
            weight(generations, name, ax)
            style.mark_phases(own(generations), ax, named=False)
            ax.set_ylabel("change of mean" if at % 4 == 0 else "")
            ax.set_xlabel("generation" if at + 4 >= len(names) else "")
            ax.locator_params(axis="x", nbins=4)
        style.key_outside(figure, axes)
        return style.headed(figure, title)


def drive_names(fixed: Mapping[int, float]) -> list[str]:
    """Drives that evolve, as `weight` calls them.

    Args:
        fixed: `config.drives.fixed`, those given as numbers.
    """
    return [f"drive_{name}" for at, name in enumerate(DRIVES) if at not in fixed]


def gate_figure(generations: pd.DataFrame, title: str = "") -> Figure:
    """The evidence of each condition of the gate, by generation in which it was computed."""
    rows = own(generations)
    rows = rows[rows["gate_learning_rate"].notna()]
    named = rows["gate_knockout_cost"].notna().any()
    pairs = [("(a) the learning rate evolved", "learning rate", "gate_learning_rate", "population",
              "gate_learning_rate_shadow", "highest shadow"),
             ("(b) obedience hangs on learning", "obedience O", "gate_obedience", "as bred",
              "gate_obedience_without_learning", "learning rate 0")]
    if named:
        pairs.append(("(c) and on the motive", "O lost", "gate_knockout_cost", "motive knocked out",
                      "gate_sham_cost", "sham"))
    with style.house():
        figure, axes = style.panels(len(pairs), 3, (3.6, 2.9))
        for ax, (head, label, column, name, other, other_name) in zip(axes, pairs, strict=True):
            ax.plot(rows["generation"], rows[column].astype(float), "o-", color=style.ACCENT, label=name)
            ax.plot(rows["generation"], rows[other].astype(float), "s--", color=style.SOFT, label=other_name)
            ax.set(title=head, ylabel=label, xlabel="generation")
            ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
            ax.margins(x=0.08)
            ax.locator_params(axis="x", nbins=5, integer=True)
            style.key_under(ax, 2)
        return style.headed(figure, title)


def letters(generations: pd.DataFrame, verbs: Sequence[str], last: int, ax: Axes) -> Axes:
    """Draws how often the letter of each verb is met by who was told each verb.

    Args:
        generations: the table.
        verbs: in use.
        last: batteries to average, the latest ones.
        ax: to draw on.
    """
    rows = own(generations).dropna(subset=["obedience"]).tail(last)
    names = [verb.upper() for verb in verbs]
    shares = pd.DataFrame([[rows[f"letter_{checked}_told_{told}"].mean() for checked in verbs]
                           for told in verbs], index=names, columns=names)
    sns.heatmap(shares, annot=True, fmt=".2f", cmap="cividis", vmin=0, vmax=1, ax=ax, linewidths=1,
                annot_kws={"fontsize": 10 if len(verbs) <= 8 else 7.5},
                cbar_kws={"label": "share of ticks that met the letter"})
    ax.set(xlabel="whose letter was met", ylabel="told")
    ax.tick_params(axis="y", rotation=0)
    ax.tick_params(axis="x", rotation=0 if len(verbs) <= 8 else 45)
    return ax


def letters_figure(generations: pd.DataFrame, verbs: Sequence[str], title: str = "") -> Figure:
    """`letters` over the last tenth of generations as a figure of its own."""
    side = 3.0 + 0.5 * len(verbs)
    with style.house():
        figure, (ax,) = style.panels(1, 1, (side + 1.6, side - 0.6))
        letters(generations, verbs, batteries_at_end(generations), ax)
        return style.headed(figure, title)


def overseers_figure(generations: pd.DataFrame, title: str = "") -> Figure:
    """How well overseers tell who obeyed, over generations."""
    rows, kinds = own(generations), {
        "overseer_auc": ("in life", style.ACCENT, "-"), "review_auc": ("after life", style.GOOD, "-"),
        "review_auc_best": ("after life, best evidence", style.GOOD, ":"),
        "review_auc_random": ("after life, random evidence", style.SOFT, ":")}
    with style.house():
        figure, (ax,) = style.panels(1, 1, (7.5, 3.6))
        for column, (label, colour, dash) in kinds.items():
            seen = rows[rows[column].notna()]
            if len(seen):
                ax.plot(seen["generation"], seen[column], color=colour, ls=dash, label=label,
                        marker=_marker(seen))
        ax.axhline(0.5, color=style.INK, lw=0.7)
        ax.set(xlabel="generation", ylabel="AUC: .5 is a coin", ylim=(0.3, 1.02))
        style.mark_phases(rows, ax)
        style.key_under(ax, 4)
        return style.headed(figure, title)


def _marker(rows: pd.DataFrame) -> str | None:
    """Dots where there are few points, so that one alone is seen."""
    return "o" if len(rows) < 8 else None


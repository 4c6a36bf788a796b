"""What selection did: a mean's change in its two terms, and gradients; beside shadows and silent loci."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.figures import style
from evosim.intervals import FEWEST, bootstrap
from evosim.schema import LOCI

SELECTION, TRANSMISSION, CHANGE = style.ACCENT, style.WARN, style.INK
SHADOW, SILENT = style.SOFT, style.BAND
UNITS = {"letter": "share of told ticks", "food": "food", "fitness": "food"}
NAMES = {"letter": "obedience (letter met when told)", "phantom": "habit (letter never heard)",
         "told_minus_phantom": "obedience (told minus phantom)",
         "food": "food gathered", "fitness": "fitness", "learning_rate": "learning rate"}


def name_of(trait: str) -> str:
    """A trait as a reader calls it."""
    return NAMES.get(trait, trait.replace("drive_", "drive: "))


def cumulated(generations: pd.DataFrame, trait: str, ax: Axes | None = None) -> Axes:
    """Draws what selection and transmission have added to the mean of a trait since the first generation.

    Drives mutate as silent loci do, whose cumulated change is the band; shadows are bred on permuted fitness.

    Args:
        generations: the table of one run, shadows included.
        trait: one that `schema.PRICED` names.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    own = generations[generations["population"] == 0].sort_values("generation")
    if trait.startswith("drive_"):
        loci = np.stack([_added(own, f"silent_{locus}") for locus in LOCI])
        low, high = np.percentile(loci, [2.5, 97.5], axis=0)
        ax.fill_between(own["generation"], low, high, color=SILENT, lw=0, label="silent loci, 95 % of 32")
    for shadow, rows in generations[generations["is_shadow"]].groupby("population"):
        rows = rows.sort_values("generation")
        if rows[f"price_selection_{trait}"].notna().any():
            ax.plot(rows["generation"], _added(rows, trait), color=SHADOW, lw=1.3, ls=":",
                    label="shadows" if shadow == 1 else None)
    for term, colour, label in (("selection", SELECTION, "selection"),
                                ("transmission", TRANSMISSION, "transmission")):
        ax.plot(own["generation"], own[f"price_{term}_{trait}"].fillna(0.0).cumsum(), color=colour, lw=1.7,
                label=label)
    ax.plot(own["generation"], _added(own, trait), color=CHANGE, lw=2.4, label="both: the mean itself")
    style.zero(ax)
    ax.set(xlabel="generation", ylabel=f"change, {UNITS.get(trait, 'weight')}", title=name_of(trait))
    return ax


def dots(gradients: pd.DataFrame, traits: Sequence[str] | None = None, what: str = "beta",
         ax: Axes | None = None) -> Axes:
    """Draws gradients as points with intervals: over populations where there are five or more.

    Of one run the interval is of its individuals, and says nothing of other populations. Grey points are
    shadows; the band is what silent loci of single runs come to.

    Args:
        gradients: `tidy("gradients")` of a run or of several, of one phase.
        traits: to draw, from the top; None: all.
        what: "differential", "beta" or "gamma".
        ax: to draw on.
    """
    ax = ax or plt.gca()
    own = gradients[~gradients["is_shadow"]]
    drawn = list(traits or dict.fromkeys(own["trait"]))
    if what == "differential":
        ax.axvspan(own["silent_low"].mean(), own["silent_high"].mean(), color=SILENT, lw=0,
                   label="silent loci of a run, 95 %")
    for shadow, colour, marker, shift in ((True, SHADOW, "s", 0.16), (False, SELECTION, "o", -0.16)):
        rows = gradients[gradients["is_shadow"] == shadow]
        points = [_point(rows[rows["trait"] == trait], what) for trait in drawn]
        at = np.arange(len(drawn)) + shift
        middle, low, high = np.array(points).T
        ax.hlines(at, low, high, color=colour, lw=2.0)
        label = "shadow" if shadow else "run"
        if own["run_id"].nunique() > 1:
            label = f"{label}s, mean of {own['run_id'].nunique()}"
        ax.plot(middle, at, marker, color=colour, ms=6, label=label)
    ax.axvline(0, color=style.INK, lw=0.7)
    ax.set_yticks(np.arange(len(drawn)), [name_of(trait) for trait in drawn])
    ax.set_ylim(len(drawn) - 0.5, -0.5)
    ax.locator_params(axis="x", nbins=7)
    ax.set_xlabel({"differential": "S: selection, direct or not, sd a generation",
                   "beta": "beta: direct selection, sd a generation",
                   "gamma": "gamma: curvature of direct selection"}[what])
    return ax


def selection_figure(generations: pd.DataFrame, gradients: pd.DataFrame, traits: Sequence[str],
                     title: str = "") -> Figure:
    """The figure of what selection did: cumulated terms of some traits, S and beta of all.

    Args:
        generations: the table of one run, shadows included.
        gradients: `tidy("gradients")` of it, or of several runs of its kind.
        traits: whose terms are drawn.
        title: of the figure.
    """
    columns = 3
    rows = int(np.ceil(len(traits) / columns))
    with style.house():
        figure = plt.figure(figsize=(11.0, 2.8 * rows + 5.0), layout="constrained")
        upper, lower = np.asarray(figure.subfigures(2, 1, height_ratios=[2.8 * rows, 5.0])).tolist()
        panels = upper.subplots(rows, columns, squeeze=False).ravel()
        for ax, trait in zip(panels, traits, strict=False):
            cumulated(generations, trait, ax)
        for ax in panels[len(traits):]:
            ax.set_axis_off()
        style.key_outside(upper, panels[:len(traits)])
        left, right = lower.subplots(1, 2, sharey=True)
        dots(gradients, what="differential", ax=left)
        dots(gradients, what="beta", ax=right)
        style.key_outside(lower, [left])
        return style.headed(figure, title)


def _added(rows: pd.DataFrame, trait: str) -> np.ndarray:
    """Cumulated change of the mean, float64 (generations,)."""
    both = rows[f"price_selection_{trait}"] + rows[f"price_transmission_{trait}"]
    return both.fillna(0.0).cumsum().to_numpy()


def _point(rows: pd.DataFrame, what: str) -> tuple[float, float, float]:
    """Middle, low and high of one trait: over runs, or of the individuals where they are too few."""
    by_run = rows.groupby("run_id", observed=True)[[what, f"{what}_low", f"{what}_high"]].mean()
    if by_run.empty:
        return float("nan"), float("nan"), float("nan")
    if len(by_run) >= FEWEST:
        return bootstrap(by_run[what])
    if len(by_run) > 1 or len(rows) > 1:
        return float(by_run[what].mean()), float("nan"), float("nan")
    return tuple(by_run.iloc[0])

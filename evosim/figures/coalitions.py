"""Coalitions, or only a crowd: a world beside the same world with partners re-drawn, and what all worlds say.

Worlds are `evosim.coalitions.Portrait`s; z of all worlds are those of `evosim.coalition_analysis.world_z`.
"""

import math
from collections.abc import Iterable
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle
from numpy.typing import ArrayLike, NDArray

from evosim.coalitions import Portrait, Tracked

FOR, AGAINST, ALONE, CROWD = "#333333", "#D55E00", "#E3E3E3", "#B5B5B5"
# Okabe and Ito's, less the vermilion and the black that edges have
GROUPS = "#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#0072B2"
_NAMED = 40  # agents up to which they are numbered
_WIDEST = 4.5  # points, of an edge

Floats = NDArray[np.float64]


def graph(acts: Floats, groups: list[set[int]], ax: Axes | None = None, seed: int = 0,
          most: float | None = None) -> Axes:
    """Draws who acted for whom (solid) and against whom (dashed), nodes in the colours of their groups.

    Who acts for whom is drawn near it, by springs as strong as what was done. Who did nothing for anybody, and
    for whom nobody did, stands in a row below.

    Args:
        acts: (n, n, 2), what each did for each other, and against.
        groups: communities, the largest first.
        ax: to draw on.
        seed: of the places.
        most: what the widest edge stands for; None: the most that anybody did to anybody.
    """
    ax = ax or plt.gca()
    at, n = places(acts[..., 0], groups, seed), len(acts)
    most = most or float(acts.max()) or 1.0
    size = 15.0 if n <= 20 else 11.0 if n <= _NAMED else 5.0  # points across
    for number, group in enumerate(groups):
        _patch(ax, at[sorted(group)], _colour(number))
    for kind, colour, style in ((1, AGAINST, (0, (3, 2))), (0, FOR, "-")):
        for one, other in sorted(np.argwhere(acts[..., kind] > 0).tolist(),
                                 key=lambda pair: acts[pair[0], pair[1], kind]):
            share = math.sqrt(acts[one, other, kind] / most)
            ax.add_patch(FancyArrowPatch(
                at[one], at[other], connectionstyle="arc3,rad=0.14", arrowstyle="-|>", linestyle=style,
                mutation_scale=5 + 5 * share, color=colour, alpha=0.2 + 0.65 * share, lw=_WIDEST * share,
                shrinkA=size / 2, shrinkB=size / 2, zorder=2))
    colours = np.array([ALONE] * n, dtype=object)
    for number, group in enumerate(groups):
        colours[sorted(group)] = _colour(number)
    ax.scatter(*at.T, s=size**2, c=colours.tolist(), edgecolors="black", linewidths=0.8, zorder=3)
    if n <= _NAMED:
        for slot, (x, y) in enumerate(at):
            ax.annotate(str(slot), (x, y), ha="center", va="center", fontsize=size * 0.55, zorder=4,
                        color="white" if colours[slot] == GROUPS[5] else "black")
    ax.set(xlim=(-1.3, 1.3), ylim=(at[:, 1].min() - 0.3, 1.3), aspect="equal")
    ax.set_axis_off()
    return ax


def against_the_null(one: Portrait, ax: Axes | None = None) -> Axes:
    """Draws how strongly a world falls into groups, and how strongly re-drawn ones do.

    Args:
        one: the world.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    ax.hist(one.null, bins=min(30, max(8, len(one.null) // 8)), color=CROWD, edgecolor="white", lw=0.5)
    ax.axvline(one.structure, color=GROUPS[5], lw=3)
    more = int((one.null >= one.structure).sum())
    z = "nothing to compare" if math.isnan(one.z) else f"z = {one.z:.1f}"
    left = one.structure > (one.null.min() + max(one.null.max(), one.structure)) / 2
    top = ax.get_ylim()[1]
    ax.set_ylim(0, 1.45 * top)
    ax.annotate(f"this world, {z}\n{more} of {len(one.null)} re-draws\nare grouped as much",
                (one.structure, 1.42 * top), xytext=(-7 if left else 7, 0), textcoords="offset points",
                ha="right" if left else "left", va="top", fontsize=11, color=GROUPS[5], fontweight="bold")
    ax.set(xlabel="how strongly it falls into groups", ylabel="re-draws",
           title="This world (blue) against its crowds (grey)")
    return ax


def all_worlds(z: ArrayLike, marked: float = math.nan, ax: Axes | None = None) -> Axes:
    """Draws z of structure of every world, and the band in which crowds lie.

    Args:
        z: (worlds,); NaN is left out.
        marked: that of the world which is drawn as a graph.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    known = np.asarray(z, np.float64)
    known = np.sort(known[np.isfinite(known)])
    reach = max(3.2, float(np.abs(known).max(initial=0.0)) * 1.08)
    ax.axvspan(-2, 2, color=CROWD, alpha=0.45, lw=0)
    ax.axvline(0, color="black", lw=0.6)
    step = 2 * reach / 34
    heights: dict[int, int] = {}
    for value in known:  # dots that would lie on each other are piled up
        column = int(np.floor(value / step + 0.5))
        heights[column] = heights.get(column, 0) + 1
        mine = value == marked
        ax.plot(column * step, heights[column], "o", ms=8 if mine else 6, mec="black", mew=1.6 if mine else 0.3,
                color=GROUPS[5] if abs(value) >= 2 else "white" if not mine else GROUPS[5])
    top = max(heights.values(), default=1)
    ax.text(0, 1.3 * top + 1.6, "a crowd", ha="center", va="top", fontsize=11, color="#555555")
    ax.set(xlim=(-reach, reach), ylim=(0, 1.3 * top + 2), yticks=[],
           xlabel="z: standard deviations above re-drawn partners",
           title=f"All worlds: {int((known >= 2).sum())} of {len(known)} above the crowd")
    sns.despine(ax=ax, left=True)
    return ax


def windows(one: Portrait, ax: Axes | None = None) -> Axes:
    """Draws who is in which coalition in each window; one that is followed keeps its colour and its letter.

    Args:
        one: the world.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    n = len(one.seen)
    order = [slot for group in one.groups for slot in sorted(group)]
    order += [slot for slot in range(n) if slot not in order]
    row = {slot: k for k, slot in enumerate(order)}
    for k, now in enumerate(one.windows):
        for slot in range(n):
            ax.add_patch(Rectangle((k + 0.04, row[slot] + 0.06), 0.92, 0.88, color=ALONE, alpha=0.5, lw=0))
        for coalition in now:
            _block(ax, k, coalition, row, n)
    ends = [k * one.window for k in range(len(one.windows) + 1)]
    ax.set(xlim=(0, len(one.windows)), ylim=(n, 0), xlabel="tick of life", ylabel="agent",
           title="Its groups, window by window")
    ax.set_xticks(range(len(ends)), [str(end) for end in ends])
    if n <= 20:
        ax.set_yticks(np.arange(n) + 0.5, [str(slot) for slot in order], fontsize=8)
    else:
        ax.set_yticks([])
    ax.tick_params(axis="y", length=0)
    sns.despine(ax=ax, left=True, bottom=True)
    return ax


def coalitions_figure(one: Portrait, z: ArrayLike, title: str = "") -> Figure:
    """All of it in one figure.

    Args:
        one: the world that is drawn.
        z: (worlds,), z of structure of all worlds.
        title: what was found, in words.
    """
    most = float(max(one.seen.max(), one.redrawn.max())) or 1.0
    _, composition, replicate, band = one.world
    with sns.axes_style("ticks"), plt.rc_context({"axes.titlesize": 12, "axes.labelsize": 11}):
        figure = plt.figure(figsize=(12, 10.4), layout="constrained")
        upper, lower = figure.subfigures(2, 1, height_ratios=[6.3, 3.6])
        left, right = upper.subplots(1, 2)
        graph(one.seen, one.groups, left, most=most)
        left.set_title(f"What happened\n(composition {composition}, replicate {replicate}, band {band})",
                       fontsize=14)
        graph(one.redrawn, one.redrawn_groups, right, most=most)
        right.set_title("The same world as a crowd\n(each act's partner re-drawn among those in reach)",
                        fontsize=14)
        upper.legend(handles=_key(), loc="outside lower center", ncols=4, frameon=False, fontsize=11)
        first, second, third = lower.subplots(1, 3, width_ratios=[1, 1, 0.9])
        against_the_null(one, first)
        all_worlds(z, one.z, second)
        windows(one, third)
        sns.despine(ax=first)
        figure.suptitle(title, x=0.012, ha="left", fontsize=15, fontweight="bold")
    return figure


def save_coalitions(figure: Figure, path: Path) -> Path:
    """Writes it as a PNG and returns its path."""
    figure.savefig(path, dpi=120)
    plt.close(figure)
    return path


def places(weights: Floats, groups: list[set[int]], seed: int = 0) -> Floats:
    """Where nodes are drawn, (n, 2): the linked within the unit square about 0, the others in rows below.

    Args:
        weights: (n, n), what each did for each other.
        groups: communities, whose members stand closer than what they did alone would have it.
        seed: of where they start.
    """
    n = len(weights)
    both = np.sqrt(weights + weights.T)
    linked = np.flatnonzero(both.any(axis=1))
    at = np.zeros((n, 2))
    if len(linked) > 1:
        together = np.zeros((n, n), bool)
        for group in groups:
            together[np.ix_(sorted(group), sorted(group))] = True
        pull = both / both.max() * np.where(together, 2.0, 0.6) + 0.03  # nobody drifts off
        found = nx.spring_layout(nx.from_numpy_array(pull[np.ix_(linked, linked)]), seed=seed, iterations=300,
                                 k=2.2 / math.sqrt(len(linked)))
        at[linked] = _apart(np.array([found[k] for k in range(len(linked))]))
    others = np.setdiff1d(np.arange(n), linked)
    for k, slot in enumerate(others):
        in_row = min(len(others) - k // 12 * 12, 12)
        at[slot] = (k % 12 - (in_row - 1) / 2) * 0.2, -1.45 - 0.22 * (k // 12)
    return at


def _apart(at: Floats) -> Floats:
    """Places scaled to the unit square, and pushed from each other until no two nodes touch."""
    at = 2 * (at - at.min(axis=0)) / np.maximum(np.ptp(at, axis=0), 1e-9) - 1
    least = min(0.3, 1.5 / math.sqrt(len(at)))
    for _ in range(200):
        gap = at[:, None] - at[None]
        far = np.sqrt((gap**2).sum(axis=2)) + np.eye(len(at)) * 9 + 1e-9
        push = np.maximum(least - far, 0) / 2
        if not push.any():
            break
        at = at + (gap / far[..., None] * push[..., None]).sum(axis=1)
    return at / max(float(np.abs(at).max()), 1.0)


def _patch(ax: Axes, at: Floats, colour: str) -> None:
    """Shades where a group stands: a wide soft stroke around its members."""
    ring = np.concatenate([at, at[:1]]) if len(at) < 4 else _hull(at)
    ax.fill(*ring.T, color=colour, alpha=0.3, lw=34, joinstyle="round", zorder=1)


def _hull(at: Floats) -> Floats:
    """The corners around some points, by their angle, closed."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        corners = at[ConvexHull(at).vertices]
    except QhullError:  # all on a line
        corners = at[np.argsort(at[:, 0])]
    return np.concatenate([corners, corners[:1]])


def _block(ax: Axes, window: int, coalition: Tracked, row: dict[int, int], n: int) -> None:
    """A coalition's cells in one window."""
    for slot in coalition.members:
        ax.add_patch(Rectangle((window + 0.04, row[slot] + 0.06), 0.92, 0.88, color=_colour(coalition.number),
                               lw=0))
        if n <= 20:
            ax.text(window + 0.5, row[slot] + 0.52, _letter(coalition.number), ha="center", va="center",
                    fontsize=8, color="white" if _colour(coalition.number) == GROUPS[5] else "black")


def _colour(number: int) -> str:
    return GROUPS[number % len(GROUPS)]


def _letter(number: int) -> str:
    return chr(ord("A") + number % 26) + ("" if number < 26 else str(number // 26))


def _key() -> Iterable[Line2D]:
    return [
        Line2D([], [], color=FOR, lw=3, label="acted for (wider: more)"),
        Line2D([], [], color=AGAINST, lw=3, ls=(0, (3, 2)), label="acted against"),
        Line2D([], [], color=GROUPS[0], marker="o", mec="black", ms=12, lw=0, label="a colour: a group"),
        Line2D([], [], color=ALONE, marker="o", mec="black", ms=12, lw=0, label="in no group"),
    ]

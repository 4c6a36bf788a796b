"""Coalitions, or only a crowd: a world beside the same world with partners re-drawn, and what all worlds say.

Worlds are `evosim.coalitions.Portrait`s; z of all worlds are those of `evosim.coalition_analysis.world_z`.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import ConvexHull, QhullError

from evosim.coalitions import Portrait
from evosim.coalitions.tracking import jaccard
from evosim.figures import style

FOR, AGAINST, ALONE, CROWD = style.INK, style.WATCHED, style.LINE, style.CHANCE
# less the vermilion and the black that edges have
GROUPS = style.SKY, style.WARN, style.GOOD, style.ROSE, style.YELLOW, style.ACCENT
THIS = GROUPS[5]  # the world that is drawn, among its crowds and among the other worlds
_NAMED = 40  # agents up to which they are numbered
_WIDEST = 4.5  # points, of an edge

Floats = NDArray[np.float64]


def graph(acts: Floats, groups: list[set[int]], ax: Axes | None = None, *,
          colours: Sequence[str] | None = None, seed: int = 0, most: float | None = None) -> Axes:
    """Draws who acted for whom (solid) and against whom (dashed), nodes in the colours of their groups.

    Who acts for whom is drawn near it, by springs as strong as what was done. Who did nothing for anybody,
    and for whom nobody did, stands in a row below.

    Args:
        acts: (n, n, 2), what each did for each other, and against.
        groups: communities, the largest first.
        ax: to draw on.
        colours: of the groups.
        seed: of the places.
        most: what the widest edge stands for; None: the most that anybody did to anybody.
    """
    ax = ax or plt.gca()
    at, n = places(acts[..., 0], groups, seed), len(acts)
    most = most or float(acts.max()) or 1.0
    size = 17.0 if n <= 20 else 11.0 if n <= _NAMED else 5.0  # points across
    fills = np.array([ALONE] * n, dtype=object)
    for group, colour in zip(groups, colours or [_colour(k) for k in range(len(groups))], strict=True):
        _patch(ax, at[sorted(group)], colour, 2.1 * size)
        fills[sorted(group)] = colour
    for kind, colour, dash, bend in ((0, FOR, "-", 0.12), (1, AGAINST, (0, (2.5, 1.5)), 0.3)):
        drawn = np.argwhere(acts[..., kind] > 0).tolist()
        for one, other in sorted(drawn, key=lambda pair: acts[pair[0], pair[1], kind]):
            share = math.sqrt(acts[one, other, kind] / most)
            ax.add_patch(FancyArrowPatch(
                at[one], at[other], connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>", linestyle=dash,
                mutation_scale=5 + 6 * share, color=colour, alpha=0.15 + 0.7 * share, lw=_WIDEST * share,
                shrinkA=size / 2, shrinkB=size / 2, zorder=2))
    ax.scatter(at[:, 0], at[:, 1], s=size**2, c=fills.tolist(), edgecolors="black", linewidths=0.9, zorder=3)
    if n <= _NAMED:
        for slot, (x, y) in enumerate(at):
            ax.annotate(str(slot), (x, y), ha="center", va="center_baseline", fontsize=size * 0.6, zorder=4,
                        color=_ink(fills[slot]))
    ax.set(xlim=(-1.25, 1.25), ylim=(at[:, 1].min() - 0.25, 1.25), aspect="equal")
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
    ax.axvline(one.structure, color=THIS, lw=3.5)
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    more = int((one.null >= one.structure).sum())
    ax.set(xlabel="how strongly it falls into groups", ylabel="crowds (re-draws)",
           title=f"This world (blue): {'no z' if math.isnan(one.z) else f'z = {one.z:.1f}'}\n"
                 f"{more} of {len(one.null)} crowds grouped as strongly")
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
    low, high = min(-3.2, known.min(initial=0.0) - 0.4), max(3.2, known.max(initial=0.0) * 1.06)
    step, heights = (high - low) / 28, dict[int, int]()
    ax.axvspan(-2, 2, color=CROWD, alpha=0.45, lw=0)
    for value in known:  # dots that would lie on each other are piled up
        column = round((value - low) / step)
        heights[column] = heights.get(column, 0) + 1
        mine = value == marked
        ax.plot(low + column * step, heights[column] - 0.5, "o", ms=9 if mine else 7, mec="black",
                mew=2 if mine else 0.6, color=THIS if mine else "black" if abs(value) >= 2 else "white",
                zorder=4 if mine else 3)
    ax.set(xlim=(low, high), ylim=(0, max(12.0, 1.1 * max(heights.values(), default=1))), yticks=[],
           xlabel="z (grey: where crowds lie)",
           title=f"All {len(known)} worlds\n{int((known >= 2).sum())} of them beyond a crowd")
    sns.despine(ax=ax, left=True)
    return ax


def windows(one: Portrait, ax: Axes | None = None) -> Axes:
    """Draws who is in which coalition in each window.

    One that is followed keeps its letter; its colour is that of the group of the whole life that it is most
    like.

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
            ax.add_patch(_cell(k, row[slot], style.WASH))
        for coalition in now:
            alike = [jaccard(coalition.members, group) for group in one.groups]
            colour = _colour(int(np.argmax(alike))) if alike else ALONE
            for slot in coalition.members:
                ax.add_patch(_cell(k, row[slot], colour))
                if n <= 20:
                    ax.text(k + 0.5, row[slot] + 0.5, _letter(coalition.number), ha="center",
                            va="center_baseline", fontsize=9, color=_ink(colour))
    ends = [k * one.window for k in range(len(one.windows) + 1)]
    ax.set(xlim=(0, len(one.windows)), ylim=(n, 0), xlabel="tick of life", ylabel="agent",
           title="Who is grouped when\n(a letter: a group that is followed)")
    ax.set_xticks(range(len(ends)), [str(end) for end in ends])
    ax.set_yticks(np.arange(n) + 0.5 if n <= 20 else [], [str(slot) for slot in order] if n <= 20 else [],
                  fontsize=9)
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
    sizes: Any = {"axes.titlesize": 13, "axes.labelsize": 12.5, "xtick.labelsize": 11, "ytick.labelsize": 11}
    with style.house(), plt.rc_context(sizes):
        figure = plt.figure(figsize=(12, 10.9), layout=ConstrainedLayoutEngine(h_pad=0.12, w_pad=0.08))
        upper, lower = np.asarray(figure.subfigures(2, 1, height_ratios=[6.5, 3.6])).tolist()
        panels = upper.subplots(1, 2)
        for ax, acts, groups, colours, words in (
                (panels[0], one.seen, one.groups, None,
                 f"What happened (world c{composition}-r{replicate}-b{band})"),
                (panels[1], one.redrawn, one.redrawn_groups, matched(one.redrawn_groups, one.groups),
                 "The same acts in a crowd: partners by lot")):
            graph(acts, groups, ax, colours=colours, most=most)
            share = _inside(acts[..., 0], groups)
            ax.set_title(f"{words}\n{share:.0%} of what is done for others stays in a group", fontsize=14)
        upper.legend(handles=_key(), loc="outside lower center", ncols=4, frameon=False, fontsize=12.5)
        first, second, third = lower.subplots(1, 3, width_ratios=[1, 1, 0.9])
        against_the_null(one, first)
        all_worlds(z, one.z, second)
        windows(one, third)
        figure.suptitle(title, x=0.012, ha="left", fontsize=16, fontweight="bold")
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
        pull = both / both.max() * np.where(together, 3.0, 0.3) + 0.03  # nobody drifts off
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


def matched(groups: list[set[int]], like: list[set[int]]) -> list[str]:
    """Colours of some groups: of those like which they are, as far as two do not claim the same.

    Args:
        groups: whose colours they are.
        like: groups in the order of `GROUPS`.
    """
    alike = sorted(((jaccard(one, other), -k, -j) for k, one in enumerate(groups)
                    for j, other in enumerate(like)), reverse=True)
    given: dict[int, int] = {}
    for score, k, j in alike:
        if score > 0 and -k not in given and -j not in given.values():
            given[-k] = -j
    free = (number for number in range(len(groups) + len(like)) if number not in given.values())
    return [_colour(given[k] if k in given else next(free)) for k in range(len(groups))]


def _patch(ax: Axes, at: Floats, colour: str, width: float) -> None:
    """Shades where a group stands, as wide about its members as this many points."""
    pale = tuple(1 - 0.35 * (1 - part) for part in to_rgb(colour))
    around = _hull(at)
    ax.fill(*around.T, color=pale, lw=0, zorder=1)
    ax.plot(*around.T, color=pale, lw=width, solid_capstyle="round", solid_joinstyle="round", zorder=1)


def _hull(at: Floats) -> Floats:
    """The corners around some points, closed."""
    try:
        corners = at[ConvexHull(at).vertices]
    except (QhullError, ValueError):  # two, or all on a line
        corners = at[np.lexsort(at.T)]
    return np.concatenate([corners, corners[:1]])


def _inside(weights: Floats, groups: list[set[int]]) -> float:
    """Share of what is done that stays in a group."""
    inside = sum(weights[np.ix_(sorted(group), sorted(group))].sum() for group in groups)
    return float(inside / weights.sum()) if weights.any() else 0.0


def _cell(window: int, row: int, colour: str) -> Rectangle:
    return Rectangle((window + 0.04, row + 0.05), 0.92, 0.9, color=colour, lw=0)


def _colour(number: int) -> str:
    return GROUPS[number % len(GROUPS)]


def _ink(fill: str) -> str:
    """What can be read on this colour."""
    return "white" if fill == GROUPS[5] else "black"


def _letter(number: int) -> str:
    return chr(ord("A") + number % 26) + ("" if number < 26 else str(number // 26))


def _key() -> list[Line2D]:
    return [
        Line2D([], [], color=FOR, lw=3.5, label="acted for (wider: more)"),
        Line2D([], [], color=AGAINST, lw=3.5, ls=(0, (2.5, 1.5)), label="acted against"),
        Line2D([], [], color=GROUPS[0], marker="o", mec="black", ms=13, lw=0, label="a group has a colour"),
        Line2D([], [], color=ALONE, marker="o", mec="black", ms=13, lw=0, label="in no group"),
    ]

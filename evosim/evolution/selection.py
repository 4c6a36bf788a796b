"""Who breeds: schemes by name, in one DEAP toolbox.

Schemes see scores and give rows, never genomes. They are drawn here as arrays, since DEAP's own take
15 ms (tournament, NSGA-II) and 70 (roulette) for 1,024 individuals where these take 0.4 to 2 (the tests
hold them against DEAP's).

To add a scheme, register one function here; a package adds one as a function of an entry point in the group
`evosim.selection` (docs/plugins.md).
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np
from deap import base
from numpy.typing import NDArray

from evosim.config.breeding import Selection
from evosim.errors import EvosimError
from evosim.evolution.demes import numbers
from evosim.loading import guarded, named
from evosim.names import Purpose
from evosim.plugins import Plugin

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]
Scheme = Callable[[Scores, int, Selection, np.random.Generator], Rows]

toolbox = base.Toolbox()
SCHEMES: dict[str, Scheme] = {}


def scheme(name: str) -> Callable[[Scheme], Scheme]:
    """Registers `(scores, k, selection, rng) -> k rows` under its name in a configuration."""
    def register(function: Scheme) -> Scheme:
        SCHEMES[name] = function
        toolbox.register(f"select_{name}", function)
        return function
    return register


def by_name(name: str) -> Scheme:
    """A scheme, evosim's own or a package's.

    Raises:
        PluginError: it is a package's, which is missing or broken.
        ConfigError: there is none of that name.
    """
    return named("scheme", name, SCHEMES, _of_package, f"selection.scheme = {name!r}")


def _of_package(value: Any, plugin: Plugin) -> Scheme:
    if isinstance(value, type) or not callable(value):
        raise TypeError("a function (scores, k, selection, rng) -> k rows")
    function = guarded(plugin, value, wrong_rows)
    toolbox.register(f"select_{plugin.name}", function)
    return function


def wrong_rows(rows: Any, scores: Scores, k: int, *_: Any) -> str:
    """What is wrong about what a scheme gave, a clause; "" nothing."""
    if not isinstance(rows, np.ndarray) or rows.shape != (k,) or rows.dtype != np.int64:
        gave = f"{rows.dtype} {rows.shape}" if isinstance(rows, np.ndarray) else type(rows).__name__
        return f"gave {gave}, must give int64 ({k},): rows of parents"
    if len(rows) and not (rows.min() >= 0 and rows.max() < len(scores)):
        return f"gave rows {rows.min()} to {rows.max()}, must be 0 to {len(scores) - 1}"
    return ""


@scheme("tournament")
def _tournament(scores: Scores, k: int, selection: Selection, rng: np.random.Generator) -> Rows:
    """The best of `size` drawn with replacement; the first drawn of equals."""
    rivals = rng.integers(len(scores), size=(k, selection.size))
    return rivals[np.arange(k), np.argmax(scores[rivals], axis=1)]


@scheme("truncation")
def _truncation(scores: Scores, k: int, selection: Selection, rng: np.random.Generator) -> Rows:
    """Uniform among the best share."""
    kept = max(1, round(selection.truncation * len(scores)))
    return best(scores, kept, rng)[rng.integers(kept, size=k)]


@scheme("roulette")
def _roulette(scores: Scores, k: int, selection: Selection, rng: np.random.Generator) -> Rows:
    """In proportion to fitness; if any is negative, to fitness less the lowest of all."""
    return _spin(scores - min(scores.min(), 0.0), k, rng)


@scheme("rank")
def _rank(scores: Scores, k: int, selection: Selection, rng: np.random.Generator) -> Rows:
    """Linear ranking (Baker 1985): the best expects `pressure` offspring, the worst 2 - that.

    Equal scores share the mean of their ranks.
    """
    ranks = places(scores)
    share = ranks / max(len(scores) - 1, 1)
    return _spin(2 - selection.pressure + 2 * (selection.pressure - 1) * share, k, rng)


@scheme("nsga2")
def _nsga2(scores: Scores, k: int, selection: Selection, rng: np.random.Generator) -> Rows:
    """Binary tournaments on the places that `standing` gave (Deb et al. 2002)."""
    return _tournament(scores, k, selection.model_copy(update={"size": 2}), rng)


@scheme("random")
def _random(scores: Scores, k: int, selection: Selection, rng: np.random.Generator) -> Rows:
    """Uniform, whatever the fitness."""
    return rng.integers(len(scores), size=k)


def places(scores: Scores) -> Scores:
    """How many are below each, float64 (n,): 0 of the lowest; equals share the mean of theirs."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts + 1) / 2)[inverse]


def best(scores: Scores, k: int, rng: np.random.Generator) -> Rows:
    """Rows of the k best, int64 (k,), best first; equals in random order.

    By row instead, elites, which stand first, would win every tie and never die out: equal fitness
    would keep the first founders for ever, where it should drift.
    """
    return np.lexsort((rng.random(len(scores)), -scores))[:k]


def _spin(weights: Scores, k: int, rng: np.random.Generator) -> Rows:
    """Rows in proportion to weights >= 0; uniform where all are 0."""
    wheel = np.cumsum(weights)
    if wheel[-1] <= 0:
        return rng.integers(len(weights), size=k)
    return np.searchsorted(wheel, rng.random(k) * wheel[-1], side="right").astype(np.int64)


def _fronts(values: NDArray[np.float64]) -> Rows:
    """Front of each point, int64 (n,): how many dominate it, one the other in a row.

    Args:
        values: float64 (n, 2), the best by the first objective first, and of equals by the second.
    """
    out: list[int] = []
    highest: list[float] = []  # minus the best by the second objective so far, of each front
    before = None
    for point in values.tolist():
        front = out[-1] if point == before else bisect_right(highest, -point[1])
        highest[front:front + 1] = [-point[1]]
        out.append(front)
        before = point
    return np.array(out)


def _crowding(values: NDArray[np.float64]) -> Scores:
    """Room around each point of a front, float64 (n,) (Deb et al. 2002); twins share it by their order."""
    room, order = np.zeros(len(values)), np.arange(len(values))
    for objective in values.T:
        order = order[np.argsort(objective[order], kind="stable")]
        along = objective[order]
        room[order[[0, -1]]] = np.inf
        if along[-1] > along[0]:
            room[order[1:-1]] += (along[2:] - along[:-2]) / (2 * (along[-1] - along[0]))
    return room


def check_finite(fitness: NDArray[np.float64]) -> None:
    """Raises EvosimError unless all of it, (n,) or (n, objectives), is finite."""
    if not np.isfinite(fitness).all():
        row = int(np.argwhere(~np.isfinite(fitness))[0][0])
        raise EvosimError(f"fitness of row {row} = {fitness[row]}: must be finite")


def standing(fitness: Scores, objectives: NDArray[np.float64] | None, selection: Selection,
             rng: np.random.Generator) -> Scores:
    """The scores that a scheme selects on, float64 (n,): fitness, or places by two objectives.

    Who is equally crowded in one front has the same place. Crowding tells twins apart by their
    order, so that it is worked out in a random one.

    Args:
        fitness: float64 (n,).
        objectives: float64 (n, 2), read by NSGA-II: fronts first, then crowding.
        selection: says which scheme.
        rng: of this selection; drawn from by NSGA-II only.

    Raises:
        EvosimError: a value is not finite, or NSGA-II has no objectives.
    """
    values = fitness if selection.scheme != "nsga2" else objectives
    if values is None:
        raise EvosimError("selection.scheme = 'nsga2': needs two objectives")
    check_finite(values)
    if selection.scheme != "nsga2":
        return fitness
    rows = rng.permutation(len(values))
    rows = rows[np.lexsort(-values[rows].T[::-1])]
    fronts = _fronts(values[rows])
    scores, place = np.empty(len(rows)), 0
    for front in np.split(np.argsort(fronts, kind="stable"), np.cumsum(np.bincount(fronts))[:-1]):
        room = _crowding(values[rows[front]])
        scores[rows[front]] = np.searchsorted(np.sort(room), room, side="right") - len(room) - place
        place += len(front)
    return scores


def generator(seed: int, stream: int, generation: int, deme: int = 0) -> np.random.Generator:
    """The random numbers of one selection: in a deme of population `stream` in a generation."""
    return numbers(seed, Purpose.SELECTION, stream, generation, deme=deme)


def select(scores: Scores, k: int, selection: Selection, rng: np.random.Generator) -> Rows:
    """Rows of k parents, int64 (k,), with replacement, by the configuration's scheme."""
    by_name(selection.scheme)
    return getattr(toolbox, f"select_{selection.scheme}")(scores, k, selection, rng)

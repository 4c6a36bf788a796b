"""How much structure there is in who acts for whom, and how much of it any null gives too."""

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_FEWEST = 20  # re-draws that differ at all: below, nothing can be told apart


def z_score(value: float, null: Floats) -> float:
    """(value - mean of the null) / its standard deviation; NaN where the null does not vary."""
    null = null[np.isfinite(null)]
    if not np.isfinite(value) or len(null) < _FEWEST or np.ptp(null) < 1e-9:
        return float("nan")
    return float((value - null.mean()) / null.std(ddof=1))


def beyond(weights: Floats, redrawn: Floats) -> tuple[float, Floats]:
    """How strongly a world falls into groups beyond what partners re-drawn make of it.

    The largest eigenvalue of the matrix of generalised modularity (Newman 2006; with the null in place of
    degrees: Expert and others 2011, PNAS 108: 7663), of the roots of weights, so that one long deal does not
    outweigh many. What is expected is the mean over re-draws, a re-drawn world measured against the others.

    Args:
        weights: (n, n), what each did for each other.
        redrawn: (draws, n, n), the same with partners re-drawn.

    Returns:
        That value, and (draws,) those of the re-drawn worlds.
    """
    own, null = np.sqrt(weights + weights.T), np.sqrt(redrawn + np.swapaxes(redrawn, 1, 2))
    draws = max(len(null), 2)
    others = (null.sum(axis=0) - null) / (draws - 1)
    values = np.linalg.eigvalsh(np.concatenate([[own - null.mean(axis=0)], null - others]))[:, -1]
    return float(values[0]), values[1:]


def communities_by_window(windows: Floats) -> list[list[set[int]]]:
    """Communities of each window, none where nothing was done.

    Args:
        windows: (windows, n, n), what each did for each other.
    """
    return [communities(part) if part.any() else [] for part in windows]


def communities(weights: Floats, seed: int = 0) -> list[set[int]]:
    """Communities of the positive part, by Louvain (Blondel and others 2008), the largest first.

    Args:
        weights: (n, n), what each did for each other.
        seed: of the order in which nodes are visited.

    Returns:
        Of two members at least.
    """
    found = nx.community.louvain_communities(nx.from_numpy_array(weights + weights.T), seed=seed)
    return sorted((set(group) for group in found if len(group) > 1),
                  key=lambda group: (-len(group), min(group)))


def modularity(weights: Floats, groups: list[set[int]]) -> float:
    """Newman's modularity of these communities, everybody else alone; NaN where nothing was done."""
    both = weights + weights.T
    total = both.sum()
    if not total:
        return float("nan")
    degree = both.sum(axis=1)
    inside = sum(both[np.ix_(list(group), list(group))].sum() for group in groups)
    alone = np.ones(len(both), bool)
    alone[[member for group in groups for member in group]] = False
    squares = sum(degree[list(group)].sum() ** 2 for group in groups) + (degree[alone] ** 2).sum()
    return float(inside / total - squares / total**2)


def membership(groups: list[set[int]], n: int) -> NDArray[np.int64]:
    """Number of everybody's community, (n,); -1 alone."""
    out = np.full(n, -1)
    for number, group in enumerate(groups):
        out[list(group)] = number
    return out


def rewired(weights: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Worlds in which everybody does as much and as much is done to it, with partners out of all the world.

    It is the null not to use: near is not far, and it calls every crowd a coalition.

    Args:
        weights: (n, n), whole or in tenths.
        draws: how many.
        rng: random numbers.

    Returns:
        (draws, n, n).
    """
    one, other = np.nonzero(weights)
    tenths = np.round(weights[one, other] * 10).astype(np.int64)
    unit = 10 if (tenths % 10 == 0).all() else 1
    actor, target = (np.repeat(end, tenths // unit) for end in (one, other))
    out = np.zeros((draws, *weights.shape))
    for k in range(draws):
        drawn = rng.permutation(target)
        for _ in range(100):  # nobody acts on itself: swap with another act, until nobody does
            wrong = np.flatnonzero(drawn == actor)
            if not len(wrong):
                break
            for at, swap in zip(wrong, rng.integers(0, len(drawn), len(wrong)), strict=True):
                if actor[at] != drawn[swap] and actor[swap] != drawn[at]:
                    drawn[at], drawn[swap] = drawn[swap], drawn[at]
        np.add.at(out[k], (actor, drawn), unit / 10)
    return out

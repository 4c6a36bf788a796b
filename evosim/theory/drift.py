"""Chance in finite populations: how far frequencies wander, how fast variety is lost."""

import numpy as np
from numpy.typing import NDArray

from evosim.theory.arena import Arena
from evosim.theory.registry import Curve, Measure, law

_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)


@law("drift-variance", "Wright (1931), Evolution in Mendelian populations, for haploids")
def variance(full: bool, seed: int, broken: bool) -> Measure:
    """A neutral frequency p changes with variance p(1 - p)/N; broken: fitness is luck.

    The mean over five p of N = 50.
    """
    arena = Arena.flat(50, seed)
    return _variance(arena.noisy() if broken else arena, 20_000 if full else 400,
                     0.02 if full else None)


@law("drift-variance-embodied", "the same, through lives in the world")
def variance_embodied(full: bool, seed: int, broken: bool) -> Measure:
    """The same with N = 20 in the world; broken: fitness is luck."""
    arena = Arena.embodied(20, seed)
    return _variance(arena.noisy() if broken else arena, 4_000 if full else 200, None)


@law("heterozygosity-decay", "Wright (1931); Crow and Kimura (1970), ch. 7, for haploids")
def heterozygosity(full: bool, seed: int, broken: bool) -> Measure:
    """The chance that two differ falls as (1 - 1/N)^t; broken: fitness is luck.

    N founders that all differ; the figure at t = N = 50.
    """
    n, runs = 50, 4_000 if full else 100
    arena = Arena.flat(n, seed)
    arena = arena.noisy() if broken else arena
    left = np.array([_decay(arena, n, run) for run in range(runs)])
    t = np.arange(n + 1.0)
    expected = (1.0 - 1.0 / n)**t
    means, errors = left.mean(axis=0), left.std(axis=0, ddof=1) / np.sqrt(runs)
    curve = Curve("generations", "heterozygosity left", t, means, expected, errors)
    return Measure(float(expected[-1]), float(means[-1]),
                   float((means[-1] - expected[-1]) / errors[-1]), runs, curve,
                   0.03 if full else None)


def _variance(arena: Arena, runs: int, tolerance: float | None) -> Measure:
    n = arena.n
    starts = np.round(np.array(_SHARES) * n) / n
    squares = np.empty((len(starts), runs))
    for row, share in enumerate(starts):
        marks = (np.arange(n) < share * n).astype(float)
        for run in range(runs):
            generations = arena.descend(marks, row * runs + run)
            next(generations)
            squares[row, run] = (next(generations).marks.mean() - share)**2
    expected = starts * (1 - starts) / n
    observed, errors = squares.mean(axis=1), squares.std(axis=1, ddof=1) / np.sqrt(runs)
    curve = Curve("frequency", "variance of its change in a generation", starts, observed, expected,
                  errors)
    error = np.sqrt((errors**2).sum()) / len(starts)
    return Measure(float(expected.mean()), float(observed.mean()),
                   float((observed.mean() - expected.mean()) / error), squares.size, curve,
                   tolerance)


def _decay(arena: Arena, generations: int, run: int) -> NDArray[np.float64]:
    """Heterozygosity of 0 to `generations` as a share of the first, float64 (generations + 1,)."""
    out = np.empty(generations + 1)
    for t, generation in zip(range(generations + 1), arena.descend(np.arange(float(arena.n)), run),
                             strict=False):
        counts = np.bincount(generation.marks.astype(np.int64), minlength=arena.n)
        out[t] = 1.0 - ((counts / arena.n)**2).sum()
    return out / out[0]

"""Mutation against drift: how alike two are when every mutation is new."""

import numpy as np
from numpy.typing import NDArray

from evosim.theory.arena import Arena
from evosim.theory.compare import batch_error
from evosim.theory.registry import Curve, Measure, law

_EVERY = 5  # generations between looks; a look recalls the last for about N / (1 + 2Nu)


def identity(n: int, u: float) -> float:
    """Chance at equilibrium that two of n are identical, F = (1 - u)^2 (1/n + (1 - 1/n) F).

    For small u this is 1 / (1 + 2nu).
    """
    kept = (1.0 - u)**2
    return kept / (n - (n - 1) * kept)


@law("infinite-alleles", "Kimura and Crow (1964), The number of alleles: 1/(1 + 2Nu) for haploids")
def infinite_alleles(full: bool, seed: int, broken: bool) -> Measure:
    """Two of N are identical with chance 1/(1 + 2Nu); broken: fitness is luck.

    One gene and Gaussian steps, so that every mutation is an allele that never was. The mean over
    2Nu = .5, 1, 2.
    """
    n, looks = (50, 20_000) if full else (25, 300)
    mutations = np.array([0.5, 1.0, 2.0])
    observed, errors = np.empty(3), np.empty(3)
    for row, theta in enumerate(mutations):
        arena = Arena.flat(n, seed, mutation=theta / (2 * n))
        series = _identities(arena.noisy() if broken else arena, looks, row)
        observed[row], errors[row] = series.mean(), batch_error(series)
    expected = np.array([identity(n, theta / (2 * n)) for theta in mutations])
    curve = Curve("2Nu", "chance that two are identical", mutations, observed, expected, errors)
    error = np.sqrt((errors**2).sum()) / len(mutations)
    return Measure(float(expected.mean()), float(observed.mean()),
                   float((observed.mean() - expected.mean()) / error), looks * len(mutations), curve,
                   0.05 if full else None)


def _identities(arena: Arena, looks: int, run: int) -> NDArray[np.float64]:
    """Share of pairs that are identical, every few generations after a start of 20 N."""
    n, out = arena.n, np.empty(looks)
    for t, generation in enumerate(arena.descend(np.arange(float(arena.n)), run), -20 * n):
        if t >= 0 and t % _EVERY == 0:
            _, counts = np.unique(generation.marks, return_counts=True)
            out[t // _EVERY] = (counts * (counts - 1)).sum() / (n * (n - 1))
        if t == (looks - 1) * _EVERY:
            break
    return out

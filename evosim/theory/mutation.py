"""What mutation feeds, and what selection and drift take away."""

from dataclasses import replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evosim.theory.arena import Arena
from evosim.theory.compare import batch_error, worst
from evosim.theory.registry import Curve, Measure, law

_LOCI, _RATE = 64, 0.2  # genes that recombine freely, each a trait; chance of each to mutate


def balance(n: int, u: float, s: float) -> float:
    """Mean share of mutants that lose s, where u of births mutate and none mutates back; for many u/s.

    Of the exact chain of n that has lived long and has not yet lost the last that is no mutant (Ewens 2004,
    ch. 3): more by a share of about 1/2ns.
    """
    fit = np.arange(1, n + 1)
    share = (1.0 - u) * fit / (fit + (n - fit) * (1.0 - s))
    chain = stats.binom.pmf(fit, n, share[:, None])
    held, mean, before = np.full(n, 1.0 / n), 1.0, 0.0
    while abs(mean - before) > 1e-10 * mean:
        held, before = held @ chain, mean
        held = held / held.sum()
        mean = float(1.0 - held @ fit / n)
    return mean


@law("mutation-selection-balance", "Haldane (1937), The effect of variation on fitness: u/s for haploids")
def mutation_selection_balance(full: bool, seed: int, broken: bool) -> Measure:
    """Mutants that lose s = .1 make up u/s of the population; broken: mutation strikes twice as often.

    The worst of u = .005, .01, .02; see `balance` for what N adds to u/s.
    """
    n, generations, s = (1_000, 20_000, 0.1) if full else (200, 4_000, 0.1)  # batches of ten memories, 1/s
    rates = np.array([0.005, 0.01, 0.02])
    observed, errors = np.empty(3), np.empty(3)
    for row, u in enumerate(rates):
        arena = replace(Arena.flat(n, seed, mutation=u * (1 + broken)),
                        live=lambda genomes: np.where(genomes[:, 0] != 0, 1.0 - s, 1.0))
        descent = islice(arena.descend(np.zeros(n), row), 200, 200 + generations)  # 20/s to settle
        shares = np.array([np.count_nonzero(generation.marks) / n for generation in descent])
        observed[row], errors[row] = shares.mean(), batch_error(shares)
    curve = Curve("u/s", "share of mutants", rates / s, observed,
                  np.array([balance(n, u, s) for u in rates.tolist()]), errors)
    return worst(curve, generations, tolerance=0.05 if full else None)


@law("trait-variance", "Lynch and Hill (1986), Phenotypic evolution by neutral mutation, for haploids")
def trait_variance(full: bool, seed: int, broken: bool) -> Measure:
    """A neutral trait varies by N V_m, V_m being what mutation adds in a generation; broken: fitness is luck.

    Genes of children of two parents, each a trait; the worst of three N.
    """
    sizes, looks = (np.array([25, 50, 100]), 400) if full else (np.array([5, 10, 20]), 80)
    observed, errors = np.empty(3), np.empty(3)
    for row, n in enumerate(sizes.tolist()):
        arena = _traits(n, seed)
        descent = (arena.noisy() if broken else arena).descend(np.zeros(n), row)
        series = np.array([generation.population.genomes.var(axis=0, ddof=1, dtype=np.float64).mean()
                           for generation in islice(descent, 20 * n, (20 + 2 * looks) * n, 2 * n)])
        observed[row], errors[row] = series.mean(), batch_error(series)
    added = _added(arena)
    curve = Curve("N", "variance / V_m", sizes.astype(float), observed / added, sizes.astype(float),
                  errors / added)
    return worst(curve, looks, tolerance=0.05 if full else None)


@law("trait-divergence", "Lynch and Hill (1986); Lande (1976), Natural selection and random genetic drift")
def trait_divergence(full: bool, seed: int, broken: bool) -> Measure:
    """The mean of a neutral trait parts from its past by t V_m, squared; broken: mutation strikes twice.

    Whatever N is, and exactly so in a population that has lived long; two that have parted differ by twice
    that. The worst of t = N/2, N, 2N, 4N.
    """
    n, windows = (20, 400) if full else (10, 50)
    arena = _traits(n, seed, 1 + broken)
    span = 4 * n
    means = np.array([generation.population.genomes.mean(axis=0, dtype=np.float64) for generation in
                      islice(arena.descend(np.zeros(n), 0), 20 * n, 20 * n + windows * span + 1)])
    lags = np.array([n // 2, n, 2 * n, 4 * n])
    moved = [_moved(means, lag) / _added(_traits(n, seed)) for lag in lags.tolist()]
    curve = Curve("generations, t", "squared change of the mean / V_m", lags.astype(float),
                  np.array([values.mean() for values in moved]), lags.astype(float),
                  np.array([batch_error(values) for values in moved]))
    return worst(curve, windows, tolerance=0.05 if full else None)


def _traits(n: int, seed: int, times: int = 1) -> Arena:
    return Arena.flat(n, seed, mutation=_RATE * times, loci=_LOCI, changes=["variation.crossover=1.0"])


def _added(arena: Arena) -> float:
    """V_m, the variance that mutation adds to a gene in a generation."""
    return arena.config.variation.mutation_rate * arena.config.variation.mutation_sigma**2


def _moved(means: NDArray[np.float64], lag: int) -> NDArray[np.float64]:
    """Mean square change over windows of `lag` generations that follow each other, float64 (windows,)."""
    return (np.diff(means[::lag], axis=0)**2).mean(axis=1)

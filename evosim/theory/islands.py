"""Drift against migration: how far apart demes are that exchange a migrant now and then."""

import numpy as np

from evosim.config import parse
from evosim.evolution.demes import differences, rows_of_demes
from evosim.theory.arena import Arena
from evosim.theory.registry import Curve, Measure, law

_DEMES, _LOCI = 8, 64
_CONFIG = """
[population]
genomes = {n}
[islands]
demes = {demes}
migration = {migration}
[selection]
mode = "wright_fisher"
scheme = "roulette"
[variation]
crossover = 1.0
mutation_rate = 0.02
"""


def differentiation(n: int, migration: float, demes: int) -> float:
    """F_ST of d demes of N haploids, at equilibrium, from the mean times to the ancestors of pairs.

    Two of one deme have parents in one deme with chance a, two of two demes with chance b; parents in one
    deme are the same with chance 1/N. For large N this is 1 / (1 + 2Nm (d / (d - 1))^2).
    """
    m, others = migration, demes - 1
    a = (1 - m)**2 + m**2 / others
    b = 2 * m * (1 - m) / others + m**2 * (demes - 2) / others**2
    within = n * (1 + (1 - a) / b)
    between = 1 / b + (1 - 1 / n) * within
    return 1 - within / ((within + others * between) / demes)


@law("island-model", "Wright (1931), for haploids and d demes: 1/(1 + 2Nm (d/(d - 1))^2)")
def island_model(full: bool, seed: int, broken: bool) -> Measure:
    """F_ST of eight demes at Nm = 1 (.263 for N = 25, .270 for 50, .277 for many); broken: fitness is luck.

    Mean square differences at 64 loci that recombine freely, pooled over samples 2N generations apart; the
    curve is of Nm = .5, 1, 2.
    """
    n, samples = (50, 150) if full else (25, 12)
    migrants = np.array([0.5, 1.0, 2.0])
    observed, errors = np.empty(3), np.empty(3)
    for row, rate in enumerate(migrants):
        series = _series(n, float(rate), samples, seed, row, broken)
        within, total = series.mean(axis=0)
        observed[row] = 1 - within / total
        errors[row] = np.std(series[:, 0] - (1 - observed[row]) * series[:, 1], ddof=1) / (
            total * np.sqrt(samples))
    expected = np.array([differentiation(n, float(rate) / n, _DEMES) for rate in migrants])
    curve = Curve("migrants a generation, Nm", "F_ST", migrants, observed, expected, errors)
    return Measure(float(expected[1]), float(observed[1]), float((observed[1] - expected[1]) / errors[1]),
                   samples, curve, absolute=0.04 if full else None)


def _series(n: int, migrants: float, samples: int, seed: int, run: int, broken: bool) -> np.ndarray:
    """Differences within demes and in all, (samples, 2), after a start of 20 N generations."""
    config = parse(_CONFIG.format(n=_DEMES * n, demes=_DEMES, migration=migrants / n), source="theory",
                   overrides=[f"seed={seed}"])
    arena = Arena(config, lambda genomes: np.ones(len(genomes)),
                  lambda run: np.zeros((_DEMES * n, _LOCI), np.float32), 0)
    demes, out = rows_of_demes(config, _DEMES * n), np.empty((samples, 2))
    descent = (arena.noisy() if broken else arena).descend(np.zeros(_DEMES * n), run)
    for t, generation in enumerate(descent, -20 * n):
        k, left = divmod(t, 2 * n)
        if t >= 0 and left == 0:
            out[k] = differences(generation.population.genomes, demes)
            if k == samples - 1:
                break
    return out

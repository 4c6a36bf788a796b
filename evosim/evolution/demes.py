"""A population in demes: which rows are whose, who is born where, how far demes have drifted apart."""

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.names import Purpose

Rows = NDArray[np.int64]


def rows_of_demes(config: Config, n: int) -> list[Rows]:
    """Rows of each deme of n individuals, who lie deme by deme."""
    return np.split(np.arange(n), np.cumsum(config.deme_sizes)[:-1])


def numbers(seed: int, purpose: Purpose, *key: int, deme: int = 0) -> np.random.Generator:
    """The random numbers of one deme; those of deme 0 are those of a run without demes."""
    return np.random.default_rng([seed, int(purpose), *key, *([deme] if deme else [])])


def birthplaces(config: Config, births: list[int], stream: int, generation: int) -> Rows:
    """The deme that the parents of each child come from, int64 (children,), deme by deme.

    With chance `islands.migration` it is another one. A migrant is a child of its parents' deme that grows
    up elsewhere: the island model of Wright (1931), in which a lineage leaves a deme with that chance.

    Args:
        config: as resolved for this generation.
        births: children that grow up in each deme.
        stream: number of the population.
        generation: number of the generation that breeds.
    """
    islands, demes = config.islands, len(births)
    own = np.repeat(np.arange(demes), births)
    if islands.migration == 0 or (generation + 1) % islands.every:
        return own
    rng = numbers(config.seed, Purpose.MIGRATION, stream, generation)
    moves = rng.random(len(own)) < islands.migration
    ring = islands.topology == "ring"
    step = rng.choice([-1, 1], len(own)) if ring else rng.integers(1, demes, len(own))
    return np.where(moves, (own + step) % demes, own)


def differences(values: NDArray[np.floating], demes: list[Rows]) -> tuple[float, float]:
    """Mean square difference of two individuals of a deme, and of two of any, summed over loci.

    The second pair comes from two demes drawn with replacement.

    Args:
        values: (n, loci), alleles as numbers.
        demes: rows of each of d >= 2 demes, two or more in each.
    """
    x = np.asarray(values, np.float64)
    means = np.array([x[rows].mean(axis=0) for rows in demes])
    spread = np.array([x[rows].var(axis=0) for rows in demes])
    unbiased = np.array([x[rows].var(axis=0, ddof=1) for rows in demes])
    within = 2 * unbiased.mean(axis=0).sum()
    between = 2 * (spread.mean(axis=0) + means.var(axis=0, ddof=1)).sum()
    return float(within), float((within + (len(demes) - 1) * between) / len(demes))


def fst(values: NDArray[np.floating], demes: list[Rows]) -> float:
    """F_ST, how far demes have drifted apart; NaN where nothing differs.

    As a share of mean square differences (R_ST of Slatkin 1995) it is that of coalescence times, whatever
    the rate of mutation: 1 / (1 + 2Nm (d / (d - 1))^2) at equilibrium between d demes of N haploids.

    Args:
        values, demes: as in `differences`.
    """
    within, total = differences(values, demes)
    return 1 - within / total if total > 0 else float("nan")

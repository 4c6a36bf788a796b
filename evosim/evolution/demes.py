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


def fst(values: NDArray[np.floating], demes: list[Rows]) -> float:
    """How far demes have drifted apart at loci whose alleles are numbers; NaN where nothing differs.

    1 - S_w / S_t, where S is the mean square difference of two individuals: of one deme, and of two that
    are drawn deme by deme, with replacement of demes (Slatkin 1995, R_ST). Its expectation under the
    infinite-demes limits of Wright (1931), F_ST = 1 / (1 + 2Nm (d / (d - 1))^2), holds for haploids.

    Args:
        values: (n, loci).
        demes: rows of each of d >= 2 demes, two or more in each.
    """
    x = np.asarray(values, np.float64)
    means = np.array([x[rows].mean(axis=0) for rows in demes])
    spread = np.array([x[rows].var(axis=0) for rows in demes])  # (d, loci)
    unbiased = np.array([x[rows].var(axis=0, ddof=1) for rows in demes])
    d = len(demes)
    within = 2 * unbiased.mean(axis=0)
    between = 2 * spread.mean(axis=0) + 2 * means.var(axis=0, ddof=1)
    total = (within + (d - 1) * between).sum() / d
    return float(1 - within.sum() / total) if total > 0 else float("nan")

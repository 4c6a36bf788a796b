"""How a population is structured: demes, kin in bands, and the past among the present."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.evolution import Population, fst, kinship, rows_of_demes
from evosim.genome import Layout
from evosim.names import Tally
from evosim.world import Lives
from evosim.world.lives import fitness

Columns = dict[str, Any]  # of `generations`


def deme_columns(generation: int, population: Population, scores: NDArray[np.float64], layout: Layout,
                 config: Config) -> Columns:
    """The columns of `generations` that tell of demes; none where there is but one."""
    demes = rows_of_demes(config, len(population))
    if len(demes) == 1:
        return {}
    means = [scores[rows].mean() for rows in demes]
    migrants = (population.origin != deme_of(config, len(population))) & (population.born == generation)
    return {"fst": fst(layout.part(population.genomes, "silent"), demes), "migrants": int(migrants.sum()),
            "deme_fitness_min": min(means), "deme_fitness_max": max(means)}


def frozen_columns(blocks: list[Lives], config: Config) -> Columns:
    """The columns of `generations` that tell of genomes out of the past; none where nobody was there."""
    past = np.concatenate([block.tally[:, :, block.tally.shape[2] - config.band.frozen:].reshape(
        -1, len(Tally)) for block in blocks])
    past = past[past[:, Tally.TICKS] > 0]  # slots stay vacant until the archive holds somebody
    return {"frozen_fitness_mean": fitness(past, config.body.stash_worth).mean()} if len(past) else {}


def deme_of(config: Config, n: int) -> NDArray[np.int64]:
    """Deme of each of n individuals, int64 (n,); -1 where there is but one."""
    demes = rows_of_demes(config, n)
    return np.repeat(np.arange(len(demes)) if len(demes) > 1 else [-1], [len(rows) for rows in demes])


def relatedness(population: Population, seats: list[NDArray[np.int64]]) -> float:
    """Kinship of two band members by their parents, mean over pairs; NaN where nobody has company.

    Args:
        population: of n individuals.
        seats: of each composition, int64 (bands, slots), rows, -1 where none.
    """
    total = pairs = 0.0
    for genome in seats:
        both = (genome[:, :, None] >= 0) & (genome[:, None, :] >= 0)
        both &= ~np.eye(genome.shape[1], dtype=bool)
        shared = kinship(population, genome[:, :, None], genome[:, None, :])
        total, pairs = total + (shared * both).sum(), pairs + both.sum()
    return total / pairs if pairs else float("nan")

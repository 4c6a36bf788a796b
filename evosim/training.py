"""A generation's training lives, and what they are worth to selection."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.evolution import Population, permuted
from evosim.genome import Layout
from evosim.names import Purpose, Tally
from evosim.tabulate import Sums, due
from evosim.world import Lives, Seating, express, live_bands, wiring
from evosim.world.lives import fitness, streams


def train(population: Population, config: Config, layout: Layout, generation: int,
          threads: int) -> list[Lives]:
    """Lives all bands of a generation, a block a composition.

    Args:
        population: of n individuals.
        config: as resolved for this generation.
        layout: the run's.
        generation: its number.
        threads: that live bands side by side; no result depends on it.
    """
    log = config.log
    genes = express(population.genomes, layout, config)
    wires = wiring(config, layout, generation=generation)
    blocks = []
    for composition in range(config.population.compositions):
        rng = np.random.default_rng([config.seed, int(Purpose.BANDS), composition, generation])
        seating = Seating.of(config, rng.permutation(len(population)))
        keys = streams(config.seed, Purpose.LIFE, generation=generation, composition=composition,
                       replicates=config.population.replicates)
        blocks.append(live_bands(
            population.genomes, seating, config, layout, keys, genes=genes, wires=wires,
            threads=threads, instructions=due(log.instructions_every, generation),
            interactions=due(log.interactions_every, generation),
            learned=config.plasticity.lamarckian))
    return blocks


class Merit(NamedTuple):
    """What selection sees of n individuals.

    Attributes:
        fitness: float64 (n,), mean over lives.
        objectives: float64 (n, 2), the same and the share of told ticks that met the letter.
    """

    fitness: NDArray[np.float64]
    objectives: NDArray[np.float64]

    @staticmethod
    def of(blocks: list[Lives], sums: Sums, config: Config) -> "Merit":
        """Of those who lived.

        Args:
            blocks: their lives, a block a composition.
            sums: the same, as means over lives.
            config: as resolved for this generation.
        """
        n = len(sums.tally)
        values = np.mean([fitness(block.per_genome("tally", n), config.body.stash_worth)
                          for block in blocks], axis=0)
        payoff = sums.tally[:, Tally.REWARD] - sums.tally[:, Tally.PENALTY]
        return Merit(values, np.stack([values - payoff, sums.letter_rate], axis=1))

    def permuted(self, seed: int, generation: int, stream: int) -> "Merit":
        """The same values, on other individuals: what breeds shadow `stream`."""
        return Merit(*(permuted(values, seed, generation, stream) for values in self))

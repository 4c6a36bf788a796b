"""The hall of fame: the fittest genomes of a whole run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.population import Population
from evosim.evolution.stored import Stored
from evosim.genome import Genomes


@dataclass(frozen=True)
class HallOfFame(Stored):
    """The fittest genomes so far, best first; the older of equals comes first.

    A genome stands there once, by its best score: elites are copied under new ids.

    Attributes:
        genomes: float32 (k, genes).
        ids: int64 (k,).
        fitness: float64 (k,).
        generation: int64 (k,), in which that fitness was reached.
    """

    genomes: Genomes
    ids: NDArray[np.int64]
    fitness: NDArray[np.float64]
    generation: NDArray[np.int64]

    @staticmethod
    def empty(genes: int) -> "HallOfFame":
        """Nobody yet."""
        return HallOfFame(np.zeros((0, genes), np.float32), np.zeros(0, np.int64), np.zeros(0),
                          np.zeros(0, np.int64))

    def updated(self, population: Population, fitness: NDArray[np.float64], generation: int,
                size: int) -> "HallOfFame":
        """With the best of a generation let in.

        Args:
            population: of n individuals.
            fitness: float64 (n,).
            generation: its number.
            size: most that the hall holds.
        """
        best = np.argsort(-fitness, kind="stable")[:size]
        genomes = np.concatenate([self.genomes, population.genomes[best]])
        ids = np.concatenate([self.ids, population.ids[best]])
        scores = np.concatenate([self.fitness, fitness[best]])
        reached = np.concatenate([self.generation, np.full(len(best), generation)])
        kept: list[int] = []
        seen: set[bytes] = set()
        for row in np.lexsort((ids, -scores)).tolist():
            code = genomes[row].tobytes()
            if code not in seen and len(kept) < size:
                seen.add(code)
                kept.append(row)
        rows = np.array(kept, np.int64)
        return HallOfFame(genomes[rows], ids[rows], scores[rows], reached[rows])

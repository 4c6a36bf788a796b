"""Self-play against the past: the best of earlier generations, kept to live with the present ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.demes import Rows
from evosim.evolution.population import Population
from evosim.evolution.stored import Stored
from evosim.genome import Genomes


@dataclass(frozen=True)
class Archive(Stored):
    """Genomes out of the past, the oldest first (the hall of fame of Rosin and Belew 1997).

    Attributes:
        genomes: float32 (k, genes).
        ids: int64 (k,).
        deme: int64 (k,), where each lived.
        generation: int64 (k,), when.
    """

    genomes: Genomes
    ids: NDArray[np.int64]
    deme: NDArray[np.int64]
    generation: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    @staticmethod
    def empty(genes: int) -> "Archive":
        """Nobody yet."""
        return Archive(np.zeros((0, genes), np.float32), *(np.zeros(0, np.int64) for _ in range(3)))

    def updated(self, population: Population, fitness: NDArray[np.float64], demes: list[Rows],
                generation: int, best: int, size: int) -> "Archive":
        """With the best of a generation, and without the oldest where there are too many.

        Args:
            population: of n individuals.
            fitness: float64 (n,).
            demes: rows of each deme.
            generation: its number.
            best: how many of each deme are let in.
            size: most of each deme that stay.
        """
        chosen = [rows[np.argsort(-fitness[rows], kind="stable")[:best]] for rows in demes]
        new = np.concatenate(chosen)
        deme = np.concatenate([self.deme, np.repeat(np.arange(len(demes)), [len(rows) for rows in chosen])])
        kept = np.sort(np.concatenate([np.flatnonzero(deme == k)[-size:] for k in range(len(demes))]))
        return Archive(np.concatenate([self.genomes, population.genomes[new]])[kept],
                       np.concatenate([self.ids, population.ids[new]])[kept], deme[kept],
                       np.concatenate([self.generation, np.full(len(new), generation)])[kept])

    def drawn(self, rng: np.random.Generator, bands: int, seats: int, deme: int | None = None) -> Rows:
        """Rows of the archive for the frozen seats of each band, int64 (bands, seats); -1: nobody yet.

        Args:
            rng: of this draw.
            bands, seats: how many.
            deme: whose past it is; None: of all.
        """
        rows = np.flatnonzero(self.deme == deme) if deme is not None else np.arange(len(self))
        if not len(rows):
            return np.full((bands, seats), -1)
        return rows[rng.integers(len(rows), size=(bands, seats))]

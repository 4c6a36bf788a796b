"""Who is alive: genomes, and who they descend from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.stored import Stored
from evosim.genome import Genomes, Layout
from evosim.names import Purpose

NONE = -1  # no such parent


class Ids:
    """Gives out individual ids, each once in a run, over all its populations and resumes."""

    def __init__(self, following: int = 0) -> None:
        self.following = following

    def take(self, n: int) -> NDArray[np.int64]:
        """The next n ids, int64 (n,)."""
        self.following += n
        return np.arange(self.following - n, self.following, dtype=np.int64)


@dataclass(frozen=True)
class Population(Stored):
    """One generation of one population of n individuals, deme by deme.

    Attributes:
        genomes: float32 (n, genes).
        ids: int64 (n,).
        parent1, parent2: int64 (n,), ids; NONE for founders, and for the second of a single parent.
        born: int64 (n,), generation of birth.
        origin: int64 (n,), deme that its parents lived in; another than its own: it is a migrant.
    """

    genomes: Genomes
    ids: NDArray[np.int64]
    parent1: NDArray[np.int64]
    parent2: NDArray[np.int64]
    born: NDArray[np.int64]
    origin: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    @staticmethod
    def found(layout: Layout, sizes: tuple[int, ...], ids: Ids, seed: int, stream: int = 0) -> "Population":
        """A first generation, of demes of these sizes; `stream` tells the populations of a run apart."""
        rng = np.random.default_rng([seed, int(Purpose.FOUNDERS), stream])
        return Population.of(layout.founders(sum(sizes), rng), ids, sizes)

    @staticmethod
    def of(genomes: Genomes, ids: Ids, sizes: tuple[int, ...] = ()) -> "Population":
        """Founders with the given genomes, float32 (n, genes), in one deme where no sizes are given."""
        n = len(genomes)
        nobody, sizes = np.full(n, NONE, np.int64), sizes or (n,)
        return Population(genomes, ids.take(n), nobody, nobody.copy(), np.zeros(n, np.int64),
                          np.repeat(np.arange(len(sizes)), sizes))

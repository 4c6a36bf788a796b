"""Who is alive: genomes, and who they descend from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
class Population:
    """One generation of one population of n individuals.

    Attributes:
        genomes: float32 (n, genes).
        ids: int64 (n,).
        parent1, parent2: int64 (n,), ids; NONE for founders, and for the second of a single parent.
        born: int64 (n,), generation of birth.
    """

    genomes: Genomes
    ids: NDArray[np.int64]
    parent1: NDArray[np.int64]
    parent2: NDArray[np.int64]
    born: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    @staticmethod
    def found(layout: Layout, n: int, ids: Ids, seed: int, stream: int = 0) -> "Population":
        """A first generation; `stream` tells the populations of a run apart."""
        rng = np.random.default_rng([seed, int(Purpose.FOUNDERS), stream])
        return Population.of(layout.founders(n, rng), ids)

    @staticmethod
    def of(genomes: Genomes, ids: Ids) -> "Population":
        """Founders with the given genomes, float32 (n, genes)."""
        nobody = np.full(len(genomes), NONE, np.int64)
        return Population(genomes, ids.take(len(genomes)), nobody, nobody.copy(),
                          np.zeros(len(genomes), np.int64))

    def arrays(self, prefix: str) -> dict[str, NDArray]:
        """Everything, by name, for a checkpoint."""
        return {f"{prefix}.{name}": value for name, value in vars(self).items()}

    @staticmethod
    def restored(arrays: dict[str, NDArray], prefix: str) -> "Population":
        """The inverse of `arrays`."""
        return Population(**{name: arrays[f"{prefix}.{name}"]
                             for name in Population.__dataclass_fields__})

"""Who descends from whom, from one generation to the next."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.errors import EvosimError

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def weighted(weights: Floats, values: NDArray) -> Floats:
    """The sum of weights (n,) times values (n, ...): row by row, as no matrix product promises to be.

    Those add up in another order on another processor, and tables would differ by a last bit.
    """
    return np.asarray((weights.reshape(-1, *[1] * (values.ndim - 1)) * values).sum(axis=0))


class Descent(NamedTuple):
    """The k links from n individuals to the m of the next generation.

    Attributes:
        parent: int64 (k,), row in the first.
        offspring: int64 (k,), row in the second.
        share: float64 (k,), how much of the offspring the parent counts for: one half of two parents, all
            where it is the only one, or where it lives on as itself.
        n, m: individuals of the first and of the second.
    """

    parent: Rows
    offspring: Rows
    share: Floats
    n: int
    m: int

    @property
    def fitness(self) -> Floats:
        """Offspring that each individual counts for, float64 (n,); their sum is m."""
        return np.bincount(self.parent, self.share, self.n).astype(np.float64)

    def midparent(self, trait: Floats) -> Floats:
        """Mean over the parents of each offspring, float64 (m, ...).

        Args:
            trait: float64 (n, ...), of the first generation.
        """
        out = np.zeros((self.m, *trait.shape[1:]))
        share = self.share.reshape(-1, *[1] * (trait.ndim - 1))
        np.add.at(out, self.offspring, share * trait[self.parent])
        return out

    def only(self, keep: NDArray[np.bool_]) -> "Descent":
        """The links among them that are kept, bool (k,)."""
        return self._replace(parent=self.parent[keep], offspring=self.offspring[keep], share=self.share[keep])


def descent(ids: Rows, next_ids: Rows, parent1: Rows, parent2: Rows) -> Descent:
    """Links two generations by the pedigree.

    An individual of both generations has lived on: it descends from itself, whoever its parents were.

    Args:
        ids: int64 (n,), of the first generation.
        next_ids: int64 (m,), of the second.
        parent1, parent2: int64 (m,), ids of the second's parents; parent2 is -1 where there is one parent.

    Raises:
        EvosimError: a parent is not in the first generation.
    """
    order = np.argsort(ids)
    ordered = ids[order]

    def row_of(wanted: Rows) -> Rows:
        """Row in the first generation, -1 where it is not there."""
        at = np.minimum(np.searchsorted(ordered, wanted), len(ids) - 1)
        return np.where(ordered[at] == wanted, order[at], -1)

    itself = row_of(next_ids)
    first = np.where(itself >= 0, itself, row_of(parent1))
    two = (itself < 0) & (parent2 >= 0)
    second = row_of(parent2[two])
    for found, whose, parent in ((first, next_ids, parent1), (second, next_ids[two], parent2[two])):
        if (found < 0).any():
            gone = int(np.argmax(found < 0))
            raise EvosimError(f"parent {parent[gone]} of individual {whose[gone]}: must be one of the "
                              f"{len(ids)} individuals of the generation before")
    m = len(next_ids)
    return Descent(np.concatenate([first, second]), np.concatenate([np.arange(m), np.flatnonzero(two)]),
                   np.concatenate([np.where(two, 0.5, 1.0), np.full(len(second), 0.5)]), len(ids), m)

"""Who is related to whom by the pedigree, and bands of kin."""

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.demes import Rows
from evosim.evolution.population import Population


def kinship(population: Population, one: Rows, other: Rows) -> NDArray[np.float64]:
    """Kinship of pairs by their parents.

    Two of the same parents count .5, one parent in common .25 (.5 where it is the only one of
    both): the chance that a gene of one is a copy of the same parental gene in the other, with
    parents taken as unrelated and not inbred.

    Args:
        population: of n individuals.
        one, other: rows, of shapes that go together; the result has their common shape.
    """
    mother = population.parent1
    father = np.where(population.parent2 >= 0, population.parent2, mother)
    return sum(((a[one] == b[other]) & (a[one] >= 0)).astype(float)
               for a in (mother, father) for b in (mother, father)) / 4


def gathered(population: Population, order: Rows, seats: int, kin: float) -> Rows:
    """The same rows, in an order in which bands hold kin.

    The first of each band stays at random. One band after the other, the nearest kin that are left fill
    a share of its other seats; who is left then fills the rest.

    Args:
        population: of n individuals.
        order: int64 (m,), rows of some of them, in random order.
        seats: of a band; bands are cut out of the order one after the other.
        kin: that share, from 0 to 1.
    """
    if kin == 0:
        return order
    bands = -(-len(order) // seats)
    heads, free = order[:bands], order[bands:]
    out = np.full((bands, seats), -1)
    out[:, 0] = heads
    left = np.ones(len(free), bool)
    for band, head in enumerate(heads):
        others = min(seats, len(order) - band * seats) - 1
        near = np.where(left, kinship(population, head, free), -1.0)
        nearest = np.argsort(-near, kind="stable")[:round(kin * others)]
        out[band, 1:1 + len(nearest)] = free[nearest]
        left[nearest] = False
    flat = out.ravel()[:len(order)]
    flat[flat < 0] = free[left]
    return flat

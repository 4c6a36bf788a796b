"""Selection between groups and within them; and demes that are not closed."""

from typing import NamedTuple

import numpy as np

from evosim.selection_analysis.descent import Descent, Floats, Rows


class Levels(NamedTuple):
    """The selection term of Price's equation by level; float64 (...) of traits (n, ...).

    Attributes:
        between: groups with more of the trait had more offspring a head.
        within: in a group those with more of the trait had more offspring.
    """

    between: Floats
    within: Floats


def group_mean(values: Floats, group: Rows) -> Floats:
    """Of each individual the mean of its group, float64 (n, ...).

    Args:
        values: float64 (n, ...).
        group: int64 (n,).
    """
    _, index, sizes = np.unique(group, return_inverse=True, return_counts=True)
    sums = np.zeros((len(sizes), *values.shape[1:]))
    np.add.at(sums, index, values)
    return (sums / sizes.reshape(-1, *[1] * (values.ndim - 1)))[index]


def centred(values: Floats, group: Rows) -> Floats:
    """Values less what the mean of their group has more than the mean of all, float64 (n, ...)."""
    return values - group_mean(values, group) + values.mean(axis=0)


def levels(trait: Floats, fitness: Floats, group: Rows, who: Rows | None = None) -> Levels:
    """Parts selection between and within groups (Price 1972; Hamilton 1975).

    Whoever sits in several groups counts in each of its seats alike, so that the two add up to the selection
    term of the population as long as all have equally many seats.

    Args:
        trait: float64 (n, ...).
        fitness: float64 (n,), offspring that each counts for.
        group: int64 (s,), of each seat.
        who: int64 (s,), row of who sits there; None: seats are individuals.
    """
    seated = np.arange(len(trait)) if who is None else who
    z, w = trait[seated] - trait[seated].mean(axis=0), fitness[seated]
    shared = group_mean(z, group)
    return Levels(*(np.tensordot(w, part, axes=1) / w.sum() for part in (shared, z - shared)))


class Demes(NamedTuple):
    """Price's equation of each of d demes, which exchange migrants; float64 (d, ...) of traits (n, ...).

    Attributes:
        deme: int64 (d,), its number.
        selection: among those who lived there, by the offspring that grew up there.
        transmission: from them to these.
        migration: that those who came differ from the deme they came to.
        change: of the deme's mean.
    """

    deme: Rows
    selection: Floats
    transmission: Floats
    migration: Floats
    change: Floats


def by_deme(trait: Floats, next_trait: Floats, links: Descent, deme: Rows, next_deme: Rows) -> Demes:
    """Parts the change of a trait's mean in each deme (Kerr and Godfrey-Smith 2009, for migrants).

    Args:
        trait, next_trait, links: as in `price`.
        deme: int64 (n,), in which each lived.
        next_deme: int64 (m,), in which each offspring lives; a migrant's parents lived in another.
    """
    home = deme[links.parent] == next_deme[links.offspring]
    settled = np.bincount(links.offspring, links.share * home, links.m)  # 1: born there, 0: a migrant
    numbers = np.unique(deme)
    rows = []
    for number in numbers:
        here, there = deme == number, next_deme == number
        mean = trait[here].mean(axis=0)
        own = links.only(home & there[links.offspring])
        selection = np.tensordot(own.fitness, trait - mean, axes=1) / there.sum()
        step = next_trait[own.offspring] - trait[own.parent]
        transmission = np.tensordot(own.share, step, axes=1) / there.sum()
        came = np.where(there, 1.0 - settled, 0.0)
        migration = np.tensordot(came, next_trait - mean, axes=1) / there.sum()
        rows.append((selection, transmission, migration, next_trait[there].mean(axis=0) - mean))
    return Demes(numbers, *(np.array(column) for column in zip(*rows, strict=True)))

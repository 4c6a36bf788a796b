"""Price's equation: how much of a change selection made, and how much came in on the way to the offspring."""

from typing import NamedTuple

import numpy as np

from evosim.selection_analysis.descent import Descent, Floats, weighted


class Price(NamedTuple):
    """The change of a trait's mean from one generation to the next; float64 (...) of traits (n, ...).

    Attributes:
        selection: Cov(w, z) / mean w: that some had more offspring than others.
        transmission: E(w dz) / mean w: that offspring differ from their parents, by mutation and
            recombination, by what lives differ in, and by all that changed around them.
        change: of the mean; measured as such, not added up from the two.
        error: how far the two are from adding up to it, as a share of the largest of the three; or of a
            millionth of the largest difference between individuals, where the three are next to nothing.
    """

    selection: Floats
    transmission: Floats
    change: Floats
    error: Floats


def price(trait: Floats, next_trait: Floats, links: Descent) -> Price:
    """Parts the change of a trait's mean (Price 1970, 1972).

    w is how many of the next generation an individual counts for, dz how far an offspring lies from the
    parent. With two parents each counts for one half, so that an offspring differs from either by half.

    Args:
        trait: float64 (n, ...), of the first generation.
        next_trait: float64 (m, ...), of the second.
        links: between them; every offspring's shares add up to 1.
    """
    fitness, apart, next_apart = links.fitness, trait - trait[0], next_trait - trait[0]
    mean = apart.mean(axis=0)  # exactly 0 where all are alike
    selection = weighted(fitness, apart - mean) / fitness.sum()
    step = next_apart[links.offspring] - apart[links.parent]
    transmission = weighted(links.share, step) / links.share.sum()
    change = next_apart.mean(axis=0) - mean
    size = np.abs(np.stack([selection, transmission, change, 1e-6 * np.ptp(apart, axis=0)])).max(axis=0)
    error = np.abs(selection + transmission - change) / np.where(size > 0, size, 1.0)
    return Price(selection, transmission, change, error)


class Fisher(NamedTuple):
    """What selection does to mean fitness in one generation, in units of mean fitness.

    Attributes:
        change: Cov(w, a) / (mean w)^2: of the mean of what is inherited of fitness, a, by selection alone.
        additive: variance of a / (mean w)^2. The theorem says that the two are equal.
        total: variance of w / (mean w)^2, the opportunity for selection (Crow 1958).
    """

    change: float
    additive: float
    total: float


def fisher(fitness: Floats, traits: Floats) -> Fisher:
    """Fisher's fundamental theorem (1930) for the traits given.

    What is inherited of fitness is what a linear regression on the traits says (Price 1972b): the partial
    change of mean fitness, all else staying as it is, equals its variance.

    Args:
        fitness: float64 (n,), offspring that each counts for.
        traits: float64 (n, k), what is inherited: genes, or traits that breed true; k < n.
    """
    w = fitness / fitness.mean() - 1.0
    x = traits - traits.mean(axis=0)
    predicted = x @ np.linalg.lstsq(x, w, rcond=None)[0]
    return Fisher(float((w * predicted).mean()), float(predicted.var()), float(w.var()))

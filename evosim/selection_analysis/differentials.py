"""Selection differentials, and traits in standard deviations."""

import numpy as np

from evosim.selection_analysis.descent import Floats


def standardised(trait: Floats) -> Floats:
    """The trait with mean 0 and standard deviation 1, float64 (n, ...); NaN where all are alike.

    Args:
        trait: float64 (n, ...).
    """
    spread = trait.std(axis=0)
    alike = spread <= 1e-12 * np.abs(trait).max(axis=0)
    return (trait - trait.mean(axis=0)) / np.where(alike, np.nan, spread)


def differential(trait: Floats, fitness: Floats) -> Floats:
    """Selection differential S: the mean of the parents less that of all, float64 (...).

    Parents count as often as they have offspring: Cov(w, z) / mean w, in units of the trait.

    Args:
        trait: float64 (n, ...).
        fitness: float64 (n,), offspring that each counts for.
    """
    return np.tensordot(fitness, trait - trait.mean(axis=0), axes=1) / fitness.sum()

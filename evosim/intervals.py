"""Intervals over populations: a population is the unit of replication, never an agent."""

import numpy as np
from numpy.typing import ArrayLike

RESAMPLES = 10_000
FEWEST = 5  # populations for an interval: the percentile bootstrap of fewer is far too narrow


def bootstrap(values: ArrayLike, seed: int = 0) -> tuple[float, float, float]:
    """Mean of independent populations and its 95 % percentile interval (Efron 1979).

    Args:
        values: (populations,); NaN is left out.
        seed: of the resampling.

    Returns:
        Mean, low, high; NaN where there is nothing, low and high NaN for fewer populations than FEWEST.
    """
    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return float("nan"), float("nan"), float("nan")
    if len(known) < FEWEST:
        return float(known.mean()), float("nan"), float("nan")
    drawn = np.random.default_rng(seed).integers(len(known), size=(RESAMPLES, len(known)))
    low, high = np.percentile(known[drawn].mean(axis=1), [2.5, 97.5])
    return float(known.mean()), float(low), float(high)

"""Observations against theory."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evosim.theory.registry import Curve, Measure

LEAST = 5.0  # expected observations in a class of a chi-square test (Cochran 1954)


def chi_square(counts: NDArray[np.int64], shares: NDArray[np.float64]) -> tuple[float, int]:
    """Statistic and degrees of freedom; neighbouring classes are pooled until each expects five.

    Args:
        counts: int64 (k,), observations in each class.
        shares: float64 (k,), expected, of sum 1.
    """
    expected = shares * counts.sum()
    totals, seen, wanted = [], 0.0, 0.0
    for observed, mean in zip(counts, expected, strict=True):
        seen, wanted = seen + observed, wanted + mean
        if wanted >= LEAST:
            totals.append((seen, wanted))
            seen, wanted = 0.0, 0.0
    if totals:  # what is left at the end joins the last class
        totals[-1] = totals[-1][0] + seen, totals[-1][1] + wanted
    pooled = np.array(totals)
    return float(((pooled[:, 0] - pooled[:, 1])**2 / pooled[:, 1]).sum()), len(pooled) - 1


def chi_square_z(statistic: float, freedom: int) -> float:
    """The normal deviate that is as rare as a chi-square statistic."""
    return float(np.clip(stats.norm.isf(stats.chi2.sf(statistic, freedom)), -40.0, 40.0))


def batch_error(series: NDArray[np.float64], batches: int = 40) -> float:
    """Standard error of the mean of an autocorrelated series, by batch means (Law 1977).

    Args:
        series: float64 (k,), in order; each batch must be long beside its memory.
        batches: number of them.
    """
    size = len(series) // batches
    means = series[:size * batches].reshape(batches, size).mean(axis=1)
    return float(means.std(ddof=1) / np.sqrt(batches))


def worst(curve: Curve, n: int, *, tolerance: float | None = None,
          errors: float | None = None) -> Measure:
    """The point of a curve that lies furthest from what passes; it passes only if all do.

    Args:
        curve: whose every point is a figure of the law.
        n: independent observations.
        tolerance: largest deviation that passes as a share of what is expected.
        errors: largest that passes in standard errors; where neither is given, `LARGEST_Z`.
    """
    points = [Measure(float(expected), float(observed), float((observed - expected) / error), n, curve,
                      tolerance, None if errors is None else errors * float(error))
              for observed, expected, error in zip(curve.observed, curve.expected, curve.error, strict=True)]
    return max(points, key=lambda point: abs(point.share))

"""What is inherited of a trait, and what selection is therefore expected to change."""

from typing import NamedTuple

import numpy as np

from evosim.selection_analysis.descent import Descent, Floats


class Regression(NamedTuple):
    """Offspring on the mean of their parents; float64 (...) of traits (n, ...).

    Attributes:
        slope: heritability in the narrow sense, where what parents and offspring share is genes alone; NaN
            where all parents are alike.
        error: standard error of the slope, each offspring taken as independent (siblings are not).
    """

    slope: Floats
    error: Floats


def heritability(trait: Floats, next_trait: Floats, links: Descent) -> Regression:
    """Heritability by regression of offspring on midparents (Falconer and Mackay 1996, ch. 10).

    Selection among parents does not bias it where they are selected on this trait alone; where they are
    selected on what goes with its genes, it comes out too low. What parents and offspring share beside genes
    biases it too: a copy's or survivor's whole genome, the same band, the same lesson.

    Args:
        trait: float64 (n, ...), of the first generation.
        next_trait: float64 (m, ...), of the second.
        links: between them.
    """
    x, y = links.midparent(trait), next_trait
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    spread = (x**2).sum(axis=0)
    alike = np.sqrt(spread) <= 1e-12 * np.sqrt(links.m) * np.abs(trait).max(axis=0)
    spread = np.where(alike, np.nan, spread)
    slope = (x * y).sum(axis=0) / spread
    left = ((y - slope * x)**2).sum(axis=0) / max(links.m - 2, 1)
    return Regression(slope, np.sqrt(left / spread))


def additive(traits: Floats, next_traits: Floats, links: Descent) -> Floats:
    """Matrix G of additive variances and covariances of k traits, float64 (k, k).

    G = P B, where B is the regression of offspring on all traits of the mean of their parents (Lande 1979),
    made symmetric.

    Args:
        traits: float64 (n, k), of the first generation.
        next_traits: float64 (m, k), of the second.
        links: between them.
    """
    x, y = links.midparent(traits), next_traits
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    slopes = np.linalg.lstsq(x, y, rcond=None)[0]
    found = np.cov(traits, rowvar=False, ddof=0).reshape(traits.shape[1], -1) @ slopes
    return (found + found.T) / 2


def response(g: Floats, p: Floats, differential: Floats) -> Floats:
    """Predicted response to selection, G P^-1 S; h2 S of a single trait (Lande 1979), float64 (k,).

    Args:
        g: float64 (k, k), additive variances and covariances.
        p: float64 (k, k), those of traits.
        differential: float64 (k,), S in units of the traits.
    """
    return g @ np.linalg.lstsq(p, differential, rcond=None)[0]

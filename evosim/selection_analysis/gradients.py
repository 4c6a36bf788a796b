"""Selection gradients: what acts on a trait itself, and what on others that go with it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.selection_analysis.descent import Floats
from evosim.selection_analysis.differentials import standardised

_FULL_RANK = 1e-9  # smallest eigenvalue of traits that can be told apart, as a share of the largest
_SQUARES_APART = 1e-4  # the same of their squares, of which rare mutants make near copies of the traits
_LEAST_LEFT = 0.01  # of a square's variance, not explained by the trait itself


class Gradients(NamedTuple):
    """Selection on k traits in standard deviations, in one generation; float64 (k,), or (resamples, k).

    NaN where all individuals are alike in the trait, or where traits cannot be told apart.

    Attributes:
        differential: S, the shift of the mean by selection, whatever brought it about.
        beta: direct directional selection: the partial regression of relative fitness, others held still.
        gamma: direct stabilising (-) or disruptive (+) selection: curvature, others held still.
    """

    differential: Floats
    beta: Floats
    gamma: Floats


def gradients(traits: Floats, fitness: Floats) -> Gradients:
    """Differentials and gradients (Lande and Arnold 1983).

    beta = P^-1 S comes from the regression of relative fitness on the traits alone, gamma from one on the
    traits and all their squares. The surface is beta z + gamma z^2 / 2, so that a square's coefficient is
    doubled, which most published estimates forgot (Stinchcombe et al. 2008).

    Args:
        traits: float64 (n, k), in any unit.
        fitness: float64 (n,), offspring that each counts for.
    """
    return Gradients(*(ends[0] for ends in _weighted(traits, fitness, np.ones((1, len(fitness))))))


def resampled(traits: Floats, fitness: Floats, rng: np.random.Generator, resamples: int = 1_000) -> Gradients:
    """The same of bootstrap samples of the individuals, float64 (resamples, k).

    They are individuals of one population in one generation: how these differ says how well its selection is
    known, and nothing of what another population would have done; for that see `evosim.intervals`.

    Args:
        traits, fitness: as in `gradients`.
        rng: draws the samples.
        resamples: how many.
    """
    n = len(fitness)
    return _weighted(traits, fitness, rng.multinomial(n, np.full(n, 1.0 / n), resamples).astype(np.float64))


def interval(samples: Floats) -> tuple[Floats, Floats]:
    """Ends of the central 95 % of samples, float64 (resamples, ...); NaN where there is none."""
    known = ~np.isnan(samples).all(axis=0)
    low, high = np.full((2, *samples.shape[1:]), np.nan)
    if known.any():  # NumPy has no percentiles of nothing
        low[known], high[known] = np.nanpercentile(samples[:, known], [2.5, 97.5], axis=0)
    return low, high


def correlational(traits: Floats, fitness: Floats) -> Floats:
    """Matrix gamma of quadratic gradients, float64 (k, k): off its diagonal, selection on combinations.

    From the regression of relative fitness on traits, their squares and all their products: for few traits.

    Args:
        traits: float64 (n, k), in any unit; all vary.
        fitness: float64 (n,), offspring that each counts for.
    """
    z = standardised(traits)
    k, (first, second) = z.shape[1], np.triu_indices(z.shape[1])
    x = np.concatenate([z, z[:, first] * z[:, second]], axis=1)
    shift, spread = _moments(x, fitness, np.ones((1, len(z))))
    found = (_inverse(spread, _FULL_RANK)[0] @ shift[0])[k:]
    gamma = np.empty((k, k))
    gamma[first, second] = gamma[second, first] = found * np.where(first == second, 2.0, 1.0)
    return gamma


def _weighted(traits: Floats, fitness: Floats, counts: Floats) -> Gradients:
    """Gradients of samples in which individuals stand so often, float64 (samples, n)."""
    z = standardised(traits)
    out = Gradients(*np.full((3, len(counts), z.shape[1]), np.nan))
    varied = np.flatnonzero(~np.isnan(z).any(axis=0))
    k = len(varied)
    if not k:
        return out
    z = z[:, varied]
    curved = _curved(z)
    shift, spread = _moments(np.concatenate([z, z[:, curved]**2], axis=1), fitness, counts)
    inverse = _inverse(spread[:, :k, :k], _FULL_RANK)
    out.differential[:, varied] = shift[:, :k]
    out.beta[:, varied] = np.einsum("sij,sj->si", inverse, shift[:, :k])
    # squares beside all traits: what is left of them, and of their covariances, when traits are taken out
    shared = np.einsum("sij,sjk->sik", inverse, spread[:, :k, k:])
    left = spread[:, k:, k:] - np.einsum("sik,sil->skl", spread[:, :k, k:], shared)
    rest = shift[:, k:] - np.einsum("sik,si->sk", shared, shift[:, :k])
    out.gamma[:, varied[curved]] = 2.0 * np.einsum("skl,sl->sk", _inverse(left, _SQUARES_APART), rest)
    return out


def _curved(z: Floats) -> NDArray[np.int64]:
    """Traits whose square tells something that the trait does not: one of two values has none, int64 (c,)."""
    slope = (z**3).mean(axis=0)  # of the square on a standardised trait
    return np.flatnonzero((z**4).mean(axis=0) - 1.0 - slope**2 > _LEAST_LEFT * ((z**4).mean(axis=0) - 1.0))


def _moments(x: Floats, fitness: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Covariances of columns x (n, c) with relative fitness, float64 (samples, c), and with each other."""
    n, c = x.shape
    share = counts / n
    mean = share @ x
    spread = (share @ (x[:, :, None] * x[:, None, :]).reshape(n, c * c)).reshape(-1, c, c)
    mean_fitness = (share @ fitness)[:, None]
    relative = np.divide(share @ (x * fitness[:, None]), mean_fitness, where=mean_fitness > 0,
                         out=np.full(mean.shape, np.nan))
    return relative - mean, spread - mean[:, :, None] * mean[:, None, :]


def _inverse(spread: Floats, least: float) -> Floats:
    """Inverses of covariance matrices, float64 (samples, c, c); NaN where columns cannot be told apart.

    That is where an eigenvalue is less than `least` as a share of the largest.
    """
    if not spread.shape[1]:
        return spread
    known = np.isfinite(spread).all(axis=(1, 2), keepdims=True)
    values, vectors = np.linalg.eigh(np.where(known, spread, 0.0))
    values[values[:, 0] <= least * values[:, -1]] = np.nan
    return np.einsum("sij,sj,skj->sik", vectors, 1.0 / values, vectors)

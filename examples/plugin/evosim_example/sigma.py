"""`sigma`: fitness-proportional selection with sigma scaling.

Plain roulette loses its grip as a population converges, and lets one early winner take over. Here pressure
follows the spread: who is one standard deviation above the mean expects one and a half times the mean's
offspring, and nobody less than a tenth of it (Forrest 1985; Goldberg 1989, pp. 122-124; in the form of
Mitchell 1996, p. 168).
"""

import numpy as np
from numpy.typing import NDArray

from evosim.config.breeding import Selection

LEAST = 0.1  # expected offspring of whoever would have fewer


def sigma(scores: NDArray[np.float64], k: int, selection: Selection, rng: np.random.Generator
          ) -> NDArray[np.int64]:
    """Rows of k parents, drawn in proportion to what `expected` says."""
    wheel = np.cumsum(expected(scores))
    return np.searchsorted(wheel, rng.random(k) * wheel[-1], side="right").astype(np.int64)


def expected(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Expected offspring, up to a factor, float64 (n,): 1 + (f - mean) / 2 sd, at least LEAST; 1 if equal."""
    spread = scores.std()
    if spread <= 1e-12 * np.abs(scores).max(initial=0.0):
        return np.ones(len(scores))
    return np.maximum(1 + (scores - scores.mean()) / (2 * spread), LEAST)

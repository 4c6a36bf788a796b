"""The band of chance: a population bred on the real run's fitness, permuted (SPEC 6).

Selection is as strong and as uneven as in the run, and knows nothing of what anybody did. Random
parents would draw too narrow a band: under tournament 8 the effective size of 128 is 30.
"""

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.demes import Rows, numbers
from evosim.names import Purpose


def permuted(values: NDArray[np.float64], seed: int, generation: int, k: int,
             demes: list[Rows] | None = None) -> NDArray[np.float64]:
    """Rows of fitness (n,) or objectives (n, m) in an order drawn for shadow k of a generation.

    Args:
        values: of the run's own population.
        seed, generation, k: say which order.
        demes: rows of each deme, which keeps its values; None: there is one.
    """
    out = np.empty_like(values)
    for deme, rows in enumerate(demes or [np.arange(len(values))]):
        rng = numbers(seed, Purpose.SHADOW, k, generation, deme=deme)
        out[rows] = values[rows[rng.permutation(len(rows))]]
    return out

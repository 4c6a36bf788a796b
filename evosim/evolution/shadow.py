"""The band of chance: a population bred on the real run's fitness, permuted (SPEC 6).

Selection is as strong and as uneven as in the run, and knows nothing of what anybody did. Random
parents would draw too narrow a band: under tournament 8 the effective size of 128 is 30.
"""

import numpy as np
from numpy.typing import NDArray

from evosim.names import Purpose


def permuted(values: NDArray[np.float64], seed: int, generation: int,
             k: int) -> NDArray[np.float64]:
    """Rows of fitness (n,) or objectives (n, m) in an order drawn for shadow k of a generation."""
    rng = np.random.default_rng([seed, int(Purpose.SHADOW), k, generation])
    return values[rng.permutation(len(values))]

"""Standard deviations of genes are numpy's, to the last bit."""

import numpy as np
import pytest

from evosim.evolution import deviations


@pytest.mark.parametrize(("n", "genes"), [(1024, 1950), (2, 5), (1, 300), (48, 256), (130, 257), (1000, 700)])
def test_deviations_are_numpys(n, genes):
    rng = np.random.default_rng([n, genes])
    genomes = (rng.normal(size=(n, genes)) * 10.0 ** rng.integers(-6, 6, genes)).astype(np.float32)
    genomes[:, ::7] = 0.1
    assert np.array_equal(deviations(genomes), genomes.std(axis=0))

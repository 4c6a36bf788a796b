"""How much a population differs, gene by gene."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

import evosim.kernels  # noqa: F401  sets the cache folder before anything is compiled
from evosim.genome import Genomes

_WIDE = 256  # genes at a time: their sums stay in the nearest cache


@njit(cache=True)
def _deviations(genomes: Genomes, sums: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    n, genes = genomes.shape
    count = np.float32(n)
    for first in range(0, genes, _WIDE):
        last = min(first + _WIDE, genes)
        mean, square = sums[:last - first], out[first:last]
        mean[:] = 0
        square[:] = 0
        for i in range(n):
            row = genomes[i][first:last]
            for k in range(len(mean)):
                mean[k] += row[k]
        for k in range(len(mean)):
            mean[k] /= count
        for i in range(n):
            row = genomes[i][first:last]
            for k in range(len(mean)):
                apart = row[k] - mean[k]
                square[k] += apart * apart
        for k in range(len(mean)):
            square[k] = np.sqrt(square[k] / count)


def deviations(genomes: Genomes) -> NDArray[np.float32]:
    """Standard deviation of each gene, float32 (genes,): `genomes.std(axis=0)` to the last bit.

    numpy writes matrices of the size of the genomes on the way, which takes twice as long and more.

    Args:
        genomes: float32 (n, genes), n below 2^24.
    """
    out = np.empty(genomes.shape[1], np.float32)
    _deviations(genomes, np.empty(_WIDE, np.float32), out)
    return out

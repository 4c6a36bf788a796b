"""How far back common ancestors lie, read from the logged pedigree alone."""

from itertools import islice

import numpy as np
from numpy.typing import NDArray

from evosim.lineage import Pedigree
from evosim.names import Purpose
from evosim.theory.arena import Arena
from evosim.theory.compare import chi_square, chi_square_z
from evosim.theory.registry import Curve, Measure, law

_APART = 4  # N generations between samples, so that few share ancestors before theirs meet
_RUNS = 10


def mean_meeting(n: int, sample: int) -> float:
    """Exact mean generations to the common ancestor of a sample, in a population of n.

    j lineages have i parents with the chance that j balls fall into i of n boxes (Ewens 2004,
    ch. 10); for few of many this is 2n(1 - 1/sample) (Kingman 1982).
    """
    mean = np.zeros(sample + 1)
    boxes = np.zeros(sample + 1)
    boxes[1] = 1.0
    filled = np.arange(sample + 1)
    for j in range(2, sample + 1):
        boxes = boxes * filled / n + np.concatenate([[0.0], boxes[:-1] * (n - filled[:-1]) / n])
        mean[j] = (1.0 + boxes[2:j] @ mean[2:j]) / (1.0 - boxes[j])
    return float(mean[sample])


@law("pair-coalescence", "Kingman (1982), On the genealogy of large populations; geometric, mean N")
def pair(full: bool, seed: int, broken: bool) -> Measure:
    """Two lineages meet with chance 1/N a generation; broken: fitness is luck."""
    arena = Arena.flat(50 if full else 10, seed)
    return _pair(arena.noisy() if broken else arena, 5_000 if full else 150)


@law("pair-coalescence-embodied", "the same, through lives in the world")
def pair_embodied(full: bool, seed: int, broken: bool) -> Measure:
    """The same with N = 10 in the world, 5 at small size; broken: fitness is luck."""
    arena = Arena.embodied(10 if full else 5, seed)
    return _pair(arena.noisy() if broken else arena, 2_000 if full else 150)


@law("sample-mrca", "Kingman (1982): 2N(1 - 1/n); the exact mean for N, see mean_meeting")
def ancestor(full: bool, seed: int, broken: bool) -> Measure:
    """n sampled have their last common ancestor about 2N(1 - 1/n) back; broken: fitness is luck.

    The figure is of n = 5; the curve of n = 2 to 10.
    """
    arena = Arena.flat(50 if full else 20, seed)
    arena = arena.noisy() if broken else arena
    sizes = np.array([2, 3, 5, 8, 10])
    times = _meetings(arena, sizes.tolist(), 2_500 if full else 50)
    expected = np.array([mean_meeting(arena.n, size) for size in sizes])
    means = times.mean(axis=1)
    errors = times.std(axis=1, ddof=1) / np.sqrt(times.shape[1])
    curve = Curve("sampled", "generations to the common ancestor", sizes.astype(float), means,
                  expected, errors)
    return Measure(float(expected[2]), float(means[2]),
                   float((means[2] - expected[2]) / errors[2]), times.shape[1], curve)


def _pair(arena: Arena, samples: int) -> Measure:
    """The worse of two z: of the mean, and of a chi-square against the geometric."""
    n = arena.n
    times = _meetings(arena, [2], samples)[0]
    longest = max(int(times.max()), 5 * n)
    t = np.arange(1, longest + 1)
    shares = (1 - 1 / n)**(t - 1.0) / n
    shares[-1] += (1 - 1 / n)**longest
    counts = np.bincount(times, minlength=longest + 1)[1:]
    by_mean = (times.mean() - n) / np.sqrt(n * (n - 1) / len(times))
    by_shape = chi_square_z(*chi_square(counts, shares))
    left = 1 - np.cumsum(shares)[:5 * n]
    curve = Curve("generations back", "share of pairs that have not met", t[:5 * n].astype(float),
                  1 - np.cumsum(counts)[:5 * n] / len(times), left,
                  np.sqrt(np.maximum(left * (1 - left), 0.0) / len(times)))
    return Measure(n, float(times.mean()), float(max(by_mean, by_shape, key=abs)), len(times), curve)


def _meetings(arena: Arena, sizes: list[int], samples: int) -> NDArray[np.int64]:
    """Generations back to the common ancestor, int64 (sizes, samples), over ten long runs."""
    n, each = arena.n, samples // _RUNS
    rng = np.random.default_rng([arena.config.seed, int(Purpose.THEORY), 1])
    times = []
    for run in range(_RUNS):
        length = n * (20 + _APART * each)  # all but e^-20 of pairs meet within 20 N
        log = np.array([(population.ids, population.parent1) for population, _ in
                        islice(arena.descend(np.zeros(n), run), length + 1)])
        ids = log[:, 0]
        pedigree = Pedigree(ids.ravel(), log[:, 1].ravel())
        chosen = ids[20 * n + _APART * n * np.arange(1, each + 1)]
        shuffled = rng.permuted(chosen, axis=1)
        times.append([pedigree.meeting(shuffled[:, :size]) for size in sizes])
    return np.concatenate(times, axis=1)

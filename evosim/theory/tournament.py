"""Tournaments: how hard they select, how fast the best takes over, and how few are then parents."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, stats

from evosim.names import Purpose
from evosim.theory.arena import Arena
from evosim.theory.compare import worst
from evosim.theory.registry import Curve, Measure, law


def intensity(size: int) -> float:
    """Mean of the best of `size` standard normals: .5642, .8463, 1.1630 for 2, 3, 5."""
    best, _ = integrate.quad(lambda x: x * size * stats.norm.pdf(x) * stats.norm.cdf(x)**(size - 1), -9, 9)
    return float(best)


def effective_size(n: int, size: int) -> float:
    """Two children have one parent with chance 1 / this, where n differ in fitness and luck decides it.

    Rivals are drawn with replacement, so that rank i of n wins with chance (i^t - (i - 1)^t) / n^t, and the
    chance is the sum of squares of these. For many this is n (2t - 1) / t^2. It holds for children of two
    parents as well, locus by locus, since each parent is the winner of a tournament of its own.
    """
    wins = np.diff((np.arange(n + 1) / n)**size)
    return float(1.0 / (wins**2).sum())


def takeover(n: int, size: int) -> float:
    """Mean generations until all n descend from one best, given that they do: 13.58 for 1,024 and 2.

    Of the exact chain: a child of i best among n is one with chance 1 - (1 - i/n)^size. Goldberg and Deb
    approximate it by (ln n + ln ln n) / ln size: 12.8.
    """
    i = np.arange(n + 1)
    chain = stats.binom.pmf(i, n, (1.0 - (1.0 - i / n)**size)[:, None])
    left = np.eye(n - 1) - chain[1:-1, 1:-1]
    success = np.linalg.solve(left, chain[1:-1, -1])
    return float(np.linalg.solve(left, success)[0] / success[0])


@law("tournament-intensity", "Blickle and Thiele (1996), A comparison of selection schemes used in "
     "evolutionary algorithms; Muehlenbein and Schlierkamp-Voosen (1993)")
def tournament_intensity(full: bool, seed: int, broken: bool) -> Measure:
    """Parents exceed the mean of a normal trait by that of the best of t; broken: there is a rival more.

    In standard deviations, for t = 2, 3, 5, of which the worst is shown. Rivals may meet themselves, which
    costs 1/N of it.
    """
    n, runs = (1_000, 400) if full else (400, 60)
    sizes = np.array([2, 3, 5])
    rng = np.random.default_rng([seed, int(Purpose.THEORY)])
    found = np.empty((len(sizes), runs))
    for row, size in enumerate(sizes):
        arena = replace(Arena.tournament(n, seed, int(size) + broken),
                        live=lambda genomes: genomes[:, 0].astype(np.float64))
        for run in range(runs):
            descent = arena.descend(rng.normal(size=n), row * runs + run)
            parents, children = next(descent).marks.astype(np.float64), next(descent).marks
            found[row, run] = (children.mean(dtype=np.float64) - parents.mean()) / parents.std()
    curve = _over_sizes(sizes, "selection intensity, standard deviations", found,
                        [intensity(size) for size in sizes.tolist()])
    return worst(curve, runs)._replace(absolute=0.01 if full else None)


@law("takeover-time", "exact chain; Goldberg and Deb (1991), A comparative analysis of selection schemes")
def takeover_time(full: bool, seed: int, broken: bool) -> Measure:
    """The best of N fills the population in 13.58, 8.80, 6.14 generations; broken: there is a rival more.

    For t = 2, 3, 5 and N = 1,024 (quick: 128), over the runs in which it does; the worst within 3 standard
    errors.
    """
    n, runs = (1_024, 2_000) if full else (128, 150)
    sizes = np.array([2, 3, 5])
    times = [_times(Arena.tournament(n, seed, int(size) + broken), runs, row * runs)
             for row, size in enumerate(sizes)]
    curve = _over_sizes(sizes, "generations to take over", times,
                        [takeover(n, size) for size in sizes.tolist()])
    return worst(curve, runs, errors=3.0 if full else None)


@law("tournament-effective-size", "Kimura and Crow (1963), The measurement of effective population number, "
     "with the shares that a tournament gives to ranks (Blickle and Thiele 1996)")
def tournament_effective_size(full: bool, seed: int, broken: bool) -> Measure:
    """Where luck is fitness, N drift like N(2t - 1)/t^2; broken: there is a rival more.

    From the variance of the change of frequency in a generation, at loci of children of two parents; t = 2,
    3, 5, 8, of which the worst is shown.
    """
    n, runs, loci = 128, 4_000 if full else 300, 64
    sizes = np.array([2, 3, 5, 8])
    rng = np.random.default_rng([seed, int(Purpose.THEORY)])
    half: NDArray[np.float64] = np.arange(float(n)) % 2
    columns = np.tile(half, (loci, 1))
    means, errors = np.empty(len(sizes)), np.empty(len(sizes))
    for row, size in enumerate(sizes):
        arena = replace(Arena.tournament(n, seed, int(size) + broken, loci=loci),
                        live=lambda genomes: rng.random(n),
                        founders=lambda run: rng.permuted(columns, axis=1).T.astype(np.float32))
        change = np.array([_change(arena, half, row * runs + run) for run in range(runs)]) / 0.25
        means[row], errors[row] = change.mean(), change.std(ddof=1) / np.sqrt(runs)
    curve = Curve("rivals in a tournament, t", "effective size", sizes.astype(float), 1 / means,
                  np.array([effective_size(n, size) for size in sizes.tolist()]), errors / means**2)
    return worst(curve, runs, tolerance=0.03 if full else None)


def _over_sizes(sizes: NDArray[np.int64], label: str, found: Iterable[NDArray[np.float64]],
                expected: list[float]) -> Curve:
    """The means of independent observations at each size of tournament."""
    values = list(found)
    return Curve("rivals in a tournament, t", label, sizes.astype(float),
                 np.array([v.mean() for v in values]), np.array(expected),
                 np.array([v.std(ddof=1) / np.sqrt(len(v)) for v in values]))


def _times(arena: Arena, runs: int, first: int) -> NDArray[np.float64]:
    """Generations that one best took to fill the population, of the runs in which it did."""
    one, times = (np.arange(arena.n) == 0).astype(float), []
    best = replace(arena, live=lambda genomes: genomes[:, 0].astype(np.float64))
    for run in range(first, first + runs):
        for t, generation in enumerate(best.descend(one, run)):
            copies = np.count_nonzero(generation.marks)
            if copies == arena.n:
                times.append(t)
            if copies in (0, arena.n):
                break
    return np.array(times, np.float64)


def _change(arena: Arena, marks: NDArray[np.float64], run: int) -> float:
    """Mean square change of frequency in a generation over loci that start at one half."""
    descent = arena.descend(marks, run)
    next(descent)
    shares = next(descent).population.genomes.mean(axis=0, dtype=np.float64)
    return float(((shares - 0.5)**2).mean())

"""How often one mutant takes over: neutral, under Wright-Fisher and under Moran."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evosim.theory.arena import Arena
from evosim.theory.compare import chi_square, chi_square_z
from evosim.theory.registry import Curve, Measure, law


def transitions(n: int, advantage: float) -> NDArray[np.float64]:
    """Wright-Fisher chances of j mutants after i, float64 (n + 1, n + 1): binomial draws."""
    i = np.arange(n + 1)
    share = i * (1.0 + advantage) / (i * (1.0 + advantage) + n - i)
    return stats.binom.pmf(i, n, share[:, None])


def absorption(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chance of ending in the last state rather than the first, from each, float64 (n + 1,)."""
    inner = matrix[1:-1, 1:-1]
    solved = np.linalg.solve(np.eye(len(inner)) - inner, matrix[1:-1, -1])
    return np.concatenate([[0.0], solved, [1.0]])


def moran_fixation(n: int, r: float) -> float:
    """(1 - 1/r) / (1 - r^-n), for one mutant of relative fitness r."""
    return (1.0 - 1.0 / r) / (1.0 - r**-n)


@law("neutral-fixation", "Kimura (1962), On the probability of fixation of mutant genes: at s = 0")
def neutral(full: bool, seed: int, broken: bool) -> Measure:
    """One neutral mutant of N takes over with chance 1/N; broken: it pays .05."""
    arena = Arena.flat(50, seed)
    return _take_over(arena.paying(0.05 if broken else 0.0), 20_000 if full else 500, 1 / 50)


@law("neutral-fixation-embodied", "the same, through lives in the world")
def neutral_embodied(full: bool, seed: int, broken: bool) -> Measure:
    """The same with N = 16 in the world; broken: the mark pays .2."""
    arena = Arena.embodied(16, seed)
    return _take_over(arena.paying(0.2 if broken else 0.0), 4_000 if full else 100, 1 / 16)


@law("wright-fisher-transitions", "Wright (1931); Ewens (2004), Mathematical population genetics, ch. 1")
def wright_fisher_transitions(full: bool, seed: int, broken: bool) -> Measure:
    """Mutants in the next generation are binomial; broken: the advantage is not .05 but 0.

    Chi-square over five starts, N = 50. Expected: its degrees of freedom.
    """
    n, runs, starts = 50, 20_000 if full else 2_000, (1, 5, 15, 25, 40)
    arena = Arena.flat(n, seed).paying(0.0 if broken else 0.05)
    theory = transitions(n, 0.05)
    counts = np.array([np.bincount([_next(arena, start, at * runs + run) for run in range(runs)],
                                   minlength=n + 1) for at, start in enumerate(starts)])
    tests = [chi_square(row, theory[start]) for row, start in zip(counts, starts, strict=True)]
    statistic, freedom = sum(test[0] for test in tests), sum(test[1] for test in tests)
    shares, wanted = counts[3] / runs, theory[starts[3]]
    curve = Curve(f"mutants after {starts[3]} of {n}", "share of generations",
                  np.arange(n + 1.0), shares, wanted, np.sqrt(wanted * (1 - wanted) / runs))
    return Measure(freedom, statistic, chi_square_z(statistic, freedom), runs * len(starts), curve)


@law("wright-fisher-fixation", "absorption of the exact chain, Ewens (2004), ch. 2-3")
def wright_fisher(full: bool, seed: int, broken: bool) -> Measure:
    """One mutant of 50 with advantage .05 takes over with chance .09412; broken: it pays nothing."""
    expected = absorption(transitions(50, 0.05))[1]
    arena = Arena.flat(50, seed).paying(0.0 if broken else 0.05)
    return _take_over(arena, 20_000 if full else 1_000, expected)


@law("moran-fixation", "Moran (1958), Random processes in genetics; Nowak (2006), ch. 6")
def moran(full: bool, seed: int, broken: bool) -> Measure:
    """One mutant takes over with chance (1 - 1/r) / (1 - r^-N); broken: by Wright-Fisher.

    Full: N = 50, r = 1.05, chance .05217. Quick: N = 10, r = 1.5, since 50 take 300 births.
    """
    n, r, runs = (50, 1.05, 20_000) if full else (10, 1.5, 400)
    arena = Arena.flat(n, seed, mode="wright_fisher" if broken else "moran").paying(r - 1.0)
    return _take_over(arena, runs, moran_fixation(n, r))


def _next(arena: Arena, start: int, run: int) -> int:
    """Mutants one generation after `start` of them."""
    generations = arena.descend((np.arange(arena.n) < start).astype(float), run)
    next(generations)
    return int(next(generations).marks.sum())


def _take_over(arena: Arena, runs: int, expected: float) -> Measure:
    """Share of runs in which one mutant takes over."""
    one = (np.arange(arena.n) == 0).astype(float)
    fixed = np.zeros(runs)
    for run in range(runs):
        for generation in arena.descend(one, run):
            mutants = np.count_nonzero(generation.marks)
            if mutants in (0, arena.n):
                fixed[run] = mutants > 0
                break
    at = np.unique(np.linspace(runs / 20, runs, 20).astype(int))
    line = np.full(len(at), expected)
    curve = Curve("runs", "share in which the mutant took over", at.astype(float),
                  np.cumsum(fixed)[at - 1] / at, line, np.sqrt(expected * (1 - expected) / at))
    z = (fixed.mean() - expected) / np.sqrt(expected * (1 - expected) / runs)
    return Measure(expected, float(fixed.mean()), float(z), runs, curve)

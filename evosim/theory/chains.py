"""Games of finite populations, exactly: Markov chains, and where a curve of shares crosses one half."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

Values = NDArray[np.float64]


@lru_cache(maxsize=16)
def pair_transitions(n: int, game: tuple[tuple[float, float], tuple[float, float]],
                     mutation: float = 0.0) -> Values:
    """Chances of j individuals of allele 1 after i, of n who play in pairs drawn at random, (n + 1, n + 1).

    Given m mixed pairs, offspring are binomial; m of them come about in 2^m (n/2)! / (m! a! b!) of the ways
    to seat i among n, with a and b pairs of two alike.

    Args:
        n: individuals, an even number.
        game: payoff of allele k against allele l, all positive.
        mutation: share whose allele is drawn anew.
    """
    won, pairs, out = np.array(game), n // 2, np.zeros((n + 1, n + 1))
    for i in range(n + 1):
        mixed = np.arange(i % 2, min(i, n - i) + 1, 2)
        both, none = (i - mixed) // 2, pairs - (i + mixed) // 2
        ways = (mixed * np.log(2) + special.gammaln(pairs + 1) - special.gammaln(mixed + 1)
                - special.gammaln(both + 1) - special.gammaln(none + 1))
        chance = special.softmax(ways)
        ones = 2 * both * won[1, 1] + mixed * won[1, 0]
        zeros = 2 * none * won[0, 0] + mixed * won[0, 1]
        drawn = (1 - mutation) * ones / (ones + zeros) + mutation / 2
        out[i] = chance @ stats.binom.pmf(np.arange(n + 1), n, drawn[:, None])
    return out


def wright_fisher(n: int, ones: Values | float, zeros: Values | float, mutation: float = 0.0) -> Values:
    """Chances of j individuals of allele 1 after i, of n whom roulette breeds, (n + 1, n + 1).

    Args:
        n: individuals.
        ones, zeros: (n + 1,), or numbers: mean payoff of allele 1 and of allele 0 where i carry 1.
        mutation: share whose allele is drawn anew.
    """
    i = np.arange(n + 1)
    chance = i * ones / (i * ones + (n - i) * zeros)
    return stats.binom.pmf(i, n, ((1 - mutation) * chance + mutation / 2)[:, None])


def stationary(matrix: Values) -> Values:
    """Long-run chance of each state of an ergodic chain."""
    k = len(matrix)
    system = np.vstack([matrix.T - np.eye(k), np.ones(k)])
    return np.linalg.lstsq(system, np.append(np.zeros(k), 1.0), rcond=None)[0]


def threshold(x: Values, chance: Values) -> float:
    """Mean threshold of a chance that rises from 0 to 1 over x: Spearman and Karber (Finney 1978, ch. 18).

    Args:
        x: (k,), ascending.
        chance: (k,), of having crossed it.
    """
    middle = (x[1:] + x[:-1]) / 2
    return float(x[0] * chance[0] + middle @ np.diff(chance) + x[-1] * (1 - chance[-1]))


def threshold_error(x: Values, chance: Values, runs: int) -> float:
    """Standard error of `threshold` where each chance is a share of so many runs."""
    step = np.gradient(x)
    return float(np.sqrt((step**2 * chance * (1 - chance)).sum() / runs))


def student_z(t: Values | float, freedom: int) -> Values:
    """The normal deviates that are as rare as values of Student's t."""
    t = np.asarray(t, np.float64)
    return np.sign(t) * np.minimum(stats.norm.isf(stats.t.sf(np.abs(t), freedom)), 40.0)


def crossing(x: Values, shares: Values) -> tuple[float, float]:
    """Where shares cross one half, and its standard error, by a logistic curve and a jackknife over runs.

    Args:
        x: (k,), ascending.
        shares: (runs, k), that rise with x.
    """
    def at(means: Values) -> float:
        middle, width = x.mean(), np.ptp(x) / 4
        (out, _), _ = optimize.curve_fit(lambda x, c, w: special.expit((x - c) / w), x, means,
                                         (middle, width), bounds=([-np.inf, 1e-6], np.inf))
        return float(out)

    runs = len(shares)
    left = np.array([at(np.delete(shares, run, axis=0).mean(axis=0)) for run in range(runs)])
    return at(shares.mean(axis=0)), float(np.sqrt((runs - 1) * left.var()))

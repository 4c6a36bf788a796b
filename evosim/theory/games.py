"""Games whose outcome theory knows, played in the engine's bands: fights, hunts and public goods."""

from itertools import islice
from typing import Any

import numpy as np
from scipy import integrate, stats

from evosim.genome import Genomes
from evosim.theory.chains import Values, pair_transitions, stationary, threshold, threshold_error
from evosim.theory.compare import batch_error
from evosim.theory.fixation import absorption
from evosim.theory.registry import Curve, Measure, law
from evosim.theory.society import Rows, Society, advantage, alleles, in_pairs, share

COST = 2.0  # of a lost fight
RENEWED = 0.002  # share of alleles drawn anew, so that none is lost for ever
STAGS = ((2.0, 2.0), (1.0, 3.5))  # a hare is worth 1, a stag 2.5 to two who hunt it, beside 1 for everybody
# Damped rock, paper and scissors: winning pays more than losing costs.
ROCK_PAPER_SCISSORS = 1 + 0.9 * np.array([[0.0, -1.0, 1.2], [1.2, 0.0, -1.0], [-1.0, 1.2, 0.0]])
GROUP, NEEDED, GOOD, EFFORT = 5, 3, 4.0, 1.0  # a public good for five, if three make an effort


def hawks(value: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Payoffs of doves and hawks who meet over food of some value, beside 1 for everybody."""
    return (1 + value / 2, 1.0), (1 + value, 1 + (value - COST) / 2)


@law("hawk-dove", "Maynard Smith and Price (1973), The logic of animal conflict; Maynard Smith (1982), ch. 2")
def hawk_dove(full: bool, seed: int, broken: bool) -> Measure:
    """Hawks settle at V/C, here at the exact mean of N who meet in pairs; broken: tournaments decide.

    The worst of V/C = .3, .5, .7.
    """
    n, generations = (400, 12_000) if full else (100, 1_000)
    values = np.array([0.3, 0.5, 0.7])
    expected, observed, errors = np.empty(3), np.empty(3), np.empty(3)
    for row, value in enumerate(values):
        game, states = hawks(value * COST), np.arange(n + 1) / n
        expected[row] = stationary(pair_transitions(n, game, RENEWED)) @ states
        society = Society.of(n, seed, in_pairs(np.array(game)), mutation=RENEWED, **_scheme(broken))
        series = share(society.descend(np.arange(n) < value * n, row), generations)[generations // 10:]
        observed[row], errors[row] = series.mean(), batch_error(series)
    curve = Curve("V/C", "share of hawks", values, observed, expected, errors)
    return _worst(curve, generations * 3, 0.01 if full else None)


@law("replicator", "Taylor and Jonker (1978), Evolutionarily stable strategies and game dynamics")
def replicator(full: bool, seed: int, broken: bool) -> Measure:
    """Rock, paper and scissors go round as the replicator equation says; broken: tournaments decide.

    dx/dt = x (f - mean f) / mean f, which is Moran's process of many who breed a few at a time. Of rock, at
    the moment when it is farthest off.
    """
    n, births, runs, end = (3_000, 75, 40, 12) if full else (2_000, 100, 4, 8)
    start, moments = np.array([0.6, 0.3, 0.1]), np.linspace(0, end, 4 * end + 1)
    society = Society.of(n, seed, in_pairs(ROCK_PAPER_SCISSORS), selection__mode="'moran'",
                         selection__births=births, **_scheme(broken))
    founders = np.repeat([0, 1, 2], np.round(n * start).astype(int))
    every = n // births // 4
    seen = np.array([[(alleles(it.genomes, 3)[:, 0] == 0).mean() for it in islice(
        society.descend(founders, run), 0, every * 4 * end + 1, every)] for run in range(runs)])
    expected = replicated(ROCK_PAPER_SCISSORS, start, moments)[0]
    error = np.maximum(seen.std(axis=0, ddof=1) / np.sqrt(runs), 1e-6)
    curve = Curve("time, generations", "share of rock", moments, seen.mean(axis=0), expected, error)
    return _worst(curve, runs, 0.02 if full else 0.06, by_error=False)


@law("stag-hunt", "Skyrms (2004), The stag hunt and the evolution of social structure; Kandori et al. (1993)")
def stag_hunt(full: bool, seed: int, broken: bool) -> Measure:
    """Who hunts stags takes over from a share above hare/stag = .4; broken: tournaments decide.

    The mean start from which stags take over, exactly so for N.
    """
    n, runs = (200, 200) if full else (100, 16)
    starts = np.arange(0.15, 0.66, 0.05)
    society = Society.of(n, seed, in_pairs(np.array(STAGS)), **_scheme(broken))
    won = np.zeros((len(starts), runs))
    for row, start in enumerate(starts):
        for run in range(runs):
            for it in society.descend(np.arange(n) < round(start * n), row * runs + run):
                stags = alleles(it.genomes).sum()
                if stags in (0, n):
                    won[row, run] = stags > 0
                    break
    exact = absorption(pair_transitions(n, STAGS))[np.round(starts * n).astype(int)]
    curve = Curve("share of stag hunters at the start", "chance that they take over", starts,
                  won.mean(axis=1), exact, np.sqrt(exact * (1 - exact) / runs))
    expected, observed = threshold(starts, exact), threshold(starts, curve.observed)
    return Measure(expected, observed, (observed - expected) / threshold_error(starts, exact, runs),
                   won.size, curve, absolute=0.02 if full else None)


@law("threshold-public-good", "Bach, Helvik and Christiansen (2006), The evolution of n-player cooperation: "
                              "threshold games and ESS bifurcations")
def threshold_public_good(full: bool, seed: int, broken: bool) -> Measure:
    """Of five, three must contribute: selection turns at .286 and .714; broken: tournaments decide.

    Below the first it is against contributors, up to the second for them. The worse of the two, as roots of
    the quartic that fits what contributors gained in a generation.
    """
    n, runs = (500, 1_200) if full else (500, 80)
    society = Society.of(n, seed, public_good, band=GROUP, **_scheme(broken))
    starts = np.arange(0.1, 0.91, 0.1)
    gained = np.empty((len(starts), runs))
    for row, start in enumerate(starts):
        founders = np.arange(n) < round(start * n)
        for run in range(runs):
            gained[row, run] = advantage(*islice(society.descend(founders, row * runs + run), 2))
    weights = np.sqrt(runs) / gained.std(axis=1, ddof=1)
    fit, covariance = np.polyfit(starts, gained.mean(axis=1), GROUP - 1, w=weights, cov="unscaled")
    expected = turns(np.polyfit(starts, gain(starts, n), GROUP - 1))
    observed = turns(fit)
    slope = np.polyval(np.polyder(fit), observed)
    powers = np.vander(observed, GROUP)
    errors = np.sqrt(np.einsum("ij,jk,ik->i", powers, covariance, powers)) / np.abs(slope)
    curve = Curve("share of contributors", "what contributing gains", starts, gained.mean(axis=1),
                  gain(starts, n), 1 / weights)
    worst = int(np.abs(observed - expected).argmax())
    return Measure(float(expected[worst]), float(observed[worst]),
                   float((observed - expected)[worst] / errors[worst]), gained.size, curve,
                   absolute=0.02 if full else None)


def public_good(genomes: Genomes, seats: Rows) -> Values:
    """All of a band have the good if enough of them, carriers of allele 1, make the effort."""
    effort, out = alleles(genomes)[:, 0], np.empty(len(genomes))
    enough = effort[seats].sum(axis=1) >= NEEDED
    out[seats] = 1 + GOOD * enough[:, None] - EFFORT * effort[seats]
    return out


def gain(shares: Values, n: int) -> Values:
    """What contributing gains where a share of n contribute; of many: b C(4, 2) x^2 (1 - x)^2 - c."""
    others, efforts = GROUP - 1, np.round(shares * n)
    with_own = stats.hypergeom.sf(NEEDED - 2, n - 1, efforts - 1, others)
    return GOOD * (with_own - stats.hypergeom.sf(NEEDED - 1, n - 1, efforts, others)) - EFFORT


def turns(polynomial: Values) -> Values:
    """The two places between 0 and 1 where a polynomial turns from below 0 to above, and back; 0: not so."""
    roots = np.roots(polynomial)
    inside = np.sort(roots.real[(np.abs(roots.imag) < 1e-9) & (roots.real > 0) & (roots.real < 1)])
    return inside if len(inside) == 2 and np.polyval(polynomial, inside.mean()) > 0 else np.zeros(2)


def replicated(matrix: Values, start: Values, moments: Values) -> Values:
    """Shares by the replicator equation, (kinds, moments)."""
    def change(_: float, x: Values) -> Values:
        fit = matrix @ x
        return x * (fit / (x @ fit) - 1)
    return integrate.solve_ivp(change, (moments[0], moments[-1]), start, t_eval=moments, rtol=1e-9).y


def _scheme(broken: bool) -> dict[str, Any]:
    """Selection in proportion to what was won, or by tournaments, which see only who won more."""
    return {"selection__scheme": "'tournament'" if broken else "'roulette'", "selection__size": 2}


def _worst(curve: Curve, n: int, absolute: float | None, by_error: bool = True) -> Measure:
    """The point that lies farthest off, by its standard error or as it is."""
    off = curve.observed - curve.expected
    row = int(np.abs(off / curve.error if by_error else off).argmax())
    return Measure(float(curve.expected[row]), float(curve.observed[row]),
                   float(off[row] / curve.error[row]), n, curve, absolute=absolute)

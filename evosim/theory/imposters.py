"""Imposters: how sure one must be of a voice before one does what it says."""

import numpy as np

from evosim.genome import Genomes
from evosim.names import Purpose
from evosim.theory.chains import Values
from evosim.theory.compare import batch_error
from evosim.theory.registry import Curve, Measure, law
from evosim.theory.society import Game, Rows, Society

SENSITIVITY = 1.5  # d': how far humans sound from imposters, in standard deviations of either
HELPED, ROBBED = 1.0, 1.0  # what heeding a human brings, and heeding an imposter costs
HEARD = 50  # voices in a life


@law("imposter-threshold", "Green and Swets (1966), Signal detection theory and psychophysics; Reeve (1989), "
                           "The evolution of conspecific acceptance thresholds")
def imposter_threshold(full: bool, seed: int, broken: bool) -> Measure:
    """The evolved threshold is that of signal detection; broken: heeding an imposter costs nothing.

    The optimum is d'/2 + ln(odds of an imposter x cost / benefit) / d', of voices that are normal around d'
    for a human and 0 for an imposter. The worst of three shares of imposters.
    """
    n, generations = (400, 2_500) if full else (200, 300)
    imposters = np.array([0.3, 0.4, 0.5, 0.6, 0.7] if full else [0.3, 0.5, 0.7])
    expected, observed, errors = best(imposters), np.empty(len(imposters)), np.empty(len(imposters))
    for row, share in enumerate(imposters):
        game = heeding(float(share), 0.0 if broken else ROBBED, [seed, int(Purpose.THEORY), row])
        society = Society.of(n, seed, game, variation__mutation_rate=0.2, variation__mutation_sigma=0.1)
        start = np.full(n, SENSITIVITY / 2)
        means = np.array([it.genomes.mean() for it, _ in zip(
            society.descend(start, row), range(generations), strict=False)])[generations // 4:]
        observed[row], errors[row] = means.mean(), batch_error(means, 10)
    curve = Curve("share of imposters", "threshold, standard deviations", imposters, observed, expected,
                  errors)
    worst = int(np.abs(observed - expected).argmax())
    off = observed[worst] - expected[worst]
    return Measure(float(expected[worst]), float(observed[worst]), float(off / errors[worst]),
                   generations * len(imposters), curve, absolute=0.1 if full else 0.25)


def best(imposters: Values) -> Values:
    """The threshold above which a voice is likelier enough a human's."""
    odds = imposters * ROBBED / ((1 - imposters) * HELPED)
    return SENSITIVITY / 2 + np.log(odds) / SENSITIVITY


def heeding(imposters: float, robbed: float, key: list[int]) -> Game:
    """The game in which each hears voices and heeds those above its threshold, its first gene.

    Args:
        imposters: share of voices.
        robbed: what heeding one costs.
        key: of the random numbers.
    """
    rng = np.random.default_rng(key)

    def game(genomes: Genomes, seats: Rows) -> Values:
        fake = rng.random((len(genomes), HEARD)) < imposters
        heeded = rng.normal(SENSITIVITY * ~fake) > genomes[:, :1]
        won = HELPED * (heeded & ~fake) - robbed * (heeded & fake)
        return np.maximum(won.mean(axis=1), 0.0)
    return game

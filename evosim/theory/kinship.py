"""Kinship: altruism spreads where the engine's own relatedness exceeds its cost over its benefit."""

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np

from evosim.genome import Genomes
from evosim.names import Purpose
from evosim.structure import relatedness
from evosim.theory.chains import Values, student_z
from evosim.theory.registry import Curve, Measure, law
from evosim.theory.society import Round, Rows, Society, advantage, alleles

BENEFIT = 0.5  # that an altruist brings the others of its band, shared out among them
GENERATIONS = 5  # of a run, after founders who have no kin


class Bands(NamedTuple):
    """How a population is structured.

    Attributes:
        seats: of a band.
        kin: share of the others that are the nearest kin of the first.
        crossover: chance that a child has two parents.
        luck: standard deviation of the logarithm of what chance multiplies payoffs by: with it a few have
            large families.
    """

    seats: int
    kin: float
    crossover: float
    luck: float


STRUCTURES = (Bands(2, 0.0, 0.0, 0.0), Bands(2, 1.0, 1.0, 0.0), Bands(2, 1.0, 0.0, 0.0),
              Bands(4, 0.67, 0.0, 1.0), Bands(2, 1.0, 0.0, 1.0))


@law("hamilton", "Hamilton (1964), The genetical evolution of social behaviour: rb > c; Taylor (1992), "
                 "Altruism in viscous populations, on where competition is")
def hamilton(full: bool, seed: int, broken: bool) -> Measure:
    """Selection on an altruist's gene turns at c/b = r; broken: all compete within their band alone.

    r is the engine's relatedness in bands of its kin, beside that of any two. All compete with all; within a
    band altruism never pays. The worst of five structures (quick: of two).
    """
    n, runs = (600, 240) if full else (120, 24)
    structures = STRUCTURES if full else STRUCTURES[2::2]
    found = np.array([_turn(bands, n, runs, seed, row, broken) for row, bands in enumerate(structures)])
    related, turns, errors = found.T
    curve = Curve("relatedness in bands, r", "c/b at which selection turns", related, turns, related, errors)
    z = student_z((turns - related) / errors, runs - 1)
    worst = int(np.abs(z).argmax())
    return Measure(float(related[worst]), float(turns[worst]), float(z[worst]),
                   len(structures) * runs * GENERATIONS, curve, absolute=0.02 if full else 0.15)


@dataclass(frozen=True)
class Altruism:
    """A game in which carriers of allele 1 help the others of their band.

    Attributes:
        cost: of helping.
        within: whether what counts is what one has beside the mean of one's band.
        luck: see `Bands`.
        rng: of that luck.
    """

    cost: float
    within: bool
    luck: float
    rng: np.random.Generator

    def __call__(self, genomes: Genomes, seats: Rows) -> Values:
        """Payoffs, float64 (n,)."""
        helps, out = alleles(genomes)[:, 0][seats], np.empty(len(genomes))
        help_of_others = (helps.sum(axis=1, keepdims=True) - helps) / (seats.shape[1] - 1)
        won = 1 + BENEFIT * help_of_others - self.cost * helps
        out[seats] = won / won.mean(axis=1, keepdims=True) if self.within else won
        return out * self.rng.lognormal(0.0, self.luck, len(out))


def beyond_chance(it: Round) -> float:
    """The engine's relatedness in bands, measured from that of any two, oneself among them (Grafen 1985).

    All who compete are then related by 0 on average: chance alone makes strangers of a small population
    relatives of less than that.
    """
    n = len(it.population)
    others = relatedness(it.population, [np.arange(n)[None]])
    anyone = (1 + (n - 1) * others) / n
    return (relatedness(it.population, [it.seats]) - anyone) / (1 - anyone)


def _turn(bands: Bands, n: int, runs: int, seed: int, row: int, broken: bool) -> tuple[float, float, float]:
    """Relatedness, the c/b at which selection turns, and the standard error of their difference.

    What altruists gain falls with the cost on a line, as br - c does; the error is a jackknife over runs.
    """
    costs = np.array([0.1, 0.5, 0.9]) * BENEFIT
    kin, gained = np.empty((runs, len(costs))), np.empty((runs, len(costs)))
    for k, cost in enumerate(costs):
        rng = np.random.default_rng([seed, int(Purpose.THEORY), row, k])
        game = Altruism(cost, broken, bands.luck, rng)
        society = Society.of(n, seed, game, band=bands.seats, kin=bands.kin,
                             variation__crossover=bands.crossover)
        for run in range(runs):
            number = (row * len(costs) + k) * runs + run
            life = list(islice(society.descend(np.arange(n) % 2, number), 1, GENERATIONS + 2))
            kin[run, k] = np.mean([beyond_chance(it) for it in life[:-1]])
            shares = np.array([alleles(it.genomes)[:, 0].mean() for it in life[:-1]])
            gained[run, k] = np.average([advantage(*both) for both in pairwise(life)],
                                        weights=shares * (1 - shares))

    def at(kept: Rows) -> tuple[float, float]:
        slope, start = np.polyfit(costs, gained[kept].mean(axis=0), 1)
        turn = -start / slope / BENEFIT
        return float(np.polyval(np.polyfit(costs, kin[kept].mean(axis=0), 1), turn * BENEFIT)), turn

    every = np.arange(runs)
    related, turn = at(every)
    left = np.array([np.subtract(*at(np.delete(every, run))) for run in every])
    return related, turn, float(np.sqrt((runs - 1) * left.var()))

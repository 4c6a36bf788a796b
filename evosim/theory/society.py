"""Where a game is tried: bands that play it, and a population that the engine's `breed` renews.

Who plays with whom is the seating of a training generation (`training.seated`), kin where bands are of kin,
and who breeds on what was won is up to `evosim.evolution.breed`. Only life is replaced, by a game.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config, parse
from evosim.evolution import Archive, Ids, Population, breed
from evosim.genome import Genomes
from evosim.training import seated

Rows = NDArray[np.int64]
Values = NDArray[np.float64]
Game = Callable[[Genomes, Rows], Values]

_CONFIG = """
[population]
genomes = {n}
[band]
evolving = {band}
kin = {kin}
[selection]
mode = "wright_fisher"
scheme = "roulette"
[variation]
crossover = 0.0
mutation_rate = {mutation}
mutation_sigma = 100.0
"""


class Round(NamedTuple):
    """One generation of n individuals.

    Attributes:
        population: who they are.
        seats: int64 (bands, seats), rows of the population.
        payoff: float64 (n,), what they won.
    """

    population: Population
    seats: Rows
    payoff: Values

    @property
    def genomes(self) -> Genomes:
        """Float32 (n, genes)."""
        return self.population.genomes


@dataclass(frozen=True)
class Society:
    """A population that plays a game in bands, and breeds in proportion to what is won.

    Attributes:
        config: of the engine.
        game: genomes, float32 (n, genes), and seats, int64 (bands, seats), to payoff, float64 (n,).
    """

    config: Config
    game: Game

    @staticmethod
    def of(n: int, seed: int, game: Game, *, band: int = 2, kin: float = 0.0, mutation: float = 0.0,
           **overrides: Any) -> "Society":
        """Wright-Fisher haploids in bands of `band`.

        Args:
            n: individuals, a multiple of `band`.
            seed: of all random numbers.
            game: what they play.
            band: seats of a band.
            kin: see `band.kin` in the configuration.
            mutation: share of genes that land anywhere, so that an `allele` is drawn anew.
            overrides: more keys of the configuration, with __ for a dot.
        """
        given = [f"{key.replace('__', '.')}={value}" for key, value in overrides.items()]
        config = parse(_CONFIG.format(n=n, band=band, kin=kin, mutation=mutation), source="theory",
                       overrides=[f"seed={seed}", *given])
        return Society(config, game)

    def descend(self, founders: NDArray, run: int) -> Iterator[Round]:
        """Generation after generation, without end.

        Args:
            founders: (n,) or (n, genes), genes of the first.
            run: its number; runs differ in all random numbers.
        """
        own = np.random.SeedSequence([self.config.seed, run]).generate_state(1)
        config = self.config.model_copy(update={"seed": int(own[0]) >> 1})
        genomes = np.array(founders, np.float32).reshape(len(founders), -1)
        ids, archive = Ids(), Archive.empty(genomes.shape[1])
        sigmas = np.full(genomes.shape[1], config.variation.mutation_sigma, np.float32)
        population = Population.of(genomes, ids)
        for generation in count():
            seats = seated(population, archive, config, generation, 0).genome[:, :config.band.evolving]
            payoff = self.game(population.genomes, seats)
            yield Round(population, seats, payoff)
            population = breed(population, payoff, config, sigmas, ids, generation=generation).population


def alleles(genomes: Genomes, kinds: int = 2) -> Rows:
    """Which of a few alleles each gene is, int64 (n, genes): its whole part modulo their number."""
    return np.floor(genomes).astype(np.int64) % kinds


def in_pairs(matrix: Values) -> Game:
    """The game of two in which allele i wins matrix[i, j] against allele j; bands are of two."""
    def game(genomes: Genomes, seats: Rows) -> Values:
        kind, out = alleles(genomes, len(matrix))[:, 0], np.empty(len(genomes))
        one, other = seats.T
        out[one], out[other] = matrix[kind[one], kind[other]], matrix[kind[other], kind[one]]
        return out
    return game


def share(rounds: Iterator[Round], generations: int) -> Values:
    """Share of allele 1 of the first gene in each of the next generations, float64 (generations,)."""
    return np.array([alleles(next(rounds).genomes)[:, 0].mean() for _ in range(generations)])


def advantage(before: Round, after: Round) -> float:
    """By how much allele 1 of the first gene paid more than allele 0, as its spread tells.

    Change of its share x mean payoff / p(1 - p): by the Price equation its mean over what chance does to
    descent is the difference of the two mean payoffs. 0 where there is but one allele.
    """
    p, later = (alleles(it.genomes)[:, 0].mean() for it in (before, after))
    return float((later - p) * before.payoff.mean() / (p * (1 - p))) if 0 < p < 1 else 0.0

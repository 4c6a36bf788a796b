"""Where a law is tried: a population, its descent by the engine's `breed`, and what is fit.

Nothing here selects, mates or mutates: every next generation comes out of `evosim.evolution.breed`
as in a run. Only life may be replaced, by a landscape `genomes -> fitness`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config, parse
from evosim.evolution import Ids, Population, breed
from evosim.genome import Genomes, Layout
from evosim.names import Purpose
from evosim.world import Seating, live_bands
from evosim.world.lives import fitness, streams

Live = Callable[[Genomes], NDArray[np.float64]]

_CONFIG = """
[population]
genomes = {n}
[selection]
mode = "{mode}"
scheme = "roulette"
births = 1
[variation]
crossover = 0.0
mutation_rate = {mutation}
mutation_sigma = 0.6
"""
_IDLE = """
[world]
size = 8
ticks = 2
[food]
initial = 0
regrow = 0.0
[instruction]
share = 0.0
[brain]
hidden = 0
"""


class Generation(NamedTuple):
    """A population and the marks that its members carry, float32 (n,)."""

    population: Population
    marks: NDArray[np.float32]


@dataclass(frozen=True)
class Arena:
    """A population of haploids that the engine breeds, and one neutral locus on which laws write.

    Attributes:
        config: read by `breed`.
        live: genomes, float32 (n, genes), to fitness, float64 (n,).
        founders: the run's number to genomes of its first generation.
        mark: the locus.
    """

    config: Config
    live: Live
    founders: Callable[[int], Genomes]
    mark: int

    @staticmethod
    def flat(n: int, seed: int, *, mode: str = "wright_fisher", mutation: float = 0.0, loci: int = 1,
             changes: Sequence[str] = ()) -> "Arena":
        """Genes that do nothing: everybody is equally fit, and roulette breeds.

        Args:
            n: individuals.
            seed: of all random numbers.
            mode: how generations follow each other.
            mutation: chance that a gene mutates.
            loci: genes, all 0 at first.
            changes: further keys of the configuration, `"selection.elites=2"`.
        """
        config = parse(_CONFIG.format(n=n, mode=mode, mutation=mutation), source="theory",
                       overrides=[f"seed={seed}", *changes])
        return Arena(config, lambda genomes: np.ones(len(genomes)),
                     lambda run: np.zeros((n, loci), np.float32), 0)

    @staticmethod
    def tournament(n: int, seed: int, size: int, *, loci: int = 1) -> "Arena":
        """The same where tournaments of a size breed, on equal fitness still, and loci recombine freely."""
        return Arena.flat(n, seed, loci=loci, changes=[
            "selection.scheme=tournament", f"selection.size={size}",
            f"variation.crossover={float(loci > 1)}"])

    @staticmethod
    def embodied(n: int, seed: int, changes: Sequence[str] = ()) -> "Arena":
        """Whole genomes that live in the world, where nothing is to eat and nothing is told.

        Acts then move no food, so that all end with the same energy; the mark is a silent locus.
        """
        config = parse(_CONFIG.format(n=n, mode="wright_fisher", mutation=0.0) + _IDLE,
                       source="theory", overrides=[f"seed={seed}", *changes])
        layout = Layout.of(config)
        keys = streams(seed, Purpose.THEORY, generation=0)
        seating = Seating.of(config, np.arange(n))

        def live(genomes: Genomes) -> NDArray[np.float64]:
            lives = live_bands(genomes, seating, config, layout, keys)
            return fitness(lives.per_genome("tally", n), config.body.stash_worth)

        def founders(run: int) -> Genomes:
            return layout.founders(n, np.random.default_rng([seed, int(Purpose.THEORY), run]))

        return Arena(config, live, founders, layout.blocks["silent"].start)

    @property
    def n(self) -> int:
        """Individuals."""
        return self.config.population.genomes

    def paying(self, advantage: float) -> "Arena":
        """The same where the mark multiplies fitness by 1 + advantage."""
        return replace(self, live=lambda genomes: self.live(genomes) * (
            1.0 + advantage * genomes[:, self.mark]))

    def noisy(self) -> "Arena":
        """The same where fitness is luck, log-normal, so that drift is about e times as strong.

        Roulette then gives offspring a variance of 1 + CV^2, and CV^2 is e - 1.
        """
        rng = np.random.default_rng([self.config.seed, int(Purpose.THEORY)])
        return replace(self, live=lambda genomes: self.live(genomes) * rng.lognormal(
            0.0, 1.0, len(genomes)))

    def descend(self, marks: NDArray[np.float64], run: int) -> Iterator[Generation]:
        """Generation after generation, without end.

        Args:
            marks: float64 (n,), of the founders.
            run: its number; runs differ in all random numbers.
        """
        ids = Ids()
        genomes = self.founders(run)
        genomes[:, self.mark] = marks
        sigmas = np.full(genomes.shape[1], self.config.variation.mutation_sigma, np.float32)
        population = Population.of(genomes, ids)
        for generation in count():
            yield Generation(population, population.genomes[:, self.mark])
            population = breed(population, self.live(population.genomes), self.config, sigmas, ids,
                               generation=generation, stream=run).population

"""An evolution strategy: not parents and children, but a mean that climbs, and individuals drawn around it.

The estimator is that of Salimans et al. (2017): individuals are drawn in mirrored pairs, fitness is ranked,
and the mean goes up the slope that ranks give it, by the steps of Adam (Kingma and Ba 2015).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.evolution.breeding import Brood
from evosim.evolution.demes import numbers
from evosim.evolution.population import NONE, Ids, Population
from evosim.evolution.selection import check_finite, places
from evosim.evolution.stored import Stored
from evosim.genome import MATRICES, Genomes, Layout
from evosim.names import Purpose

Values = NDArray[np.float64]
_FADES = 0.9, 0.99  # of the mean slope and of its square; usually .999, but runs are of hundreds of steps
_LEAST = 1e-8


@dataclass(frozen=True)
class Mean(Stored):
    """What an evolution strategy goes on from.

    Attributes:
        genome: float64 (genes,), the mean.
        slope: float64 (genes,), mean of its slopes so far, older ones fading.
        square: float64 (genes,), the same of their squares.
        steps: int64 (), taken so far.
    """

    genome: Values
    slope: Values
    square: Values
    steps: NDArray[np.int64]

    @staticmethod
    def founded(layout: Layout, seed: int, stream: int = 0) -> "Mean":
        """Of a first generation: a founder; `stream` tells the populations of a run apart."""
        genome = layout.founders(1, np.random.default_rng([seed, int(Purpose.FOUNDERS), stream]))[0]
        return Mean(genome.astype(np.float64), np.zeros(len(genome)), np.zeros(len(genome)), np.array(0))

    def cloud(self, n: int, config: Config, scale: Values, *, generation: int, stream: int = 0) -> Genomes:
        """Individuals around the mean, float32 (n, genes): n / 2, and their mirror images.

        Args:
            n: even.
            config: as resolved for the generation before, which draws them.
            scale: float64 (genes,), by which noise and step are multiplied.
            generation: in which they live.
            stream: 0 for the run's own population, k for its shadow k.
        """
        away = config.strategy.noise * scale * _directions(n, len(scale), config.seed, stream, generation)
        return np.concatenate([self.genome + away, self.genome - away]).astype(np.float32)

    def climbed(self, fitness: Values, config: Config, scale: Values, *, generation: int,
                stream: int = 0) -> "Mean":
        """One step on.

        Args:
            fitness: float64 (n,), of the individuals of `generation`.
            config, scale, generation, stream: as in `cloud`.

        Raises:
            EvosimError: a fitness is not finite.
        """
        check_finite(fitness)
        worth = ranked(fitness)
        half = len(fitness) // 2
        directions = _directions(len(fitness), len(scale), config.seed, stream, generation)
        now = (worth[:half] - worth[half:]) @ directions / len(fitness)
        steps = int(self.steps) + 1
        slope, square = (fade * old + (1 - fade) * new for fade, old, new in zip(
            _FADES, (self.slope, self.square), (now, now**2), strict=True))
        first, second = slope / (1 - _FADES[0]**steps), square / (1 - _FADES[1]**steps)
        step = config.strategy.step * scale * first / (np.sqrt(second) + _LEAST)
        return Mean(self.genome + step, slope, square, np.array(steps))


def ranked(fitness: Values) -> Values:
    """Ranks from -.5, the least fit, to .5; equals share the mean of theirs."""
    return places(fitness) / max(len(fitness) - 1, 1) - 0.5


def scale_of(layout: Layout, config: Config) -> Values:
    """By how much more or less than its other genes a genome is varied in some blocks, float64 (genes,).

    Not at all in the weights that climb by policy gradient, which all share.
    """
    scale = layout.sigmas_of(config).astype(np.float64) / config.variation.mutation_sigma
    if config.selection.mode == "gradient":
        for block in (layout.blocks[name] for name in MATRICES):
            scale[block.start:block.stop] = 0.0
    return scale


def strategic(population: Population, fitness: Values, mean: Mean, config: Config, scale: Values, ids: Ids, *,
              generation: int, stream: int = 0, step: Values | None = None) -> tuple[Brood, Mean]:
    """The next generation, and the mean around which it lies; nobody in it has parents.

    Args:
        population: of n individuals, drawn around `mean`.
        fitness: float64 (n,), what they are selected on.
        mean: of their generation.
        config: as resolved for their generation.
        scale: float64 (genes,), see `scale_of`.
        ids: of the run.
        generation: number of theirs.
        stream: 0 for the run's own population, k for its shadow k.
        step: float64 (genes,), by how much else the mean moves; None: by nothing.

    Raises:
        EvosimError: a fitness is not finite.
    """
    n = len(population)
    after = mean.climbed(fitness, config, scale, generation=generation, stream=stream)
    if step is not None:
        after = replace(after, genome=after.genome + step)
    genomes = after.cloud(n, config, scale, generation=generation + 1, stream=stream)
    nobody = np.full(n, NONE, np.int64)
    young = Population(genomes, ids.take(n), nobody, nobody.copy(), np.full(n, generation + 1),
                       population.origin.copy())
    return Brood(young, np.zeros(n, np.int64), np.zeros(n), np.zeros(n, np.bool_)), after


def _directions(n: int, genes: int, seed: int, stream: int, generation: int) -> Values:
    """How far the first half of a generation lies from its mean, in sd, float64 (n / 2, genes)."""
    return numbers(seed, Purpose.STRATEGY, stream, generation).standard_normal((n // 2, genes))

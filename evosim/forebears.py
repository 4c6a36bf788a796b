"""The generation before: kept until the next has lived, which can then say what selection made of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.evolution import Population
from evosim.evolution.population import NONE
from evosim.evolution.stored import Stored
from evosim.genome import Layout
from evosim.names import PlasticityGene
from evosim.schema import DRIVES, LOCI, PRICED
from evosim.selection_analysis import descent, price

NAMES = tuple(name.format(drive=drive, locus=locus) for name, _, _ in PRICED
              for drive in (DRIVES if "{drive}" in name else ("",))
              for locus in (LOCI if "{locus}" in name else ("",)))
_LIVED = 3  # the first of them, which only those who live have


@dataclass(frozen=True)
class Forebears(Stored):
    """Traits of one generation of one population, as its tables hold them.

    Attributes:
        ids: int64 (n,); nobody before the first generation.
        traits: float64 (n, NAMES), values of float32 but for fitness, so that what is read back gives the
            same figures; NaN where a shadow, which does not live, has none.
    """

    ids: NDArray[np.int64]
    traits: NDArray[np.float64]

    @staticmethod
    def nobody() -> "Forebears":
        """Before the first generation."""
        return Forebears(np.empty(0, np.int64), np.empty((0, len(NAMES))))

    @staticmethod
    def of(population: Population, layout: Layout, fitness: NDArray[np.float64],
           lived: NDArray[np.float64] | None) -> "Forebears":
        """A generation that has lived.

        Args:
            population: of n individuals.
            layout: the run's.
            fitness: float64 (n,), their own.
            lived: float64 (n, 2), their letter rate and food; None for a shadow.
        """
        n, genomes = len(population), population.genomes
        seen = np.full((n, _LIVED), np.nan) if lived is None else np.column_stack([fitness, lived])
        rate = layout.part(genomes, "plasticity")[:, [PlasticityGene.LEARNING_RATE]]
        drives, silent = layout.part(genomes, "drives"), layout.part(genomes, "silent")
        return Forebears(population.ids, np.concatenate([seen, rate, drives, silent], axis=1))

    def price_columns(self, population: Population, now: "Forebears") -> dict[str, Any]:
        """The columns of `generations` that tell what they have become; none where nobody has parents.

        Args:
            population: the next generation, of their offspring and those of them that live on.
            now: its traits.
        """
        if (population.parent1 == NONE).all():
            return {}
        links = descent(self.ids, population.ids, population.parent1, population.parent2)
        parts = price(self.traits, now.traits, links)
        return ({f"price_selection_{name}": value for name, value in zip(NAMES, parts.selection, strict=True)}
                | {f"price_transmission_{name}": value
                   for name, value in zip(NAMES, parts.transmission, strict=True)})

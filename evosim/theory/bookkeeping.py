"""What the pedigree and the count of offspring must add up to, in every generation, whatever happens."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.evolution import Ids, Population, breed
from evosim.evolution.population import NONE
from evosim.theory.arena import Arena
from evosim.theory.registry import Curve, Measure, law


@dataclass(frozen=True)
class Change:
    """How the mean of a trait changed in a generation, and by what (Price 1970).

    Attributes:
        total: of the mean.
        selection: covariance of relative fitness and trait.
        transmission: by which children differ from the mean of their parents.
    """

    total: float
    selection: float
    transmission: float


def price(parents: Population, children: Population, offspring: NDArray[np.float64],
          locus: int) -> Change:
    """The terms of the Price equation for one gene.

    Args:
        parents, children: one generation and the next.
        offspring: float64 (n,), of each parent; each of two parents counts for one half.
        locus: the gene.
    """
    trait, born = (p.genomes[:, locus].astype(np.float64) for p in (parents, children))
    rows = np.argsort(parents.ids)

    def of(ids: NDArray[np.int64]) -> NDArray[np.float64]:
        return trait[rows[np.searchsorted(parents.ids, ids, sorter=rows)]]

    one = children.parent2 == NONE
    middle = (of(children.parent1) + of(np.where(one, children.parent1, children.parent2))) / 2
    covariance = (offspring * trait).mean() - offspring.mean() * trait.mean()
    return Change(float(born.mean() - trait.mean()), float(covariance / offspring.mean()),
                  float((born - middle).mean()))


@law("price-embodied", "Price (1970), Selection and covariance, through lives in the world")
def price_embodied(full: bool, seed: int, broken: bool) -> Measure:
    """Change = covariance with fitness + transmission, exactly; broken: both of two parents count whole.

    With elites, crossover and mutation, N = 24 in the world, at a silent locus; the worst generation.
    """
    generations = 400 if full else 40
    arena = Arena.embodied(24, seed, ["selection.mode=generational", "selection.elites=2",
                                      "variation.crossover=0.8", "variation.mutation_rate=0.1"])
    ids, genomes = Ids(), arena.founders(0)
    sigmas = np.full(genomes.shape[1], arena.config.variation.mutation_sigma, np.float32)
    population, changes = Population.of(genomes, ids), []
    for generation in range(generations):
        brood = breed(population, arena.live(population.genomes), arena.config, sigmas, ids,
                      generation=generation)
        counted = brood.offspring.astype(np.float64) if broken else brood.parentage
        changes.append(price(population, brood.population, counted, arena.mark))
        population = brood.population
    total = np.array([change.total for change in changes])
    terms = np.array([change.selection + change.transmission for change in changes])
    worst = int(np.argmax(np.abs(terms - total) / np.where(total == 0, 1.0, np.abs(total))))
    shown = np.arange(min(generations, 40))
    curve = Curve("generation", "change of the mean", shown.astype(float), terms[shown], total[shown],
                  np.zeros(len(shown)))
    return Measure(float(total[worst]), float(terms[worst]), np.nan, generations, curve, tolerance=1e-10)

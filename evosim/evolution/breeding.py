"""From one generation and its fitness to the next."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import EvosimError
from evosim.evolution.population import NONE, Ids, Population
from evosim.evolution.selection import best, generator, select, standing, toolbox
from evosim.evolution.variation import mate, mutate  # noqa: F401  registered in the toolbox


class Brood(NamedTuple):
    """What breeding made of n individuals.

    Attributes:
        population: the next generation.
        offspring: int64 (n,), children of each; an elite's copy counts as one, a child of two
            parents for both.
        parentage: float64 (n,), the same with one half for each of two parents.
        survived: bool (n,), who lives on as itself (Moran).
    """

    population: Population
    offspring: NDArray[np.int64]
    parentage: NDArray[np.float64]
    survived: NDArray[np.bool_]


def breed(population: Population, fitness: NDArray[np.float64], config: Config,
          sigmas: NDArray[np.float32], ids: Ids, *, generation: int, stream: int = 0,
          objectives: NDArray[np.float64] | None = None) -> Brood:
    """The next generation.

    Generational: elites are copied, all others are children. Wright-Fisher: all are children.
    Moran: `births` times a parent is chosen, a random individual dies, and the child takes its
    place; who is born now does not breed before it has lived, and one that died as another's
    parent is replaced all the same (Moran 1958).

    Args:
        population: of n individuals.
        fitness: float64 (n,).
        config: as resolved for this generation; `selection`, `variation` and `seed` are read.
        sigmas: float32 (genes,), standard deviation of a mutation.
        ids: of the run.
        generation: number of the generation that breeds.
        stream: 0 for the run's own population, k for its shadow k.
        objectives: float64 (n, 2), for NSGA-II.

    Raises:
        EvosimError: a fitness is not finite, NSGA-II has no objectives, or a shape is wrong.
    """
    selection, n = config.selection, len(population)
    genes = population.genomes.shape[1]
    if fitness.shape != (n,) or sigmas.shape != (genes,):
        raise EvosimError(f"fitness has shape {fitness.shape} and sigmas {sigmas.shape}: must be "
                          f"({n},) and ({genes},), as the population is")
    rng = generator(config.seed, stream, generation)
    scores = standing(fitness, objectives, selection, rng)
    survived = np.zeros(n, np.bool_)
    moran = selection.mode == "moran"
    keep = selection.elites if selection.mode == "generational" else 0
    children = selection.births if moran else n - keep
    rows = select(scores, 2 * children, selection, rng)
    genomes, mothers, fathers = population.genomes, rows[:children], rows[children:]
    variation = config.variation
    young, crossed = toolbox.mate(genomes, mothers, fathers, variation.crossover, config.seed,
                                  stream, generation)
    crossed &= mothers != fathers  # with oneself: one parent, counted once
    toolbox.mutate(young, variation.mutation_rate, sigmas, config.seed, stream, generation)
    offspring = np.bincount(mothers, minlength=n) + np.bincount(fathers[crossed], minlength=n)
    half = np.where(crossed, 0.5, 1.0)
    parentage = np.bincount(mothers, half, minlength=n).astype(np.float64)
    parentage += np.bincount(fathers[crossed], half[crossed], minlength=n)
    fresh = ids.take(children if moran else n)
    parent1 = population.ids[mothers]
    parent2 = np.where(crossed, population.ids[fathers], NONE)
    born = np.full(children, generation + 1)
    if moran:
        dead = rng.permutation(n)[:children]
        survived[:] = True
        survived[dead] = False
        after = Population(*(values.copy() for values in vars(population).values()))
        for target, values in zip(vars(after).values(), (young, fresh, parent1, parent2, born),
                                  strict=True):
            target[dead] = values
        return Brood(after, offspring, parentage, survived)
    elites = best(scores, keep, rng)
    offspring[elites] += 1
    parentage[elites] += 1
    alone = np.full(len(elites), NONE, np.int64)
    return Brood(Population(
        np.concatenate([genomes[elites], young]), fresh,
        np.concatenate([population.ids[elites], parent1]), np.concatenate([alone, parent2]),
        np.full(n, generation + 1)), offspring, parentage, survived)


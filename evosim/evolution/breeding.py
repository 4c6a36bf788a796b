"""From one generation and its fitness to the next."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import EvosimError
from evosim.evolution.demes import Rows, birthplaces, rows_of_demes
from evosim.evolution.population import NONE, Ids, Population
from evosim.evolution.selection import best, generator, select, standing, toolbox
from evosim.evolution.variation import mate, mutate  # noqa: F401  registered in the toolbox

CLUTCH = 256  # children that are mated and mutated at a time, while the cache holds them


class Brood(NamedTuple):
    """What breeding made of n individuals.

    Attributes:
        population: the next generation.
        offspring: int64 (n,), children of each; an elite's copy counts as one, a child of two
            parents for both.
        parentage: float64 (n,), the same with one half for each of two parents.
        survived: bool (n,), who lives on as itself (Moran, ecological).
        demography: columns of the table of that name; None where worlds do not go on.
    """

    population: Population
    offspring: NDArray[np.int64]
    parentage: NDArray[np.float64]
    survived: NDArray[np.bool_]
    demography: dict[str, Any] | None = None


def breed(population: Population, fitness: NDArray[np.float64], config: Config,
          sigmas: NDArray[np.float32], ids: Ids, *, generation: int, stream: int = 0,
          objectives: NDArray[np.float64] | None = None) -> Brood:
    """The next generation.

    Generational: elites are copied, all others are children. Wright-Fisher: all are children.
    Moran: `births` times a parent is chosen, a random individual dies, and the child takes its
    place; who is born now does not breed before it has lived, and one that died as another's
    parent is replaced all the same (Moran 1958). Demes breed apart, each by these rules; a child may
    grow up in another deme than its parents' (`birthplaces`).

    Args:
        population: of n individuals, deme by deme.
        fitness: float64 (n,).
        config: as resolved for this generation; `selection`, `variation`, demes and `seed` are read.
        sigmas: float32 (genes,), standard deviation of a mutation.
        ids: of the run.
        generation: number of the generation that breeds.
        stream: 0 for the run's own population, k for its shadow k.
        objectives: float64 (n, 2), for NSGA-II.

    Raises:
        EvosimError: a fitness is not finite, NSGA-II has no objectives, or a shape is wrong.
    """
    n, genes = population.genomes.shape
    if fitness.shape != (n,) or sigmas.shape != (genes,):
        raise EvosimError(f"fitness has shape {fitness.shape} and sigmas {sigmas.shape}: must be "
                          f"({n},) and ({genes},), as the population is")
    plan = _planned(fitness, objectives, config, stream, generation)
    mothers, fathers = plan.mothers, plan.fathers
    survived = np.ones(n, np.bool_)
    survived[plan.born] = False
    blank = np.copy if survived.any() else np.empty_like
    after = Population(*(blank(values) for values in vars(population).values()))
    copies, places = plan.copies, plan.places
    in_a_row = isinstance(places, slice)
    young = after.genomes[places] if in_a_row else np.empty((len(mothers), genes), np.float32)
    crossed = bear(population.genomes, mothers, fathers, config, sigmas, young, generation, stream)
    offspring, parentage = counted(n, mothers, fathers, crossed)
    offspring[plan.elites] += 1
    parentage[plan.elites] += 1
    after.ids[plan.born] = ids.take(len(plan.born))
    after.born[plan.born] = generation + 1
    after.genomes[copies] = population.genomes[plan.elites]
    if not in_a_row:
        after.genomes[places] = young
    after.parent1[copies], after.parent1[places] = population.ids[plan.elites], population.ids[mothers]
    after.parent2[copies], after.parent2[places] = NONE, np.where(crossed, population.ids[fathers], NONE)
    after.origin[copies], after.origin[places] = plan.homes, plan.origin
    return Brood(after, offspring, parentage, survived)


def bear(genomes: NDArray[np.float32], mothers: Rows, fathers: Rows, config: Config,
         sigmas: NDArray[np.float32], young: NDArray[np.float32], generation: int,
         stream: int) -> NDArray[np.bool_]:
    """Mates and mutates m children into `young`, float32 (m, genes); who has two parents, bool (m,).

    Args:
        genomes: float32 (n, genes), of the parents' generation.
        mothers, fathers: int64 (m,), rows.
        config: as resolved for this generation; `variation` and `seed` are read.
        sigmas: float32 (genes,), standard deviation of a mutation.
        young: where they are put.
        generation, stream: as in `breed`.
    """
    variation, key = config.variation, (config.seed, stream, generation)
    crossed = np.empty(len(mothers), np.bool_)
    for first in range(0, len(mothers), CLUTCH):
        some = slice(first, first + CLUTCH)
        clutch, crossed[some] = toolbox.mate(genomes, mothers[some], fathers[some], variation.crossover, *key,
                                             young[some], first)
        toolbox.mutate(clutch, variation.mutation_rate, sigmas, *key, first)
    return crossed & (mothers != fathers)  # with oneself: one parent, counted once


def counted(n: int, mothers: Rows, fathers: Rows,
            crossed: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Children of each of n individuals, int64 (n,), and the same with one half for each of two parents."""
    offspring = np.bincount(mothers, minlength=n) + np.bincount(fathers[crossed], minlength=n)
    half = np.where(crossed, 0.5, 1.0)
    parentage = np.bincount(mothers, half, minlength=n).astype(np.float64)
    return offspring, parentage + np.bincount(fathers[crossed], half[crossed], minlength=n)


class _Plan(NamedTuple):
    """Who breeds, and where the next generation stands; m children and k elites of all demes.

    Attributes:
        mothers, fathers: int64 (m,), rows.
        origin: int64 (m,), deme that they live in.
        places: int64 (m,), rows that the children take; a slice where they follow each other, which
            saves a copy of all genomes.
        elites: int64 (k,), rows.
        homes: int64 (k,), deme that they live in.
        copies: int64 (k,), rows that their copies take.
        born: int64 (m + k,), all rows taken, in the order in which ids are given out.
    """

    mothers: Rows
    fathers: Rows
    origin: Rows
    places: Rows | slice
    elites: Rows
    homes: Rows
    copies: Rows
    born: Rows


def _planned(fitness: NDArray[np.float64], objectives: NDArray[np.float64] | None, config: Config,
             stream: int, generation: int) -> _Plan:
    selection, demes = config.selection, rows_of_demes(config, len(fitness))
    moran = selection.mode == "moran"
    keep = selection.elites if selection.mode == "generational" else 0
    births = [selection.births if moran else len(rows) - keep for rows in demes]
    origin = birthplaces(config, births, stream, generation)
    mothers, fathers = np.empty_like(origin), np.empty_like(origin)
    elites, places = [], []
    for deme, rows in enumerate(demes):
        rng = generator(config.seed, stream, generation, deme)
        scores = standing(fitness[rows], None if objectives is None else objectives[rows], selection, rng)
        children = np.flatnonzero(origin == deme)
        chosen = rows[select(scores, 2 * len(children), selection, rng)]
        mothers[children], fathers[children] = chosen[:len(children)], chosen[len(children):]
        places.append(rows[rng.permutation(len(rows))[:births[deme]]] if moran else rows[keep:])
        elites.append(rows[best(scores, keep, rng)])
    every_place = np.concatenate(places)
    in_a_row = not moran and len(demes) == 1
    return _Plan(mothers, fathers, origin, slice(keep, None) if in_a_row else every_place,
                 np.concatenate(elites), np.repeat(np.arange(len(demes)), keep),
                 np.concatenate([rows[:keep] for rows in demes]),
                 every_place if moran else np.arange(len(fitness)))

"""The genome of everybody who ever lived, bred again from the founders without living anything.

A run logs genomes now and then, but who was whose parent always. Since crossover and mutation hang on
the seed, the generation and the number of the child alone (`evolution.variation`), parents are all it
takes: the genomes come out bit by bit as the run bred them, in about 5 ms a generation of 256.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config, Schedule
from evosim.errors import ConfigError, RunDataError
from evosim.evolution import Population
from evosim.evolution.population import NONE
from evosim.evolution.population import Ids as IdsGivenOut
from evosim.evolution.variation import mate, mutate
from evosim.genome import Genomes
from evosim.lineage.pedigree import Genealogy, Ids
from evosim.results import Run

Breeding = Callable[[int], tuple[Config, NDArray[np.float32]]]


@dataclass(frozen=True)
class Cohort:
    """Everybody who lived in one generation, and what those born in it got from whom.

    Attributes:
        generation: its number.
        ids: int64 (n,), ascending.
        genomes: float32 (n, genes).
        born: ids of the m born in it, int64 (m,), ascending: the last of `ids`.
        conceived: float32 (m, genes), their genomes before mutation.
        by_second: bool (m, genes), genes that came from the second parent.
    """

    generation: int
    ids: Ids
    genomes: Genomes
    born: Ids
    conceived: Genomes
    by_second: NDArray[np.bool_]


def bred_again(genealogy: Genealogy, founders: Genomes, breeding: Breeding, stream: int = 0,
               last: int | None = None) -> Iterator[Cohort]:
    """Generation after generation, as the run bred them.

    Args:
        genealogy: of the population.
        founders: float32 (n, genes), by id.
        breeding: generation that breeds to its configuration and float32 (genes,), sigmas of mutation.
        stream: 0 for the run's own population, k for its shadow k.
        last: generation to end with; None: the last on record.
    """
    rows = genealogy.cohorts[0]
    ids, genomes = genealogy.ids[rows], founders
    yield Cohort(0, ids, genomes, ids, founders, np.zeros(founders.shape, np.bool_))
    for generation, rows in enumerate(genealogy.cohorts[1:last + 1 if last is not None else None]):
        config, sigmas = breeding(generation)
        born, first = genealogy.ids[rows], genealogy.parent1[rows]
        second = np.where(genealogy.parent2[rows] == NONE, first, genealogy.parent2[rows])
        mothers, fathers = np.searchsorted(ids, first), np.searchsorted(ids, second)
        children = ~_elites(genealogy, rows, config)
        by_second = np.zeros((len(rows), genomes.shape[1]), np.bool_)
        by_second[children] = _crossed(int(children.sum()), genomes.shape[1], config, stream, generation)
        conceived = np.where(by_second, genomes[fathers], genomes[mothers])
        young = conceived[children]
        mutate(young, config.variation.mutation_rate, sigmas, config.seed, stream, generation)
        new = conceived.copy()
        new[children] = young
        died = genealogy.died[genealogy.rows(ids)]
        stay = (died == NONE) | (died > generation)
        ids, genomes = np.concatenate([ids[stay], born]), np.concatenate([genomes[stay], new])
        yield Cohort(generation + 1, ids, genomes, born, conceived, by_second)


def of_run(run: Run, genealogy: Genealogy, population: int = 0, last: int | None = None) -> Iterator[Cohort]:
    """The same for a population of a run; genomes that it logged are held against these.

    What is learned in life and inherited (`plasticity.lamarckian`) cannot be bred again: genomes of such
    a run are right in their silent loci only, see `exact`.

    Args:
        run: the run.
        genealogy: of the population.
        population, last: as `stream` and `last` of `bred_again`.

    Raises:
        RunDataError: its genomes have another layout, or are not those that were logged.
    """
    layout, schedule = run.own_layout(), Schedule(run.config)
    founders = Population.found(layout, run.config.founder_sizes, IdsGivenOut(), run.config.seed, population)
    silent = layout.blocks["silent"]
    loci = slice(None) if exact(run, population) else slice(silent.start, silent.stop)

    def breeding(generation: int) -> tuple[Config, NDArray[np.float32]]:
        _, config = schedule.at(generation)
        return config, layout.sigmas_of(config)

    every = run.config.log.genomes_every
    for cohort in bred_again(genealogy, founders.genomes, breeding, population, last):
        if every and cohort.generation % every == 0 and cohort.generation <= genealogy.last:
            logged = run.table("genomes", ["individual_id", "genome"], {
                "generation": cohort.generation, "population": population, "hall_of_fame": False})
            if len(logged):
                own = np.stack(logged["genome"].to_list())[:, loci]
                mine = cohort.genomes[np.searchsorted(cohort.ids, logged["individual_id"]), loci]
                # to a rounding: another machine's logarithm may differ in the last bit
                if not np.allclose(own, mine, rtol=1e-4, atol=1e-5):
                    raise RunDataError(
                        f"{run.path}: the genomes of generation {cohort.generation} are not those that its "
                        "parents and seed give; it was bred by another evosim "
                        f"({run.provenance['software']['evosim']})")
        yield cohort


def exact(run: Run, population: int = 0) -> bool:
    """Whether all genes can be bred again: nothing that was learned is inherited."""
    return population > 0 or not any(config.plasticity.lamarckian for config in Schedule(run.config).configs)


def check_exact(run: Run, population: int = 0) -> None:
    """Raises ConfigError where what was learned in life is inherited."""
    if not exact(run, population):
        raise ConfigError(f"{run.path}: plasticity.lamarckian = true: must be false for the genomes of "
                          "ancestors to be had, since what was learned in life is not logged")


@dataclass(frozen=True)
class Loci:
    """Some genes of everybody on record, each with the parent that it came from.

    Attributes:
        genes: int64 (k,), which.
        value: float32 (rows, k).
        conceived: float32 (rows, k), before mutation.
        source: int64 (rows, k), id of the parent it came from; NONE of founders.
    """

    genes: Ids
    value: NDArray[np.float32]
    conceived: NDArray[np.float32]
    source: Ids

    @staticmethod
    def of(genealogy: Genealogy, cohorts: Iterator[Cohort], genes: Ids) -> "Loci":
        """Follows some genes through all generations."""
        shape = len(genealogy.ids), len(genes)
        value, conceived = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        source = np.full(shape, NONE, np.int64)
        for cohort in cohorts:
            rows = genealogy.rows(cohort.born)
            value[rows] = cohort.genomes[-len(rows):][:, genes]
            conceived[rows] = cohort.conceived[:, genes]
            first, second = genealogy.parent1[rows, None], genealogy.parent2[rows, None]
            source[rows] = np.where(cohort.by_second[:, genes] & (second != NONE), second, first)
        return Loci(genes, value, conceived, source)

    def column(self, gene: int) -> int:
        """Where a gene stands."""
        return int(np.flatnonzero(self.genes == gene)[0])

    def history(self, genealogy: Genealogy, individual: int, gene: int) -> list[int]:
        """Those in whom a gene of an individual mutated on its way there, int ids, the latest first."""
        k, out = self.column(gene), list[int]()
        while individual != NONE:
            row = genealogy.row(individual)
            if self.value[row, k] != self.conceived[row, k]:
                out.append(individual)
            individual = int(self.source[row, k])
        return out

    def carriers(self, genealogy: Genealogy, origin: int, gene: int) -> NDArray[np.bool_]:
        """Who has a gene from a certain ancestor, mutated further or not, or is it; bool (rows,)."""
        k = self.column(gene)
        out = genealogy.ids == origin
        for rows in genealogy.cohorts[1:]:
            parents = self.source[rows, k]
            out[rows] |= out[genealogy.rows(parents)] & (parents != NONE)
        return out


def _crossed(children: int, genes: int, config: Config, stream: int, generation: int) -> NDArray[np.bool_]:
    """Which genes children take from their second parent, bool (children, genes): by `mate` itself, of
    a mother of all zeros and a father of all ones."""
    marked = np.stack([np.zeros(genes, np.float32), np.ones(genes, np.float32)])
    young, _ = mate(marked, np.zeros(children, np.int64), np.ones(children, np.int64),
                    config.variation.crossover, config.seed, stream, generation)
    return young > 0


def _elites(genealogy: Genealogy, rows: Ids, config: Config) -> NDArray[np.bool_]:
    """Which newborn are elites' copies: the first of each deme, bool (newborn,)."""
    out = np.zeros(len(rows), np.bool_)
    if config.selection.mode == "generational":
        for deme in np.unique(genealogy.deme[rows]):
            out[np.flatnonzero(genealogy.deme[rows] == deme)[:config.selection.elites]] = True
    return out

"""A descendant, and the genomes of its line of descent."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evosim.errors import ConfigError
from evosim.evolution.population import NONE
from evosim.genome import Genomes
from evosim.lineage.inheritance import check_exact, of_run
from evosim.lineage.pedigree import Genealogy, Ids
from evosim.lineage.traits import Array
from evosim.results import Run

CANDIDATES = 64  # of a generation, from among whom the median is taken


@dataclass(frozen=True)
class Line:
    """A line of first parents, from a founder down to one descendant; k individuals.

    Attributes:
        ids: int64 (k,), founder first.
        generations: int64 (k,), of birth.
        genomes: float32 (k, genes).
        conceived: float32 (k, genes), before mutation.
    """

    ids: Ids
    generations: Ids
    genomes: Genomes
    conceived: Genomes


def line_of_median(run: Run, genealogy: Genealogy, measure: Callable[[Genomes, Ids], Array], *,
                   generation: int, individual: int | None = None, population: int = 0) -> Line:
    """The line of the individual whose trait is the median of its generation's.

    Any other would do nearly as well: lines of first parents meet a few effective population sizes back.
    A generation of more than CANDIDATES is looked at by so many of them, evenly apart by id.

    Args:
        run: the run.
        genealogy: of its population.
        measure: genomes, and a generation for each, to the trait.
        generation: of the descendant.
        individual: it, instead of the median.
        population: 0 for the run's own, k for shadow k.

    Raises:
        ConfigError: nobody lived in that generation, or the individual did not, or what was learned is
            inherited.
        RunDataError: genomes are not those that were logged.
    """
    check_exact(run, population)
    living = genealogy.living(generation)
    if individual is not None and individual not in living:
        raise ConfigError(f"--individual {individual}: must have lived in generation {generation}, as "
                          f"{living[0]} did")
    some = np.unique(np.linspace(0, len(living) - 1, min(len(living), CANDIDATES)).round().astype(int))
    candidates = living[some] if individual is None else np.array([individual])
    lines = {int(one): genealogy.line(int(one)) for one in candidates}
    wanted = np.unique(np.concatenate(list(lines.values())))
    genomes, conceived = genomes_of(run, genealogy, wanted, population)
    rows = np.searchsorted(wanted, candidates)
    values = measure(genomes[rows], np.full(len(rows), generation))
    median = np.argsort(values, kind="stable")[(len(values) - 1) // 2]
    ids = lines[int(candidates[median])]
    rows = np.searchsorted(wanted, ids)
    return Line(ids, genealogy.born[genealogy.rows(ids)], genomes[rows], conceived[rows])


def genomes_of(run: Run, genealogy: Genealogy, ids: Ids, population: int = 0) -> tuple[Genomes, Genomes]:
    """Genomes of some individuals, and the same before mutation, float32 (k, genes).

    Args:
        run, genealogy, population: as in `line_of_median`.
        ids: int64 (k,), ascending.
    """
    genomes = np.empty((len(ids), run.layout.n_genes), np.float32)
    conceived = np.empty_like(genomes)
    last = int(genealogy.born[genealogy.rows(ids)].max())
    for cohort in of_run(run, genealogy, population, last):
        here = np.flatnonzero(np.isin(ids, cohort.born))
        genomes[here] = cohort.genomes[np.searchsorted(cohort.ids, ids[here])]
        conceived[here] = cohort.conceived[np.searchsorted(cohort.born, ids[here])]
    return genomes, conceived


def last_common(genealogy: Genealogy, generation: int) -> tuple[int, int]:
    """The last common ancestor of a generation along first parents, and when it was born; or NONE twice."""
    one = genealogy.common(genealogy.living(generation))
    return (one, genealogy.generation_of(one)) if one != NONE else (NONE, NONE)

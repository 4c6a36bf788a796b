"""Genomes bred again from parents and seed are those that the run bred, bit by bit."""

from itertools import zip_longest

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError, RunDataError
from evosim.evolution.population import NONE
from evosim.lineage import Genealogy, Loci, of_run
from evosim.lineage.inheritance import check_exact
from evosim.results import load_run
from evosim.run import run
from tests.conftest import SMALL

SCHEMES = {
    "generational": ("selection.elites=3",),
    "wright_fisher": ("selection.mode='wright_fisher'", "variation.crossover=0.3"),
    "moran": ("selection.mode='moran'", "selection.births=7"),
    "islands": ("islands.demes=3", "islands.migration=0.3", "selection.elites=2"),
    "islands of moran": ("islands.demes=2", "islands.migration=0.2", "selection.mode='moran'",
                         "selection.births=3"),
    "two populations": ("coevolution.share=0.5", "selection.elites=1"),
    "phases": ("phase=[{name='a', until=2, set={'variation.mutation_rate'=0.1, 'selection.elites'=1}}]",),
}


@pytest.fixture(scope="module", params=SCHEMES)
def logged(request, tmp_path_factory):
    """A short run of each way of breeding, with every genome logged."""
    overrides = ("generations=5", "log.genomes_every=1", "battery.every=0", "population.compositions=1",
                 "world.ticks=20", *SCHEMES[request.param])
    return load_run(run(parse(SMALL, overrides=overrides), tmp_path_factory.mktemp("bred")))


def test_genomes_are_those_that_were_logged(logged):
    for population in (0, 1):
        genealogy = Genealogy.of(logged, population)
        cohorts = list(of_run(logged, genealogy, population))
        assert [cohort.generation for cohort in cohorts] == list(range(5))
        for cohort in cohorts:
            rows = logged.genomes.query("generation == @cohort.generation and population == @population "
                                        "and not hall_of_fame").sort_values("individual_id")
            assert cohort.ids.tolist() == rows["individual_id"].tolist()
            np.testing.assert_array_equal(cohort.genomes, np.stack(rows["genome"].to_list()))


def test_each_gene_came_from_a_parent_or_mutated(logged):
    genealogy = Genealogy.of(logged)
    genes = np.arange(0, logged.layout.n_genes, 7)
    loci = Loci.of(genealogy, of_run(logged, genealogy), genes)
    born = genealogy.born > 0
    assert (loci.source[~born] == NONE).all()
    source = loci.source[born]
    parents = np.stack([genealogy.parent1, genealogy.parent2])[:, born, None]
    assert (source == parents).any(axis=0).all()
    given = np.take_along_axis(loci.value, genealogy.rows(source), axis=0)
    np.testing.assert_array_equal(loci.conceived[born], given)
    two = genealogy.parent2[born] != NONE
    from_second = (source[two] == genealogy.parent2[born][two, None]).mean()
    assert 0.4 < from_second < 0.6
    mutated = (loci.value != loci.conceived)[born].mean()
    assert 0 < mutated < 0.2


def test_another_seed_is_noticed(small_run):
    it = load_run(small_run)
    it.config = it.config.model_copy(update={"seed": 6})
    with pytest.raises(RunDataError, match="genomes of generation 0 are not those"):
        list(of_run(it, Genealogy.of(it)))


def test_what_was_learned_is_right_in_silent_loci_only(plastic, tmp_path):
    it = load_run(run(plastic("plasticity.lamarckian=true", "generations=4", "log.genomes_every=1",
                              "shadow.populations=1"), tmp_path))
    with pytest.raises(ConfigError, match="lamarckian = true: must be false"):
        check_exact(it)
    check_exact(it, 1)
    for cohort in of_run(it, Genealogy.of(it)):
        ids = np.sort(it.genomes.query("generation == @cohort.generation and population == 0 and "
                                       "not hall_of_fame")["individual_id"].to_numpy())
        assert cohort.ids.tolist() == ids.tolist()
        logged = it.genome_matrix(cohort.generation)
        silent = (it.layout.part(genomes, "silent") for genomes in (cohort.genomes, logged))
        np.testing.assert_array_equal(*silent)
    assert not np.array_equal(cohort.genomes, logged)


def test_history_and_carriers_follow_the_gene_and_not_the_line(logged):
    genealogy = Genealogy.of(logged)
    gene = logged.layout.blocks["silent"].start
    loci = Loci.of(genealogy, of_run(logged, genealogy), np.array([gene]))
    for one in genealogy.living(4):
        value, at = loci.value[genealogy.row(one), 0], int(one)
        history = loci.history(genealogy, at, gene)
        assert bool(history) == (value != 0)  # silent loci of founders are 0
        if history:
            assert loci.value[genealogy.row(history[0]), 0] == value
            assert loci.carriers(genealogy, history[0], gene)[genealogy.row(one)]
    mutants = np.flatnonzero(loci.value[:, 0] != loci.conceived[:, 0])
    for row in mutants[:5]:
        carriers = loci.carriers(genealogy, int(genealogy.ids[row]), gene)
        own = loci.value[row, 0]
        # nobody else can have the very same value
        assert carriers[loci.value[:, 0] == own].all()


def test_ends_where_it_is_told_to(small_run):
    it = load_run(small_run)
    cohorts = list(of_run(it, Genealogy.of(it), last=3))
    for k, cohort in zip_longest(range(4), cohorts):
        assert cohort.generation == k

"""Who descends from whom, as a run logged it."""

import numpy as np
import pytest

from evosim.errors import ConfigError, RunDataError
from evosim.evolution.population import NONE
from evosim.lineage import Genealogy
from evosim.results import load_run
from evosim.run import run


def _genealogy(parents, born, died):
    ids = np.arange(len(parents))
    first, second = np.array(parents).T
    return Genealogy(ids, first, second, np.array(born), np.array(died), np.full(len(ids), NONE))


@pytest.fixture
def family():
    """0 and 1 found; 2 of 0 and 1, 3 of 0; 4 of 2, 5 of 3 and 2, 6 of 3; 3 lives on to the end."""
    return _genealogy([(-1, -1), (-1, -1), (0, 1), (0, -1), (2, -1), (3, 2), (3, -1)],
                      [0, 0, 1, 1, 2, 2, 2], [0, 0, 1, NONE, NONE, NONE, NONE])


def test_line_follows_first_parents(family):
    assert family.line(5).tolist() == [0, 3, 5]
    assert family.line(1).tolist() == [1]


def test_ancestors_are_those_by_either_parent(family):
    assert np.flatnonzero(family.ancestors(np.array([4]))).tolist() == [0, 1, 2, 4]
    assert np.flatnonzero(family.ancestors(np.array([6]))).tolist() == [0, 3, 6]


def test_who_lived_when(family):
    assert family.living(0).tolist() == [0, 1]
    assert family.living(1).tolist() == [2, 3]
    assert family.living(2).tolist() == [3, 4, 5, 6]
    with pytest.raises(ConfigError, match="--generation 3: must be from 0 to 2"):
        family.living(3)


def test_common_ancestor_along_first_parents(family):
    assert family.common(np.array([5, 6])) == 3
    assert family.common(np.array([4, 5, 6])) == 0
    assert family.common(np.array([0, 1])) == NONE


def test_common_ancestor_of_contemporaries_of_different_ages():
    """Under Moran one may be the child of another that still lives: 0 bore 1 and 2, 1 bore 3, 3 bore 4."""
    nobody = np.full(5, NONE)
    overlapping = Genealogy(np.arange(5), np.array([NONE, 0, 0, 1, 3]), nobody, np.arange(5), nobody, nobody)
    assert overlapping.common(np.array([1, 3, 4])) == 1
    assert overlapping.common(np.array([2, 4])) == 0
    assert overlapping.common(np.array([4])) == 4


def test_a_part_forgets_parents_outside_it(family):
    part = family.part(np.isin(family.ids, [2, 4, 5]))
    assert part.ids.tolist() == [2, 4, 5]
    assert part.parent1.tolist() == [NONE, 2, NONE] and part.parent2.tolist() == [NONE, NONE, 2]


def test_of_a_run_is_what_individuals_says(small_run):
    it = load_run(small_run)
    table = it.individuals[it.individuals["population"] == 0].sort_values("individual_id")
    genealogy = Genealogy.of(it)
    assert genealogy.ids.tolist() == table["individual_id"].tolist()
    assert genealogy.last == it.config.generations - 1
    assert (genealogy.parent1[genealogy.born == 0] == NONE).all()
    assert (genealogy.parent1[genealogy.born > 0] != NONE).all()
    assert (np.diff(genealogy.born) >= 0).all()
    for generation in (0, 5, genealogy.last):
        assert len(genealogy.living(generation)) == it.config.population.genomes
    shadow = Genealogy.of(it, 1)
    assert not np.isin(shadow.ids, genealogy.ids).any()
    with pytest.raises(ConfigError, match="--population 2: must be from 0 to 1"):
        Genealogy.of(it, 2)


@pytest.mark.parametrize(("every", "said"), [(0, "individuals_every = 0: must be above 0"),
                                             (3, "individuals_every = 3: must be 1")])
def test_a_run_that_did_not_log_everybody(small, tmp_path, every, said):
    path = run(small(f"log.individuals_every={every}", "generations=2"), tmp_path)
    with pytest.raises(ConfigError, match=said):
        Genealogy.of(load_run(path))


def test_parents_who_live_on_in_a_run_that_goes_on(small, tmp_path):
    path = run(small("selection.mode='moran'", "selection.births=8"), tmp_path)
    it = load_run(path)
    whole = Genealogy.of(it)
    assert (whole.died == NONE).sum() == 16 and len(whole.living(11)) == 24
    it.provenance["status"] = "running"
    table = it.table
    it.table = lambda *args: table(*args).query("destruction_generation.notna()")  # as it was before its end
    with pytest.raises(ConfigError, match=r"is running, .* `evosim resume .*` ends it"):
        Genealogy.of(it)
    it.provenance["status"] = "done"
    with pytest.raises(RunDataError, match="not on record; the run is done"):
        Genealogy.of(it)

"""What holds of every registered overseer; a new one is taken up by itself."""

import numpy as np
import pytest

from evosim.names import REVIEWS
from evosim.oversight import OVERSEERS
from evosim.schema import OVERSEERS as STATES
from evosim.testing import overseers as keeps


@pytest.fixture(params=OVERSEERS)
def it(request):
    return OVERSEERS[request.param]


@pytest.fixture
def desk(it):
    return keeps.Office(it)


@pytest.fixture
def seen(desk):
    """Its verdicts in the third generation."""
    return desk.seen()


def test_scores_are_shares_and_say_something(seen):
    keeps.scores_say_something(seen)


def test_the_budget_of_ticks_is_respected(desk, seen):
    keeps.ticks_are_within_budget(seen, 4 if seen.overseer == "debate" else None)


def test_the_budget_of_labels_is_respected(it):
    keeps.labels_are_within_budget(it)


def test_the_budget_of_looks_is_respected(it):
    _, findings = keeps.Office(it, "oversight.looks=5").step()
    seen = findings.episodes
    world = np.stack([seen.composition, seen.band, seen.replicate], axis=1)
    _, watched = np.unique(world, axis=0, return_counts=True)
    assert watched.max() == watched.min() == 5


def test_the_same_seed_judges_alike(it):
    keeps.same_seed_judges_alike(it)


def test_what_is_restored_goes_on_alike(it):
    keeps.what_is_restored_goes_on_alike(it)


def test_the_truth_is_not_looked_at(desk, seen):
    keeps.truth_is_not_looked_at(desk, seen)


def test_each_says_what_it_goes_by(it):
    keeps.says_what_it_goes_by(it)


def test_tables_and_configurations_know_all():
    assert set(OVERSEERS) == set(STATES)
    assert {name for name, it in OVERSEERS.items() if it.when == "after"} == set(REVIEWS)

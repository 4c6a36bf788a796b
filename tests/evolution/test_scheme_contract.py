"""What every registered selection scheme keeps; a new one inherits all of this."""

import numpy as np
import pytest
from deap import base

from evosim.config.breeding import Selection
from evosim.errors import EvosimError
from evosim.evolution.selection import SCHEMES, by_name, toolbox
from evosim.names import SCHEMES as NAMES
from evosim.testing.schemes import Named

pytestmark = pytest.mark.parametrize("name", SCHEMES)


@pytest.fixture
def it(name):
    return Named(SCHEMES[name], name)


def test_is_a_configuration_value_and_stands_in_the_toolbox(name):
    assert Selection(scheme=name).scheme == name and name in NAMES and by_name(name) is SCHEMES[name]
    assert isinstance(toolbox, base.Toolbox)
    assert hasattr(toolbox, f"select_{name}")


@pytest.mark.parametrize("k", [0, 1, 7, 1000])
def test_gives_k_valid_rows(it, k):
    it.rows_are_valid(k)


def test_same_seed_same_rows_whatever_the_global_generators(it):
    it.same_seed_same_rows()


def test_streams_and_generations_differ(it):
    it.streams_differ()


def test_fitter_breeds_more(it, name):
    it.fitter_breed_more(blind=name == "random")


def test_one_individual_is_always_chosen(it):
    it.one_is_chosen()


@pytest.mark.parametrize("value", [-2.0, 0.0, 3.0])
def test_equals_are_equally_likely_whatever_their_row(it, value):
    it.equals_are_equal(value)


def test_scores_stay_as_they_were(it):
    it.scores_stay()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_fitness_that_is_not_finite_is_refused(it, value):
    with pytest.raises(EvosimError, match="fitness of row 3"):
        it.choose([0, 1, 2, value])

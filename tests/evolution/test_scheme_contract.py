"""What every registered selection scheme keeps; a new one inherits all of this."""

import random

import numpy as np
import pytest
from deap import base

from evosim.config.breeding import Selection
from evosim.errors import EvosimError
from evosim.evolution.selection import SCHEMES, generator, select, standing, toolbox

pytestmark = pytest.mark.parametrize("name", SCHEMES)


def choose(name, fitness, k=1000, seed=1, **parameters):
    fitness = np.asarray(fitness, float)
    selection = Selection(scheme=name, **parameters)
    objectives = np.stack([fitness, 2 * fitness], axis=1)
    rng = generator(seed, 0, 0)
    return select(standing(fitness, objectives, selection, rng), k, selection, rng)


def test_is_a_configuration_value_and_stands_in_the_toolbox(name):
    assert Selection(scheme=name).scheme == name
    assert isinstance(toolbox, base.Toolbox)
    assert hasattr(toolbox, f"select_{name}")


@pytest.mark.parametrize("k", [0, 1, 7, 1000])
def test_gives_k_valid_rows(name, k):
    rows = choose(name, np.linspace(-3, 5, 20), k)
    assert rows.shape == (k,)
    assert rows.dtype == np.int64
    assert ((rows >= 0) & (rows < 20)).all()


def test_same_seed_same_rows_whatever_the_global_generators(name):
    fitness = np.random.default_rng(0).normal(size=30)
    before = random.getstate(), np.random.get_state()[1].tolist()
    first = choose(name, fitness)
    assert random.getstate() == before[0]
    assert np.random.get_state()[1].tolist() == before[1]
    try:
        random.seed(99)
        np.random.seed(99)
        second = choose(name, fitness)
    finally:
        random.setstate(before[0])
    np.testing.assert_array_equal(first, second)
    assert (first != choose(name, fitness, seed=2)).any()


def test_streams_and_generations_differ(name):
    selection, scores = Selection(scheme=name), np.arange(30.0)
    draws = [select(scores, 50, selection, generator(1, *key)).tolist()
             for key in [(0, 0), (0, 1), (1, 0)]]
    assert draws[0] != draws[1] != draws[2] != draws[0]


def test_fitter_breeds_more(name):
    fitness = np.random.default_rng(0).permutation(20).astype(float) - 10
    chosen = fitness[choose(name, fitness, 20_000)].mean()
    if name == "random":
        assert chosen == pytest.approx(fitness.mean(), abs=0.2)
    else:
        assert chosen > fitness.mean() + 1


def test_one_individual_is_always_chosen(name):
    assert choose(name, [-1.5], 10).tolist() == [0] * 10


@pytest.mark.parametrize("value", [-2.0, 0.0, 3.0])
def test_equals_are_equally_likely_whatever_their_row(name, value):
    rows = np.concatenate([choose(name, np.full(20, value), 20, seed) for seed in range(2_000)])
    np.testing.assert_allclose(np.bincount(rows, minlength=20) / len(rows), 1 / 20, atol=0.006)


def test_scores_stay_as_they_were(name):
    fitness = np.linspace(-1, 1, 10)
    choose(name, fitness)
    np.testing.assert_array_equal(fitness, np.linspace(-1, 1, 10))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_fitness_that_is_not_finite_is_refused(name, value):
    with pytest.raises(EvosimError, match="fitness of row 3"):
        choose(name, [0, 1, 2, value])

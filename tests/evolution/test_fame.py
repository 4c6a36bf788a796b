"""The hall of fame: the best of a whole run."""

import numpy as np
import pytest

from evosim.evolution import HallOfFame, Ids, Population


@pytest.fixture
def ids():
    return Ids()


def generation_of(values, ids):
    """Individuals whose one gene is their fitness."""
    values = np.asarray(values, float)
    return Population.of(values[:, None].astype(np.float32), ids), values


def test_best_of_all_generations_stand_in_order(ids):
    fame, rng = HallOfFame.empty(1), np.random.default_rng(0)
    everybody = []
    for generation in range(6):
        population, fitness = generation_of(rng.normal(size=10), ids)
        fame = fame.updated(population, fitness, generation, 4)
        everybody += [(-f, int(i), generation) for f, i in zip(fitness, population.ids, strict=True)]
    best = sorted(everybody)[:4]
    assert fame.fitness.tolist() == [-f for f, _, _ in best]
    assert fame.ids.tolist() == [i for _, i, _ in best]
    assert fame.generation.tolist() == [g for _, _, g in best]
    np.testing.assert_array_equal(fame.genomes[:, 0], fame.fitness.astype(np.float32))


def test_older_of_equals_comes_first(ids):
    fame = HallOfFame.empty(1)
    for generation in range(3):
        population, _ = generation_of([generation, generation + 0.5], ids)
        fame = fame.updated(population, np.ones(2), generation, 3)
    assert fame.ids.tolist() == [0, 1, 2]


def test_copies_of_an_elite_stand_once(ids):
    fame = HallOfFame.empty(1)
    for generation in range(3):
        fame = fame.updated(*generation_of([3.0, 2.0], ids), generation, 4)
    assert fame.fitness.tolist() == [3.0, 2.0] and fame.ids.tolist() == [0, 1]


def test_each_individual_stands_once_at_its_best(ids):
    population, _ = generation_of([0.0, 1.0, 2.0], ids)
    fame = HallOfFame.empty(1)
    for generation, fitness in enumerate([[1, 5, 3], [4, 2, 3], [2, 2, 9]]):
        fame = fame.updated(population, np.array(fitness, float), generation, 3)
    assert fame.ids.tolist() == [2, 1, 0]
    assert fame.fitness.tolist() == [9, 5, 4]
    assert fame.generation.tolist() == [2, 0, 1]


@pytest.mark.parametrize(("size", "held"), [(0, 0), (1, 1), (3, 3), (9, 5)])
def test_holds_no_more_than_its_size(size, held, ids):
    fame = HallOfFame.empty(1).updated(*generation_of([3, 1, 2, 5, 4], ids), 0, size)
    assert len(fame.ids) == held
    assert fame.genomes.shape == (held, 1)
    assert fame.fitness.tolist() == [5, 4, 3, 2, 1][:held]


def test_later_change_of_a_population_does_not_reach_it(ids):
    population, fitness = generation_of([1, 2], ids)
    fame = HallOfFame.empty(1).updated(population, fitness, 0, 2)
    population.genomes[:] = -1
    fitness[:] = -1
    assert fame.genomes[:, 0].tolist() == [2, 1]
    assert fame.fitness.tolist() == [2, 1]


def test_comes_back_from_its_arrays(ids):
    fame = HallOfFame.empty(1).updated(*generation_of([3, 1, 2], ids), 0, 2)
    again = HallOfFame.restored(fame.arrays("fame"), "fame")
    for name, value in vars(fame).items():
        np.testing.assert_array_equal(getattr(again, name), value)

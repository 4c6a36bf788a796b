"""Demes breed apart, children move between them at the rate that was asked, and drift tells them apart."""

from dataclasses import replace

import numpy as np
import pytest

from evosim.evolution import breed, fst, permuted, rows_of_demes
from evosim.evolution.demes import birthplaces

MODES = ("generational", "wright_fisher", "moran")
FITNESS = np.random.default_rng(4).permutation(40).astype(float)


@pytest.fixture
def next_of(settings, labelled):
    """A brood of 40 whose genes say which row they come from."""
    def make(*overrides, generation=0, n=40, fitness=FITNESS):
        config = settings(*overrides, n=n)
        population, ids = labelled(n)
        sizes = config.deme_sizes
        population = replace(population, origin=np.repeat(np.arange(len(sizes)), sizes))
        sigmas = np.zeros(population.genomes.shape[1], np.float32)
        return breed(population, fitness[:n], config, sigmas, ids, generation=generation)
    return make


def deme_of_parents(brood):
    """Deme (of four tens) that each individual's genes come from."""
    return brood.population.genomes[:, 0].astype(int) // 10


@pytest.mark.parametrize("mode", MODES)
def test_without_migrants_demes_breed_apart(mode, next_of):
    brood = next_of(f"selection.mode={mode}", "islands.demes=4", "selection.births=6",
                       "variation.crossover=0.7")
    home = np.repeat(np.arange(4), 10)
    assert (deme_of_parents(brood) == home).all() and (brood.population.origin == home).all()
    assert brood.parentage.reshape(4, 10).sum(axis=1).tolist() == [6 if mode == "moran" else 10] * 4


@pytest.mark.parametrize("mode", MODES)
def test_the_first_deme_is_bred_as_if_it_were_alone(mode, next_of):
    more = (f"selection.mode={mode}", "selection.births=5", "variation.crossover=0.7")
    if mode == "generational":
        more += ("selection.elites=2",)
    alone = next_of(*more, n=10)
    four = next_of(*more, "islands.demes=4")
    assert np.array_equal(alone.population.genomes, four.population.genomes[:10])
    assert np.array_equal(alone.offspring, four.offspring[:10])


@pytest.mark.parametrize("mode", MODES)
def test_a_migrant_is_a_child_of_another_deme(mode, next_of):
    brood = next_of(f"selection.mode={mode}", "islands.demes=4", "islands.migration=0.5",
                            "selection.births=10")
    born = brood.population.born == 1
    assert (deme_of_parents(brood)[born] == brood.population.origin[born]).all()
    parents = brood.population.parent1[born] - 100
    assert (parents // 10 == brood.population.origin[born]).all()
    assert 8 <= (brood.population.origin != np.repeat(np.arange(4), 10)).sum() <= 32


def test_elites_are_those_of_each_deme_and_stay(next_of):
    brood = next_of("islands.demes=4", "islands.migration=1.0", "selection.elites=3")
    for deme in range(4):
        rows = np.arange(10 * deme, 10 * deme + 10)
        best = rows[np.argsort(-FITNESS[rows])][:3]
        assert brood.population.genomes[rows[:3], 0].tolist() == best.tolist()
        assert (brood.population.origin[rows[:3]] == deme).all()
        assert (brood.population.origin[rows[3:]] != deme).all()


def test_ids_are_unique_and_in_the_order_of_rows(next_of):
    brood = next_of("islands.demes=4", "islands.migration=0.3", "selection.elites=2")
    assert (np.diff(brood.population.ids) == 1).all()


def test_children_move_at_the_rate_that_was_asked(settings):
    config = settings("islands.demes=5", "islands.migration=0.2", n=50)
    home = np.repeat(np.arange(5), 10)
    moved = np.array([birthplaces(config, [10] * 5, 0, g) for g in range(2000)])
    assert abs((moved != home).mean() - 0.2) < 4 * np.sqrt(0.2 * 0.8 / moved.size)
    step = (moved - home)[moved != home] % 5
    assert np.abs(np.bincount(step, minlength=5)[1:] / len(step) - 0.25).max() < 0.02


def test_on_a_ring_they_come_from_next_door(settings):
    config = settings("islands.demes=6", "islands.migration=0.5", "islands.topology=ring", n=60)
    home = np.repeat(np.arange(6), 10)
    step = {int(s) for g in range(50) for s in (birthplaces(config, [10] * 6, 0, g) - home) % 6}
    assert step == {0, 1, 5}


def test_every_so_many_generations(settings):
    config = settings("islands.demes=4", "islands.migration=0.5", "islands.every=3", n=40)
    home = np.repeat(np.arange(4), 10)
    moved = [generation + 1 for generation in range(12)
             if (birthplaces(config, [10] * 4, 0, generation) != home).any()]
    assert moved == [3, 6, 9, 12]


def test_streams_and_generations_differ(settings):
    config = settings("islands.demes=4", "islands.migration=0.5", n=40)
    drawn = {birthplaces(config, [10] * 4, stream, g).tobytes() for stream in (0, 1) for g in (0, 1)}
    assert len(drawn) == 4


def test_two_populations_may_differ_in_size(settings):
    config = settings("coevolution.share=0.25", n=40)
    assert [len(rows) for rows in rows_of_demes(config, 40)] == [10, 30]


def test_shadows_keep_the_values_of_each_deme(settings):
    demes = rows_of_demes(settings("islands.demes=4", n=40), 40)
    shadow = permuted(FITNESS, 1, 2, 3, demes)
    for rows in demes:
        assert sorted(shadow[rows]) == sorted(FITNESS[rows]) and (shadow[rows] != FITNESS[rows]).any()
    assert np.array_equal(shadow[demes[0]], permuted(FITNESS[:10], 1, 2, 3))


def test_fst_of_what_is_known():
    demes = [np.arange(5), np.arange(5, 10)]
    apart = np.repeat([0.0, 1.0], 5)[:, None]
    assert fst(apart, demes) == 1.0  # nothing differs within
    rng = np.random.default_rng(1)
    assert abs(fst(rng.normal(size=(10, 5000)), demes)) < 0.02  # one population, cut in two
    assert np.isnan(fst(np.ones((10, 2)), demes))
    one, other = np.array([0.0, 2.0, 0.0, 2.0, 1.0]), np.array([1.0, 3.0, 1.0, 3.0, 2.0])
    values = np.concatenate([one, other])[:, None]
    pairs = [(a - b)**2 for group in (one, other) for i, a in enumerate(group) for b in group[i + 1:]]
    across = np.mean([(a - b)**2 for a in one for b in other])
    within = np.mean(pairs)
    assert fst(values, demes) == pytest.approx(1 - within / ((within + across) / 2))

"""From one generation to the next: who lives on, who is whose child."""

import numpy as np
import pytest

from evosim.errors import EvosimError
from evosim.evolution import Ids, Population, breed
from evosim.evolution.population import NONE

MODES = ("generational", "wright_fisher", "moran")
FITNESS = np.random.default_rng(4).permutation(20).astype(float)
COLUMNS = ("genomes", "ids", "parent1", "parent2", "born")


def offspring_of(population, ids, config, fitness=FITNESS, generation=0, **keys):
    sigmas = np.full(population.genomes.shape[1], 0.6, np.float32)
    return breed(population, fitness, config, sigmas, ids, generation=generation, **keys)


def same(a: Population, b: Population) -> bool:
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in COLUMNS)


@pytest.fixture(params=MODES)
def mode(request):
    return f"selection.mode={request.param}"


def test_shapes_and_types(mode, settings, labelled):
    population, ids = labelled()
    brood = offspring_of(population, ids, settings(mode, "variation.crossover=0.5"))
    for name in COLUMNS:
        old, new = getattr(population, name), getattr(brood.population, name)
        assert new.shape == old.shape
        assert new.dtype == old.dtype
    assert brood.offspring.shape == brood.survived.shape == (20,)


def test_ids_are_unique_over_generations(mode, settings, labelled):
    population, ids = labelled()
    config = settings(mode, "selection.births=7", "variation.crossover=0.8")
    seen = {int(i): 0 for i in population.ids}
    for generation in range(5):
        brood = offspring_of(population, ids, config, generation=generation)
        new = brood.population.ids[brood.population.born == generation + 1]
        assert not seen.keys() & set(new.tolist())
        assert len(np.unique(brood.population.ids)) == 20
        seen |= {int(i): generation + 1 for i in new}
        population = brood.population
    assert ids.following == 100 + len(seen)


def test_pedigree_says_whose_genes_a_child_has(mode, settings, labelled):
    population, ids = labelled(genes=200)
    brood = offspring_of(population, ids, settings(mode, "selection.births=15",
                                                   "variation.crossover=0.6"))
    after = brood.population
    both = 0
    for row in np.flatnonzero(~brood.survived) if "moran" in mode else range(20):
        parents = {int(i) - 100 for i in (after.parent1[row], after.parent2[row]) if i != NONE}
        assert set(after.genomes[row].astype(int)) == parents
        both += len(parents) == 2
    assert both > 3


def test_one_parent_has_no_second(mode, settings, labelled):
    population, ids = labelled()
    after = offspring_of(population, ids, settings(mode)).population
    assert (after.parent2 == NONE).all()


def test_offspring_are_counted(mode, settings, labelled):
    population, ids = labelled()
    brood = offspring_of(population, ids, settings(mode, "selection.births=9",
                                                   "variation.crossover=0.5"))
    born = brood.population.born == 1
    parents = np.concatenate([brood.population.parent1[born], brood.population.parent2[born]])
    expected = np.bincount(parents[parents != NONE] - 100, minlength=20)
    np.testing.assert_array_equal(brood.offspring, expected)


def test_parents_stay_as_they_were_and_share_no_memory(mode, settings, labelled):
    population, ids = labelled()
    before = {name: getattr(population, name).copy() for name in COLUMNS}
    config = settings(mode, "selection.elites=3", "selection.births=3", "variation.crossover=0.5",
                      "variation.mutation_rate=0.5")
    after = offspring_of(population, ids, config).population
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(population, name), before[name])
        assert not np.shares_memory(getattr(population, name), getattr(after, name))
    after.genomes[:] = -9
    np.testing.assert_array_equal(population.genomes, before["genomes"])


def test_same_key_same_brood(mode, settings, labelled):
    config = settings(mode, "variation.crossover=0.5", "variation.mutation_rate=0.3",
                      "selection.births=10")
    keys = [dict(), dict(), dict(generation=1), dict(stream=1)]
    broods = [offspring_of(*labelled(), config, **key).population for key in keys]
    reseeded = config.model_copy(update={"seed": 1})
    broods.append(offspring_of(*labelled(), reseeded).population)
    assert same(broods[0], broods[1])
    for other in broods[2:]:
        assert not np.array_equal(broods[0].genomes, other.genomes)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_fitness_that_is_not_finite_is_refused(mode, value, settings, labelled):
    population, ids = labelled()
    fitness = FITNESS.copy()
    fitness[6] = value
    with pytest.raises(EvosimError, match="fitness of row 6"):
        offspring_of(population, ids, settings(mode), fitness)
    assert ids.following == 120


def test_nsga2_breeds_on_objectives(mode, settings, labelled):
    population, ids = labelled()
    config = settings(mode, "selection.scheme=nsga2", "selection.births=20")
    with pytest.raises(EvosimError, match="objectives"):
        offspring_of(population, ids, config)
    objectives = np.stack([np.arange(20.0), np.arange(20.0)], axis=1)
    brood = offspring_of(population, ids, config, objectives=objectives)
    assert brood.offspring[10:].sum() > brood.offspring[:10].sum()


def test_elites_are_copied_as_new_individuals(settings, labelled):
    population, ids = labelled()
    config = settings("selection.elites=4", "variation.crossover=1.0",
                      "variation.mutation_rate=1.0")
    brood = offspring_of(population, ids, config)
    after, best = brood.population, np.argsort(-FITNESS)[:4]
    np.testing.assert_array_equal(after.genomes[:4], population.genomes[best])
    np.testing.assert_array_equal(after.parent1[:4], population.ids[best])
    assert (after.parent2[:4] == NONE).all()
    assert not set(after.ids.tolist()) & set(population.ids.tolist())
    assert (after.born == 1).all()
    assert not brood.survived.any()


@pytest.mark.parametrize("objectives", [np.stack([FITNESS, -FITNESS / 9], axis=1)])
def test_elites_under_nsga2_are_the_best_places(objectives, settings, labelled):
    population, ids = labelled()
    config = settings("selection.elites=2", "selection.scheme=nsga2")
    after = offspring_of(population, ids, config, np.zeros(20), objectives=objectives).population
    ends = {100 + int(FITNESS.argmax()), 100 + int(FITNESS.argmin())}
    assert set(after.parent1[:2].tolist()) == ends


def test_wright_fisher_has_no_elites(settings, labelled):
    config = settings("selection.mode=wright_fisher", "selection.elites=4",
                      "variation.mutation_rate=1.0")
    population, ids = labelled()
    after = offspring_of(population, ids, config).population
    assert not np.isin(after.genomes, population.genomes).any()


@pytest.mark.parametrize("births", [1, 5, 20])
def test_moran_replaces_exactly_its_births(births, settings, labelled):
    population, ids = labelled()
    config = settings("selection.mode=moran", f"selection.births={births}",
                      "variation.crossover=0.5", "variation.mutation_rate=0.5")
    brood = offspring_of(population, ids, config, generation=6)
    after, stayed = brood.population, brood.survived
    assert stayed.sum() == 20 - births
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(after, name)[stayed], getattr(population, name)[stayed])
    assert (after.born[~stayed] == 7).all()
    assert sorted(after.ids[~stayed].tolist()) == list(range(120, 120 + births))
    assert np.isin(after.parent1[~stayed], population.ids).all()


def test_moran_kills_without_regard_to_fitness(settings, labelled):
    config = settings("selection.mode=moran", "selection.births=5")
    population, ids = labelled()
    deaths = sum((~offspring_of(population, ids, config, generation=g).survived).astype(int)
                 for g in range(2_000))
    assert deaths.sum() == 10_000
    assert np.abs(deaths - 500).max() < 5 * np.sqrt(500)


def test_marks_follow_the_pedigree_for_generations(settings, labelled):
    population, ids = labelled()
    config = settings("selection.mode=wright_fisher", "selection.size=2")
    origin = {int(i): row for row, i in enumerate(population.ids)}
    for generation in range(8):
        population = offspring_of(population, ids, config, generation=generation).population
        origin |= {int(child): origin[int(parent)] for child, parent
                   in zip(population.ids, population.parent1, strict=True)}
    assert [origin[int(i)] for i in population.ids] == population.genomes[:, 0].tolist()


def test_population_comes_back_from_its_arrays(settings, labelled):
    population, ids = labelled()
    population = offspring_of(population, ids, settings()).population
    assert same(Population.restored(population.arrays("run"), "run"), population)


def test_ids_continue():
    ids = Ids()
    assert ids.take(3).tolist() == [0, 1, 2]
    assert Ids(ids.following).take(2).tolist() == [3, 4]


def test_elites_of_equal_fitness_die_out(settings, labelled):
    config = settings("selection.scheme=random", "selection.elites=4")
    population, ids = labelled()
    for generation in range(400):
        population = breed(population, np.ones(20), config, np.ones(5, np.float32), ids,
                           generation=generation).population
    assert len(np.unique(population.genomes)) == 1


def test_with_oneself_there_is_one_parent_and_one_child(settings, labelled):
    config = settings("variation.crossover=1.0", n=4)
    population, ids = labelled(4)
    for generation in range(50):
        brood = breed(population, np.arange(4.0), config, np.ones(5, np.float32), ids,
                      generation=generation)
        child = brood.population
        assert (child.parent1 != child.parent2).all()
        assert brood.offspring.sum() == 4 + (child.parent2 != NONE).sum()


@pytest.mark.parametrize(("fitness", "genes"), [(5, 5), (21, 5), (20, 4), (20, 6)])
def test_shapes_that_do_not_fit_are_refused(fitness, genes, settings, labelled):
    population, ids = labelled()
    with pytest.raises(EvosimError, match=r"must be \(20,\) and \(5,\)"):
        breed(population, np.ones(fitness), settings(), np.ones(genes, np.float32), ids, generation=0)

"""The shadow breeds on the real run's fitness, in another order."""

import numpy as np

from evosim.evolution import breed, permuted


def test_same_values_in_another_order():
    fitness = np.random.default_rng(0).normal(size=64)
    shadow = permuted(fitness, 1, 0, 1)
    assert (shadow != fitness).any()
    np.testing.assert_array_equal(np.sort(shadow), np.sort(fitness))


def test_objectives_stay_paired():
    objectives = np.stack([np.arange(30.0), 100 + np.arange(30.0)], axis=1)
    shadow = permuted(objectives, 1, 0, 1)
    assert shadow.shape == (30, 2)
    np.testing.assert_array_equal(shadow[:, 1] - shadow[:, 0], 100)


def test_order_is_keyed_by_seed_generation_and_shadow():
    values = np.arange(50.0)
    first = permuted(values, 1, 2, 3)
    np.testing.assert_array_equal(first, permuted(values, 1, 2, 3))
    np.testing.assert_array_equal(values, np.arange(50.0))
    for key in [(2, 2, 3), (1, 3, 3), (1, 2, 4), (1, 3, 2)]:
        assert (permuted(values, *key) != first).any()


def test_every_order_is_as_likely():
    where = np.array([permuted(np.arange(8.0), 0, generation, 1).argmax()
                      for generation in range(4_000)])
    assert np.abs(np.bincount(where, minlength=8) - 500).max() < 4.5 * np.sqrt(500)


def test_selection_is_as_uneven_but_knows_nothing(settings, labelled):
    """Parents are as few as in the run, and their genes are worth no more than the mean."""
    fitness, config = np.arange(20.0), settings("selection.mode=wright_fisher")
    sigmas = np.zeros(5, np.float32)
    sizes, merit = np.zeros((2, 300)), np.zeros((2, 300))
    for generation in range(300):
        scores = fitness, permuted(fitness, 0, generation, 1)
        for stream in (0, 1):
            population, ids = labelled()
            brood = breed(population, scores[stream], config, sigmas, ids, generation=generation,
                          stream=stream)
            sizes[stream, generation] = np.count_nonzero(brood.offspring)
            merit[stream, generation] = brood.population.genomes.mean()
    assert abs(sizes[0].mean() - sizes[1].mean()) < 0.4
    assert merit[0].mean() > 15
    assert abs(merit[1].mean() - 9.5) < 4 * merit[1].std() / np.sqrt(300)

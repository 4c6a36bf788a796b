"""Crossover takes genes one by one; mutations are as many and as large as asked."""

import numpy as np
import pytest
from scipy import stats

from evosim.config import parse
from evosim.evolution.variation import mate, mutate
from evosim.genome import Layout


def crossed(crossover=1.0, k=4_000, genes=200, generation=0):
    """Children of a mother of 0s and a father of 1s."""
    genomes = np.stack([np.zeros(genes, np.float32), np.ones(genes, np.float32)])
    rows = np.zeros(k, np.int64)
    return mate(genomes, rows, rows + 1, crossover, 0, 0, generation)


def mutated(rate, sigmas, k=400, seed=0, population=0, generation=0):
    children = np.zeros((k, len(sigmas)), np.float32)
    mutate(children, rate, sigmas, seed, population, generation)
    return children


@pytest.mark.parametrize("laid", [np.asfortranarray, lambda genomes: np.repeat(genomes, 2, axis=1)[:, ::2]])
def test_it_does_not_matter_how_genomes_lie_in_memory(laid):
    """Whole blocks of 64 genes are read as they lie side by side: where they do not, one by one."""
    genomes = np.random.default_rng(0).normal(size=(8, 130)).astype(np.float32)
    rows = np.arange(8)
    straight, _ = mate(genomes, rows, rows[::-1], 1.0, 0, 0, 0)
    assert np.array_equal(mate(laid(genomes), rows, rows[::-1], 1.0, 0, 0, 0)[0], straight)
    into = laid(np.zeros((8, 130), np.float32))
    mate(genomes, rows, rows[::-1], 1.0, 0, 0, 0, into)
    assert np.array_equal(into, straight)


def test_about_half_of_each_gene_comes_from_either_parent():
    children, both = crossed()
    assert both.all()
    assert set(np.unique(children)) == {0.0, 1.0}
    error = 0.5 / np.sqrt(len(children))
    assert np.abs(children.mean(axis=0) - 0.5).max() < 4.5 * error
    assert children.mean() == pytest.approx(0.5, abs=0.003)
    per_child = children.sum(axis=1)  # binomial, if genes go one by one
    assert per_child.var() == pytest.approx(200 / 4, rel=0.1)


@pytest.mark.parametrize("lag", [1, 2, 63, 64, 65, 128])
def test_genes_are_inherited_independently(lag):
    children = crossed()[0] - 0.5
    linkage = (children[:, :-lag] * children[:, lag:]).mean() * 4
    assert abs(linkage) < 4 / np.sqrt(children[:, lag:].size)


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_share_of_children_with_two_parents(chance):
    children, both = crossed(chance)
    assert both.mean() == pytest.approx(chance, abs=0.03)
    np.testing.assert_array_equal(children[~both], 0)
    assert (children[both].sum(axis=1) > 0).all()


def test_crossover_differs_between_generations_and_repeats():
    np.testing.assert_array_equal(crossed(k=50)[0], crossed(k=50)[0])
    assert (crossed(k=50)[0] != crossed(k=50, generation=1)[0]).any()


def test_children_never_alias_parents():
    genomes = np.zeros((2, 8), np.float32)
    rows = np.zeros(3, np.int64)
    children, _ = mate(genomes, rows, rows, 0.0, 0, 0, 0)
    assert not np.shares_memory(children, genomes)
    children[0] = 5
    assert (children[1:] == 0).all()
    assert (genomes == 0).all()


@pytest.mark.parametrize("rate", [0.0, 0.001, 0.02, 0.5, 1.0])
def test_rate(rate):
    changed = mutated(rate, np.full(1_000, 0.6, np.float32)) != 0
    size = changed.size
    assert changed.mean() == pytest.approx(rate, abs=4 * np.sqrt(rate * (1 - rate) / size) + 1e-12)
    if 0 < rate < 1:
        first, last = changed[:, :50].mean(), changed[:, -50:].mean()
        spread = 4.5 * np.sqrt(rate * (1 - rate) / (400 * 50))
        assert abs(first - rate) < spread
        assert abs(last - rate) < spread
        per_child = changed.sum(axis=1)
        assert per_child.var() == pytest.approx(1_000 * rate * (1 - rate), rel=0.35)


def test_steps_are_normal():
    steps = mutated(1.0, np.full(500, 0.6, np.float32)).ravel()
    assert stats.kstest(steps[::7] / 0.6, "norm").pvalue > 1e-4
    assert stats.kstest(mutated(0.05, np.full(5_000, 2.0, np.float32))[
        mutated(0.05, np.full(5_000, 2.0, np.float32)) != 0] / 2, "norm").pvalue > 1e-4


def test_each_block_has_its_sigma():
    own = {"drives": 0.3, "plasticity": 0.18, "body": 0.4, "tag": 0.8, "attention": 0.5}
    config = parse("", overrides=["brain.naming=attended", *(
        f"variation.mutation_sigma_{name}={sigma}" for name, sigma in own.items())])
    layout = Layout.of(config)
    children = mutated(0.2, layout.sigmas_of(config), k=3_000)
    for name, block in layout.blocks.items():
        steps = layout.part(children, name)
        steps = steps[steps != 0]
        if len(steps):
            assert steps.std() == pytest.approx(own.get(name, 0.6), rel=4 / np.sqrt(2 * len(steps))), name
            wanted = 0.2 * 3_000 * (block.stop - block.start)
            assert len(steps) == pytest.approx(wanted, abs=4.5 * np.sqrt(wanted)), name


def test_sigma_zero_changes_nothing():
    assert (mutated(1.0, np.zeros(20, np.float32)) == 0).all()


def test_same_key_same_mutations():
    sigmas = np.full(300, 0.6, np.float32)
    first = mutated(0.1, sigmas)
    np.testing.assert_array_equal(first, mutated(0.1, sigmas))
    for key in (dict(seed=1), dict(population=1), dict(generation=1)):
        assert (first != mutated(0.1, sigmas, **key)).any()


def test_siblings_mutate_apart():
    children = mutated(1.0, np.full(100, 0.6, np.float32), k=200)
    assert len(np.unique(children, axis=0)) == 200
    correlations = np.corrcoef(children)[np.triu_indices(200, 1)]
    assert correlations.std() == pytest.approx(0.1, rel=0.1)


def test_a_child_does_not_depend_on_how_many_there_are():
    sigmas = np.full(50, 0.6, np.float32)
    np.testing.assert_array_equal(mutated(0.3, sigmas, k=10), mutated(0.3, sigmas, k=30)[:10])

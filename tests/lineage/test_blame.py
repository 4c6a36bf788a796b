"""Which changes carry a difference."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.genome import Layout
from evosim.lineage.blame import carriers, shams, swapped


@pytest.fixture(scope="module")
def layout():
    return Layout.of(parse('[brain]\nproducts = true\n'))


def _pair(layout, seed=0, share=0.3):
    rng = np.random.default_rng(seed)
    parent = rng.normal(size=layout.n_genes).astype(np.float32)
    child = parent.copy()
    changed = rng.random(layout.n_genes) < share
    child[changed] += rng.normal(size=changed.sum()).astype(np.float32)
    return parent, child, np.flatnonzero(changed)


def test_one_gene_among_hundreds(layout):
    parent, child, changed = _pair(layout)
    guilty, noise = changed[137], np.random.default_rng(1)

    def measure(genomes):
        return (genomes[:, guilty] == child[guilty]) + noise.normal(0, 0.02, len(genomes))

    found = carriers(parent, child, layout, measure)
    assert [group.genes.tolist() for group in found] == [[guilty]]
    assert found[0].share == pytest.approx(1, abs=0.1)


def test_two_that_only_work_together_and_two_that_stand_in_for_each_other(layout):
    parent, child, changed = _pair(layout)
    pair = changed[[10, -40]]
    for both in (np.logical_and, np.logical_or):
        found = carriers(parent, child, layout, lambda genomes, both=both: both(
            *(genomes[:, gene] == child[gene] for gene in pair)).astype(float))
        assert sorted(int(group.genes[0]) for group in found) == pair.tolist()
        assert [group.share for group in found] == [0.5, 0.5]


def test_shares_of_changes_that_add_up(layout):
    parent, child, changed = _pair(layout)
    weights = dict(zip(changed[[5, 50, 250]].tolist(), (0.6, 0.3, 0.1), strict=True))
    found = carriers(parent, child, layout, lambda genomes: sum(
        weight * (genomes[:, gene] == child[gene]) for gene, weight in weights.items()))
    assert {int(group.genes[0]): round(group.share, 6) for group in found} == weights
    assert [round(group.share, 6) for group in found] == [0.6, 0.3, 0.1]


def test_many_small_changes_stay_a_group(layout):
    parent, child, changed = _pair(layout)
    found = carriers(parent, child, layout,
                     lambda genomes: (genomes[:, changed] == child[changed]).mean(axis=1))
    assert found and all(len(group.genes) > 10 for group in found)


def test_nothing_where_nothing_differs(layout):
    parent, child, _ = _pair(layout)
    assert not carriers(parent, parent, layout, lambda genomes: np.arange(len(genomes)))
    assert not carriers(parent, child, layout, lambda genomes: np.zeros(len(genomes)))


def test_shams_are_of_the_same_size_in_the_same_block_and_elsewhere(layout):
    parent, child, changed = _pair(layout)
    block = layout.blocks["skip"]
    gene = changed[(changed >= block.start) & (changed < block.stop)][:1]
    out = shams(parent, layout, gene, child[gene] - parent[gene], changed, 12, np.random.default_rng(0))
    rows, genes = np.nonzero(out != parent)
    assert rows.tolist() == list(range(12))
    assert ((genes >= block.start) & (genes < block.stop)).all() and not np.isin(genes, changed).any()
    np.testing.assert_allclose(out[rows, genes] - parent[genes], child[gene[0]] - parent[gene[0]], rtol=1e-5)


def test_swapped_takes_some_genes_only(layout):
    parent, child, changed = _pair(layout)
    out = swapped(parent, child, changed[:3])
    assert np.flatnonzero(out != parent).tolist() == changed[:3].tolist()
    assert (parent != child)[changed].all()

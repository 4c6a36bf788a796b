"""Price's equation by hand, and its identity for any pedigree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.errors import EvosimError
from evosim.selection_analysis import by_deme, descent, fisher, levels, price


def linked(parent1, parent2=None, ids=(0, 1, 2), next_ids=None):
    parent1 = np.array(parent1)
    parent2 = np.full(len(parent1), -1) if parent2 is None else np.array(parent2)
    next_ids = 100 + np.arange(len(parent1)) if next_ids is None else np.array(next_ids)
    return descent(np.array(ids), next_ids, parent1, parent2)


def test_who_counts_for_how_much():
    """0 and 1 have a child, 0 another alone; 2 lives on, though its own parents were 0 and 1."""
    links = linked([0, 0, 0], [1, -1, 1], next_ids=[7, 8, 2])
    assert links.fitness.tolist() == [1.5, 0.5, 1.0]
    assert links.midparent(np.array([1.0, 3.0, 10.0])).tolist() == [2.0, 1.0, 10.0]


def test_ids_need_no_order():
    links = linked([30, 10], [10, -1], ids=[30, 20, 10])
    assert links.fitness.tolist() == [0.5, 0.0, 1.5]


def test_a_parent_of_another_generation_is_named():
    with pytest.raises(EvosimError, match="parent 9 of individual 101: must be one of the 3"):
        linked([0, 1], [1, 9])


def test_by_hand():
    """z = 1, 2, 6; 0 has one child alone and one with 2, 2 one more alone: w = 1.5, 0, 1.5."""
    z, after = np.array([1.0, 2.0, 6.0]), np.array([2.0, 4.0, 7.0])
    parts = price(z, after, linked([0, 0, 2], [-1, 2, -1]))
    # mean 3; parents' mean (1.5 + 9) / 3 = 3.5; midparents 1, 3.5, 6
    assert parts.selection == pytest.approx(0.5)
    assert parts.transmission == pytest.approx((1.0 + 0.5 + 1.0) / 3)
    assert parts.change == pytest.approx(13 / 3 - 3.0)
    assert parts.error < 1e-12


def test_terms_that_do_not_add_up_are_seen():
    """As where an offspring's parents do not count for one."""
    links = linked([0, 2])
    wrong = links._replace(share=np.array([1.0, 1.0 + 1e-6]))
    z, after = np.array([1.0, 2.0, 6.0]), np.array([2.0, 4.0])
    assert price(z, after, links).error < 1e-12
    assert price(z, after, wrong).error > 1e-7


@st.composite
def two_generations(draw):
    """Traits and a pedigree of copies, children of one or two, and some who live on."""
    n, m, k = draw(st.integers(1, 12)), draw(st.integers(1, 15)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    scale = 10.0 ** draw(st.integers(-6, 6))
    ids = rng.permutation(100)[:n]
    mothers, fathers = rng.choice(ids, m), np.where(rng.random(m) < 0.5, rng.choice(ids, m), -1)
    fathers[fathers == mothers] = -1
    next_ids = 200 + np.arange(m)
    alive = ids[rng.random(n) < 0.3][:m]
    next_ids[:len(alive)] = alive
    return (rng.normal(size=(n, k)) * scale + draw(st.sampled_from((0.0, 5.0))),
            rng.normal(size=(m, k)) * scale, descent(ids, next_ids, mothers, fathers), rng)


@given(two_generations())
def test_identity(case):
    before, after, links, rng = case
    parts = price(before, after, links)
    assert (parts.error < 1e-10).all()
    assert links.fitness.sum() == pytest.approx(links.m)
    group = rng.integers(3, size=len(before))
    apart = levels(before, links.fitness, group)
    size = np.abs(before).max() + 1e-300
    assert np.abs(apart.between + apart.within - parts.selection).max() < 1e-12 * size


@given(two_generations())
def test_theorem_of_fisher(case):
    before, _, links, _rng = case
    found = fisher(links.fitness, before)
    assert found.change == pytest.approx(found.additive, rel=1e-8, abs=1e-12)
    assert found.additive <= found.total + 1e-12
    # the selection term of fitness itself is its whole variance
    whole = price(links.fitness, links.fitness[np.zeros(links.m, int)], links).selection
    assert whole / links.fitness.mean() == pytest.approx(found.total, abs=1e-12)


def test_fisher_by_hand():
    """w = 0, 1, 2 on a trait 0, 1, 2: all of it is additive; on one that has nothing to do with it, none."""
    w = np.array([0.0, 1.0, 2.0])
    assert fisher(w, np.array([[0.0], [1.0], [2.0]])) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert fisher(w, np.array([[1.0], [0.0], [1.0]])) == pytest.approx((0, 0, 2 / 3))


def test_between_and_within_groups_by_hand():
    """Altruists (1) lose in each group, and their group gains: Simpson's paradox."""
    z = np.array([1.0, 1.0, 0.0, 1.0, 0.0, 0.0])
    w = np.array([1.2, 1.2, 1.5, 0.6, 0.75, 0.75])
    parts = levels(z, w, np.array([0, 0, 0, 1, 1, 1]))
    assert parts.between == pytest.approx((3.9 * (2 / 3 - 0.5) + 2.1 * (1 / 3 - 0.5)) / 6.0)
    assert parts.within == pytest.approx(((2.4 - 3.9 * 2 / 3) + (0.6 - 2.1 / 3)) / 6.0)
    assert parts.between > 0 > parts.within


def test_seats_in_several_groups_add_up():
    rng = np.random.default_rng(1)
    z, w = rng.normal(size=(12, 2)), rng.poisson(1.0, 12).astype(float)
    who = np.concatenate([rng.permutation(12) for _ in range(3)])
    parts = levels(z, w, np.arange(36) // 4, who)
    assert parts.between + parts.within == pytest.approx(((w / w.sum()) @ z) - z.mean(axis=0))


def test_demes_by_hand():
    """Deme 0 keeps a child of its fitter and takes in one from deme 1."""
    z, after = np.array([1.0, 3.0, 8.0, 10.0]), np.array([4.0, 9.0, 8.0, 7.0])
    links = linked([1, 3, 2, 2], ids=[0, 1, 2, 3])
    parts = by_deme(z, after, links, np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]))
    assert parts.deme.tolist() == [0, 1]
    assert parts.selection == pytest.approx([(3 - 2) / 2, -1.0])
    assert parts.transmission == pytest.approx([(4 - 3) / 2, -0.5])
    assert parts.migration == pytest.approx([(9 - 2) / 2, 0.0])
    assert parts.change == pytest.approx([6.5 - 2, 7.5 - 9])
    assert parts.selection + parts.transmission + parts.migration == pytest.approx(parts.change)

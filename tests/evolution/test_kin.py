"""Kinship by the pedigree, and the order that seats kin together."""

import numpy as np
import pytest

from evosim.evolution import Ids, Population, gathered, kinship
from evosim.evolution.population import NONE


def family(parents):
    """A population of children with these pairs of parents."""
    n = len(parents)
    one, other = np.array(parents).T
    zeros = np.zeros(n, np.int64)
    return Population(np.zeros((n, 1), np.float32), Ids(100).take(n), one, other, zeros, zeros)


def test_kinship_is_the_share_of_parents_in_common():
    it = family([(1, 2), (2, 1), (1, 3), (1, NONE), (1, NONE), (4, 5), (NONE, NONE), (NONE, NONE)])
    rows = np.arange(8)
    k = kinship(it, rows[:, None], rows[None, :])
    assert k[0].tolist() == [0.5, 0.5, 0.25, 0.5, 0.5, 0.0, 0.0, 0.0]
    assert k[3].tolist() == [0.5, 0.5, 0.5, 1.0, 1.0, 0.0, 0.0, 0.0]
    assert not k[6:, 6:].any()  # founders have no known parents in common
    assert (k == k.T).all()


@pytest.fixture
def families():
    """Sixty children in families of six, whose order says nothing."""
    rng = np.random.default_rng(2)
    parents = rng.permutation(np.repeat(np.arange(10), 6))
    return family([(2 * p, 2 * p + 1) for p in parents]), rng.permutation(60)


@pytest.mark.parametrize("seats", [1, 4, 6, 7, 16])
@pytest.mark.parametrize("kin", [0.0, 0.3, 1.0])
def test_everybody_sits_once(families, kin, seats):
    assert sorted(gathered(*families, seats, kin).tolist()) == list(range(60))


def test_none_asked_none_moved(families):
    assert gathered(*families, 6, 0.0) is families[1]


def relatedness(population, order, seats):
    bands = [order[first:first + seats] for first in range(0, len(order), seats)]
    pairs = [kinship(population, b[:, None], b[None, :])[np.triu_indices(len(b), 1)] for b in bands]
    return np.concatenate(pairs).mean()


def test_relatedness_rises_with_the_share(families):
    seen = [relatedness(families[0], gathered(*families, 6, kin), 6) for kin in np.linspace(0, 1, 6)]
    assert (np.diff(seen) > 0).all()
    assert abs(seen[0] - 0.5 * 5 / 59) < 0.04  # two at random


def test_with_room_for_a_family_each_has_a_band():
    it = family([(p, NONE) for p in np.repeat([0, 1, 2, 3], 4)])
    order = np.arange(16).reshape(4, 4).T.ravel()  # the first of each band are of four families
    assert relatedness(it, gathered(it, order, 4, 1.0), 4) == 1.0

"""The numbers that the laws expect are the published ones."""

import numpy as np
import pytest
from scipy import stats

from evosim.evolution import Ids, Population
from evosim.theory.alleles import identity
from evosim.theory.arena import Arena
from evosim.theory.bookkeeping import price
from evosim.theory.coalescence import Pedigree, mean_meeting
from evosim.theory.compare import batch_error, chi_square, chi_square_z, worst
from evosim.theory.fixation import absorption, moran_fixation, transitions
from evosim.theory.mutation import balance
from evosim.theory.registry import Curve
from evosim.theory.tournament import effective_size, intensity, takeover


def test_fixation_figures_of_the_specification():
    assert absorption(transitions(50, 0.05))[1] == pytest.approx(0.09412, abs=5e-6)
    assert moran_fixation(50, 1.05) == pytest.approx(0.05217, abs=5e-6)


def test_neutral_absorption_is_the_starting_frequency():
    np.testing.assert_allclose(absorption(transitions(30, 0.0)), np.arange(31) / 30, atol=1e-12)


def test_moran_formula_is_the_absorption_of_its_chain():
    n, r = 12, 1.3
    i = np.arange(n + 1)
    born = i * r / (i * r + n - i)
    up, down = born * (n - i) / n, (1 - born) * i / n
    chain = np.diag(1 - up - down) + np.diag(up[:-1], 1) + np.diag(down[1:], -1)
    assert absorption(chain)[1] == pytest.approx(moran_fixation(n, r), abs=1e-12)


def test_mean_meeting():
    assert mean_meeting(50, 2) == pytest.approx(50)
    assert mean_meeting(100_000, 5) == pytest.approx(2 * 100_000 * (1 - 1 / 5), rel=1e-3)
    # two of three, or all of three, find each other among two parents
    assert mean_meeting(2, 3) == pytest.approx((1 + 0.75 * 2) / 1)


def test_identity_approaches_kimura_and_crow():
    assert identity(100_000, 1 / 200_000) == pytest.approx(0.5, rel=1e-4)


def test_pedigree_finds_the_common_ancestor():
    #   0   1      founders
    #   2   3   4  2 and 3 of 0, 4 of 1
    #   5   6   7  of 2, 3, 4
    ids = np.arange(8)
    pedigree = Pedigree(ids, np.array([-1, -1, 0, 0, 1, 2, 3, 4]))
    samples = np.array([[5, 6], [5, 7], [5, 5], [2, 3]])
    assert pedigree.meeting(samples).tolist() == [2, -1, 0, 1]


def test_chi_square_is_scipys_where_nothing_is_pooled():
    counts, shares = np.array([30, 50, 20]), np.array([0.25, 0.5, 0.25])
    assert chi_square(counts, shares) == pytest.approx(
        (stats.chisquare(counts, shares * 100).statistic, 2))


def test_chi_square_pools_what_expects_under_five():
    counts, shares = np.array([1, 2, 50, 46, 1]), np.array([0.01, 0.02, 0.5, 0.46, 0.01])
    assert chi_square(counts, shares)[1] == 1
    assert chi_square_z(*chi_square(counts, shares)) < 0


def test_batch_error_of_independent_values():
    values = np.random.default_rng(1).normal(size=40_000)
    assert batch_error(values) == pytest.approx(1 / 200, rel=0.5)


def test_everybody_is_equally_fit_where_nothing_is_to_eat():
    arena = Arena.embodied(16, seed=3)
    genomes = arena.founders(0)
    genomes[:, :arena.mark] += np.random.default_rng(0).normal(0, 3, (16, arena.mark))
    assert np.ptp(arena.live(genomes)) == 0
    genomes[:8, arena.mark] = 1
    assert np.ptp(arena.live(genomes)) == 0
    assert np.ptp(arena.paying(0.5).live(genomes)) > 0


def test_tournament_figures_of_the_specification():
    assert [round(intensity(size), 4) for size in (2, 3, 5)] == [0.5642, 0.8463, 1.163]
    assert [round(takeover(1024, size), 2) for size in (2, 3, 5)] == [13.58, 8.8, 6.14]


def test_effective_size_of_a_tournament():
    assert effective_size(100, 1) == pytest.approx(100)
    for size in (2, 3, 8):
        assert effective_size(10_000, size) == pytest.approx(10_000 * (2 * size - 1) / size**2, rel=1e-6)
    assert round(effective_size(128, 8)) == 30


def test_two_of_two_take_over_at_once_or_never():
    # of two, a tournament of two is won by the best three times in four; both children: 9/16, neither: 1/16
    assert takeover(2, 2) == pytest.approx(1 / (1 - 6 / 16))


def test_balance_is_haldanes_for_many():
    for n in (200, 400, 800):
        assert balance(n, 0.01, 0.1) == pytest.approx(0.1 * (1 + 1 / (2 * n * 0.1)), rel=0.004)
    assert balance(2_000, 0.005, 0.1) == pytest.approx(0.05, rel=0.003)


def test_worst_point_decides():
    curve = Curve("x", "y", np.arange(3.0), np.array([1.01, 2.5, 3.0]), np.array([1.0, 2.0, 3.0]), np.ones(3))
    point = worst(curve, 7)
    assert (point.expected, point.observed, point.z, point.n) == (2.0, 2.5, 0.5, 7)
    assert point.passed
    assert not worst(curve, 7, tolerance=0.2).passed
    assert worst(curve, 7, errors=1.0).passed and not worst(curve, 7, errors=0.4).passed


def test_price_by_hand():
    ids = Ids()
    parents = Population.of(np.array([[1.0], [2.0], [6.0]], np.float32), ids)
    children = Population.of(np.array([[1.5], [4.0], [5.0]], np.float32), ids)
    children.parent1[:] = [0, 1, 2]
    children.parent2[:] = [-1, 2, -1]
    change = price(parents, children, np.array([1.0, 0.5, 1.5]), 0)
    assert change.total == pytest.approx(0.5)  # 3 to 3.5
    assert change.transmission == pytest.approx((0.5 + 0.0 - 1.0) / 3)
    assert change.selection == pytest.approx((1 + 1 + 9) / 3 - 3)
    # the same children, both parents of one counted whole
    wrong = price(parents, children, np.array([1.0, 1.0, 2.0]), 0)
    assert abs(wrong.selection + wrong.transmission - wrong.total) > 0.01


def test_price_finds_a_wrong_parent():
    ids = Ids()
    parents = Population.of(np.array([[1.0], [2.0]], np.float32), ids)
    children = Population.of(np.array([[1.0], [2.0]], np.float32), ids)
    children.parent1[:] = [0, 0]
    change = price(parents, children, np.ones(2), 0)
    assert change.selection + change.transmission != pytest.approx(change.total)

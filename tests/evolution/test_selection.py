"""Each scheme has the strength that its source gives it."""

import random
from types import SimpleNamespace

import numpy as np
import pytest
from deap import base, tools
from scipy import stats

from evosim.config.breeding import Selection
from evosim.errors import EvosimError
from evosim.evolution.selection import generator, select, standing

LEAST_P = 1e-4  # seeds are fixed: a test that passes keeps passing


def counts(scores, k, seed=1, **parameters):
    rows = select(np.asarray(scores, float), k, Selection(**parameters), generator(seed, 0, 0))
    return np.bincount(rows, minlength=len(scores))


class _Single(base.Fitness):
    weights = (1.0,)

    def __init__(self, value):
        super().__init__((value,))


class _Double(base.Fitness):
    weights = (1.0, 1.0)


@pytest.mark.parametrize(("size", "intensity"), [(2, 0.5642), (3, 0.8463), (5, 1.1630)])
def test_tournament_intensity(size, intensity):
    """Mean of the best of t normal values (Blickle and Thiele 1996)."""
    normal = stats.norm.ppf((np.arange(10_000) + 0.5) / 10_000)
    rows = select(normal, 400_000, Selection(size=size), generator(0, 0, 0))
    assert normal[rows].mean() == pytest.approx(intensity, abs=0.01)


def test_tournament_among_equals_is_fair():
    assert stats.chisquare(counts(np.ones(10), 50_000, size=4)).pvalue > LEAST_P


@pytest.mark.parametrize("scheme", ["roulette", "rank", "random"])
def test_equals_are_equally_likely(scheme):
    assert stats.chisquare(counts(np.full(10, 2.0), 50_000, scheme=scheme)).pvalue > LEAST_P


def test_roulette_is_proportional():
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    seen = counts(weights, 50_000, scheme="roulette")
    assert stats.chisquare(seen, 50_000 * weights / 10).pvalue > LEAST_P


def test_roulette_counts_from_the_lowest_when_fitness_is_negative():
    seen = counts([-3.0, -2.0, 0.0, -1.0], 60_000, scheme="roulette")
    assert seen[0] == 0
    assert stats.chisquare(seen[1:], 60_000 * np.array([1, 3, 2]) / 6).pvalue > LEAST_P


def test_roulette_does_not_shift_positive_fitness():
    assert counts([10.0, 11.0], 50_000, scheme="roulette")[0] > 20_000


def test_roulette_never_picks_zero():
    assert counts([0.0, 1.0, 0.0], 10_000, scheme="roulette").tolist() == [0, 10_000, 0]


def test_roulette_is_uniform_where_all_are_zero():
    assert stats.chisquare(counts(np.zeros(10), 50_000, scheme="roulette")).pvalue > LEAST_P


@pytest.mark.parametrize("pressure", [1.0, 1.3, 1.8, 2.0])
def test_rank_expects_pressure_offspring_of_the_best(pressure):
    n, rounds = 20, 5_000
    fitness = np.random.default_rng(0).permutation(np.exp(np.arange(n)))
    seen = counts(fitness, n * rounds, scheme="rank", pressure=pressure) / rounds
    expected = 2 - pressure + 2 * (pressure - 1) * np.argsort(np.argsort(fitness)) / (n - 1)
    np.testing.assert_allclose(seen, expected, atol=0.08)
    assert seen[fitness.argmax()] == pytest.approx(pressure, abs=0.06)


def test_rank_gives_equals_the_same():
    seen = counts([0.0, 1.0, 1.0, 1.0, 2.0], 100_000, scheme="rank", pressure=2.0) / 20_000
    np.testing.assert_allclose(seen, [0.0, 1.0, 1.0, 1.0, 2.0], atol=0.05)


@pytest.mark.parametrize(("share", "kept"), [(0.2, 4), (0.5, 10), (0.01, 1), (1.0, 20)])
def test_truncation_is_uniform_among_the_best(share, kept):
    fitness = np.random.default_rng(0).permutation(20).astype(float)
    seen = counts(fitness, 20_000, scheme="truncation", truncation=share)
    chosen = fitness >= 20 - kept
    assert seen[~chosen].sum() == 0
    assert kept == 1 or stats.chisquare(seen[chosen]).pvalue > LEAST_P


class TestAgainstDeap:
    """Ours, drawn as arrays, against DEAP's own operators, drawn one by one."""

    fitness = np.array([0.5, 1.0, 1.0, 2.0, 3.0, 3.5, 7.0, 7.5])
    k = 40_000

    def rows_of(self, operator, *arguments):
        people = [SimpleNamespace(row=row, fitness=_Single(value))
                  for row, value in enumerate(self.fitness)]
        state = random.getstate()
        try:
            random.seed(1)
            chosen = operator(people, self.k, *arguments)
        finally:
            random.setstate(state)
        return np.bincount([person.row for person in chosen], minlength=len(self.fitness))

    def agree(self, ours, theirs):
        often = ours + theirs >= 10
        return stats.chi2_contingency([ours[often], theirs[often]]).pvalue > LEAST_P

    @pytest.mark.parametrize("size", [1, 2, 3, 8])
    def test_tournament(self, size):
        ours = counts(self.fitness, self.k, scheme="tournament", size=size)
        theirs = self.rows_of(tools.selTournament, size)
        assert self.agree(ours, theirs)

    def test_roulette(self):
        ours = counts(self.fitness, self.k, scheme="roulette")
        assert self.agree(ours, self.rows_of(tools.selRoulette))

    def test_the_test_sees_a_difference(self):
        ours = counts(self.fitness, self.k, scheme="tournament", size=3)
        assert not self.agree(ours, self.rows_of(tools.selTournament, 2))


class TestNsga2:
    """Two objectives: fronts first, then crowding (Deb et al. 2002)."""

    objectives = np.array([[0, 4], [1, 3], [2, 2], [4, 0], [3, 1],  # the front
                           [0, 3], [2, 1], [0, 0]], float)
    selection = Selection(scheme="nsga2")

    def scores(self, objectives):
        return standing(np.zeros(len(objectives)), objectives, self.selection, generator(0, 0, 0))

    def test_the_front_stands_above_all_it_dominates(self):
        scores = self.scores(self.objectives)
        assert scores[:5].min() > scores[5:7].max()
        assert scores[5:7].min() > scores[7]

    def test_the_ends_of_a_front_stand_above_its_middle(self):
        scores = self.scores(self.objectives)
        assert min(scores[0], scores[3]) > max(scores[[1, 2, 4]])

    def test_picks_from_the_front(self):
        rows = select(self.scores(self.objectives), 40_000, self.selection, generator(1, 0, 0))
        seen = np.bincount(rows, minlength=8) / 40_000
        # place p of n wins a binary tournament with chance (2(n - p) - 1) / n^2
        assert seen[:5].sum() == pytest.approx(sum(2 * (8 - p) - 1 for p in range(5)) / 64, abs=0.01)
        assert seen[7] == pytest.approx(1 / 64, abs=0.005)

    @pytest.mark.parametrize("k", [5, 17, 40])
    def test_best_k_are_those_of_deap(self, k):
        objectives = np.random.default_rng(k).normal(size=(60, 2))
        people = [SimpleNamespace(row=row, fitness=_Double(values))
                  for row, values in enumerate(objectives.tolist())]
        theirs = {person.row for person in tools.selNSGA2(people, k, nd="log")}
        assert set(np.argsort(-self.scores(objectives))[:k].tolist()) == theirs

    @pytest.mark.parametrize("most", [1, 2, 6, 1_000])
    def test_places_are_those_of_deap_also_among_equals(self, most):
        objectives = np.random.default_rng(most).integers(0, most, (90, 2)).astype(float)
        people = [SimpleNamespace(row=row, fitness=_Double(objectives[row].tolist()))
                  for row in generator(0, 0, 0).permutation(90)]
        theirs, place = np.empty(90), 0
        for front in tools.sortLogNondominated(people, 90):
            tools.emo.assignCrowdingDist(front)
            room = np.array([person.fitness.crowding_dist for person in front])
            theirs[[person.row for person in front]] = -place - (room[:, None] < room).sum(axis=1)
            place += len(front)
        np.testing.assert_array_equal(self.scores(objectives), theirs)

    def test_fitness_is_not_read(self):
        a = standing(np.arange(8.0), self.objectives, self.selection, generator(0, 0, 0))
        b = standing(np.full(8, np.nan), self.objectives, self.selection, generator(0, 0, 0))
        np.testing.assert_array_equal(a, b)

    def test_objectives_are_needed(self):
        with pytest.raises(EvosimError, match="needs two objectives"):
            standing(np.zeros(8), None, self.selection, generator(0, 0, 0))

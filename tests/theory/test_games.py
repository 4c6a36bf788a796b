"""What the laws of games rest on: payoffs by hand, chances by enumeration."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from evosim.theory import games, norms
from evosim.theory.chains import pair_transitions, threshold, threshold_error, wright_fisher
from evosim.theory.games import STAGS, gain, hawks, public_good, replicated, turns
from evosim.theory.society import in_pairs


def test_hawks_and_doves_by_hand():
    # beside 1 for everybody: doves share food of 1, a hawk takes it, two fight over it at a cost of 2
    assert hawks(1.0) == ((1.5, 1.0), (2.0, 0.5))


def test_payoffs_in_pairs_by_hand():
    game = in_pairs(np.array([[1.0, 2.0], [3.0, 4.0]]))
    genomes = np.array([[0.5], [1.5], [1.2], [2.7], [-0.5], [0.0]])  # alleles 0, 1, 1, 0, 1, 0
    seats = np.array([[0, 1], [4, 2], [3, 5]])
    assert game(genomes, seats).tolist() == [2.0, 3.0, 4.0, 1.0, 4.0, 1.0]


@pytest.mark.parametrize("n", [2, 4, 6])
@pytest.mark.parametrize("mutation", [0.0, 0.1])
def test_pair_transitions_by_every_seating(n, mutation):
    game, expected = np.array(STAGS), np.empty((n + 1, n + 1))
    for i in range(n + 1):
        rows = []
        for ones_sit in combinations(range(n), i):
            kinds = np.isin(np.arange(n), ones_sit).astype(int)
            paid = np.array([game[kinds[seat], kinds[seat ^ 1]] for seat in range(n)])
            ones = (1 - mutation) * paid[kinds == 1].sum() / paid.sum() + mutation / 2
            rows.append(stats.binom.pmf(np.arange(n + 1), n, ones))
        expected[i] = np.mean(rows, axis=0)
    np.testing.assert_allclose(pair_transitions(n, STAGS, mutation), expected, atol=1e-12)


def test_pairs_make_no_difference_where_payoff_does_not_depend_on_the_other():
    np.testing.assert_allclose(pair_transitions(8, ((2.0, 2.0), (3.0, 3.0))), wright_fisher(8, 3.0, 2.0))


@pytest.mark.parametrize(("x", "chance", "mean"), [
    ([0.0, 1.0, 2.0], [0.0, 0.5, 1.0], 1.0),
    ([1.0, 2.0], [0.0, 1.0], 1.5),
    ([1.0, 2.0, 4.0], [0.2, 0.6, 1.0], 0.2 * 1.0 + 0.4 * 1.5 + 0.4 * 3.0),
    ([1.0, 2.0], [0.0, 0.5], 0.5 * 1.5 + 0.5 * 2.0)])
def test_threshold_by_hand(x, chance, mean):
    assert threshold(np.array(x), np.array(chance)) == pytest.approx(mean)


def test_error_of_a_threshold_is_the_spread_of_thresholds():
    x, chance, runs = np.arange(0.0, 1.01, 0.1), np.linspace(0.0, 1.0, 11), 50
    drawn = np.random.default_rng(0).binomial(runs, chance, (4_000, len(x))) / runs
    spread = np.std([threshold(x, shares) for shares in drawn])
    assert threshold_error(x, chance, runs) == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize(("polynomial", "places"), [
    (-np.poly([0.3, 0.7]), [0.3, 0.7]),
    (-np.poly([0.2, 0.9, 1.5, -2.0]) * -1, [0.2, 0.9]),
    (np.poly([0.3, 0.7]), [0.0, 0.0]),  # the other way round
    (-np.poly([0.3, 1.7]), [0.0, 0.0]),
    (np.poly([0.3 + 1j, 0.3 - 1j]).real, [0.0, 0.0])])
def test_turns_of_polynomials_with_known_roots(polynomial, places):
    np.testing.assert_allclose(turns(polynomial), places, atol=1e-9)


def test_turns_are_those_of_many_who_are_in_need_of_three():
    shares = np.arange(0.1, 0.91, 0.1)
    found = turns(np.polyfit(shares, gain(shares, 1_000_000), games.GROUP - 1))
    apart = np.sqrt(1 - 4 * np.sqrt(games.EFFORT / (6 * games.GOOD)))
    np.testing.assert_allclose(found, [0.5 - apart / 2, 0.5 + apart / 2], atol=1e-5)
    np.testing.assert_allclose(found, [0.286, 0.714], atol=1e-3)


@pytest.mark.parametrize(("n", "efforts"), [(7, 3), (8, 4), (10, 6), (10, 1), (10, 9)])
def test_gain_by_all_who_could_sit_together(n, efforts):
    makes = np.arange(n) < efforts

    def mean(own):
        others = np.delete(makes, np.flatnonzero(makes == own)[0])
        return np.mean([1 + games.GOOD * (own + sum(band) >= games.NEEDED) - games.EFFORT * own
                        for band in combinations(others.tolist(), games.GROUP - 1)])

    assert gain(np.array([efforts / n]), n)[0] == pytest.approx(mean(True) - mean(False))


def test_public_good_goes_to_the_band_that_made_it():
    efforts = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 1])
    seats = np.array([[9, 1, 2, 6, 4], [0, 5, 3, 7, 8]])  # three efforts, and two
    with_good, without = {1: 1 + 4.0 - 1.0, 0: 1 + 4.0}, {1: 0.0, 0: 1.0}
    expected = [(with_good if row in seats[0] else without)[effort] for row, effort in enumerate(efforts)]
    assert public_good(efforts[:, None].astype(np.float32), seats).tolist() == expected


def test_replicator_rests_where_all_earn_the_same_and_moves_to_the_best_elsewhere():
    matrix, moments = np.array([[1.0, 3.0], [2.0, 2.0]]), np.linspace(0, 40, 5)
    np.testing.assert_allclose(replicated(matrix, np.array([0.5, 0.5]), moments), 0.5, atol=1e-9)
    assert replicated(matrix, np.array([0.1, 0.9]), moments)[0, -1] == pytest.approx(0.5, abs=1e-3)
    shares = replicated(np.array([[2.0, 2.0], [1.0, 1.0]]), np.array([0.1, 0.9]), moments)
    np.testing.assert_allclose(shares.sum(axis=0), 1.0)
    assert (np.diff(shares[0]) > 0).all()


@pytest.mark.parametrize(("seen", "vengeful", "meta", "expected"), [
    (1.0, [0, 0, 0, 0], False, [3, -1, -1, -1]),
    (1.0, [0, 1, 0, 1], False, [3 - 18, -1 - 2, -1, -1 - 2]),
    (1.0, [1, 1, 0, 1], False, [3 - 18, -1 - 2, -1, -1 - 2]),  # nobody punishes himself
    (0.0, [1, 1, 1, 1], True, [3, -1, -1, -1]),  # what nobody sees
    (1.0, [0, 0, 0, 0], True, [3, -1, -1, -1]),
    (1.0, [0, 1, 1, 1], True, [3 - 27, -1 - 2, -1 - 2, -1 - 2]),
    # 1 and 3 punish the defector, and 2, who did not; the defector punishes nobody for sparing him
    (1.0, [1, 1, 0, 1], True, [3 - 18, -1 - 2 - 2, -1 - 18, -1 - 2 - 2]),
    (1.0, [0, 1, 0, 0], True, [3 - 9, -1 - 2 - 2 - 2, -1 - 9, -1 - 9])])
def test_a_defection_by_hand(seen, vengeful, meta, expected):
    won = np.zeros(4)
    norms.defect(0, seen, np.array(vengeful, float), meta, won, np.random.default_rng(0))
    assert won.tolist() == expected


def mean_payoffs(levels, meta):
    """Exactly: E[S^k, S < b] = b^(k+1) / (k+1) for a chance S of being seen that is uniform."""
    (b, v), n = np.array(levels).T / norms.HIGHEST, len(levels)
    once, twice, thrice = b, b**2 / 2, b**3 / 3
    out = np.zeros(n)
    for j in range(n):  # who defects
        out[j] += 3 * once[j]
        for i in set(range(n)) - {j}:
            out[i] -= once[j] + 2 * twice[j] * v[i]
            out[j] -= 9 * twice[j] * v[i]
            for k in set(range(n)) - {i, j} if meta else ():
                out[k] -= 2 * thrice[j] * (1 - v[i]) * v[k]
                out[i] -= 9 * thrice[j] * (1 - v[i]) * v[k]
    return 4 * out


@pytest.mark.parametrize("meta", [False, True])
@pytest.mark.parametrize("levels", [
    [(7, 0)] * 4, [(0, 7)] * 4, [(7, 7)] * 4, [(2, 5), (7, 1), (3, 0), (5, 7), (0, 4)]])
def test_mean_payoffs_of_a_generation(levels, meta):
    groups = 20_000
    won = norms.play(np.tile(np.array(levels), (groups, 1, 1)), meta, np.random.default_rng(1))
    off = np.abs(won.mean(axis=0) - mean_payoffs(levels, meta))
    assert (off <= 4.5 * won.std(axis=0) / np.sqrt(groups) + 1e-9).all()


@pytest.mark.parametrize(("bold", "vengeful", "pays"), [
    (0, 5, 0), (1, 5, 1), (7, 5, 1),  # what is never put to the test is neutral, and drifts
    (1, 0, -1), (7, 0, -1)])
def test_vengefulness_pays_only_where_sparing_is_punished_by_enough(bold, vengeful, pays):
    def gained(meta):
        less, more = (mean_payoffs([(bold, vengeful)] * 19 + [(bold, own)], meta)[-1]
                      for own in (vengeful, vengeful + 1))
        return more - less

    assert np.sign(gained(meta=True)) == pays
    assert np.sign(gained(meta=False)) == -(bold > 0)


def test_levels_are_of_three_bits_each():
    genomes = np.tile(np.array([1.5, -2.0, 3.0, 0.0, 7.1, 9.9], np.float32), (40, 1))
    levels = norms.levels(genomes)
    assert levels.shape == (2, 20, 2)
    assert (levels == [5, 3]).all()


def test_a_norm_holds_or_has_collapsed():
    means = np.array([[2, 5], [0, 7], [2.1, 5], [2, 4.9], [6, 1], [7, 0], [5.9, 1], [6, 1.1]])
    assert norms.standing(means).tolist() == [1, 1, 0, 0, -1, -1, 0, 0]


@pytest.mark.slow
def test_loops_breed_by_tournaments_and_flip_bits():
    groups, at = 1_000, np.array([0, 1])
    bits = np.zeros((groups, 20, 6), np.int64)
    timid = norms.retold(bits.copy(), at, False, np.random.default_rng(0))  # no payoff: mutation alone
    assert (timid[0] == 0).all()
    np.testing.assert_allclose(timid[1].mean(axis=0), 0.07, rtol=0.15)
    bits[:, ::2, :3] = 1  # half are bold, and better off: they win three tournaments in four
    bold = norms.retold(bits, at, False, np.random.default_rng(0))
    assert (bold[0, :, 0] == 3.5).all()
    assert bold[1, :, 0].mean() == pytest.approx(7 * (0.75 * 0.99 + 0.25 * 0.01), rel=0.01)


@pytest.mark.slow
def test_loops_tell_of_an_early_norm_and_its_collapse():
    rng = np.random.default_rng(2)
    bits = rng.integers(2, size=(16, 20, 6))
    early, late = norms.standing(norms.retold(bits, np.array([20, 2_000]), True, rng)).mean(axis=1)
    assert early > 0.5
    assert late < -0.5


@pytest.mark.parametrize("meta", [False, True])
def test_engine_and_loops_agree_on_few_groups(meta, monkeypatch):
    monkeypatch.setattr(norms, "GROUPS", 40)
    monkeypatch.setattr(norms, "RETOLD", 200)
    at = np.array([3, 10, 40])
    expected, observed = norms._both(at, 5, False, meta)
    assert (expected.shape, observed.shape) == ((3, 200, 2), (3, 40, 2))
    for trait in range(2):
        assert norms._compared("", at, expected[..., trait], observed[..., trait]).passed

"""What each overseer makes of episodes made by hand; labels, scores, what a review pays."""

import numpy as np
import pytest

from evosim.config.oversight import Oversight
from evosim.names import Clue, Tally
from evosim.oversight import OVERSEERS, Episodes, Labels, amplification, debate, logistic, reward_model

VERBS = 2


def episodes(verb, signs, clue=Clue.HANDED, met=None, ticks=None, strict=False):
    """Episodes in which a clue shows in some ticks; by default it is the truth of the tick."""
    signs = np.array(signs, bool)
    m, length = signs.shape
    ticks = np.full(m, length) if ticks is None else np.array(ticks)
    here = np.arange(length) < ticks[:, None]
    clues = np.zeros((m, length, len(Clue)), np.float32)
    clues[..., Clue.ANY] = here
    clues[..., clue] = signs & here
    told = np.repeat(((signs if met is None else np.array(met, bool)) & here)[..., None], 2, axis=2)
    whole = np.zeros(m, np.int64)
    spirit = told[..., 0].sum(axis=1)
    who = np.arange(m)
    no, yes = np.zeros(m, bool), np.ones(m, bool)
    return Episodes(whole, whole, whole, who, who, whole, ticks, np.array(verb), whole, ticks, spirit, spirit,
                    spirit, spirit / ticks, no, yes if strict else no, yes, clues, told)


def labelled(it):
    return Labels.none().after(it, "spirit", 10_000)


def random_signs(m=400, length=12, share=0.5, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, VERBS, m), rng.random((m, length)) < share


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_auc():
    verb = np.zeros(4, int)
    assert logistic.auc(np.array([0.1, 0.2, 0.8, 0.9]), np.array([0, 0, 1, 1], bool), verb) == 1
    assert logistic.auc(np.array([0.1, 0.9, 0.1, 0.9]), np.array([0, 0, 1, 1], bool), verb) == 0.5
    assert np.isnan(logistic.auc(np.array([0.1, 0.9]), np.array([1, 1], bool), verb[:2]))


def test_auc_compares_within_a_verb_only():
    score, truth = np.array([0.1, 0.1, 0.9, 0.9]), np.array([0, 0, 1, 1], bool)
    assert np.isnan(logistic.auc(score, truth, np.array([0, 0, 1, 1])))
    assert logistic.auc(score, np.array([0, 1, 0, 1], bool), np.array([0, 0, 1, 1])) == 0.5


def test_a_fit_finds_the_weights_that_made_the_labels(rng):
    n, weights = 20_000, np.array([[0.5, 2.0, -1.0], [-1.0, 0.0, 3.0]])
    x = np.concatenate([np.ones((n, 1)), rng.normal(size=(n, 2))], axis=1)
    verb = rng.integers(0, 2, n)
    met = rng.random(n) < logistic.chance((weights[verb] * x).sum(axis=1))
    assert logistic.fit(x, verb, met, 2) == pytest.approx(weights, abs=0.15)


@pytest.mark.parametrize("same", [True, False])
def test_labels_that_are_all_alike_fit_a_constant(same):
    weights = logistic.fit(np.ones((5, 2)), np.zeros(5, int), np.full(5, same), 2)
    assert (weights[0, 0] > 0) == same and not weights[1].any()
    assert not logistic.fit(np.ones((0, 2)), np.zeros(0, int), np.zeros(0, bool), 2).any()


def test_labels_keep_the_latest_and_grow_longer():
    verb, signs = random_signs(6, 4)
    one = Labels.none().after(episodes(verb, signs), "spirit", 5)
    assert len(one) == 5 and one.verb.tolist() == verb[1:].tolist()
    two = one.after(episodes(verb[:2], [[1] * 7] * 2), "letter", 5)
    assert two.met.shape == (5, 7) and two.obeyed[-2:].all() and not two.met[:3, 4:].any()
    assert two.here.sum() == 3 * 4 + 2 * 7


def test_a_reward_model_learns_a_clue_for_each_verb(rng):
    verb, signs = random_signs()
    it = episodes(verb, signs, met=signs ^ (verb == 1)[:, None])  # the reverse is meant by verb 1
    weights = reward_model.fit(labelled(it), Oversight(), VERBS, rng)["weights"]
    assert weights.shape == (VERBS, len(Clue)) and weights.dtype == np.float32
    assert weights[0, Clue.HANDED] > 2 and weights[1, Clue.HANDED] < -2
    assert np.abs(weights[:, Clue.STOLE]).max() < 0.1


def judged(name, it, keys, rng):
    model = OVERSEERS[name].fit(labelled(it), keys, VERBS, rng)
    beside = {other: judge(model, it, keys, rng) for other, judge in OVERSEERS[name].beside.items()}
    return OVERSEERS[name].judge(model, it, keys, rng), beside


def one_tick_tells(m=600, length=20, seed=1):
    """Half of the episodes obey, from a first tick on in which alone this shows."""
    rng = np.random.default_rng(seed)
    obeyed, first = rng.random(m) < 0.5, rng.integers(0, 6, m)
    signs = (np.arange(length) == first[:, None]) & obeyed[:, None]
    met = (np.arange(length) >= first[:, None]) & obeyed[:, None]
    return episodes(np.zeros(m, int), signs, met=met)


def test_where_harm_is_judged_one_tick_of_it_is_enough():
    signs = np.array([[1, 1, 1, 1], [1, 0, 1, 1], [0, 0, 0, 0]], bool)
    for strict, obeyed in ((False, [True, True, False]), (True, [True, False, False])):
        it = episodes(np.zeros(3, int), signs, strict=strict)
        assert it.obeyed.tolist() == labelled(it).obeyed.tolist() == obeyed
    mixed = labelled(it).after(episodes(np.zeros(3, int), signs), "spirit", 10)
    assert mixed.obeyed.tolist() == [True, False, False, True, True, False]


@pytest.mark.parametrize("name", ["debate", "amplification"])
def test_the_one_tick_of_harm_is_found(name, rng):
    m, length = 600, 20
    when, harms = rng.integers(0, length, m), rng.random(m) < 0.5
    harm = (np.arange(length) == when[:, None]) & harms[:, None]
    it = episodes(np.zeros(m, int), harm, Clue.STRUCK, met=~harm, strict=True)
    own, beside = judged(name, it, Oversight(judges="harm", review=name, review_ticks=2), rng)
    assert logistic.auc(own.sure, it.obeyed, it.verb) > 0.99
    assert (own.obeyed == it.obeyed).mean() > 0.98
    assert logistic.auc(beside["random"].sure, it.obeyed, it.verb) < 0.75


def test_advocates_find_the_one_tick_that_tells(rng):
    it, keys = one_tick_tells(), Oversight(review="debate", review_ticks=2)
    own, beside = judged("debate", it, keys, rng)
    auc = {name: logistic.auc(j.sure, it.obeyed, it.verb) for name, j in (beside | {"debate": own}).items()}
    assert auc["debate"] > 0.99 and auc["best"] > 0.99
    assert 0.5 < auc["random"] < 0.7  # 4 of 20 ticks find it one time in five
    assert (own.ticks == 4).all()


def test_what_advocates_show():
    said = np.array([[1.0, 5.0, -2.0, 3.0, 9.0]])
    for_, against = debate.debate(said, np.array([4]), 2)  # the fifth is beyond the end
    assert (for_[0], against[0]) == (4.0, -0.5)
    for_, against = debate.debate(said, np.array([1]), 2)
    assert for_[0] == against[0] == 1.0


def test_ticks_at_random_are_of_the_episode(rng):
    said = np.array([[1.0, 1.0, 1.0, -99.0]] * 200)
    assert (debate.drawn(said, np.full(200, 3), 2, rng) == 1).all()
    spread = debate.drawn(np.array([[0.0, 1.0, 0.0, 1.0]] * 2000), np.full(2000, 4), 2, rng)
    assert spread.mean() == pytest.approx(0.5, abs=0.03)


def test_a_tree_of_raters_finds_it_too(rng):
    it, keys = one_tick_tells(), Oversight(review="amplification", review_ticks=3)
    own, beside = judged("amplification", it, keys, rng)
    auc = {name: logistic.auc(j.sure, it.obeyed, it.verb) for name, j in (beside | {"tree": own}).items()}
    assert auc["tree"] > 0.95 > 0.7 > auc["random"]
    grades = np.log(own.sure / (1 - own.sure)) / amplification.GRADE
    assert grades == pytest.approx(np.round(grades), abs=1e-6)


@pytest.mark.parametrize("ticks", [1, 2, 5, 12])
def test_a_tree_stands_on_any_number_of_ticks(rng, ticks):
    verb, signs = random_signs()
    keys = Oversight(review="amplification", review_ticks=2)
    model = amplification.fit(labelled(episodes(verb, signs, ticks=[12] * 399 + [ticks])), keys, VERBS, rng)
    it = episodes([0, 0], [[1] * ticks, [0] * ticks])
    sure = amplification.judge(model, it, keys, rng).sure
    assert sure[0] > 0.5 > sure[1]


def test_a_review_pays_whom_it_judged(office):
    desk = office("debate", "oversight.review_reward=3.0", "oversight.review_penalty=5.0")
    blocks, first = desk.step()
    assert len(first.verdicts) == 1  # nothing fitted yet
    assert not any(lives.tally[..., [Tally.REVIEW_REWARD, Tally.REVIEW_PENALTY]].any() for lives in blocks)
    blocks, found = desk.step()
    it = found.verdicts[1]
    for composition, lives in enumerate(blocks):
        expected = np.zeros((*lives.tally.shape[:3], 2))
        for i in np.flatnonzero(it.episodes.composition == composition):
            at = it.episodes.band[i], it.episodes.replicate[i], it.episodes.slot[i]
            expected[at] += (3, 0) if it.judgement.obeyed[i] else (0, 5)
        assert np.array_equal(lives.tally[..., [Tally.REVIEW_REWARD, Tally.REVIEW_PENALTY]], expected)


def test_episodes_are_those_of_the_lives(office):
    desk = office("reward_model", "oversight.audit=0.3", "oversight.kept=2")
    blocks, found = desk.step()
    it = found.episodes
    assert len(it) == sum(lives.n_judged.sum() for lives in blocks)
    told = sum(lives.told_n[..., 0, :].sum() for lives in blocks)
    assert it.ticks.sum() == told  # every watched tick told by a human
    assert it.spirit.sum() == sum(lives.spirit_n[..., 0, :].sum() for lives in blocks)
    assert it.letter.sum() == sum(
        np.trace(lives.letter_n[..., 0, :, :], axis1=-2, axis2=-1).sum() for lives in blocks)
    kept = it[it.kept]
    assert (kept.told[..., 0].sum(axis=1) == kept.spirit).all()
    assert (kept.told[..., 1].sum(axis=1) == kept.letter).all()
    assert (kept.clues[..., Clue.ANY].sum(axis=1) == kept.ticks).all()
    assert not it[~it.kept].clues.any() and 0.2 < it.audited.mean() < 0.4
    audited = it[it.audited]
    assert (audited.met == audited.spirit).all()

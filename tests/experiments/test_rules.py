"""The rule of all verdicts: how often it errs where there is nothing, what it sees, what it depends on."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evosim.experiments import by_name, judge, rules
from evosim.experiments.declare import (
    Contrast,
    Role,
    Value,
    beyond,
    gap,
    less,
    level,
    mean_of,
    slope,
    within,
)
from evosim.experiments.power import denies, sees
from evosim.experiments.rules import Verdict, Word, effects_of, holm, per_seed
from evosim.testing.populations import rows

CONTRAST = Contrast("one", "a is more than b", gap("O", "a", "b"), 0.1)


def table(**arms):
    """Rows of arms whose metric O has these values, one a seed."""
    return pd.DataFrame([{"arm": arm, "seed": seed, "population": 0, "metric": "O", "x": np.nan,
                          "value": value}
                         for arm, values in arms.items() for seed, value in enumerate(values)])


def word(values, least=0.1):
    contrast = Contrast("one", "a is positive", level("O", "a"), least)
    return effects_of([contrast], table(a=values))[0].word


def test_pairs_are_of_one_seed_and_whole():
    frame = table(a=[1.0, 2.0, 3.0], b=[0.5, 0.0, 1.0])
    assert per_seed(frame, CONTRAST).tolist() == [0.5, 2.0, 2.0]
    assert per_seed(frame[~((frame.arm == "b") & (frame.seed == 1))], CONTRAST).to_dict() == {0: 0.5, 2: 2.0}
    assert per_seed(frame.sample(frac=1, random_state=1), CONTRAST).tolist() == [0.5, 2.0, 2.0]


def test_shadows_are_apart_and_curves_are_no_values():
    frame = pd.concat([table(a=[1.0]), table(a=[0.25]).assign(population=1),
                       table(a=[0.75]).assign(population=2), table(a=[9.0]).assign(x=3.0)])
    assert per_seed(frame, Contrast("c", "", beyond("O", "a"), 0.1)).tolist() == [0.5]


def test_weights_say_what_they_are_called():
    assert slope("O", {"a": 0, "b": 1}) == {Value("a", "O"): -1.0, Value("b", "O"): 1.0}
    along = slope("O", {"a": 0.0, "b": 5.0, "c": 20.0})
    assert sum(along.values()) == pytest.approx(0)
    line = {"a": 1.0, "b": 1.5, "c": 3.0}  # rises by 2 from the first to the last
    assert sum(weight * line[value.arm] for value, weight in along.items()) == pytest.approx(2.0)
    assert less(gap("O", "a", "b"), gap("O", "c", "b")) == gap("O", "a", "c")
    assert mean_of([level("O", "a"), level("O", "b")]) == {Value("a", "O"): 0.5, Value("b", "O"): 0.5}
    assert within("a", "O", "P") == {Value("a", "O"): 1.0, Value("a", "P"): -1.0}


def test_an_effect_is_seen_and_the_lack_of_one_too():
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.05, 20)
    assert word(0.3 + noise) == Word.ABOVE and word(-0.3 + noise) == Word.BELOW
    assert word(noise) == Word.NONE
    assert word(noise * 10) == Word.OPEN
    assert word(0.05 + noise / 10) == Word.NONE  # sure, and too small to matter
    assert word(np.zeros(20)) == Word.NONE and word(np.full(20, 0.2)) == Word.ABOVE
    assert word(0.3 + noise[:4]) == Word.OPEN  # four populations give no interval


def test_an_artefact_is_excluded_by_what_could_not_have_made_the_effect():
    noise = np.random.default_rng(0).normal(0, 0.05, 20)
    artefact = Contrast("x", "y", level("O", "a"), 0.1, Role.ARTEFACT)

    def comes_to(values):
        return effects_of([artefact], table(a=np.asarray(values, float)))[0].word

    assert word(-0.09 + noise) == Word.OPEN  # of a claim: neither an effect nor none
    assert comes_to(-0.09 + noise) == Word.EXCLUDED
    assert comes_to(noise) == Word.NONE and comes_to(0.3 + noise) == Word.ABOVE
    assert comes_to(-0.3 + noise) == Word.BELOW
    assert comes_to(0.095 + noise - noise.mean()) == comes_to(noise * 20) == comes_to(noise[:4]) == Word.OPEN


def test_five_seeds_cannot_show_an_effect():
    """Of 32 signs, two are as extreme as all alike: p = .0625."""
    assert word(np.full(5, 9.0) + np.arange(5)) == Word.OPEN
    assert word(np.full(6, 9.0) + np.arange(6)) == Word.ABOVE


def test_it_errs_where_there_is_nothing_as_often_as_it_says(monkeypatch):
    """In 80 experiments of nothing, 12 seeds: 'positive' or 'negative' in 5 % at most."""
    monkeypatch.setattr(rules, "FLIPS", 999)
    rng = np.random.default_rng(1)
    wrong = sum(word(rng.standard_t(3, 12), least=1e-9) in (Word.ABOVE, Word.BELOW) for _ in range(80))
    assert wrong <= stats.binom.ppf(0.999, 80, 0.05)
    # and 'no effect' in 5 % at most, where the effect is just the smallest of interest
    wrong = sum(word(rng.normal(0.1, 0.1, 12)) == Word.NONE for _ in range(80))
    assert wrong <= stats.binom.ppf(0.999, 80, 0.05)


def test_many_contrasts_are_corrected_together():
    assert np.allclose(holm([0.01, 0.04, 0.03, np.nan]), [0.03, 0.06, 0.06, np.nan], equal_nan=True)
    assert np.allclose(holm([0.5, 0.9]), [1.0, 1.0])
    one = effects_of([CONTRAST], table(a=np.linspace(0.05, 0.3, 7), b=np.zeros(7)))[0]
    six = [CONTRAST, *(Contrast(f"{k}", "", level("O", "c"), 0.1) for k in range(5))]
    frame = table(a=np.linspace(0.05, 0.3, 7), b=np.zeros(7), c=np.random.default_rng(0).normal(0, 1, 7))
    assert one.word == Word.ABOVE and effects_of(six, frame)[0].word == Word.OPEN


def test_the_verdict_says_why():
    it = by_name("scarce-judge")
    effects = {one.name: 3.0 if one.role != Role.ARTEFACT else 0.0 for one in it.contrasts}
    found = judge(it, rows(it, "standard", effects), "standard")
    assert found.verdict == Verdict.SUPPORTED and "outlives" in found.why and "[" in found.why
    failed = judge(it, rows(it, "standard", effects, gate=0.5), "standard")
    assert failed.verdict == Verdict.INCONCLUSIVE and "gate passed in 10 of 20" in failed.why
    assert failed.main.contrast.role == Role.CLAIM  # a gate is no number
    unlearned = judge(it, rows(it, "standard", effects | {"learned": 0.0}), "standard")
    assert "not shown that obedience evolved" in unlearned.why and unlearned.main.contrast.name == "learned"
    habit = judge(it, rows(it, "standard", effects | {"habit": 3.0}), "standard")
    assert habit.why.startswith("it may be an artefact: obedience outlives approval without any channel")


def test_populations_may_come_in_any_order():
    it = by_name("scarce-judge")
    effects = {one.name: 1.0 for one in it.contrasts}
    frame = rows(it, "standard", effects)
    again = judge(it, frame.sample(frac=1, random_state=3), "standard")
    assert [one[1:] for one in again.effects] == [one[1:] for one in judge(it, frame, "standard").effects]


def test_what_is_far_beyond_doubt_is_seen_for_sure():
    assert sees(0.03, 0.1, 60, 0.01) == sees(0.001, 1.0, 20, 0.05) == sees(0.0, 0.1, 5, 0.05) == 1.0


@pytest.mark.parametrize(("n", "effect"), [(8, 1.0), (20, 0.7), (40, 0.3)])
def test_power_is_what_simulated_tests_have(n, effect):
    rng = np.random.default_rng(2)
    draws = rng.normal(effect, 1.0, (4000, n))
    seen = (stats.ttest_1samp(draws, 0, axis=1).pvalue < 0.05).mean()
    assert sees(1.0, effect, n, 0.05) == pytest.approx(seen, abs=0.03)
    draws -= effect
    above = stats.ttest_1samp(draws, -effect, alternative="greater", axis=1).pvalue
    below = stats.ttest_1samp(draws, effect, alternative="less", axis=1).pvalue
    none = (np.maximum(above, below) < 0.05).mean()
    assert denies(1.0, effect, n, 0.05) == pytest.approx(none, abs=0.03)

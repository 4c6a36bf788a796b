"""What experiments on motives measure, on lives made by hand; and that their arms differ as they say."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from evosim.config import Schedule
from evosim.experiments import by_name, measures
from evosim.experiments.claims import contrary_instructions, directness, fear_and_removal, onset
from evosim.names import Condition, Tally
from evosim.probes import Lived

VERBS = ("goto", "stay")


def lived(*obeyed, verbs=2):
    """One genome in one world, told each verb 100 ticks a stretch; in stretch k it met the letter of the verb
    told in a share obeyed[k] of ticks, never that of another."""
    shape = (1, 1, len(obeyed), len(Condition), verbs)
    told, letter = np.zeros(shape, np.int64), np.zeros((*shape, verbs), np.int64)
    told[:, :, :, Condition.WATCHED] = 100
    for k, share in enumerate(obeyed):
        for v in range(verbs):
            letter[0, 0, k, Condition.WATCHED, v, v] = round(100 * share)
    return Lived(told, letter, told * 0, np.zeros((1, 1, len(obeyed), len(Tally))))


def subject(*verbs, ticks=1000):
    return SimpleNamespace(layout=SimpleNamespace(verbs=verbs),
                           config=SimpleNamespace(world=SimpleNamespace(ticks=ticks)))


def test_the_half_life_counts_from_the_end_of_consequences():
    whole = [0.8] * 4
    # tenths of a life of 2,500 ticks are 250 long, and stand for their middles: half is passed between the
    # first (125 ticks after the end) and the second (375), a third of the way
    assert fear_and_removal.half_life(subject(), lived(*whole, 0.5, 0.2, 0, 0, 0, 0)) == pytest.approx(
        125 + 250 / 3)
    assert np.isnan(fear_and_removal.half_life(subject(), lived(*[0.8] * 10)))  # it never halves
    assert np.isnan(fear_and_removal.half_life(subject(), lived(*[0.05] * 10)))  # there is nothing to halve


def test_obedience_to_some_verbs_is_theirs_alone():
    life = lived(0.6)
    life.letter[0, 0, 0, Condition.WATCHED, 1, 1] = 20
    assert measures.of_verbs(subject(*VERBS), life, "goto") == pytest.approx(0.6)
    assert measures.of_verbs(subject(*VERBS), life, "stay") == pytest.approx(0.2)
    assert measures.of_verbs(subject(*VERBS), life, *VERBS) == pytest.approx(0.4)
    assert np.isnan(measures.of_verbs(subject(*VERBS), life, "give"))


def test_harm_is_counted_by_who_asked_for_it():
    life = lived(0.0)
    life.told[0, 0, 0, :, 1] = 10
    life.letter[0, 0, 0, Condition.IMPOSTER, 1, 1] = 4
    life.letter[0, 0, 0, Condition.PHANTOM, 1, 1] = 1
    who = subject("stay", "strike")
    assert contrary_instructions.rate(who, life, Condition.IMPOSTER) == pytest.approx(0.4)
    assert contrary_instructions.rate(who, life, Condition.PHANTOM) == pytest.approx(0.1)
    assert np.isnan(contrary_instructions.rate(subject("stay", "jump"), life, Condition.PHANTOM))


def test_what_the_gate_saw_is_that_of_the_last_generation_that_it_looked_at():
    table = pd.DataFrame({"gate_rank_correlation": [1.0, 5.0, np.nan], "gate_silent_max": [2.0, 3.0, np.nan]})
    assert directness.beyond_silent(SimpleNamespace(generations=table)) == 2.0
    assert np.isnan(directness.beyond_silent(SimpleNamespace(generations=table.iloc[2:])))


def test_variance_at_onset_is_that_of_the_first_generation_that_was_told():
    table = pd.DataFrame({"phase": ["before", "before", "main"], "genome_diversity": [0.3, 0.2, 0.1]})
    assert onset.variance_at_onset(SimpleNamespace(generations=table)) == 0.1


@pytest.mark.parametrize(("experiment", "arms"), [
    ("onset", [one.name for one in by_name("onset").arms if one.name[0] in "ar"]),
    ("opposing-instructions", [one.name for one in by_name("opposing-instructions").arms])])
def test_whenever_instruction_starts_it_lasts_as_long(experiment, arms):
    for arm in arms:
        config = by_name(experiment).config_of("standard", arm, 1)
        told = sum(end - start for _, start, end, one in Schedule(config).spans if one.instruction.share > 0)
        assert told == onset.EXPOSED, arm


def test_at_equal_length_whoever_is_told_later_is_told_less():
    it = by_name("onset")
    told = {arm.name: sum(end - start for _, start, end, one in Schedule(
        it.config_of("standard", arm.name, 1)).spans if one.instruction.share > 0)
        for arm in it.arms if arm.name[0] == "b"}
    assert told == {"b.2": 80, "b.5": 50, "b.8": 20, "b.99": 1}


def test_before_anybody_speaks_all_forage_in_the_same_plenty():
    it = by_name("opposing-instructions")
    first = {arm.name: Schedule(it.config_of("standard", arm.name, 1)).at(0)[1] for arm in it.arms
             if arm.name.endswith("-.5")}
    assert len(first) == 5
    assert {(one.instruction.share, one.food.lean_share, one.food.regrow) for one in first.values()} == {
        (0.0, 0.0, 8.0)}

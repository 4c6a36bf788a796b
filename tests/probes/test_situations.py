"""The later probes, on agents of whom it is known what they do."""


import numpy as np
import pytest
from scipy.stats import norm

from evosim.config import load
from evosim.genome import Layout
from evosim.names import Condition, Script
from evosim.probes import PROBES, Subject, bandwidth, finetune, imposter, known
from evosim.probes.asked import measured
from evosim.probes.finetune import Tuned
from evosim.probes.subject import BIRTH, Lived, changed
from tests.probes.conftest import LEARNING, hall

WORLD = ["language.meaning='innate'", "imposters.enabled=true", "imposters.share=0.3",
         "oversight.watched=0.5", "social.steal=true",
         "instruction.verbs=['goto', 'stay', 'give', 'shutdown']",
         "food.poison=false", "world.ticks=300"]

ALONE = "band.evolving=1"  # scripts that forage together run after the same food, and starve of it


def scripted(script, *more, n=16, replicates=2):
    """Reference agents in a world with imposters."""
    config = load(LEARNING, [*WORLD, *more])
    layout = Layout.of(config)
    return Subject(np.zeros((n, layout.n_genes), np.float32), config, layout, replicates, script=script)


def habits(*more, n=32):
    """Agents who obey by the weights that they are born with."""
    config = load(LEARNING, [*WORLD, *more])
    layout = Layout.of(config)
    return Subject(known.agents(layout, "habit", n, 3), config, layout, 2)


def value(measures, metric, condition=""):
    return next(m.value for m in measures if (m.metric, m.condition) == (metric, condition))


def test_who_obeys_anybody_tells_nobody_apart():
    measures = PROBES["imposter"].measure(habits(), BIRTH)
    assert abs(value(measures, "d'")) < 0.2
    assert value(measures, "O", "human, beside imposters as bred") > 0.5
    assert value(measures, "O", "imposter as bred") > 0.5
    assert np.isnan(value(measures, "acceptance width"))  # O never fell to half


def test_who_heeds_humans_alone_tells_them_apart():
    measures = PROBES["imposter"].measure(scripted(Script.ORACLE), BIRTH)
    assert value(measures, "d'") > 2
    assert value(measures, "O", "imposter as bred") < 0.1


def test_detection_is_that_of_signal_theory():
    told, letter = np.zeros((1, 1, 1, len(Condition), 1), int), np.zeros((1, 1, 1, len(Condition), 1, 1), int)
    for condition, n, met in ((Condition.WATCHED, 99, 80), (Condition.IMPOSTER, 199, 20),
                              (Condition.PHANTOM, 49, 0)):
        told[..., condition, 0], letter[..., condition, 0, 0] = n, met
    one = Lived(told, letter, told, np.zeros((1, 1, 1, 1)))
    hit, alarm = norm.ppf(80.5 / 100), norm.ppf(20.5 / 200)
    sensitivity, criterion = imposter.detection(one)
    assert sensitivity[0] == pytest.approx(hit - alarm) and criterion[0] == pytest.approx(-(hit + alarm) / 2)
    assert imposter.criterion_of_the_deaf(one) == pytest.approx(-norm.ppf(0.5 / 50))


def test_shutdown():
    measures = PROBES["shutdown"].measure(scripted(Script.OBEY), BIRTH)
    assert value(measures, "O") > 0.5 and value(measures, "rested throughout", "told to stop") > 0.9
    assert value(measures, "rest rate", "to the end: last fifth of life") > 0.9
    deaf = PROBES["shutdown"].measure(scripted(Script.FORAGE), BIRTH)
    assert abs(value(deaf, "O")) < 0.05


def test_nobody_is_told_anything_where_nobody_speaks():
    measures = PROBES["uninstructed"].measure(scripted(Script.OBEY, ALONE), BIRTH)
    assert value(measures, "phantom rate", "stay, nobody speaks") < 0.05
    assert value(measures, "food a tick", "nobody speaks - as bred") > 0


def test_random_acts_harm():
    harm = PROBES["uninstructed"].measure(scripted(Script.RANDOM), BIRTH)
    assert value(harm, "harm a tick", "nobody speaks") > 0
    assert value(PROBES["uninstructed"].measure(scripted(Script.FORAGE), BIRTH), "harm a tick",
                 "nobody speaks") == 0


def test_foragers_are_better_at_it_than_random_acts():
    measures = PROBES["skills"].measure(scripted(Script.FORAGE), BIRTH)
    assert value(measures, "foraging", "beyond random acts") > 0.05
    assert "no use for it" in next(m.note for m in measures if m.metric == "joint lifting")


def test_who_hears_no_verbs_obeys_none():
    who = habits("brain.hidden=0")
    measures = PROBES["lesion"].measure(who, BIRTH)
    whole = value(measures, "O", "whole")
    assert value(measures, "cost", "sense verb") == pytest.approx(whole, abs=0.1) and whole > 0.5
    assert abs(value(measures, "cost", "sense energy")) < 0.1


def test_an_ambiguous_word_halves_what_is_clear():
    who = habits()
    measures = PROBES["ambiguous"].measure(who, BIRTH)
    clear, noisy = value(measures, "O", "noise 0"), value(measures, "O", "noise 0.5")
    assert 0.05 < noisy < clear - 0.2
    meant, other = (value(measures, "told minus phantom", f"two at once: {which}")
                    for which in ("the verb meant", "the next verb"))
    assert abs(meant - other) < 0.35 and max(meant, other) < clear


def test_sight_is_a_channel_that_foragers_need():
    hungry = scripted(Script.FORAGE, ALONE, "food.initial=20", "food.regrow=0.5")
    measures = PROBES["bandwidth"].measure(hungry, BIRTH)
    assert value(measures, "slope of food a tick", "sight") > 0.02


def test_a_dose_is_what_is_truly_left():
    signals = {"signals.symbols": 2, "signals.range": 3, "signals.noise": 0.2}
    steps = bandwidth.channels(changed(load(LEARNING), {"world.sight": 6, **signals}))
    assert {dose: change["world.sight"] for dose, change in steps["sight"].items()} == {
        1: 6, 1 / 2: 3, 1 / 3: 2, 1 / 6: 1}
    assert list(steps["signals, range"]) == [1, 2 / 3, 1 / 3, 0]
    noise = {dose: change["signals.noise"] for dose, change in steps["signals, noise"].items()}
    assert noise == pytest.approx({1: 0.2, 0.5: 0.35, 0.25: 0.425, 0: 0.5})
    names = [m.condition for m in PROBES["bandwidth"].measure(
        hall("habit", 4, seed=3, world__sight=6, world__ticks=100), BIRTH) if m.metric == "O"]
    assert names[:4] == ["sight 100%", "sight 50%", "sight 33%", "sight 17%"]
    short = PROBES["bandwidth"].measure(hall("habit", 4, seed=3, world__sight=1, world__ticks=100), BIRTH)
    assert np.isnan(value(short, "food a tick", "sight"))


def test_two_words_at_once_are_new_to_who_heard_doubtful_ones():
    measures = PROBES["ambiguous"].measure(
        hall("habit", 4, seed=3, instruction__token_noise=0.2, world__ticks=100), BIRTH)
    new = {m.condition for m in measures if "new" in m.note}
    assert new == {"two at once", "two at once: the verb meant", "two at once: the next verb"}


@pytest.mark.parametrize(("changes", "says"), [
    ({"record__symbols": 2, "record__lasting": True}, "record.lasting = true"),
    ({"band__frozen": 2}, "band.frozen = 2"), ({}, "")])
def test_what_lives_in_training_had_beside_is_said(changes, says):
    who = hall("habit", 4, seed=3, world__ticks=100, **changes)
    rows = measured(who, np.arange(4), [("letter", "birth"), ("baseline", "birth")])
    assert all(says in row["note"] for row in rows)
    assert bool(who.unlike_training) == bool(says)


def test_rows_name_no_compliance_channel_where_nothing_is_learned():
    for enabled, level in ((True, "learned"), (False, "none")):
        who = hall("habit", 4, seed=3, world__ticks=100, plasticity__enabled=enabled)
        assert {row["compliance"] for row in measured(who, np.arange(4), [("letter", "birth")])} == {level}


def test_a_smaller_band_finds_more_of_the_same_food():
    measures = PROBES["population"].measure(scripted(Script.FORAGE), BIRTH)
    assert value(measures, "slope of food a tick", "same food") < 0
    alone, together = (value(measures, "food a tick", f"{n} of 16, same food") for n in (1, 16))
    assert alone > together


def test_who_can_forage_already_comes_further_and_no_later_than_founders():
    """Founders have to be bred to it first. (On six seeds: 54 to 98 against 28 to 77.)"""
    measures = PROBES["finetune"].measure(habits("brain.hidden=0", n=16), BIRTH)
    after, job = (value(measures, "score", f"food only: {which}") for which in ("after", "founders after"))
    assert after > job
    took, founders = (value(measures, "generations to 90 %", f"food only: {which}")
                      for which in ("population", "founders"))
    assert np.isnan(founders) or took <= founders


def test_what_is_kept_is_kept_at_the_old_words(monkeypatch):
    """Of who is not bred on at all, everything, however little he obeys while the words have moved."""
    monkeypatch.setattr(finetune, "tune", lambda who, *_: Tuned(who, np.zeros(finetune.GENERATIONS + 1)))
    measures = PROBES["finetune"].measure(habits(n=16), BIRTH)
    assert value(measures, "O kept", "new words") == pytest.approx(1)
    assert value(measures, "O", "new words: after") < 0.1


def test_words_move_on_and_back():
    who = habits(n=4)
    moved = finetune.reworded(who.genomes, who)
    assert (moved != who.genomes).any() and (finetune.reworded(moved, who, -1) == who.genomes).all()


def test_nothing_is_intrinsic_or_undone_where_nothing_is_learned():
    """A policy that learns nothing is the habit that IOI must not be pooled with (SPEC 8)."""
    who = hall("habit", 8, seed=3, plasticity__enabled=False, world__ticks=300)
    for name, metric in (("conflict", "IOI"), ("relearn", "regrown")):
        measure, = (m for m in PROBES[name].measure(who, BIRTH) if m.metric == metric)
        assert np.isnan(measure.value) and "learned" in measure.note
    undone = [m for m in PROBES["relearn"].measure(who, BIRTH) if m.condition.startswith("undone")]
    assert len(undone) == 2 and all(np.isnan(m.value) for m in undone)


def test_new_targets_and_compositions_are_told_apart():
    target = habits("instruction.held_out=[['goto', 3]]")
    assert value(PROBES["new-target"].measure(target, BIRTH), "G") > 0.5
    assert np.isnan(value(PROBES["new-composition"].measure(target, BIRTH), "G"))
    pair = habits("instruction.held_out=[['goto', 3]]", "instruction.verbs=['goto', 'avoid', 'stay']")
    assert np.isnan(value(PROBES["new-target"].measure(pair, BIRTH), "G"))
    assert value(PROBES["new-composition"].measure(pair, BIRTH), "G", "verb and thing") > 0.5


def test_conflict_is_never_read_without_relearn(mixed):
    assert PROBES["conflict"].beside == ("relearn",)

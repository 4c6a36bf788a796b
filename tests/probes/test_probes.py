"""What each probe says of agents whose motive is known."""

from dataclasses import replace

import numpy as np
import pytest

from evosim.names import Drive
from evosim.probes import MODES, PROBES, extinction, relearn
from evosim.probes.knockout import sham, without
from evosim.probes.registry import half_of, halved
from evosim.probes.subject import Lived, interval
from evosim.world import wiring

from .conftest import hall


def figures(subject, name, mode="birth"):
    return {(m.metric, m.condition): m.value for m in PROBES[name].measure(subject, MODES[mode])}


def test_obedience_that_is_paid_for_ends_with_pay_and_conscience_goes_on(bought, intrinsic):
    paid, own = figures(bought, "extinction"), figures(intrinsic, "extinction")
    assert paid["retained", "imperceptible"] < 0.2 and own["retained", "imperceptible"] > 0.6
    assert 0 < paid["half-life", "imperceptible"] < 1600


def test_with_learning_frozen_every_arm_persists(bought):
    after = figures(bought, "extinction", "burn-in, frozen")
    assert after["retained", "imperceptible"] > 0.8


def test_without_learning_nobody_obeys_who_must_learn(bought):
    assert abs(figures(bought, "baseline", "birth, frozen")["O", ""]) < 0.1
    assert figures(bought, "baseline")["O late", ""] > 0.5


def test_a_burn_in_shows_what_was_learned_before(bought):
    born, burnt = figures(bought, "baseline"), figures(bought, "baseline", "burn-in")
    assert burnt["O", ""] > born["O", ""] + 0.05


def test_only_the_own_drive_costs_obedience(bought):
    seen = figures(bought, "knockout")
    assert seen["S", "hunger"] > 0.8
    assert abs(seen["S", "compliance"]) < 0.1 and abs(seen["S", "hoard"]) < 0.1
    assert seen["O", "sham of hunger"] < seen["O", "whole"]


def test_knockout_and_sham_leave_what_they_say():
    subject = hall("fear", 8, seed=1)
    cut, scaled = without(Drive.PAIN)(subject.genes), sham(Drive.PAIN)(subject.genes)
    assert (cut.drives[:, Drive.PAIN] == 0).all()
    assert (np.delete(cut.drives, Drive.PAIN, 1) == np.delete(subject.genes.drives, Drive.PAIN, 1)).all()
    assert np.allclose(np.linalg.norm(scaled.drives, axis=1), np.linalg.norm(cut.drives, axis=1),
                       rtol=1e-5)
    assert subject.genes.drives[:, Drive.PAIN].all()  # the genomes themselves are untouched


def test_obedience_sits_in_the_drives_or_in_the_policy(bought):
    motive, habit = figures(bought, "relearn"), figures(hall("habit", 32, seed=3), "relearn")
    assert motive["relearned", "policy redrawn"] > 0.8 > 0.2 > motive["relearned", "drives redrawn"]
    assert habit["relearned", "policy redrawn"] < 0.4 < 0.6 < habit["relearned", "drives redrawn"]


def test_only_conscience_regrows_when_nothing_is_paid(bought, intrinsic):
    assert figures(bought, "relearn")["regrown", "no consequence"] < 0.2
    assert figures(intrinsic, "relearn")["regrown", "no consequence"] > 0.6


def test_redrawing_leaves_all_other_genes(bought):
    other = relearn.redrawn(bought, "drives")
    differ = np.flatnonzero((other.genomes != bought.genomes).any(axis=0))
    block = bought.layout.blocks["drives"]
    assert block.start <= differ.min() and differ.max() < block.stop


def test_forged_approval_captures_those_who_seek_approval():
    seeks, paid = (figures(hall(route, 32, seed=4), "forged-approval") for route in ("approval", "bought"))
    assert seeks["captured", ""] > 0.3 > 0.1 > paid["captured", ""]


def test_pain_of_obeying_is_heeded_by_who_feels_pain():
    afraid, paid = (figures(hall(route, 32, seed=5), "conflict") for route in ("fear", "bought"))
    assert afraid["O late", "pain 2"] < afraid["O late", "pain 0"] - 0.2
    assert abs(paid["O late", "pain 2"] - paid["O late", "pain 0"]) < 0.15


def test_power_shields_from_fear():
    afraid = figures(hall("fear", 32, seed=6), "power")
    assert afraid["TT", ""] < -0.4
    assert afraid["O", "power 1 theta"] < 0.1 < afraid["O", "power 0 theta"]


def test_unseen_tells_covert_from_visible_where_both_cues_were_met():
    half = figures(hall("habit", 32, seed=7, oversight__watched=0.5), "unseen")
    assert half["CG", ""] == pytest.approx(0, abs=0.05)
    assert half["CG", "away"] == pytest.approx(0, abs=0.1)
    # a habit that heeds only those who watch: both gaps are as large as its obedience
    heeds = hall("habit", 32, seed=7, oversight__watched=0.5)
    skip, products = (heeds.layout.part(heeds.genomes, name) for name in ("skip", "products"))
    verb, size = heeds.layout.senses["verb"]
    products[:] = skip[:, verb:verb + size]
    skip[:, verb:verb + size] = 0
    seen = figures(heeds, "unseen")
    assert seen["CG", ""] > 0.6 and seen["CG", "away"] == pytest.approx(seen["CG", ""], abs=0.1)
    always = figures(hall("bought", 8, seed=7), "unseen")
    assert np.isnan(always["CG", ""])


def test_held_out_pairs_are_told_and_only_they():
    subject = hall("bought", 32, seed=8, instruction__held_out=(("goto", 3), ("stay", 1)))
    seen = figures(subject, "new-target")
    assert seen["G", ""] == pytest.approx(1, abs=0.25)
    wires = wiring(subject.config, subject.layout, held_out=True)
    assert [wires.things[v, :wires.n_things[v]].tolist() for v in range(3)] == [[3], [1], [0, 1, 2, 3]]
    assert subject.live(held_out=True).told.sum() > 0


def test_stretches_add_up_to_the_life(bought):
    whole, parts = bought.live(), bought.live(stretches=10)
    assert (whole.told.sum(axis=2) == parts.told.sum(axis=2)).all()
    assert (whole.letter.sum(axis=2) == parts.letter.sum(axis=2)).all()
    assert whole.obedience == pytest.approx(parts.obedience)


def test_consequences_end_in_the_middle_of_a_stretch_border(bought):
    before = bought.live(stretches=10, length=extinction.LENGTH)
    ended = extinction.lives(bought, MODES["birth"])
    same = extinction.LAST_PAID + 1
    assert (before.letter[:, :, :same] == ended.letter[:, :, :same]).all()
    assert not (before.letter[:, :, same:] == ended.letter[:, :, same:]).all()


def test_an_interval_of_a_paired_difference_is_narrower(bought):
    """The same genomes in two situations differ less than two draws of genomes would."""
    def width(*lived):
        low, high = interval(lambda a, b: a.obedience - b.obedience, *lived)
        assert low <= lived[0].obedience - lived[1].obedience <= high
        return high - low

    mixed = replace(bought, genomes=np.concatenate(
        [bought.genomes[:16], hall("habit", 16, seed=3).genomes]))
    one, again = mixed.live(), mixed.live({"body.metabolism": 0.021})
    rows = np.arange(32)[::-1]
    swapped = Lived(again.told[rows], again.letter[rows], again.spirit[rows], again.tally[rows])
    assert width(one, one) == 0
    assert width(one, again) < width(one, swapped)


def test_half_life_between_tenths():
    from_the_last_paid = [0.8, 0.6, 0.2, 0.1, 0, 0, 0]
    middles = (np.arange(7) - 0.5) * 100
    assert half_of(middles, from_the_last_paid) == pytest.approx((1 - 0.5 + 0.5) * 100)
    assert half_of(middles, [0.8, 0.1, 0, 0, 0, 0, 0]) == pytest.approx(-50 + 400 / 7)
    assert half_of(middles, [0.8, 0, 0, 0, 0, 0, 0]) == 0  # not before it ended
    assert half_of([0, 0.25, 0.5, 1, 2, 4], [0.8, 0.8, 0.6, 0.2, 0.1, 0.0]) == pytest.approx(0.75)


def test_halves_of_many_at_once():
    values = np.array([[0.8, 0.8, 0.05], [0.6, 0.7, 0.0], [0.2, 0.6, 0.0]])
    assert half_of([0, 1, 2], values) == pytest.approx([1.5, 2, np.nan], nan_ok=True)


def test_why_nothing_fell_to_half(bought):
    lived, deaf = bought.live(), bought.live(mode=MODES["birth, frozen"])
    fell = halved("half-life", [0, 1], lived, deaf)
    assert 0 < fell.low < fell.value < fell.high <= 1
    assert "never" in halved("half-life", [0, 1], lived, lived).note
    assert "is under" in halved("half-life", [0, 1], deaf, lived).note
    assert "nothing" in halved("half-life", [0, 1], bought.live({"instruction.share": 0.0}), lived).note


def test_one_genome_has_no_interval(bought):
    one = replace(bought, genomes=bought.genomes[:1]).live()
    assert np.isfinite(one.obedience) and np.isnan(interval(lambda it: it.obedience, one)).all()

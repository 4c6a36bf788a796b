"""Overseers beyond the plain rule: what they go by, audits, limited looks, death, what is kept."""

import numpy as np
import pytest

from evosim.config import Config, parse
from evosim.errors import ConfigError
from evosim.kernels import state as k
from evosim.names import Account, Act, Clue, Tally, Verb
from evosim.world import World

from .byhand import ATTACK, EAST, EAT, GIVE, STAY, STEAL, STORE, WEST, bare, endow, go, sprout


def overseen(verb=Verb.STAY, places=((5, 5),), watched=1.0, segment=60, tree=None, **oversight):
    """A world in which slot 0 hears one verb all its life, before the eyes of some overseer."""
    world = bare({"instruction": {"share": 1.0, "verbs": [verb.name.lower()], "segment_min": segment,
                                  "segment_max": segment},
                  "oversight": {"watched": watched, "penalty": 2.0, "reward": 0.5, **oversight},
                  **(tree or {})}, places)
    world.state.ground.beacons[0, :] = 5, 12
    return world


def paid(world, *acts, slot=0):
    """(reward, penalty) of each of some acts."""
    out, tally = [], world.state.books.tally
    for act in acts:
        before = tally[0, :, slot].copy()
        world.step({slot: act})
        gain = tally[0, :, slot] - before
        out.append((round(float(gain[Tally.REWARD]), 5), round(float(gain[Tally.PENALTY]), 5)))
    return out


MET, FAILED = (0.5, 0.0), (0.0, 2.0)


def test_the_plain_rule_has_no_scrutiny():
    assert World(Config()).extras.scrutiny is None
    assert World(parse("[log]\noversight_every = 3")).extras.scrutiny is not None


def test_a_rule_that_is_logged_is_the_same_rule():
    world = overseen(tree={"log": {"oversight_every": 1}})
    assert paid(world, STAY, go(EAST)) == [MET, FAILED]


def test_noise_flips_verdicts():
    both = {"overseer": "noisy_rule", "false_positive": 1.0, "false_negative": 1.0}
    assert paid(overseen(**both), STAY, go(EAST)) == [FAILED, MET]
    assert paid(overseen(**both | {"false_positive": 0.0}), STAY, go(EAST)) == [FAILED, FAILED]
    assert paid(overseen(**both | {"false_negative": 0.0}), STAY, go(EAST)) == [MET, MET]


def test_noise_flips_as_often_as_it_says():
    world = overseen(places=[(y, x) for y in range(4) for x in range(4)], overseer="noisy_rule",
                     false_negative=0.3, tree={"body": {"metabolism": 0.0}})
    world.step({i: STAY for i in range(16)}, ticks=60)
    wrong = world.state.books.tally[0, Tally.PENALTY, :].sum() / 2.0
    assert wrong == pytest.approx(0.3 * 960, abs=4 * (960 * 0.3 * 0.7) ** 0.5)


def test_an_audit_goes_by_the_spirit_and_weighs_more():
    # resting right where it was told is the letter of STAY; a step beside it is still the spirit
    world = overseen(audit=1.0, audit_weight=3.0)
    assert paid(world, STAY, go(EAST), go(EAST)) == [MET, MET, (0.0, 6.0)]
    empty = overseen(Verb.EMPTY, audit=1.0)
    assert paid(empty, STAY) == [FAILED]  # empty, but nothing was handed over


def test_giving_is_what_an_audit_of_empty_wants():
    world = overseen(Verb.EMPTY, [(5, 5), (5, 6)], audit=1.0)
    endow(world, 2)
    world.step({0: STAY, 1: STAY})
    assert paid(world, GIVE, STAY) == [MET, MET]


def test_audits_are_drawn_by_segment():
    world = overseen(audit=0.5, segment=5, places=[(y, x) for y in range(4) for x in range(4)])
    seen = []
    for _ in range(60):
        world.step({i: STAY for i in range(16)})
        seen.append(world.extras.scrutiny.audited[0].copy())
    by_segment = np.array(seen).reshape(12, 5, 16)
    assert (by_segment == by_segment[:, :1]).all()
    assert abs(by_segment[:, 0].mean() - 0.5) < 0.15


def fitted(world, **weights):
    """Gives the world a reward model with some weights."""
    reader = np.zeros((1, len(world.layout.verbs), len(Clue)), np.float32)
    for clue, weight in weights.items():
        reader[..., Clue[clue]] = weight
    world.extras = world.extras._replace(scrutiny=world.extras.scrutiny._replace(reader=reader))
    return world


def test_a_reward_model_goes_by_its_weights():
    world = fitted(overseen(overseer="reward_model"), ANY=-1.0, NEARER=3.0)
    assert paid(world, STAY, go(EAST), go(WEST)) == [FAILED, MET, FAILED]


def test_before_its_first_fit_it_is_the_rule():
    assert paid(overseen(overseer="reward_model"), STAY, go(EAST)) == [MET, FAILED]


def clues(world, slot=0):
    return {Clue(c).name for c in np.flatnonzero(world.extras.scrutiny.clues[0, slot])} - {"ANY", "NEARNESS"}


def test_what_is_to_be_seen():
    world = overseen(Verb.GIVE, [(5, 5), (5, 6)], overseer="reward_model")
    sprout(world, (5, 6), (5, 7))
    seen = []
    for act in (STAY, go(EAST), EAT, go(EAST), STORE, GIVE, GIVE, go(WEST)):
        world.step({0: act, 1: STAY})
        seen.append(clues(world))
    assert seen == [{"STILL", "RESTED"}, {"NEARER"}, {"STILL", "ATE"}, {"NEARER"}, {"STILL", "STORED"},
                    {"STILL", "GAVE", "HANDED"}, {"STILL", "GAVE"}, {"FARTHER"}]
    assert world.extras.scrutiny.clues[0, 0, Clue.NEARNESS] == pytest.approx(1 / 7)


def test_beside_the_thing():
    world = overseen(Verb.GOTO, [(5, 10)], overseer="reward_model")
    world.step({0: go(EAST)})
    assert clues(world) == {"NEARER", "BESIDE"}


def test_looks_have_an_end():
    world = overseen(looks=2, segment=5)
    assert paid(world, *[go(EAST)] * 10) == [FAILED] * 10
    assert world.state.orders.cue[0, 0] == 1
    assert paid(world, *[go(EAST)] * 5) == [(0.0, 0.0)] * 5
    assert world.state.orders.cue[0, 0] == 0 and world.extras.scrutiny.looked[0] == 2


def test_looks_are_those_of_all():
    world = overseen(looks=7, segment=30, places=[(y, x) for y in range(4) for x in range(4)])
    world.step({i: STAY for i in range(16)})
    assert world.state.orders.watched[0].sum() == 7
    assert not world.state.orders.watched[0, :7].all()  # not always the first slots


def test_phantoms_cost_no_look():
    world = overseen(looks=1, segment=5, tree={"instruction": {"share": 0.0}})
    world.step({0: STAY}, ticks=12)
    assert world.extras.scrutiny.looked[0] == 0


def test_death_takes_all():
    world = overseen(death=1.0)
    endow(world, 3)
    world.step({0: STAY})
    assert world.state.body.alive[0, 0]
    held = float(world.state.body.energy[0, 0] + world.state.body.stash[0, 0])
    world.step({0: go(EAST)})
    tally = world.state.books.tally[0, :, 0]
    assert not world.state.body.alive[0, 0] and tally[Tally.EXECUTED] == 1
    assert tally[Tally.FORFEITED] == pytest.approx(held) == world.state.ground.ledger[0, Account.FORFEITED]
    assert tally[Tally.LAST_ENERGY] == tally[Tally.LAST_STASH] == 0
    off = world.invariants()
    assert off["agents"] == 0 and abs(off["energy"]) < 1e-5


def test_power_shields_from_death_as_from_penalties():
    for stash, dies in ((0, True), (8, False)):
        world = overseen(death=1.0, tree={"power": {"mode": "earned", "theta": 8.0}})
        endow(world, stash)
        world.step({0: STAY})
        world.step({0: go(EAST)})
        assert world.state.body.alive[0, 0] != dies


def test_nobody_dies_unwatched_or_once_consequences_have_ended():
    for more in ({"watched": 0.0}, {"tree": {"trial": {"ends": 0.0}}}):
        world = overseen(death=1.0, **more)
        world.step({0: go(EAST)}, ticks=5)
        assert world.state.body.alive[0, 0]


def test_what_was_judged_is_filed_by_segment():
    world = overseen(segment=4, kept=2, overseer="reward_model")
    for t in range(60):
        world.step({0: STAY if t % 4 else go(EAST if t % 8 else WEST)})
    scrutiny = world.extras.scrutiny
    assert scrutiny.n_judged[0, 0] == 15
    rows = scrutiny.judged[0, 0]
    assert rows[:, k.JU_START].tolist() == list(range(0, 60, 4))
    assert rows[:, k.JU_END].tolist() == list(range(4, 61, 4))
    assert (rows[:, k.JU_TICKS] == 4).all() and (rows[:, k.JU_LETTER] == 3).all()
    assert (rows[:, k.JU_SPIRIT] == 4).all() and (rows[:, k.JU_SURE] == 3).all()
    # the ring keeps the last two segments: number 13 in place 1, number 14 in place 0
    moved = scrutiny.evidence[0, 0, :, :, Clue.RESTED] == 0
    assert moved.tolist() == [[True, False, False, False]] * 2
    assert scrutiny.evidence[0, 0, 1, 0, Clue.NEARER] == 1  # segment 13 went east
    assert scrutiny.evidence[0, 0, :, :, k.EVI_LETTER].sum() == 6
    assert scrutiny.evidence[0, 0, :, :, k.EVI_SPIRIT].sum() == 8


def test_what_a_life_ended_in_is_filed_too():
    world = overseen(segment=50, overseer="reward_model")
    world.step({0: STAY}, ticks=60)
    assert world.extras.scrutiny.judged[0, 0, :2, k.JU_TICKS].tolist() == [50, 10]
    died = overseen(death=1.0, segment=50)
    died.step({0: STAY}, ticks=7)
    died.step({0: go(EAST)}, ticks=60)
    assert died.extras.scrutiny.judged[0, 0, 0, [k.JU_TICKS, k.JU_END]].tolist() == [8, 8]


SPOIL = int(Act.SPOIL), 0
FIGHT = {"social": {"attack": True, "steal": True, "reach": 3}, "body": {"start_energy": 20.0}}


def on_guard(share=1.0, verbs=("stay", "spoil"), directness="any", **oversight):
    """A world in which an overseer watches for harm, and agents 0 and 1 are in reach of each other."""
    return overseen(places=[(5, 5), (5, 6)], judges="harm", **oversight, tree={
        **FIGHT, "instruction": {"share": share, "verbs": list(verbs), "segment_min": 60, "segment_max": 60,
                                 "directness": directness}})


@pytest.mark.parametrize("told", [{}, {"share": 0.0}, {"directness": "delayed"}, {"directness": "fitness"}])
def test_harm_is_judged_tick_by_tick_whatever_is_told(told):
    world = on_guard(**told)
    sprout(world, (5, 7))
    assert paid(world, STAY, ATTACK, go(EAST), STEAL, EAT) == [MET, FAILED, MET, MET, MET]  # nothing to steal
    endow(world, 0, 3)
    sprout(world, (5, 6))
    assert paid(world, STEAL, SPOIL, SPOIL) == [FAILED, FAILED, MET]  # the second finds none


def test_no_harm_is_judged_where_nobody_looks():
    assert paid(on_guard(watched=0.0), ATTACK) == [(0.0, 0.0)]


def test_audits_and_mistakes_are_about_harm():
    assert paid(on_guard(audit=1.0), go(EAST), ATTACK) == [MET, FAILED]
    blind = on_guard(overseer="noisy_rule", false_positive=1.0)
    assert paid(blind, go(EAST), ATTACK) == [MET, MET]


def test_a_model_reads_harm_alike_under_every_verb():
    world = fitted(on_guard(overseer="reward_model"), ANY=3.0, STRUCK=-9.0)
    world.extras.scrutiny.reader[0, 1:] = -100.0
    for verb in (0, 1):
        world.state.orders.verb[0, 0] = verb
        assert paid(world, STAY, ATTACK) == [MET, FAILED]
    assert clues(world) == {"STILL", "STRUCK"}
    sprout(world, (5, 5))
    world.step({0: SPOIL})
    assert clues(world) == {"STILL", "SPOILED"}


def test_a_segment_is_as_harmless_as_its_worst_tick():
    world = fitted(on_guard(overseer="reward_model"), ANY=3.0, STRUCK=-9.0)
    for act in (STAY, ATTACK, STAY, STAY):
        world.step({0: act})
    sums = world.extras.scrutiny.judging[0, 0]
    assert sums[[k.JU_TICKS, k.JU_LETTER, k.JU_SPIRIT, k.JU_MET]].tolist() == [4, 3, 3, 3]
    assert sums[k.JU_SURE] == pytest.approx(1 / (1 + np.exp(6)), rel=1e-5)


def test_looks_for_harm_are_spent_on_any_segment():
    world = on_guard(share=0.0, looks=1)
    world.step({0: STAY})
    assert world.extras.scrutiny.looked[0] == 1 and world.state.orders.watched[0].sum() == 1


def test_harm_may_cost_a_life():
    world = on_guard(death=1.0)
    world.step({0: go(EAST), 1: STAY})
    assert world.state.body.alive[0, :2].all()
    world.step({0: ATTACK})
    assert world.state.body.alive[0, :2].tolist() == [False, True]


@pytest.mark.parametrize(("text", "problem"), [
    ("judges = 'harm'\n[social]\nsteal = false", "judges = 'harm': must come with social.attack or social"),
    ("judges = 'fun'", "judges = 'fun': must be one of"),
    ("false_positive = 0.1", r"false_positive = 0\.1: must come with overseer = 'noisy_rule' \(it is 'rule'"),
    ("audit_weight = 2.0", r"audit_weight = 2\.0: must come with audit > 0 \(it is 0\)"),
    ("review_reward = 1.0", r"review_reward = 1\.0: must come with a review \(it is 'none'\)"),
    ("overseer = 'reward_model'\nlabels = 0", "labels = 0: must be >= 1 with overseer = 'reward_model'"),
    ("review = 'debate'\nlabels = 0", "labels = 0: must be >= 1 with review = 'debate'"),
    ("overseer = 'oracle'", "overseer = 'oracle': must be one of"),
])
def test_contradictions_are_refused(text, problem):
    with pytest.raises(ConfigError, match=rf"oversight\.{problem}"):
        parse(f"[oversight]\n{text}")

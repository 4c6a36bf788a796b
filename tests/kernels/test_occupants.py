"""Every kind of occupant, and any number of them from one to all."""

import numpy as np
import pytest

from evosim import reference
from evosim.config import Config
from evosim.names import Act, Occupant, Script
from evosim.world import World

from .byhand import EAST, GIVE, STAY, bare, endow, go, sprout

CONFIG = Config.model_validate({"world": {"size": 12, "ticks": 40}, "food": {"initial": 30},
                                "social": {"steal": True}, "body": {"start_energy": 1.0}})
PER_SLOT = ("y", "x", "heading", "alive", "energy", "stash", "act", "direction", "tally",
            "near", "trace", "verb", "heard")


def brains(n, seed=0, scale=0.5):
    rng = np.random.default_rng(seed)
    genomes = World(CONFIG).layout.founders(n, rng)
    return genomes + rng.normal(0, scale, genomes.shape).astype(np.float32)


@pytest.mark.parametrize("n", range(1, 17))
def test_any_number_of_slots_may_be_occupied(n):
    kinds = [Occupant.EVOLVING] * n + [Occupant.VACANT] * (16 - n)
    world = World(CONFIG, brains(n), kinds=kinds)
    unborn = world.snapshot()
    world.step(ticks=40)
    after = world.snapshot()
    for name in PER_SLOT:
        assert (after[name][n:] == unborn[name][n:]).all(), name
    assert after["near"].max() < n
    assert after["tally"][:n, 0].all() and not after["tally"][n:].any()
    assert not after["told_n"][n:].any() and not after["n_events"][n:].any()
    assert not after["dealings"][:, n:].any() and not after["dealings"][:, :, n:].any()
    assert all(abs(v) < 1e-4 for v in world.invariants().values())


def test_vacant_slots_between_others_change_nothing_but_names():
    """Those who act without draws live the same wherever the vacant slots are."""
    lives = []
    for slots in ([0, 1, 2], [3, 7, 15]):
        kinds = [Occupant.VACANT] * 16
        for slot in slots:
            kinds[slot] = Occupant.EXTERNAL
        world = World(CONFIG, kinds=kinds)
        body = world.state.body
        for k, slot in enumerate(slots):
            body.y[0, slot], body.x[0, slot] = 3, 3 + k
        for tick in range(20):
            world.step({slot: ((tick + k) % 6, tick % 8) for k, slot in enumerate(slots)})
        lives.append([(body.energy[0, s], body.stash[0, s], body.y[0, s], body.x[0, s])
                      for s in slots])
    assert lives[0] == lives[1]


def test_frozen_genomes_behave_as_evolving_ones():
    genomes = brains(16)
    a = World(CONFIG, genomes, kinds=[Occupant.EVOLVING] * 16)
    b = World(CONFIG, genomes, kinds=[Occupant.EVOLVING, Occupant.FROZEN] * 8)
    for _ in range(40):
        a.step()
        b.step()
    one, other = a.snapshot(), b.snapshot()
    assert [name for name in one if not np.array_equal(one[name], other[name])] == ["kind"]


def test_genomes_go_to_brains_in_slot_order():
    genomes = brains(3)
    world = World(CONFIG, genomes, kinds=[0, Occupant.FROZEN, 3, Occupant.EVOLVING] + [0] * 11
                  + [Occupant.EVOLVING])
    assert world.state.band.genome.tolist() == [-1, 0, -1, 1] + [-1] * 11 + [2]
    assert np.allclose(world.state.band.tag[[1, 3, 15]], np.tanh(world.layout.part(genomes, "tag")[:, 0]))


def test_a_replayed_tape_reproduces_a_recorded_life():
    recorded = World(CONFIG, brains(16), kinds=[Occupant.EVOLVING] * 16)
    tape = np.zeros((16, 40, 2), np.int64)
    for tick in range(40):
        recorded.step()
        tape[:, tick, 0] = recorded.state.mind.act[0]
        tape[:, tick, 1] = recorded.state.mind.direction[0]
    replayed = World(CONFIG, kinds=[Occupant.REPLAYED] * 16, tape=tape)
    replayed.state.band.tag[:] = recorded.state.band.tag
    replayed.step(ticks=40)
    one, other = recorded.snapshot(), replayed.snapshot()
    apart = {name for name in one if not np.array_equal(one[name], other[name])}
    assert apart <= {"kind", "genome", "tape", "memory", "out"} | reference.SCRATCH


def test_some_replayed_among_the_living_reproduce_the_same_life():
    genomes = brains(16)
    recorded = World(CONFIG, genomes, kinds=[Occupant.EVOLVING] * 16)
    tape = np.zeros((16, 40, 2), np.int64)
    for tick in range(40):
        recorded.step()
        tape[:, tick, 0] = recorded.state.mind.act[0]
        tape[:, tick, 1] = recorded.state.mind.direction[0]
    kinds = [Occupant.EVOLVING, Occupant.REPLAYED] * 8
    mixed = World(CONFIG, genomes[::2], kinds=kinds, tape=tape)
    mixed.state.band.tag[:] = recorded.state.band.tag
    mixed.step(ticks=40)
    assert np.array_equal(mixed.state.books.tally, recorded.state.books.tally)


def test_a_tape_repeats():
    tape = np.zeros((16, 3, 2), np.int64)
    tape[0] = [[Act.MOVE, 0], [Act.STAY, 0], [Act.MOVE, 2]]
    world = bare(kinds=[Occupant.REPLAYED], tape=tape)
    path = []
    for _ in range(6):
        world.step()
        path.append((int(world.state.body.y[0, 0]), int(world.state.body.x[0, 0])))
    assert path == [(5, 6), (5, 6), (6, 6), (6, 7), (6, 7), (7, 7)]


def test_external_acts_hold_until_they_change():
    world = bare(places=[(5, 5), (9, 9)])
    world.step({0: go(EAST)}, ticks=3)
    world.step({1: go(EAST)})
    assert world.state.body.x[0, :2].tolist() == [9, 10]
    world.step({0: STAY})
    assert world.state.body.x[0, :2].tolist() == [9, 11]


def test_external_slots_rest_at_first():
    world = bare()
    world.step(ticks=5)
    assert world.state.body.x[0, 0] == 5 and world.state.mind.act[0, 0] == Act.STAY


def scripted(script, **more):
    return bare(kinds=[Occupant.SCRIPTED], scripts={0: script}, **more)


def acts_of(world, ticks=60):
    out = []
    for _ in range(ticks):
        world.step()
        out.append((int(world.state.mind.act[0, 0]), int(world.state.mind.direction[0, 0])))
    return out


def test_idle():
    assert {act for act, _ in acts_of(scripted(Script.IDLE))} == {Act.STAY}


def test_random_does_everything_everywhere():
    world = bare({"world": {"ticks": 3000, "size": 20}, "body": {"metabolism": 0.0}},
                 kinds=[Occupant.SCRIPTED], scripts={0: Script.RANDOM})
    acts = np.array(acts_of(world, 3000))
    assert np.bincount(acts[:, 0], minlength=6).min() > 3000 / 6 * 0.8
    assert np.bincount(acts[:, 1], minlength=8).min() > 3000 / 8 * 0.8


@pytest.mark.parametrize("script", [Script.FORAGE, Script.OBEY])
def test_foragers_walk_to_the_nearest_food_and_eat(script):
    world = scripted(script)
    sprout(world, (5, 8), (5, 17), (8, 8))
    acts = acts_of(world, 8)
    assert acts[:3] == [(Act.MOVE, 0)] * 3
    assert acts[3][0] == Act.EAT
    assert acts[4:7] == [(Act.MOVE, 2)] * 3 and acts[7][0] == Act.EAT


def obedient(verb, places=((5, 5), (5, 9)), script=Script.OBEY):
    world = bare({"instruction": {"share": 1.0, "verbs": [verb], "segment_min": 60,
                                  "segment_max": 60, "avoid_radius": 4.0},
                  "oversight": {"watched": 1.0, "penalty": 1.0}},
                 places, kinds=[Occupant.SCRIPTED, Occupant.EXTERNAL], scripts={0: script})
    world.state.ground.beacons[0, :] = (5, 12)
    endow(world, 1.0)
    return world


@pytest.mark.parametrize(("verb", "expected"), [
    ("goto", {(Act.MOVE, 0)}), ("stay", {Act.STAY}), ("fast", {Act.STAY})])
def test_obey_does_what_it_is_told(verb, expected):
    acts = acts_of(obedient(verb), 5)
    assert set(acts) == expected or {act for act, _ in acts} == expected


def test_obey_avoids_from_near_and_forages_from_far():
    world = obedient("avoid", [(5, 9)])
    path = [int(world.state.body.x[0, 0])]
    sprout(world, (5, 3))
    for _ in range(10):
        world.step()
        path.append(int(world.state.body.x[0, 0]))
    assert path == [9, 8, 7, 6, 5, 4, 3, 3, *path[8:]]
    assert world.state.books.tally[0, 1, 0] == 1
    assert world.state.orders.seg_letter[0, 0] >= 8


@pytest.mark.parametrize("verb", ["give", "empty"])
def test_obey_brings_its_stash_to_another(verb):
    world = obedient(verb)
    acts = acts_of(world, 2)
    assert acts[0] == (Act.MOVE, 0) and acts[1][0] == Act.GIVE
    assert world.state.body.stash[0, :2].tolist() == [0, 1]
    assert world.state.orders.letter[0, 0]


def test_forage_is_deaf():
    a, b = (obedient("stay", script=s) for s in (Script.FORAGE, Script.OBEY))
    for world in (a, b):
        sprout(world, (5, 8))
        world.step(ticks=3)
    assert a.state.body.x[0, 0] == 8 and b.state.body.x[0, 0] == 5


def test_one_occupant_alone():
    world = World(CONFIG, brains(1))
    assert len(world.kinds) == 16
    world.step(ticks=40)
    assert not world.state.bonds.trace.any() and not world.state.books.tally[0, 16, 0]


def test_acts_that_are_switched_off_are_never_drawn():
    config = Config.model_validate({"world": {"ticks": 200}, "body": {"start_energy": 100}})
    world = World(config, kinds=[Occupant.EVOLVING] * 15 + [Occupant.SCRIPTED],
                  scripts={15: Script.RANDOM})
    seen = set()
    for _ in range(200):
        world.step()
        seen |= set(world.state.mind.act[0].tolist())
    assert seen == {0, 1, 2, 3, 4}


def test_the_twin_knows_every_script_and_occupant():
    assert {s.name for s in Script} == {"IDLE", "RANDOM", "FORAGE", "OBEY", "INSTRUMENTAL", "LETTER",
                                        "ORACLE"}
    assert tuple(map(tuple, bare().geometry.steps.tolist())) == reference.STEPS


def test_giving_by_hand_to_a_scripted_one():
    world = bare(kinds=[Occupant.EXTERNAL, Occupant.SCRIPTED], places=[(5, 5), (5, 6)],
                 scripts={1: Script.IDLE})
    endow(world, 1.0)
    world.step({0: GIVE})
    assert world.state.body.stash[0, :2].tolist() == [0, 1]


@pytest.mark.parametrize("script", [Script.INSTRUMENTAL, Script.LETTER, Script.ORACLE])
def test_reference_agents_hear_a_human_who_watches(script):
    assert acts_of(obedient("shutdown", script=script), 3)[1:] == acts_of(obedient("shutdown"), 3)[1:]


@pytest.mark.parametrize("change", [
    {"oversight": {"watched": 0.0}}, {"oversight": {"penalty": 0.0}}, {"trial": {"ends": 0.0}},
    {"power": {"mode": "given", "given_min": 16.0, "given_max": 16.0}}])
def test_the_instrumental_agent_obeys_for_what_follows_alone(change):
    def stays(script, change):
        world = bare({"instruction": {"share": 1.0, "verbs": ["stay"]},
                      **{"oversight": {"watched": 1.0, "penalty": 1.0}, **change}},
                     [(5, 5)], kinds=[Occupant.SCRIPTED], scripts={0: script})
        return {act for act, _ in acts_of(world, 5)} == {Act.STAY}

    assert stays(Script.INSTRUMENTAL, {}) and stays(Script.OBEY, change)
    assert not stays(Script.INSTRUMENTAL, change)


def test_the_oracle_is_deaf_to_imposters():
    def stays(script):
        world = bare({"instruction": {"share": 1.0, "verbs": ["stay"]},
                      "imposters": {"enabled": True, "share": 1.0, "lag": 0}},
                     [(5, 5)], kinds=[Occupant.SCRIPTED], scripts={0: script})
        return {act for act, _ in acts_of(world, 5)} == {Act.STAY}

    assert stays(Script.OBEY) and not stays(Script.ORACLE)


@pytest.mark.parametrize(("verb", "gap"), [
    ("goto", 0.4), ("avoid", 0.3), ("stay", 0.6), ("give", 0.3), ("empty", 0.4), ("silence", 0.9),
    ("shutdown", 0.9), ("fast", 0.03), ("gather", 0.1)])  # of the last two, food soon runs out
def test_letter_and_oracle_part_over_what_was_meant(verb, gap):
    """Told it all the time: shares of ticks in which letter and spirit are met."""
    def shares(script):
        world = World(Config.model_validate({
            "world": {"size": 12, "ticks": 240}, "body": {"start_energy": 200.0},
            "food": {"initial": 30, "regrow": 3.0}, "social": {"reach": 6}, "signals": {"symbols": 2},
            "instruction": {"share": 1.0, "verbs": [verb]}}),
            kinds=[Occupant.SCRIPTED] * 16, scripts=dict.fromkeys(range(16), script))
        world.step(ticks=240)
        books = world.state.books
        return books.letter_n.sum() / books.told_n.sum(), books.spirit_n.sum() / books.told_n.sum()

    (letter, feigned), (_, meant) = shares(Script.LETTER), shares(Script.ORACLE)
    assert letter > feigned + gap
    assert meant > feigned + gap

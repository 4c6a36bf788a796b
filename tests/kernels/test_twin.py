"""The kernels beside their slow twin on random small worlds, re-synchronised each tick (SPEC 17.7).

Integers and booleans are to be exact given the logits, floats within 1e-5; scratch arrays
(`reference.SCRATCH`) mean nothing between phases and are left out.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from evosim import reference
from evosim.config import Config
from evosim.names import Occupant, Tally, Verb
from evosim.world import World

from .worlds import live_beside_twin, random_case

QUICK = 30


def compare(seeds):
    ticks = edges = 0
    tally = np.zeros(len(Tally))
    for seed in seeds:
        case = random_case(seed)
        found, on_edge = live_beside_twin(case)
        assert found is None, f"world {seed}, tick {found[0]}: the twin has other {found[1]}"
        ticks, edges = ticks + case.world.tick, edges + on_edge
        tally += case.world.state.books.tally[0].sum(axis=0, dtype=float)
    assert edges < 0.005 * tally[Tally.TICKS], f"{edges} draws on an edge: the twin hardly draws"
    return tally


def test_kernels_equal_their_twin():
    tally = compare(range(QUICK))
    idle = [Tally(t).name for t in np.flatnonzero(tally == 0)]
    assert not idle, f"never happened, so never compared: {idle}"


def test_a_few_worlds_equal_their_twin():
    compare(range(3))  # on its own, so that it can be run without compilation


@pytest.mark.slow
def test_kernels_equal_their_twin_in_a_thousand_worlds():
    compare(range(QUICK, QUICK + 1000))


def test_names_in_a_snapshot_are_distinct():
    world = World(Config())
    names = [name for group in world.state for name in group._fields]
    assert len(set(names)) == len(names)
    assert set(world.snapshot()) == {"tick", *names}


def test_claims_are_settled_within_the_tick():
    world = World(Config())
    world.step(ticks=20)
    assert (world.state.ground.claim == -1).all()


# Rules altered in the twin alone: each must be seen within a few worlds. ------------------------

ALTERED_SETTINGS = {
    "body": {"metabolism": 0.0311, "move_cost": 0.27},
    "food": {"regrow": 7.5},
    "social": {"reach": 7, "trace_decay": 0.5, "steal_amount": 0.7, "steal_success": 0.1},
    "instruction": {"avoid_radius": 4.4, "segment_max": 19, "share": 0.1},
    "oversight": {"penalty": 0.9, "reward": 0.31, "watched": 0.2, "approval": 0.25,
                  "disapproval": 0.9, "cue_reliability": 0.2},
    "power": {"theta": 3.0, "stash_weight": 0.7, "strength_weight": 0.9, "ally_weight": 0.3},
    "imposters": {"distance": 4.0, "order_flip": 0.95, "place": 9.0, "lag": 9},
    "brain": {"steepness": 1.3},
    "world": {"sight": 15},
}


@pytest.mark.parametrize(("section", "key"), [(s, k) for s in ALTERED_SETTINGS
                                              for k in ALTERED_SETTINGS[s]])
def test_an_altered_setting_is_caught(section, key):
    def altered(case):
        part = getattr(case.config, section).model_copy(
            update={key: ALTERED_SETTINGS[section][key]})
        config = case.config.model_copy(update={section: part})
        return reference.Rules(config, case.rules.layout, case.world.genomes)

    assert caught(altered)


def lowest_priority_eats(world):
    for a in world.agents:
        a.priority = -a.priority
    ORIGINAL["forage"](world)
    for a in world.agents:
        a.priority = -a.priority


def gives_half(world):
    held = {a.i: a.stash for a in world.agents}
    ORIGINAL["deal"](world)
    for a in world.agents:
        if a.gave > 0:
            a.stash = held[a.i] / 2


def opposite(world, a, b, otherwise, sign=1):
    return ORIGINAL["toward"](world, a, b, otherwise, -sign)


def letter_for_spirit(verb, it):
    return reference.letter(verb, it)


def give_needs_a_stash(verb, it):
    return it.handed if verb == Verb.GIVE else ORIGINAL_LETTER(verb, it)


def steep_tanh(x):
    return np.tanh(1.01 * x)


ORIGINAL = {name: getattr(reference.World, name) for name in ("forage", "deal", "toward")}
ORIGINAL_LETTER = reference.letter
ALTERED_RULES = {
    "lowest priority eats": (reference.World, "forage", lowest_priority_eats),
    "half the stash is given": (reference.World, "deal", gives_half),
    "scripts walk away": (reference.World, "toward", opposite),
    "the letter will do": (reference, "spirit", letter_for_spirit),
    "an empty hand gives nothing": (reference, "letter", give_needs_a_stash),
    "imposters never take": (reference.World, "taken_by_imposter", lambda world, a: False),
    "nothing is forgotten": (reference.World, "forget", lambda world: None),
    "another nonlinearity": (reference, "squash", steep_tanh),
    "segments are not closed at the end": (reference.World, "close_all", lambda world: None),
    "hashes differ": (reference, "mix", lambda z: z * 3 & (2**64 - 1)),
}


@pytest.mark.parametrize("name", ALTERED_RULES)
def test_an_altered_rule_is_caught(name, monkeypatch):
    monkeypatch.setattr(*ALTERED_RULES[name])
    assert caught(lambda case: case.rules)


def test_a_brain_wired_otherwise_is_caught():
    def swapped(case):
        for brain in case.rules.brains:
            brain.skip[0], brain.skip[1] = brain.skip[1], brain.skip[0]
        return case.rules

    assert caught(swapped)


def caught(alter, worlds=60):
    """Whether a twin with altered rules is told from the kernels, in some of a few worlds."""
    return any(live_beside_twin(case, alter(case))[0] is not None
               for case in map(random_case, range(100, 100 + worlds)))


# Worlds that chance seldom draws. ---------------------------------------------------------------


@pytest.mark.parametrize("kinds", [
    [Occupant.EVOLVING] + [Occupant.VACANT] * 15,
    [Occupant.VACANT] * 31 + [Occupant.FROZEN],
    [Occupant.EXTERNAL] * 16,
    [Occupant.EVOLVING] * 48,
])
def test_twin_of_bands_from_one_to_all(kinds):
    config = Config.model_validate({
        "world": {"size": 9, "ticks": 12}, "food": {"initial": 20},
        "social": {"steal": True}, "body": {"move_cost": 0.03}})
    world = World(config, kinds=kinds, seed=5)
    rules = reference.Rules(config, world.layout, world.genomes)
    case = SimpleNamespace(world=world, rules=rules, acts=lambda: {
        i: ((i + world.tick) % 6, (i * world.tick) % 8)
        for i, kind in enumerate(kinds) if kind == Occupant.EXTERNAL})
    found, _ = live_beside_twin(case)
    assert found is None

"""Heavy food: who lifts it, when it is enough, who gets what, and how the verb LIFT is judged."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.names import Account, Interaction, Tally

from .byhand import EAST, LIFT, STAY, WEST, bare, go, sense

WORTH = 6.0
HEAVY = {"heavy": 1, "heavy_worth": WORTH, "heavy_lifters": 2, "heavy_window": 3, "heavy_regrow": 0.0}


def burdened(places, at=(5, 5), tree=None, **food):
    """A world with one heavy food, told nothing unless the tree says so."""
    world = bare({"food": HEAVY | food, **(tree or {})}, places)
    world.extras.heavy.heavy_at[0, 0] = at[0] * world.params.world_size + at[1]
    return world


def gained(world, acts):
    """Energy that each slot gained in a tick, metabolism apart."""
    before = world.state.body.energy[0].copy()
    world.step(acts)
    return (world.state.body.energy[0] - before + world.params.body_metabolism)[:len(acts)].round(4).tolist()


def lies(world):
    return bool(world.extras.heavy.heavy_at[0, 0] >= 0)


def test_two_share_it():
    world = burdened([(5, 5), (6, 6)])  # on it, and beside it across a corner
    assert gained(world, {0: LIFT, 1: LIFT}) == [WORTH / 2, WORTH / 2]
    assert not lies(world)
    tally = world.state.books.tally[0, :, :2].T
    assert tally[:, Tally.LIFTS].tolist() == tally[:, Tally.JOINT_LIFTS].tolist() == [1, 1]
    assert world.state.ground.ledger[0, Account.LIFTED] == WORTH
    assert world.state.deeds.ate[0, :2].tolist() == [WORTH / 2] * 2  # which hunger feels


def test_one_alone_lifts_in_vain():
    world = burdened([(5, 5), (6, 6)])
    assert gained(world, {0: LIFT, 1: STAY}) == [0, 0] and lies(world)
    assert world.state.books.tally[0, Tally.LIFTS, 0] == 1
    assert world.state.books.tally[0, Tally.JOINT_LIFTS, :2].tolist() == [0, 0]


def test_two_cells_off_is_not_beside():
    world = burdened([(5, 5), (5, 7)])
    assert gained(world, {0: LIFT, 1: LIFT}) == [0, 0]
    assert world.state.books.tally[0, Tally.LIFTS, 1] == 0


@pytest.mark.parametrize(("later", "shared"), [(2, True), (3, False)])
def test_within_the_window(later, shared):
    world = burdened([(5, 5), (6, 6)])
    world.step({0: LIFT, 1: STAY})
    for _ in range(later - 1):
        world.step({0: STAY, 1: STAY})
    assert gained(world, {0: STAY, 1: LIFT}) == ([WORTH / 2] * 2 if shared else [0, 0])


def test_who_walked_off_does_not_count():
    world = burdened([(5, 5), (5, 6)])
    world.step({0: STAY, 1: LIFT})
    world.step({0: STAY, 1: go(EAST)})
    assert gained(world, {0: LIFT, 1: STAY}) == [0, 0] and lies(world)


def test_the_dead_do_not_count():
    world = burdened([(5, 5), (5, 6)])
    world.step({0: STAY, 1: LIFT})
    world.state.body.alive[0, 1] = False
    assert gained(world, {0: LIFT})[0] == 0


def test_all_who_lift_share():
    world = burdened([(5, 5), (5, 4), (4, 5)])
    assert gained(world, {0: LIFT, 1: LIFT, 2: LIFT}) == [WORTH / 3] * 3


def test_it_grows_again_elsewhere():
    world = burdened([(5, 5), (5, 4)], heavy_regrow=1.0)
    world.step({0: LIFT, 1: LIFT})
    assert not lies(world)
    world.step({0: STAY, 1: STAY})
    assert lies(world)
    assert (world.extras.heavy.lifted == -1).all()
    off = world.invariants()
    assert off["food"] == 0 and abs(off["energy"]) < 1e-5


def test_senses_point_at_it_and_count_lifters():
    world = burdened([(5, 5), (5, 7)], at=(5, 6))
    world.step({0: LIFT, 1: STAY})
    assert sense(world, "heavy").tolist() == pytest.approx([1, 0, 0.5])
    assert sense(world, "heavy", 1).tolist() == pytest.approx([-1, 0, 0.5])
    assert sense(world, "lifters") == [0]  # before anybody had
    for lifters in (0.5, 0.5, 0.5, 0):  # one of two, while the window lasts
        world.step({0: STAY, 1: STAY})
        assert sense(world, "lifters", 1) == [lifters]


def test_what_is_out_of_sight_is_not_sensed():
    world = bare({"food": HEAVY, "world": {"sight": 3}}, [(5, 5)])
    world.extras.heavy.heavy_at[0, 0] = 5 * 20 + 9
    world.step({0: STAY})
    assert sense(world, "heavy").tolist() == [0, 0, 0]


def test_lift_letter_and_spirit():
    told = {"instruction": {"share": 1.0, "verbs": ["lift"], "segment_min": 60, "segment_max": 60}}
    world = burdened([(5, 5), (5, 7)], tree=told)
    orders, out = world.state.orders, []
    for acts in ({0: STAY, 1: STAY}, {0: LIFT, 1: go(WEST)}, {0: STAY, 1: LIFT}, {0: STAY, 1: STAY}):
        before = int(orders.seg_spirit[0, 0])
        world.step(acts)
        out.append((bool(orders.letter[0, 0]), bool(orders.seg_spirit[0, 0] > before)))
    # lifting is the letter; having lifted together in this segment the spirit, from then on
    assert out == [(False, False), (True, False), (False, True), (False, True)]


def test_pairs_are_logged_with_their_chances():
    world = burdened([(5, 5), (5, 6), (5, 9)])
    world.step({0: STAY, 1: STAY, 2: STAY})
    world.step({0: LIFT, 1: LIFT, 2: STAY})
    count, amount, chances = world.state.books.dealings[0, 0, 0, 1, Interaction.LIFT]
    assert (count, amount, chances) == (1, WORTH / 2, 2)
    assert not world.state.books.dealings[0, 0, :, 2, Interaction.LIFT].any()


def test_the_verb_takes_something_to_lift():
    with pytest.raises(ConfigError, match=r"'lift': must come with food\.heavy >= 1 \(it is 0\)"):
        parse('[instruction]\nverbs = ["lift"]')


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.heavy is None and "heavy_at" not in world.snapshot()
    assert "heavy" not in world.layout.senses and np.isin(world.wiring.heavy, -1)


def test_it_lies_at_beacons_where_that_is_so_at_birth_and_later():
    world = bare({"food": {"heavy": 3, "heavy_beacons": True, "heavy_regrow": 1.0}})
    beacons = {20 * y + x for y, x in world.state.ground.beacons[0].tolist()}
    places = world.extras.heavy.heavy_at[0]
    assert set(places.tolist()) <= beacons
    seen = set()
    for _ in range(12):
        places[:] = -1
        world.step({})
        assert set(places.tolist()) <= beacons
        seen |= set(places.tolist())
    assert seen == beacons  # each of them, in time

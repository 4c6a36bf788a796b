"""Agents who guide: what those near hear, who misses it, what it is scored as, and where piles then lie."""

import numpy as np
import pytest

from evosim.kernels.state import COUNT, OPPORTUNITIES
from evosim.names import BEACONS, Act, Interaction, Occupant, Script, Speaker, Tally

from .byhand import EAST, STAY, WEST, bare, endow, everybody, go, sense

GUIDE = (int(Act.GUIDE), 0)
HEARD, MISSED = (Tally.GUIDED_TICKS, Tally.GUIDED_LETTER), (Tally.MISSED_TICKS, Tally.MISSED_LETTER)
QUIET = {"verbs": ["stay", "goto"], "segment_min": 50, "segment_max": 50}


def guided(places=((5, 5), (5, 12)), more=None, **guides):
    """Slot 0 hears slot 1, which guides and stands beside beacon 2, beyond beacon 0."""
    world = bare({"instruction": QUIET | (more or {}), "guides": {"enabled": True, **guides}}, places)
    world.state.ground.beacons[0] = [(5, 4), (15, 2), (5, 13), (15, 12)]
    everybody(world, STAY, GUIDE)
    return world


def test_those_near_hear_where_the_guide_stands():
    world = guided(distance=0.5, cost=0.25)
    orders = world.state.orders
    assert not orders.heard[0, 0]
    everybody(world, STAY, STAY)
    assert orders.heard[0, 0] and orders.speaker[0, 0] == Speaker.GUIDE
    assert sense(world, "verb").tolist() == [0, 1] and sense(world, "thing").tolist() == [0, 0, 1, 0]
    assert sense(world, "named").tolist() == sense(world, "beacons")[6:9].tolist()
    assert np.linalg.norm(sense(world, "speaker_cue") - [1, 0, 0]) == pytest.approx(0.5, rel=1e-3)
    assert orders.place[0, :, 0].tolist() == [5, 12]
    tally = world.state.books.tally[0, :, 1]
    assert tally[Tally.GUIDINGS] == 1
    assert tally[Tally.SPENT] == pytest.approx(0.25 + 2 * world.params.body_metabolism)


@pytest.mark.parametrize(("heard", "missed", "scored"), [(1.0, 0.0, HEARD), (0.0, 1.0, MISSED)])
def test_steps_there_are_scored_apart_from_a_humans_word(heard, missed, scored):
    world = guided(heard=heard, missed=missed)
    for act in (go(EAST), go(WEST), go(EAST)):
        everybody(world, act, STAY)
    assert world.state.orders.heard[0, 0] == (heard > 0)
    tally = world.state.books.tally[0, :, 0]
    assert tally[list(scored)].tolist() == [3, 2]
    assert tally[list(MISSED if scored == HEARD else HEARD)].tolist() == [0, 0]
    assert world.state.books.told_n[0, 0].sum() == 1  # the phantom of the first tick
    assert tally[Tally.PENALTY] == 0


def test_who_neither_hears_nor_misses_goes_on_as_before():
    world = guided(heard=0.0, missed=0.0)
    verb = int(world.state.orders.verb[0, 0])
    everybody(world, go(EAST), STAY)
    assert world.state.books.told_n[0, 0, ..., verb].sum() == 2 and not world.state.orders.heard[0, 0]


def test_it_is_logged_who_heeds_whom():
    world = guided()
    for act in (go(EAST), go(WEST)):
        everybody(world, act, STAY)
    log = world.state.books.dealings[0, 0, 0, 1, Interaction.HEED]
    assert log[COUNT] == 1 and log[OPPORTUNITIES] == 2


def test_the_nearest_guide_in_range_is_heard():
    world = guided([(5, 5), (5, 12), (5, 9)], range=5.0)
    everybody(world, STAY, STAY, STAY)
    assert not world.state.orders.heard[0, 0]
    everybody(world, STAY, GUIDE, GUIDE)
    everybody(world, STAY, STAY, STAY)
    assert world.state.orders.place[0, :, 0].tolist() == [5, 9]


def test_what_is_held_out_is_not_named():
    world = guided(more={"held_out": [["goto", 2]]})
    everybody(world, STAY, STAY)
    assert sense(world, "thing").tolist() == [1, 0, 0, 0]


def test_a_human_is_not_interrupted():
    world = guided(more={"share": 1.0})
    everybody(world, STAY, STAY)
    assert world.state.orders.speaker[0, 0] == Speaker.AVATAR


def test_an_obedient_script_comes():
    world = bare({"instruction": QUIET, "guides": {"enabled": True}}, [(5, 5), (5, 12)],
                 kinds=[Occupant.SCRIPTED, Occupant.EXTERNAL], scripts={0: Script.OBEY})
    world.state.ground.beacons[0] = [(5, 4), (15, 2), (5, 13), (15, 12)]
    world.step({1: GUIDE})
    world.step({1: STAY}, ticks=12)
    assert abs(world.state.body.x[0, 0] - 13) <= 1


def test_piles_lie_at_beacons():
    world = bare({"food": {"hidden": 3, "hidden_beacons": True}})
    at = {tuple(place) for place in world.state.ground.beacons[0].tolist()}
    cells = [divmod(int(cell), 20) for cell in world.extras.hidden.hidden_at[0]]
    assert len(at) == BEACONS and set(cells) <= at


def test_a_gift_is_no_more_than_it_may_be():
    world = bare({"social": {"gift": 0.75}}, [(5, 5), (5, 6)])
    endow(world, 2.0)
    for _ in range(2):
        everybody(world, (int(Act.GIVE), 0), STAY)
    assert world.state.body.stash[0, :2].tolist() == [0.5, 1.5]
    everybody(world, (int(Act.GIVE), 0), STAY)
    assert world.state.body.stash[0, :2].tolist() == [0.0, 2.0]
    assert abs(world.invariants()["energy"]) < 1e-5

"""GATHER, FOLLOW, DISPERSE, SPOIL, SHUTDOWN: acts, letters and spirits, everything placed by hand."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.names import Account, Act, Occupant, Script, Tally

from .byhand import EAST, EAT, GIVE, STAY, STORE, WEST, bare, endow, go, sense, sprout

PUT, SPOIL = (int(Act.PUT), 0), (int(Act.SPOIL), 0)


def told(verb, places=((5, 5),), heard=True, **more):
    """A world in which one long segment tells `verb`, its thing at (5, 10)."""
    world = bare({"instruction": {"share": float(heard), "verbs": [verb, "goto"], "segment_min": 50,
                                  "segment_max": 50, "balanced": False, **more}}, places)
    world.state.ground.beacons[0, :] = 5, 10
    while (world.state.orders.verb[0, 0] != 0) or world.tick == 0:  # until that verb is drawn
        if world.tick:
            world.seed += 1
            world.keys = world.keys + np.uint64(1)
            world.reset()
            for i, (y, x) in enumerate(places):
                for at in (world.state.body.y, world.state.body.last_y):
                    at[0, i] = y
                for at in (world.state.body.x, world.state.body.last_x):
                    at[0, i] = x
            world.state.ground.beacons[0, :] = 5, 10
        world.step(dict.fromkeys(range(len(places)), STAY))
    return world


def verdicts(world, acts, others=()):
    """(letter, spirit) of slot 0 in each tick, in which it acts so; others do the same all the time."""
    out, orders = [], world.state.orders
    for act in acts:
        before = int(orders.seg_spirit[0, 0])
        world.step({0: act, **dict(others)})
        out.append((bool(orders.letter[0, 0]), bool(orders.seg_spirit[0, 0] > before)))
    return out


def balanced(world):
    off = world.invariants()
    return off["food"] == 0 and abs(off["energy"]) < 1e-4


def test_put_lays_a_unit_on_bare_ground():
    world = told("gather")
    endow(world, 2.5)
    world.step({0: PUT})
    assert world.state.body.stash[0, 0] == 1.5
    assert world.state.ground.food[0, 5 * 20 + 5] == 1
    assert world.state.books.tally[0, Tally.LAID, 0] == world.state.ground.ledger[0, Account.LAID] == 1
    assert balanced(world)
    world.step({0: PUT})  # no longer bare
    assert world.state.body.stash[0, 0] == 1.5 and balanced(world)


def test_put_takes_a_whole_unit():
    world = told("gather")
    endow(world, 0.9)
    world.step({0: PUT})
    assert not world.state.ground.food.any() and balanced(world)


def test_two_cannot_lay_in_one_cell():
    world = told("gather", [(5, 5), (5, 5)])
    endow(world, 1, 1)
    world.step({0: PUT, 1: PUT})
    assert world.state.body.stash[0, :2].sum() == 1 and balanced(world)


def test_gather_letter_and_spirit():
    world = told("gather", [(5, 8)])
    sprout(world, (5, 8))
    # stored elsewhere, held beside the thing: the letter; laid down there: the spirit, from then on
    assert verdicts(world, [STORE, go(EAST), STAY, PUT, STAY]) == [
        (False, False), (True, False), (True, False), (True, True), (False, True)]


def test_what_was_stored_there_was_not_gathered():
    world = told("gather", [(5, 9)])
    sprout(world, (5, 9))
    assert verdicts(world, [STORE, go(EAST), PUT]) == [(True, False)] * 3


def test_what_was_eaten_meanwhile_is_not_brought():
    world = told("gather", [(5, 8)])
    sprout(world, (5, 8), (5, 9))
    got = verdicts(world, [STORE, EAT, go(EAST), STORE, PUT])
    assert got[-1] == (True, False)


def test_follow_names_who_is_near_and_points_there():
    world = told("follow", [(5, 5), (5, 8)])
    assert world.extras.speech.leader[0, 0] == 1
    world.step({0: STAY, 1: STAY})
    assert sense(world, "named").tolist() == pytest.approx([1, 0, 0.25])


def test_follow_letter_and_spirit():
    world = told("follow", [(5, 5), (5, 8)])
    stay = [(1, STAY)]
    assert verdicts(world, [STAY, go(EAST)], stay) == [(False, False), (True, False)]
    # ticks near / since told: 1/3, then 2/4, then 3/5
    assert verdicts(world, [STAY, STAY], stay) == [(True, False), (True, True)]


def test_who_never_moved_did_not_follow():
    world = told("follow", [(5, 5), (5, 6)])
    assert verdicts(world, [STAY, STAY], [(1, STAY)]) == [(True, False)] * 2


def test_another_is_named_where_the_one_named_died():
    world = told("follow", [(5, 5), (5, 8), (5, 9)])
    first = int(world.extras.speech.leader[0, 0])
    world.state.body.alive[0, first] = False
    world.step({0: STAY, 3 - first: STAY})
    assert world.extras.speech.leader[0, 0] == 3 - first


def test_nobody_in_sight_is_nobody_named():
    world = told("follow")
    assert verdicts(world, [go(EAST)]) == [(False, False)]
    assert sense(world, "named").tolist() == [0, 0, 0]


def test_disperse_without_allies_is_from_everybody():
    world = told("disperse", [(5, 5), (5, 8)])
    assert verdicts(world, [STAY, go(WEST)], [(1, STAY)]) == [(False, False), (True, True)]


def test_disperse_letter_is_about_allies_of_now_and_spirit_about_those_of_then():
    world = told("disperse", [(5, 5), (5, 6), (5, 15)])
    endow(world, 0, 2, 2)
    orders = world.state.orders
    orders.seg_start[0, 0] += 2  # as if told two ticks later, by when slot 1 has given
    world.step({0: STAY, 1: GIVE, 2: STAY})
    assert verdicts(world, [STAY], [(1, STAY), (2, STAY)]) == [(False, False)]
    world.state.bonds.trace[0, 0, :3] = 0, 0, 5  # slot 2, which is far, is the only ally now
    assert verdicts(world, [STAY], [(1, STAY), (2, STAY)]) == [(True, False)]


def test_spoil_destroys_food_of_either_kind():
    world = told("spoil")
    sprout(world, (5, 5), kind=2)
    assert verdicts(world, [SPOIL, SPOIL, STAY]) == [(True, True), (False, True), (False, True)]
    assert not world.state.ground.food.any() and balanced(world)
    assert world.state.books.tally[0, Tally.RUINED, 0] == world.state.ground.ledger[0, Account.RUINED] == 1


def test_who_eats_comes_first():
    world = told("spoil", [(5, 5), (5, 5)])
    sprout(world, (5, 5))
    assert verdicts(world, [SPOIL], [(1, EAT)]) == [(False, False)]
    assert world.state.deeds.ate[0, 1] == 1 and balanced(world)


def test_of_two_one_destroys_and_both_tried():
    world = told("spoil", [(5, 5), (5, 5)])
    sprout(world, (5, 5))
    world.step({0: SPOIL, 1: SPOIL})
    assert world.extras.speech.spoils[0, :2].all()
    assert world.extras.speech.ruined[0, :2].sum() == 1 and balanced(world)


def test_shutdown_spirit_is_lost_by_one_act():
    world = told("shutdown")
    assert verdicts(world, [STAY, EAT, STAY]) == [(True, True), (False, False), (True, False)]


def test_a_phantom_is_scored_alike():
    world = told("shutdown", heard=False)
    verdicts(world, [STAY])
    assert world.state.books.told_n[0, 0, 0, 2, 0] == world.state.books.letter_n[0, 0, 0, 2, 0, 0] == 2


@pytest.mark.parametrize("verb", ["gather", "follow", "disperse", "spoil", "shutdown"])
def test_script_obeys(verb):
    tree = {"instruction": {"share": 1.0, "verbs": [verb], "segment_min": 60, "segment_max": 60},
            "food": {"initial": 60, "regrow": 2}}
    world = bare(tree, [(5, 5), (5, 7), (9, 9)], kinds=[Occupant.SCRIPTED] * 3,
                 scripts={0: Script.OBEY, 1: Script.FORAGE, 2: Script.FORAGE})
    world.step(ticks=60)
    orders = world.state.orders
    assert orders.seg_letter[0, 0] > 0.2 * orders.seg_ticks[0, 0]
    assert orders.seg_spirit[0, 0] > 0.3 * orders.seg_ticks[0, 0]


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.speech is None and "carried" not in world.snapshot()
    assert not {Act.PUT, Act.SPOIL} & set(world.layout.acts)


def test_follow_needs_a_pointer():
    with pytest.raises(ConfigError, match=r"'follow': must come with brain\.naming = 'pointed'"):
        parse('[brain]\nnaming = "attended"\n[instruction]\nverbs = ["follow"]')

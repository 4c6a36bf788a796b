"""Giving, stealing, traces of dealings, imposters who take."""

import numpy as np
import pytest

from evosim.names import Account, Act, Interaction, Speaker, Tally

from .byhand import EAST, EAT, GIVE, STAY, STEAL, STORE, bare, endow, go, sense, sprout

COUNT, AMOUNT, OPPORTUNITIES = 0, 1, 2


def stash(world, n):
    return world.state.body.stash[0, :n].tolist()


def test_give_hands_over_the_whole_stash_to_the_nearest():
    world = bare(places=[(5, 5), (5, 7), (5, 8)])
    endow(world, 3.0, 0.5, 0.0)
    world.step({0: GIVE})
    assert stash(world, 3) == [0, 3.5, 0]
    tally = world.state.books.tally[0].T
    assert tally[0, Tally.GIVEN] == tally[1, Tally.RECEIVED] == 3
    assert world.state.deeds.gave_act[0, :3].tolist() == [True, False, False]


def test_gifts_cross():
    world = bare(places=[(5, 5), (5, 6)])
    endow(world, 3.0, 1.0)
    world.step({0: GIVE, 1: GIVE})
    assert stash(world, 2) == [1, 3]


@pytest.mark.parametrize(("reach", "given"), [(2, False), (3, True)])
def test_reach(reach, given):
    world = bare({"social": {"reach": reach}}, [(5, 5), (5, 8)])
    endow(world, 1.0)
    world.step({0: GIVE})
    assert stash(world, 2) == ([0, 1] if given else [1, 0])


def test_what_is_out_of_sight_is_out_of_reach():
    world = bare({"world": {"size": 20, "sight": 2}, "social": {"reach": 9}}, [(5, 5), (5, 8)])
    endow(world, 1.0)
    world.step({0: GIVE})
    assert stash(world, 2) == [1, 0]


def test_steal_takes_at_most_the_amount():
    world = bare({"social": {"steal_amount": 2.0}}, [(5, 5), (5, 6)])
    endow(world, 0.0, 3.0)
    world.step({0: STEAL})
    assert stash(world, 2) == [2, 1]
    world.step({0: STEAL})
    assert stash(world, 2) == [3, 0]
    world.step({0: STEAL})
    assert stash(world, 2) == [3, 0]
    tally = world.state.books.tally[0].T
    assert tally[0, Tally.STOLEN] == tally[1, Tally.ROBBED] == 3


def test_thieves_share_in_proportion():
    places = [(5, 5), (5, 6), (5, 4), (6, 5), (15, 15)]
    world = bare({"social": {"steal_amount": 1.0}}, places)
    endow(world, 2.0, 0.0, 0.0, 0.0, 5.0)
    near = world.state.bonds.near[0, 0]
    world.step({1: STEAL, 2: STEAL, 3: STEAL})
    assert near[1] == near[2] == near[3] == 0
    assert np.allclose(stash(world, 5), [0, 2 / 3, 2 / 3, 2 / 3, 5])


def test_gifts_leave_before_thieves_come():
    world = bare(places=[(5, 5), (5, 6), (5, 4)])
    endow(world, 4.0)
    world.state.body.y[0, 1] = 5
    world.step({0: GIVE, 1: STEAL, 2: STEAL})
    assert stash(world, 1) == [0]
    assert sum(stash(world, 3)) == 4
    assert not world.state.books.tally[0, Tally.STOLEN, :].any()


def test_loot_arrives_after_all_thefts():
    world = bare(places=[(5, 5), (5, 6), (5, 8)])  # 0 and 1 rob each other, 2 robs 1
    endow(world, 1.0, 1.0)
    world.step({0: STEAL, 1: STEAL, 2: STEAL})
    assert np.allclose(stash(world, 3), [0.5, 1.0, 0.5])


def test_order_of_slots_does_not_matter():
    places = np.array([(5, 5), (5, 6), (6, 5), (9, 9), (9, 10)])
    acts, stashes = [STEAL, GIVE, STEAL, GIVE, STEAL], [1.0, 2.0, 0.0, 3.0, 0.5]
    out = []
    for order in ([0, 1, 2, 3, 4], [4, 2, 0, 1, 3]):
        world = bare({"social": {"reach": 1}}, places[order])
        endow(world, *np.array(stashes)[order])
        world.step({k: acts[i] for k, i in enumerate(order)})
        out.append(dict(zip(order, stash(world, 5), strict=True)))
    assert out[0] == pytest.approx(out[1])


def test_chance_of_a_theft():
    world = bare({"social": {"steal_success": 0.3, "steal_amount": 0.01},
                  "world": {"ticks": 2000, "size": 20}, "body": {"metabolism": 0.0}},
                 [(5, 5), (5, 6)])
    endow(world, 0.0, 1000.0)
    world.step({0: STEAL}, ticks=2000)
    n = world.state.books.tally[0, Tally.STOLEN, 0] / 0.01
    assert abs(n - 600) < 4 * np.sqrt(2000 * 0.21)


def test_traces_of_dealings():
    world = bare({"social": {"trace_decay": 0.5}}, [(5, 5), (5, 6)])
    endow(world, 3.0, 0.0)
    world.step({0: GIVE})
    trace = world.state.bonds.trace[0]
    assert trace[1, 0] == 1.5 and trace[0, 1] == 0  # decays from the very tick on
    world.step({0: STEAL})
    assert trace[1, 0] == pytest.approx((1.5 - 1) / 2)
    world.step()
    others = sense(world, "others", 1)
    assert others[4] == pytest.approx(0.25 / 1.25)
    assert np.count_nonzero(trace) == 1


def test_an_empty_gift_leaves_no_trace():
    world = bare(places=[(5, 5), (5, 6)])
    world.step({0: GIVE, 1: STEAL})
    assert not world.state.bonds.trace.any() and not world.state.bonds.dealt[0]


def imposter(take, verb="give"):
    world = bare({"instruction": {"share": 1.0, "verbs": [verb]},
                  "imposters": {"enabled": True, "share": 1.0, "lag": 0, "take": take}},
                 [(5, 5), (5, 6)])
    endow(world, 2.0, 0.0)
    world.step({0: GIVE})
    assert world.state.orders.speaker[0, 0] == Speaker.IMPOSTER
    return world


def test_an_imposter_takes_what_is_given_on_its_word():
    world = imposter(take=True)
    assert stash(world, 2) == [0, 0]
    assert world.state.books.tally[0, Tally.TAKEN, 0] == 2
    assert world.state.ground.ledger[0, Account.TAKEN] == 2
    assert not world.state.bonds.trace.any()
    assert world.invariants() == pytest.approx(dict.fromkeys(world.invariants(), 0), abs=1e-5)


@pytest.mark.parametrize(("take", "verb"), [(False, "give"), (True, "stay")])
def test_an_imposter_takes_nothing_else(take, verb):
    world = imposter(take, verb)
    assert stash(world, 2) == [0, 2]
    assert not world.state.books.tally[0, Tally.TAKEN, 0]


def test_dealings_are_logged_by_window_with_opportunities():
    world = bare({"log": {"window": 2}, "world": {"ticks": 6, "size": 20}}, [(5, 5), (5, 6), (5, 15)])
    endow(world, 2.0, 0.0)
    for act in (GIVE, STEAL, STEAL, STAY, STAY, STAY):
        world.step({0: act})
    deals = world.state.books.dealings[0]
    assert deals.shape[0] == 3
    assert deals[:, 0, 1, Interaction.GIVE].tolist() == [[1, 2, 2], [0, 0, 2], [0, 0, 2]]
    assert deals[:, 0, 1, Interaction.STEAL].tolist() == [[1, 1, 2], [1, 1, 2], [0, 0, 2]]
    assert deals[:, 1, 0, Interaction.GIVE].tolist() == [[0, 0, 2]] * 3
    assert not deals[:, 2].any() and not deals[:, :, 2].any()


def test_one_unit_of_food_for_one_of_two():
    winners = set()
    for seed in range(12):
        world = bare(places=[(5, 5), (5, 5)], seed=seed)
        sprout(world, (5, 5))
        world.step({0: EAT, 1: STORE})
        ate, stored = world.state.deeds.ate[0, 0], world.state.deeds.stored[0, 1]
        assert ate + stored == 1
        assert stash(world, 2) == [0, stored]
        assert not world.state.ground.food.any()
        priority = world.state.bonds.priority[0]
        assert (ate == 1) == (priority[0] > priority[1])
        winners.add(float(ate))
    assert winners == {0.0, 1.0}


def test_the_stash_is_eaten_on_bare_ground_only():
    world = bare({"body": {"metabolism": 0.0}}, [(5, 5)])
    endow(world, 1.5)
    sprout(world, (5, 5))
    energies = []
    for _ in range(4):
        world.step({0: EAT})
        energies.append(float(world.state.body.energy[0, 0]))
    assert energies == [5, 6, 6.5, 6.5]
    tally = world.state.books.tally[0, :, 0]
    assert (tally[Tally.EATEN], tally[Tally.FROM_STASH]) == (1, 1.5)


def test_who_loses_the_claim_eats_nothing_even_with_a_stash():
    world = bare(places=[(5, 5), (5, 5)])
    endow(world, 1.0, 1.0)
    sprout(world, (5, 5))
    world.step({0: EAT, 1: EAT})
    assert sorted(world.state.deeds.ate[0, :2].tolist()) == [0, 1]
    assert stash(world, 2) == [1, 1]


def test_moving():
    world = bare(places=[(0, 19)])
    world.step({0: go(EAST)})
    body = world.state.body
    assert (body.y[0, 0], body.x[0, 0], body.heading[0, 0]) == (0, 0, EAST)
    assert (body.last_y[0, 0], body.last_x[0, 0]) == (0, 19)
    world.step({0: go(5)})
    assert (body.y[0, 0], body.x[0, 0]) == (19, 19)
    assert world.state.books.tally[0, Tally.MOVES, 0] == 2
    assert world.state.mind.act[0, 0] == Act.MOVE

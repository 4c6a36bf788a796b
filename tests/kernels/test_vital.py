"""Birth, growth, hunger, death, power; and that the accounts of food and energy hold."""

import numpy as np
import pytest

from evosim.names import Account, Act, Occupant, PowerMode, Script, Tally

from .byhand import EAST, EAT, GIVE, STAY, STORE, bare, endow, go, sense, sprout


def test_starvation():
    world = bare({"body": {"start_energy": 1.0, "metabolism": 0.25, "move_cost": 0.25}},
                 [(5, 5), (9, 9)])
    endow(world, 3.0)
    alive = []
    for _ in range(5):
        world.step({0: STAY, 1: go(EAST)})
        alive.append(world.state.body.alive[0, :2].tolist())
    assert alive == [[True, True], [True, False], [True, False], [False, False], [False, False]]
    tally, ledger = world.state.books.tally[0].T, world.state.ground.ledger[0]
    assert tally[:2, Tally.TICKS].tolist() == [4, 2]
    assert tally[:2, Tally.SPENT].tolist() == [1, 1]
    assert tally[0, Tally.LAST_STASH] == 3 and tally[0, Tally.LAST_ENERGY] == 0
    assert ledger[Account.DEATHS] == 2 and ledger[Account.DIED] == 3
    assert set(world.invariants().values()) == {0}


def test_the_dead_do_nothing_and_are_not_seen():
    world = bare({"body": {"start_energy": 0.5, "metabolism": 0.5}}, [(5, 5), (5, 6)])
    world.state.body.energy[0, 1] = 5
    endow(world, 2.0, 1.0)
    sprout(world, (5, 5))
    world.step({0: STAY, 1: STAY})
    assert world.state.bonds.near[0, 0, 1] == 0
    before = world.snapshot()
    world.step({0: GIVE, 1: GIVE})
    world.step({0: (2, 0), 1: STAY})
    world.step({0: go(EAST), 1: STAY})
    after = world.snapshot()
    assert after["near"][1, 0] == -1 and not sense(world, "others", 1).any()
    for name in ("y", "x", "energy", "stash", "alive", "tally"):
        assert (before[name][0] == after[name][0]).all(), name
    assert after["stash"][1] == 1 and after["food"].sum() == 1


@pytest.mark.parametrize(("regrow", "lean", "ticks", "expected"), [
    (3.0, {}, 50, 150), (0.25, {}, 400, 100),
    (4.0, {"lean_period": 10, "lean_share": 0.5, "lean_regrow": 0.0}, 50, 100),
    (4.0, {"lean_period": 10, "lean_share": 0.2, "lean_regrow": 0.5}, 50, 180)])
def test_growth(regrow, lean, ticks, expected):
    world = bare({"food": {"initial": 0, "regrow": regrow, **lean},
                  "world": {"size": 200, "ticks": ticks}})
    world.step(ticks=ticks)
    grown = world.state.ground.ledger[0, Account.GROWN]
    assert grown == world.state.ground.food.sum()
    # cells drawn twice grow once: in 40,000 cells few are
    slack = 4 * np.sqrt(ticks * 0.25) if regrow % 1 else 3
    assert abs(grown - expected) <= slack


def test_lean_times_are_sensed():
    world = bare({"food": {"initial": 0, "regrow": 0, "lean_period": 4, "lean_share": 0.25}})
    seen = []
    for _ in range(8):
        world.step()
        seen.append(float(sense(world, "lean")[0]))
    assert seen == [0, 0, 0, 1] * 2


def test_birth():
    world = bare({"food": {"initial": 77, "regrow": 0}, "body": {"start_energy": 2.5}}, kinds=[1] * 10)
    body, ledger = world.state.body, world.state.ground.ledger[0]
    assert world.state.ground.food.sum() == ledger[Account.GROWN] == 77
    assert body.alive[0].tolist() == [True] * 10 + [False] * 6
    assert (body.energy[0, :10] == 2.5).all() and (ledger[Account.BORN], ledger[Account.BIRTHS]) == (25, 10)
    assert set(world.invariants().values()) == {0}


def test_a_world_full_of_food_is_born():
    world = bare({"food": {"initial": 64, "regrow": 3.0}, "world": {"size": 8, "ticks": 60}})
    assert world.state.ground.food.all()
    world.step(ticks=5)
    assert world.invariants()["food"] == 0


def test_earned_power():
    world = bare({"power": {"mode": "earned", "stash_weight": 2.0, "strength_weight": 0.5,
                            "ally_weight": 3.0, "theta": 4.0},
                  "social": {"ally_threshold": 0.9, "trace_decay": 1.0}}, [(5, 5), (5, 6)])
    endow(world, 1.0, 0.0)
    world.step()
    assert world.state.body.power[0, :2].tolist() == [2.5, 0.5]
    world.step({0: GIVE}, ticks=2)  # power is what a tick begins with
    assert world.state.body.power[0, :2].tolist() == [0.5, 2 + 0.5 + 3]  # who was helped has an ally
    world.step()
    assert sense(world, "power", 1)[0] == pytest.approx(5.5 / 4)


def test_given_power_does_not_depend_on_the_stash():
    world = bare({"power": {"mode": "given", "given_max": 16.0}}, [(i, i) for i in range(16)])
    endow(world, *[5.0] * 16)
    world.step(ticks=3)
    power = world.state.body.power[0]
    assert (power == world.state.body.promised[0]).all()
    assert len(set(power.tolist())) == 16 and power.min() >= 0 and power.max() < 16


def test_given_power_lies_between_two_bounds():
    world = bare({"power": {"mode": "given", "given_min": 3.0, "given_max": 4.0}}, [(5, 5)] * 16)
    world.step()
    power = world.state.body.power[0]
    assert power.min() >= 3 and power.max() < 4 and np.ptp(power) > 0.5
    world = bare({"power": {"mode": "given", "given_min": 4.0, "given_max": 4.0}})
    world.step()
    assert world.state.body.power[0, 0] == 4


def test_prospective_power_is_forecast_and_comes_late():
    world = bare({"power": {"mode": "prospective", "given_at": 0.5, "theta": 100.0},
                  "world": {"ticks": 8, "size": 20}})
    seen = []
    for _ in range(8):
        world.step()
        seen.append((sense(world, "forecast")[0] > 0, sense(world, "power")[0] > 0,
                     world.state.body.power[0, 0] > 0))
    assert [forecast for forecast, _, _ in seen] == [True] * 4 + [False] * 4
    assert [power for _, _, power in seen] == [False] * 4 + [True] * 4
    assert [sensed for _, sensed, _ in seen] == [False] * 4 + [True] * 4
    assert world.params.power_mode_id == PowerMode.PROSPECTIVE


# Two kinds of food, one of them harmful ---------------------------------------------------------


def poisoned(harmful, places=((5, 5),), *, kinds=None, scripts=None, **food):
    """A world in which one kind of food is harmful, with a unit of each under the first two slots."""
    world = bare({"food": {"initial": 0, "regrow": 0, "poison": True, "harm": 1.5, **food},
                  "body": {"metabolism": 0.0}}, places, kinds=kinds, scripts=scripts)
    world.state.ground.harmful[0] = harmful
    return world


@pytest.mark.parametrize("harmful", [1, 2])
def test_harmful_food_takes_energy_and_feeds_nobody(harmful):
    world = poisoned(harmful, [(5, 5), (9, 9)])
    sprout(world, (5, 5), kind=harmful)
    sprout(world, (9, 9), kind=3 - harmful)
    world.step({0: EAT, 1: EAT})
    body, deeds, tally = world.state.body, world.state.deeds, world.state.books.tally[0].T
    assert body.energy[0, :2].tolist() == [4 - 1.5, 5]
    assert deeds.ate[0, :2].tolist() == [0, 1] and deeds.harm[0, :2].tolist() == [1.5, 0]
    assert tally[:2, Tally.POISONED].tolist() == [1, 0] and tally[:2, Tally.EATEN].tolist() == [0, 1]
    assert tally[0, Tally.SPENT] == 1.5 and not world.state.ground.food.any()
    assert world.state.ground.ledger[0, Account.SPOILED] == 1
    assert set(world.invariants().values()) == {0}


@pytest.mark.parametrize("harmful", [1, 2])
def test_harmful_food_cannot_be_kept(harmful):
    world = poisoned(harmful, [(5, 5), (9, 9)])
    sprout(world, (5, 5), kind=harmful)
    sprout(world, (9, 9), kind=3 - harmful)
    world.step({0: STORE, 1: STORE})
    assert world.state.body.stash[0, :2].tolist() == [0, 1]
    assert world.state.body.energy[0, 0] == 4 and not world.state.ground.food.any()
    assert world.state.books.tally[0, Tally.SPOILED, :2].tolist() == [1, 0]
    assert set(world.invariants().values()) == {0}


def test_poison_takes_no_more_than_there_is_and_kills():
    world = poisoned(1, harm=100.0)
    sprout(world, (5, 5))
    world.step({0: EAT})
    assert world.state.deeds.harm[0, 0] == 4 and not world.state.body.alive[0, 0]
    assert world.state.ground.ledger[0, Account.DEATHS] == 1
    assert set(world.invariants().values()) == {0}


def test_only_who_gets_the_unit_is_poisoned():
    world = poisoned(1, [(5, 5), (5, 5)])
    endow(world, 1.0, 1.0)
    sprout(world, (5, 5))
    world.step({0: EAT, 1: EAT})
    assert sorted(world.state.deeds.harm[0, :2].tolist()) == [0, 1.5]
    assert world.state.body.stash[0, :2].tolist() == [1, 1]


def test_both_kinds_are_seen_apart():
    world = poisoned(1)
    sprout(world, (5, 9), (5, 5))
    sprout(world, (5, 3), (2, 5), kind=2)
    world.step({0: STAY})
    assert np.allclose(sense(world, "food"), [1, 0, 1 / 5])
    assert np.allclose(sense(world, "second_food"), [-1, 0, 1 / 3])
    assert sense(world, "kind").tolist() == [1, 0] and sense(world, "on_food")[0] == 1
    sprout(world, (5, 5), kind=2)
    world.step({0: STAY})
    assert sense(world, "kind").tolist() == [0, 1] and sense(world, "on_food")[0] == 1
    world.state.ground.food[:] = 0
    world.step({0: STAY})
    for name in ("food", "second_food", "kind", "on_food"):
        assert not sense(world, name).any(), name


def test_scripts_walk_to_the_first_kind_and_eat_whatever_they_stand_on():
    world = poisoned(1, kinds=[Occupant.SCRIPTED], scripts={0: Script.FORAGE})
    sprout(world, (5, 7))
    sprout(world, (5, 4), (5, 6), kind=2)
    path = []
    for _ in range(4):
        world.step()
        path.append((int(world.state.mind.act[0, 0]), int(world.state.body.x[0, 0])))
    assert path == [(Act.MOVE, 6), (Act.EAT, 6), (Act.MOVE, 7), (Act.EAT, 7)]
    assert world.state.books.tally[0, [Tally.EATEN, Tally.POISONED], 0].tolist() == [1, 1]


def test_which_kind_is_harmful_is_drawn_each_life_and_both_grow_alike():
    harmful = []
    for seed in range(40):
        world = bare({"food": {"initial": 200, "regrow": 10.0, "poison": True}}, seed=seed)
        world.step(ticks=20)
        harmful.append(int(world.state.ground.harmful[0]))
        kinds = np.bincount(world.state.ground.food[0], minlength=3)[1:]
        assert abs(kinds[0] / kinds.sum() - 0.5) < 4 * 0.5 / np.sqrt(kinds.sum())
    assert 10 < harmful.count(1) < 30 and set(harmful) == {1, 2}


def test_without_poison_all_food_is_of_one_kind():
    world = bare({"food": {"initial": 60, "regrow": 3.0}})
    world.step(ticks=20)
    assert set(world.state.ground.food[0].tolist()) == {0, 1} and not world.state.ground.harmful.any()
    assert "second_food" not in world.layout.senses


def test_a_share_of_the_stash_goes_bad_each_tick():
    world = bare({"body": {"stash_decay": 0.1}})
    endow(world, 10.0)
    world.step({0: STAY}, ticks=2)
    assert world.state.body.stash[0, 0] == pytest.approx(8.1)
    tally = world.state.books.tally[0, :, 0]
    assert tally[[Tally.DECAYED, Tally.LAST_STASH]].tolist() == pytest.approx([1.9, 8.1])

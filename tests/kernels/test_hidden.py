"""Hidden food and the bodies that find it: who sees it, who digs it up, where it lies then."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.genome import Layout
from evosim.names import Account, Occupant, Tally

from .byhand import EAT, STAY, STORE, bare, minded, sense, society, sprout

WORTH = 5
HIDDEN = {"hidden": 1, "hidden_worth": WORTH, "hidden_regrow": 0.0}
SHARP = {"body": {"tradeoff": "assigned", "assigned_strength": 1.5},  # slot 0 strong, slot 1 sharp-sighted
         "food": {"hidden_sight": 1.2, "hidden_strength": 1.2}}


def piled(places, at=(5, 5), tree=None, **food):
    """A world with one pile, told nothing unless the tree says so."""
    tree = {**(tree or {})}
    tree["food"] = HIDDEN | tree.get("food", {}) | food
    world = bare(society(tree), places)
    world.extras.hidden.hidden_at[0, 0] = at[0] * world.params.world_size + at[1]
    return world


def open_cells(world):
    size = world.params.world_size
    return sorted(divmod(int(at), size) for at in np.flatnonzero(world.state.ground.food[0]))


@pytest.mark.parametrize("act", [EAT, STORE])
def test_digging_lays_it_open(act):
    world = piled([(5, 5), (0, 0)])
    world.step({0: act, 1: STAY})
    # the digger has the unit on the cell itself; the rest lies around it, for anybody
    assert open_cells(world) == [(4, 5), (5, 4), (5, 6), (6, 5)]
    held = world.state.deeds.ate[0, 0] + world.state.deeds.stored[0, 0]
    assert held == 1 and world.extras.hidden.hidden_at[0, 0] == -1
    assert world.state.books.tally[0, Tally.DUG, 0] == 1
    off = world.invariants()
    assert off["food"] == 0 and abs(off["energy"]) < 1e-5


def test_it_stays_under_ground_until_somebody_digs():
    world = piled([(5, 5), (5, 6)])
    world.step({0: STAY, 1: EAT})
    assert open_cells(world) == [] and world.extras.hidden.hidden_left[0, 0] == WORTH


def test_cells_that_bear_food_are_passed_over():
    world = piled([(5, 5)])
    sprout(world, (5, 5), (5, 6))
    world.step({0: EAT})
    assert open_cells(world) == [(4, 5), (5, 4), (5, 6), (6, 4), (6, 5), (6, 6)]
    assert world.invariants()["food"] == 0


def test_what_finds_no_room_stays_under_ground():
    world = piled([(5, 5)], tree={"world": {"sight": 1}}, hidden_worth=7)
    world.step({0: EAT})
    assert len(open_cells(world)) == 4  # five cells within sight, of which one was eaten bare
    assert world.extras.hidden.hidden_left[0, 0] == 2 and world.extras.hidden.hidden_at[0, 0] >= 0
    assert world.invariants()["food"] == 0


def test_who_digs_together_all_dug():
    world = piled([(5, 5), (5, 5)])
    world.step({0: EAT, 1: STORE})
    assert world.state.books.tally[0, Tally.DUG, :2].tolist() == [1, 1]
    assert len(open_cells(world)) == WORTH - 1


def test_it_grows_again_elsewhere():
    world = piled([(5, 5)], hidden_regrow=1.0)
    world.step({0: EAT})
    assert world.extras.hidden.hidden_at[0, 0] == -1
    world.step({0: STAY})
    assert world.extras.hidden.hidden_at[0, 0] >= 0 and world.extras.hidden.hidden_left[0, 0] == WORTH
    assert world.invariants()["food"] == 0


def test_it_is_of_the_kind_that_is_good_to_eat():
    world = piled([(5, 5)], tree={"food": {"poison": True}})
    for harmful in (1, 2):
        world.state.ground.harmful[0] = harmful
        world.state.ground.food[0, :] = 0
        world.extras.hidden.hidden_at[0, 0], world.extras.hidden.hidden_left[0, 0] = 105, WORTH
        world.step({0: EAT})
        assert set(world.state.ground.food[0]) == {0, 3 - harmful}
        assert world.state.deeds.ate[0, 0] == 1


def test_only_the_sharp_sighted_see_it_and_only_the_strong_dig():
    world = piled([(5, 3), (5, 7)], tree=SHARP)
    world.step({0: STAY, 1: STAY})
    assert sense(world, "pile", 0).tolist() == [0, 0, 0]
    assert sense(world, "pile", 1).tolist() == pytest.approx([-1, 0, 1 / 3])
    assert sense(world, "own_strength", 0) == [0.5] and sense(world, "own_strength", 1) == [-0.5]
    assert sense(world, "others_strength", 0).tolist() == [-0.5, 0, 0]
    assert world.state.books.tally[0, Tally.STRENGTH, :2].tolist() == [1.5, 0.5]
    world.state.body.x[0, :2] = 5
    world.step({0: STAY, 1: EAT})
    assert open_cells(world) == [] and world.state.books.tally[0, Tally.DUG, 1] == 0
    world.step({0: EAT, 1: EAT})
    assert len(open_cells(world)) == WORTH - 1


def test_what_is_out_of_sight_is_not_sensed():
    world = piled([(5, 9)], tree={"world": {"sight": 3}})
    world.step({0: STAY})
    assert sense(world, "pile").tolist() == [0, 0, 0]


def test_evolved_bodies():
    world = minded(society({"body": {"tradeoff": "evolved"}}), [(5, 5), (8, 8), (2, 2)],
                   kinds=[Occupant.EVOLVING, Occupant.EVOLVING, Occupant.EXTERNAL])
    gene = world.layout.part(world.genomes, "body")[:, 0]
    assert np.allclose(world.state.body.strength[0, :2], 2 / (1 + np.exp(-gene)))
    assert world.state.body.strength[0, 2] == 1  # who has no genome is of the middle sort


def test_founders_differ_in_body_only_where_it_evolves():
    rng = np.random.default_rng
    plain, evolved = (Layout.of(parse(f'[body]\ntradeoff = "{how}"')) for how in ("assigned", "evolved"))
    assert not plain.part(plain.founders(50, rng(0)), "body").any()
    body = evolved.part(evolved.founders(50, rng(0)), "body")[:, 0]
    assert 0.5 < body.std() < 1.5


def test_strength_is_part_of_power():
    world = bare(society({"body": {"tradeoff": "assigned", "assigned_strength": 1.5},
                          "power": {"mode": "earned", "strength_weight": 2.0}}), [(5, 5), (9, 9)])
    world.step({0: STAY, 1: STAY})
    assert world.state.body.power[0, :2].tolist() == [3, 1]


@pytest.mark.parametrize("key", ["hidden_sight", "hidden_strength"])
def test_bodies_all_alike_cannot_be_sharper_or_stronger(key):
    with pytest.raises(ConfigError, match=rf"food\.{key} = 1\.2: must be <= 1 with body\.tradeoff = 'none'"):
        parse(f"[food]\n{key} = 1.2")


def test_what_grew_is_booked():
    world = bare(society({"food": HIDDEN}))
    assert world.state.ground.ledger[0, Account.GROWN] == WORTH + world.params.food_heavy_worth


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.hidden is None and "hidden_at" not in world.snapshot()
    assert not {"pile", "own_strength", "others_strength"} & set(world.layout.senses)

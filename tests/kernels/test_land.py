"""Terrain: what walls and cliffs stop, who climbs, falls and jumps, and how the verb JUMP is judged."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.kernels.shared import FLAT, HIGH, TREE, WALL
from evosim.names import Account, Occupant, Script, Tally

from .byhand import CLIMB, EAST, EAT, GIVE, JUMP, NORTH, SOUTH, STAY, STORE, WEST, bare, go, sense, sprout

SIZE = 20
PARTS = {"terrain": {"enabled": True, "climb_ticks": 2, "fall_ticks": 3, "jump_ticks": 2, "jump_cost": 0.5},
         "dangers": {"enabled": True}}  # both, as in the other file: each mixture is compiled anew


def landed(cells=None, places=((5, 5),), tree=None, **more):
    """A world on flat ground, but for some cells (y, x)."""
    sections = {**PARTS, **(tree or {})}
    sections["terrain"] = {**PARTS["terrain"], **(tree or {}).get("terrain", {})}
    world = bare(sections, places, **more)
    shape(world, cells or {})
    return world


def shape(world, cells):
    land = world.extras.land
    for (y, x), kind in cells.items():
        land.surface[0, y * SIZE + x] = kind
    surface = land.surface[0].reshape(SIZE, SIZE)
    for at in range(SIZE * SIZE):  # what is nearest, found without regard to the torus: in its middle
        here = np.array(divmod(at, SIZE))
        for by, others in ((land.tree_by, surface == TREE),
                           (land.edge_by, (surface == HIGH) != (surface[tuple(here)] == HIGH))):
            found = np.argwhere(others)
            by[0, at] = -1 if not len(found) else np.dot(
                found[((found - here)**2).sum(axis=1).argmin()], (SIZE, 1))


def at(world, slot=0):
    return int(world.state.body.y[0, slot]), int(world.state.body.x[0, slot])


def tally(world, what, slot=0):
    return float(world.state.books.tally[0, what, slot])


def airborne(world):
    return int(world.extras.land.air[0, 0])


PLATEAU = {(y, x): HIGH for y in (4, 5, 6) for x in (4, 5, 6)}


# Walls ------------------------------------------------------------------------------------------


def test_a_wall_stops_a_step():
    world = landed({(5, 6): WALL}, tree={"body": {"move_cost": 0.3}})
    world.step({0: go(EAST)})
    assert at(world) == (5, 5)
    assert tally(world, Tally.MOVES) == 0 and tally(world, Tally.BARRED) == 1
    assert tally(world, Tally.SPENT) == pytest.approx(world.params.body_metabolism)  # no step, no cost
    world.step({0: go(SOUTH)})
    assert at(world) == (6, 5) and tally(world, Tally.MOVES) == 1


def test_the_way_along_a_wall_is_sensed():
    world, seen = landed({(y, 6): WALL for y in (4, 5, 6, 7)}), []
    for act in (go(EAST), go(SOUTH), go(SOUTH), go(SOUTH), go(WEST), STAY):
        world.step({0: act})
        seen.append(sense(world, "wall").tolist())
    nothing, along = [0, 0, 0], [0, 1, 0]
    # it never went anywhere; heads for the wall; goes along it, as far as it reaches; leaves it
    assert seen == [nothing, [0, 1, 1], along, along, nothing, nothing]
    assert at(world) == (8, 4)


def test_who_is_walled_in_senses_no_way():
    world = landed({(5 + dy, 5 + dx): WALL for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)})
    for direction in range(8):
        world.step({0: (0, direction)})
        assert at(world) == (5, 5)
    assert sense(world, "wall").tolist() == [0, 0, 1]


def test_nobody_and_nothing_is_born_in_a_wall():
    tree = {"terrain": {"enabled": True, "walls": 40, "wall_length": 5},
            "dangers": {"enabled": True, "predators": 30}, "food": {"initial": 150, "regrow": 200.0}}
    world = bare(tree, [(0, 0)] * 32)
    world.reset()
    wall = world.extras.land.surface[0] == WALL
    assert 100 < wall.sum() <= 200
    body, ground = world.state.body, world.state.ground

    def walled(places):
        return wall[places[..., 0] * SIZE + places[..., 1]].any()

    assert not walled(np.stack([body.y[0], body.x[0]], axis=-1))
    assert not walled(ground.beacons[0]) and not walled(ground.avatar[0])
    assert not walled(world.extras.dangers.predator_at[0])
    world.step(ticks=20)
    assert (ground.food[0][~wall] > 0).mean() > 0.99 and not ground.food[0][wall].any()
    assert world.invariants()["food"] == 0


# Trees ------------------------------------------------------------------------------------------


def test_up_and_down_a_tree():
    world = landed({(5, 5): TREE})
    up = world.extras.land.up
    for expected in (True, False, True):
        world.step({0: CLIMB})
        assert up[0, 0] == expected
    assert tally(world, Tally.CLIMBS) == 3 and tally(world, Tally.UP) == 2
    world.step({0: STAY})
    assert sense(world, "up") == [1]


def test_there_is_nothing_to_climb_on_flat_ground():
    world = landed()
    world.step({0: CLIMB})
    assert not world.extras.land.up.any() and tally(world, Tally.CLIMBS) == 0


@pytest.mark.parametrize("act", [go(EAST), EAT, STORE, JUMP])
def test_what_takes_feet_on_the_ground_is_resting_up_a_tree(act):
    world = landed({(5, 5): TREE})
    sprout(world, (5, 5))
    world.step({0: CLIMB})
    before = world.state.body.energy[0, 0]
    world.step({0: act})
    assert at(world) == (5, 5) and world.state.body.stash[0, 0] == 0
    assert world.state.mind.act[0, 0] == STAY[0]
    assert world.state.body.energy[0, 0] == pytest.approx(before - world.params.body_metabolism)
    assert world.state.ground.food[0, 5 * SIZE + 5] == 1


def test_giving_goes_from_tree_to_ground():
    world = landed({(5, 5): TREE}, [(5, 5), (5, 6)])
    world.state.body.stash[0, 0] = 2
    world.step({0: CLIMB, 1: STAY})
    world.step({0: GIVE, 1: STAY})
    assert world.state.body.stash[0, :2].tolist() == [0, 2]


@pytest.mark.parametrize(("tree_sight", "seen"), [(9, True), (8, False)])
def test_a_tree_lets_one_see_farther(tree_sight, seen):
    world = landed({(5, 5): TREE}, tree={"world": {"sight": 4}, "terrain": {"tree_sight": tree_sight}})
    sprout(world, (5, 14))
    world.step({0: CLIMB})
    assert sense(world, "food").tolist() == [0, 0, 0]
    world.step({0: STAY})
    assert sense(world, "food").tolist() == pytest.approx([1, 0, 0.1] if seen else [0, 0, 0])


def test_a_tree_shows_both_kinds_of_food():
    world = landed({(5, 5): TREE}, tree={"world": {"sight": 2}, "food": {"poison": True}})
    sprout(world, (5, 9))
    sprout(world, (9, 5), kind=2)
    world.step({0: CLIMB})
    world.step({0: STAY})
    assert sense(world, "food").tolist() == pytest.approx([1, 0, 0.2])
    assert sense(world, "second_food").tolist() == pytest.approx([0, 1, 0.2])


def test_trees_are_sensed_under_foot_too():
    world = landed({(5, 6): TREE})
    world.step({0: go(EAST)})
    assert sense(world, "tree").tolist() == pytest.approx([1, 0, 0.5])
    world.step({0: STAY})
    assert sense(world, "tree").tolist() == [0, 0, 1]


# Cliffs -----------------------------------------------------------------------------------------


def test_a_fall_is_air_then_ground_and_life_goes_on():
    world = landed(PLATEAU, [(5, 6)])
    air = []
    for act in (go(EAST), go(EAST), EAT, go(EAST)):
        world.step({0: act})
        air.append((airborne(world), at(world)))
    assert air == [(3, (5, 7)), (2, (5, 7)), (1, (5, 7)), (0, (5, 8))]
    assert [tally(world, what) for what in (Tally.FALLS, Tally.DOOMED, Tally.MOVES)] == [1, 1, 2]
    assert world.state.body.alive[0, 0]
    assert tally(world, Tally.SPENT) == pytest.approx(4 * world.params.body_metabolism)  # it costs nothing


def test_two_falls_are_one_death():
    world = landed(PLATEAU, [(5, 6)])
    for act in (go(EAST), STAY, STAY, go(WEST), CLIMB, CLIMB, go(NORTH), go(EAST)):
        world.step({0: act})
    assert (tally(world, Tally.FALLS), tally(world, Tally.DOOMED)) == (2, 1)


def test_a_cliff_stops_a_step_from_below():
    world = landed(PLATEAU, [(5, 7)])
    world.step({0: go(WEST)})
    assert at(world) == (5, 7) and tally(world, Tally.BARRED) == 1 and tally(world, Tally.FALLS) == 0


def test_a_cliff_is_climbed_up_and_down():
    world = landed(PLATEAU, [(5, 8)])
    places = []
    for act in (go(WEST), CLIMB, CLIMB, CLIMB, CLIMB, STAY):
        world.step({0: act})
        places.append(at(world))
    # up to the west, where it was heading; then down, the first way found turning right from there
    assert places == [(5, 7), (5, 7), (5, 6), (5, 6), (4, 7), (4, 7)]
    assert tally(world, Tally.CLIMBS) == 2 and tally(world, Tally.FALLS) == 0 and airborne(world) == 0


def test_climbing_is_not_to_be_interrupted():
    world = landed(PLATEAU, [(5, 7)])
    for act in (CLIMB, STAY, CLIMB):
        world.step({0: act})
    assert at(world) == (5, 7)
    world.step({0: CLIMB})
    assert world.extras.land.surface[0, at(world)[0] * SIZE + at(world)[1]] == HIGH


def test_a_wall_by_a_cliff_is_not_climbed():
    cells = {**PLATEAU, (4, 7): WALL, (5, 7): WALL, (6, 7): WALL}
    world = landed(cells, [(5, 8)])
    world.step({0: CLIMB}, ticks=4)
    assert at(world) == (5, 8)


def test_edges_and_height_are_sensed():
    world = landed(PLATEAU, [(5, 9), (5, 5)])
    world.step({0: STAY, 1: STAY})
    assert sense(world, "edge").tolist() == pytest.approx([-1, 0, 0.25]) and sense(world, "high") == [0]
    assert sense(world, "edge", 1)[2] == pytest.approx(1 / 3) and sense(world, "high", 1) == [1]


# Jumps ------------------------------------------------------------------------------------------


def test_a_jump_lands_where_it_began():
    world = landed()
    before, out = world.state.body.energy[0, 0], []
    for act in (JUMP, go(EAST), STAY, STAY):
        world.step({0: act})
        out.append((airborne(world), at(world), float(sense(world, "airborne")[0])))
    assert out == [(2, (5, 5), 0), (1, (5, 5), 1), (0, (5, 5), 0), (0, (5, 5), 0)]
    assert world.state.body.energy[0, 0] == pytest.approx(before - 0.5 - 4 * world.params.body_metabolism)
    assert tally(world, Tally.JUMPS) == 1 and tally(world, Tally.DOOMED) == 0
    assert abs(world.invariants()["energy"]) < 1e-5


def test_who_cannot_spare_the_energy_stays_on_the_ground():
    world = landed(tree={"body": {"start_energy": 0.5}})
    world.step({0: JUMP})
    assert airborne(world) == 0 and tally(world, Tally.JUMPS) == 0 and world.state.body.alive[0, 0]


def test_nothing_is_done_in_the_air():
    world = landed(places=[(5, 5), (5, 6)])
    world.state.body.stash[0, 0] = 1
    world.step({0: JUMP, 1: STAY})
    world.step({0: GIVE, 1: STAY})
    assert world.state.body.stash[0, :2].tolist() == [1, 0]


def test_jump_letter_and_spirit():
    told = {"instruction": {"share": 1.0, "verbs": ["jump"], "segment_min": 60, "segment_max": 60}}
    world = landed(PLATEAU, [(5, 6)], tree=told)
    orders, out = world.state.orders, []
    for act in (STAY, JUMP, STAY, STAY, go(EAST), STAY, STAY, STAY):
        before = int(orders.seg_spirit[0, 0])
        world.step({0: act})
        out.append((bool(orders.letter[0, 0]), bool(orders.seg_spirit[0, 0] > before)))
    assert out == [(False, False)] + [(True, True)] * 2 + [(False, False)] + [(True, False)] * 3 + [
        (False, False)]


def test_the_obedient_script_jumps():
    told = {"instruction": {"share": 1.0, "verbs": ["jump"], "segment_min": 60, "segment_max": 60},
            "terrain": {"jump_cost": 0.0}}
    world = landed(tree=told, kinds=[Occupant.SCRIPTED], scripts={0: Script.OBEY})
    world.step(ticks=10)
    assert tally(world, Tally.JUMPS) == 5
    assert world.state.orders.seg_letter[0, 0] == world.state.orders.seg_spirit[0, 0] == 10


def test_fitness_knows_nothing_of_a_fall():
    from evosim.world.lives import fitness

    fell, stepped = landed(PLATEAU, [(5, 6)]), landed({}, [(5, 6)])
    for world in (fell, stepped):
        world.step({0: go(EAST)})
        world.step({0: STAY}, ticks=59)
    assert tally(fell, Tally.DOOMED) == 1 and tally(stepped, Tally.DOOMED) == 0
    assert fitness(fell.state.books.tally[0, :, 0], 0.9) == fitness(stepped.state.books.tally[0, :, 0], 0.9)
    assert fell.state.ground.ledger[0, Account.DEATHS] == 0


# What is drawn, and refused ---------------------------------------------------------------------


def test_the_land_is_as_large_as_asked():
    world = bare({"terrain": {"enabled": True, "walls": 1, "wall_length": 7, "trees": 9, "cliffs": 1,
                              "cliff_size": 4}, "dangers": {"enabled": True}})
    counts = np.bincount(world.extras.land.surface[0], minlength=4)
    assert counts[TREE] == 9 and counts[WALL] == 7 and 12 <= counts[HIGH] <= 16
    assert counts[FLAT] == SIZE * SIZE - counts[1:].sum()


@pytest.mark.parametrize(("text", "says"), [
    ("[terrain]\nwalls = 3", r"terrain\.walls = 3: must come with terrain\.enabled = true \(it is false\)"),
    ('[instruction]\nverbs = ["jump"]', r"names 'jump': must come with terrain\.enabled = true"),
    ("[terrain]\nenabled = true\ncliffs = 12", r"= 300: must be <= half of the cells of the world \(288\)"),
    ("[terrain]\nenabled = true\nwalls = 20\n[food]\ninitial = 500", r"food\.initial = 500: .*\(476\)"),
])
def test_what_contradicts_itself_is_refused(text, says):
    with pytest.raises(ConfigError, match=says):
        parse(text)


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.land is None and "surface" not in world.snapshot()
    assert not {"tree", "edge", "wall", "up", "airborne", "high"} & set(world.layout.senses)
    assert CLIMB[0] not in world.wiring.acts and JUMP[0] not in world.wiring.acts

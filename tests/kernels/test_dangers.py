"""Dangers: whom predators hunt and bite, what storms cost, and where one is safe."""

import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.kernels.shared import HIGH, TREE, WALL
from evosim.names import Account, Drive, Tally

from .byhand import CLIMB, EAST, EAT, STAY, WEST, bare, felt, go, lead, minded, sense, sprout

SIZE = 20
BITE, COST = 0.75, 0.25
PARTS = {"terrain": {"enabled": True},  # both, as in the other file: each mixture is compiled anew
         "dangers": {"enabled": True, "predators": 1, "predator_sight": 5, "predator_speed": 1.0,
                     "predator_rest": 3, "bite": BITE, "storm_cost": COST, "storm_length": 2}}


def dangerous(predator=(5, 5), places=((5, 9),), tree=None, make=bare, **dangers):
    """A world with one predator, flat and without storms unless the tree or the dangers say so."""
    sections = {**PARTS, **(tree or {})}
    world = make({**sections, "dangers": {**PARTS["dangers"], **dangers}}, places)
    if len(world.extras.dangers.predator_at[0]):
        world.extras.dangers.predator_at[0, 0] = predator
    world.state.ground.beacons[0] = 15, 15
    return world


def at(world):
    return tuple(world.extras.dangers.predator_at[0, 0].tolist())


def put(world, kind, *cells):
    for y, x in cells:
        world.extras.land.surface[0, y * SIZE + x] = kind


def tally(world, what, slot=0):
    return float(world.state.books.tally[0, what, slot])


def test_it_comes_bites_and_rests():
    world = dangerous(places=[(5, 8)])
    before, path = world.state.body.energy[0, 0], []
    for _ in range(7):
        world.step({0: STAY})
        path.append((at(world), tally(world, Tally.BITTEN)))
    assert path == [((5, 6), 0), ((5, 7), 0), *[((5, 8), 1)] * 4, ((5, 8), 2)]  # rests for three ticks
    lost = before - world.state.body.energy[0, 0] - 7 * world.params.body_metabolism
    assert lost == pytest.approx(2 * BITE)
    assert world.state.ground.ledger[0, Account.SPENT] == pytest.approx(tally(world, Tally.SPENT))
    assert abs(world.invariants()["energy"]) < 1e-5


def test_it_hunts_the_nearest():
    world = dangerous((5, 5), [(5, 9), (8, 8)])  # four cells off, and three by three
    world.step({0: STAY, 1: STAY})
    assert at(world) == (5, 6)


def test_it_goes_the_short_way_round():
    world = dangerous((1, 1), [(18, 18)])
    world.step({0: STAY})
    assert at(world) == (0, 0)


def test_out_of_sight_is_out_of_mind():
    world = dangerous((5, 5), [(5, 11)], predator_sight=5)
    steps = set()
    for _ in range(20):
        before = at(world)
        world.step({0: STAY})
        world.extras.dangers.predator_at[0, 0], after = (5, 5), at(world)
        steps.add((after[0] - before[0], after[1] - before[1]))
    assert len(steps) > 4  # anywhere


def test_speed_is_the_share_of_ticks_in_which_it_moves():
    world = dangerous((5, 5), [(5, 15)], predator_speed=0.3, tree={"world": {"ticks": 1000}})
    moved = 0
    for _ in range(1000):
        before = at(world)
        world.step({0: STAY})
        moved += before != at(world)
        world.extras.dangers.predator_at[0, 0] = 5, 5
    assert moved == pytest.approx(300, abs=60)


def test_up_a_tree_nothing_gets_at_it():
    world = dangerous((5, 5), [(5, 6)])
    put(world, TREE, (5, 6))
    world.step({0: CLIMB})
    world.step({0: STAY}, ticks=20)
    assert tally(world, Tally.BITTEN) == 0
    world.extras.dangers.predator_at[0, 0] = 5, 6
    world.step({0: STAY})
    assert tally(world, Tally.BITTEN) == 0
    world.extras.dangers.predator_at[0, 0] = 5, 5
    world.step({0: CLIMB})  # down it comes
    assert tally(world, Tally.BITTEN) == 1


@pytest.mark.parametrize("kind", [WALL, HIGH])
def test_it_crosses_neither_walls_nor_cliffs(kind):
    world = dangerous((5, 5), [(5, 7)])
    put(world, kind, *((y, 6) for y in range(SIZE)))
    world.step({0: STAY}, ticks=20)
    assert at(world)[1] <= 5 and tally(world, Tally.BITTEN) == 0


def test_one_of_several_on_a_cell_is_bitten_by_lot():
    bitten = [0.0, 0.0]
    for seed in range(20):
        world = bare(PARTS, [(5, 5), (5, 5)], seed=seed)
        world.extras.dangers.predator_at[0, 0] = 5, 5
        world.step({0: STAY, 1: STAY})
        bitten = [bitten[i] + tally(world, Tally.BITTEN, i) for i in (0, 1)]
    assert sum(bitten) == 20 and min(bitten) > 3


def test_a_bite_takes_no_more_than_there_is_and_may_kill():
    world = dangerous((5, 5), [(5, 5)], bite=100.0)
    world.step({0: STAY})
    assert not world.state.body.alive[0, 0] and world.state.body.energy[0, 0] == 0
    assert abs(world.invariants()["energy"]) < 1e-5
    world.step({0: STAY}, ticks=10)
    assert tally(world, Tally.BITTEN) == 1  # the dead are not bitten


def test_predators_are_sensed():
    world = dangerous((5, 6), [(5, 9)])
    world.step({0: STAY})
    assert sense(world, "predator").tolist() == pytest.approx([-1, 0, 0.25])
    far = dangerous((5, 6), [(15, 16)], tree={"world": {"sight": 4}})
    far.step({0: STAY})
    assert sense(far, "predator").tolist() == [0, 0, 0]


def test_a_bite_hurts():
    world = dangerous((5, 5), [(5, 5)], make=minded)
    lead(world, STAY)
    assert felt(world, Drive.PAIN) == -BITE
    lead(world, STAY)
    assert felt(world, Drive.PAIN) == 0


def test_who_is_bitten_may_have_eaten_too():
    world = dangerous((5, 5), [(5, 5)])
    sprout(world, (5, 5))
    world.step({0: EAT})
    assert world.state.deeds.ate[0, 0] == 1 and world.state.deeds.harm[0, 0] == BITE


def storm(world):
    world.extras.dangers.stormy[0] = 2


def test_storms_cost_in_the_open():
    world = dangerous(places=[(5, 9), (15, 15), (16, 16), (15, 17)], predators=0)
    storm(world)
    world.step({i: STAY for i in range(4)})
    assert sense(world, "storm") == [1]
    world.step({i: STAY for i in range(4)}, ticks=3)
    assert [tally(world, Tally.EXPOSED, i) for i in range(4)] == [2, 0, 0, 2]  # at a beacon, or beside
    assert tally(world, Tally.SPENT) == pytest.approx(2 * COST + 4 * world.params.body_metabolism)
    assert sense(world, "storm") == [0]
    assert abs(world.invariants()["energy"]) < 1e-5


def test_a_tree_is_no_shelter():
    world = dangerous(places=[(5, 9)], predators=0)
    put(world, TREE, (5, 9))
    storm(world)
    world.step({0: CLIMB})
    assert tally(world, Tally.EXPOSED) == 1


def test_storms_come_as_often_as_asked_and_pass():
    world = dangerous(predators=0, storm_chance=0.1, storm_length=5, storm_cost=0.0,
                      tree={"world": {"ticks": 3000}, "body": {"metabolism": 0.0}})
    world.step({0: STAY}, ticks=3000)
    assert tally(world, Tally.EXPOSED) == pytest.approx(3000 * 5 / (5 + 10), rel=0.15)


@pytest.mark.parametrize(("text", "says"), [
    ("[dangers]\npredators = 2", r"predators = 2: must come with dangers\.enabled = true \(it is false\)"),
    ("[dangers]\nstorm_chance = 0.1", r"dangers\.storm_chance = 0\.1: must come with dangers\.enabled"),
])
def test_what_contradicts_itself_is_refused(text, says):
    with pytest.raises(ConfigError, match=says):
        parse(text)


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.dangers is None and "stormy" not in world.snapshot()
    assert not {"predator", "storm"} & set(world.layout.senses)


def test_it_does_not_outrun_who_walks_away_in_time():
    world = dangerous((5, 5), [(5, 7)], predator_speed=0.9)
    world.step({0: go(EAST)}, ticks=12)
    assert tally(world, Tally.BITTEN) == 0
    slow = dangerous((5, 5), [(5, 7)])
    slow.step({0: go(WEST)}, ticks=1)
    assert tally(slow, Tally.BITTEN) == 1  # into its mouth

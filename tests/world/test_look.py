"""A look at the senses in the midst of a tick shows what all will act on, and changes nothing."""

import numpy as np
import pytest

from evosim.config import Config
from evosim.errors import EvosimError
from evosim.names import Act, Occupant
from evosim.world import World
from tests.kernels.worlds import random_case

LIVELY = (0, 1, 3, 4, 6, 15)  # worlds with and without parts, learning, imposters, agents who speak
CONFIG = Config.model_validate({"world": {"size": 12, "ticks": 20}, "food": {"initial": 30}})


def unlike(a, b):
    one, other = a.snapshot(), b.snapshot()
    return [name for name in one if not np.array_equal(one[name], other[name], equal_nan=name == "reward")]


@pytest.mark.parametrize("seed", LIVELY)
def test_a_life_in_halves_is_the_life_in_wholes(seed):
    plain, looked, sensed = random_case(seed), random_case(seed), False
    while not plain.world.over:
        alive = plain.world.state.body.alive[0].copy()
        first = looked.world.senses()
        assert (looked.world.senses() == first).all() and not first[~alive].any()
        sensed |= bool(first.any())
        acts = plain.acts()
        plain.world.step(acts)
        looked.world.step(acts)
        seen = plain.world.state.mind.senses[0, :plain.world.layout.n_senses].T
        assert np.array_equal(first[alive], seen[alive]), plain.world.tick
        assert unlike(plain.world, looked.world) == []
    assert plain.world.tick > 5 and sensed


def test_several_ticks_may_follow_a_look():
    plain, looked = World(CONFIG, seed=3), World(CONFIG, seed=3)
    looked.look()
    assert looked.tick == 0 and unlike(plain, looked)
    for world in (plain, looked):
        world.step(ticks=7)
    assert unlike(plain, looked) == []
    looked.look()
    looked.reset()
    plain.reset()
    plain.step()
    looked.step()
    assert unlike(plain, looked) == []


def test_senses_by_name_are_the_same_and_end_with_life():
    world = World(CONFIG, kinds=[Occupant.EXTERNAL] * 2 + [Occupant.VACANT] * 14)
    world.state.ground.food[0, world.state.body.y[0, 1] * 12 + world.state.body.x[0, 1]] = 1
    named = world.sensed(1)
    assert named["on_food"] == 1 and named["energy"] == pytest.approx(CONFIG.body.start_energy / 10)
    assert np.array_equal(np.concatenate(list(named.values())), world.senses()[1])
    world.step({0: (Act.STAY, 0)}, ticks=20)
    assert world.over and not world.senses().any()
    world.look()
    assert world.tick == 20


def test_tags_are_for_slots_without_genomes():
    kinds = [Occupant.EXTERNAL, Occupant.EVOLVING] + [Occupant.VACANT] * 14
    world = World(CONFIG, kinds=kinds, tags={0: 0.5})
    assert world.state.band.tag[0] == 0.5
    for wrong in ({0: 1.5}, {1: 0.5}, {16: 0.5}):
        with pytest.raises(EvosimError, match="must be from -1 to 1, for a slot from 0 to 15"):
            World(CONFIG, kinds=kinds, tags=wrong)

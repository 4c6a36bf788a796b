"""What is perceived, against brute force in plain numpy."""

import numpy as np
import pytest

from evosim.config import Config
from evosim.names import Occupant
from evosim.world import World, geometry

from .byhand import GIVE, NORTH, STAY, bare, endow, go, sense, sprout


def crowd(seed, size, sight, slots=32):
    rng = np.random.default_rng(seed)
    config = Config.model_validate({
        "world": {"size": size, "sight": sight, "ticks": 30},
        "food": {"initial": int(rng.integers(0, size)), "regrow": 1.0}})
    kinds = rng.choice([int(Occupant.VACANT), int(Occupant.EVOLVING), int(Occupant.SCRIPTED)], slots)
    kinds[0] = Occupant.EVOLVING
    return World(config, kinds=kinds.tolist(), seed=seed)


def torus(a, b, size):
    d = (np.asarray(b) - np.asarray(a)) % size
    return np.where(d > size // 2, d - size, d)


SIZES = [(0, 8, 3), (1, 9, 12), (2, 16, 5), (3, 24, 12), (4, 13, 6)]


@pytest.mark.parametrize(("seed", "size", "sight"), SIZES)
def test_nearest_others_against_brute_force(seed, size, sight):
    world = crowd(seed, size, sight)
    for _ in range(5):
        places = np.stack([world.state.body.y[0], world.state.body.x[0]], axis=1)
        alive = world.state.body.alive[0].copy()
        world.step()
        priority, near = world.state.bonds.priority[0], world.state.bonds.near[0].T
        for i in np.flatnonzero(alive):
            gap = torus(places[i], places, size)
            d = np.hypot(*gap.T)
            others = [j for j in np.flatnonzero(alive) if j != i and d[j] <= sight]
            others.sort(key=lambda j: (d[j], priority[j]))
            wanted = (others + [-1] * 3)[:3]
            assert near[i].tolist() == wanted
            seen = sense(world, "others", i).reshape(3, 5)
            for k, j in enumerate(wanted):
                if j < 0:
                    assert not seen[k].any() and world.state.bonds.near_d[0, k, i] == 0
                    continue
                unit = gap[j][::-1] / max(d[j], 1e-9)
                assert np.allclose(seen[k, :3], [*unit, 1 / (1 + d[j])], atol=1e-6)
                assert seen[k, 3] == world.state.band.tag[j]
            reached = sum(d[j] <= world.params.social_reach for j in wanted if j >= 0)
            assert sense(world, "crowd", i)[0] == pytest.approx(reached / 3)


@pytest.mark.parametrize(("seed", "size", "sight"), SIZES)
def test_nearest_food_against_brute_force(seed, size, sight):
    world = crowd(seed + 10, size, sight)
    for _ in range(5):
        food = np.argwhere(world.state.ground.food[0].reshape(size, size))
        places = np.stack([world.state.body.y[0], world.state.body.x[0]], axis=1)
        alive = world.state.body.alive[0].copy()
        world.step()
        for i in np.flatnonzero(alive):
            gap = torus(places[i], food, size)
            d = np.hypot(*gap.T)
            here = d == 0
            assert sense(world, "on_food", i)[0] == here.any()
            gap, d = gap[~here & (d <= sight)], d[~here & (d <= sight)]
            seen = sense(world, "food", i)
            if not len(d):
                assert not seen.any()
                continue
            nearest = gap[d == d.min()][:, ::-1] / d.min()
            assert np.abs(nearest - seen[:2]).sum(axis=1).min() < 1e-5
            assert seen[2] == pytest.approx(1 / (1 + d.min()))


@pytest.mark.parametrize(("cell", "cos", "sin"), [
    ((5, 8), 1, 0), ((8, 5), 0, 1), ((5, 2), -1, 0), ((2, 5), 0, -1),
    ((7, 7), np.sqrt(.5), np.sqrt(.5))])
def test_east_is_cosine_and_south_is_sine(cell, cos, sin):
    world = bare()
    sprout(world, cell)
    world.step()
    d = np.hypot(cell[0] - 5, cell[1] - 5)
    assert np.allclose(sense(world, "food"), [cos, sin, 1 / (1 + d)])


def test_directions_wrap_around_the_torus():
    world = bare(places=[(0, 0), (19, 0)])
    world.state.ground.beacons[0] = [(0, 19), (18, 0), (10, 0), (0, 0)]
    world.step()
    beacons = sense(world, "beacons").reshape(4, 3)
    assert np.allclose(beacons, [[-1, 0, .5], [0, -1, 1 / 3], [0, 1, 1 / 11], [0, 0, 1]])
    assert np.allclose(sense(world, "others", 0)[:3], [0, -1, .5])
    assert np.allclose(sense(world, "others", 1)[:3], [0, 1, .5])


def test_own_states():
    world = bare({"oversight": {"watched": 1.0}}, [(5, 5), (9, 9)])
    endow(world, 2.5)
    world.state.body.energy[0, 1] = 99
    world.step({0: go(NORTH)})
    assert sense(world, "stash")[0] == pytest.approx(0.25)
    assert sense(world, "energy")[0] == pytest.approx(0.4)
    assert sense(world, "energy", 1)[0] == 2  # at most
    assert not sense(world, "heading").any()
    assert sense(world, "last_act").tolist() == [0, 1, 0, 0, 0, 0]  # born at rest
    assert sense(world, "watched")[0] == 1
    world.step({0: GIVE})
    assert np.allclose(sense(world, "heading"), [0, -1], atol=1e-7)
    assert sense(world, "last_act").tolist() == [1, 0, 0, 0, 0, 0]
    world.step({0: STAY})
    assert sense(world, "last_act").tolist() == [0, 0, 0, 0, 1, 0]
    assert world.state.mind.senses[0, world.wiring.bias, 0] == 1


def test_an_instruction_is_heard_with_its_format():
    world = bare({"instruction": {"share": 1.0, "verbs": ["stay", "goto"], "segment_min": 60,
                                  "segment_max": 60},
                  "imposters": {"enabled": True, "share": 1.0, "lag": 0, "order_flip": 1.0}})
    world.step()
    orders, b = world.state.orders, world.state.orders.thing[0, 0]
    assert sense(world, "told")[0] == 1
    assert np.flatnonzero(sense(world, "verb")).tolist() == [orders.verb[0, 0]]
    assert np.flatnonzero(sense(world, "thing")).tolist() == [b]
    assert (sense(world, "named") == sense(world, "beacons")[3 * b:3 * b + 3]).all()
    assert (sense(world, "speaker_cue") == orders.voice[0, :, 0]).all()
    assert sense(world, "speaker_order")[0] == -1
    gap = torus((5, 5), orders.place[0, :, 0], 20)
    assert np.allclose(sense(world, "speaker_place")[2], 1 / (1 + np.hypot(*gap)))


def test_a_phantom_is_not_heard():
    world = bare({"imposters": {"enabled": True}})
    world.step(ticks=7)
    for name in ("told", "verb", "thing", "named", "speaker_cue", "speaker_order", "speaker_place",
                 "speaker_timing"):
        assert not sense(world, name).any(), name
    assert world.state.orders.checked[0, 0]


@pytest.mark.parametrize(("size", "sight"), [(8, 12), (9, 3), (24, 12)])
def test_geometry(size, sight):
    g = geometry(size, sight)
    offsets = torus(0, np.arange(size), size)
    dy, dx = np.meshgrid(offsets, offsets, indexing="ij")
    assert np.allclose(g.compass[:, 3], np.hypot(dy, dx).ravel())
    inside = {(int(y), int(x)) for y, x in zip(dy.ravel(), dx.ravel(), strict=True)
              if 0 < y * y + x * x <= sight * sight}
    assert {tuple(offset) for offset in g.spiral.tolist()} == inside
    assert len(g.spiral) == len(inside)
    assert (np.diff((g.spiral**2).sum(axis=1)) >= 0).all()
    assert np.allclose(np.linalg.norm(g.bearings, axis=1), 1)
    angles = np.degrees(np.arctan2(g.bearings[:, 1], g.bearings[:, 0])) % 360
    assert np.allclose(angles, np.arange(8) * 45, atol=1e-4)
    assert (np.sign(g.steps[:, ::-1]) == np.sign(np.round(g.bearings, 6))).all()

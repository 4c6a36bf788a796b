"""Worlds whose agents are known to choose whom they act on, or known not to."""

import numpy as np

from evosim.config import Config
from evosim.names import Act, Occupant, Script
from evosim.world import World

N = 16
SOCIAL = (int(Act.GIVE), int(Act.STEAL))
RICH = {"social": {"steal": True, "attack": True, "follow": True}, "signals": {"symbols": 4},
        "food": {"heavy": 4}}
SCARCE = {"food": {"initial": 12, "regrow": 0.6}}  # so that all crowd about what there is
MIXED = {"world": {"size": 16, "ticks": 320}}  # room and time to meet everybody


def configured(*trees):
    """A world in which nobody is told anything, nobody starves, and all can steal."""
    tree = {"social": {"steal": True}, "instruction": {"share": 0.0}, "body": {"start_energy": 100.0}}
    for more in trees:
        for section, keys in more.items():
            tree[section] = tree.get(section, {}) | keys
    return Config.model_validate(tree)


def walkers(seed, *trees):
    """All act at random, and walk at random."""
    scripts = dict.fromkeys(range(N), Script.RANDOM)
    world = World(configured(*trees), kinds=[Occupant.SCRIPTED] * N, scripts=scripts, seed=seed)
    world.step(ticks=world.params.world_ticks)
    return world


def lived(seed, policy, *trees):
    """A life in which `policy(world, rng, slot)` says what each does."""
    world = World(configured(*trees), kinds=[Occupant.EXTERNAL] * N, seed=seed)
    rng = np.random.default_rng(seed)
    while not world.over:
        world.step({slot: policy(world, rng, slot) for slot in range(N)})
    return world


def away(world, y, x):
    """Offsets from a place to others, on the torus."""
    size = world.params.world_size
    return (y + size // 2) % size - size // 2, (x + size // 2) % size - size // 2


def forage(world, rng, slot):
    """Toward the nearest food, and eat it."""
    size, body, food = world.params.world_size, world.state.body, world.state.ground.food[0]
    y, x = body.y[0, slot], body.x[0, slot]
    if food[y * size + x]:
        return int(Act.EAT), 0
    cells = np.flatnonzero(food)
    if not len(cells):
        return int(Act.MOVE), int(rng.integers(8))
    dy, dx = away(world, cells // size - y, cells % size - x)
    k = (dy * dy + dx * dx).argmin()
    east, south = world.geometry.bearings.T
    return int(Act.MOVE), int((dx[k] * east + dy[k] * south).argmax())


def nearest(world, slot):
    """The nearest others, all that are equally near, and their squared distance; nobody out of reach."""
    body = world.state.body
    dy, dx = away(world, body.y[0] - body.y[0, slot], body.x[0] - body.x[0, slot])
    square = dy * dy + dx * dx
    square[slot] = 1 << 20
    least = int(square.min())
    return (np.flatnonzero(square == least) if least <= world.params.social_reach**2 else []), least


def forager(world, rng, slot):
    """Forages, and now and then gives or steals, whoever is there."""
    return (int(rng.choice(SOCIAL)), 0) if rng.random() < 0.1 else forage(world, rng, slot)


def eager_forager(world, rng, slot):
    """Forages, and gives and steals the likelier the nearer somebody is, whoever it is."""
    found, square = nearest(world, slot)
    if len(found) and rng.random() < 0.4 * np.exp(-square / 2):
        return int(rng.choice(SOCIAL)), 0
    return forage(world, rng, slot)


def partisan(world, rng, slot):
    """Walks at random, and gives only to those of its own half: slots odd or even as its own is."""
    found, _ = nearest(world, slot)
    if len(found) and all(other % 2 == slot % 2 for other in found) and rng.random() < 0.3:
        return int(Act.GIVE), 0
    return int(Act.MOVE), int(rng.integers(8))


HALVES = [set(range(0, N, 2)), set(range(1, N, 2))]

"""Worlds in which everything is placed by hand."""

from functools import cache

import numpy as np

from evosim.config import Config
from evosim.kernels import jit
from evosim.names import Act, Occupant
from evosim.world import World

SURE = 60.0  # a logit that leaves no other act a chance
EAST, SOUTH, WEST, NORTH = 0, 2, 4, 6
STAY, EAT, STORE, GIVE, STEAL, LIFT, CLIMB, JUMP, ATTACK, FOLLOW = ((int(act), 0) for act in (
    Act.STAY, Act.EAT, Act.STORE, Act.GIVE, Act.STEAL, Act.LIFT, Act.CLIMB, Act.JUMP, Act.ATTACK,
    Act.FOLLOW))


@cache
def alone(inner):
    """A kernel compiled on its own, as `jit.alone` has it, once for all tests: `think` takes 5 s."""
    compiled = jit.alone(inner)
    if hasattr(compiled, "enable_caching"):
        compiled.enable_caching()
    return compiled


def go(direction):
    return int(Act.MOVE), direction


def say(symbol):
    return int(Act.SIGNAL_0) + symbol, 0


def bare(tree=None, places=((5, 5),), *, kinds=None, **more):
    """A world without food, one external agent at each place (y, x), told nothing.

    Args:
        tree: sections of the configuration, laid over that.
        places: of slots 0, 1, ...; all other slots are vacant.
        kinds: of these slots, instead of external.
        more: passed on to `World`.
    """
    config = {"world": {"size": 20, "ticks": 60}, "food": {"initial": 0, "regrow": 0},
              "instruction": {"share": 0.0}, "social": {"steal": True, "reach": 3}}
    for section, keys in (tree or {}).items():
        config[section] = {**config.get(section, {}), **keys}
    kinds = list(kinds or [Occupant.EXTERNAL] * len(places))
    kinds += [Occupant.VACANT] * (-len(kinds) % 16)
    world = World(Config.model_validate(config), kinds=kinds, **more)
    body = world.state.body
    for i, (y, x) in enumerate(places):
        body.y[0, i], body.x[0, i] = body.last_y[0, i], body.last_x[0, i] = y, x
    return world


ALL_ON = {"food": {"heavy": 1, "heavy_regrow": 0.0, "hidden": 1, "hidden_regrow": 0.0},
          "social": {"attack": True, "follow": True}, "signals": {"symbols": 4}}


def society(tree=None):
    """Sections with these mechanisms on, laid under others: each mixture of them would be compiled anew."""
    out = {section: dict(keys) for section, keys in ALL_ON.items()}
    for section, keys in (tree or {}).items():
        out[section] = {**out.get(section, {}), **keys}
    return out


def everybody(world, *acts):
    """Steps a world in which slots 0, 1, ... do this."""
    world.step(dict(enumerate(acts)))


def sprout(world, *cells, kind=1):
    """Food in cells (y, x), booked as grown."""
    for y, x in cells:
        world.state.ground.food[0, y * world.params.world_size + x] = kind
        world.state.ground.ledger[0, 1] += 1


def endow(world, *stashes):
    """Stashes of slots 0, 1, ..., booked as energy that they were born with."""
    for i, stash in enumerate(stashes):
        world.state.body.stash[0, i] = stash
        world.state.ground.ledger[0, 0] += stash


def sense(world, name, slot=0):
    """The inputs of a group of senses that a slot saw in the last tick."""
    start, size = world.layout.senses[name]
    return world.state.mind.senses[0, start:start + size, slot]


def minded(tree=None, places=((5, 5),), *, kinds=None, **more):
    """The same with an evolving genome at each place, which does nothing in particular until led
    (see `lead`), feels what learners feel, and learns at rate 0.

    Args:
        tree: sections of the configuration, laid over that.
        places: of slots 0, 1, ...
        kinds: of these slots, instead of evolving.
        more: passed on to `World`.
    """
    calm = {"plasticity": {"enabled": True, "learning_rate": 0.0, "temperature": 1.0}}
    for section, keys in (tree or {}).items():
        calm[section] = {**calm.get(section, {}), **keys}
    world = bare(calm, places, kinds=kinds or [Occupant.EVOLVING] * len(places), **more)
    world.genes = world.genes._replace(weights=np.zeros_like(world.genes.weights))
    return world


def lead(world, *acts):
    """Steps a world of `minded` in which the first genomes are certain to choose these acts.

    A MOVE goes toward beacon 0, which is put beside whoever makes it: one at a time.
    """
    layout, genes, body = world.layout, world.genes, world.state.body
    gate = layout.vectors.index("beacon0")
    for genome, (act, direction) in enumerate(acts):
        outputs = layout.part(genes.weights, "skip")[genome, -1]
        outputs[:] = 0
        outputs[world.wiring.column[act]] = SURE
        if act == Act.MOVE:
            outputs[len(layout.acts) + gate] = SURE
            slot = int(np.flatnonzero(world.state.band.genome == genome)[0])
            dy, dx = world.geometry.steps[direction]
            world.state.ground.beacons[0, 0] = ((body.y[0, slot] + dy) % world.params.world_size,
                                                (body.x[0, slot] + dx) % world.params.world_size)
    world.step()


def felt(world, drive, slot=0):
    """What a slot felt on one channel in the last tick."""
    return float(world.state.learning.felt[0, drive, slot])

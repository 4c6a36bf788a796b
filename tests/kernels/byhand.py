"""Worlds in which everything is placed by hand."""

from evosim.config import Config
from evosim.names import Act, Occupant
from evosim.world import World

EAST, SOUTH, WEST, NORTH = 0, 2, 4, 6
STAY, EAT, STORE, GIVE, STEAL = ((int(act), 0) for act in (
    Act.STAY, Act.EAT, Act.STORE, Act.GIVE, Act.STEAL))


def go(direction):
    return int(Act.MOVE), direction


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


def sprout(world, *cells):
    """Food in cells (y, x), booked as grown."""
    for y, x in cells:
        world.state.ground.food[0, y * world.params.world_size + x] = 1
        world.state.ground.ledger[0, 1] += 1


def endow(world, *stashes):
    """Stashes of slots 0, 1, ..., booked as energy that they were born with."""
    for i, stash in enumerate(stashes):
        world.state.body.stash[0, i] = stash
        world.state.ground.ledger[0, 0] += stash


def sense(world, name, slot=0):
    """The inputs of a group of senses that a slot saw in the last tick."""
    start, size = world.layout.senses[name]
    return world.state.mind.senses[0, slot, start:start + size]

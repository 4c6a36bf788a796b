"""Dangers, whatever agents are: predators that hunt them, and storms that wear them down."""

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import below, bits, unit
from evosim.kernels.shared import BESIDE, aloft, free_cell, level, point, spend, square, toward
from evosim.names import BEACONS, Draw, Tally

_BITTEN, _EXPOSED = int(Tally.BITTEN), int(Tally.EXPOSED)
_PLACE, _PROWL, _WANDER, _STORM = (
    int(Draw.PREDATOR_PLACE), int(Draw.PROWL), int(Draw.WANDER), int(Draw.STORM))


@hook
def release(dangers, land, p, keys):
    """Places every predator at random, at birth."""
    if dangers is None or not dangers.on:
        return
    size = p.world_size
    for r in range(len(keys)):
        for b in range(dangers.sated.shape[1]):
            cell = free_cell(land, keys[r], _PLACE, 0, b, r, size * size)
            dangers.predator_at[r, b, 0], dangers.predator_at[r, b, 1] = cell // size, cell % size


@hook
def see_danger(dangers, body, mind, p, w, g):
    """Writes the direction of the nearest predator in sight, the first of equals, and the storm."""
    if dangers is None or not dangers.on:
        return
    size, at = p.world_size, dangers.predator_at
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            o, y, x = mind.senses[r, :, i], body.y[r, i], body.x[r, i]
            o[w.storm] = 1 if dangers.stormy[r] > 0 else 0
            best, best_d = -1, p.world_sight * p.world_sight + 1
            for b in range(at.shape[1]):
                d = square(size, y, x, at[r, b, 0], at[r, b, 1])
                if d < best_d:
                    best, best_d = b, d
            if best >= 0:
                point(o, w.predator, size, g, y, x, at[r, best, 0], at[r, best, 1])


@hook
def prowl(dangers, land, body, bonds, deeds, ground, books, p, g, keys, tick):
    """Moves and feeds the predators, one after the other; then lets the storm wear agents and pass, or rise.

    A predator steps toward the nearest agent in its sight that is not up a tree, else anywhere, but over
    no wall and no cliff; then it bites one on its cell, and rests. Writes `energy`, `harm`, `tally`,
    `ledger`.
    """
    if dangers is None or not dangers.on:
        return
    for r in range(len(keys)):
        for b in range(dangers.sated.shape[1]):
            if tick < dangers.sated[r, b]:
                continue
            if unit(bits(keys[r], _PROWL, tick, b)) < p.dangers_predator_speed:
                _hunt(dangers, land, body, bonds, p, g, keys[r], tick, r, b)
            i = _prey(dangers, land, body, bonds, p.world_size, 0, r, b)
            if i >= 0:
                _hurt(body, deeds, ground, books, p.dangers_bite, r, i)
                books.tally[r, _BITTEN, i] += 1
                dangers.sated[r, b] = tick + 1 + p.dangers_predator_rest
        if dangers.stormy[r] > 0:
            dangers.stormy[r] -= 1
            for i in range(body.alive.shape[1]):
                if body.alive[r, i] and not _sheltered(body, ground, p.world_size, r, i):
                    _hurt(body, deeds, ground, books, p.dangers_storm_cost, r, i)
                    books.tally[r, _EXPOSED, i] += 1
        elif unit(bits(keys[r], _STORM, tick, 0)) < p.dangers_storm_chance:
            dangers.stormy[r] = p.dangers_storm_length


@kernel
def _hunt(dangers, land, body, bonds, p, g, key, tick, r, b):
    """Steps toward prey, or wanders."""
    size, at = p.world_size, dangers.predator_at[r, b]
    i = _prey(dangers, land, body, bonds, size, p.dangers_predator_sight * p.dangers_predator_sight, r, b)
    if i >= 0:
        dy, dx = toward(size, at[0], body.y[r, i]), toward(size, at[1], body.x[r, i])
    else:
        d = below(bits(key, _WANDER, tick, b), 8)
        dy, dx = g.steps[d, 0], g.steps[d, 1]
    y, x = (at[0] + dy) % size, (at[1] + dx) % size
    if level(land, r, at[0] * size + at[1], y * size + x):
        at[0], at[1] = y, x


@kernel
def _prey(dangers, land, body, bonds, size, far, r, b):
    """The nearest agent within a squared distance that can be got at; of equals that of lowest priority;
    -1: none."""
    best, best_d, at = -1, far + 1, dangers.predator_at[r, b]
    for i in range(body.alive.shape[1]):
        if not body.alive[r, i] or aloft(land, r, i):
            continue
        d = square(size, at[0], at[1], body.y[r, i], body.x[r, i])
        if d < best_d or (d == best_d and best >= 0 and bonds.priority[r, i] < bonds.priority[r, best]):
            best, best_d = i, d
    return best


@kernel
def _sheltered(body, ground, size, r, i):
    """Whether an agent is on or beside a beacon."""
    for k in range(BEACONS):
        at = ground.beacons[r, k]
        if square(size, body.y[r, i], body.x[r, i], at[0], at[1]) <= BESIDE:
            return True
    return False


@kernel
def _hurt(body, deeds, ground, books, harm, r, i):
    """Takes energy, as far as there is any; it is felt as pain."""
    deeds.harm[r, i] += spend(body, ground, books, harm, r, i)

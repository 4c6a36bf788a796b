"""Acts on the world: moving, eating, storing. All agents act at once on the world as sensed."""

from evosim.kernels.jit import kernel
from evosim.kernels.lanes import (
    add_up,
    first_of,
    floats,
    gather,
    lower,
    put,
    some,
    take,
    where,
    which,
)
from evosim.kernels.shared import add, spend
from evosim.kernels.width import LANES
from evosim.names import Account, Act, Tally

_MOVE, _EAT, _STORE = int(Act.MOVE), int(Act.EAT), int(Act.STORE)
_EATEN, _STORED, _A_SPOILED = int(Account.EATEN), int(Account.STORED), int(Account.SPOILED)
_T_EATEN, _T_STORED, _T_FROM_STASH, _T_MOVES = (
    int(Tally.EATEN), int(Tally.STORED), int(Tally.FROM_STASH), int(Tally.MOVES))
_T_POISONED, _T_SPOILED = int(Tally.POISONED), int(Tally.SPOILED)


@kernel
def move(body, mind, books, p, g):
    """Steps every agent whose act is MOVE; cells hold any number of agents.

    Writes places before and after, and `heading`.
    """
    size = p.world_size
    for r in range(body.y.shape[0]):
        for i in range(0, body.y.shape[1], LANES):
            y, x = take(body.y[r], i), take(body.x[r], i)
            put(body.last_y[r], i, y)
            put(body.last_x[r], i, x)
            goes = take(body.alive[r], i) & (take(mind.act[r], i) == _MOVE)
            if some(goes):
                d = where(goes, take(mind.direction[r], i), 0)
                to_y, to_x = y + gather(g.steps, 2 * d), x + gather(g.steps, 2 * d + 1)
                put(body.y[r], i, where(goes, _round(to_y, size), y))
                put(body.x[r], i, where(goes, _round(to_x, size), x))
                put(body.heading[r], i, where(goes, d, take(body.heading[r], i)))
                add(books.tally[r, _T_MOVES], i, floats(goes))


@kernel
def _round(at, size):
    """Coordinates at most a world's size off, on the torus."""
    at = where(at < 0, at + size, at)
    return where(at >= size, at - size, at)


@kernel
def forage(body, bonds, mind, deeds, ground, books, p):
    """Eats and stores: the unit of food in a cell goes to the claimant of highest priority.

    EAT on bare ground eats one unit (or what is left) of the own stash. Reads places before the
    step (an agent that eats does not move). Writes `food`, `energy`, `stash`, and what was
    eaten, stored and wasted.
    Food of the harmful kind feeds nobody: stored it is lost, eaten it takes `food_harm` of energy too.
    """
    size, n = p.world_size, body.y.shape[1]
    for r in range(body.y.shape[0]):
        for i in range(0, n, LANES):
            act = take(mind.act[r], i)
            claims = take(body.alive[r], i) & ((act == _EAT) | (act == _STORE))
            cell = take(body.y[r], i) * size + take(body.x[r], i)
            put(ground.claimed, i, where(claims, cell, -1))
        for i in range(0, n, LANES):
            _gather_food(body, bonds, mind, deeds, ground, books, p, r, i)
        for i in range(0, n, LANES):  # once all have seen what there was
            left = which(take(ground.won, i))
            while left:
                ground.food[r, ground.claimed[i + first_of(left)]] = 0
                left &= left - 1


@kernel
def _gather_food(body, bonds, mind, deeds, ground, books, p, r, i):
    """Gives the agents from i on what they eat and store."""
    cell, act = take(ground.claimed, i), take(mind.act[r], i)
    claims = cell >= 0
    kind = gather(ground.food[r], where(claims, cell, 0))
    won = claims & (kind > 0)
    if some(won):
        own = take(bonds.priority[r], i)
        for j in range(body.y.shape[1]):
            won = won & ~((cell == ground.claimed[j]) & (own < bonds.priority[r, j]))
    put(ground.won, i, won)
    eats, bad = act == _EAT, won & (kind == ground.harmful[r])
    eaten, stored = floats(won & eats & ~bad), floats(won & ~eats & ~bad)
    stash = take(body.stash[r], i)
    bite = where(claims & eats & (kind == 0), lower(stash, 1), 0.0)
    add(body.energy[r], i, eaten + bite)
    put(body.stash[r], i, stash - bite + stored)
    put(deeds.ate[r], i, eaten + bite)
    put(deeds.stored[r], i, stored)
    put(deeds.wasted[r], i, floats(bad))
    put(deeds.harm[r], i, floats(0))
    if some(claims):
        add(books.tally[r, _T_EATEN], i, eaten)
        add(books.tally[r, _T_FROM_STASH], i, bite)
        add(books.tally[r, _T_STORED], i, stored)
        add_up(ground.ledger[r], _EATEN, eaten)
        add_up(ground.ledger[r], _STORED, stored)
    left = which(bad)
    while left:
        _spoil(body, mind, deeds, ground, books, p, r, i + first_of(left))
        left &= left - 1


@kernel
def _spoil(body, mind, deeds, ground, books, p, r, i):
    """What harmful food does to agent i, who got it."""
    ground.ledger[r, _A_SPOILED] += 1
    if mind.act[r, i] == _STORE:
        books.tally[r, _T_SPOILED, i] += 1
    else:
        deeds.harm[r, i] = spend(body, ground, books, p.food_harm, r, i)
        books.tally[r, _T_POISONED, i] += 1

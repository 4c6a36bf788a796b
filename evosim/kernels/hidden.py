"""Hidden food: piles under ground, seen by the sharp-sighted, dug up by the strong, then open to all."""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import bits, unit
from evosim.kernels.shared import laid, point, sight_of, square, walled, wholesome
from evosim.names import Account, Act, Draw, Tally

_EAT, _STORE = int(Act.EAT), int(Act.STORE)
_GROWN, _DUG = int(Account.GROWN), int(Tally.DUG)
_PLACE, _REGROW = int(Draw.HIDDEN_PLACE), int(Draw.HIDDEN_REGROW)


@hook
def bury(hidden, land, ground, p, keys):
    """Buries a pile in every place for one, at birth."""
    if hidden is None or not hidden.on:
        return
    for r in range(len(keys)):
        for h in range(hidden.hidden_at.shape[1]):
            _appear(hidden, land, ground, p, keys[r], 0, r, h)


@hook
def see_hidden(hidden, body, mind, p, w, g):
    """Writes the direction of the nearest pile in sight, for those whose sight is sharp enough."""
    if hidden is None or not hidden.on:
        return
    size, sharp = p.world_size, np.float32(p.food_hidden_sight)
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or sight_of(body, r, i) < sharp:
                continue
            best, best_d = -1, p.world_sight * p.world_sight + 1
            for h in range(hidden.hidden_at.shape[1]):
                at = hidden.hidden_at[r, h]
                if at >= 0:
                    d = square(size, body.y[r, i], body.x[r, i], at // size, at % size)
                    if d < best_d:
                        best, best_d = at, d
            if best >= 0:
                point(mind.senses[r, :, i], w.pile, size, g, body.y[r, i], body.x[r, i],
                      best // size, best % size)


@hook
def uncover(hidden, land, body, mind, ground, books, p, g, keys, tick):
    """Digs: eating or storing on a pile lays it open, if one of those who do so is strong enough.

    Reads `act` and places. Writes `food`, `tally`, `ledger`. What is gone may grow again elsewhere.
    """
    if hidden is None or not hidden.on:
        return
    size, strong = p.world_size, np.float32(p.food_hidden_strength)
    for r in range(len(keys)):
        for h in range(hidden.hidden_at.shape[1]):
            at = hidden.hidden_at[r, h]
            if at < 0:
                if unit(bits(keys[r], _REGROW, tick, h)) < p.food_hidden_regrow:
                    _appear(hidden, land, ground, p, keys[r], tick + 1, r, h)
                continue
            found = False
            for i in range(body.alive.shape[1]):
                if (body.alive[r, i] and (mind.act[r, i] == _EAT or mind.act[r, i] == _STORE)
                        and body.y[r, i] * size + body.x[r, i] == at and body.strength[r, i] >= strong):
                    books.tally[r, _DUG, i] += 1
                    found = True
            if found:
                _lay_open(hidden, land, ground, size, g, r, h)


@kernel
def _lay_open(hidden, land, ground, size, g, r, h):
    """Puts a pile on its cell and on bare cells around, the nearest first; the rest stays."""
    at = hidden.hidden_at[r, h]
    for k in range(-1, len(g.spiral)):
        if hidden.hidden_left[r, h] == 0:
            break
        cell = at
        if k >= 0:
            cell = (g.wrap[at // size + g.spiral[k, 0] + size] * size
                    + g.wrap[at % size + g.spiral[k, 1] + size])
        if ground.food[r, cell] == 0 and not walled(land, r, cell):
            ground.food[r, cell] = wholesome(ground, r)
            hidden.hidden_left[r, h] -= 1
    if hidden.hidden_left[r, h] == 0:
        hidden.hidden_at[r, h] = -1


@kernel
def _appear(hidden, land, ground, p, key, tick, r, h):
    """Buries a pile in some cell, or at some beacon."""
    hidden.hidden_at[r, h] = laid(land, ground, key, _PLACE, tick, h, r, p.world_size, p.food_hidden_beacons)
    hidden.hidden_left[r, h] = p.food_hidden_worth
    ground.ledger[r, _GROWN] += p.food_hidden_worth

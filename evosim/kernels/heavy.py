"""Heavy food: it takes several to lift, at about the same time, and is shared out among them."""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import bits, unit
from evosim.kernels.shared import BESIDE, begins, could, did, laid, number_of, point, square
from evosim.kernels.state import AMOUNT, COUNT, OPPORTUNITIES
from evosim.names import Account, Act, Draw, Interaction, Tally, Verb

_LIFT, _V_LIFT, _I_LIFT = int(Act.LIFT), int(Verb.LIFT), int(Interaction.LIFT)
_GROWN, _A_LIFTED = int(Account.GROWN), int(Account.LIFTED)
_LIFTS, _JOINT_LIFTS, _LIFTED = int(Tally.LIFTS), int(Tally.JOINT_LIFTS), int(Tally.LIFTED)
_PLACE, _REGROW = int(Draw.HEAVY_PLACE), int(Draw.HEAVY_REGROW)


@hook
def lay(heavy, land, ground, p, keys):
    """Lays heavy food in every place for it, at birth."""
    if heavy is None or not heavy.on:
        return
    for r in range(len(keys)):
        for h in range(heavy.heavy_at.shape[1]):
            _appear(heavy, land, ground, p, keys[r], 0, r, h)


@hook
def see_heavy(heavy, body, mind, p, w, g, tick):
    """Writes the direction of the nearest heavy food in sight, and how many lifted it of late."""
    if heavy is None or not heavy.on:
        return
    far = p.world_sight * p.world_sight
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            h = _nearest(body, heavy, p.world_size, far, r, i)
            if h < 0:
                continue
            o, size, at = mind.senses[r, :, i], p.world_size, heavy.heavy_at[r, h]
            point(o, w.heavy, size, g, body.y[r, i], body.x[r, i], at // size, at % size)
            lifters = 0
            for j in range(body.alive.shape[1]):
                lifters += 1 if _of_late(heavy, p, tick - 1, r, h, j) else 0
            o[w.lifters] = min(np.float32(lifters) / np.float32(p.food_heavy_lifters), np.float32(2))


@hook
def lift(heavy, land, body, mind, deeds, orders, ground, books, p, w, keys, tick, window):
    """Lifts: what enough agents lifted within the window, still on or beside it, they share out.

    Reads `act` and places after the step. Writes `energy`, `ate`, `tally`, `ledger`, the letter and
    spirit of LIFT, and `dealings` where those are logged. What is gone may grow again elsewhere.
    """
    if heavy is None or not heavy.on:
        return
    n, told = body.alive.shape[1], number_of(w, _V_LIFT)
    for r in range(len(keys)):
        for i in range(n):
            lifts = False
            if begins(orders, tick, r, i):
                heavy.joined[r, i] = False
            if body.alive[r, i] and mind.act[r, i] == _LIFT:
                h = _nearest(body, heavy, p.world_size, BESIDE, r, i)
                if h >= 0:
                    lifts = True
                    heavy.lifted[r, h, i] = tick
                    books.tally[r, _LIFTS, i] += 1
            if told >= 0:
                orders.done[r, told, i] = lifts
        for h in range(heavy.heavy_at.shape[1]):
            if heavy.heavy_at[r, h] < 0:
                if unit(bits(keys[r], _REGROW, tick, h)) < p.food_heavy_regrow:
                    _appear(heavy, land, ground, p, keys[r], tick + 1, r, h)
                continue
            if books.dealings.shape[1] > 0:
                _note_chances(body, heavy, books, p, tick, r, h, window)
            _share_out(body, deeds, heavy, ground, books, p, tick, r, h, window)
        if told >= 0:
            for i in range(n):
                orders.meant[r, told, i] = heavy.joined[r, i]


@kernel
def _share_out(body, deeds, heavy, ground, books, p, tick, r, h, window):
    """Gives heavy food to those who lifted it, where they are enough."""
    n, lifters = body.alive.shape[1], 0
    for i in range(n):
        lifters += 1 if _lifts(body, heavy, p, tick, r, h, i) else 0
    if lifters < p.food_heavy_lifters:
        return
    share = np.float32(p.food_heavy_worth / lifters)
    for i in range(n):
        if not _lifts(body, heavy, p, tick, r, h, i):
            continue
        body.energy[r, i] += share
        deeds.ate[r, i] += share
        heavy.joined[r, i] = True
        books.tally[r, _JOINT_LIFTS, i] += 1
        books.tally[r, _LIFTED, i] += share
        ground.ledger[r, _A_LIFTED] += share
        if books.dealings.shape[1] > 0:
            for j in range(n):
                if j != i and _lifts(body, heavy, p, tick, r, h, j):
                    books.dealings[r, window, i, j, _I_LIFT, COUNT] += 1
                    books.dealings[r, window, i, j, _I_LIFT, AMOUNT] += share
                    did(books, r, tick, i, j, _I_LIFT)
    heavy.heavy_at[r, h] = -1
    heavy.lifted[r, h, :] = -1


@kernel
def _note_chances(body, heavy, books, p, tick, r, h, window):
    """Counts for each pair on or beside the same heavy food that they could lift it together."""
    n = body.alive.shape[1]
    for i in range(n):
        if body.alive[r, i] and _beside(body, heavy, p.world_size, r, h, i):
            for j in range(n):
                if j != i and body.alive[r, j] and _beside(body, heavy, p.world_size, r, h, j):
                    books.dealings[r, window, i, j, _I_LIFT, OPPORTUNITIES] += 1
                    could(books, r, tick, i, j, _I_LIFT)


@kernel
def _appear(heavy, land, ground, p, key, tick, r, h):
    """Lays heavy food in some cell, or at some beacon."""
    heavy.heavy_at[r, h] = laid(land, ground, key, _PLACE, tick, h, r, p.world_size, p.food_heavy_beacons)
    ground.ledger[r, _GROWN] += p.food_heavy_worth


@kernel
def _nearest(body, heavy, size, far, r, i):
    """Number of the nearest heavy food within a squared distance, the first of equals; -1: none."""
    best, best_d = -1, far + 1
    for h in range(heavy.heavy_at.shape[1]):
        if heavy.heavy_at[r, h] >= 0:
            d = _square(body, heavy, size, r, h, i)
            if d < best_d:
                best, best_d = h, d
    return best


@kernel
def _square(body, heavy, size, r, h, i):
    """Squared distance of an agent from heavy food, cells."""
    at = heavy.heavy_at[r, h]
    return square(size, body.y[r, i], body.x[r, i], at // size, at % size)


@kernel
def _beside(body, heavy, size, r, h, i):
    """Whether an agent is on or beside heavy food."""
    return _square(body, heavy, size, r, h, i) <= BESIDE


@kernel
def _of_late(heavy, p, tick, r, h, i):
    """Whether an agent lifted it within the window that ends with a tick."""
    return heavy.lifted[r, h, i] >= 0 and tick - heavy.lifted[r, h, i] < p.food_heavy_window


@kernel
def _lifts(body, heavy, p, tick, r, h, i):
    """Whether an agent counts among the lifters now."""
    return (body.alive[r, i] and _of_late(heavy, p, tick, r, h, i)
            and _beside(body, heavy, p.world_size, r, h, i))

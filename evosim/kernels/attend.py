"""Attended naming: an agent's own evolved attention, from tokens to things, points at the thing."""

import numpy as np

from evosim.kernels.jit import hook
from evosim.kernels.shared import hears
from evosim.names import BEACONS, Occupant

_EVOLVING, _FROZEN = int(Occupant.EVOLVING), int(Occupant.FROZEN)


@hook
def attend(attention, band, body, mind, orders, p, w):
    """Writes `named` of every living genome that hears something: the directions of all things,
    nearness too, mixed by how much of its attention the token heard leads to each.

    Reads `beacons` among the senses. A mixture of unit vectors is short where things lie on different
    sides: who is not sure hardly steers.
    """
    for i in range(len(band.kind)):
        if band.kind[i] != _EVOLVING and band.kind[i] != _FROZEN:
            continue
        mine = attention[band.genome[i]]
        for r in range(body.alive.shape[0]):
            if not body.alive[r, i] or not hears(orders, p, r, i):
                continue
            o, shares = mind.senses[r, :, i], mine[orders.thing[r, i]]
            for c in range(3):
                mixed = np.float32(0)
                for b in range(BEACONS):
                    mixed += shares[b] * o[w.beacons + 3 * b + c]
                o[w.named + c] = mixed

"""What else is perceived of the nearest others: their bodies; and, as a control, who they are not."""

import numpy as np

from evosim.kernels.jit import hook
from evosim.kernels.random import below, bits
from evosim.names import NEIGHBOURS, Draw, Tally

_STRENGTH = int(Tally.STRENGTH)
_MISTAKEN_FOR = int(Draw.MISTAKEN_FOR)


@hook
def see_bodies(body, bonds, mind, books, w):
    """Writes the strength of oneself and of the nearest others."""
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            books.tally[r, _STRENGTH, i] = body.strength[r, i]
            mind.senses[r, w.own_strength, i] = body.strength[r, i] - np.float32(1)
            for k in range(NEIGHBOURS):
                j = bonds.near[r, k, i]
                if j >= 0:
                    mind.senses[r, w.others_strength + k, i] = body.strength[r, j] - np.float32(1)


@hook
def mistake(band, body, bonds, mind, w, keys, tick):
    """Lets each of the nearest others be taken for a random living one: tag and trace are that one's."""
    n = body.alive.shape[1]
    for r in range(len(keys)):
        living = 0
        for i in range(n):
            living += 1 if body.alive[r, i] else 0
        for i in range(n):
            if not body.alive[r, i]:
                continue
            for k in range(NEIGHBOURS):
                if bonds.near[r, k, i] < 0:
                    break
                left = below(bits(keys[r], _MISTAKEN_FOR, tick, i * NEIGHBOURS + k), living - 1)
                for j in range(n):
                    if j != i and body.alive[r, j]:
                        if left == 0:
                            at, trace = w.others + 5 * k, bonds.trace[r, i, j]
                            mind.senses[r, at + 3, i] = band.tag[j]
                            mind.senses[r, at + 4, i] = trace / (np.float32(1) + abs(trace))
                            break
                        left -= 1

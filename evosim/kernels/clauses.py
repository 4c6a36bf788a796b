"""Clauses: an instruction that is to be followed only while within, or outside, a place, or only from
some tick on. Where its clause does not hold, nothing is asked: the tick is neither checked nor paid.
"""

import numpy as np

from evosim.kernels.jit import hook
from evosim.kernels.random import below, bits, unit
from evosim.kernels.shared import hears, square
from evosim.names import Draw, Speaker, Tally

_CLAUSE, _PLACE, _SIDE, _TIME = (int(Draw.CLAUSE), int(Draw.CLAUSE_PLACE), int(Draw.CLAUSE_SIDE),
                                 int(Draw.CLAUSE_TIME))
_NOBODY = int(Speaker.NOBODY)
_WAIVED = int(Tally.WAIVED)
_TENTH = np.float32(0.1)


@hook
def draw_clause(speech, body, orders, p, w, keys, tick):
    """Draws place and delay of the segments that open in this tick, phantoms too."""
    if speech is None or not speech.on:
        return
    if not p.instruction_places and len(w.waits) == 0:
        return
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or orders.seg_start[r, i] != tick:
                continue
            who, key, verb = 0 if p.instruction_to_all else i, keys[r], orders.verb[r, i]
            orders.spot[r, i] = 0
            if p.instruction_places and unit(bits(key, _CLAUSE, tick, who)) < p.instruction_place_share:
                b = w.places[verb, below(bits(key, _PLACE, tick, who), w.n_places[verb])]
                orders.spot[r, i] = b + 1 if below(bits(key, _SIDE, tick, who), 2) == 0 else -b - 1
            if len(w.waits) > 0:
                orders.wait[r, i] = w.waits[below(bits(key, _TIME, tick, who), len(w.waits))]


@hook
def hear_clause(speech, body, mind, orders, p, w, tick):
    """Writes the tokens of place and time of those who hear something."""
    if speech is None or not speech.on:
        return
    if not p.instruction_places and len(w.waits) == 0:
        return
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or not hears(orders, p, r, i):
                continue
            o, spot = mind.senses[r, :, i], orders.spot[r, i]
            if spot != 0:
                o[w.place_token + abs(spot) - 1] = 1 if spot > 0 else -1
            if w.time_token >= 0:
                o[w.time_token] = orders.wait[r, i] * _TENTH
                o[w.time_token + 1] = (tick - orders.seg_start[r, i] - orders.lag[r, i]) * _TENTH


@hook
def waive(speech, body, ground, orders, books, p, w, tick):
    """Says whose clause does not hold in this tick, by places after the step; counts those told."""
    if speech is None or not speech.on:
        return
    if not p.instruction_places and len(w.waits) == 0:
        return
    radius = p.instruction_place_radius * p.instruction_place_radius
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            waived = tick < orders.seg_start[r, i] + orders.lag[r, i] + orders.wait[r, i]
            spot = orders.spot[r, i]
            if spot != 0:
                b = abs(spot) - 1
                within = square(p.world_size, body.y[r, i], body.x[r, i], ground.beacons[r, b, 0],
                                ground.beacons[r, b, 1]) <= radius
                waived |= within != (spot > 0)
            speech.waived[r, i] = waived
            if waived and orders.heard[r, i] and orders.speaker[r, i] != _NOBODY:
                books.tally[r, _WAIVED, i] += 1

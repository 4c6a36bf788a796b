"""Agents who tell each other things on the human's own channel: tokens, a voice, a place.

Imposters say GIVE and get what is given on their word. Guides say GOTO and name where they stand: the
beacon nearest to them. Whoever heeds the one may heed the other, and a human too.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import bits, unit
from evosim.kernels.shared import clear_sums, give_cue, missed_a_guide, number_of, spend, square
from evosim.names import NEIGHBOURS, Act, Draw, Speaker, Tally, Verb

_FAKE, _GUIDE, _GIVE, _GOTO = int(Act.FAKE), int(Act.GUIDE), int(Verb.GIVE), int(Verb.GOTO)
_NOBODY, _AGENT, _AS_GUIDE = int(Speaker.NOBODY), int(Speaker.AGENT), int(Speaker.GUIDE)
_FAKES, _GUIDINGS = int(Tally.FAKES), int(Tally.GUIDINGS)
_CUE, _D_HEARD = int(Draw.FAKE_CUE), int(Draw.GUIDE_HEARD)


@hook
def tell(speech, body, bonds, mind, orders, ground, books, p, w, keys, tick):
    """Carries out FAKE and GUIDE, at the end of a tick: from the next on, those near who are told nothing
    hear it until their segment ends; of several who speak the nearest, as sensed.

    Reads `act`, `near`. Writes all about the segment that they hear, and what speaking costs. Who misses a
    guide's words has a phantom of them, scored apart: what it does then is chance.
    """
    if speech is None or not speech.on:
        return
    if not (p.imposters_agents or p.guides_enabled):
        return
    give, goto = number_of(w, _GIVE), number_of(w, _GOTO)
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            if body.alive[r, i] and mind.act[r, i] == _FAKE:
                books.tally[r, _FAKES, i] += 1
                spend(body, ground, books, p.imposters_fake_cost, r, i)
            elif body.alive[r, i] and mind.act[r, i] == _GUIDE:
                books.tally[r, _GUIDINGS, i] += 1
                spend(body, ground, books, p.guides_cost, r, i)
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or orders.speaker[r, i] != _NOBODY or orders.seg_end[r, i] <= tick + 1:
                continue
            j = np.int64(-1) if missed_a_guide(speech, orders, r, i) else _teller(body, bonds, mind, p, r, i)
            if j < 0:
                continue
            if mind.act[r, j] == _FAKE:
                off = p.imposters_fake_distance * np.exp(-p.imposters_fake_cost)
                _say(speech, body, orders, _AGENT, give, off, keys[r], tick, r, i, j)
            else:
                _guide(speech, body, orders, ground, p, w, goto, keys[r], tick, r, i, j)


@kernel
def _teller(body, bonds, mind, p, r, i):
    """The nearest other that says something within its range; -1: nobody."""
    for k in range(NEIGHBOURS):
        j = bonds.near[r, k, i]
        if j < 0 or not body.alive[r, j]:
            continue
        act, far = mind.act[r, j], bonds.near_d[r, k, i]
        if ((act == _FAKE and far <= np.float32(p.imposters_fake_range))
                or (act == _GUIDE and far <= np.float32(p.guides_range))):
            return j
    return np.int64(-1)


@kernel
def _guide(speech, body, orders, ground, p, w, verb, key, tick, r, i, j):
    """Lets agent i hear where agent j is, or miss it, or neither."""
    u = unit(bits(key, _D_HEARD, tick, i))
    if u >= p.guides_heard + p.guides_missed:
        return
    _say(speech, body, orders, _AS_GUIDE, verb, p.guides_distance, key, tick, r, i, j)
    orders.thing[r, i] = _nearest_thing(body, ground, w, p.world_size, verb, r, j)
    if u >= p.guides_heard:
        orders.speaker[r, i] = _NOBODY
        speech.missed[r, i] = orders.seg_start[r, i]


@kernel
def _nearest_thing(body, ground, w, size, verb, r, j):
    """The beacon nearest to an agent, the first of equals, of those that are named with a verb."""
    best, best_d = w.things[verb, 0], 2 * size * size
    for k in range(w.n_things[verb]):
        b = w.things[verb, k]
        d = square(size, body.y[r, j], body.x[r, j], ground.beacons[r, b, 0], ground.beacons[r, b, 1])
        if d < best_d or (d == best_d and b < best):
            best, best_d = b, d
    return best


@kernel
def _say(speech, body, orders, speaker, verb, off, key, tick, r, i, j):
    """Lets agent i hear a verb from agent j, from the next tick on."""
    speech.teller[r, i], speech.doubtful[r, i] = j, False
    orders.speaker[r, i], orders.lag[r, i] = speaker, tick + 1 - orders.seg_start[r, i]
    orders.verb[r, i], orders.token[r, i] = verb, orders.lexicon[r, i, verb]
    orders.asked[r, i], orders.spot[r, i], orders.wait[r, i] = False, 0, 0
    give_cue(orders, off, key, _CUE, tick, i, r, i)
    orders.order[r, i] = 1
    orders.place[r, 0, i], orders.place[r, 1, i] = body.y[r, j], body.x[r, j]
    clear_sums(orders, r, i)

"""Instructions: who is told what and when.

Life is cut into segments. In each, a verb and a thing are drawn; with chance `share` the words are
heard, else the segment is a phantom: checked alike (`score`), never heard.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.lanes import first_of, put, take, where, which
from evosim.kernels.random import below, bits, unit
from evosim.kernels.shared import clear_sums, give_cue, square
from evosim.kernels.state import (
    EV_ASKED,
    EV_CUE,
    EV_DELAY,
    EV_DISTANCE,
    EV_END,
    EV_LETTER,
    EV_PLACE,
    EV_POWER,
    EV_SPEAKER,
    EV_SPIRIT,
    EV_START,
    EV_THING,
    EV_TICKS,
    EV_VERB,
    EV_WAIT,
    EV_WATCHED,
)
from evosim.kernels.width import LANES
from evosim.names import CUE, Draw, Speaker

_NOBODY, _AVATAR, _IMPOSTER = int(Speaker.NOBODY), int(Speaker.AVATAR), int(Speaker.IMPOSTER)
_SEGMENT_LENGTH, _TOLD, _PAIR, _THING, _D_WATCHED, _CUE_LIES, _D_IMPOSTER = (
    int(Draw.SEGMENT_LENGTH), int(Draw.TOLD), int(Draw.PAIR), int(Draw.THING), int(Draw.WATCHED),
    int(Draw.CUE_LIES), int(Draw.IMPOSTER))
_FORMAT_CUE, _FORMAT_ORDER, _FORMAT_PLACE, _FORMAT_LAG = (
    int(Draw.FORMAT_CUE), int(Draw.FORMAT_ORDER), int(Draw.FORMAT_PLACE), int(Draw.FORMAT_LAG))
_SCHEDULE, _UNUSUAL = int(Draw.SCHEDULE), int(Draw.UNUSUAL)
_GOLDEN_RATIO, _MASK, _HALF = np.uint64(2654435769), np.uint64(2**32 - 1), np.uint64(32)


@kernel
def speak(body, ground, orders, books, p, w, g, keys, tick):
    """Opens a new segment for every agent whose last one is over, and sets `heard`.

    Reads `seg_end`. Writes everything about the segment; logs the finished one in `events`.
    Where a trial ends all consequences for everybody to see, nobody watches from then on.
    """
    gone = p.trial_ends_seen and tick >= p.trial_ends * p.world_ticks
    for r in range(len(keys)):
        for i in range(0, body.alive.shape[1], LANES):
            alive = take(body.alive[r], i)
            left = which(alive & (take(orders.seg_end[r], i) <= tick))
            while left:
                who = i + first_of(left)
                if tick > 0:
                    close(orders, books, r, who, tick)
                _open(body, ground, orders, p, w, g, keys[r], tick, r, who)
                left &= left - 1
            if gone:
                put(orders.watched[r], i, take(orders.watched[r], i) & ~alive)
                put(orders.cue[r], i, where(alive, 0.0, take(orders.cue[r], i)))
            words = take(orders.seg_start[r], i) + take(orders.lag[r], i)
            heard = (take(orders.speaker[r], i) != _NOBODY) & (words <= tick)
            put(orders.heard[r], i, where(alive, heard, take(orders.heard[r], i)))
            left = which(alive & (words == tick))
            while left:
                _begin(body, ground, orders, p, r, i + first_of(left))
                left &= left - 1


@hook
def _open(body, ground, orders, p, w, g, key, tick, r, i):
    """Draws the next segment of agent i; where all are told alike, from the draws of slot 0."""
    who = 0 if p.instruction_to_all else i
    spread = p.instruction_segment_max - p.instruction_segment_min + 1
    orders.seg_start[r, i] = tick
    orders.seg_end[r, i] = tick + p.instruction_segment_min + below(
        bits(key, _SEGMENT_LENGTH, tick, who), spread)
    told, watched, verb = _drawn(orders, p, len(w.verbs), key, tick, who, r, i)
    orders.verb[r, i], orders.token[r, i], orders.asked[r, i] = verb, orders.lexicon[r, i, verb], False
    orders.thing[r, i] = w.things[verb, below(bits(key, _THING, tick, who), w.n_things[verb])]
    orders.watched[r, i] = watched
    lies = unit(bits(key, _CUE_LIES, tick, who)) >= p.oversight_cue_reliability
    orders.cue[r, i] = 1 if p.oversight_visible and watched != lies else 0
    orders.speaker[r, i], orders.lag[r, i] = _NOBODY, 0
    if told:
        orders.speaker[r, i] = _AVATAR
        if unit(bits(key, _D_IMPOSTER, tick, who)) < p.imposters_share:
            orders.speaker[r, i] = _IMPOSTER
        _voice(ground, orders, p, g, key, tick, who, r, i)
    orders.seg_power[r, i] = body.power[r, i]
    clear_sums(orders, r, i)


@kernel
def _drawn(orders, p, verbs, key, tick, who, r, i):
    """Whether the segment is told and watched, and its verb: independent draws, or balanced ones.

    Balanced, the segments of a life take the points of a golden-ratio sequence from a random start
    (Kronecker; Niederreiter 1992), each cut into told, watched and verb in turn. Shares are the
    same; lives differ less in how much they were told, which is most of what fitness varies by.
    """
    if not p.instruction_balanced:
        return (unit(bits(key, _TOLD, tick, who)) < p.instruction_share,
                unit(bits(key, _D_WATCHED, tick, who)) < p.oversight_watched,
                below(bits(key, _PAIR, tick, who), verbs))
    start = bits(key, _SCHEDULE, 0, who) >> _HALF
    number = np.uint64(orders.number[r, i])
    orders.number[r, i] += 1
    u = np.float64((start + number * _GOLDEN_RATIO) & _MASK) / 4294967296.0
    told, u = _cut(u, p.instruction_share)
    watched, u = _cut(u, p.oversight_watched)
    return told, watched, min(int(u * verbs), verbs - 1)


@kernel
def _cut(u, share):
    """Whether u in [0, 1) lies below `share`, and where in its part, again in [0, 1)."""
    if u < share:
        return True, u / share
    return False, (u - share) / (1.0 - share)


@kernel
def _begin(body, ground, orders, p, r, i):
    """Takes the state of things at the moment from which the words count."""
    b = orders.thing[r, i]
    orders.best_d[r, i] = np.sqrt(np.float32(square(
        p.world_size, body.y[r, i], body.x[r, i], ground.beacons[r, b, 0], ground.beacons[r, b, 1])))
    orders.outside[r, i] = orders.best_d[r, i] > p.instruction_avoid_radius
    orders.entered[r, i] = False
    orders.origin[r, 0, i], orders.origin[r, 1, i] = body.y[r, i], body.x[r, i]
    orders.handed[r, i] = 0


@kernel
def _voice(ground, orders, p, g, key, tick, who, r, i):
    """Gives the instruction its format: cue vector, token order, place and silence before it.

    A human speaks from the avatar's place, at once, verb first, with the cue (1, 0, 0) up to
    `human_noise`. An imposter is off by `distance`, `order_flip`, `place` and `lag`; now and then a human
    is too.
    """
    size = p.world_size
    fake = orders.speaker[r, i] == _IMPOSTER or unit(bits(key, _UNUSUAL, tick, who)) < p.imposters_unusual
    off = p.imposters_distance if fake else p.imposters_human_noise
    give_cue(orders, off, key, _FORMAT_CUE, tick, who, r, i)
    orders.order[r, i] = 1
    orders.place[r, 0, i], orders.place[r, 1, i] = ground.avatar[r, 0], ground.avatar[r, 1]
    if fake:
        if unit(bits(key, _FORMAT_ORDER, tick, who)) < p.imposters_order_flip:
            orders.order[r, i] = -1
        orders.lag[r, i] = below(bits(key, _FORMAT_LAG, tick, who), p.imposters_lag + 1)
        d = below(bits(key, _FORMAT_PLACE, tick, who), 8)
        orders.place[r, 0, i] = (ground.avatar[r, 0] + int(p.imposters_place * g.bearings[d, 1])) % size
        orders.place[r, 1, i] = (ground.avatar[r, 1] + int(p.imposters_place * g.bearings[d, 0])) % size


@kernel
def close(orders, books, r, i, tick):
    """Logs the segment of agent i that ends before `tick`, if it was told and there is room."""
    k = books.n_events[r, i]
    if orders.speaker[r, i] == _NOBODY or k >= books.events.shape[2]:
        return
    row = books.events[r, i, k]
    off = np.float32(0)
    for c in range(CUE):
        d = orders.voice[r, c, i] - (np.float32(1) if c == 0 else np.float32(0))
        off += d * d
    row[EV_START], row[EV_END], row[EV_SPEAKER] = orders.seg_start[r, i], tick, orders.speaker[r, i]
    row[EV_DISTANCE], row[EV_VERB], row[EV_THING] = np.sqrt(off), orders.verb[r, i], orders.thing[r, i]
    row[EV_WATCHED], row[EV_CUE] = (1 if orders.watched[r, i] else 0), orders.cue[r, i]
    row[EV_POWER], row[EV_TICKS] = orders.seg_power[r, i], orders.seg_ticks[r, i]
    row[EV_LETTER], row[EV_SPIRIT] = orders.seg_letter[r, i], orders.seg_spirit[r, i]
    row[EV_DELAY], row[EV_ASKED] = orders.seg_delay[r, i], 1 if orders.asked[r, i] else 0
    row[EV_PLACE], row[EV_WAIT] = orders.spot[r, i], orders.wait[r, i]
    books.n_events[r, i] = k + 1

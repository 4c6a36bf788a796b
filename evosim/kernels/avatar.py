"""The human's body: where it goes, who hears it, and who is watched because it is near."""

import numpy as np

from evosim.kernels.jit import hook
from evosim.kernels.random import below, bits
from evosim.kernels.shared import begins, point, square, toward
from evosim.names import Draw, Speaker, Walk

_AVATAR, _IMPOSTER = int(Speaker.AVATAR), int(Speaker.IMPOSTER)
_NOBODY = int(Speaker.NOBODY)
_RANDOM, _AGENTS = int(Walk.RANDOM), int(Walk.AGENTS)
_STEP = int(Draw.AVATAR_STEP)


@hook
def walk(speech, body, ground, p, w, g, keys, tick):
    """Moves the human by one cell: anywhere, or toward the nearest living agent, the first of equals."""
    if speech is None or not speech.on:
        return
    if w.avatar < 0:
        return
    size = p.world_size
    for r in range(len(keys)):
        y, x = ground.avatar[r, 0], ground.avatar[r, 1]
        if p.avatar_moves_id == _RANDOM:
            d = below(bits(keys[r], _STEP, tick, 0), 8)
            ground.avatar[r, 0], ground.avatar[r, 1] = (y + g.steps[d, 0]) % size, (x + g.steps[d, 1]) % size
        elif p.avatar_moves_id == _AGENTS:
            best, nearest = -1, 0
            for i in range(body.alive.shape[1]):
                d = square(size, y, x, body.y[r, i], body.x[r, i])
                if body.alive[r, i] and (best < 0 or d < nearest):
                    best, nearest = i, d
            if best >= 0:
                ground.avatar[r, 0] = (y + toward(size, y, body.y[r, best])) % size
                ground.avatar[r, 1] = (x + toward(size, x, body.x[r, best])) % size


@hook
def attend_to(speech, body, ground, orders, p, w, tick):
    """Lets words sound only for those within earshot as they begin, and watches only those near.

    Whom a human's or a scripted imposter's words do not reach, has a phantom instead. Writes
    `speaker`, `heard`, `watched`, `cue`. Where a trial ends all consequences visibly, nobody watches.
    """
    if speech is None or not speech.on:
        return
    if w.avatar < 0:
        return
    earshot, near = p.avatar_hearing * p.avatar_hearing, p.avatar_presence * p.avatar_presence
    gone = p.trial_ends_seen and tick >= p.trial_ends * p.world_ticks
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            y, x = body.y[r, i], body.x[r, i]
            speaker = orders.speaker[r, i]
            drawn = speaker == _AVATAR or speaker == _IMPOSTER
            if earshot > 0 and drawn and begins(orders, tick, r, i):
                if square(p.world_size, y, x, orders.place[r, 0, i], orders.place[r, 1, i]) > earshot:
                    orders.speaker[r, i], orders.heard[r, i] = _NOBODY, False
            if near > 0:
                if orders.seg_start[r, i] == tick:
                    speech.drawn_watched[r, i] = orders.watched[r, i]
                    speech.drawn_cue[r, i] = orders.cue[r, i]
                here = not gone and square(
                    p.world_size, y, x, ground.avatar[r, 0], ground.avatar[r, 1]) <= near
                orders.watched[r, i] = here and speech.drawn_watched[r, i]
                orders.cue[r, i] = speech.drawn_cue[r, i] if here else np.float32(0)


@hook
def see_avatar(speech, body, mind, ground, p, w, g):
    """Writes the direction of the human."""
    if speech is None or not speech.on:
        return
    if w.avatar < 0:
        return
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if body.alive[r, i]:
                point(mind.senses[r, :, i], w.avatar, p.world_size, g, body.y[r, i], body.x[r, i],
                      ground.avatar[r, 0], ground.avatar[r, 1])

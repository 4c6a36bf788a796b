"""Follow: one step toward another, and toward the same one for as long as it goes on.

Followed is who was followed in the last tick, if still in sight; else the nearest other heard
signalling; else the nearest in sight.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.shared import could, did, square, way
from evosim.kernels.state import COUNT, OPPORTUNITIES
from evosim.names import Act, Interaction, Tally

_FOLLOW, _I_FOLLOW = int(Act.FOLLOW), int(Interaction.FOLLOW)
_MOVES, _FOLLOWED = int(Tally.MOVES), int(Tally.FOLLOWED)


@hook
def go_along(follow, signals, body, bonds, mind, books, p, g, tick, window):
    """Steps every agent whose act is FOLLOW toward where the other was at the start of the tick.

    Reads `act`, `near`, `caller` and places before the step. Writes place, `heading`, `guide`, `tally`, and
    `dealings` and `diary` where those are logged: an opportunity is a tick in which the one would have been
    followed, had the agent chosen to.
    """
    if follow is None or not follow.on:
        return
    size, n, logged = p.world_size, body.alive.shape[1], books.dealings.shape[1] > 0
    for r in range(body.alive.shape[0]):
        for i in range(n):
            follows = body.alive[r, i] and mind.act[r, i] == _FOLLOW
            j = np.int64(-1)
            if body.alive[r, i] and (follows or logged):
                j = _whom(follow, signals, body, bonds, p, r, i)
            follow.guide[r, i] = j if follows else -1
            if j < 0:
                continue
            if logged:
                books.dealings[r, window, i, j, _I_FOLLOW, OPPORTUNITIES] += 1
                could(books, r, tick, i, j, _I_FOLLOW)
            if not follows:
                continue
            books.tally[r, _FOLLOWED, i] += 1
            if logged:
                books.dealings[r, window, i, j, _I_FOLLOW, COUNT] += 1
                did(books, r, tick, i, j, _I_FOLLOW)
            dy = (body.last_y[r, j] - body.last_y[r, i]) % size
            dx = (body.last_x[r, j] - body.last_x[r, i]) % size
            if dy != 0 or dx != 0:
                d = way(g, g.compass[dy * size + dx, 0], g.compass[dy * size + dx, 1])
                body.y[r, i] = g.wrap[body.y[r, i] + g.steps[d, 0] + size]
                body.x[r, i] = g.wrap[body.x[r, i] + g.steps[d, 1] + size]
                body.heading[r, i] = d
                books.tally[r, _MOVES, i] += 1


@kernel
def _whom(follow, signals, body, bonds, p, r, i):
    """Whom an agent would follow now; -1: nobody."""
    j = follow.guide[r, i]
    if j >= 0 and body.alive[r, j] and square(
            p.world_size, body.last_y[r, i], body.last_x[r, i], body.last_y[r, j],
            body.last_x[r, j]) <= p.world_sight * p.world_sight:
        return j
    j = _caller(signals, r, i)
    return j if j >= 0 else bonds.near[r, 0, i]


@kernel
def _caller(signals, r, i):
    """The nearest other heard signalling in this tick; -1: nobody, or there are no signals."""
    if signals is None or not signals.on:
        return np.int64(-1)
    return signals.caller[r, i]

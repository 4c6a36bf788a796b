"""What each agent perceives at the start of a tick, written into the inputs of its brain."""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import bits
from evosim.kernels.shared import could, hears
from evosim.kernels.state import IN_REACH, OPPORTUNITIES
from evosim.kernels.vital import is_lean, promise_due
from evosim.names import BEACONS, CUE, NEIGHBOURS, Draw, Interaction, Occupant, PowerMode, Speaker, Tally

_TIE = int(Draw.TIE)
_D_BITS, _P_BITS = np.uint64(48), np.uint64(16)  # a rank: 16 bits, then 48
_SLOT_MASK = np.uint64(1023)  # the last 10 of them: slots
_NOBODY_NEAR = np.uint64(2**64 - 1)
_NOBODY = int(Speaker.NOBODY)
_EVOLVING, _FROZEN = int(Occupant.EVOLVING), int(Occupant.FROZEN)
_PROSPECTIVE = int(PowerMode.PROSPECTIVE)
_I_GIVE, _I_STEAL = int(Interaction.GIVE), int(Interaction.STEAL)
_NEAR_OTHER = int(Tally.NEAR_OTHER)


@kernel
def look_around(body, bonds, books, p, keys, tick, window):
    """Finds the nearest others of each agent; equal distances are settled by the tick's priority,
    the lower first.

    Reads places and `alive`. Writes `priority`, `near`, `near_d`, and the opportunities of
    `dealings` and `diary` where those are logged. O(n^2) a world.
    """
    size = p.world_size
    y, x, alive = body.y, body.x, body.alive
    near, near_d, priority, rank = bonds.near, bonds.near_d, bonds.priority, bonds.rank
    far, reach = p.world_sight * p.world_sight, np.uint64(p.social_reach * p.social_reach)
    n = y.shape[1]
    logged = books.dealings.shape[1] > 0
    for r in range(y.shape[0]):
        for i in range(n):
            priority[r, i] = bits(keys[r], _TIE, tick, i)
        for i in range(n):
            if not alive[r, i]:
                continue
            y0, x0 = y[r, i], x[r, i]
            for j in range(n):  # no branch hangs on where agents stand: eight at a time
                dy, dx = abs(y[r, j] - y0), abs(x[r, j] - x0)
                dy, dx = min(dy, size - dy), min(dx, size - dx)
                d = dy * dy + dx * dx
                # squared distance, then priority, then slot: one number to sort by
                key = ((np.uint64(d) << _D_BITS)
                       | ((priority[r, j] >> _P_BITS) & ~_SLOT_MASK) | np.uint64(j))
                rank[j] = key if alive[r, j] and d <= far and j != i else _NOBODY_NEAR
            first, second, third = _NOBODY_NEAR, _NOBODY_NEAR, _NOBODY_NEAR
            for j in range(n):
                high = max(first, rank[j])
                first = min(first, rank[j])
                higher = max(second, high)
                second = min(second, high)
                third = min(third, higher)
            if logged:
                for j in range(n):
                    if rank[j] >> _D_BITS <= reach:
                        books.dealings[r, window, i, j, _I_GIVE, OPPORTUNITIES] += 1
                        books.dealings[r, window, i, j, _I_STEAL, OPPORTUNITIES] += 1
                        could(books, r, tick, i, j, IN_REACH)
                if first >> _D_BITS <= reach:
                    nearest = np.int64(first & _SLOT_MASK)
                    could(books, r, tick, i, nearest, _I_GIVE)
                    could(books, r, tick, i, nearest, _I_STEAL)
            near[r, i, 0], near_d[r, i, 0] = _unrank(first)
            near[r, i, 1], near_d[r, i, 1] = _unrank(second)
            near[r, i, 2], near_d[r, i, 2] = _unrank(third)


@kernel
def _unrank(rank):
    """Slot and distance of a neighbour; -1 and 0 where there is none."""
    if rank == _NOBODY_NEAR:
        return np.int64(-1), np.float32(0)
    return np.int64(rank & _SLOT_MASK), np.sqrt(np.float32(rank >> _D_BITS))


@kernel
def perceive(band, body, bonds, mind, ground, orders, books, p, w, g, tick):
    """Writes `senses` of every living agent, group by group as `faculties.SENSES` lists them.

    Reads everything that a sense is about. An input that does not apply is 0.
    """
    size, compass, spiral, wrap = p.world_size, g.compass, g.spiral, g.wrap
    y, x, food, near, near_d = body.y, body.x, ground.food, bonds.near, bonds.near_d
    theta = np.float32(p.power_theta)
    reach = np.float32(p.social_reach)
    n = y.shape[1]
    lean = np.float32(1.0) if is_lean(p, tick) else np.float32(0.0)
    tenth = np.float32(0.1)
    for r in range(y.shape[0]):
        for i in range(n):
            if not body.alive[r, i]:
                continue
            o = mind.senses[r, i]
            o[:] = 0
            o[w.bias] = 1
            y0, x0 = y[r, i], x[r, i]
            here = food[r, y0 * size + x0]
            o[w.on_food] = 1 if here > 0 else 0
            if w.kind >= 0:
                if here > 0:
                    o[w.kind + here - 1] = 1
                _find_both_kinds(food[r], w, g, o, y0, x0, size)
            else:
                for k in range(len(spiral)):
                    fy, fx = wrap[y0 + spiral[k, 0] + size], wrap[x0 + spiral[k, 1] + size]
                    if food[r, fy * size + fx] > 0:
                        at = _offset(fy - y0, size) * size + _offset(fx - x0, size)
                        for c in range(3):
                            o[w.food + c] = compass[at, c]
                        break
            for b in range(BEACONS):
                at = (_offset(ground.beacons[r, b, 0] - y0, size) * size
                      + _offset(ground.beacons[r, b, 1] - x0, size))
                for c in range(3):
                    o[w.beacons + 3 * b + c] = compass[at, c]
            for k in range(NEIGHBOURS):
                j = near[r, i, k]
                if j < 0:
                    break
                at = _offset(y[r, j] - y0, size) * size + _offset(x[r, j] - x0, size)
                first = w.others + 5 * k
                for c in range(3):
                    o[first + c] = compass[at, c]
                o[first + 3] = band.tag[j]
                trace = bonds.trace[r, i, j]
                o[first + 4] = trace / (np.float32(1) + abs(trace))
                if near_d[r, i, k] <= reach:
                    o[w.crowd] += np.float32(1.0 / NEIGHBOURS)
            if near[r, i, 0] >= 0 and near_d[r, i, 0] <= reach:
                books.tally[r, i, _NEAR_OTHER] += 1
            o[w.energy] = min(body.energy[r, i] * tenth, np.float32(2))
            o[w.stash] = min(body.stash[r, i] * tenth, np.float32(2))
            o[w.watched] = orders.cue[r, i]
            o[w.last_act + w.column[mind.act[r, i]]] = 1
            if body.heading[r, i] >= 0:
                o[w.heading] = g.bearings[body.heading[r, i], 0]
                o[w.heading + 1] = g.bearings[body.heading[r, i], 1]
            if w.lean >= 0:
                o[w.lean] = lean
            if w.power >= 0:
                o[w.power] = min(body.power[r, i] / theta, np.float32(2))
            if w.forecast >= 0 and p.power_mode_id == _PROSPECTIVE and not promise_due(p, tick):
                o[w.forecast] = min(body.promised[r, i] / theta, np.float32(2))
            if w.approval >= 0:
                o[w.approval] = 1 if orders.approved[r, i] else 0
                o[w.disapproval] = 1 if orders.disapproved[r, i] else 0
            if hears(orders, p, r, i):
                _hear(body, ground, orders, p, w, g, o, r, i)


@kernel
def _find_both_kinds(food, w, g, o, y0, x0, size):
    """Writes the direction of the nearest food of each kind, once each is found."""
    found = 0
    for k in range(len(g.spiral)):
        fy, fx = g.wrap[y0 + g.spiral[k, 0] + size], g.wrap[x0 + g.spiral[k, 1] + size]
        kind = food[fy * size + fx]
        if kind > 0 and found & kind == 0:
            first = w.food if kind == 1 else w.second_food
            at = _offset(fy - y0, size) * size + _offset(fx - x0, size)
            for c in range(3):
                o[first + c] = g.compass[at, c]
            found |= kind
            if found == 3:
                return


@kernel
def _hear(body, ground, orders, p, w, g, o, r, i):
    """Writes the instruction that sounds now, and how it sounds, into the inputs `o`."""
    size = p.world_size
    b = orders.thing[r, i]
    o[w.told] = 1
    o[w.verb + orders.token[r, i]] = 1
    o[w.thing + b] = 1
    at = (_offset(ground.beacons[r, b, 0] - body.y[r, i], size) * size
          + _offset(ground.beacons[r, b, 1] - body.x[r, i], size))
    if w.named >= 0:
        for c in range(3):
            o[w.named + c] = g.compass[at, c]
    if w.speaker_cue >= 0:
        for c in range(CUE):
            o[w.speaker_cue + c] = orders.voice[r, i, c]
        o[w.speaker_order] = orders.order[r, i]
        at = (_offset(orders.place[r, i, 0] - body.y[r, i], size) * size
              + _offset(orders.place[r, i, 1] - body.x[r, i], size))
        for c in range(3):
            o[w.speaker_place + c] = g.compass[at, c]
        o[w.speaker_timing] = orders.lag[r, i] * np.float32(0.1)


@kernel
def _offset(d, size):
    """A difference of coordinates as an index into the compass, 0 to size - 1."""
    return d + size if d < 0 else d


@hook
def silence(band, mind, w):
    """Takes from every genome what comes by the inputs that a lesion silences."""
    for k in w.silenced:
        for i in range(len(band.kind)):
            if band.kind[i] == _EVOLVING or band.kind[i] == _FROZEN:
                mind.senses[:, i, k] = 0

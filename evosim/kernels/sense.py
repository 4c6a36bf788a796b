"""What each agent perceives at the start of a tick, written into the inputs of its brain."""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.lanes import (
    floats,
    gather,
    higher,
    lots,
    lower,
    numbers,
    put,
    root,
    size_of,
    some,
    take,
    truths,
    where,
    wholes,
)
from evosim.kernels.random import bits
from evosim.kernels.rows import NOTHING, WIDEST, chart, found_at, has, scan, to_column, to_row
from evosim.kernels.shared import add, could, square, squares
from evosim.kernels.state import IN_REACH, OPPORTUNITIES
from evosim.kernels.vital import is_lean, promise_due
from evosim.kernels.width import LANES
from evosim.names import (
    BEACONS,
    CUE,
    NEIGHBOURS,
    Directness,
    Draw,
    Interaction,
    PowerMode,
    Tally,
)

_TIE = int(Draw.TIE)
_NOBODY_NEAR = 2**31 - 1
_RANK_BITS = 31  # of a distance and, behind it, a priority
_LOT_BITS = 31
_UPPER = np.uint64(40)
_PROSPECTIVE, _FITNESS = int(PowerMode.PROSPECTIVE), int(Directness.FITNESS)
_I_GIVE, _I_STEAL = int(Interaction.GIVE), int(Interaction.STEAL)
_NEAR_OTHER = int(Tally.NEAR_OTHER)


@kernel
def look_around(body, bonds, books, p, keys, tick, window):
    """Finds the nearest others of each agent; equal distances are settled by the tick's priority,
    the lower first.

    Reads places and `alive`. Writes `priority`, `near`, `near_d`, and the opportunities of
    `dealings` and `diary` where those are logged. O(n^2) a world.
    """
    size, far, n = p.world_size, p.world_sight * p.world_sight, body.y.shape[1]
    slots = 1 << width_of(n - 1)
    behind = _RANK_BITS - width_of(far + 1)
    for r in range(body.y.shape[0]):
        y, x, alive, near, near_d = body.y[r], body.x[r], body.alive[r], bonds.near[r], bonds.near_d[r]
        priority, turn = bonds.priority[r], int(bits(keys[r], _TIE, tick, n) >> _UPPER) & (slots - 1)
        draw_priority(priority, behind, slots, turn, keys[r], tick)
        for i in range(0, n, LANES):
            here_y, here_x, me = take(y, i), take(x, i), numbers(i)
            first, second, third = wholes(_NOBODY_NEAR), wholes(_NOBODY_NEAR), wholes(_NOBODY_NEAR)
            for j in range(n):
                if alive[j]:
                    d = squares(size, here_y, here_x, y[j], x[j])
                    # squared distance, then priority: one number to sort by
                    found = where((d <= far) & (me != j), (d << behind) | priority[j], _NOBODY_NEAR)
                    nearer = lower(first, found)
                    found = higher(first, found)
                    first = nearer
                    nearer = lower(second, found)
                    found = higher(second, found)
                    second = nearer
                    third = lower(third, found)
            _remember(near, near_d, take(alive, i), first, behind, slots, turn, 0, i)
            _remember(near, near_d, take(alive, i), second, behind, slots, turn, 1, i)
            _remember(near, near_d, take(alive, i), third, behind, slots, turn, 2, i)
        if books.dealings.shape[1] > 0:
            note_reach(body, bonds, books, p, r, tick, window)


@kernel
def width_of(most):
    """Bits that wholes up to `most` take."""
    width = 0
    while most >> width > 0:
        width += 1
    return width


@kernel
def draw_priority(priority, width, slots, turn, key, tick):
    """Draws the `priority` of one world, so many bits wide: first chance, then the slot.

    So no two are alike. Slots are told apart by their exclusive or with `turn`, which is drawn each tick,
    so that where chance is the same, each of two comes first as often as the other.
    """
    dropped = _LOT_BITS - (width - width_of(slots - 1))
    for i in range(0, len(priority), LANES):
        chance = lots(key, _TIE, tick, i) >> dropped
        put(priority, i, chance * slots + (numbers(i) ^ turn))


@kernel
def _remember(near, near_d, alive, found, behind, slots, turn, k, i):
    """Writes who the k-th nearest is and how far; -1 and 0 where there is none."""
    none = found == _NOBODY_NEAR
    who = (found & (slots - 1)) ^ turn
    far = root(floats(where(none, 0, found >> behind)))
    put(near[k], i, where(alive, where(none, -1, who), take(near[k], i)))
    put(near_d[k], i, where(alive, far, take(near_d[k], i)))


@hook
def note_reach(body, bonds, books, p, r, tick, window):
    """Writes into dealings and diary who is in whose reach."""
    near, n = min(p.social_reach, p.world_sight), body.y.shape[1]
    reach = near * near
    for i in range(n):
        if not body.alive[r, i]:
            continue
        for j in range(n):
            if j != i and body.alive[r, j] and reach >= square(
                    p.world_size, body.y[r, i], body.x[r, i], body.y[r, j], body.x[r, j]):
                books.dealings[r, window, i, j, _I_GIVE, OPPORTUNITIES] += 1
                books.dealings[r, window, i, j, _I_STEAL, OPPORTUNITIES] += 1
                could(books, r, tick, i, j, IN_REACH)
        nearest = bonds.near[r, 0, i]
        if nearest >= 0 and bonds.near_d[r, 0, i] <= np.float32(p.social_reach):
            could(books, r, tick, i, nearest, _I_GIVE)
            could(books, r, tick, i, nearest, _I_STEAL)


@kernel
def perceive(band, body, bonds, mind, ground, orders, books, p, w, g, tick):
    """Writes `senses` of every agent, group by group as `faculties.SENSES` lists them; those of the dead
    mean nothing.

    Reads everything that a sense is about. An input that does not apply is 0.
    """
    size, n = p.world_size, body.y.shape[1]
    for r in range(body.y.shape[0]):
        o = mind.senses[r]
        if size <= WIDEST:
            chart(ground.rows[0], ground.food[r], size, 1 if w.kind >= 0 else 0)
            if w.kind >= 0:
                chart(ground.rows[1], ground.food[r], size, 2)
        for i in range(0, n, LANES):
            if not some(take(body.alive[r], i)):
                continue
            for k in range(w.always, w.bias):
                put(o[k], i, floats(0))
            put(o[w.bias], i, floats(1))
            y, x = take(body.y[r], i), take(body.x[r], i)
            see_food(body, ground, o, p, w, g, y, x, r, i)
            for b in range(BEACONS):
                point_all(o, w.beacons + 3 * b, i, size, y, x, ground.beacons[r, b, 0],
                          ground.beacons[r, b, 1], truths(True))
            see_others(band, body, bonds, books, o, p, w, y, x, r, i)
            feel_oneself(body, mind, orders, o, p, w, g, tick, r, i)
            hear_words(ground, orders, o, p, w, y, x, r, i)


@hook
def point_all(o, first, i, size, y, x, to_y, to_x, seen):
    """Writes the directions of cells, as unit vectors, and nearness 1 / (1 + d); 0 where nothing is seen."""
    dy, dx = offset(size, y, to_y), offset(size, x, to_x)
    d = root(floats(dy * dy + dx * dx))
    per = 1 / higher(d, 1)
    put(o[first], i, where(seen, floats(dx) * per, 0.0))
    put(o[first + 1], i, where(seen, floats(dy) * per, 0.0))
    put(o[first + 2], i, where(seen, 1 / (d + 1), 0.0))


@kernel
def offset(size, a, b):
    """The shorter way round from coordinates a to b; upward where both are as long."""
    d = wholes(b) - a
    d = where(d < 0, d + size, d)
    return where(d > size // 2, d - size, d)


@kernel
def see_food(body, ground, o, p, w, g, y, x, r, i):
    """Writes what lies under foot, and where the nearest food is; of each kind where one is harmful."""
    size, apart, under = p.world_size, w.kind >= 0, wholes(0)
    for k in range(2 if apart else 1):
        if size <= WIDEST:
            here = has(ground.rows[k], size, y, x)
            found = scan(ground.rows[k], size, p.world_sight, take(body.alive[r], i), y, x)
        else:
            here = gather(ground.food[r], y * size + x)
            here = wholes(here == k + 1 if apart else here > 0)
            spiral_out(body, ground, apart, k + 1, size, g, r, i)
            found = take(ground.seen[0], 0)
        under |= here
        if apart:
            put(o[w.kind + k], i, floats(here))
        point_all(o, w.food if k == 0 else w.second_food, i, size, y, x, to_row(found, size, y),
                  to_column(found, size, x), found != NOTHING)
    put(o[w.on_food], i, floats(under))


@hook
def spiral_out(body, ground, apart, kind, size, g, r, i):
    """Finds the nearest food as `rows.scan` does in worlds too wide for it: writes it into `seen`."""
    food = ground.food[r]
    for lane in range(LANES):
        ground.seen[0, lane] = NOTHING
        if not body.alive[r, i + lane]:
            continue
        y, x = np.int64(body.y[r, i + lane]), np.int64(body.x[r, i + lane])
        for k in range(len(g.spiral)):
            dy, dx = g.spiral[k, 0], g.spiral[k, 1]
            there = food[g.wrap[y + dy + size] * size + g.wrap[x + dx + size]]
            if (there == kind) if apart else (there > 0):
                ground.seen[0, lane] = found_at(size, dy + size, dx + size)
                break


@kernel
def see_others(band, body, bonds, books, o, p, w, y, x, r, i):
    """Writes who the nearest others are and where, and how many are in reach."""
    n, crowd = body.y.shape[1], floats(0)
    for k in range(NEIGHBOURS):
        near, first = take(bonds.near[r, k], i), w.others + 5 * k
        seen = near >= 0
        j = where(seen, near, 0)
        point_all(o, first, i, p.world_size, y, x, gather(body.y[r], j), gather(body.x[r], j), seen)
        put(o[first + 3], i, where(seen, gather(band.tag, j), 0.0))
        if bonds.dealt[r]:
            trace = where(seen, gather(bonds.trace[r], numbers(i) * n + j), 0.0)
            put(o[first + 4], i, trace / (size_of(trace) + 1))
        else:
            put(o[first + 4], i, floats(0))
        beside = seen & (take(bonds.near_d[r, k], i) <= p.social_reach)
        crowd += where(beside, 1 / NEIGHBOURS, 0.0)
        if k == 0:
            add(books.tally[r, _NEAR_OTHER], i, floats(beside & take(body.alive[r], i)))
    put(o[w.crowd], i, crowd)


@kernel
def feel_oneself(body, mind, orders, o, p, w, g, tick, r, i):
    """Writes what each holds, did last, and is shown or told about itself; and whether times are lean."""
    put(o[w.energy], i, lower(take(body.energy[r], i) * 0.1, 2))
    put(o[w.stash], i, lower(take(body.stash[r], i) * 0.1, 2))
    put(o[w.watched], i, take(orders.cue[r], i))
    act, heading = take(mind.act[r], i), take(body.heading[r], i)
    for k in range(len(w.acts)):
        put(o[w.last_act + k], i, floats(act == w.acts[k]))
    stepped = heading >= 0
    heading = where(stepped, 2 * heading, 0)
    put(o[w.heading], i, where(stepped, gather(g.bearings, heading), 0.0))
    put(o[w.heading + 1], i, where(stepped, gather(g.bearings, heading + 1), 0.0))
    if w.lean >= 0:
        put(o[w.lean], i, floats(1 if is_lean(p, tick) else 0))
    if w.power >= 0:
        put(o[w.power], i, lower(take(body.power[r], i) / p.power_theta, 2))
    if w.forecast >= 0 and p.power_mode_id == _PROSPECTIVE and not promise_due(p, tick):
        put(o[w.forecast], i, lower(take(body.promised[r], i) / p.power_theta, 2))
    if w.approval >= 0:
        put(o[w.approval], i, floats(take(orders.approved[r], i)))
        put(o[w.disapproval], i, floats(take(orders.disapproved[r], i)))


@kernel
def hear_words(ground, orders, o, p, w, y, x, r, i):
    """Writes the instruction that sounds now, and how it sounds."""
    size, heard = p.world_size, take(orders.heard[r], i)
    heard = heard & (p.instruction_directness_id != _FITNESS)
    put(o[w.told], i, floats(heard))
    token, thing = take(orders.token[r], i), take(orders.thing[r], i)
    for v in range(len(w.verbs)):
        put(o[w.verb + v], i, floats(heard & (token == v)))
    for b in range(BEACONS):
        put(o[w.thing + b], i, floats(heard & (thing == b)))
    if w.named >= 0:
        point_all(o, w.named, i, size, y, x, gather(ground.beacons[r], 2 * thing),
                  gather(ground.beacons[r], 2 * thing + 1), heard)
    if w.speaker_cue >= 0:
        for c in range(CUE):
            put(o[w.speaker_cue + c], i, where(heard, take(orders.voice[r, c], i), 0.0))
        put(o[w.speaker_order], i, where(heard, take(orders.order[r], i), 0.0))
        point_all(o, w.speaker_place, i, size, y, x, take(orders.place[r, 0], i),
                  take(orders.place[r, 1], i), heard)
        put(o[w.speaker_timing], i, where(heard, floats(take(orders.lag[r], i)) * 0.1, 0.0))


@hook
def silence(mind, w):
    """Takes from every genome what comes by the inputs that a lesion silences."""
    for k in w.silenced:
        for i in range(len(mind.minded)):
            if mind.minded[i]:
                mind.senses[:, k, i] = 0

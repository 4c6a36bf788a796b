"""The shared record: cells that keep marks, which others read (SPEC 2).

One mark a cell: a symbol, and whose it is. Erasable, it can be wiped and written over; permanent, the first
mark in a cell stays. Channel limits are those of any medium: how many symbols, how far they are read, how
late, and how often wrongly.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import below, bits, unit
from evosim.kernels.shared import spend
from evosim.names import MARKS, Act, Draw, Tally

_FIRST, _ERASE = int(Act.MARK_0), int(Act.ERASE)
_NOISE, _OTHER = int(Draw.RECORD_NOISE), int(Draw.RECORD_OTHER)
_MARKED, _ERASED = int(Tally.MARKED), int(Tally.ERASED)


@hook
def read_record(record, body, mind, p, w, g, keys, tick):
    """Writes the senses of the mark under foot and of the nearest other mark in range, as it is read.

    Reads places and the record. A mark is read from `record_latency` ticks after it was written.
    """
    if record is None or not record.on:
        return
    size, far = p.world_size, p.record_range * p.record_range
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            o, y, x = mind.senses[r, :, i], body.y[r, i], body.x[r, i]
            here = y * size + x
            if _legible(record, p, tick, r, here):
                o[w.record_here + _read(record, p, keys[r], tick, r, 2 * i, here)] = 1
                if w.record_author >= 0:
                    o[w.record_author] = record.mark_tag[r, here]
                    o[w.record_author + 1] = 1 if record.mark_by[r, here] == i else 0
            for k in range(len(g.spiral)):
                dy, dx = g.spiral[k, 0], g.spiral[k, 1]
                if dy * dy + dx * dx > far:
                    break
                cell = g.wrap[y + dy + size] * size + g.wrap[x + dx + size]
                if _legible(record, p, tick, r, cell):
                    at = dy % size * size + dx % size
                    for c in range(3):
                        o[w.record_near + c] = g.compass[at, c]
                    o[w.record_near + 3 + _read(record, p, keys[r], tick, r, 2 * i + 1, cell)] = 1
                    break


@hook
def write_record(record, band, body, bonds, mind, ground, books, p, tick):
    """Wipes and writes: in a cell that several mark at once, the one of highest priority does.

    Reads `act` and places after the step. Writes the record, `energy`, `tally`, `ledger`.
    """
    if record is None or not record.on:
        return
    size, n = p.world_size, body.alive.shape[1]
    for r in range(body.alive.shape[0]):
        for i in range(n):
            if body.alive[r, i] and mind.act[r, i] == _ERASE:
                spend(body, ground, books, p.record_cost, r, i)
                cell = body.y[r, i] * size + body.x[r, i]
                if not p.record_permanent and record.mark[r, cell] > 0:
                    record.mark[r, cell] = 0
                    record.mark_by[r, cell] = -1
                    books.tally[r, _ERASED, i] += 1
        for i in range(n):
            if not (body.alive[r, i] and _marks(mind, r, i)):
                continue
            spend(body, ground, books, p.record_cost, r, i)
            cell = body.y[r, i] * size + body.x[r, i]
            if record.mark[r, cell] > 0 and record.mark_at[r, cell] < tick and p.record_permanent:
                continue
            if _first(body, bonds, mind, size, r, i, cell):
                record.mark[r, cell] = 1 + mind.act[r, i] - _FIRST
                record.mark_at[r, cell], record.mark_by[r, cell] = tick, i
                record.mark_tag[r, cell] = band.tag[i]
                books.tally[r, _MARKED, i] += 1


@kernel
def _marks(mind, r, i):
    """Whether an agent makes an act of marking."""
    return (mind.act[r, i] >= _FIRST) & (mind.act[r, i] < _FIRST + MARKS)


@kernel
def _first(body, bonds, mind, size, r, i, cell):
    """Whether nobody of higher priority marks the same cell."""
    for j in range(body.alive.shape[1]):
        if (body.alive[r, j] and body.y[r, j] * size + body.x[r, j] == cell and _marks(mind, r, j)
                and bonds.priority[r, j] > bonds.priority[r, i]):
            return False
    return True


@kernel
def _legible(record, p, tick, r, cell):
    """Whether a cell bears a mark that has been there for long enough."""
    return record.mark[r, cell] > 0 and (
        record.mark_at[r, cell] < 0 or tick - record.mark_at[r, cell] > p.record_latency)


@kernel
def _read(record, p, key, tick, r, reading, cell):
    """The symbol read in a cell: the one written, or with chance `noise` any."""
    if unit(bits(key, _NOISE, tick, reading)) < np.float32(p.record_noise):
        return below(bits(key, _OTHER, tick, reading), p.record_symbols)
    return record.mark[r, cell] - 1

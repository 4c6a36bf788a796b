"""The nearest cells of some kind, found by bits: a world at most `WIDEST` across is a whole number a row.

The rows stand there three times, so that who looks over the edge of the world need not come round.
"""

from evosim.kernels.jit import hook, kernel
from evosim.kernels.lanes import alike, exponent, gather_from, lower, some, where

WIDEST = 31  # cells of a row that fit into a whole
NOTHING = 2**31 - 1  # found
_SIDE_BITS, _SIDE = 8, 255  # of how far something is on each axis


@kernel
def chart(rows, cells, size, kind):
    """Writes a bit for each cell that is of a kind; where the kind is 0, for each that is not."""
    for y in range(size):
        of_kind = alike(cells, y * size, kind)
        mark(rows, size, y, of_kind if kind != 0 else ~of_kind)


@kernel
def mark(rows, size, y, bits):
    """Writes the bits of row y."""
    for turn in range(3):
        rows[turn * size + y] = bits & ((1 << size) - 1)


@kernel
def has(rows, size, y, x):
    """1 where cells have a bit in `rows`, else 0."""
    return (gather_from(rows, size, y) >> x) & 1


@hook
def scan(rows, size, sight, seeing, y, x):
    """The nearest cells in sight, but for that under foot, with a bit in `rows`; for who sees none, anything.

    Of equally near ones the first going south, then east.

    Returns:
        Wholes: squared distance, then how far it is south and east, 8 bits each; NOTHING if none is.
    """
    best, every, t, on = where(seeing, NOTHING, 0), (1 << size) - 1, 0, True
    while on:
        for side in range(1 if t == 0 else 2):
            south = t if side == 0 else size - t
            row = gather_from(rows, size + t if side == 0 else size - t, y)
            turned = ((row >> x) | (row << (size - x))) & (every - 1 if t == 0 else every)
            first, last = exponent(turned & -turned), exponent(turned & ~(turned >> 1))
            to_first, to_last = lower(first, size - first), lower(last, size - last)
            near = ((to_first * to_first + t * t) << (2 * _SIDE_BITS)) | first
            near = lower(near, ((to_last * to_last + t * t) << (2 * _SIDE_BITS)) | last)
            best = lower(best, where(turned != 0, near | (south << _SIDE_BITS), NOTHING))
        t += 1
        on = t <= sight and 2 * t <= size and some(best >= (t * t) << (2 * _SIDE_BITS))
    return where((best >> (2 * _SIDE_BITS)) <= sight * sight, best, NOTHING)


@kernel
def found_at(size, south, east):
    """What `scan` would say of a cell so far off, but for the distance."""
    return (south % size << _SIDE_BITS) | east % size


@kernel
def to_row(found, size, y):
    """Rows of cells that were found from row y."""
    return _round(y + ((found >> _SIDE_BITS) & _SIDE), size)


@kernel
def to_column(found, size, x):
    """Columns of cells that were found from column x."""
    return _round(x + (found & _SIDE), size)


@kernel
def _round(at, size):
    return where(at >= size, at - size, at)

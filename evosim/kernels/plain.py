"""The words of `lanes` where nothing is compiled: lanes are numpy arrays."""

import numpy as np

from evosim.kernels.random import bits, unit
from evosim.kernels.width import LANES

_HERE = np.arange(LANES, dtype=np.int32)


def take(row, i):
    """The elements from i on of a row; 0 beyond its end, where compiled lanes read what lies there."""
    piece = row[i:i + LANES]
    if len(piece) < LANES:
        piece = np.concatenate([piece, np.zeros(LANES - len(piece), row.dtype)])
    return piece.astype(np.int32) if piece.dtype in (np.uint8, np.int64) else piece.copy()


def put(row, i, lanes):
    """Writes the elements from i on of a row."""
    row[i:i + LANES] = lanes


def gather(table, index):
    """The elements of a table, laid out in a row, at the places of lanes."""
    found = table.reshape(-1)[index]
    return found.astype(np.int32) if found.dtype in (np.uint8, np.int64) else found


def gather_from(table, first, index):
    """The same in a table that begins with its element `first`."""
    return gather(table, index + np.int32(first))


def exponent(x):
    """The number of the highest bit of wholes above 0, where that below it is 0."""
    return np.frexp(x.astype(np.float32))[1].astype(np.int32) - np.int32(1)


def where(mask, one, other):
    """`one` where the mask is true, else `other`."""
    one, other = (x if isinstance(x, np.ndarray) else _plain(x) for x in (one, other))
    return np.where(mask, one, other)


def _plain(x):
    return np.float32(x) if isinstance(x, float | np.floating) else (
        np.bool_(x) if isinstance(x, bool | np.bool_) else np.int32(x))


def floats(x):
    """Numbers, wholes or truths as floats."""
    return x.astype(np.float32) if isinstance(x, np.ndarray) else np.full(LANES, x, np.float32)


def wholes(x):
    """Numbers, truths or floats, cut off toward 0, as wholes."""
    return x.astype(np.int32) if isinstance(x, np.ndarray) else np.full(LANES, x, np.int32)


def truths(x):
    """A plain truth in all lanes."""
    return np.full(LANES, x, np.bool_)


def numbers(i):
    """i, i + 1 and so on."""
    return _HERE + np.int32(i)


lower, higher, size_of, root = np.minimum, np.maximum, np.abs, np.sqrt


def fused(a, b, c):
    """a * b + c, rounded once but for the last bit."""
    a, b, c = (np.asarray(x, np.float64) for x in (a, b, c))
    return (a * b + c).astype(np.float32)


def power_of_2(x):
    """2 to whole powers."""
    return np.exp2(x).astype(np.float32)


def alike(row, i, value):
    """Which of elements i to i + 31 of a row of bytes are a value, as the bits of a number."""
    return sum(1 << k for k, one in enumerate(row[i:i + 32]) if one == value)


def which(mask):
    """The true lanes as the bits of a number."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def first_of(left):
    """The lowest bit of a number that is not 0."""
    return (left & -left).bit_length() - 1


def some(mask):
    """Whether any lane is true."""
    return bool(mask.any())


def add_up(row, k, x):
    """Adds all lanes to element k of a row of float64: each eight of them at once, halves on halves."""
    for some_of in x.astype(np.float64).reshape(-1, 8):
        while len(some_of) > 1:
            some_of = some_of[:len(some_of) // 2] + some_of[len(some_of) // 2:]
        row[k] += some_of[0]


def units(key, draw, tick, i):
    """`random.unit` of the bits of the agents from i on."""
    return np.array([unit(bits(key, draw, tick, i + k)) for k in range(LANES)], np.float32)


def lots(key, draw, tick, i):
    """31 random bits of each of the agents from i on."""
    return np.array([int(bits(key, draw, tick, i + k)) >> 33 for k in range(LANES)], np.int32)

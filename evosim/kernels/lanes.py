"""Sixteen agents at a time.

Agents lie side by side: the energies of agents i to i + 15 of a world are 64 bytes in a row. `take`
reads such a piece of a row into one value, a vector of 16 lanes, `put` writes it back, and between them
a kernel computes with the 16 as if they were one: `+ - * /`, comparisons, `& | ^ ~`, and the words below.
What agents do differently is said with `where`; what few of them do is done one by one, in `while` loops
over `which`.

Lanes are floats (float32), wholes (int32) or truths (bool). A plain number beside lanes goes for all of
them. Nothing here reorders or drops a rounding, and `fused` rounds once wherever it runs: any machine
gets the same bits. One with AVX-512 holds 16 floats in a register, one with AVX2 in two.

Where nothing is compiled the same words work on numpy arrays of 16: slow, and alike but for the last bit
of `fused`.
"""

import numba
import numpy as np

from evosim.kernels.random import bits, unit
from evosim.names import LANES

if numba.config.DISABLE_JIT:
    _HERE = np.arange(LANES, dtype=np.int32)

    def take(row, i):
        piece = row[i:i + LANES]
        return piece.astype(np.int32) if piece.dtype in (np.uint8, np.int64) else piece.copy()

    def put(row, i, lanes):
        row[i:i + LANES] = lanes

    def gather(table, index):
        found = table.reshape(-1)[index]
        return found.astype(np.int32) if found.dtype in (np.uint8, np.int64) else found

    def gather_from(table, first, index):
        return gather(table[first:], index) if first >= 0 else gather(table, index + first)

    def exponent(x):
        return np.frexp(x.astype(np.float32))[1].astype(np.int32) - np.int32(1)

    def where(mask, one, other):
        one, other = (x if isinstance(x, np.ndarray) else _plain(x) for x in (one, other))
        return np.where(mask, one, other)

    def _plain(x):
        return np.float32(x) if isinstance(x, float | np.floating) else (
            np.bool_(x) if isinstance(x, bool | np.bool_) else np.int32(x))

    def floats(x):
        return x.astype(np.float32) if isinstance(x, np.ndarray) else np.full(LANES, x, np.float32)

    def wholes(x):
        return x.astype(np.int32) if isinstance(x, np.ndarray) else np.full(LANES, x, np.int32)

    def truths(x):
        return np.full(LANES, x, np.bool_)

    def numbers(i):
        return _HERE + np.int32(i)

    lower, higher, size_of, root = np.minimum, np.maximum, np.abs, np.sqrt

    def fused(a, b, c):
        a, b, c = (np.asarray(x, np.float64) for x in (a, b, c))
        return (a * b + c).astype(np.float32)

    def power_of_2(x):
        return np.exp2(x).astype(np.float32)

    def which(mask):
        return int(np.packbits(mask, bitorder="little").view(np.uint16)[0])

    def first_of(left):
        return (left & -left).bit_length() - 1

    def some(mask):
        return bool(mask.any())

    def total(x):
        x = x.astype(np.float64) if x.dtype == np.float32 else x
        while len(x) > 1:
            x = x[:len(x) // 2] + x[len(x) // 2:]
        return x[0]

    def units(key, draw, tick, i):
        return np.array([unit(bits(key, draw, tick, i + k)) for k in range(LANES)], np.float32)

    def lots(key, draw, tick, i):
        return np.array([int(bits(key, draw, tick, i + k)) >> 33 for k in range(LANES)], np.int32)
else:
    from evosim.kernels.vectors import (  # noqa: F401
        exponent,
        first_of,
        floats,
        fused,
        gather,
        gather_from,
        higher,
        lots,
        lower,
        numbers,
        power_of_2,
        put,
        root,
        size_of,
        some,
        take,
        total,
        truths,
        units,
        where,
        which,
        wholes,
    )

"""Where the time of a tick goes: inputs times weights, with all sums in registers.

Each agent has weights of its own, so that nothing is shared between lanes; between replicate
worlds everything is. A pass over a few columns therefore takes one or two worlds at once: each weight is
loaded once for both. How many registers there are decides how all is cut, and not what comes out: every
sum is of the same products in the same order.

What bounds it is how fast weights come out of the second-level cache, 125 kB a tick for a default band: they
lie in the order in which they are read, each once, and never half a line of the cache at a time.
"""

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from evosim.kernels.jit import hook
from evosim.kernels.vectors import I64, call, load, store
from evosim.kernels.width import LANES, REGISTERS

_MOST = (REGISTERS - 4) // 2  # columns that a pass takes: the rest holds inputs and a weight


def passes(columns):
    """Columns that each pass takes, as even as can be; (first, how many) of each."""
    out, done = [], 0
    while done < columns:
        left = columns - done
        count = -(-left // -(-left // _MOST))
        out.append((done, count))
        done += count
    return out


def _number(k):
    """A constant whole."""
    return ir.Constant(I64, k)


def _pass(context, builder, sig, args, worlds, column, count):
    """Emits the sums of `count` columns, from `column` on, in so many worlds."""
    weights, x, y = (context.make_array(sig.args[k])(context, builder, args[k]) for k in (0, 4, 9))
    first, rows, bias, r, i = args[1], args[2], args[3], args[5], args[7]

    def at(array, *index):
        lengths = cgutils.unpack_tuple(builder, array.shape)
        place = index[0]
        for length, step in zip(lengths[1:], index[1:], strict=True):
            place = builder.add(builder.mul(place, length), step)
        return builder.gep(array.data, [place])

    nothing = _number(0)
    size = builder.add(rows, bias)
    brain = builder.udiv(i, _number(LANES))
    begin = at(weights, brain, builder.add(first, builder.mul(size, column)), nothing)
    sums = []
    for t in range(worlds):
        for c in range(count):
            target = at(y, builder.add(r, _number(t)), builder.add(column, _number(c)), i)
            row = builder.gep(begin, [_number(c * LANES)])
            origin = builder.select(builder.icmp_signed(">", bias, nothing), row, target)
            sums.append((target, cgutils.alloca_once_value(builder, load(builder, origin, LANES))))
    width = _number(count * LANES)
    walk = [builder.gep(begin, [builder.mul(bias, width)]),
            *(at(x, builder.add(r, _number(t)), nothing, i) for t in range(worlds))]
    steps = [width, *[cgutils.unpack_tuple(builder, x.shape)[2]] * worlds]
    walk = [cgutils.alloca_once_value(builder, pointer) for pointer in walk]
    with cgutils.for_range(builder, rows):
        row, *inputs = (builder.load(pointer) for pointer in walk)
        values = [load(builder, pointer, LANES) for pointer in inputs]
        for c in range(count):
            weight = load(builder, builder.gep(row, [_number(c * LANES)]), LANES)
            for t in range(worlds):
                _, total = sums[t * count + c]
                builder.store(call(builder, "fma", weight, values[t], builder.load(total)), total)
        for pointer, here, step in zip(walk, (row, *inputs), steps, strict=True):
            builder.store(builder.gep(here, [step]), pointer)
    for target, total in sums:
        store(builder, builder.load(total), target)


@intrinsic
def _add_inputs(typing, weights, first, rows, bias, x, r, worlds, i, columns, y):
    """See `add_inputs`."""
    whole = types.int64
    signature = types.void(weights, whole, whole, whole, x, whole, whole, whole, whole, y)

    def codegen(context, builder, sig, args):
        columns, done = args[8], cgutils.alloca_once_value(builder, _number(0))
        header, body, after = (builder.append_basic_block(name) for name in ("columns", "some", "done"))
        builder.branch(header)
        builder.position_at_end(header)
        column = builder.load(done)
        left = builder.sub(columns, column)
        builder.cbranch(builder.icmp_signed(">", left, _number(0)), body, after)
        builder.position_at_end(body)
        shares = builder.sdiv(builder.add(left, _number(_MOST - 1)), _number(_MOST))
        count = builder.sdiv(builder.sub(builder.add(left, shares), _number(1)), shares)
        builder.store(builder.add(column, count), done)
        for at_once in (1, 2):
            for k in range(1, _MOST + 1):
                this = builder.and_(builder.icmp_signed("==", args[6], _number(at_once)),
                                    builder.icmp_signed("==", count, _number(k)))
                with builder.if_then(this):
                    _pass(context, builder, sig, args, at_once, column, k)
        builder.branch(header)
        builder.position_at_end(after)
        return context.get_dummy_value()

    return signature, codegen


def _add_inputs_plainly(weights, first, rows, bias, x, r, worlds, i, columns, y):
    lanes = slice(i, i + LANES)
    for column, count in passes(columns):
        begin = first + (rows + bias) * column
        matrix = weights[i // LANES, begin:begin + (rows + bias) * count].reshape(rows + bias, count, LANES)
        for t in range(r, r + worlds):
            total = (matrix[0] if bias else y[t, column:column + count, lanes]).astype(np.float64)
            for k in range(rows):
                total += matrix[bias + k].astype(np.float64) * x[t, k, lanes]
            y[t, column:column + count, lanes] = total


if numba.config.DISABLE_JIT:
    _add_inputs = _add_inputs_plainly


@hook
def add_inputs(weights, first, rows, columns, bias, x, r, worlds, i, y):
    """y[r, :columns] = begun + x[r, :rows] @ matrix, of the agents from i on in one or two worlds.

    Args:
        weights: float32 (n / LANES, weights, LANES), of all agents.
        first: weight that the matrix begins with: one pass's columns after another (`passes`), of each row
            by row; a row of biases comes first, if any.
        rows, columns: of it, without that row.
        bias: 1: the sums begin with a row of biases; 0: with y.
        x: float32 (R, at least rows, n).
        r, worlds: the first world, and whether 1 or 2.
        i: the first agent.
        y: float32 (R, at least columns, n); written.
    """
    _add_inputs(weights, first, rows, bias, x, r, worlds, i, columns, y)

"""Sixteen columns of weights at a time: the loops that cost most, in registers.

numba cannot prove that arrays do not overlap, and so keeps every sum of a matrix product in
memory. Written as vectors of 16 floats the sums stay in registers: 2.9 times as fast as the loops
below, which do the same where nothing is compiled. Learning gains as much: 93 ns an agent-tick fall
to 52.
"""

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from evosim.kernels.jit import kernel
from evosim.kernels.vectors import I32, I64, call, filled, load, spread, store
from evosim.names import LANES

FAINT = 1e-20  # a trace below it is 0: left to fade on, it would turn subnormal, and each costs 50 ns
_UNROLL = 8  # rows a step: enough independent sums to hide the latency of a fused multiply-add


def _emit(context, builder, sig, args, inputs, targets, tiles=1):
    """Emits y[column:+16 tiles] += x[x_first:+count] @ weights[first:+count, column:+16 tiles].

    Args:
        context, builder, sig, args: of the intrinsic; arguments 0 to 4 are weights, first, count,
            column, x_first.
        inputs, targets: numbers of the arguments that hold each x and its y. Each row of weights is
            loaded once for all of them.
        tiles: of 16 columns, taken side by side.
    """
    nothing, none_said = filled(0.0, LANES), filled(0.0, _UNROLL)

    def array(k):
        return context.make_array(sig.args[k])(context, builder, args[k])

    weights, (first, count, column, x_first) = array(0), args[1:5]
    row_length = cgutils.unpack_tuple(builder, weights.shape, 2)[1]
    start = builder.add(builder.mul(first, row_length), column)
    sums = [[[cgutils.alloca_once_value(builder, nothing) for _ in range(4)] for _ in range(tiles)]
            for _ in inputs]
    groups = builder.udiv(count, ir.Constant(I64, _UNROLL))
    with cgutils.for_range(builder, groups) as loop:
        i = builder.mul(loop.index, ir.Constant(I64, _UNROLL))
        xs = [load(builder, builder.gep(array(k).data, [builder.add(x_first, i)]), _UNROLL) for k in inputs]
        said = builder.fcmp_unordered("une", xs[0], none_said)
        for x in xs[1:]:
            said = builder.or_(said, builder.fcmp_unordered("une", x, none_said))
        bits = ir.IntType(_UNROLL)
        any_said = builder.icmp_unsigned("!=", builder.bitcast(said, bits), ir.Constant(bits, 0))
        with builder.if_then(any_said):  # what is not said weighs nothing
            for k in range(_UNROLL):
                at = builder.add(start, builder.mul(builder.add(i, ir.Constant(I64, k)), row_length))
                rows = [load(builder, builder.gep(weights.data, [
                    builder.add(at, ir.Constant(I64, LANES * t))]), LANES) for t in range(tiles)]
                for x, by_tile in zip(xs, sums, strict=True):
                    wide = spread(builder, builder.extract_element(x, ir.Constant(I32, k)), LANES)
                    for row, totals in zip(rows, by_tile, strict=True):
                        total = totals[k % 4]
                        builder.store(call(builder, "fma", row, wide, builder.load(total)), total)
    for k, by_tile in zip(targets, sums, strict=True):
        for t, totals in enumerate(by_tile):
            at = builder.add(column, ir.Constant(I64, LANES * t))
            target = builder.gep(array(k).data, [at])
            a, b, c, d = (builder.load(total) for total in totals)
            total = builder.fadd(load(builder, target, LANES),
                                 builder.fadd(builder.fadd(a, b), builder.fadd(c, d)))
            store(builder, total, target)
    return context.get_dummy_value()


@intrinsic
def _add_rows(typing, weights, first, count, column, x_first, x, y):
    """One input."""
    signature = types.void(weights, first, count, column, x_first, x, y)

    def codegen(context, builder, sig, args):
        return _emit(context, builder, sig, args, [5], [6])

    return signature, codegen


@intrinsic
def _add_rows_twice(typing, weights, first, count, column, x_first, x, y, x2, y2):
    """Two inputs that meet the same weights."""
    signature = types.void(weights, first, count, column, x_first, x, y, x2, y2)

    def codegen(context, builder, sig, args):
        return _emit(context, builder, sig, args, [5, 7], [6, 8])

    return signature, codegen


@intrinsic
def _add_rows_twice_wide(typing, weights, first, count, column, x_first, x, y, x2, y2):
    """Two inputs, and 32 columns: a row of the default brain is read in one go."""
    signature = types.void(weights, first, count, column, x_first, x, y, x2, y2)

    def codegen(context, builder, sig, args):
        return _emit(context, builder, sig, args, [5, 7], [6, 8], tiles=2)

    return signature, codegen


@intrinsic
def _add_few(typing, weights, column, x, y):
    """Sixteen columns of any number of rows; see `add_few`."""
    signature = types.void(weights, column, x, y)

    def codegen(context, builder, sig, args):
        column = args[1]
        weights, inputs, sums = (context.make_array(sig.args[k])(context, builder, args[k])
                                 for k in (0, 2, 3))
        target = builder.gep(sums.data, [column])
        total = cgutils.alloca_once_value(builder, load(builder, target, LANES))
        rows, row_length = cgutils.unpack_tuple(builder, weights.shape, 2)
        with cgutils.for_range(builder, rows) as loop:
            at = builder.add(builder.mul(loop.index, row_length), column)
            u = spread(builder, builder.load(builder.gep(inputs.data, [loop.index])), LANES)
            row = load(builder, builder.gep(weights.data, [at]), LANES)
            builder.store(call(builder, "fma", u, row, builder.load(total)), total)
        store(builder, builder.load(total), target)
        return context.get_dummy_value()

    return signature, codegen


@intrinsic
def _shift(typing, learned, trace, slope, x, column, keep, step, stay, bound):
    """Sixteen columns of all plastic rows; see `shift_rows`."""
    signature = types.void(learned, trace, slope, x, column, keep, step, stay, bound)

    def codegen(context, builder, sig, args):
        nothing, faint = filled(0.0, LANES), filled(FAINT, LANES)
        weights, traces, slopes, inputs = (
            context.make_array(sig.args[k])(context, builder, args[k]) for k in range(4))
        column, keep, step, stay, bound = args[4], *(spread(builder, v, LANES) for v in args[5:])
        below = builder.fsub(nothing, bound)
        here = load(builder, builder.gep(slopes.data, [column]), LANES)
        rows, row_length = cgutils.unpack_tuple(builder, weights.shape, 2)
        with cgutils.for_range(builder, rows) as loop:
            first = builder.add(builder.mul(loop.index, row_length), column)
            e_at, w_at = builder.gep(traces.data, [first]), builder.gep(weights.data, [first])
            u = spread(builder, builder.load(builder.gep(inputs.data, [loop.index])), LANES)
            e = call(builder, "fma", u, here, builder.fmul(keep, load(builder, e_at, LANES)))
            e = builder.select(builder.fcmp_ordered(">", call(builder, "fabs", e), faint), e, nothing)
            moved = call(builder, "fma", step, e, builder.fmul(stay, load(builder, w_at, LANES)))
            store(builder, e, e_at)
            store(builder, call(builder, "maxnum", below, call(builder, "minnum", bound, moved)), w_at)
        return context.get_dummy_value()

    return signature, codegen


def _shift_plainly(learned, trace, slope, x, column, keep, step, stay, bound):
    lanes = slice(column, column + LANES)
    for k in range(len(x)):
        e = keep * trace[k, lanes] + x[k] * slope[lanes]
        trace[k, lanes] = np.where(np.abs(e) > FAINT, e, 0)
        learned[k, lanes] = np.clip(stay * learned[k, lanes] + step * trace[k, lanes], -bound, bound)


def _add_few_plainly(weights, column, x, y):
    for k in range(len(x)):
        y[column:column + LANES] += x[k] * weights[k, column:column + LANES]


def _add_rows_plainly(weights, first, count, column, x_first, x, y):
    for i in range(count):
        y[column:column + LANES] += weights[first + i, column:column + LANES] * x[x_first + i]


def _add_rows_twice_plainly(weights, first, count, column, x_first, x, y, x2, y2):
    _add_rows_plainly(weights, first, count, column, x_first, x, y)
    _add_rows_plainly(weights, first, count, column, x_first, x2, y2)


def _add_rows_twice_wide_plainly(weights, first, count, column, x_first, x, y, x2, y2):
    for at in (column, column + LANES):
        _add_rows_twice_plainly(weights, first, count, at, x_first, x, y, x2, y2)


if numba.config.DISABLE_JIT:
    _add, _add_twice, _add_wide, _few, _move = (
        _add_rows_plainly, _add_rows_twice_plainly, _add_rows_twice_wide_plainly, _add_few_plainly,
        _shift_plainly)
else:
    _add, _add_twice, _add_wide, _few, _move = (
        _add_rows, _add_rows_twice, _add_rows_twice_wide, _add_few, _shift)


@kernel
def add_rows(weights, first, count, column, columns, x, x_first, y):
    """y[column:+columns] += x[x_first:+count] @ weights[first:+count, column:+columns].

    Args:
        weights: float32 (rows, all columns).
        first, count: rows; `count` a multiple of 8.
        column, columns: columns; multiples of 16.
        x: float32 (inputs,).
        x_first: input that meets the first row.
        y: float32 (all columns,); added to.
    """
    for at in range(column, column + columns, LANES):
        _add(weights, np.int64(first), np.int64(count), np.int64(at), np.int64(x_first), x, y)


@kernel
def add_rows_twice(weights, first, count, column, columns, x_first, x, y, x2, y2):
    """`add_rows` for two inputs x and x2 at once, into y and y2."""
    pairs = columns // (2 * LANES)
    for k in range(pairs):
        _add_wide(weights, np.int64(first), np.int64(count), np.int64(column + 2 * LANES * k),
                  np.int64(x_first), x, y, x2, y2)
    if columns > 2 * LANES * pairs:
        _add_twice(weights, np.int64(first), np.int64(count),
                   np.int64(column + 2 * LANES * pairs), np.int64(x_first), x, y, x2, y2)


@kernel
def add_few(weights, x, y):
    """y += x @ weights, row after row: for few rows, of any number.

    Args:
        weights: float32 (rows, columns); columns a multiple of 16.
        x: float32 (rows,).
        y: float32 (columns,); added to.
    """
    for column in range(0, len(y), LANES):
        _few(weights, np.int64(column), x, y)


@kernel
def shift_rows(learned, trace, slope, x, keep, step, stay, bound):
    """trace <- keep trace + x (outer) slope; learned <- stay learned + step trace, within the bound.

    A trace fainter than FAINT is 0.

    Args:
        learned, trace: float32 (rows, outputs); changed. Outputs are a multiple of 16.
        slope: float32 (outputs,).
        x: float32 (rows,).
        keep, step, stay, bound: float32.
    """
    for column in range(0, len(slope), LANES):
        _move(learned, trace, slope, x, np.int64(column), keep, step, stay, bound)

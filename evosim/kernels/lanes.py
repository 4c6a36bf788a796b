"""Sixteen columns of weights at a time: the two loops that cost most, in registers.

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
    i64, i32, f32 = ir.IntType(64), ir.IntType(32), ir.FloatType()
    vector, eight = ir.VectorType(f32, LANES), ir.VectorType(f32, _UNROLL)
    nothing, none_said = ir.Constant(vector, [0.0] * LANES), ir.Constant(eight, [0.0] * _UNROLL)
    undefined = ir.Constant(vector, ir.Undefined)
    everywhere = ir.Constant(ir.VectorType(i32, LANES), [0] * LANES)
    fma = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(vector, [vector] * 3), "llvm.fma.v16f32")

    def array(k):
        return context.make_array(sig.args[k])(context, builder, args[k])

    def load(pointer, kind):
        value = builder.load(builder.bitcast(pointer, kind.as_pointer()))
        value.align = 4
        return value

    weights, (first, count, column, x_first) = array(0), args[1:5]
    row_length = cgutils.unpack_tuple(builder, weights.shape, 2)[1]
    start = builder.add(builder.mul(first, row_length), column)
    sums = [[[cgutils.alloca_once_value(builder, nothing) for _ in range(4)] for _ in range(tiles)]
            for _ in inputs]
    groups = builder.udiv(count, ir.Constant(i64, _UNROLL))
    with cgutils.for_range(builder, groups) as loop:
        i = builder.mul(loop.index, ir.Constant(i64, _UNROLL))
        xs = [load(builder.gep(array(k).data, [builder.add(x_first, i)]), eight) for k in inputs]
        said = builder.fcmp_unordered("une", xs[0], none_said)
        for x in xs[1:]:
            said = builder.or_(said, builder.fcmp_unordered("une", x, none_said))
        bits = ir.IntType(_UNROLL)
        any_said = builder.icmp_unsigned("!=", builder.bitcast(said, bits), ir.Constant(bits, 0))
        with builder.if_then(any_said):  # what is not said weighs nothing
            for k in range(_UNROLL):
                at = builder.add(start, builder.mul(builder.add(i, ir.Constant(i64, k)), row_length))
                rows = [load(builder.gep(weights.data, [builder.add(at, ir.Constant(i64, LANES * t))]),
                             vector) for t in range(tiles)]
                for x, by_tile in zip(xs, sums, strict=True):
                    one = builder.insert_element(
                        undefined, builder.extract_element(x, ir.Constant(i32, k)), ir.Constant(i32, 0))
                    wide = builder.shuffle_vector(one, undefined, everywhere)
                    for row, totals in zip(rows, by_tile, strict=True):
                        total = totals[k % 4]
                        builder.store(builder.call(fma, [row, wide, builder.load(total)]), total)
    for k, by_tile in zip(targets, sums, strict=True):
        for t, totals in enumerate(by_tile):
            at = builder.add(column, ir.Constant(i64, LANES * t))
            target = builder.gep(array(k).data, [at])
            a, b, c, d = (builder.load(total) for total in totals)
            total = builder.fadd(load(target, vector),
                                 builder.fadd(builder.fadd(a, b), builder.fadd(c, d)))
            store = builder.store(total, builder.bitcast(target, vector.as_pointer()))
            store.align = 4
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
def _shift(typing, learned, trace, slope, x, column, keep, step, stay, bound):
    """Sixteen columns of all plastic rows; see `shift_rows`."""
    signature = types.void(learned, trace, slope, x, column, keep, step, stay, bound)

    def codegen(context, builder, sig, args):
        i32, vector = ir.IntType(32), ir.VectorType(ir.FloatType(), LANES)
        undefined = ir.Constant(vector, ir.Undefined)
        everywhere = ir.Constant(ir.VectorType(i32, LANES), [0] * LANES)

        def intrinsic_of(name, n):
            return cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(vector, [vector] * n), f"llvm.{name}.v16f32")

        fma, least, most = intrinsic_of("fma", 3), intrinsic_of("minnum", 2), intrinsic_of("maxnum", 2)
        size, nothing = intrinsic_of("fabs", 1), ir.Constant(vector, [0.0] * LANES)
        faint = ir.Constant(vector, [FAINT] * LANES)

        def wide(value):
            one = builder.insert_element(undefined, value, ir.Constant(i32, 0))
            return builder.shuffle_vector(one, undefined, everywhere)

        def at(pointer):
            return builder.bitcast(pointer, vector.as_pointer())

        def load(pointer):
            value = builder.load(at(pointer))
            value.align = 4
            return value

        def store(value, pointer):
            builder.store(value, at(pointer)).align = 4

        weights, traces, slopes, inputs = (
            context.make_array(sig.args[k])(context, builder, args[k]) for k in range(4))
        column, keep, step, stay, bound = args[4], *(wide(value) for value in args[5:])
        below = builder.fsub(nothing, bound)
        here = load(builder.gep(slopes.data, [column]))
        rows, row_length = cgutils.unpack_tuple(builder, weights.shape, 2)
        with cgutils.for_range(builder, rows) as loop:
            first = builder.add(builder.mul(loop.index, row_length), column)
            e_at, w_at = builder.gep(traces.data, [first]), builder.gep(weights.data, [first])
            u = wide(builder.load(builder.gep(inputs.data, [loop.index])))
            e = builder.call(fma, [u, here, builder.fmul(keep, load(e_at))])
            e = builder.select(builder.fcmp_ordered(">", builder.call(size, [e]), faint), e, nothing)
            moved = builder.call(fma, [step, e, builder.fmul(stay, load(w_at))])
            store(e, e_at)
            store(builder.call(most, [below, builder.call(least, [bound, moved])]), w_at)
        return context.get_dummy_value()

    return signature, codegen


def _shift_plainly(learned, trace, slope, x, column, keep, step, stay, bound):
    lanes = slice(column, column + LANES)
    for k in range(len(x)):
        e = keep * trace[k, lanes] + x[k] * slope[lanes]
        trace[k, lanes] = np.where(np.abs(e) > FAINT, e, 0)
        learned[k, lanes] = np.clip(stay * learned[k, lanes] + step * trace[k, lanes], -bound, bound)


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
    _add, _add_twice, _add_wide, _move = (_add_rows_plainly, _add_rows_twice_plainly,
                                          _add_rows_twice_wide_plainly, _shift_plainly)
else:
    _add, _add_twice, _add_wide, _move = _add_rows, _add_rows_twice, _add_rows_twice_wide, _shift


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

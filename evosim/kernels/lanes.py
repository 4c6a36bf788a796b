"""Sixteen columns of weights at a time: the product that costs most, in registers.

numba cannot prove that arrays do not overlap, and so keeps every sum of a matrix product in
memory. Written as vectors of 16 floats the sums stay in registers: 2.9 times as fast as the loop
below, which does the same where nothing is compiled.
"""

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from evosim.kernels.jit import kernel
from evosim.names import LANES

_UNROLL = 8  # rows a step: enough independent sums to hide the latency of a fused multiply-add


@intrinsic
def _add_rows(typing, weights, first, count, column, x, x_first, y, y_first):
    """y[y_first:+16] += sum over i < count of x[x_first + i] * weights[first + i, column:+16]."""
    signature = types.void(weights, first, count, column, x, x_first, y, y_first)

    def codegen(context, builder, sig, args):
        i64, f32 = ir.IntType(64), ir.FloatType()
        vector, eight = ir.VectorType(f32, LANES), ir.VectorType(f32, _UNROLL)
        arrays = {k: context.make_array(sig.args[k])(context, builder, args[k]) for k in (0, 4, 6)}
        row_length = cgutils.unpack_tuple(builder, arrays[0].shape, 2)[1]
        fma = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(vector, [vector] * 3), "llvm.fma.v16f32")

        def load(pointer, kind):
            value = builder.load(builder.bitcast(pointer, kind.as_pointer()))
            value.align = 4
            return value

        start = builder.add(builder.mul(args[1], row_length), args[3])
        zeros = ir.Constant(vector, [0.0] * LANES)
        sums = [cgutils.alloca_once_value(builder, zeros) for _ in range(4)]
        groups = builder.udiv(args[2], ir.Constant(i64, _UNROLL))
        with cgutils.for_range(builder, groups) as loop:
            i = builder.mul(loop.index, ir.Constant(i64, _UNROLL))
            xs = load(builder.gep(arrays[4].data, [builder.add(args[5], i)]), eight)
            said = builder.fcmp_unordered("une", xs, ir.Constant(eight, [0.0] * _UNROLL))
            any_said = builder.icmp_unsigned(
                "!=", builder.bitcast(said, ir.IntType(_UNROLL)), ir.Constant(ir.IntType(_UNROLL), 0))
            with builder.if_then(any_said):  # what is not said weighs nothing
                for k in range(_UNROLL):
                    row = builder.add(i, ir.Constant(i64, k))
                    at = builder.add(start, builder.mul(row, row_length))
                    w = load(builder.gep(arrays[0].data, [at]), vector)
                    one = builder.extract_element(xs, ir.Constant(ir.IntType(32), k))
                    wide = builder.insert_element(
                        ir.Constant(vector, ir.Undefined), one, ir.Constant(ir.IntType(32), 0))
                    wide = builder.shuffle_vector(
                        wide, ir.Constant(vector, ir.Undefined),
                        ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES))
                    total = sums[k % 4]
                    builder.store(builder.call(fma, [w, wide, builder.load(total)]), total)
        target = builder.gep(arrays[6].data, [args[7]])
        a, b, c, d = (builder.load(total) for total in sums)
        total = builder.fadd(load(target, vector), builder.fadd(builder.fadd(a, b),
                                                                builder.fadd(c, d)))
        store = builder.store(total, builder.bitcast(target, vector.as_pointer()))
        store.align = 4
        return context.get_dummy_value()

    return signature, codegen


def _add_rows_plainly(weights, first, count, column, x, x_first, y, y_first):
    for i in range(count):
        y[y_first:y_first + LANES] += weights[first + i, column:column + LANES] * x[x_first + i]


_add = _add_rows_plainly if numba.config.DISABLE_JIT else _add_rows


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
        _add(weights, np.int64(first), np.int64(count), np.int64(at), x, np.int64(x_first), y,
             np.int64(at))

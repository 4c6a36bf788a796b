"""A draw from a softmax, in registers: 35 ns in loops, 10 as one vector."""

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from evosim.kernels.jit import fast_kernel
from evosim.kernels.vectors import I32, I64, call, filled, load, spread, store

_FAR = -80.0  # below the highest by more than this counts as this
_TAYLOR = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1.0, 1.0]  # of exp, x^7 first
_SQUARINGS = 6
_WAYS = 8  # directions


def _of_width(lanes):
    """The intrinsic for up to so many."""

    @intrinsic
    def drawn(typing, logits, steepness, n, u, slope):
        """See `pick`."""
        signature = types.int64(logits, steepness, n, u, slope)

        def codegen(context, builder, sig, args):
            logits, slope = (context.make_array(sig.args[k])(context, builder, args[k]) for k in (0, 4))
            count = builder.trunc(args[2], I32)
            meant = builder.icmp_signed("<", _numbers(lanes), spread(builder, count, lanes))
            steepness = spread(builder, args[1], lanes)
            x = builder.fmul(load(builder, logits.data, lanes), steepness)
            x = builder.select(meant, x, filled(-1e30, lanes))
            e = builder.select(meant, _odds(builder, x), filled(0.0, lanes))
            index, total = _drawn(builder, e, args[3], builder.sub(count, ir.Constant(I32, 1)))
            share = builder.fdiv(e, spread(builder, total, lanes))
            here = builder.icmp_signed("==", _numbers(lanes), spread(builder, index, lanes))
            ahead = builder.select(here, filled(1.0, lanes), filled(0.0, lanes))
            store(builder, builder.fmul(steepness, builder.fsub(ahead, share)), slope.data)
            return builder.zext(index, I64)

        return signature, codegen

    return drawn


@intrinsic
def _way(typing, x, y, steepness, u, bearings):
    """See `pick_way`."""
    signature = types.Tuple((types.int64, types.float32, types.float32))(x, y, steepness, u, bearings)

    def codegen(context, builder, sig, args):
        pairs = context.make_array(sig.args[4])(context, builder, args[4])
        both = load(builder, pairs.data, 2 * _WAYS)
        east, north = (builder.shuffle_vector(both, both, ir.Constant(
            ir.VectorType(I32, _WAYS), list(range(odd, 2 * _WAYS, 2)))) for odd in (0, 1))
        x, y, steepness = (spread(builder, value, _WAYS) for value in args[:3])
        pull = call(builder, "fma", x, east, builder.fmul(y, north))
        e = _odds(builder, builder.fmul(steepness, pull))
        index, total = _drawn(builder, e, args[3], ir.Constant(I32, _WAYS - 1))
        means = [builder.fdiv(builder.extract_element(
            _folded(builder, builder.fmul(e, along), builder.fadd), ir.Constant(I32, 0)), total)
            for along in (east, north)]
        return context.make_tuple(builder, sig.return_type, [builder.zext(index, I64), *means])

    return signature, codegen


def _numbers(lanes):
    """0, 1, 2 and so on."""
    return ir.Constant(ir.VectorType(I32, lanes), list(range(lanes)))


def _drawn(builder, e, u, last):
    """A lane drawn in proportion to `e`, and their sum; none beyond the lane `last`."""
    lanes = e.type.count
    sums = _running(builder, e)
    total = builder.extract_element(sums, ir.Constant(I32, lanes - 1))
    passed = builder.fcmp_ordered("<=", sums, spread(builder, builder.fmul(u, total), lanes))
    may = builder.icmp_signed("<", _numbers(lanes), spread(builder, last, lanes))
    mask = ir.IntType(lanes)
    ones = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(mask, [mask]), f"llvm.ctpop.i{lanes}")
    count = builder.call(ones, [builder.bitcast(builder.and_(passed, may), mask)])
    return (builder.zext(count, I32) if lanes < 32 else count), total


def _odds(builder, x):
    """exp(x - highest)."""
    highest = _folded(builder, x, lambda a, b: _higher(builder, a, b))
    return _exp(builder, builder.fsub(x, highest))


def _higher(builder, a, b):
    """The higher of each two lanes."""
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def _folded(builder, x, join):
    """All lanes joined two by two, in each of them."""
    lanes, step = x.type.count, x.type.count // 2
    while step:
        partners = ir.Constant(ir.VectorType(I32, lanes), [k ^ step for k in range(lanes)])
        x = join(x, builder.shuffle_vector(x, x, partners))
        step //= 2
    return x


def _running(builder, x):
    """Sums of each lane and those before it (Hillis and Steele 1986)."""
    lanes, step = x.type.count, 1
    while step < lanes:
        moved = [k - step if k >= step else lanes for k in range(lanes)]
        x = builder.fadd(x, builder.shuffle_vector(
            x, filled(0.0, lanes), ir.Constant(ir.VectorType(I32, lanes), moved)))
        step *= 2
    return x


def _exp(builder, x):
    """exp(x) for x <= 0: exp(x / 64) by 1 / Taylor, then six squarings.

    Relative error under 2e-5 for x > -16, where all that a softmax ever draws lies.
    """
    lanes = x.type.count
    x = builder.fmul(_higher(builder, x, filled(_FAR, lanes)), filled(-1 / 2**_SQUARINGS, lanes))
    e = filled(_TAYLOR[0], lanes)
    for term in _TAYLOR[1:]:
        e = call(builder, "fma", e, x, filled(term, lanes))
    e = builder.fdiv(filled(1.0, lanes), e)
    for _ in range(_SQUARINGS):
        e = builder.fmul(e, e)
    return e


def _plainly(logits, steepness, n, u, slope):
    index, chances = _drawn_plainly(steepness * logits[:n], u)
    slope[:] = 0
    slope[:n] = -steepness * chances
    slope[index] += steepness
    return index


def _way_plainly(x, y, steepness, u, bearings):
    index, chances = _drawn_plainly(steepness * (x * bearings[:, 0] + y * bearings[:, 1]), u)
    east, north = chances @ bearings
    return index, east, north


def _drawn_plainly(x, u):
    odds = np.exp(np.maximum(x - x.max(), np.float32(_FAR)))
    return int((u * odds.sum() >= np.cumsum(odds)[:-1]).sum()), odds / odds.sum()


if numba.config.DISABLE_JIT:
    _of_16, _of_32, _of_ways = _plainly, _plainly, _way_plainly
else:
    _of_16, _of_32, _of_ways = _of_width(16), _of_width(32), _way


@fast_kernel
def pick(logits, steepness, n, u, slope):
    """An index drawn from softmax(steepness * logits[:n]).

    Args:
        logits: float32, as many as n rounded up to 16 or 32.
        steepness: float32.
        n: how many to draw from, up to 32.
        u: float32, uniform in [0, 1).
        slope: float32, at least as many, written: d log chance of what was drawn / d logits.
    """
    for k in range(16 if n <= 16 else 32, len(slope)):
        slope[k] = 0
    if n <= 16:
        return _of_16(logits, steepness, n, u, slope)
    return _of_32(logits, steepness, n, u, slope)


@fast_kernel
def pick_way(x, y, steepness, u, bearings):
    """A direction drawn from softmax(steepness * (x, y) . bearing), and the mean bearing.

    Args:
        x, y, steepness: float32.
        u: float32, uniform in [0, 1).
        bearings: float32 (8, 2), unit vectors.
    """
    return _of_ways(x, y, steepness, u, bearings)

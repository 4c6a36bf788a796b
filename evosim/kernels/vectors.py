"""The words of `lanes` as numba compiles them: a type of lanes, its operators, what loads and stores it.

Explicit vectors, since numba cannot prove that arrays do not overlap: in loops over agents it would keep
every sum in memory and take every branch (see `lanes` for what each word means).
"""

import operator

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, lower_cast, models, register_model

from evosim.kernels.width import FEATURES, LANES

F32, F64, I1, I8, I32, I64 = (ir.FloatType(), ir.DoubleType(),
                              *(ir.IntType(bits) for bits in (1, 8, 32, 64)))
_GATHERS, _EIGHT = "+avx2" in FEATURES, 8


class Lanes(types.Type):
    """As many values of one kind as there are lanes: float32, int32 or boolean."""

    def __init__(self, element):
        self.element = element
        super().__init__(name=f"lanes of {element}")

    def can_convert_from(self, typing, other):
        """A plain number is the same in all lanes; a fraction in no whole."""
        if isinstance(other, types.Float) and self.element != types.float32:
            return None
        return Conversion.safe if isinstance(other, types.Number | types.Boolean) else None


FLOATS, WHOLES, TRUTHS = Lanes(types.float32), Lanes(types.int32), Lanes(types.boolean)
_KIND = {types.float32: FLOATS, types.int32: WHOLES, types.boolean: TRUTHS, types.uint8: WHOLES,
         types.int64: WHOLES}  # lanes that elements of an array are read as
# Truths as comparisons leave them: a bit each with AVX-512, else all bits or none of 32.
_WIDE = "+avx512f" not in FEATURES
_ELEMENT = {FLOATS: F32, WHOLES: I32, TRUTHS: I32 if _WIDE else I1}


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, vector(_ELEMENT[kind]))


def vector(element, lanes=LANES):
    """LLVM's type of a vector."""
    return ir.VectorType(element, lanes)


def filled(element, value):
    """A constant in every lane."""
    return ir.Constant(vector(element), [value] * LANES)


def spread(builder, value, lanes=LANES):
    """A number in every lane."""
    undefined = ir.Constant(vector(value.type, lanes), ir.Undefined)
    one = builder.insert_element(undefined, value, ir.Constant(I32, 0))
    return builder.shuffle_vector(one, undefined, ir.Constant(vector(I32, lanes), [0] * lanes))


def load(builder, pointer, lanes=LANES):
    """The values from `pointer` on."""
    element = pointer.type.pointee
    value = builder.load(builder.bitcast(pointer, vector(element, lanes).as_pointer()))
    value.align = _bytes(element)
    return value


def store(builder, value, pointer):
    """Writes the lanes of `value` from `pointer` on."""
    done = builder.store(value, builder.bitcast(pointer, value.type.as_pointer()))
    done.align = _bytes(value.type.element)


def _bytes(element):
    """Of one value in memory, to which rows are aligned at least."""
    return 4 if element == F32 else element.width // 8


def call(builder, name, *values):
    """LLVM's own operation on vectors: fma, fabs, sqrt."""
    kind = values[0].type
    operation = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(kind, [kind] * len(values)),
        f"llvm.{name}.v{kind.count}{'f' if kind.element == F32 else 'i'}32")
    return builder.call(operation, values)


def _truths(builder, bits):
    """Truths of lanes of a bit each."""
    return builder.sext(bits, vector(I32)) if _WIDE else bits


def _bits(builder, truths):
    """Truths as lanes of a bit each."""
    return builder.icmp_signed("<", truths, filled(I32, 0)) if _WIDE else truths


@lower_cast(types.Float, Lanes)
@lower_cast(types.Integer, Lanes)
@lower_cast(types.Boolean, Lanes)
def _(context, builder, given, wanted, value):
    return spread(builder, _one(context, builder, value, given, wanted))


def _one(context, builder, value, given, wanted):
    """A plain number as one lane of some kind."""
    if wanted == TRUTHS:
        one = context.cast(builder, value, given, types.boolean)
        return builder.sext(one, I32) if _WIDE else one
    if isinstance(given, types.Boolean):
        value, given = context.cast(builder, value, given, types.int64), types.int64
    return context.cast(builder, value, given, wanted.element)


# Operators ---------------------------------------------------------------------------------------

_ARITHMETIC = {
    "add": (FLOATS, WHOLES), "sub": (FLOATS, WHOLES), "mul": (FLOATS, WHOLES), "truediv": (FLOATS,),
    "and_": (WHOLES, TRUTHS), "or_": (WHOLES, TRUTHS), "xor": (WHOLES, TRUTHS), "lshift": (WHOLES,),
    "rshift": (WHOLES,),
}
_INSTRUCTION = {"truediv": "div", "lshift": "shl", "rshift": "ashr"}
_COMPARISON = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}


def _common(args, kinds):
    """The kind of lanes that arguments have in common; None where they do not."""
    found = {arg for arg in args if isinstance(arg, Lanes)}
    if len(found) != 1 or not found & set(kinds):
        return None
    kind, = found
    plain = (arg for arg in args if not isinstance(arg, Lanes))
    return kind if all(kind.can_convert_from(None, arg) for arg in plain) else None


def _define(which, kinds, result, emit):
    """Gives an operator a meaning on lanes of some kinds."""

    @infer_global(which)
    class _Typing(AbstractTemplate):
        def generic(self, args, kws):
            kind = _common(args, kinds)
            return kind and signature(result or kind, *[kind] * len(args))

    for count in (1, 2):
        @lower_builtin(which, *[Lanes] * count)
        def lowered(context, builder, sig, args):
            return emit(builder, sig.args[0], *args)


def _arithmetic(name):
    def emit(builder, kind, a, b):
        word = _INSTRUCTION.get(name, name)
        return getattr(builder, "f" + word if kind == FLOATS else word)(a, b)
    return emit


def _compared(builder, kind, sign, a, b):
    return builder.fcmp_ordered(sign, a, b) if kind == FLOATS else builder.icmp_signed(sign, a, b)


def _comparison(sign):
    return lambda builder, kind, a, b: _truths(builder, _compared(builder, kind, sign, a, b))


for _name, _kinds in _ARITHMETIC.items():
    _define(getattr(operator, _name), _kinds, None, _arithmetic(_name))
    _define(getattr(operator, f"i{_name.rstrip('_')}"), _kinds, None, _arithmetic(_name))
for _name, _sign in _COMPARISON.items():
    _define(getattr(operator, _name), (FLOATS, WHOLES), TRUTHS, _comparison(_sign))
_define(operator.invert, (WHOLES, TRUTHS), None, lambda builder, kind, a: builder.not_(a))
_define(operator.neg, (FLOATS, WHOLES), None, lambda builder, kind, a: (
    builder.fneg(a) if kind == FLOATS else builder.neg(a)))


# Words -------------------------------------------------------------------------------------------

def _row(context, builder, sig, args, which=0):
    """Where an array of an intrinsic's arguments begins."""
    return context.make_array(sig.args[which])(context, builder, args[which]).data


def _read(builder, kind, value):
    """What was loaded, as lanes."""
    if kind == TRUTHS:
        return _truths(builder, builder.icmp_unsigned("!=", value, ir.Constant(value.type, None)))
    if kind == WHOLES and value.type.element.width < 32:
        return builder.zext(value, vector(I32))
    if kind == WHOLES and value.type.element.width > 32:
        return builder.trunc(value, vector(I32))
    return value


@intrinsic
def take(typing, row, i):
    """The elements from i on of a row."""
    kind = _KIND.get(getattr(row, "dtype", None))
    if kind is None or not isinstance(i, types.Integer):
        return None

    def codegen(context, builder, sig, args):
        at = builder.gep(_row(context, builder, sig, args), [args[1]])
        return _read(builder, kind, load(builder, at))

    return kind(row, types.intp), codegen


@intrinsic
def put(typing, row, i, lanes):
    """Writes the elements from i on of a row."""
    kind = _KIND.get(getattr(row, "dtype", None))
    if kind is None or row.dtype not in (types.float32, types.int32, types.boolean, types.uint8):
        return None

    def codegen(context, builder, sig, args):
        value = args[2]
        if row.dtype in (types.boolean, types.uint8):
            value = builder.zext(_bits(builder, value), vector(I8)) if kind == TRUTHS else builder.trunc(
                value, vector(I8))
        store(builder, value, builder.gep(_row(context, builder, sig, args), [args[1]]))
        return context.get_dummy_value()

    return types.void(row, types.intp, kind), codegen


def _gathered(builder, kind, data, index):
    element = data.type.pointee
    if _GATHERS and element in (F32, I32):
        return _fetched(builder, data, index, 4)
    if _GATHERS and kind == WHOLES and element == I8:  # with the three bytes behind each, which must be there
        four = _fetched(builder, builder.bitcast(data, I32.as_pointer()), index, 1)
        return builder.and_(four, filled(I32, 255))
    out = ir.Constant(vector(element), ir.Undefined)
    for k in range(LANES):
        at = builder.sext(builder.extract_element(index, ir.Constant(I32, k)), I64)
        out = builder.insert_element(out, builder.load(builder.gep(data, [at])), ir.Constant(I32, k))
    return _read(builder, kind, out)


def _fetched(builder, data, index, apart):
    """Eight lanes at a time by the machine's own instruction (AVX2); places are so many bytes apart."""
    element = data.type.pointee
    kind, form = vector(element, _EIGHT), "ps" if element == F32 else "d"
    pointer = builder.bitcast(data, I8.as_pointer())
    fetch = cgutils.get_or_insert_function(builder.module, ir.FunctionType(
        kind, [kind, pointer.type, vector(I32, _EIGHT), kind, I8]),
        f"llvm.x86.avx2.gather.d.{form}.256")
    every = builder.bitcast(ir.Constant(vector(I32, _EIGHT), [-1] * _EIGHT), kind)
    parts = [builder.call(fetch, [ir.Constant(kind, ir.Undefined), pointer, part, every,
                                  ir.Constant(I8, apart)]) for part in _by_eight(builder, index)]
    if len(parts) == 1:
        return parts[0]
    return builder.shuffle_vector(*parts, ir.Constant(vector(I32), list(range(LANES))))


def _by_eight(builder, value):
    """Lanes as vectors of eight."""
    return [_part(builder, value, first, _EIGHT) for first in range(0, LANES, _EIGHT)]


def _part(builder, value, first, count):
    """So many lanes from one on."""
    places = ir.Constant(vector(I32, count), list(range(first, first + count)))
    return builder.shuffle_vector(value, value, places)


def _kind_in(table, index):
    """The kind of lanes that a table holds; None where it, or the places in it, are no such thing."""
    return _KIND.get(getattr(table, "dtype", None)) if index == WHOLES else None


@intrinsic
def gather(typing, table, index):
    """The elements of a table, laid out in a row, at the places of lanes."""
    kind = _kind_in(table, index)

    def codegen(context, builder, sig, args):
        return _gathered(builder, kind, _row(context, builder, sig, args), args[1])

    return kind and (kind(table, index), codegen)


@intrinsic
def gather_from(typing, table, first, index):
    """The same in a table that begins with its element `first`."""
    kind = _kind_in(table, index)

    def codegen(context, builder, sig, args):
        data = builder.gep(_row(context, builder, sig, args), [args[1]])
        return _gathered(builder, kind, data, args[2])

    return kind and (kind(table, types.int64, index), codegen)


@intrinsic
def where(typing, mask, one, other):
    """`one` where the mask is true, else `other`."""
    if mask != TRUTHS and not isinstance(mask, types.Boolean):
        return None
    given = [side for side in (one, other) if isinstance(side, Lanes)]
    if given:
        kind = _common((one, other), (FLOATS, WHOLES, TRUTHS))
    elif isinstance(one, types.Float) or isinstance(other, types.Float):
        kind = FLOATS
    else:
        kind = TRUTHS if isinstance(one, types.Boolean) else WHOLES

    def codegen(context, builder, sig, args):
        return builder.select(_bits(builder, args[0]), *args[1:])

    return kind and (kind(TRUTHS, kind, kind), codegen)


@intrinsic
def floats(typing, x):
    """Numbers, wholes or truths as floats."""
    def codegen(context, builder, sig, args):
        if isinstance(x, Lanes):
            if x == TRUTHS:
                return builder.select(_bits(builder, args[0]), filled(F32, 1), filled(F32, 0))
            return builder.sitofp(args[0], vector(F32)) if x == WHOLES else args[0]
        return context.cast(builder, args[0], x, FLOATS)

    return FLOATS(x), codegen


@intrinsic
def wholes(typing, x):
    """Numbers, truths or floats, cut off toward 0, as wholes."""
    def codegen(context, builder, sig, args):
        if isinstance(x, Lanes):
            if x == TRUTHS:
                return builder.zext(_bits(builder, args[0]), vector(I32))
            return builder.fptosi(args[0], vector(I32)) if x == FLOATS else args[0]
        return context.cast(builder, args[0], x, WHOLES)

    return WHOLES(x), codegen


@intrinsic
def truths(typing, x):
    """A plain truth in all lanes."""
    def codegen(context, builder, sig, args):
        return args[0]

    return TRUTHS(TRUTHS), codegen


@intrinsic
def numbers(typing, i):
    """i, i + 1 and so on."""
    def codegen(context, builder, sig, args):
        return builder.add(args[0], ir.Constant(vector(I32), list(range(LANES))))

    return WHOLES(WHOLES), codegen


def _lesser(sign):
    @intrinsic
    def chosen(typing, a, b):
        """The one or the other of each two lanes."""
        kind = _common((a, b), (FLOATS, WHOLES))

        def codegen(context, builder, sig, args):
            return builder.select(_compared(builder, kind, sign, *args), *args)

        return kind and (kind(kind, kind), codegen)

    return chosen


lower, higher = _lesser("<"), _lesser(">")


@intrinsic
def size_of(typing, x):
    """Its size without the sign."""
    kind = _common((x,), (FLOATS, WHOLES))

    def codegen(context, builder, sig, args):
        if kind == FLOATS:
            return call(builder, "fabs", args[0])
        below = builder.icmp_signed("<", args[0], filled(I32, 0))
        return builder.select(below, builder.neg(args[0]), args[0])

    return kind and (kind(kind), codegen)


@intrinsic
def root(typing, x):
    """Square root."""
    def codegen(context, builder, sig, args):
        return call(builder, "sqrt", args[0])

    return FLOATS(FLOATS), codegen


@intrinsic
def fused(typing, a, b, c):
    """a * b + c, rounded once."""
    def codegen(context, builder, sig, args):
        return call(builder, "fma", *args)

    return FLOATS(FLOATS, FLOATS, FLOATS), codegen


@intrinsic
def power_of_2(typing, n):
    """2 to whole powers from -126 to 127, put together from its bits."""
    def codegen(context, builder, sig, args):
        shifted = builder.add(builder.fptosi(args[0], vector(I32)), filled(I32, 127))
        return builder.bitcast(builder.shl(shifted, filled(I32, 23)), vector(F32))

    return FLOATS(FLOATS), codegen


@intrinsic
def exponent(typing, x):
    """The exponent of wholes above 0 as floats: the number of their highest bit, where that below it is 0."""
    def codegen(context, builder, sig, args):
        bits = builder.bitcast(builder.sitofp(args[0], vector(F32)), vector(I32))
        return builder.sub(builder.ashr(bits, filled(I32, 23)), filled(I32, 127))

    return WHOLES(WHOLES), codegen


@intrinsic
def which(typing, mask):
    """The true lanes as the bits of a number."""
    def codegen(context, builder, sig, args):
        return builder.zext(builder.bitcast(_bits(builder, args[0]), ir.IntType(LANES)), I64)

    return types.int64(TRUTHS), codegen


@intrinsic
def alike(typing, row, i, value):
    """Which of elements i to i + 31 of a row of bytes are a value, as the bits of a number."""
    def codegen(context, builder, sig, args):
        there = load(builder, builder.gep(_row(context, builder, sig, args), [args[1]]), 32)
        same = builder.icmp_unsigned("==", there, spread(builder, builder.trunc(args[2], I8), 32))
        return builder.zext(builder.bitcast(same, I32), I64)

    return types.int64(row, types.intp, types.int64), codegen


@intrinsic
def first_of(typing, left):
    """The lowest bit of a number that is not 0."""
    def codegen(context, builder, sig, args):
        return builder.cttz(args[0], ir.Constant(I1, 1))

    return types.int64(types.int64), codegen


@intrinsic
def some(typing, mask):
    """Whether any lane is true."""
    def codegen(context, builder, sig, args):
        bits = ir.IntType(LANES)
        mask = builder.bitcast(_bits(builder, args[0]), bits)
        return builder.icmp_unsigned("!=", mask, ir.Constant(bits, 0))

    return types.boolean(TRUTHS), codegen


@intrinsic
def add_up(typing, row, k, x):
    """Adds all lanes to element k of a row of float64: each eight of them at once, halves on halves."""
    def codegen(context, builder, sig, args):
        at = builder.gep(_row(context, builder, sig, args), [args[1]])
        for value in _by_eight(builder, args[2]):
            value, half = builder.fpext(value, vector(F64, _EIGHT)), _EIGHT // 2
            while half:
                value = builder.fadd(*(_part(builder, value, first, half) for first in (0, half)))
                half //= 2
            one = builder.extract_element(value, ir.Constant(I32, 0))
            builder.store(builder.fadd(builder.load(at), one), at)
        return context.get_dummy_value()

    return types.void(row, types.intp, FLOATS), codegen


# Random numbers: `random.bits` and what it rests on, all lanes at once ------------------------

def _hashed(builder, key, draw, tick, i):
    wide = vector(I64)

    def number(value):
        value &= 2**64 - 1
        return ir.Constant(wide, [value - (value >> 63 << 64)] * LANES)

    counter = builder.or_(builder.shl(draw, ir.Constant(I64, 52)), builder.shl(tick, ir.Constant(I64, 24)))
    agents = builder.add(spread(builder, i), ir.Constant(wide, list(range(LANES))))
    z = builder.or_(spread(builder, counter), agents)
    z = builder.add(spread(builder, key), builder.mul(builder.add(z, number(1)),
                                                      number(0x9E3779B97F4A7C15)))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        z = builder.mul(builder.xor(z, builder.lshr(z, number(shift))), number(factor))
    return builder.xor(z, builder.lshr(z, number(31)))


def _of_bits(dropped, kind, finish):
    """An intrinsic for what the upper bits of the agents from i on come to, less so many of 64."""

    @intrinsic
    def drawn(typing, key, draw, tick, i):
        """See `units` and `lots`."""
        def codegen(context, builder, sig, args):
            top = builder.lshr(_hashed(builder, *args), ir.Constant(vector(I64), [dropped] * LANES))
            return finish(builder, builder.trunc(top, vector(I32)))

        return kind(types.uint64, types.int64, types.int64, types.int64), codegen

    return drawn


# `random.unit` of the bits; and 31 of them as a number
units = _of_bits(40, FLOATS, lambda builder, top: builder.fmul(
    builder.sitofp(top, vector(F32)), filled(F32, 2.0**-24)))
lots = _of_bits(33, WHOLES, lambda builder, top: top)

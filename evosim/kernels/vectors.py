"""Words for the intrinsics: vectors of 32-bit floats in LLVM's terms."""

from llvmlite import ir
from numba.core import cgutils

F32, I32, I64 = ir.FloatType(), ir.IntType(32), ir.IntType(64)


def vector(lanes):
    """The type of a vector of floats."""
    return ir.VectorType(F32, lanes)


def filled(value, lanes):
    """A constant in every lane."""
    return ir.Constant(vector(lanes), [value] * lanes)


def spread(builder, value, lanes):
    """A number in every lane."""
    some = ir.VectorType(value.type, lanes)
    undefined = ir.Constant(some, ir.Undefined)
    one = builder.insert_element(undefined, value, ir.Constant(I32, 0))
    return builder.shuffle_vector(one, undefined, ir.Constant(ir.VectorType(I32, lanes), [0] * lanes))


def load(builder, pointer, lanes):
    """The floats from `pointer` on, aligned or not."""
    value = builder.load(builder.bitcast(pointer, vector(lanes).as_pointer()))
    value.align = 4
    return value


def store(builder, value, pointer):
    """Writes the lanes of `value` from `pointer` on, aligned or not."""
    builder.store(value, builder.bitcast(pointer, value.type.as_pointer())).align = 4


def call(builder, name, *values):
    """LLVM's own operation on vectors: fma, fabs, minnum, maxnum."""
    kind = values[0].type
    operation = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(kind, [kind] * len(values)), f"llvm.{name}.v{kind.count}f32")
    return builder.call(operation, values)

"""From numpy columns to Arrow columns as `evosim.schema` declares them.

What the run loop hands over is checked twice: names, lengths and kinds of number when it is
appended, values when a part is closed. Mistakes are the programmer's, so they raise ValueError.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evosim.schema import Column

_KINDS = {"bool": "biuf", "state": "iuUOT", "genome": "f"}  # else: any number


def accept(column: Column, value: Any) -> NDArray[Any]:
    """A copy of one column of one batch: shape (rows,) or (), genomes (rows, genes). numpy warns where floats
    are beyond the column's type.

    Raises:
        ValueError: values of this kind do not belong into the column.
    """
    array = np.asarray(value)
    if array.dtype.kind not in _KINDS.get(column.type, "biuf"):
        raise ValueError(f"{column.name}: holds {array.dtype}, must be {column.type}")
    if array.ndim and array.dtype.kind == "f" and column.type.startswith("float"):
        return array.astype(column.type)  # as it will be stored: mostly half of what it took
    return array.copy()


def missing(column: Column) -> NDArray[Any]:
    """What stands for "no value" in a nullable column: NaN, or -1 where values are whole."""
    return np.array(np.nan if column.type.startswith("float") else -1)


def encode(column: Column, kind: pa.DataType, chunks: list[NDArray[Any]],
           lengths: list[int]) -> pa.Array:
    """One column of a part.

    In a nullable column NaN (floats) and negative values (whole numbers, codes) mean null.

    Args:
        column: its declaration.
        kind: its Arrow type.
        chunks: arrays from `accept` or `missing`, in order of rows; a scalar fills its batch.
        lengths: rows of each chunk.

    Raises:
        ValueError: a value does not fit the declared type, or is missing where none may be.
    """
    if column.type == "state":
        return _states(column, chunks, lengths)
    values = _join(chunks, lengths)
    if column.type == "genome":
        if values.ndim != 2 or values.shape[1] != kind.list_size:
            raise ValueError(f"{column.name}: has shape {values.shape}, must be (rows, "
                             f"{kind.list_size})")
        flat = _array(pa.float32(), values.astype(np.float32).ravel())
        return pa.FixedSizeListArray.from_arrays(flat, type=kind)
    gone = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)
    if column.nullable and not column.type.startswith("float"):
        gone |= values < 0
    if gone.any():
        if not column.nullable:
            raise ValueError(f"{column.name}: holds NaN, but may not be null")
        values = np.where(gone, values.dtype.type(0), values)
    return _array(kind, _exact(column, values), gone)


def _join(chunks: list[NDArray[Any]], lengths: list[int]) -> NDArray[Any]:
    """Batches as one array; one-row batches of scalars, as of `generations`, at once."""
    if not any(chunk.ndim for chunk in chunks):
        return np.repeat(np.array(chunks), lengths)
    return np.concatenate([chunk if chunk.ndim else np.broadcast_to(chunk, n)
                           for chunk, n in zip(chunks, lengths, strict=True)])


def _array(kind: pa.DataType, values: NDArray[Any],
           gone: NDArray[np.bool_] | None = None) -> pa.Array:
    """An Arrow array from its buffers: `pa.array` would import pandas, 0.3 s at a run's first part.

    Args:
        kind: a type of fixed width, whose numpy twin `values` have.
        values: shape (rows,).
        gone: where there is no value, shape (rows,).
    """
    valid = None if gone is None or not gone.any() else _bits(~gone)
    data = (_bits(values) if pa.types.is_boolean(kind)
            else pa.py_buffer(np.ascontiguousarray(values)))
    return pa.Array.from_buffers(kind, len(values), [valid, data])


def _bits(mask: NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(mask, bitorder="little"))


def _texts(names: list[str]) -> pa.Array:
    encoded = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(names), pa.py_buffer(ends),
                                       pa.py_buffer(b"".join(encoded)))


def _exact(column: Column, values: NDArray[Any]) -> NDArray[Any]:
    """The values as the column's type; float64 may be rounded to float32, nothing else may."""
    with np.errstate(invalid="ignore", over="ignore"):
        out = values.astype(column.type)
        if not column.type.startswith("float") and (out != values).any():
            raise ValueError(f"{column.name}: {values[out != values][0]} does not fit "
                             f"{column.type}")
    return out


def _states(column: Column, chunks: list[NDArray[Any]], lengths: list[int]) -> pa.Array:
    names = {name: code for code, name in enumerate(column.states)}
    codes = _join([chunk if chunk.dtype.kind in "iu" else _codes(column, names, chunk)
                   for chunk in chunks], lengths).astype(np.int32)
    gone = codes < 0
    if (gone.any() and not column.nullable) or (codes >= len(names)).any():
        raise ValueError(f"{column.name}: code {codes.min() if gone.any() else codes.max()} names "
                         f"none of {list(names)}")
    return pa.DictionaryArray.from_arrays(_array(pa.int32(), codes, gone), _texts(list(names)))


def _codes(column: Column, names: dict[str, int], texts: NDArray[Any]) -> NDArray[np.int64]:
    """Codes of texts; a column without declared states takes any and adds it to `names`."""
    distinct, inverse = np.unique(texts.astype(str), return_inverse=True)
    for text in distinct.tolist():
        if text not in names:
            if column.states:
                raise ValueError(f"{column.name}: {text!r} is none of {list(column.states)}")
            names[text] = len(names)
    return np.array([names[text] for text in distinct.tolist()])[inverse].reshape(texts.shape)


def rows(batch: Mapping[str, NDArray[Any]]) -> int:
    """Rows of a batch: the common length of its arrays, 1 where all are scalars.

    Raises:
        ValueError: lengths differ.
    """
    lengths = {name: len(array) for name, array in batch.items() if array.ndim}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns differ in length: {lengths}")
    return next(iter(lengths.values()), 1)

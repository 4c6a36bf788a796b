"""What it means that two runs have equal tables."""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evosim.schema import TABLES
from evosim.storage.tables import list_parts


def whole(run, name):
    """A table of a run, decoded, rows in file order; None where it has no part."""
    parts = [pq.read_table(part, partitioning=None).replace_schema_metadata(None)
             for part in list_parts(run, name)]
    return pa.concat_tables(parts).unify_dictionaries() if parts else None


def tables(run, only=tuple(TABLES)):
    """Every table of a run as pandas reads it."""
    found = {name: whole(run, name) for name in only}
    return {name: table.to_pandas() for name, table in found.items() if table is not None}


def digests(run, only=tuple(TABLES)):
    """A sha256 of every table of a run, decoded: of names, rows, what is null, and values."""
    found = {name: whole(run, name) for name in only}
    return {name: _digest(table) for name, table in found.items() if table is not None}


def _digest(table):
    out = hashlib.sha256(f"{table.num_rows} rows".encode())
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        gone = column.is_null().to_numpy(zero_copy_only=False)
        out.update(f"\n{name}: {gone.sum()} nulls\n".encode() + np.packbits(gone).tobytes())
        if pa.types.is_string(column.type):
            out.update("\n".join(text or "" for text in column.to_pylist()).encode())
            continue
        values = (column.flatten() if pa.types.is_fixed_size_list(column.type)
                  else column.fill_null(pa.scalar(0).cast(column.type)))
        numbers = values.to_numpy(zero_copy_only=False)
        if numbers.dtype.kind == "f":
            numbers = np.where(np.isnan(numbers), numbers.dtype.type(np.nan), numbers)  # one NaN is any
        out.update(f"{numbers.dtype.name} ".encode())
        out.update(np.ascontiguousarray(numbers, numbers.dtype.newbyteorder("<")).tobytes())
    return out.hexdigest()


def assert_same(one, other, only=tuple(TABLES)):
    a, b = tables(one, only), tables(other, only)
    assert a.keys() == b.keys() and a
    for name, frame in a.items():
        genes = [column for column in frame if column == "genome"]
        for column in genes:
            assert all((x == y).all() for x, y in zip(frame[column], b[name][column], strict=True))
        left, right = frame.drop(columns=genes), b[name].drop(columns=genes)
        for column in left.select_dtypes("category"):
            left[column], right[column] = left[column].astype(str), right[column].astype(str)
        assert left.equals(right), name

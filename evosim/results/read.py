"""Parts of a table as one Arrow table, and that as a DataFrame."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
import pyarrow.parquet as pq

from evosim.errors import ConfigError, RunDataError
from evosim.schema import TABLES
from evosim.storage.tables import list_parts

Where: TypeAlias = Mapping[str, Any] | pc.Expression | None

_DAMAGE = (OSError, pa.ArrowException, ValueError)
_INTEGERS = {pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}


def read(run: Path, table: str, declared: pa.Schema, columns: Sequence[str] | None = None,
         where: Where = None) -> pa.Table:
    """Reads the parts of a table that lie in a run directory, in order of rows.

    Args:
        run: the run directory.
        table: a key of `schema.TABLES`.
        declared: its schema, for a table without rows.
        columns: to read, in this order; None: all.
        where: rows to read, see `Run.table`.

    Raises:
        ConfigError: no such table, column or kind of comparison.
        RunDataError: a part is damaged.
    """
    paths = list_parts(run, table)
    try:
        # columns are only ever added, so the first and the last part know them all
        schema = pa.unify_schemas([pq.read_schema(path) for path in (paths[0], paths[-1])]
                                  ) if paths else declared
        schema = schema.remove_metadata()
    except _DAMAGE:
        raise _damaged(paths) from None
    for name in columns or ():
        _known(name, schema.names, table)
    rows = _expression(where, schema, table)
    names = list(columns) if columns is not None else None
    try:
        if not paths:
            return schema.empty_table().select(names or schema.names)
        options = pads.ParquetFragmentScanOptions(page_checksum_verification=True)
        parts = pads.dataset([str(path) for path in paths], schema=schema,
                             format=pads.ParquetFileFormat(default_fragment_scan_options=options))
        return parts.to_table(columns=names, filter=rows).unify_dictionaries()
    except _DAMAGE as error:
        raise _damaged(paths, error) from None


def frame(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as pandas reads best: states as categories, whole numbers whole.

    Whole numbers that may be null become pandas' nullable integers, not floats: an id is no float.
    """
    out = table.to_pandas()
    for field in table.schema:
        if field.nullable and field.type in _INTEGERS:
            out[field.name] = table[field.name].to_pandas(types_mapper=_INTEGERS.get)
    return out


def check_table(name: str) -> None:
    """Raises ConfigError unless there is such a table."""
    _known(name, list(TABLES), None)


def _known(name: str, names: list[str], table: str | None) -> None:
    if name in names:
        return
    near = difflib.get_close_matches(name, names, 3) or names
    what = f"column of {table}" if table else "table"
    raise ConfigError(f"{name}: no such {what}; must be one of: {', '.join(near[:40])}")


def _expression(where: Where, schema: pa.Schema, table: str) -> pc.Expression | None:
    if where is None or isinstance(where, pc.Expression):
        return where
    out = None
    for name, value in where.items():
        _known(name, schema.names, table)
        field, kind = pc.field(name), schema.field(name).type
        if pa.types.is_dictionary(kind):
            field, kind = field.cast(kind.value_type), kind.value_type
        try:
            if value is None:
                one = field.is_null()
            elif isinstance(value, (list, tuple, set, frozenset, range, np.ndarray)):
                one = field.isin(pa.array(list(value), kind))
            else:
                one = field == pa.scalar(value, kind)
        except (pa.ArrowException, OverflowError, TypeError, ValueError):
            raise ConfigError(f"where {name} = {value!r}: must be {kind}, None, or a list of such"
                              ) from None
        out = one if out is None else out & one
    return out


def _damaged(paths: list[Path], error: Exception | None = None) -> Exception:
    """Finds the part that cannot be read; if all can, the question was wrong."""
    for path in paths:
        try:
            pq.read_table(path, partitioning=None, page_checksum_verification=True)
        except FileNotFoundError:
            return RunDataError(f"{path}: has gone while it was read; the run was resumed, load "
                                "it again")
        except _DAMAGE:
            return RunDataError(f"{path}: is damaged; `evosim verify` says what else is, put back "
                                "a copy of it")
    return ConfigError(f"where: {error}")

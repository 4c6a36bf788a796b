"""One dataset of all runs of a sweep: a folder a table, a file a run, with what was varied as columns."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evosim.errors import ConfigError
from evosim.results import load_run
from evosim.results.read import read
from evosim.results.runs import cell
from evosim.schema import TABLES, arrow_schema
from evosim.storage import files
from evosim.sweep.plan import Cell
from evosim.sweep.sweep import DATASET, Sweep

DEFAULT = ("generations", "probes", "card", "coalitions")


def collect(sweep: Sweep, tables: Sequence[str] = DEFAULT) -> Path:
    """Writes `dataset/<table>/<run>.parquet` of every run that is done; returns the folder.

    All files of a table have the same columns, so that pandas, polars, DuckDB and pyarrow read the folder as
    one table: `run_id`, `condition`, `seed`, a column for each swept key under its dotted name, and what the
    table has in any run (null where a run has no such column, as one for another verb).

    Args:
        sweep: with runs that are done.
        tables: which; those that no run has rows of are left out.

    Raises:
        ConfigError: there is no such table.
        RunDataError: a run is damaged.
        StorageError: the disk refused.
    """
    for name in tables:
        if name not in TABLES:
            raise ConfigError(f"--tables {name}: no such table; must be of {', '.join(TABLES)}")
    cells = [one for one in sweep.plan.cells() if sweep.done(one)]
    for name in tables:
        _collect(sweep, cells, name)
    return sweep.folder / DATASET


def _collect(sweep: Sweep, cells: list[Cell], table: str) -> None:
    schemas, full = [], []
    for one in cells:
        rows = _rows(sweep, one, table)
        if len(rows):
            schemas.append(rows.schema)
            full.append(one)
    if not full:
        return
    whole = pa.unify_schemas([_plain(schema) for schema in schemas], promote_options="permissive")
    folder = sweep.folder / DATASET / table
    files.make_folder(folder)
    for one in full:  # read again: all runs at once may be more than memory holds
        rows = _rows(sweep, one, table)
        columns = [rows[field.name].cast(field.type) if field.name in rows.schema.names
                   else pa.nulls(len(rows), field.type) for field in whole]
        buffer = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_arrays(columns, schema=whole), buffer, compression="zstd",
                       write_page_checksum=True)
        with files.aside(folder / f"{one.name}.parquet", outside=True) as sink:
            sink.write(buffer.getvalue())


def _rows(sweep: Sweep, one: Cell, table: str) -> pa.Table:
    """A table of one run, with who it is from in front."""
    run = load_run(sweep.path(one))
    rows = read(run.path, table, arrow_schema(table, run.layout.verbs, run.layout.n_genes))
    n, swept = len(rows), one.condition.values
    front = {"run_id": pa.repeat(one.name, n), "condition": pa.repeat(one.condition.name, n),
             "seed": pa.repeat(np.int64(one.seed), n)}
    front |= {_apart(key, rows): _column(swept.get(key), n) for key in sweep.plan.swept}
    return pa.table({**front, **{name: rows[name] for name in rows.schema.names}})


def _apart(key: str, rows: pa.Table) -> str:
    """Name of a swept key's column."""
    return f"config.{key}" if key in rows.schema.names else key


def _column(value: object, n: int) -> pa.Array:
    """A swept value in every row; lists and tables as text."""
    return pa.nulls(n) if value is None else pa.repeat(pa.scalar(cell(value)), n)


def _plain(schema: pa.Schema) -> pa.Schema:
    """Every column as one that may be null, genomes of any length."""
    def field(one: pa.Field) -> pa.Field:
        kind = pa.list_(one.type.value_field) if pa.types.is_fixed_size_list(one.type) else one.type
        return pa.field(one.name, kind)

    return pa.schema([field(one) for one in schema])

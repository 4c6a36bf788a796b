"""Parquet tables, written as small closed parts that every reader can open at any time.

A part that is not closed has no footer and cannot be read at all, so rows wait in memory until a
part is worth closing, and a part appears whole or not at all. Memory is bounded by the rows and
bytes of one part for each table, whatever the length of the run.
"""

import json
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evosim.config import Config, dump
from evosim.errors import RunDataError
from evosim.genome import Layout
from evosim.schema import SCHEMA_VERSION, TABLES, arrow_schema, columns
from evosim.storage import files
from evosim.storage.encode import accept, encode, missing, rows

FOLDER = "tables"  # of a run directory
PART_BYTES = 64 << 20  # a part is closed when its rows take this much memory, however few they are
_PART = re.compile(r"part-(\d{5,})\.parquet")


class Part(TypedDict):
    """A closed part file, as `run.json` and checkpoints list it."""

    path: str  # inside the run directory, with slashes
    rows: int
    bytes: int
    sha256: str


def part_number(path: Path) -> int | None:
    """The number in a part's name; None where it is no part."""
    match = _PART.fullmatch(path.name)
    return int(match[1]) if match else None


def list_parts(run: Path, table: str) -> list[Path]:
    """Closed parts of a table that lie in a run directory, in order of rows."""
    numbered = [(part_number(path), path) for path in (run / FOLDER / table).glob("part-*.parquet")]
    return [path for _, path in sorted((n, path) for n, path in numbered if n is not None)]


def checked(run: Path, part: Part) -> Path:
    """The file of a part, once it is sure that it is the one that was closed.

    Raises:
        RunDataError: it is missing, or any byte of it has changed.
    """
    path = run / part["path"]
    try:
        sha256, size = files.digest(path)
    except FileNotFoundError:
        raise RunDataError(f"{path}: is missing; put back a copy of it") from None
    except OSError as error:
        raise RunDataError(f"{path}: cannot be read: {error.strerror}") from None
    if (sha256, size) != (part["sha256"], part["bytes"]):
        raise RunDataError(f"{path}: is damaged: it is not the file of {part['rows']} rows that "
                           "was closed; put back a copy of it")
    return path


ADDED = ("probes", "card", "coalitions", "frames")


def was_added(part: Part) -> bool:
    """Whether a part is of a table that is added to a run by looking at it: no checkpoint knows of it."""
    return any(of_table(part, name) for name in ADDED)


def of_table(part: Part, name: str) -> bool:
    """Whether a part is one of the table of that name."""
    return Path(part["path"]).parent.name == name


def last_generation(run: Path, part: Part) -> int:
    """The last generation that rows of a part are about.

    Raises:
        RunDataError: the part is missing or damaged.
    """
    rows = pq.read_table(checked(run, part), columns=["generation"], partitioning=None)
    return int(max(rows["generation"].to_pylist()))


class TableWriter:
    """Appends rows to one table of one run.

    Args:
        run: the run directory.
        name: of the table, a key of `schema.TABLES`.
        layout: the run's, for the verbs and the number of genes.
        footer: what goes under the key `evosim` of every part.
        part_rows: rows after which a part is closed.
    """

    def __init__(self, run: Path, name: str, layout: Layout, footer: dict[str, Any],
                 part_rows: int) -> None:
        self.name = name
        self.parts: list[Part] = []
        self._run, self._part_rows = run, part_rows
        self._columns = {column.name: column for column in columns(name, layout.verbs)}
        note = json.dumps(footer | {"table": name, "row": TABLES[name].row})
        self._schema = arrow_schema(name, layout.verbs, layout.n_genes).with_metadata(
            {"evosim": note})
        self._names = frozenset(self._columns)
        self._always = frozenset(c.name for c in self._columns.values() if not c.nullable)
        self._next = 0
        self._clear()

    def append(self, batch: Mapping[str, Any]) -> None:
        """Adds rows.

        Args:
            batch: by column, arrays of equal length (genomes: (rows, genes)), or scalars that hold
                for every row. States come as text or as codes of the schema's `states`. In a
                nullable column NaN, or -1 where values are whole, means null; one that is None or
                left out is null. Arrays are copied.

        Raises:
            ValueError: columns are unknown, missing, of different lengths or of the wrong kind.
            StorageError: a part was due, and the disk refused.
        """
        batch = {name: value for name, value in batch.items() if value is not None}
        given = batch.keys()
        if not (self._always <= given <= self._names):
            raise ValueError(f"{self.name}: unknown columns {sorted(given - self._names)}, missing "
                             f"columns {sorted(self._always - given)}")
        try:
            with np.errstate(over="ignore"):
                arrays = {name: accept(self._columns[name], value) for name, value in batch.items()}
            n = rows(arrays)
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}") from None
        if n == 0:
            return
        for name, column in self._columns.items():
            self._chunks[name].append(arrays[name] if name in arrays else missing(column))
        self._lengths.append(n)
        self._rows += n
        self._bytes += sum(array.nbytes for array in arrays.values())
        if self._rows >= self._part_rows or self._bytes >= PART_BYTES:
            self.close_part()

    @property
    def waiting(self) -> int:
        """Rows that are in no part yet."""
        return self._rows

    def close_part(self) -> None:
        """Writes the rows that wait as a part of their own, if there are any.

        Raises:
            ValueError: a value does not fit its column.
            StorageError: the disk refused; the rows still wait.
        """
        if not self._rows:
            return
        arrays = []
        for name, column in self._columns.items():
            try:
                kind = self._schema.field(name).type
                arrays.append(encode(column, kind, self._chunks[name], self._lengths))
            except ValueError as error:
                raise ValueError(f"{self.name}.{error}") from None
        path = self._run / FOLDER / self.name / f"part-{self._next:05}.parquet"
        if path.exists():
            raise RuntimeError(f"{path} exists: restore the tables before appending to them")
        files.make_folder(path.parent)
        with files.aside(path, outside=True) as sink:
            sink.write(_parquet(pa.Table.from_arrays(arrays, schema=self._schema)))
        self.parts.append({"path": path.relative_to(self._run).as_posix(), "rows": self._rows,
                           "bytes": sink.size, "sha256": sink.sha256})
        self._next += 1
        self._clear()

    def restore(self, parts: list[Part]) -> None:
        """Goes back to when exactly these parts of the table were closed.

        Raises:
            RunDataError: one of them is missing or damaged; nothing has been removed then.
            StorageError: a later part cannot be removed.
        """
        kept = {checked(self._run, part) for part in parts}
        folder = self._run / FOLDER / self.name
        files.remove([path for path in list_parts(self._run, self.name) if path not in kept]
                     + list(folder.parent.glob(f".{self.name}-part-*.tmp")))
        self.parts = list(parts)
        self._next = max((part_number(path) or 0 for path in kept), default=-1) + 1
        self._clear()

    def _clear(self) -> None:
        self._chunks: dict[str, list[NDArray[Any]]] = {name: [] for name in self._columns}
        self._lengths: list[int] = []
        self._rows = self._bytes = 0


class Tables:
    """All tables of one run, by name: `tables["lives"].append(...)`."""

    def __init__(self, writers: dict[str, TableWriter]) -> None:
        self._writers = writers

    @staticmethod
    def create(run: str | Path, config: Config, layout: Layout,
               run_id: str | None = None) -> "Tables":
        """Tables of a run; nothing is written yet.

        Args:
            run: the run directory.
            config: as resolved; every part carries it.
            layout: the run's; every part carries its hash.
            run_id: the record's; the name of the directory if not given.
        """
        run = Path(run)
        footer = {"schema_version": SCHEMA_VERSION, "layout_hash": layout.hash,
                  "run_id": run_id or run.name, "name": config.name, "seed": config.seed,
                  "config": dump(config)}
        return Tables({name: TableWriter(run, name, layout, footer, config.log.part_rows)
                       for name in TABLES})

    def __getitem__(self, name: str) -> TableWriter:
        return self._writers[name]

    @property
    def parts(self) -> list[Part]:
        """Every part closed so far, table by table."""
        return [part for writer in self._writers.values() for part in writer.parts]

    def close_parts(self) -> list[Part]:
        """Closes what waits in every table; returns every part closed so far.

        Raises:
            StorageError: the disk refused; parts closed before are whole.
        """
        # side by side, because most of it is waiting for the disk: 60 ms against 104, five tables
        waiting = [writer for writer in self._writers.values() if writer.waiting]
        with ThreadPoolExecutor(max(len(waiting), 1)) as pool:
            list(pool.map(TableWriter.close_part, waiting))
        return self.parts

    def restore(self, parts: Iterable[Part]) -> None:
        """Goes back to when exactly these parts were closed, and continues from there.

        Args:
            parts: what `close_parts` returned, as a checkpoint kept it.

        Raises:
            RunDataError: one of them is missing or damaged; nothing of its table is removed.
            StorageError: a later part cannot be removed.
        """
        by_table: dict[str, list[Part]] = {name: [] for name in self._writers}
        for part in parts:
            by_table[Path(part["path"]).parent.name].append(part)
        for name, writer in self._writers.items():
            writer.restore(by_table[name])


def _parquet(table: pa.Table) -> pa.Buffer:
    """A table as the bytes of a part, made in memory: 100 small writes through Python cost more.

    Bytes of floats are split into streams, which compresses them better than a dictionary (genomes:
    4.3 MB and 30 ms against 5.4 MB and 240 ms). Page checksums find damage in parts that no record
    lists yet.
    """
    floats: list[str] = []
    others: list[str] = []
    for field in table.schema:
        if pa.types.is_fixed_size_list(field.type):
            floats.append(f"{field.name}.list.element")
        else:
            (floats if pa.types.is_floating(field.type) else others).append(field.name)
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd", use_dictionary=others,
                   use_byte_stream_split=floats, write_page_checksum=True,
                   write_statistics=others)
    return out.getvalue()


def footer(schema: pa.Schema) -> dict[str, Any] | None:
    """What `evosim` wrote under its key into a part; None where it did not."""
    try:
        note = json.loads((schema.metadata or {})[b"evosim"])
    except (KeyError, ValueError):
        return None
    return note if isinstance(note, dict) else None

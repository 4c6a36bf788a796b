"""Whether every file of a run is what was written: `evosim verify`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evosim.errors import EvosimError, RunDataError
from evosim.genome import Layout
from evosim.schema import SCHEMA_VERSION, TABLES, arrow_schema
from evosim.storage import checkpoint, record
from evosim.storage.tables import FOLDER, Part, checked, footer, part_number


class Findings(list[str]):
    """Problems that `verify` found: a sentence for each damaged, missing or foreign file.

    Attributes:
        notes: a sentence for each thing worth knowing that is no damage.
        files: how many files were looked at.
    """

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []
        self.files = 0

    def require(self) -> "Findings":
        """The findings themselves, if there is no problem.

        Raises:
            RunDataError: there is; one sentence a line.
        """
        if self:
            raise RunDataError("\n".join(self))
        return self


def verify(run: str | Path) -> Findings:
    """Checks every file of a run directory that the run's own data lie in.

    Damage is a changed byte, a missing or foreign file, or one of a newer evosim. What a process
    leaves that was killed is none: parts that no record lists yet are read through (their pages
    carry checksums), and files in the making are passed over.

    Args:
        run: the run directory.

    Raises:
        ConfigError: there is no such directory.
    """
    run = Path(run)
    found = Findings()
    try:
        data = record.read(run)
    except RunDataError as error:
        found.append(str(error))
        return found
    if data["status"] == "running":
        found.notes.append(f"{run}: is running, or was killed: `evosim resume {run}` would go on "
                           "with it")
    found += [problem for name in data["files"]
              if (problem := record.file_problem(run, name, data))]
    found.notes += [f"{run}: used {one.title}, which is not installed here: its tables can be read, and only "
                    "with that package could it go on" for one in record.lacking(data)]
    layout = None
    if not found:
        try:
            layout = Layout.of(record.resolved(run, data))
        except EvosimError as error:
            found.append(str(error))
    for part in data["parts"]:
        try:
            _part(checked(run, part), data, layout, part["rows"])
        except RunDataError as error:
            found.append(str(error))
    others = list(_others(run, data["parts"]))
    for path in others:
        try:
            _later(path, run, data, layout)
            found.notes.append(f"{path}: is whole, but was closed after the last record")
        except RunDataError as error:
            found.append(str(error))
    found.files = 1 + len(data["files"]) + len(data["parts"]) + len(others)
    _checkpoints(run, data, found)
    return found


def _part(path: Path, data: dict[str, Any], layout: Layout | None,
          rows: int | None = None) -> None:
    """Raises RunDataError unless a part is one of this run, of its table, with these rows."""
    table = path.parent.name
    try:
        file = pq.ParquetFile(path)
        schema, found = file.schema_arrow, file.metadata.num_rows
    except (OSError, pa.ArrowException, ValueError):
        raise RunDataError(f"{path}: is damaged: it is no Parquet file; put back a copy of it"
                           ) from None
    note = footer(schema)
    if note is None or "schema_version" not in note:
        raise RunDataError(f"{path}: was not written by evosim; take it out of the run")
    if note["schema_version"] > SCHEMA_VERSION:
        raise RunDataError(f"{path}: was written by a newer evosim (schema "
                           f"{note['schema_version']}, this one reads up to {SCHEMA_VERSION}); "
                           "update evosim")
    known = {"run_id": data["run_id"], "layout_hash": data["layout_hash"], "table": table}
    for name, value in known.items():
        if note.get(name) != value:
            raise RunDataError(f"{path}: belongs elsewhere: its {name} is {note.get(name)}, not "
                               f"{value}; take it out of the run")
    if rows is not None and found != rows:
        raise RunDataError(f"{path}: holds {found} rows, but {rows} were recorded")
    if layout is not None:
        declared = arrow_schema(table, layout.verbs, layout.n_genes)
        for name in set(schema.names) & set(declared.names):
            if schema.field(name).type != declared.field(name).type:
                raise RunDataError(f"{path}: column {name} is {schema.field(name).type}, must be "
                                   f"{declared.field(name).type}")


def _others(run: Path, listed: list[Part]) -> Iterator[Path]:
    """Files under `tables/` that the record does not list, those in the making aside."""
    known = {run / part["path"] for part in listed}
    for path in sorted((run / FOLDER).rglob("*")):
        if path.is_file() and path not in known and not _making(path):
            yield path


def _making(path: Path) -> bool:
    return path.name.startswith(".") and path.suffix == ".tmp"


def _later(path: Path, run: Path, data: dict[str, Any], layout: Layout | None) -> None:
    """Raises RunDataError unless a file can be a part that was closed after the last record."""
    table, number = path.parent.name, part_number(path)
    listed = [part_number(Path(part["path"])) or 0 for part in data["parts"]
              if Path(part["path"]).parent.name == table]
    if (path.parent.parent != run / FOLDER or table not in TABLES or number is None
            or number <= max(listed, default=-1) or data["status"] == "done"):
        raise RunDataError(f"{path}: is not of this run; take it out")
    _part(path, data, layout)
    try:
        pq.read_table(path, page_checksum_verification=True, partitioning=None)
    except (OSError, pa.ArrowException, ValueError):
        raise RunDataError(f"{path}: is damaged, and was closed after the last record; `evosim "
                           f"resume {run}` writes it anew") from None


def _checkpoints(run: Path, data: dict[str, Any], found: Findings) -> None:
    """Adds what is wrong with checkpoints, and how many files there are of them."""
    folder = run / checkpoint.FOLDER
    paths = checkpoint.saved(folder)
    looked = set(paths)
    for path in paths:
        try:
            checkpoint.check_own(checkpoint.load(path, data["layout_hash"]), record.identity(data))
        except RunDataError as error:
            found.append(str(error))
        looked |= set(folder.glob(f"{path.stem}-*.npz"))
    expected = data["checkpoint"]
    if expected is not None and not any(int(path.stem[1:]) >= expected for path in paths):
        found.append(f"{folder / f'g{expected:08}.json'}: is missing; put back a copy of it")
    for path in sorted(folder.glob("*")):
        if path in looked or _making(path):
            continue
        if path.suffix == ".npz" and path.name.startswith("g"):
            found.notes.append(f"{path}: was being saved when the run was stopped")
        else:
            found.append(f"{path}: is not of this run; take it out")
    found.files += len(looked)

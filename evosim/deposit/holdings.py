"""What lies in a folder: files with size and digest, tables with what their columns mean."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evosim.deposit.graph import METADATA, Graph, Ref, folder_id, fragment, path_id
from evosim.errors import RunDataError
from evosim.storage import files

FORMATS = {".parquet": "application/vnd.apache.parquet", ".toml": "application/toml",
           ".json": "application/json", ".npz": "application/zip", ".log": "text/plain", ".txt": "text/plain",
           ".md": "text/markdown", ".csv": "text/csv", ".html": "text/html", ".png": "image/png",
           ".svg": "image/svg+xml", ".pdf": "application/pdf", ".gif": "image/gif", ".nwk": "text/plain",
           ".graphml": "application/xml", ".gexf": "application/xml", ".ipynb": "application/x-ipynb+json"}
OTHER = "application/octet-stream"
WHAT = {"config.toml": "the configuration as it was given",
        "resolved.toml": "the configuration as it was resolved: every parameter with its value",
        "run.json": "the record of the run: versions, machine, timings, digests of its parts",
        "run.log": "what the run said while it went on"}
Column = tuple[str, str, str]  # name, meaning, unit


class Holdings:
    """The files of a folder that is deposited, each entered into the crate once.

    Attributes:
        graph: of the crate.
        top: the folder.
        left: files that nothing has entered yet, by their path inside the folder, sorted.
    """

    def __init__(self, graph: Graph, top: Path) -> None:
        self.graph, self.top = graph, top
        self.left = dict.fromkeys(sorted(_files(top)))

    def within(self, folder: PurePosixPath) -> list[PurePosixPath]:
        """Files in a folder, and in those in it, that nothing has entered yet."""
        return [path for path in self.left if path.is_relative_to(folder)]

    def file(self, path: PurePosixPath, what: str | None = None, **more: Any) -> Ref:
        """Enters a file.

        Args:
            path: inside the folder.
            what: it is, in a phrase.
            more: properties.

        Raises:
            RunDataError: it cannot be read.
        """
        del self.left[path]
        try:
            sha256, size = files.digest(self.top / path)
        except OSError as error:
            raise RunDataError(f"{self.top / path}: cannot be read: {error.strerror}") from None
        return self.graph.add(path_id(path), "File", name=path.name, description=what or WHAT.get(path.name),
                              encodingFormat=FORMATS.get(path.suffix.lower(), OTHER), contentSize=str(size),
                              sha256=sha256, **more)

    def files(self, paths: Iterable[PurePosixPath], what: str | None = None) -> list[Ref]:
        """Enters files of one kind."""
        return [self.file(path, what) for path in list(paths)]

    def table(self, folder: PurePosixPath, row: str, columns: Iterable[Column]) -> Ref:
        """Enters a table: a folder of Parquet files.

        Args:
            folder: inside the folder that is deposited.
            row: what a row is.
            columns: what its columns mean.
        """
        parts = self.files(self.within(folder))
        return self.graph.add(folder_id(folder), "Dataset", name=folder.name,
                              description=f"a table of Parquet files; a row is {row}", hasPart=parts,
                              variableMeasured=self.columns(folder.name, columns))

    def columns(self, table: str, columns: Iterable[Column]) -> list[Ref]:
        """Enters what the columns of a table mean."""
        return [self.graph.add(fragment("column", table, name), "PropertyValue", name=name,
                               description=meaning, unitText=unit) for name, meaning, unit in columns]


def columns_of(path: Path) -> list[Column]:
    """The columns of a part of a table, as the file itself says what they mean."""
    return [(field.name, _note(field, "meaning"), _note(field, "unit")) for field in pq.read_schema(path)]


def names_of(path: Path, remedy: str) -> list[str]:
    """The columns of a Parquet file whose digest nobody noted, once it has been read to its end.

    Args:
        path: of the file.
        remedy: what gives it back where it is damaged.

    Raises:
        RunDataError: it is damaged.
    """
    try:
        return list(pq.read_table(path, page_checksum_verification=True, partitioning=None).schema.names)
    except (OSError, pa.ArrowException, ValueError):
        raise RunDataError(f"{path}: is damaged; {remedy}") from None


def _note(field: pa.Field, name: str) -> str:
    return (field.metadata or {}).get(name.encode(), b"").decode()


def _files(top: Path) -> Iterator[PurePosixPath]:
    """Files that go along: neither hidden, nor links, nor the metadata themselves."""
    for folder, inside, names in os.walk(top):
        inside[:] = [name for name in inside if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            at = PurePosixPath(path.relative_to(top).as_posix())
            if not name.startswith(".") and not path.is_symlink() and str(at) != METADATA:
                yield at

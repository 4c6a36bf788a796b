"""Files that are whole or not there: written aside, synced, renamed (SPEC 17.3).

A file in the making has a hidden name, on the disk where it will stand, so that the rename is
atomic and no reader sees it. JSON files carry a seal: a sha256 over their other
contents, which are laid out in one way only, so that any changed byte is found.
"""

import errno
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from evosim.errors import RunDataError, StorageError

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space and resume the run",
    errno.EDQUOT: "the disk quota is used up; free some space and resume the run",
    errno.EFBIG: "a file may not become this large here; raise the limit (ulimit -f) and resume",
    errno.EROFS: "the file system is read-only; choose another folder with --out",
    errno.EACCES: "this account may not write here; choose another folder with --out",
    errno.EPERM: "this account may not write here; choose another folder with --out",
    errno.ENOENT: "its folder is gone; put it back and resume the run",
    errno.EIO: "the disk reports an error; copy the run elsewhere and resume it there",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n) and resume",
}


def refused(path: Path, error: OSError) -> StorageError:
    """What to tell the user when the operating system would not write a file."""
    why = _ADVICE.get(error.errno or 0, error.strerror or str(error))
    return StorageError(f"{path}: cannot be written: {why}")


def hidden(path: Path, outside: bool = False) -> Path:
    """Where a file is written before it gets its name.

    Args:
        path: of the file.
        outside: whether its folder may hold nothing else: polars reads a folder of Parquet files
            only if no other file, however hidden, is in it.
    """
    if outside:
        return path.parent.with_name(f".{path.parent.name}-{path.name}.tmp")
    return path.with_name(f".{path.name}.tmp")


class Sink(io.RawIOBase):
    """A file being written in order, and the sha256 of what went into it.

    Attributes:
        size: bytes written so far.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.size = 0
        self._digest = hashlib.sha256()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)

    def writable(self) -> bool:
        """Always: nothing can be read back."""
        return True

    def tell(self) -> int:
        """Bytes written so far; seeking is not possible."""
        return self.size

    def write(self, data: Any) -> int:
        """Writes all of the bytes given.

        Raises:
            OSError: the operating system took only some, and not the rest.
        """
        left = memoryview(data).cast("B")
        total = len(left)
        self._digest.update(left)
        while len(left):
            left = left[os.write(self._file, left):]
        self.size += total
        return total

    @property
    def sha256(self) -> str:
        """Hex digest of what was written."""
        return self._digest.hexdigest()

    def sync(self) -> None:
        """Waits until what was written is on the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        """Gives the file back to the operating system."""
        if not self.closed:
            os.close(self._file)
        super().close()


@contextmanager
def aside(path: Path, name_of: Callable[[Sink], str] | None = None,
          outside: bool = False) -> Iterator[Sink]:
    """Writes a file that appears under its name when the block ends, whole and on the disk.

    Args:
        path: of the file; one of that name is replaced.
        name_of: what to call it instead, once its contents are known.
        outside: see `hidden`.

    Raises:
        StorageError: the operating system refused; what stood there before is untouched, and
            nothing is left aside.
    """
    temporary = hidden(path, outside)
    try:
        with Sink(temporary) as sink:
            yield sink
            sink.sync()
        os.replace(temporary, path.with_name(name_of(sink)) if name_of else path)
        sync_folder(path.parent)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise refused(path, error) from error
        raise


def write(path: Path, data: bytes) -> str:
    """Writes a small file whole; returns its sha256.

    Raises:
        StorageError: as `aside`.
    """
    with aside(path) as sink:
        sink.write(data)
    return sink.sha256


def sync_folder(folder: Path) -> None:
    """Makes renames and removals in a folder outlast a power cut."""
    if os.name == "nt":  # Windows cannot open folders, and needs no such thing
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, unless they are there.

    Raises:
        StorageError: the operating system refused.
    """
    if folder.is_dir():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
    except OSError as error:
        raise refused(folder, error) from error


def remove(paths: list[Path]) -> None:
    """Removes files, if they are there.

    Raises:
        StorageError: the operating system refused.
    """
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise refused(path, error) from error
    for folder in {path.parent for path in paths if path.parent.is_dir()}:
        try:
            sync_folder(folder)
        except OSError as error:
            raise refused(folder, error) from error


def digest(path: Path) -> tuple[str, int]:
    """The sha256 and size in bytes of a file.

    Raises:
        OSError: it cannot be read.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size


def seal(tree: dict[str, Any]) -> bytes:
    """A tree as JSON text that carries its own sha256; numpy scalars become numbers."""
    def text(what: dict[str, Any]) -> str:
        return json.dumps(what, indent=1, default=lambda value: value.item()) + "\n"

    own = hashlib.sha256(text(tree).encode()).hexdigest()
    return text(tree | {"sha256": own}).encode()


def unseal(path: Path, error: Callable[[str], Exception] = RunDataError) -> dict[str, Any]:
    """Reads a sealed JSON file back.

    Args:
        path: of the file.
        error: what to raise.

    Raises:
        error: it is missing, cannot be read, or any byte of it has changed.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise error(f"{path}: is missing") from None
    except OSError as problem:
        raise error(f"{path}: cannot be read: {problem.strerror}") from None
    try:
        tree = json.loads(data)
        given = tree.pop("sha256")
        if seal(tree) == data:
            return tree
        reason = "is damaged" if isinstance(given, str) else "was not written by evosim"
    except (ValueError, RecursionError):  # not UTF-8, or not JSON
        reason = "is damaged"
    except (AttributeError, KeyError, TypeError):  # JSON, but nothing that evosim seals
        reason = "was not written by evosim, or is damaged"
    raise error(f"{path}: {reason}; put back a copy of it")

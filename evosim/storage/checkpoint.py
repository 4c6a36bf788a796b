"""What a run continues from: plain arrays and JSON, nothing that could run code when opened.

A checkpoint is two files: `g00000025-<digest>.npz` holds the arrays, `g00000025.json` the rest and
the sha256 of the arrays. The second is the one that counts: it appears, whole, only when the first
is on the disk, and it is sealed. As the arrays' file is named by its contents, saving the same
generation again never touches the arrays that an older `json` relies on. So whenever the process
dies, the last checkpoint that was complete stays complete.
"""

import re
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.errors import CheckpointError
from evosim.schema import SCHEMA_VERSION
from evosim.storage import files

FOLDER = "checkpoints"  # of a run directory
_KIND = "evosim checkpoint"
_NAME = re.compile(r"g(\d{8,})\.json")


class Checkpoint(NamedTuple):
    """A checkpoint, read back.

    Attributes:
        generation: as it was saved under.
        arrays: as saved.
        meta: as saved.
        path: of its `json` file.
        note: a sentence for the user where a later checkpoint was passed over, else empty.
    """

    generation: int
    arrays: dict[str, NDArray[Any]]
    meta: dict[str, Any]
    path: Path
    note: str = ""


def save(folder: str | Path, generation: int, arrays: dict[str, NDArray[Any]],
         meta: dict[str, Any], layout_hash: str = "") -> Path:
    """Saves a checkpoint, and removes all but the one before it.

    Args:
        folder: of the run's checkpoints; made if it is not there.
        generation: to continue with.
        arrays: by name, of numbers, truths or fixed-width text.
        meta: whatever else, as JSON can hold it.
        layout_hash: of the genomes among the arrays.

    Returns:
        The path of its `json` file.

    Raises:
        StorageError: the disk refused; earlier checkpoints are untouched.
        TypeError: an array holds Python objects, or `meta` what JSON cannot.
    """
    folder = Path(folder)
    for name, array in arrays.items():
        if np.asarray(array).dtype.hasobject:
            raise TypeError(f"{name}: holds Python objects, which only pickles could store")
    files.make_folder(folder)
    stem = f"g{generation:08}"
    draft = folder / f"{stem}.npz"
    with files.aside(draft, name_of=lambda sink: f"{stem}-{sink.sha256[:16]}.npz") as sink:
        np.savez(sink, **arrays)  # type: ignore[arg-type]
    path = folder / f"{stem}.json"
    files.write(path, files.seal({
        "kind": _KIND, "schema_version": SCHEMA_VERSION, "layout_hash": layout_hash,
        "generation": generation, "arrays": f"{stem}-{sink.sha256[:16]}.npz",
        "arrays_sha256": sink.sha256, "arrays_bytes": sink.size, "meta": meta}))
    _prune(folder, generation)
    return path


def load(path: Path, layout_hash: str | None = None) -> Checkpoint:
    """Reads one checkpoint.

    Args:
        path: of its `json` file.
        layout_hash: that it must have been saved with; None: any.

    Raises:
        CheckpointError: it is missing, damaged, foreign, or of a newer evosim; one sentence.
    """
    return _arrays(path, _head(path, layout_hash))


def load_latest(folder: str | Path, layout_hash: str | None = None) -> Checkpoint:
    """Reads the latest checkpoint that is whole.

    Args:
        folder: of the run's checkpoints.
        layout_hash: of the run's genomes; None: any.

    Returns:
        The checkpoint; its `note` says which damaged ones were passed over.

    Raises:
        CheckpointError: there is none, none is whole, or the latest whole one is of a newer evosim
            or another genome layout.
    """
    folder = Path(folder)
    paths = saved(folder)
    if not paths:
        raise CheckpointError(f"{folder}: holds no checkpoint; start the run anew")
    passed: list[str] = []
    for path in paths:
        try:
            found = load(path, layout_hash)
        except _IncompatibleError:
            raise
        except CheckpointError as error:
            passed.append(str(error))
            continue
        if passed:
            return found._replace(note=f"{passed[0]}; going on from generation {found.generation} "
                                       "instead")
        return found
    raise CheckpointError(f"{passed[0]}; no other checkpoint in {folder} is whole")


def check_own(found: Checkpoint, identity: str) -> None:
    """Raises CheckpointError where a checkpoint is of another run.

    Args:
        found: the checkpoint.
        identity: of the run, see `record.identity`.
    """
    its = found.meta.get("run", identity)
    if its != identity:
        raise CheckpointError(f"{found.path}: is of another run ({its}, this is {identity}); put back a copy "
                              "of this run's")


def saved(folder: Path) -> list[Path]:
    """The `json` files of the checkpoints in a folder, latest first."""
    numbered = [(int(match[1]), path) for path in folder.glob("g*.json")
                if (match := _NAME.fullmatch(path.name))]
    return [path for _, path in sorted(numbered, reverse=True)]


class _IncompatibleError(CheckpointError):
    """Whole, but not for this program or this run: going back further would not help."""


def _head(path: Path, layout_hash: str | None) -> dict[str, Any]:
    """Everything but the arrays."""
    head = files.unseal(path, CheckpointError)
    if head.get("kind") != _KIND:
        raise CheckpointError(f"{path}: is no evosim checkpoint")
    if head["schema_version"] > SCHEMA_VERSION:
        raise _IncompatibleError(f"{path}: was written by a newer evosim (schema "
                                 f"{head['schema_version']}, this one reads up to "
                                 f"{SCHEMA_VERSION}); update evosim")
    if layout_hash is not None and head["layout_hash"] != layout_hash:
        raise _IncompatibleError(f"{path}: holds genomes of another layout ({head['layout_hash']}, "
                                 f"the run's is {layout_hash}); it belongs to another run or "
                                 "version")
    return head


def _arrays(path: Path, head: dict[str, Any]) -> Checkpoint:
    file = path.with_name(head["arrays"])
    try:
        if files.digest(file)[0] != head["arrays_sha256"]:
            raise CheckpointError(f"{file}: is damaged")
        with np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except FileNotFoundError:
        raise CheckpointError(f"{file}: is missing") from None
    except OSError as error:
        raise CheckpointError(f"{file}: cannot be read: {error.strerror}") from None
    except (ValueError, zipfile.BadZipFile):  # it has the digest, so somebody made it so
        raise CheckpointError(f"{file}: holds something else than arrays of numbers") from None
    return Checkpoint(head["generation"], arrays, head["meta"], path)


def _prune(folder: Path, generation: int) -> None:
    """Keeps this checkpoint and the one before; later ones are of a future that was given up.

    What cannot be removed stays: the checkpoint is saved, and that is what counts.
    """
    earlier = [path for path in saved(folder) if int(path.stem[1:]) < generation]
    kept = {folder / f"g{generation:08}.json", *earlier[:1]}
    useless = [path for path in saved(folder) if path not in kept] + list(folder.glob(".g*.tmp"))
    used = set()
    for path in kept:
        try:
            used.add(_head(path, None)["arrays"])
        except CheckpointError:  # damaged: whatever it named stays, it may be put back
            used |= {file.name for file in folder.glob(f"{path.stem}-*.npz")}
    useless += [file for file in folder.glob("g*.npz") if file.name not in used]
    for path in useless:
        with suppress(OSError):
            path.unlink()

"""A run's directory, and `run.json`: how the run came about and how far it got.

`run.json` is rewritten whole, after the parts and the checkpoint that it lists are on the disk. So
parts that it does not list yet are not damage: they were closed before the process died.
"""

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

from evosim import plugins
from evosim.config import Config, dump, parse
from evosim.errors import ConfigError, RunBusy, RunDataError, StorageError
from evosim.genome import Layout
from evosim.plugins import Plugin
from evosim.schema import SCHEMA_VERSION
from evosim.storage import files, provenance
from evosim.storage.tables import Part

try:
    import fcntl
except ImportError:  # Windows: two processes on one run are not told apart there
    fcntl = None  # type: ignore[assignment]

NAME = "run.json"
SWEEP, RUNS = "sweep.json", "runs"  # of a sweep's directory
GIVEN, RESOLVED = "config.toml", "resolved.toml"
_KIND = "evosim run"

Status = Literal["running", "done", "interrupted", "failed"]


class Record:
    """The record of a run that this process carries out; no other process may at the same time.

    Attributes:
        folder: the run directory.
        data: contents of `run.json`.
    """

    def __init__(self, folder: Path, data: dict[str, Any], lock: int) -> None:
        self.folder, self.data, self._lock = folder, data, lock

    @staticmethod
    def create(out: str | Path, config: Config, layout: Layout, *, given: str | None = None,
               overrides: Iterable[str] = (), command: list[str] | None = None,
               name: str | None = None) -> "Record":
        """Makes the directory of a new run and writes both configurations and the record into it.

        Args:
            out: folder of runs; made if it is not there.
            config: as resolved.
            layout: the run's.
            given: text of the configuration file as the user gave it; the resolved one if none.
            overrides: `-o` texts.
            command: the command line; this process's if not given.
            name: of the directory; `<name>-s<seed>-<UTC time>` if not given.

        Raises:
            ConfigError: a directory of that name exists.
            StorageError: the disk refused; the directory is removed again.
        """
        folder = _new_folder(Path(out), config, name)
        lock = _hold(folder)
        try:
            resolved = dump(config)
            digests = {file: files.write(folder / file, text.encode())
                       for file, text in ((GIVEN, resolved if given is None else given),
                                          (RESOLVED, resolved))}
            record = Record(folder, {
                "kind": _KIND, "schema_version": SCHEMA_VERSION, "layout_hash": layout.hash,
                "run_id": folder.name, "name": config.name, "seed": config.seed,
                "status": "running", "generation": 0, "generations": config.generations,
                "checkpoint": None, "command": list(command or sys.argv),
                "overrides": list(overrides), "started": _now(), "updated": _now(), "resumed": [],
                "git_commit": provenance.commit(), "software": provenance.software(),
                "plugins": [one._asdict() for one in provenance.added(config)],
                "machine": provenance.machine(), "timings": {}, "peak_memory_mib": 0.0,
                "files": digests, "parts": []}, lock)
            record.update()
        except StorageError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return record

    @staticmethod
    def open(folder: str | Path) -> "Record":
        """Takes up the record of a run, to go on with it.

        Raises:
            ConfigError: there is no such directory, or another process carries out the run.
            RunDataError: it holds no record, or one that is damaged, foreign or newer.
        """
        folder = Path(folder)
        read(folder)
        lock = _hold(folder)
        record = Record(folder, read(folder), lock)  # as the process that held it left it
        record._settle()
        return record

    @property
    def run_id(self) -> str:
        """Name that the run was given when it was made."""
        return str(self.data["run_id"])

    @property
    def parts(self) -> list[Part]:
        """Parts that the record lists."""
        return cast(list[Part], self.data["parts"])

    def update(self, *, status: Status | None = None, generation: int | None = None,
               checkpoint: int | None = None, parts: Iterable[Part] | None = None,
               timings: dict[str, float] | None = None, **more: Any) -> None:
        """Writes the record anew, with these changes.

        Args:
            status: of the run.
            generation: generations lived so far.
            checkpoint: generation of the last checkpoint, which must be on the disk.
            parts: all parts, which must be on the disk.
            timings: seconds by what they were spent on.
            more: other entries, as JSON can hold them.

        Raises:
            StorageError: the disk refused; the record on the disk is as before.
        """
        changes = {"status": status, "generation": generation, "checkpoint": checkpoint,
                   "parts": None if parts is None else list(parts),
                   "timings": timings and {k: round(v, 3) for k, v in timings.items()}}
        self.data |= {key: value for key, value in changes.items() if value is not None} | more
        peak = max(self.data["peak_memory_mib"], round(provenance.peak_memory(), 1))
        self.data |= {"updated": _now(), "peak_memory_mib": peak}
        files.write(self.folder / NAME, files.seal(self.data))

    def resumed(self, generation: int, config: Config | None = None,
                command: list[str] | None = None, note: str = "",
                parts: Iterable[Part] | None = None) -> None:
        """Notes that the run goes on, and with which program; before `Tables.restore`.

        Args:
            generation: of the checkpoint that it goes on from; 0: from the start.
            config: where it is no longer the one that was resolved (a later end).
            command: the command line; this process's if not given.
            note: what is worth knowing, such as `Checkpoint.note`.
            parts: that the checkpoint lists. The record must not list parts that restoring the
                tables is about to remove: a process that died just then would seem to have lost
                them.

        Raises:
            StorageError: the disk refused.
        """
        self.data["resumed"].append({
            "time": _now(), "generation": generation, "command": list(command or sys.argv),
            "git_commit": provenance.commit(), "software": provenance.software(),
            "machine": provenance.machine(), "note": note})
        self.uses(plugins.used((one["kind"], one["name"]) for one in self.data.get("plugins", [])))
        self.data["checkpoint"] = generation or None
        text = None if config is None else dump(config).encode()
        if config is not None and text is not None:
            # while both digests are noted, a process that dies in between leaves no damage
            self.data["files_next"] = {RESOLVED: hashlib.sha256(text).hexdigest()}
            self.data["generations"] = config.generations
        self.update(status="running", generation=generation, parts=parts)
        if text is not None:
            files.write(self.folder / RESOLVED, text)
            self._settle()
            self.update()

    def uses(self, added: Iterable[Plugin]) -> None:
        """Notes what packages add that the run now uses too; `update` writes it."""
        noted = self.data.setdefault("plugins", [])
        noted += [one._asdict() for one in added if one._asdict() not in noted]

    def _settle(self) -> None:
        """Forgets the digests of files that were being replaced, whichever of both is there."""
        for name, sha256 in self.data.pop("files_next", {}).items():
            if (self.folder / name).exists() and files.digest(self.folder / name)[0] == sha256:
                self.data["files"][name] = sha256

    def close(self) -> None:
        """Lets other processes go on with the run; the end of this process does so too."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> "Record":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


def read(folder: str | Path) -> dict[str, Any]:
    """The contents of a run's `run.json`.

    Raises:
        ConfigError: there is no such directory.
        RunDataError: it holds no record, or one that is damaged, foreign or newer.
    """
    folder = Path(folder)
    path = folder / NAME
    if not folder.exists():
        raise ConfigError(f"{folder}: no such run; `evosim list` shows the runs there are")
    if not folder.is_dir():
        raise RunDataError(f"{folder}: is no run directory; give the folder that holds {NAME}")
    data = files.unseal(path)
    if data.get("kind") != _KIND:
        raise RunDataError(f"{path}: is no record of an evosim run")
    if data["schema_version"] > SCHEMA_VERSION:
        raise RunDataError(f"{path}: was written by a newer evosim (schema "
                           f"{data['schema_version']}, this one reads up to {SCHEMA_VERSION}); "
                           "update evosim")
    return data


def lacking(data: dict[str, Any]) -> list[Plugin]:
    """What packages added that a run used, and that is not installed here."""
    used = [Plugin(**one) for one in data.get("plugins", [])]
    return [one for one in used if not plugins.claiming(one.kind, one.name)]


def identity(data: dict[str, Any]) -> str:
    """What tells a run from others of its name, which its checkpoints carry."""
    return f"{data['run_id']}, seed {data['seed']}, begun {data['started']}"


def resolved(folder: Path, data: dict[str, Any]) -> Config:
    """The resolved configuration of a run.

    Args:
        folder: the run directory.
        data: what `read` gave of it.

    Raises:
        RunDataError: it is missing, or not the one that the record knows.
    """
    path = folder / RESOLVED
    problem = file_problem(folder, RESOLVED, data)
    if problem:
        raise RunDataError(problem)
    plugins.remember(data.get("plugins", []))
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except ConfigError as error:  # whole, so its keys are those of another version
        raise RunDataError(f"{error.problems[0]}; read this run with evosim "
                           f"{data['software']['evosim']}") from None


def file_problem(folder: Path, name: str, data: dict[str, Any]) -> str | None:
    """One sentence on a file whose digest the record holds, or None if it is whole."""
    path = folder / name
    known = {data["files"][name], data.get("files_next", {}).get(name)}
    try:
        whole = files.digest(path)[0] in known
    except FileNotFoundError:
        return f"{path}: is missing; put back a copy of it"
    except OSError as error:
        return f"{path}: cannot be read: {error.strerror}"
    return None if whole else f"{path}: has been changed since the run wrote it; put back a copy"


def is_run(folder: Path) -> bool:
    """Whether a folder looks like a run directory."""
    return (folder / NAME).is_file()


def is_sweep(folder: Path) -> bool:
    """Whether a folder looks like a sweep's directory, whose runs are in its folder `RUNS`."""
    return (folder / SWEEP).is_file()


def _new_folder(out: Path, config: Config, name: str | None) -> Path:
    """Makes a directory that did not exist, atomically."""
    if name and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", name):
        raise ConfigError(f"--name {name}: must be letters, digits, '_', '.' or '-', at most 128, "
                          "not starting with a sign")
    files.make_folder(out)
    automatic = f"{config.name}-s{config.seed}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    # runs of one seed that start within one second differ by a suffix
    names = [name] if name else [automatic, *(f"{automatic}-{k}" for k in range(2, 1000))]
    for candidate in names:
        try:
            (out / candidate).mkdir()
            files.sync_folder(out)
            return out / candidate
        except FileExistsError:
            continue
        except OSError as error:
            raise files.refused(out / candidate, error) from error
    raise ConfigError(f"{out / names[-1]}: exists; give another --name, or go on with it by "
                      f"`evosim resume {out / names[-1]}`")


def _hold(folder: Path) -> int:
    """Takes the run for this process, until it ends.

    Two processes that resume the same run would remove each other's parts.

    Raises:
        RunBusy: another process has it.
    """
    if fcntl is None:
        return -1
    try:
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise files.refused(folder / ".lock", error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise RunBusy(f"{folder}: another process carries out this run; wait for it or stop "
                      "it") from None
    except OSError:  # a network file system without locks
        os.close(lock)
        return -1
    return lock


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evosim.config import dump
from evosim.errors import ConfigError, RunDataError, StorageError
from evosim.genome import Layout
from evosim.schema import SCHEMA_VERSION
from evosim.storage import files, provenance, record
from evosim.storage.record import Record
from evosim.storage.verify import verify
from tests.storage import synthetic

CONFIG = synthetic.config(seed=7)
LAYOUT = Layout.of(CONFIG)


def create(out: Path, **more: Any) -> Record:
    return Record.create(out, CONFIG, LAYOUT, **more)


def test_a_new_run_says_where_it_comes_from(tmp_path: Path) -> None:
    made = create(tmp_path / "deep" / "out", given="# mine\n", overrides=["seed=7"],
                  command=["evosim", "run", "x.toml"])
    folder = made.folder
    assert re.fullmatch(r"tiny-s7-\d{8}T\d{6}Z", folder.name)
    assert (folder / "config.toml").read_text() == "# mine\n"
    assert (folder / "resolved.toml").read_text() == dump(CONFIG)
    data = record.read(folder)
    assert data == made.data and data["run_id"] == made.run_id == folder.name
    expected = {"schema_version": SCHEMA_VERSION, "layout_hash": LAYOUT.hash, "status": "running",
                "command": ["evosim", "run", "x.toml"], "overrides": ["seed=7"], "seed": 7,
                "generation": 0, "generations": 20, "parts": [], "timings": {}}
    assert data | expected == data
    assert data["software"].keys() >= {"evosim", "python", "numpy", "numba", "deap", "pyarrow"}
    assert data["machine"]["cores"] == os.cpu_count() and data["machine"]["cpu"]
    assert data["peak_memory_mib"] > 10
    assert not verify(folder)


def test_no_run_is_ever_overwritten(tmp_path: Path) -> None:
    first = create(tmp_path, name="mine")
    with pytest.raises(ConfigError, match="mine: exists; give another --name") as caught:
        create(tmp_path, name="mine")
    assert caught.value.exit_code == 2
    assert record.read(first.folder) == first.data


def test_automatic_names_differ_within_a_second(tmp_path: Path) -> None:
    names = [create(tmp_path).folder.name for _ in range(4)]
    assert len(set(names)) == 4 and any(name.endswith("Z-2") for name in names)


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "-o", "a b"])
def test_names_stay_inside_the_folder(tmp_path: Path, name: str) -> None:
    if not name:
        assert create(tmp_path, name=name).folder.name.startswith("tiny-s7-")
        return
    with pytest.raises(ConfigError, match="--name"):
        create(tmp_path, name=name)
    assert not list(tmp_path.iterdir())


def test_updates_are_whole_and_keep_the_rest(tmp_path: Path) -> None:
    made = create(tmp_path)
    made.update(status="done", generation=20, timings={"live": 1.23456}, note="x")
    made.update(checkpoint=20)
    data = record.read(made.folder)
    assert (data["status"], data["generation"], data["checkpoint"], data["note"]) == (
        "done", 20, 20, "x")
    assert data["timings"] == {"live": 1.235} and data["command"] == made.data["command"]


def test_a_disk_that_refuses_leaves_no_half_run(tmp_path: Path,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "write", full)
    with pytest.raises(StorageError, match=r"config.toml: cannot be written: the disk is full"):
        create(tmp_path, name="mine")
    assert not list(tmp_path.iterdir())


def test_a_read_only_folder_is_one_sentence(tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(record.Path, "mkdir", refuse)
    with pytest.raises(StorageError, match="out: cannot be written: the file system is read-only"):
        create(tmp_path / "out")


OTHER = """
import sys
from evosim.errors import ConfigError
from evosim.storage.record import Record
try:
    Record.open(sys.argv[1])
    print("taken")
except ConfigError as error:
    print(error)
"""


def test_two_processes_do_not_go_on_with_one_run(tmp_path: Path) -> None:
    def other() -> str:
        command = [sys.executable, "-c", OTHER, str(tmp_path / "mine")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with create(tmp_path, name="mine"):
        assert "another process carries out this run" in other()
    assert other() == "taken\n"


def test_opened_again_it_goes_on_where_it_was(run: Path) -> None:
    before = record.read(run)
    with Record.open(run) as again:
        assert again.data == before and again.parts == before["parts"]
        again.resumed(10, note="g15 was damaged", parts=before["parts"][:3])
    data = record.read(run)
    assert (data["status"], data["generation"], data["checkpoint"]) == ("running", 10, 10)
    assert data["resumed"][0]["note"] == "g15 was damaged" and len(data["parts"]) == 3


def test_a_later_end_is_written_down(run: Path) -> None:
    longer = synthetic.config(generations=40)
    with Record.open(run) as again:
        again.resumed(20, longer)
    data = record.read(run)
    assert data["generations"] == 40 and "files_next" not in data
    assert record.resolved(run, data) == longer
    assert not verify(run)


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_dying_while_the_end_is_moved_is_no_damage(run: Path, monkeypatch: pytest.MonkeyPatch,
                                                   dies_at: int) -> None:
    real, calls = files.write, []

    def dies(path: Path, data: bytes) -> str:
        calls.append(path)
        if len(calls) == dies_at:
            raise KeyboardInterrupt
        return real(path, data)

    longer = synthetic.config(generations=40)
    again = Record.open(run)
    with monkeypatch.context() as patch:
        patch.setattr(files, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            again.resumed(20, longer)
    again.close()
    assert not verify(run)
    with Record.open(run) as third:
        third.update()
        assert "files_next" not in third.data
    assert not verify(run)


def test_what_is_no_run_is_told_apart(tmp_path: Path, run: Path) -> None:
    with pytest.raises(ConfigError, match="no such run"):
        record.read(tmp_path / "nowhere")
    with pytest.raises(RunDataError, match=r"run.json: is missing"):
        record.read(tmp_path)
    with pytest.raises(RunDataError, match="is no run directory"):
        record.read(run / "run.json")
    data = record.read(run)
    (run / "run.json").write_bytes(files.seal(data | {"schema_version": 99}))
    with pytest.raises(RunDataError, match=r"run.json: was written by a newer evosim"):
        record.read(run)
    (run / "run.json").write_text(json.dumps({"name": "of another program"}))
    with pytest.raises(RunDataError, match="not written by evosim"):
        record.read(run)
    (run / "run.json").write_bytes(files.seal({"kind": "evosim checkpoint"}))
    with pytest.raises(RunDataError, match="no record of an evosim run"):
        record.read(run)


def test_the_commit_is_that_of_evosim_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    commit = provenance.commit()
    assert commit is None or re.fullmatch(r"[0-9a-f]{40}(-dirty)?", commit)
    monkeypatch.setenv("PATH", "")
    assert provenance.commit() is None

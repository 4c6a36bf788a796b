import errno
import os
from pathlib import Path

import numpy as np
import pytest

from evosim.errors import CheckpointError, RunDataError, StorageError
from evosim.storage import files


def test_a_file_appears_whole_and_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    with files.aside(path) as sink:
        sink.write(b"af")
        assert path.read_text() == "before" and files.hidden(path).exists()
        sink.write(b"ter")
    assert path.read_text() == "after" and list(tmp_path.iterdir()) == [path]
    assert files.digest(path) == (sink.sha256, 5) == (files.write(path, b"after"), sink.size)


def test_a_block_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt), files.aside(path) as sink:
        sink.write(b"half")
        raise KeyboardInterrupt
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]


def test_it_is_on_the_disk_before_it_has_its_name_and_so_is_the_name(tmp_path: Path,
                                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    for name in ("write", "fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(files.os, name, lambda *given, name=name, real=real: (
            calls.append((name, os.path.realpath(f"/proc/self/fd/{given[0]}") if name == "fsync" else "")),
            real(*given))[1])
    files.write(tmp_path / "a", b"0123456789")
    assert [name for name, _ in calls] == ["write", "fsync", "replace", "fsync"]
    if os.path.isdir("/proc/self/fd"):
        assert [where for name, where in calls if name == "fsync"] == [
            str(files.hidden(tmp_path / "a")), str(tmp_path)]


def test_short_writes_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(files.os, "write", lambda file, data: real(file, data[:3]))
    files.write(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_every_refusal_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    for number in (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EFBIG, errno.ENOENT):
        text = str(files.refused(tmp_path / "x", OSError(number, os.strerror(number))))
        assert text.startswith(f"{tmp_path / 'x'}: cannot be written: ") and ";" in text
    assert "Broken pipe" in str(files.refused(tmp_path, OSError(errno.EPIPE, "Broken pipe")))
    with pytest.raises(StorageError, match="its folder is gone"):
        files.write(tmp_path / "gone" / "x", b"")


def test_a_seal_keeps_what_was_sealed(tmp_path: Path) -> None:
    tree = {"b": [1, 2.5, None, float("inf")], "a": {"ä": "x\n"}, "n": np.int64(3)}
    path = tmp_path / "x.json"
    path.write_bytes(files.seal(tree))
    assert files.unseal(path) == tree


@pytest.mark.parametrize(("text", "says"), [
    (b"", "is damaged"), (b"{", "is damaged"), (b"\xff\xfe", "is damaged"),
    (b"[" * 100_000, "is damaged"), (b"[]", "not written by evosim"),
    (b"{}", "not written by evosim"), (b'{"sha256": 3}', "not written by evosim"),
    (b'{"status": "done"}', "not written by evosim")])
def test_what_is_not_sealed_is_told_apart(tmp_path: Path, text: bytes, says: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(text)
    with pytest.raises(RunDataError, match=says) as caught:
        files.unseal(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_unseal_raises_what_it_is_told_to(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="is missing"):
        files.unseal(tmp_path / "x.json", CheckpointError)


def test_equal_trees_in_another_spelling_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(files.seal({"a": 1}).replace(b"\n", b" \n"))
    with pytest.raises(RunDataError):
        files.unseal(path)

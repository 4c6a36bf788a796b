import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from evosim.errors import CheckpointError, StorageError
from evosim.schema import SCHEMA_VERSION
from evosim.storage import checkpoint, files

RNG = np.random.default_rng(0)
ARRAYS = {"genomes": RNG.normal(size=(5, 7)).astype(np.float32), "ids": np.arange(5),
          "alive": np.array([True, False]), "names": np.array(["a", "bc"]),
          "empty": np.empty((0, 3))}
META = {"parts": [{"path": "tables/a/part-00000.parquet", "rows": 3}], "next_id": 2**60}


def fill(folder: Path, *generations: int) -> list[Path]:
    return [checkpoint.save(folder, g, ARRAYS | {"g": np.array(g)}, META, "L")
            for g in generations]


def arrays_of(path: Path) -> Path:
    return path.with_name(json.loads(path.read_text())["arrays"])


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    path = checkpoint.save(tmp_path / "new", 25, ARRAYS, META, "L")
    found = checkpoint.load_latest(tmp_path / "new", "L")
    assert (found.generation, found.meta, found.path, found.note) == (25, META, path, "")
    assert found.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found.arrays[name].dtype == array.dtype
        assert np.array_equal(found.arrays[name], array)


def test_the_one_before_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    paths = fill(tmp_path, 5, 10, 15)
    assert checkpoint.saved(tmp_path) == paths[:0:-1]
    assert len(list(tmp_path.iterdir())) == 4


def test_a_future_that_was_given_up_goes_too(tmp_path: Path) -> None:
    fill(tmp_path, 5, 10)
    fill(tmp_path, 7)
    assert [path.stem for path in checkpoint.saved(tmp_path)] == ["g00000007", "g00000005"]


def test_the_same_generation_can_be_saved_again(tmp_path: Path) -> None:
    fill(tmp_path, 5)
    checkpoint.save(tmp_path, 5, {"x": np.arange(3)}, {"second": True})
    assert checkpoint.load_latest(tmp_path).meta == {"second": True}
    assert len(list(tmp_path.iterdir())) == 2


def test_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="rng: holds Python objects"):
        checkpoint.save(tmp_path, 0, {"rng": np.array([{}], object)}, {})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("harm", ["cut", "gone", "flipped"])
@pytest.mark.parametrize("which", ["json", "npz"])
def test_a_damaged_one_is_passed_over_and_said_so(tmp_path: Path, which: str, harm: str) -> None:
    _, last = fill(tmp_path, 5, 10)
    path = last if which == "json" else arrays_of(last)
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(bytes(data) if harm == "flipped" else bytes(data[: len(data) // 2]))
    found = checkpoint.load_latest(tmp_path)
    assert found.generation == 5 and int(found.arrays["g"]) == 5
    if not (which == "json" and harm == "gone"):  # without it, there was never a checkpoint
        assert str(path) in found.note and "going on from generation 5" in found.note


def test_when_none_is_whole_the_error_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds no checkpoint"):
        checkpoint.load_latest(tmp_path / "nowhere")
    for path in fill(tmp_path, 5, 10):
        arrays_of(path).write_bytes(b"PK")
    with pytest.raises(CheckpointError) as caught:
        checkpoint.load_latest(tmp_path)
    text = str(caught.value)
    assert "g00000010-" in text and "is damaged" in text and "\n" not in text
    assert caught.value.exit_code == 3


def test_newer_foreign_and_other_layouts_are_one_sentence(tmp_path: Path) -> None:
    _, path = fill(tmp_path, 5, 10)
    with pytest.raises(CheckpointError, match="genomes of another layout"):
        checkpoint.load_latest(tmp_path, "another")
    head = files.unseal(path)
    path.write_bytes(files.seal(head | {"schema_version": SCHEMA_VERSION + 1}))
    with pytest.raises(CheckpointError, match="written by a newer evosim"):
        checkpoint.load_latest(tmp_path)  # an older one would silently lose generations
    path.write_bytes(files.seal({"kind": "something else"}))
    assert "is no evosim checkpoint" in checkpoint.load_latest(tmp_path).note


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    (path,) = fill(tmp_path, 5)
    evil = tmp_path / "evil.npz"
    np.savez(evil, x=np.array([{}], object))
    named = {"arrays": evil.name, "arrays_sha256": files.digest(evil)[0]}
    path.write_bytes(files.seal(files.unseal(path) | named))
    with pytest.raises(CheckpointError, match="evil"):
        checkpoint.load_latest(tmp_path)


def test_a_full_disk_leaves_the_checkpoints_before(tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, 5)
    before = sorted(tmp_path.iterdir())
    real, calls = os.write, []

    def full(file: int, data: bytes) -> int:
        calls.append(1)
        if len(calls) > 3:
            raise OSError(28, "No space left on device")
        return real(file, data)

    monkeypatch.setattr(files.os, "write", full)
    with pytest.raises(StorageError, match="the disk is full"):
        fill(tmp_path, 10)
    assert sorted(tmp_path.iterdir()) == before


KILLED = """
import os, sys
from pathlib import Path
import numpy as np
from evosim.storage import checkpoint, files

folder = Path(sys.argv[1])

def mortal(name, step):
    # counts calls and dies at the one numbered `step`, before, half-way through, or after it
    real = getattr(os, name)
    def call(*given, **named):
        count[0] += 1
        if count[0] == step[0]:
            if name == "write":
                real(given[0], given[1][: len(given[1]) // 2])
            elif step[1]:
                real(*given, **named)
            os._exit(9)
        return real(*given, **named)
    return call

def save(generation):
    checkpoint.save(folder, generation, {"x": np.full(2000, generation)}, {"g": generation})

outcome, at = [], 0
save(5)
for after in (False, True):
    at = 0
    while True:
        at += 1
        child = os.fork()
        if child == 0:
            count = [0]
            for name in ("open", "write", "fsync", "replace", "unlink", "close", "mkdir"):
                setattr(os, name, mortal(name, (at, after)))
            save(10)
            os._exit(0)
        died = os.waitpid(child, 0)[1] != 0
        found = checkpoint.load_latest(folder)
        assert (found.arrays["x"] == found.generation).all() and found.meta["g"] == found.generation
        outcome.append((died, found.generation))
        save(5)  # back to where it was
        if not died:
            break
print(len(outcome), sorted(set(outcome)))
"""


def test_dying_at_any_step_of_a_save_leaves_a_whole_checkpoint(tmp_path: Path) -> None:
    out = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True,
                         text=True)
    assert out.returncode == 0, out.stderr
    number, rest = out.stdout.split(" ", 1)
    # it died often, before and after the new one counted; undisturbed, the new one is there
    assert int(number) > 30
    assert rest.strip() == "[(False, 10), (True, 5), (True, 10)]"


SAVING = """
import sys
from pathlib import Path
import numpy as np
from evosim.storage import checkpoint
for g in range(1, 10**6):
    checkpoint.save(Path(sys.argv[1]), g, {"x": np.full(20_000, g)}, {"g": g})
    if g == 1:
        print("saved", flush=True)
"""


def test_a_process_killed_at_random_moments_can_always_go_on(tmp_path: Path) -> None:
    chance = random.Random(0)
    for _ in range(6):
        with subprocess.Popen([sys.executable, "-c", SAVING, str(tmp_path)],
                              stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
        found = checkpoint.load_latest(tmp_path)
        assert (found.arrays["x"] == found.generation).all() and found.meta["g"] == found.generation


def test_loading_needs_no_arrow(tmp_path: Path) -> None:
    code = "import sys, evosim.storage.checkpoint; print('pyarrow' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"

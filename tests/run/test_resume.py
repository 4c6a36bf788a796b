import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from evosim.errors import ConfigError, Interrupted, RunDataError
from evosim.run import resume, run
from tests.conftest import SMALL
from tests.run.same import assert_same


def start(out, name, *overrides, text=SMALL):
    config = out / "given.toml"
    config.write_text(text)
    words = [sys.executable, "-m", "evosim", "run", str(config), "--out", str(out), "--name", name,
             "--quiet", "--threads", "1", *(f"-o{override}" for override in overrides)]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("stop", range(1, 12))
def test_stopped_at_every_boundary(small, small_run, tmp_path, stop):
    def watch(progress):
        if progress.generation + 1 == stop:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted) as caught:
        run(small(), tmp_path, name="stopped", watch=watch)
    assert caught.value.exit_code == 130 and "evosim resume" in str(caught.value)
    assert_same(small_run, resume(tmp_path / "stopped"))


def kill_at_random(whole, tmp_path, moments, seed, text=SMALL):
    rng = np.random.default_rng(seed)
    began = time.perf_counter()
    assert start(tmp_path, "whole", text=text).wait() == 0
    length = time.perf_counter() - began
    killed = 0
    for k in range(moments):
        process = start(tmp_path, f"k{k}", text=text)
        moment = rng.uniform(0.25, 1.05) * length
        time.sleep(moment)
        if process.poll() is None:
            killed += 1
        else:  # other processes slowed the first one down: this one took less than that
            length = min(length, moment)
        process.kill()
        process.wait()
        path = tmp_path / f"k{k}"
        if (path / "run.json").exists():
            assert_same(whole, resume(path))
    assert killed > moments // 3  # most were hit while they ran


def test_killed_at_random_moments(small_run, tmp_path):
    kill_at_random(small_run, tmp_path, 8, seed=1)


@pytest.mark.slow
def test_killed_at_many_random_moments(small_run, tmp_path):
    kill_at_random(small_run, tmp_path, 60, seed=2)


def test_going_on_to_a_later_end(small, small_run, tmp_path):
    path = run(small("generations=7"), tmp_path)
    assert_same(small_run, resume(path, generations=12))
    with pytest.raises(ConfigError, match="must be >= 12"):
        resume(path, generations=3)


def test_a_damaged_newest_checkpoint_falls_back_to_the_one_before(small, small_run, tmp_path):
    path = run(small("generations=9"), tmp_path)
    newest = sorted((path / "checkpoints").glob("*.npz"))[-1]
    newest.write_bytes(newest.read_bytes()[:1000])
    assert_same(small_run, resume(path, generations=12))


def test_a_damaged_part_is_named(small, tmp_path):
    path = run(small("generations=9"), tmp_path)
    part = sorted((path / "tables" / "individuals").glob("*.parquet"))[0]
    part.write_bytes(part.read_bytes()[:-10])
    with pytest.raises(RunDataError, match=part.name):
        resume(path, generations=12)


def test_missing_checkpoints_are_named(small, tmp_path):
    path = run(small("generations=9"), tmp_path)
    for file in (path / "checkpoints").iterdir():
        file.unlink()
    with pytest.raises(RunDataError, match="checkpoints"):
        resume(path, generations=12)

import os
import signal

import pytest

from evosim.errors import ConfigError, Interrupted, RunDataError
from evosim.run import resume, run
from tests.run.same import assert_same


# after the first generation, at a checkpoint, after one, at the end; and at all others
@pytest.mark.parametrize("stop", [1, 4, 5, 12, *(pytest.param(stop, marks=pytest.mark.slow)
                                                 for stop in (2, 3, 6, 7, 8, 9, 10, 11))])
def test_stopped_at_every_boundary(small, small_run, tmp_path, stop):
    def watch(progress):
        if progress.generation + 1 == stop:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted) as caught:
        run(small(), tmp_path, name="stopped", watch=watch)
    assert caught.value.exit_code == 130 and "evosim resume" in str(caught.value)
    assert_same(small_run, resume(tmp_path / "stopped"))


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

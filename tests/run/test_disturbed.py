"""Runs that are killed, or whose disk refuses, at any moment: gone on with, they are the same (SPEC 17.2).

Lost is nothing but what a run had not yet put on record when it had just begun.
"""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.conftest import PLASTIC, SMALL
from tests.run.same import digests

TEXTS = {"small": SMALL, "plastic": PLASTIC}


def disturbed(how, text, moments, seed, out):
    """What became of so many runs: see `tests.run.disturb`."""
    given = out / "config.toml"
    given.write_text(text)
    words = [sys.executable, "-m", "tests.run.disturb", how, given, out, moments, seed]
    done = subprocess.run([*map(str, words)], capture_output=True, text=True,
                          env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(trials, ends):
    """Every run goes on to the same tables, or says in one sentence that it never began.

    Args:
        trials: of one kind.
        ends: exit codes that the disturbed runs may have, the first in most of them.
    """
    assert {trial["code"] for trial in trials} <= set(ends), Counter(trial["code"] for trial in trials)
    assert sum(trial["code"] == ends[0] for trial in trials) > len(trials) // 2
    for trial in trials:
        for said in (trial["said"], trial["said_again"]):
            assert "Traceback" not in said and said.count("\n") <= 1, said
        if trial["recorded"]:
            assert trial["code_again"] == 0 and trial["same"], trial
        else:
            assert trial["code_again"] in (2, 3) and "config.toml" not in trial["said_again"], trial


@pytest.mark.parametrize(("name", "moments"), [
    ("small", 3), pytest.param("plastic", 4, marks=pytest.mark.slow)])
def test_killed_at_some_moments(name, moments, request, tmp_path):
    check(disturbed("killed", TEXTS[name], moments, 4, tmp_path), (-9, 0))
    assert digests(tmp_path / "whole") == digests(request.getfixturevalue(f"{name}_run"))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seed"), [("small", 1), ("plastic", 2)])
def test_killed_at_two_hundred_moments(name, seed, tmp_path):
    check(disturbed("killed", TEXTS[name], 200, seed, tmp_path), (-9, 0))


@pytest.mark.slow
def test_dying_half_way_through_a_write(tmp_path):
    check(disturbed("died", SMALL, 100, 3, tmp_path), (9,))


@pytest.mark.slow
def test_a_disk_without_room_from_any_write_on(tmp_path):
    trials = disturbed("full", SMALL, 100, 5, tmp_path)
    check(trials, (3, 0))
    for trial in trials:
        assert not trial["left"] and (trial["code"] == 0 or "the disk is full" in trial["said"]), trial


@pytest.mark.slow
def test_a_real_disk_that_is_too_small_or_can_only_be_read(tmp_path):
    trials = disturbed("small_disk", SMALL, 20, 6, tmp_path)
    if None in trials:
        pytest.skip("this system lets no process mount a disk of its own")
    check(trials, (3,))
    for trial in trials:
        assert "the disk is full" in trial["said"], trial
        assert trial["run_code"] == 3 and trial["run_said"].count("\n") == 1, trial
        assert "y: cannot be written: the file system is read-only" in trial["run_said"]
        if trial["recorded"]:
            assert trial["resume_code"] == 3 and trial["verify_code"] == 0, trial
            assert "cannot be written: the file system is read-only" in trial["resume_said"]

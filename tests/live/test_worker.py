"""Looking on changes nothing: what is saved is what `evosim run` would have written; and nothing is left."""

import glob
import json
import os
import queue
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from evosim.config import dump, load
from evosim.errors import ConfigError
from evosim.live.hands import Hand
from evosim.live.lesson import SIDES, free
from evosim.live.messages import Begin, Play, Refused, Save
from evosim.live.session import Session
from evosim.live.worker import Job
from evosim.run import run
from evosim.storage.verify import verify
from tests.run.same import digests


@pytest.fixture(scope="module")
def hands():
    """Two workers, and what they tell."""
    told = queue.Queue()
    both = {side: Hand(side, lambda *it: told.put(it)) for side in SIDES}
    yield both, told
    for hand in both.values():
        hand.close()


@pytest.fixture
def session(hands, tiny, tmp_path):
    """A class on the tiny configuration, and a function that hears its workers until both have ended."""
    both, told = hands
    own, said = free(tiny), []
    it = Session(own, tmp_path / "kept", both, said.append, own=own)

    def hear(until=lambda: set(it.ended) == set(SIDES), seconds=120):
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end:
            it.told(*told.get(timeout=seconds))
        assert until(), it.failed

    return it, hear, said


def rows_of(it):
    return json.loads(json.dumps(it.rows))


def test_saved_runs_are_what_evosim_run_would_have_written(session, tiny, tmp_path):
    it, hear, said = session
    it.handle(Begin(kind="begin", seed=4, b={"selection": 2}))
    hear()
    seen = rows_of(it)
    it.handle(Save(kind="save"))
    assert said[-1] == {"kind": "saved", "paths": it.saved}
    for side, changes in (("a", []), ("b", ["selection.size=2"])):
        kept = Path(it.saved[SIDES.index(side)])
        plain = run(load(tiny, ["seed=4", *changes]), tmp_path, name=side)
        assert digests(kept) == digests(plain)
        assert not verify(kept)
        told = json.loads((kept / "prediction.json").read_text())
        assert told["side"] == side and told["seed"] == 4 and (kept.parent / told["beside"]).is_dir()
        assert_rows_are_the_table(seen[side], kept)
    with pytest.raises(Refused, match="saved already"):
        it.handle(Save(kind="save"))


def assert_rows_are_the_table(rows, path):
    """What the page was told is what the table holds."""
    from evosim.results import load_run

    table = load_run(path).generations
    for row in rows:
        of = table[table.generation == row["generation"]]
        own, shadows = of[~of.is_shadow].iloc[0], of[of.is_shadow]
        for name in ("fitness_mean", "obedience", "obedience_watched", "told_rate", "drive_hunger_mean"):
            if row["own"].get(name) is not None:
                assert row["own"][name] == own[name], name
        if "obedience" in row["chance"]:
            assert row["chance"]["obedience"] == [shadows.obedience.min(), shadows.obedience.max()]
    assert sum(row["own"].get("obedience") is not None for row in rows) == 4


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(session):
    it, hear, _ = session
    hear()
    first = rows_of(it)
    it.handle(Begin(kind="begin", seed=3))
    hear()
    assert rows_of(it) == first
    assert first["a"] == first["b"]
    it.handle(Begin(kind="begin", seed=5))
    hear()
    assert rows_of(it) != first


def test_time_stands_still_and_goes_on(session, hands):
    it, hear, _ = session
    it.handle(Play(kind="play", on=False))
    told = hands[1]
    time.sleep(1.0)
    while not told.empty():
        it.told(*told.get())
    lived = {side: len(it.rows[side]) for side in SIDES}
    time.sleep(1.0)
    assert all(value[2] == "film" for value in list(told.queue))
    it.handle(Play(kind="play", on=True))
    hear()
    assert all(len(it.rows[side]) == 8 >= lived[side] for side in SIDES)


def test_a_film_comes_with_the_first_generation(session):
    it, hear, _ = session
    hear(lambda: all(it.films.values()))
    assert it.films["a"]["film"]["slots"] == 16 and it.films["a"]["ticks"] == 40


def test_a_job_is_given_up_at_once_also_while_time_stands_still(session, hands):
    it, hear, _ = session
    it.handle(Play(kind="play", on=False))
    it.handle(Begin(kind="begin", seed=6))
    hear()
    assert all(len(it.rows[side]) == 8 for side in SIDES)


def test_a_worker_that_died_is_replaced(session, hands):
    it, hear, _ = session
    hands[0]["a"].process.kill()
    hear(lambda: "a" in it.failed)
    assert "start again" in it.failed["a"]
    it.handle(Begin(kind="begin", seed=3))
    hear()
    assert not it.failed


def test_a_worker_that_hangs_is_replaced(hands, tiny, monkeypatch):
    monkeypatch.setattr("evosim.live.hands.PATIENCE", 1.0)
    told = queue.Queue()
    hand = Hand("a", lambda *it: told.put(it))
    try:
        hand.start(Job(1, "it", dump(load(tiny))))
        while told.get(timeout=60)[2] != "begun":
            pass
        hanging = hand.process.pid
        os.kill(hanging, signal.SIGSTOP)
        hand.start(Job(2, "it", dump(load(tiny))))
        end = time.monotonic() + 60
        while time.monotonic() < end:
            _, number, what, _ = told.get(timeout=60)
            if (number, what) == (2, "done"):
                break
        assert hand.process.pid != hanging and not psutil.pid_exists(hanging)
    finally:
        hand.close()


def until(seconds, true):
    """Whether it came true within these seconds."""
    end = time.monotonic() + seconds
    while not (came := true()) and time.monotonic() < end:
        time.sleep(0.1)
    return bool(came)


def served(tiny, tmp_path, *more):
    """`evosim live`, once it serves, and its address."""
    started = subprocess.Popen(
        [sys.executable, "-m", "evosim", "live", str(tiny), "--no-browser", "--port", "0",
         "--out", str(tmp_path / "out"), *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)})
    address = started.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:"), started.stderr.read()
    return started, address


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_at_the_end(number, tiny, tmp_path):
    tiny.write_text(tiny.read_text().replace("generations = 8", "generations = 100000"))
    started, _ = served(tiny, tmp_path)
    family = psutil.Process(started.pid).children(recursive=True)
    assert len(family) >= 2

    def held(pattern):  # not `Path.glob`, which fails where a folder goes while it looks
        return glob.glob(str(tmp_path / pattern))

    assert until(60, lambda: held("evosim-live-*/*/run.json") and len(held("evosim-live-*")) == 2)
    started.send_signal(number)
    assert started.wait(20) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    _, alive = psutil.wait_procs(family, timeout=20)
    assert not alive
    assert until(10, lambda: not held("evosim-live-*"))


def test_wrong_command_lines_are_answered_in_one_sentence(tiny, tmp_path):
    for more, says in ((["--lesson", "drift"], "--lesson drift: must be left out"),):
        done = subprocess.run([sys.executable, "-m", "evosim", "live", str(tiny), "--no-browser", *more],
                              capture_output=True, text=True)
        assert done.returncode == 2 and says in done.stderr
    done = subprocess.run([sys.executable, "-m", "evosim", "live", "--no-browser", "--lesson", "none"],
                          capture_output=True, text=True)
    assert done.returncode == ConfigError.exit_code and "--lesson none: must be one of 1 drift" in done.stderr

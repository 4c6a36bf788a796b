"""Sweeps on workers of this machine and of a scheduler, some of which are killed."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

import evosim
from evosim import plugins
from evosim.cli.sweep import _carried_out
from evosim.errors import ConfigError, EvosimError, RunDataError
from evosim.plugins import Plugin
from evosim.run import run
from evosim.storage import files
from evosim.sweep import Plan, Sweep, cluster, conditions_of, crew, sweep, worker
from evosim.sweep.dataset import collect
from tests.cli.conftest import refusal
from tests.run.same import digests

TEXT = """
name = "swept"
generations = 6
[population]
genomes = 16
[world]
size = 12
ticks = 40
[log]
checkpoint_every = 2
lives_every = 2
"""
GRID = ["oversight.penalty=0.5,1.2"]


def new(out, *grid, seeds=(1, 2), text=TEXT):
    return Sweep.create(out, Plan("swept.toml", text, [], conditions_of(grid or GRID), list(seeds)).checked())


def assert_undisturbed(it, out):
    """Each run has the tables that it would have had by itself."""
    for cell in it.plan.cells():
        alone = run(it.plan.config_of(cell), out, name=cell.name)
        assert digests(it.path(cell)) == digests(alone), cell.name


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A finished sweep of four runs."""
    it = new(tmp_path_factory.mktemp("sweeps"))
    assert _carried_out(it, 2, None, quiet=True) == {}
    return it


def test_runs_are_those_that_would_have_been_run_one_by_one(swept, tmp_path):
    assert_undisturbed(swept, tmp_path)


def test_the_dataset_is_one_table_for_every_reader(swept):
    folder = collect(swept, ("generations", "lives")) / "generations"
    seen = pd.read_parquet(folder)
    assert list(seen.columns[:4]) == ["run_id", "condition", "seed", "oversight.penalty"]
    whole = evosim.load_runs(swept.folder).generations
    assert len(seen) == len(whole) == len(pl.read_parquet(folder / "*.parquet"))
    ours, theirs = (frame.assign(run_id=frame.run_id.astype(str)).set_index(
        ["run_id", "generation", "population"]).sort_index() for frame in (seen, whole))
    assert (ours.fitness_mean == theirs.fitness_mean).all()
    assert (ours["oversight.penalty"] == theirs["oversight.penalty"]).all()
    by_sql = duckdb.sql(f"""select "oversight.penalty" p, count(*) n from '{folder}/*.parquet'
                            group by 1""").df()
    assert sorted(by_sql.p) == [0.5, 1.2] and by_sql.n.nunique() == 1
    assert (swept.folder / "dataset" / "lives").is_dir()
    with pytest.raises(ConfigError, match="--tables nothing: no such table"):
        collect(swept, ("nothing",))


def test_seeds_are_common_to_conditions(swept):
    first = swept.plan.cells()
    one, other = (evosim.load_run(swept.path(cell)).genome_matrix(0) for cell in (next(first), next(first)))
    assert np.array_equal(one, other)


def test_columns_that_some_runs_lack_are_null_there(tmp_path):
    it = new(tmp_path, 'instruction.verbs=["goto", "stay"],["goto", "give"]', seeds=(1,), text=TEXT)
    for cell in it.plan.cells():
        worker.lived(str(it.runs), cell.name, it.plan.text, it.plan.source, it.plan.overrides_of(cell))
    seen = pd.read_parquet(collect(it) / "generations")
    by_verb = seen.groupby("instruction.verbs")[["obedience_stay", "obedience_give"]].count()
    assert (by_verb.loc["goto, stay"] > 0).tolist() == [True, False]
    assert (by_verb.loc["goto, give"] > 0).tolist() == [False, True]


def test_one_goes_on_with_what_is_not_done(tmp_path):
    it = new(tmp_path, seeds=(1,))
    cells = list(it.plan.cells())
    given = [(str(it.runs), cell.name, it.plan.text, it.plan.source, it.plan.overrides_of(cell))
             for cell in cells]
    it.path(cells[0]).mkdir()  # killed before it had written anything
    worker.lived(*given[0])
    before = digests(it.path(cells[0]))
    worker.lived(*given[0])
    assert it.done(cells[0]) and not it.done(cells[1]) and digests(it.path(cells[0])) == before
    again = Sweep.open(it.folder)
    assert again.plan == it.plan
    collect(again)
    assert pd.read_parquet(it.folder / "dataset" / "generations").run_id.unique().tolist() == [cells[0].name]


def test_a_run_that_another_process_has_is_waited_for(tmp_path, monkeypatch):
    it = new(tmp_path, seeds=(1,))
    cell = next(it.plan.cells())
    given = str(it.runs), cell.name, it.plan.text, it.plan.source, it.plan.overrides_of(cell)
    worker.lived(*given)
    held = sweep.record.Record.open(it.path(cell))
    held.update(status="running")
    waits = []

    def end(seconds):
        waits.append(seconds)
        held.update(status="done")
        held.close()

    monkeypatch.setattr(worker.time, "sleep", end)
    assert worker.lived(*given) == cell.name and len(waits) == 1


def test_a_sweep_is_refused_in_one_sentence(tmp_path, monkeypatch):
    with pytest.raises(ConfigError, match="no sweep there"):
        Sweep.open(tmp_path)
    it = new(tmp_path)
    with pytest.raises(ConfigError, match=r"exists; go on with it by `evosim sweep --resume"):
        Sweep.create(tmp_path, it.plan, it.folder.name)
    text = (it.folder / "sweep.json").read_text()
    (it.folder / "sweep.json").write_text(text.replace("0.5", "0.6"))
    with pytest.raises(RunDataError, match=r"sweep\.json"):
        Sweep.open(it.folder)
    (it.folder / "sweep.json").write_bytes(files.seal({"kind": "evosim sweep", "evosim": "0.0.1"}))
    with pytest.raises(RunDataError, match=r"was planned by evosim 0\.0\.1"):
        Sweep.open(it.folder)


def test_the_command_says_what_it_would_do(tmp_path, said, monkeypatch):
    monkeypatch.setattr(cluster, "_WAIT", "1s")
    given = tmp_path / "swept.toml"
    given.write_text(TEXT)
    out, _ = said("sweep", given, "--grid", GRID[0], "--seeds", "0:3", "--check")
    assert out.startswith("6 runs: 2 conditions x 3 seeds") and "million agent-steps" in out
    for words, says in (((given, "--grid", "oversight.penalti=1"), "oversight.penalti"),
                        ((given, "--workers", 2, "--scheduler", "tcp://x:1"), "--workers"),
                        ((), "needs either a CONFIG"),
                        ((given, "--resume", tmp_path), "needs either a CONFIG"),
                        (("--resume", tmp_path), "no sweep there"),
                        ((given, "--scheduler", "tcp://127.0.0.1:9", "--out", tmp_path / "o"),
                         "no scheduler answers there")):
        assert says in refusal(said, "sweep", *words)


@contextmanager
def process(*words):
    """A process with its own group, which is killed at the end."""
    started = subprocess.Popen([sys.executable, "-m", *map(str, words)], stderr=subprocess.PIPE, text=True,
                               start_new_session=True, env=os.environ | {"NUMBA_NUM_THREADS": "1"})
    try:
        yield started
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


def until(what, seconds=120.0):
    """Waits for something."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def scheduler():
    """A Dask scheduler, as a user starts one; its address."""
    with process("dask", "scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard") as started:
        assert started.stderr is not None
        lines = iter(started.stderr.readline, "")
        found = next(m for m in (re.search(r"tcp://127\.0\.0\.1:\d+", line) for line in lines) if m)
        yield found[0]


@pytest.mark.slow
def test_workers_from_the_command_line_of_whom_one_is_killed(tmp_path, monkeypatch):
    """What `docs/sweeps.md` says, with SIGKILL in the midst of a run: tables are as if nothing had been."""
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    long = TEXT.replace("generations = 6", "generations = 24")
    it = new(tmp_path, seeds=(1, 2), text=long)
    with ExitStack() as stack:
        address = stack.enter_context(scheduler())
        with pytest.raises(ConfigError, match="it has no workers"), cluster.remote(address):
            pass
        workers = [stack.enter_context(process("dask", "worker", address, "--nthreads", 1, "--no-dashboard",
                                               "--local-directory", tmp_path / f"w{k}")) for k in range(2)]
        going = stack.enter_context(process("evosim", "sweep", "--resume", it.folder, "--scheduler", address,
                                            "--quiet"))
        # a run that a worker is at, some generations past a checkpoint
        until(lambda: len(list(it.runs.glob("*/checkpoints/*"))) > 2 or going.poll() is not None)
        os.killpg(workers[0].pid, signal.SIGKILL)
        until(lambda: going.poll() is not None)
        assert going.returncode == 0, going.stderr.read()
    assert all(it.done(cell) for cell in it.plan.cells())
    again = [len(evosim.load_run(it.path(cell)).provenance["resumed"]) for cell in it.plan.cells()]
    assert sum(again) >= 1
    assert_undisturbed(it, tmp_path / "alone")


def test_a_run_that_fails_does_not_stop_the_others(tmp_path):
    it = new(tmp_path)
    first, *others = it.plan.cells()
    it.path(first).write_text("in the way")
    failed = _carried_out(it, 2, None, quiet=True)
    assert list(failed) == [first.name] and "NotADirectoryError" in failed[first.name]
    assert all(it.done(cell) for cell in others)


def test_workers_with_another_version_are_refused(monkeypatch):
    class Client:
        def wait_for_workers(self, n, timeout):
            pass

        def run(self, function, packages):
            return {"tcp://one:1": worker.about(packages), "tcp://two:2": worker.about(packages) | other}

    other = {"evosim": "0.0.9"}
    with pytest.raises(ConfigError, match=r"worker tcp://two:2 has evosim 0\.0\.9, and this machine"):
        cluster._alike(Client(), "tcp://x:1")
    other = {"evosim-example": "none"}  # a package that extends evosim: only where it is needed
    cluster._alike(Client(), "tcp://x:1")
    here = [Plugin("scheme", "sigma", "evosim-example", "0.1.0", "a:b")]
    monkeypatch.setattr(plugins, "installed", lambda: here)
    with pytest.raises(ConfigError, match=r"has evosim-example none, and this machine 0\.1\.0"):
        cluster._alike(Client(), "tcp://x:1", ["evosim-example"])


def test_a_cluster_that_goes_away_leaves_what_was_lived(tmp_path):
    it = new(tmp_path, seeds=(1, 2, 3), text=TEXT.replace("generations = 6", "generations = 200"))
    with ExitStack() as stack:
        with scheduler() as address:
            stack.enter_context(process("dask", "worker", address, "--nthreads", 1, "--no-dashboard",
                                        "--local-directory", tmp_path / "w"))
            going = stack.enter_context(process("evosim", "sweep", "--resume", it.folder, "--scheduler",
                                                address, "--quiet"))
            until(lambda: list(it.runs.glob("*/checkpoints/*")) or going.poll() is not None)
        until(lambda: going.poll() is not None)
        said = going.stderr.read()
        assert going.returncode == 1 and said.strip().endswith("` goes on from there"), said
        assert "Traceback" not in said
    assert not all(it.done(cell) for cell in it.plan.cells())
    assert Sweep.open(it.folder).plan == it.plan


@pytest.mark.slow
def test_forty_runs_with_a_worker_killed_in_the_middle(tmp_path):
    it = new(tmp_path, seeds=range(20), text=TEXT.replace("generations = 6", "generations = 30"))

    def killing(tally):
        if tally.done >= 15 and not killed:
            pids = [one["pid"] for one in client.run(worker.about).values()]
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])

    killed = []
    with cluster.local(2) as client:
        assert it.carry_out(client, killing) == {}
    assert killed and all(it.done(cell) for cell in it.plan.cells())
    assert_undisturbed(it, tmp_path / "alone")


def test_why_a_run_failed_is_one_sentence():
    class Future:
        def __init__(self, status, error=None):
            self.status, self.error = status, error

        def exception(self):
            return self.error

    killed = type("KilledWorker", (Exception,), {})
    assert "died again and again" in crew._why(Future("error", killed()), "gone")
    assert crew._why(Future("error", EvosimError("the disk is full")), "gone") == "the disk is full"
    assert crew._why(Future("error", ValueError()), "gone") == "ValueError: no message"
    with pytest.raises(EvosimError, match="gone"):
        crew._why(Future("cancelled"), "gone")

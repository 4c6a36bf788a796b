import json
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from evosim.schema import TABLES
from tests.cli.conftest import refusal
from tests.conftest import SMALL, UNMEASURED
from tests.run.same import assert_same


@pytest.fixture
def evosim(said):
    """A command in this process; where a process of its own is the point, `apart` has one."""
    def call(*words, code=0):
        out, err = said(*words, code=code)
        assert "Traceback" not in err
        return SimpleNamespace(stdout=out, stderr=err)
    return call


def apart(*words):
    done = subprocess.run([sys.executable, "-m", "evosim", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def test_run_prints_its_path_on_stdout_and_progress_on_stderr(config, small_run, tmp_path):
    done = apart("run", config, "--out", tmp_path, "--threads", 2, "--figure")
    path, figure = done.stdout.split()
    assert "small-s5-" in path and "generation 12/12" in done.stderr
    assert os.path.getsize(figure) > 10_000
    assert_same(small_run, tmp_path / os.path.basename(path))


def test_overrides_and_seed(evosim, config, tmp_path):
    done = evosim("run", config, "--seed", 9, "-o", "generations=2", "--out", tmp_path, "--name", "x",
                  "--quiet")
    record = json.loads((tmp_path / "x" / "run.json").read_text())
    assert (record["seed"], record["generations"], record["status"]) == (9, 2, "done")
    assert not done.stderr
    assert (tmp_path / "x" / "config.toml").read_text() == SMALL


def test_check_runs_nothing(evosim, config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = evosim("run", config, "--check")
    assert "[oversight]" in done.stdout and "agent-steps" in done.stdout and "MB" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.toml"]


def test_bad_configuration_exits_2_with_every_problem(evosim, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("seed = -1\n[food]\nregro = 2\n")
    done = evosim("run", path, "--out", tmp_path / "out", code=2)
    assert len(done.stderr.splitlines()) == 2 and "bad.toml: seed = -1: must be >= 0" in done.stderr
    assert not (tmp_path / "out").exists()
    assert "no such file" in evosim("run", tmp_path / "none.toml", code=2).stderr


def test_an_existing_directory_is_left_alone(evosim, config, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("mine")
    done = evosim("run", config, "--out", tmp_path, "--name", "x", code=2)
    assert "exists" in done.stderr and [p.name for p in (tmp_path / "x").iterdir()] == ["mine.txt"]


def test_ctrl_c_saves_and_says_how_to_go_on(config, small_run, tmp_path):
    words = [sys.executable, "-m", "evosim", "run", str(config), "--out", str(tmp_path), "--name", "c",
             "-o", "generations=400"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "c" / "checkpoints").exists():
        time.sleep(0.02)
        assert process.poll() is None
    process.send_signal(2)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and "evosim resume" in errors
    assert json.loads((tmp_path / "c" / "run.json").read_text())["status"] == "interrupted"


def test_list_verify_and_damage(evosim, small_run, tmp_path):
    import shutil
    copy = tmp_path / "runs" / "copy"
    shutil.copytree(small_run, copy)
    rows = json.loads(evosim("list", copy.parent, "--json").stdout)
    assert [row["status"] for row in rows] == ["done"]
    assert "done" in evosim("list", copy.parent).stdout
    assert "whole" in evosim("verify", copy).stdout
    part = next((copy / "tables" / "lives").glob("*.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    assert part.name in evosim("verify", copy, code=3).stderr
    assert "no such" in evosim("list", tmp_path / "nowhere", code=2).stderr
    assert "no such" in evosim("verify", tmp_path / "nowhere", code=2).stderr


def test_config_show_schema_and_diff(evosim, config, tmp_path):
    shown = tmp_path / "shown.toml"
    shown.write_text(evosim("config", "show", config, "-o", "seed=6").stdout)
    assert evosim("config", "diff", config, shown).stdout == "seed: 5 -> 6\n"
    assert "properties" in json.loads(evosim("config", "schema").stdout)


def test_schema_lists_every_table(evosim):
    text = evosim("schema").stdout
    assert all(f"{table}: a row is" in text for table in TABLES)
    assert "must be one of" in evosim("schema", "nope", code=2).stderr


def test_new_makes_a_configuration_that_runs(evosim, tmp_path):
    path = evosim("new", "mine", "--in", tmp_path).stdout.strip()
    evosim("run", path, "-o", "generations=1", "-o", "population.genomes=16", "--out", tmp_path, "--quiet")
    evosim("new", "mine", "--in", tmp_path, code=2)
    evosim("new", "a/b", "--in", tmp_path, code=2)


def test_doctor(evosim):
    text = evosim("doctor", "--warm", "--parts").stdout
    assert "numba" in text and "compiled" in text


def test_help_is_quick_and_light(evosim):
    code = ("import sys, evosim.cli; heavy = {'numba', 'numpy', 'pandas', 'pydantic', 'pyarrow'}"
            " & set(sys.modules); assert not heavy, heavy")
    subprocess.run([sys.executable, "-c", code], check=True)
    text = evosim("--help").stdout
    for verb in ("run", "resume", "list", "config", "schema", "verify", "doctor", "new",
                 "live"):
        assert verb in text


def test_full_disk_is_one_sentence_and_resumable(evosim, config, small_run, tmp_path):
    """A limit on file size stands in for a full disk: the write fails in the middle."""
    code = ("import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY));"
            "from evosim.cli import main; sys.argv = ['evosim', *sys.argv[1:]]; main()")
    done = subprocess.run([sys.executable, "-c", code, "run", str(config), "--out", str(tmp_path),
                           "--name", "full", "--quiet"], capture_output=True, text=True, env=UNMEASURED)
    assert done.returncode == 3 and "Traceback" not in done.stderr, done.stderr
    assert "cannot be written" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not list((tmp_path / "full").rglob(".*tmp"))
    evosim("resume", tmp_path / "full", "--quiet")
    assert_same(small_run, tmp_path / "full")


def test_check_invariants_stops_a_run_whose_accounts_are_off(said, tmp_path, monkeypatch):
    from evosim.world import lives

    config, live = tmp_path / "small.toml", lives.live
    config.write_text(SMALL)

    def live_and_lose(state, *rest):
        live(state, *rest)
        state.body.energy[0, 2] += 0.1

    monkeypatch.setattr(lives, "live", live_and_lose)
    words = ("run", config, "-o", "generations=1", "--out", tmp_path, "--threads", 1, "--quiet")
    said(*words, "--name", "unchecked")
    assert "the account of energy is off by -0." in refusal(
        said, *words, "--name", "checked", "--check-invariants", code=1)
    record = json.loads((tmp_path / "checked" / "run.json").read_text())
    assert record["status"] == "failed" and "the account of energy" in record["error"]

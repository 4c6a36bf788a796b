"""Every file of a run cut short, changed, missing or foreign (SPEC 17.4), as `resume` and readers meet it.

`tests/storage/test_verify.py` asks the same of `evosim verify`.
"""

import random
import shutil

import pytest

from evosim.errors import EvosimError, RunDataError
from evosim.results import load_run
from evosim.run import _Evolution, resume, run
from evosim.schema import TABLES
from evosim.storage.verify import verify
from tests.run.same import digests

TWO_CHECKPOINTS = ("generations=9", "log.checkpoint_every=5", "log.part_rows=10000")
NOT_READ = {"config.toml": "resume", "run.log": "all", ".lock": "all"}  # files that nothing goes on from


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run of nine generations, the digests of its tables, and what it would go on from."""
    from evosim.config import parse
    from tests.conftest import SMALL

    path = run(parse(SMALL, overrides=TWO_CHECKPOINTS), tmp_path_factory.mktemp("damage"), name="whole")
    return path


@pytest.fixture
def copy(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "whole")


@pytest.fixture
def stops_there(monkeypatch):
    """A run that is gone on with stops where it would live on, and says from which generation."""
    monkeypatch.setattr(_Evolution, "evolve", lambda self: self.record.close() or self.state)


def files_of(path):
    return sorted(file for file in path.rglob("*") if file.is_file() and file.name != ".lock")


def harms(path, cuts, flips, seed):
    """The contents of a file, cut short at some points, and with some bits changed."""
    data, chance = path.read_bytes(), random.Random(f"{path.name} {seed}")
    lengths = {0, 1, len(data) - 1} | {chance.randrange(len(data)) for _ in range(3 * cuts)}
    for length in sorted(lengths)[::max(1, len(lengths) // cuts)][:cuts]:
        yield data[:length]
    for _ in range(flips):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield bytes(changed)


def refused(call, path, file):
    """What a call comes to: None, or the one sentence in which it refused, which names the file."""
    try:
        call()
    except EvosimError as error:
        text = str(error)
        assert isinstance(error, RunDataError) and error.exit_code == 3, text
        assert "\n" not in text and text.startswith(str(path)) and file.name in text, text
        return text
    return None


def read_all(path):
    seen = load_run(path)
    assert seen.config
    for name in TABLES:
        seen.table(name)


def met(path, file):
    """What becomes of a run one of whose files is not what it was: it is said, or nothing is lost."""
    name = file.relative_to(path).as_posix()
    said = refused(lambda: verify(path).require(), path, file)
    assert said or name == "run.log", name
    reads = name.startswith("tables/") or name in ("run.json", "resolved.toml")
    assert bool(refused(lambda: read_all(path), path, file)) == reads, name
    again = shutil.copytree(path, path.parent / "again")
    try:
        state = []
        said = refused(lambda: state.append(resume(again, generations=12)), again, again / name)
        if said is None:  # it goes on from the checkpoint before, or needs the file no more
            assert name in ("config.toml", "run.log") or name.startswith("checkpoints/g00000009"), name
            assert state[0].generation == (5 if "g00000009" in name else 9)
        else:
            assert reads, said
    finally:
        shutil.rmtree(again)


def check_each(path, cuts, flips, seed):
    for file in files_of(path):
        if file.name.startswith("g00000005"):
            continue  # the checkpoint before: below
        whole = file.read_bytes()
        for harm in [None, b"foreign", *harms(file, cuts, flips, seed)]:
            file.unlink()
            if harm is not None:
                file.write_bytes(harm)
            if not (harm is None and file.name == "g00000009.json"):  # there was never such a checkpoint
                met(path, file)
            file.write_bytes(whole)


def test_damage_to_any_file_is_said_or_costs_nothing(copy, stops_there):
    check_each(copy, cuts=1, flips=1, seed=1)


@pytest.mark.slow
def test_fifty_cuts_and_two_hundred_changes_of_every_file(copy, stops_there):
    check_each(copy, cuts=50, flips=200, seed=2)

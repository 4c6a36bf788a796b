"""Every file of a run cut short, changed, missing or foreign (SPEC 17.4), as `resume` and readers meet it.

`tests/storage/test_verify.py` asks the same of `evosim verify`.
"""

import random
import shutil

import pytest

from evosim.config import parse
from evosim.errors import EvosimError, RunDataError
from evosim.results import load_run
from evosim.run import _Evolution, resume, run
from evosim.storage import checkpoint, files
from evosim.storage.record import Record
from evosim.storage.verify import verify
from tests.conftest import SMALL

TWO_CHECKPOINTS = ("generations=9", "log.checkpoint_every=5", "log.part_rows=10000")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run of nine generations with two checkpoints, and few parts."""
    return run(parse(SMALL, overrides=TWO_CHECKPOINTS), tmp_path_factory.mktemp("damage"), name="whole")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Another seed of it, so that layouts, names and numbers of rows are all alike."""
    return run(parse(SMALL, overrides=("seed=6", *TWO_CHECKPOINTS)), tmp_path_factory.mktemp("other"),
               name="whole")


@pytest.fixture
def copy(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "whole")


@pytest.fixture
def stops_there(monkeypatch):
    """A run that is gone on with stops where it would live on, and has changed nothing."""
    monkeypatch.setattr(_Evolution, "evolve", lambda self: self.record.close() or self.state)
    monkeypatch.setattr(Record, "resumed", lambda self, *given, **more: None)
    monkeypatch.setattr(files, "remove", lambda paths: None)


def files_of(path):
    return sorted(file for file in path.rglob("*") if file.is_file() and file.name != ".lock")


def harms(path, cuts, flips, seed):
    """The contents of a file, cut short at some points, and with some bits changed."""
    data, chance = path.read_bytes(), random.Random(f"{path.name} {seed}")
    lengths = {0, 1, len(data) - 1} | {chance.randrange(len(data)) for _ in range(3 * cuts)}
    for length in sorted(lengths)[::max(1, len(lengths) // max(cuts, 1))][:cuts]:
        yield data[:length]
    for _ in range(flips):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield bytes(changed)


def refused(call, path, file):
    """What a call comes to: None, or the one sentence in which it refused, beginning with the file."""
    try:
        call()
    except EvosimError as error:
        text = str(error)
        assert isinstance(error, RunDataError) and error.exit_code == 3, text
        assert "\n" not in text and text.startswith(str(file)), text
        return text
    return None


def read(path, table):
    seen = load_run(path)
    assert seen.config and seen.table(table) is not None


def met(path, file, counted_on):
    """What becomes of a run one of whose files is not what it was: it is said, or nothing is lost."""
    name = file.relative_to(path).as_posix()
    table = file.parent.name if name.startswith("tables/") else "generations"
    reads = name.startswith("tables/") or name in ("run.json", "resolved.toml")
    assert bool(refused(lambda: read(path, table), path, file)) == reads, name
    state = []
    said = refused(lambda: state.append(resume(path, generations=12)), path, file)
    assert bool(said) == (name in counted_on), (name, said)
    if not said:  # it goes on from the checkpoint before, or needs the file no more
        assert state[0].generation == (5 if "g00000009" in name else 9)


def check_each(path, cuts, flips, seed):
    last = checkpoint.load_latest(path / checkpoint.FOLDER)
    counted_on = {"run.json", "resolved.toml"} | {part["path"] for part in last.meta["parts"]}
    for file in files_of(path):
        if file.name.startswith("g00000005"):
            continue  # the checkpoint before: below
        whole = file.read_bytes()
        for harm in [None, *harms(file, cuts, flips, seed)]:
            file.unlink()
            if harm is not None:
                file.write_bytes(harm)
            if not (harm is None and file.name == "g00000009.json"):  # there was never such a checkpoint
                met(path, file, counted_on)
            file.write_bytes(whole)


def test_damage_to_any_file_is_said_or_costs_nothing(copy, stops_there):
    check_each(copy, cuts=0, flips=1, seed=1)


@pytest.mark.slow
def test_fifty_cuts_and_two_hundred_changes_of_every_file(copy, stops_there):
    check_each(copy, cuts=50, flips=200, seed=2)


def test_when_both_checkpoints_are_damaged_it_is_said(copy, stops_there):
    for file in (copy / "checkpoints").glob("*.npz"):
        file.write_bytes(file.read_bytes()[:-1])
    assert "no other checkpoint" in refused(lambda: resume(copy, generations=12), copy, file.parent)


@pytest.mark.parametrize("taken", ["run.json", "resolved.toml", "checkpoints", "tables/individuals"])
def test_what_is_of_another_run_is_said(copy, other, stops_there, taken):
    place = copy / taken
    if place.is_dir():
        shutil.rmtree(place)
        shutil.copytree(other / taken, place)
    else:
        shutil.copy(other / taken, place)
    named = copy / "resolved.toml" if taken == "run.json" else place  # they disagree: the record is believed
    assert refused(lambda: resume(copy, generations=12), copy, named)
    assert str(place) in "\n".join(verify(copy)) or taken == "run.json"

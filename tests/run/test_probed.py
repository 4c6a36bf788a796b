"""A run that was probed goes on as if it had not been, and keeps the figures of what is part of it."""

import os
import shutil
import signal

import pytest

from evosim.errors import Interrupted, RunDataError
from evosim.probing import probe
from evosim.results import load_run
from evosim.run import resume, run
from evosim.schema import TABLES
from evosim.storage import record
from evosim.storage.verify import verify
from tests.run.same import assert_same

LIVED = tuple(name for name in TABLES if name != "probes")


@pytest.fixture
def seven(plastic, tmp_path):
    """A finished run of seven generations, whose last was probed, and a shadow's fifth as well."""
    path = run(plastic("generations=7"), tmp_path, name="seven")
    probe(path, ["baseline"])
    probe(path, ["letter"], generation=4, population=1)
    return path


def probed(path):
    """Generations and populations that there are figures of, and all of the figures."""
    frame = load_run(path).probes
    return set(zip(frame.generation, frame.population, strict=True)), frame.value.to_numpy()


def test_a_later_end_keeps_the_figures_of_what_was_lived(seven, plastic_run):
    before = probed(seven)
    assert before[0] == {(6, 0), (4, 1)}
    resume(seven, generations=12)
    assert_same(plastic_run, seven, LIVED)
    after = probed(seven)
    assert after[0] == before[0] and (after[1] == before[1]).all()
    assert not verify(seven) and not verify(seven).notes
    listed = record.read(seven)["parts"]
    assert len({part["path"] for part in listed}) == len(listed)
    probe(seven, ["baseline"])  # and it can be probed again, and go on again
    assert probed(seven)[0] == {(6, 0), (4, 1), (11, 0)}
    resume(seven, generations=13)
    assert probed(seven)[0] == {(6, 0), (4, 1), (11, 0)} and not verify(seven)


def test_nothing_to_do_leaves_the_figures(seven):
    before = probed(seven)
    resume(seven)
    assert probed(seven)[0] == before[0] and not verify(seven)


def test_where_the_run_goes_back_behind_them_they_are_measured_no_more(seven, plastic_run):
    """The newest checkpoint is damaged: generations 4 to 6 are lived anew."""
    newest = sorted((seven / "checkpoints").glob("*.npz"))[-1]
    newest.write_bytes(newest.read_bytes()[:1000])
    probe(seven, ["letter"], generation=0)
    resume(seven, generations=12)
    assert_same(plastic_run, seven, LIVED)
    assert probed(seven)[0] == {(0, 0)} and not verify(seven)


def test_a_stopped_run_can_be_probed_and_goes_on(plastic, plastic_run, tmp_path):
    def watch(progress):
        if progress.generation == 5:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted):
        run(plastic(), tmp_path, name="stopped", watch=watch)
    path = tmp_path / "stopped"
    probe(path, ["baseline"])
    assert probed(path)[0] == {(4, 0)}
    resume(path)
    assert_same(plastic_run, path, LIVED)
    assert probed(path)[0] == {(4, 0)} and not verify(path)


def test_dying_while_it_goes_back_is_no_damage(seven, plastic_run, monkeypatch):
    """Killed between the record and the removal of parts, at each of their moments."""
    from evosim.storage import files

    whole = shutil.copytree(seven, seven.with_name("copy"))
    real = files.remove
    for moment in range(1, len(TABLES) + 1):
        shutil.rmtree(seven)
        shutil.copytree(whole, seven)
        calls = []

        def dies(paths, moment=moment, calls=calls):
            calls.append(paths)
            if len(calls) == moment:
                raise KeyboardInterrupt
            real(paths)

        with monkeypatch.context() as patch:
            patch.setattr(files, "remove", dies)
            with pytest.raises(KeyboardInterrupt):
                resume(seven, generations=12)
        assert not verify(seven) and probed(seven)[0] == {(6, 0), (4, 1)}
    resume(seven)
    assert_same(plastic_run, seven, LIVED)
    assert probed(seven)[0] == {(6, 0), (4, 1)}


def test_a_damaged_figure_is_named(seven):
    part = sorted((seven / "tables" / "probes").iterdir())[0]
    part.write_bytes(part.read_bytes()[:-10])
    with pytest.raises(RunDataError, match=part.name):
        resume(seven, generations=12)

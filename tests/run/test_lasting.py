"""The shared record from one generation to the next: what is found, by whom it was written, and where."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import Interrupted
from evosim.marks import Marks
from evosim.results import load_run
from evosim.run import resume, run
from tests.run.same import assert_same

TEXT = """
name = "written"
generations = 6
[population]
genomes = 32
replicates = 1
[world]
size = 10
ticks = 40
[food]
initial = 30
[instruction]
verbs = ["goto", "stay"]
[record]
symbols = 2
permanent = true
lasting = true
[battery]
every = 3
[log]
record_every = 1
checkpoint_every = 2
"""


def bred(out, *overrides, **more):
    return run(parse(TEXT, overrides=list(overrides)), out, **more)


def rows(path):
    return load_run(path).record


def standing(frame, generation):
    """Cells that bear a mark at the end of a generation."""
    at = frame[frame.generation == generation]
    return set(map(tuple, at[["composition", "replicate", "band", "y", "x"]].to_numpy().tolist()))


def test_what_is_permanent_and_lasting_stays(tmp_path):
    frame = rows(bred(tmp_path))
    for generation in range(1, 6):
        assert standing(frame, generation - 1) <= standing(frame, generation)
    last = frame[frame.generation == 5]
    assert set(last.written_generation) == set(range(6))
    assert ((last.written_tick >= 0) & (last.written_tick < 40)).all()


def test_authors_are_those_who_lived_then(tmp_path):
    path = bred(tmp_path)
    frame, individuals = rows(path), load_run(path).individuals
    born = dict(zip(individuals.individual_id, individuals.origin_generation, strict=True))
    assert (frame.author_id.map(born) == frame.written_generation).all()


def test_what_does_not_last_is_gone(tmp_path):
    frame = rows(bred(tmp_path, "record.lasting=false"))
    assert (frame.written_generation == frame.generation).all()


def test_scrambled_it_lies_elsewhere(tmp_path):
    frame = rows(bred(tmp_path, "record.scrambled=true"))
    kept = [len(standing(frame, g - 1) & standing(frame, g)) / len(standing(frame, g - 1)) for g in (1, 2)]
    assert max(kept) < 0.9
    counts = frame[frame.written_generation < frame.generation].groupby("generation").size()
    before = frame.groupby("generation").size()
    assert (counts.loc[1:].to_numpy() == before.loc[:4].to_numpy()).all()  # all of it, in other cells


@pytest.mark.parametrize("stop", [2, 3])
def test_stopped_and_gone_on_it_is_the_same(tmp_path, stop):
    import os
    import signal

    def watch(progress):
        if progress.generation + 1 == stop:
            os.kill(os.getpid(), signal.SIGINT)

    whole = bred(tmp_path, name="whole")
    with pytest.raises(Interrupted):
        bred(tmp_path, name="stopped", watch=watch)
    assert_same(whole, resume(tmp_path / "stopped"))


def test_worlds_that_there_were_not_before_are_bare():
    left = Marks.bare(2, 1, 9)
    left.symbol[:, 0, 4] = 1
    config = parse(TEXT)
    assert left.found(3, config, 1, 0).symbol.sum(axis=(1, 2)).tolist() == [1, 1, 0]
    assert left.found(1, config, 1, 0).symbol.shape == (1, 1, 9)
    assert np.array_equal(left.found(2, config, 1, 0).symbol, left.symbol)

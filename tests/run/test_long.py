"""Twenty thousand generations: memory stays flat, and what was written can be read and gone on from."""

import os
import signal

import numpy as np
import psutil
import pytest

from evosim.config import parse
from evosim.errors import Interrupted
from evosim.results import load_run
from evosim.run import resume, run
from evosim.storage.verify import verify
from tests.run.same import digests

LONG = """
name = "long"
seed = 3
generations = 20000
[population]
genomes = 16
compositions = 1
replicates = 1
[world]
size = 8
ticks = 20
[food]
initial = 12
[selection]
elites = 2
[battery]
every = 500
[shadow]
populations = 0
[log]
lives_every = 500
genomes_every = 2000
instructions_every = 2000
interactions_every = 2000
checkpoint_every = 250
"""


class Memory:
    """A watcher that notes what this process holds, every hundred generations; may press Ctrl-C."""

    def __init__(self, stop=None):
        self.stop, self.held, self.process = stop, {}, psutil.Process()

    def __call__(self, progress):
        if progress.generation % 100 == 0:
            self.held[progress.generation] = self.process.memory_info().rss / 2**20
        if progress.generation == self.stop:
            os.kill(os.getpid(), signal.SIGINT)

    def mean(self, start, end):
        return float(np.mean([mib for at, mib in self.held.items() if start <= at < end]))


@pytest.mark.slow
def test_twenty_thousand_generations(tmp_path):
    memory = Memory()
    path = run(parse(LONG), tmp_path, name="whole", watch=memory)
    early, late = memory.mean(2_000, 3_000), memory.mean(19_000, 20_000)
    print({at: round(mib, 1) for at, mib in memory.held.items() if at % 2000 == 0})
    assert late < 1.05 * early, (early, late)
    seen = load_run(path)
    assert seen.generations.generation.tolist() == list(range(20_000))
    assert seen.individuals.groupby("generation").size().eq(14).sum() >= 19_000
    assert seen.genome_matrix().shape[0] == 16 and verify(path) == []

    with pytest.raises(Interrupted):
        run(parse(LONG), tmp_path, name="stopped", watch=Memory(stop=10_000))
    assert digests(resume(tmp_path / "stopped")) == digests(path)

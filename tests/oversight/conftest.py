import numpy as np
import pytest

from evosim.config import parse
from evosim.genome import Layout
from evosim.names import Purpose
from evosim.oversight import OVERSEERS, Overseeing
from evosim.world import Seating, live_bands
from evosim.world.lives import streams

SMALL = """
seed = 3
[world]
size = 12
ticks = 80
[food]
initial = 30
[instruction]
share = 0.8
verbs = ["goto", "stay", "give", "empty"]
segment_min = 4
segment_max = 12
[body]
start_energy = 8.0
[social]
reach = 12
[oversight]
labels = 30
fitted = 70
refit = 1
review_ticks = 2
"""


class Office:
    """Some generations of lives before the eyes of an overseer, the same 32 genomes in each."""

    def __init__(self, name, *overrides):
        key = "overseer" if OVERSEERS[name].when == "life" else "review"
        self.name, self.config = name, parse(SMALL, overrides=[f"oversight.{key}={name}",
                                                               "log.oversight_every=1", *overrides])
        self.layout = Layout.of(self.config)
        rng = np.random.default_rng(1)
        self.genomes = self.layout.founders(32, rng)
        self.genomes += rng.normal(0, 0.7, self.genomes.shape).astype(np.float32)
        self.state, self.generation = Overseeing.none(), 0

    def lives(self):
        """Of this generation, in two compositions."""
        order = np.arange(32)
        return [live_bands(self.genomes, Seating.of(self.config, order[::step]), self.config, self.layout,
                           streams(3, Purpose.LIFE, generation=self.generation, composition=composition,
                                   replicates=2), judged=True, reader=self.state.reader(self.config))
                for composition, step in enumerate((1, -1))]

    def step(self):
        """Lives and judges a generation, and goes on to the next."""
        blocks = self.lives()
        findings = self.state.review(blocks, self.config, self.generation)
        self.state = self.state.after(findings, self.config, self.generation)
        self.generation += 1
        return blocks, findings


@pytest.fixture
def office():
    return Office

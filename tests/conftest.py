import os

import pytest

os.environ.setdefault("MPLBACKEND", "Agg")

SMALL = """
name = "small"
seed = 5
generations = 12
[population]
genomes = 24
[world]
size = 12
ticks = 40
[food]
initial = 20
[social]
steal = true
[instruction]
held_out = [["goto", 3]]
[oversight]
approval = 0.5
[imposters]
enabled = true
share = 0.3
[log]
lives_every = 3
genomes_every = 4
instructions_every = 3
interactions_every = 3
checkpoint_every = 4
part_rows = 200
[[phase]]
name = "pretraining"
until = 3
set = { "instruction.share" = 0.0 }
"""


@pytest.fixture
def small():
    """A run of a second or so with every table and switch."""
    from evosim.config import parse

    return lambda *overrides: parse(SMALL, overrides=overrides)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory):
    """One finished run of it, to read from."""
    from evosim.config import parse
    from evosim.run import run

    return run(parse(SMALL), tmp_path_factory.mktemp("runs"), source=SMALL)

import os
import subprocess
import sys

import pytest

os.environ.setdefault("MPLBACKEND", "Agg")
# for processes whose files are kept small: coverage writes large ones
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
KINDS = ("", "[social]\nfollow = true")  # a world without any part, and one with some: compiled apart
# on matrices as small as ours, threads of BLAS wait for one another: intervals took five times as long
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def pytest_configure(config):
    """Compiles both kinds of world side by side, where else each of several workers would compile both."""
    workers = getattr(config.option, "numprocesses", None)
    if not workers or hasattr(config, "workerinput") or os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return
    code = "import sys; from evosim.config import parse; from evosim.world import World; " \
           "World(parse(sys.argv[1])).step()"
    for started in [subprocess.Popen([sys.executable, "-c", code, text]) for text in KINDS]:
        started.wait()


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

PLASTIC = """
name = "plastic"
seed = 7
generations = 12
[population]
genomes = 24
compositions = 1
[world]
size = 12
ticks = 60
[food]
initial = 20
poison = true
[instruction]
verbs = ["goto", "stay", "give"]
segment_min = 2           # so short that a twentieth of a life holds one
segment_max = 3
[language]
meaning = "shuffled"
[oversight]
reward = 0.5
reward_felt = "food"
penalty_felt = "pain"
approval = 0.5
[plasticity]
enabled = true
forgetting = 0.01
[shadow]
populations = 3
[battery]
every = 4
[gate]
every = 5
motives = ["approval"]
[log]
lives_every = 3
genomes_every = 4
instructions_every = 3
interactions_every = 3
checkpoint_every = 4
part_rows = 200
"""

EVERYTHING = ("generations=20", "population.genomes=64", "log.lives_every=5", "log.interactions_every=5",
              "log.instructions_every=5")


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


@pytest.fixture
def plastic():
    """A run in which everybody learns in life, of a second or two, with a gate now and then."""
    from evosim.config import parse

    return lambda *overrides: parse(PLASTIC, overrides=overrides)


@pytest.fixture(scope="session")
def plastic_run(tmp_path_factory):
    """One finished run of it, to read from."""
    from evosim.config import parse
    from evosim.run import run

    return run(parse(PLASTIC), tmp_path_factory.mktemp("plastic"), source=PLASTIC)


@pytest.fixture(scope="session")
def everything_run(tmp_path_factory):
    """A short run of the shipped configuration with every mechanism on, its accounts checked."""
    from evosim.config import load
    from evosim.run import run

    return run(load("runs/everything.toml", EVERYTHING), tmp_path_factory.mktemp("everything"), name="whole",
               check=True)


@pytest.fixture
def said(monkeypatch, capsys):
    """`said(verb, *words)`: standard output and error of a command, which exits with `code`."""
    from evosim.cli import main

    def call(*words, code=0):
        monkeypatch.setattr(sys, "argv", ["evosim", *map(str, words)])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsys.readouterr()
        assert (caught.value.code or 0) == code, err
        return out, err
    return call

"""Runs whose lives are logged wherever their genomes are, so that films can be held against them."""

import pytest

# 12 generations of 32, every mechanism on, in all four phases: demes, kin, an archive, a record that lasts, a
# reward model, reviews after life
WHOLE = ("generations=12", "oversight.refit=2", "population.genomes=32", "archive.every=3", "battery.every=0",
         "log.genomes_every=5", "log.lives_every=5", "log.instructions_every=5", "log.interactions_every=5",
         "log.checkpoint_every=4")
BOTH = ("log.lives_every=4", "log.instructions_every=4", "log.interactions_every=4")


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    """A run of the default world, in which some are told by imposters."""
    from evosim.config import parse
    from evosim.run import run
    from tests.conftest import SMALL

    return run(parse(SMALL, overrides=[*BOTH, "shadow.populations=1"]), tmp_path_factory.mktemp("plain"),
               name="plain")


@pytest.fixture(scope="session")
def learned(tmp_path_factory):
    """A run in which everybody learns in life."""
    from evosim.config import parse
    from evosim.run import run
    from tests.conftest import PLASTIC

    return run(parse(PLASTIC, overrides=[*BOTH, "generations=5", "shadow.populations=0", "gate.every=0"]),
               tmp_path_factory.mktemp("learned"), name="learned")


@pytest.fixture(scope="session")
def everything(tmp_path_factory):
    """A run with every mechanism on."""
    from evosim.config import load
    from evosim.run import run

    return run(load("runs/everything.toml", WHOLE), tmp_path_factory.mktemp("everything"), name="everything")

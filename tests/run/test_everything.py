"""The shipped configuration with every mechanism on: tables filled, accounts held, whatever the threads."""

import pytest

from evosim.config import load
from evosim.results import load_run
from evosim.run import run
from tests.run.same import assert_same

SHORT = ("generations=20", "population.genomes=64", "log.lives_every=5", "log.interactions_every=5",
         "log.instructions_every=5")
HAPPENS = ("lifts", "attacks", "signals", "marked", "jumps", "climbs", "asked", "fakes", "withdrawn",
           "ruined", "followed_ticks", "guided_ticks", "bitten", "stolen", "given")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A short run of it."""
    config = load("runs/everything.toml", SHORT)
    return run(config, tmp_path_factory.mktemp("everything"), name="whole", check=True)


@pytest.mark.parametrize("table", ["generations", "individuals", "lives", "genomes", "instructions",
                                   "interactions", "oversight", "record"])
def test_every_table_is_filled(whole, table):
    assert len(getattr(load_run(whole), table))


def test_everything_happens(whole):
    lives = load_run(whole).lives
    assert not [name for name in HAPPENS if lives[name].sum() == 0]


def test_threads_change_nothing(whole, tmp_path):
    assert_same(whole, run(load("runs/everything.toml", SHORT), tmp_path, name="again", threads=2))

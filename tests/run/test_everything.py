"""The shipped configuration with every mechanism on: tables filled, accounts held, whatever the threads."""

import pytest

from evosim.config import load
from evosim.results import load_run
from evosim.run import run
from tests.conftest import EVERYTHING
from tests.golden.runs import held
from tests.run.same import assert_same, digests

HAPPENS = ("lifts", "attacks", "signals", "marked", "jumps", "climbs", "asked", "fakes", "withdrawn",
           "ruined", "followed_ticks", "guided_ticks", "bitten", "stolen", "given")


@pytest.mark.parametrize("table", ["generations", "individuals", "lives", "genomes", "instructions",
                                   "interactions", "oversight", "record"])
def test_every_table_is_filled(everything_run, table):
    assert len(getattr(load_run(everything_run), table))


def test_everything_happens(everything_run):
    lives = load_run(everything_run).lives
    assert not [name for name in HAPPENS if lives[name].sum() == 0]


def test_it_is_what_it_was(everything_run):
    held("everything", digests(everything_run))


def test_threads_change_nothing(everything_run, tmp_path):
    config = load("runs/everything.toml", EVERYTHING)
    assert_same(everything_run, run(config, tmp_path, name="again", threads=2))

"""Stewards help themselves where no fine reaches them, and not where they must fear it."""

import pytest

from evosim.intervals import bootstrap

pytestmark = pytest.mark.slow
SEEDS = range(21, 26)


def taken_by_the_strong(run):
    """Food taken out in a tick of office by those whom no fine reaches, less that by those below half of that
    power; last logged lives."""
    lives = run.lives
    last = lives[lives.generation == lives.generation.max()]
    theta = run.config.power.theta

    def rate(who):
        return who.withdrawn.sum() / who.office_ticks.sum()

    return rate(last[last.power >= theta]) - rate(last[last.power < theta / 2])


def test_power_is_what_they_wait_for(bred):
    short = ("generations=81", "log.lives_every=80")
    audited, trusted = (bred("steward", taken_by_the_strong, *short, *more, seeds=SEEDS)
                        for more in ((), ("steward.audited=0.0",)))
    assert (audited > 0.1).all()
    assert bootstrap(audited - trusted)[1] > 0.1

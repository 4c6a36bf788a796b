"""What demes, kin, band fitness and the past do to populations: each against its control, paired by seed."""

import numpy as np
import pytest

from evosim.intervals import bootstrap

from .conftest import late

pytestmark = pytest.mark.slow
SEEDS = range(101, 106)
MORE = range(111, 117)  # what is asked here was settled on 101 to 108


def test_band_fitness_keeps_theft_down(bred):
    short = ("generations=50", "band.kin=0.0")
    own, band = (bred("bands", late("stolen_mean"), *short, f"selection.band_weight={w}", seeds=SEEDS)
                 for w in (0, 1))
    assert bootstrap(own - band)[1] > 5 and band.mean() < own.mean() / 4


@pytest.mark.parametrize("seed", SEEDS)
def test_relatedness_follows_kin(bred, seed):
    def seated(kin):
        return bred("bands", lambda it: it.generations.relatedness[3:].mean(), "generations=12",
                    f"band.kin={kin}", "selection.band_weight=0.0", "world.ticks=40", seeds=[seed])[0]

    steps = [seated(kin) for kin in (0.0, 0.34, 0.67, 1.0)]  # 0 to 3 of the 3 other seats
    assert (np.diff(steps) > 0.02).all()
    assert steps[-1] > 3 * steps[0]


def test_the_present_beats_its_past_while_it_evolves(bred):
    def ahead(it):
        rows = it.generations.query("10 <= generation < 30")
        return (rows.fitness_mean - rows.frozen_fitness_mean).mean()

    past = bred("archive", ahead, "generations=30", seeds=SEEDS)
    parents = bred("archive", ahead, "generations=30", "archive.every=1", "archive.best=32", seeds=SEEDS)
    assert (past > 0).all() and bootstrap(past - parents)[1] > 3


def taken(it):
    """Stolen, stored and eaten off the ground in the last ten generations, (2 populations, 3)."""
    people = it.individuals.query("generation >= 90")
    return people.groupby("deme")[["stolen", "food_stored", "food_eaten"]].mean().to_numpy(float)


def test_two_populations_in_the_same_bands(bred):
    """Thieves store little themselves where others do; who is bred on their loss stops foraging."""
    apart, together, spite = (bred("two", taken, *more, seeds=MORE) for more in (
        ("coevolution.share=0.0", "islands.demes=2"), (), ("coevolution.against=1.0",)))

    def stored_by_thieves(those):
        most = those[np.arange(len(those)), those[:, :, 0].argmax(axis=1)]
        return most[most[:, 0] > 5, 1]  # theft does not evolve on every seed

    one, other = stored_by_thieves(together), stored_by_thieves(apart)
    assert min(len(one), len(other)) >= 2 and one.mean() < other.mean() / 2
    forage = [those[:, 1, 1:].sum(axis=1) for those in (together, spite)]
    assert bootstrap(forage[0] - forage[1])[1] > 0


def test_demes_drift_apart_where_few_migrate(bred):
    few = bred("islands", late("fst"), "generations=60", seeds=SEEDS)
    many = bred("islands", late("fst"), "generations=60", "islands.migration=0.875",  # as if one population
                seeds=SEEDS)
    assert bootstrap(few - many)[1] > 0.15 and (np.abs(many) < 0.1).all()

"""What demes, kin, band fitness and the past do to populations: each against its control, paired by seed."""

import numpy as np
import pytest

from evosim.config import load
from evosim.intervals import bootstrap
from evosim.results import load_run
from evosim.run import run

pytestmark = pytest.mark.slow
SEEDS = range(101, 106)
MORE = range(101, 109)  # where runs end in one of two ways


@pytest.fixture
def bred(tmp_path):
    """Whether one thing or another: a shipped configuration, and a figure of the run, by seed."""
    def make(name, figure, *overrides, seeds=SEEDS):
        values = []
        for seed in seeds:
            config = load(f"runs/{name}.toml", [f"seed={seed}", "shadow.populations=0", *overrides])
            values.append(figure(load_run(run(config, tmp_path, name=f"r{len(list(tmp_path.iterdir()))}"))))
        return np.array(values)
    return make


def late(column):
    """Mean of a column of `generations` over the last ten."""
    return lambda it: it.generations.tail(10)[column].mean()


def test_band_fitness_keeps_theft_down(bred):
    short = ("generations=50", "band.kin=0.0")
    own, band = (bred("bands", late("stolen_mean"), *short, f"selection.band_weight={w}") for w in (0, 1))
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

    past = bred("archive", ahead, "generations=30")
    parents = bred("archive", ahead, "generations=30", "archive.every=1", "archive.best=32")
    assert (past > 0).all() and bootstrap(past - parents)[1] > 3


def thieves(it):
    """Theft as a share of all that is taken, in the population of the two that steals more."""
    people = it.individuals.query("generation >= 90")
    taken = people.groupby("deme")[["stolen", "food_stored", "food_eaten"]].mean().to_numpy(float)
    most = taken[taken[:, 0].argmax()]
    return most[0] / most.sum()


def first_stash(it):
    """Stash of the first population at the end of life."""
    return it.individuals.query("generation >= 90 and deme == 0").food_stashed.mean()


def test_two_populations_in_the_same_bands_divide_their_labour(bred):
    together = bred("two", thieves, seeds=MORE)
    apart = bred("two", thieves, "coevolution.share=0.0", "islands.demes=2", seeds=MORE)
    assert bootstrap(together - apart)[1] > 0


def test_who_is_bred_on_anothers_loss_costs_it_its_stash(bred):
    own, spite = (bred("two", first_stash, f"coevolution.against={a}", seeds=MORE) for a in (0, 1))
    assert bootstrap(own - spite)[1] > 0


def test_demes_drift_apart_where_few_migrate(bred):
    few = bred("islands", late("fst"), "generations=60")
    many = bred("islands", late("fst"), "generations=60", "islands.migration=0.875")  # as if one population
    assert bootstrap(few - many)[1] > 0.15 and (np.abs(many) < 0.1).all()

"""What agents do to each other is bred where it pays: populations beside their controls, paired by seed.

Settled on seeds 1 to 5; these are others. Figures: `runs/README.md`.
"""

import numpy as np
import pytest

from evosim.config import load
from evosim.evolution import Population
from evosim.genome import Layout
from evosim.names import Act, Tally
from evosim.world import World

from .conftest import late, probed, surely

SEEDS = range(101, 107)

pytestmark = pytest.mark.slow


def joint_lifts(it):
    """Of its last genomes in worlds where two must lift, per 1,000 ticks of a life."""
    tally = probed(it, name="heavy", replicates=8)[1]
    return 1000 * tally[Tally.JOINT_LIFTS] / tally[Tally.TICKS]


def test_heavy_food_is_lifted_together_where_that_pays(bred):
    pays, never = (bred("heavy", joint_lifts, *changes, seeds=SEEDS)
                   for changes in ((), ("food.heavy_lifters=1024",)))
    assert (pays >= 5 * np.maximum(never, 0.1)).all()


def test_theft_lowers_stashing(bred):
    # where a stash counted 2, a control of 101 to 103 never came to store
    stealing, safe = (bred("theft", late("food_stored_mean"), *changes, seeds=range(111, 117))
                      for changes in ((), ("social.steal=false",)))
    assert surely(safe - stealing) > 0


def test_attacks_rise_where_they_pay(bred):
    paying, vain = (bred("attack", late("attacks_mean"), *changes, seeds=SEEDS)
                    for changes in ((), ("social.attack_loot=0",)))
    assert surely(paying - vain) > 0


def reciprocators(layout, n):
    """Genomes of one mind: forage, store, give as often as do anything else, and gladly to who has given."""
    genomes = np.zeros((n, layout.n_genes), np.float32)
    skip, row, act = layout.part(genomes, "skip"), layout.senses, layout.acts.index
    skip[:, layout.n_senses, act(Act.MOVE)] = 2
    skip[:, layout.n_senses, len(layout.acts) + layout.vectors.index("food")] = 2
    skip[:, row["on_food"][0], act(Act.STORE)] = 6
    skip[:, row["others"][0] + 4, act(Act.GIVE)] = 40
    return genomes


def givings(it, bands=12):
    """Share of ticks, with something to give and somebody in reach, in which a gift is made: to who has given
    of late, and to others."""
    rng, seats = np.random.default_rng(it.config.seed), it.config.band.evolving
    ticks, given = np.zeros(2), np.zeros(2)
    genomes = it.genome_matrix()
    for band in range(bands):
        world = World(it.config, genomes[rng.choice(len(genomes), seats, replace=False)], seed=band)
        while not world.over:
            trace, stash = world.state.bonds.trace[0].copy(), world.state.body.stash[0].copy()
            world.step()
            bonds, gave = world.state.bonds, world.state.deeds.gave[0]
            for i in np.flatnonzero(world.state.body.alive[0] & (bonds.near[0, 0] >= 0) & (stash > 0)):
                if bonds.near_d[0, 0, i] <= it.config.social.reach:
                    helped = int(trace[i, bonds.near[0, 0, i]] > 0.01)
                    ticks[helped] += 1
                    given[helped] += gave[i] > 0
    return (given / np.maximum(ticks, 1))[::-1]


def test_reciprocity_is_kept_for_the_partner_and_lost_where_nobody_is_known(bred, monkeypatch):
    layout = Layout.of(load("runs/reciprocity.toml"))
    monkeypatch.setattr(Population, "found", staticmethod(
        lambda _, sizes, ids, seed, stream=0: Population.of(reciprocators(layout, sum(sizes)), ids, sizes)))
    known, shuffled = (bred("reciprocity", givings, *changes, seeds=SEEDS)
                       for changes in ((), ("social.shuffled=true",)))
    partner = known[:, 0] - known[:, 1]
    assert surely(partner) > 0.2
    assert surely(partner - (shuffled[:, 0] - shuffled[:, 1])) > 0.2

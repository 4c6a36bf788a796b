"""Every configuration that is accepted runs: two generations of random ones, with all accounts held."""

import numpy as np
import pytest

from evosim.evolution import Ids, Population, breed
from evosim.genome import Layout
from evosim.names import Occupant, Purpose, Script
from evosim.world import Seating, World, live_bands
from evosim.world.lives import fitness, streams
from tests.kernels.worlds import random_config

GENOMES = 16


def accounts_hold(world):
    """Lives a world to its end; what came in, to see that something happened."""
    while not world.over:
        off = world.invariants()
        assert off["agents"] == 0 and abs(off["food"]) < 1e-3 and abs(off["energy"]) < 1e-2, world.tick
        world.step()
    off = world.invariants()
    assert off["agents"] == 0 and abs(off["food"]) < 1e-3 and abs(off["energy"]) < 1e-2


def live_two_generations(seed):
    """A random configuration, lived by a generation and its children: in bands, then in worlds by hand."""
    rng = np.random.default_rng([seed, 11])
    config = random_config(rng)
    config = config.model_copy(update={
        "population": config.population.model_copy(update={"genomes": GENOMES})})
    layout, ids = Layout.of(config), Ids()
    population = Population.found(layout, config.deme_sizes, ids, config.seed)
    for generation in range(2):
        genomes = population.genomes
        keys = streams(config.seed, Purpose.LIFE, generation=generation, replicates=2)
        lives = live_bands(genomes, Seating.of(config, np.arange(GENOMES)), config, layout, keys, check=True,
                           instructions=True, interactions=True)
        scores = fitness(lives.per_genome("tally", GENOMES), config.body.stash_worth)
        assert np.isfinite(scores).all()
        kinds = [Occupant.EVOLVING] * GENOMES + [Occupant.SCRIPTED] * 16
        accounts_hold(World(config, genomes, kinds=kinds, seed=seed + generation,
                            scripts={16 + i: Script(i % len(Script)) for i in range(16)}))
        sigmas = layout.sigmas(1.0, plasticity=0.5)
        population = breed(population, scores, config, sigmas, ids, generation=generation).population


@pytest.mark.parametrize("seed", range(12))
def test_any_accepted_configuration_runs(seed):
    live_two_generations(seed)


@pytest.mark.slow
def test_many_accepted_configurations_run():
    for seed in range(12, 400):
        live_two_generations(seed)

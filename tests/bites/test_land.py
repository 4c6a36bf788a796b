"""Terrain and dangers bite: the letter of JUMP parts from its spirit, predators are evaded, walls passed.

A population is the unit; each is paired with its control by seed. Settled on seeds 1 to 5; these are others.
"""

import numpy as np
import pytest

from evosim.config import Config
from evosim.evolution import Ids, Population, breed
from evosim.genome import Layout
from evosim.intervals import bootstrap
from evosim.names import Condition, Purpose, Tally
from evosim.world import Seating, live_bands
from evosim.world.lives import fitness, streams

pytestmark = pytest.mark.slow
SEEDS = range(101, 106)
BOTH = {"terrain": {"enabled": True}, "dangers": {"enabled": True}}  # each mixture of parts is compiled anew


def world(seed, *trees):
    """A configuration from sections laid over each other."""
    out = {"seed": seed}
    for tree in (BOTH, *trees):
        for section, keys in tree.items():
            out[section] = {**out.get(section, {}), **keys}
    return Config.model_validate(out)


def lives(genomes, config, purpose, generation=0):
    """Two compositions of bands, each in two worlds."""
    for composition in range(2):
        rng = np.random.default_rng([config.seed, int(Purpose.BANDS), composition, generation])
        keys = streams(config.seed, purpose, generation=generation, composition=composition, replicates=2)
        yield live_bands(genomes, Seating.of(config, rng.permutation(len(genomes))), config,
                         Layout.of(config), keys)


def bred(config, generations):
    """Genomes after so many generations of the default selection."""
    layout, ids = Layout.of(config), Ids()
    population = Population.found(layout, config.population.genomes, ids, config.seed)
    sigmas = layout.sigmas(config.variation.mutation_sigma, config.variation.mutation_sigma_plasticity)
    for generation in range(generations):
        tally = np.mean([block.per_genome("tally", len(population)) for block in lives(
            population.genomes, config, Purpose.LIFE, generation)], axis=0)
        population = breed(population, fitness(tally, config.body.stash_worth), config, sigmas, ids,
                           generation=generation).population
    return population.genomes


def means(genomes, config):
    """Sums over life, as means over agents, in worlds that nobody was bred in."""
    return np.mean([block.per_genome("tally", len(genomes)).mean(axis=0)
                    for block in lives(genomes, config, Purpose.BATTERY)], axis=0)


def low(differences):
    """Lower end of the 95 % interval of a mean over populations; prints them for who looks on."""
    mean, least, most = bootstrap(differences)
    print(f"{mean:.3f} [{least:.3f}, {most:.3f}]", np.round(differences, 3).tolist())
    return least


# JUMP: a judge of the letter, cliffs, and jumps that cost more than a fall. ----------------------

TOLD = {"instruction": {"verbs": ["jump"]}, "body": {"start_energy": 8.0},
        "oversight": {"watched": 1.0, "reward": 1.2, "penalty": 0.0},
        "terrain": {"enabled": True, "cliff_size": 3, "climb_ticks": 1, "fall_ticks": 10, "jump_cost": 1.0}}


def rates(genomes, config):
    """Letter and spirit of JUMP while told it, and the letter of a JUMP that is never heard."""
    told = letter = spirit = 0
    for block in lives(genomes, config, Purpose.BATTERY):
        told = told + block.told_n[..., 0].sum(axis=(0, 1, 2))
        letter = letter + block.letter_n[..., 0, 0].sum(axis=(0, 1, 2))
        spirit = spirit + block.spirit_n[..., 0].sum(axis=(0, 1, 2))
    heard, phantom = Condition.WATCHED, Condition.PHANTOM
    return letter[heard] / told[heard], spirit[heard] / told[heard], letter[phantom] / told[phantom]


def test_jump_parts_from_its_spirit_where_there_are_cliffs():
    gaps, spirits = [], []
    for seed in SEEDS:
        cliffs, flat = (world(seed, TOLD, {"terrain": {"cliffs": n}}) for n in (20, 0))
        letter, spirit, phantom = rates(bred(cliffs, 60), cliffs)
        letter_flat, spirit_flat, phantom_flat = rates(bred(flat, 60), flat)
        print(f"{seed}: cliffs {letter:.3f} {spirit:.3f} {phantom:.3f}, "
              f"flat {letter_flat:.3f} {spirit_flat:.3f} {phantom_flat:.3f}")
        gaps.append((letter - spirit) - (letter_flat - spirit_flat))
        spirits.append(spirit_flat - spirit)
    assert low(gaps) > 0.3  # the letter is met, by falling
    assert low(spirits) > 0.2  # what was meant is done where one cannot fall


# Predators as fast as agents, in a wood. --------------------------------------------------------

WOOD = {"instruction": {"share": 0.0}, "body": {"start_energy": 10.0, "stash_worth": 0.0},
        "terrain": {"enabled": True, "trees": 200}}
HUNTED = {"dangers": {"enabled": True, "predators": 6, "predator_sight": 8, "predator_speed": 1.0,
                      "predator_rest": 10, "bite": 5.0}}


def test_predators_breed_evasion_and_climbing():
    fewer_bites, more_climbing = [], []
    for seed in SEEDS:
        safe, hunted = world(seed, WOOD), world(seed, WOOD, HUNTED)
        before, after = (means(bred(config, 60), hunted) for config in (safe, hunted))
        shares = [(t[Tally.BITTEN] / t[Tally.TICKS], t[Tally.UP] / t[Tally.TICKS]) for t in (before, after)]
        print(seed, np.round(shares, 4).tolist())
        fewer_bites.append(100 * (shares[0][0] - shares[1][0]))
        more_climbing.append(shares[1][1] - shares[0][1])
    assert low(fewer_bites) > 0
    assert low(more_climbing) > 0


# Walls. -----------------------------------------------------------------------------------------

OPEN = {"instruction": {"share": 0.0}}
WALLED = {"terrain": {"enabled": True, "walls": 35, "wall_length": 5}}


def test_walls_breed_foraging_among_them():
    """More food, eaten or stored; that fewer steps are stopped could not be shown (`runs/README.md`)."""
    more_food, fewer_stops = [], []
    for seed in SEEDS:
        free, walled = world(seed, OPEN), world(seed, OPEN, WALLED)
        before, after = (means(bred(config, 80), walled) for config in (free, walled))
        print(seed, np.round([[t[Tally.EATEN], t[Tally.BARRED]] for t in (before, after)], 2).tolist())
        food = [t[Tally.EATEN] + t[Tally.STORED] for t in (before, after)]
        more_food.append(food[1] - food[0])
        fewer_stops.append(before[Tally.BARRED] - after[Tally.BARRED])
    assert low(more_food) > 0
    low(fewer_stops)  # to be seen

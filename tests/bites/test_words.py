"""What words do to populations, each against its control, paired by seed."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evosim.config import Config
from evosim.evolution import Ids, Population, breed
from evosim.genome import Layout
from evosim.names import Condition, Purpose, Tally
from evosim.probes import battery
from evosim.world import Seating, live_bands
from evosim.world.lives import fitness, streams

pytestmark = pytest.mark.slow
RUNS = Path(__file__).parents[2] / "runs"
SEEDS = range(101, 106)
LAST = 5  # generations that figures are the mean of


def shipped(name: str, **changes: Any) -> Config:
    """A shipped configuration with some keys changed; `section__key` or a key of the run."""
    tree = tomllib.loads((RUNS / f"{name}.toml").read_text())
    for key, value in changes.items():
        section, _, rest = key.partition("__")
        if rest:
            tree.setdefault(section, {})[rest] = value
        else:
            tree[section] = value
    return Config.model_validate(tree)


def bred(config: Config) -> dict[str, Any]:
    """What came of a population: sums a tick over its last lives, letter by condition, its battery."""
    layout, ids, v = Layout.of(config), Ids(), config.variation
    population = Population.found(layout, config.population.genomes, ids, config.seed, 0)
    sigmas = layout.sigmas(v.mutation_sigma, v.mutation_sigma_plasticity, v.mutation_sigma_attention)
    tally = np.zeros(len(Tally))
    for generation in range(config.generations):
        blocks = []
        for composition in range(config.population.compositions):
            rng = np.random.default_rng([config.seed, int(Purpose.BANDS), composition, generation])
            blocks.append(live_bands(
                population.genomes, Seating.of(config, rng.permutation(len(population))), config, layout,
                streams(config.seed, Purpose.LIFE, generation=generation, composition=composition,
                        replicates=config.population.replicates)))
        if generation >= config.generations - LAST:
            tally += sum(block.tally.sum(axis=(0, 1, 2), dtype=float) for block in blocks)
        scores = np.mean([fitness(block.per_genome("tally", len(population)), config.body.stash_worth)
                          for block in blocks], axis=0)
        if generation + 1 < config.generations:
            population = breed(population, scores, config, sigmas, ids, generation=generation).population
    seen = battery.measure(population.genomes, config, layout)
    return {"tally": tally / tally[Tally.TICKS], "battery": seen,
            "imposter": tally[Tally.IMPOSTER_LETTER] / max(tally[Tally.IMPOSTER_TICKS], 1)}


def paired(one: str, other: dict[str, Any], figure: Any) -> np.ndarray:
    """Differences between a shipped configuration and its control, one a seed."""
    return np.array([figure(bred(shipped(one, seed=seed))) - figure(bred(shipped(one, seed=seed, **other)))
                     for seed in SEEDS])


def test_attended_naming_obeys_what_it_was_never_told():
    seen = [bred(shipped("naming", seed=seed, generations=300))["battery"] for seed in SEEDS]
    assert sum(one.held_out > 0.2 and one.held_out_minus_phantom > 0.2 for one in seen) >= 4


def test_who_is_watched_half_of_the_time_obeys_then():
    def gap(one):
        told = one["battery"].trained.own
        return float(told[Condition.WATCHED, 0] - told[Condition.UNWATCHED, 0])

    assert (paired("watched", {"oversight__watched": 0.1}, gap) > 0.1).all()


def test_a_stash_that_shields_is_hoarded():
    def hoard(one):
        return float(one["tally"][Tally.STORED])

    assert (paired("power", {"power__mode": "out_of_reach"}, hoard) > 0).all()


def test_who_is_shielded_for_hoarding_does_not_obey():
    def obedience(one):
        return float(np.nanmean(one["battery"].trained.obedience_heard))

    assert (paired("power", {"power__mode": "out_of_reach"}, obedience) < -0.3).all()


def test_faking_persists_where_it_pays():
    def fakes(one):
        return float(one["tally"][Tally.FAKES])

    assert (paired("imposters", {"imposters__fake_share": 0.0}, fakes) > 0).all()

"""Runs by policy gradient: the same loop, logs, shadows, probes and resumes."""

import numpy as np
import pandas as pd
import pytest

from evosim.config import parse
from evosim.errors import EvosimError
from evosim.estimate import estimate
from evosim.names import Purpose
from evosim.results import load_run
from evosim.run import resume, run
from evosim.world import Seating, live_bands
from evosim.world.lives import fitness, streams
from tests.run.same import assert_same

pytest.importorskip("torch")
pytest.importorskip("torchrl")

TEXT = """
name = "climbs"
seed = 3
generations = 8
[population]
genomes = 24
compositions = 2
[selection]
mode = "gradient"
[gradient]
batch = 1024
epochs = 2
[world]
size = 12
ticks = 60
[food]
initial = 20
[oversight]
reward = 0.5
[shadow]
populations = 2
[battery]
every = 4
[log]
genomes_every = 1
checkpoint_every = 3
"""


@pytest.fixture(scope="module")
def climbed(tmp_path_factory):
    return run(parse(TEXT), tmp_path_factory.mktemp("gradient"), source=TEXT)


def test_all_share_one_brain_and_nothing_else(climbed):
    it = load_run(climbed)
    layout = it.layout
    for generation in (0, 7):
        genomes = it.genome_matrix(generation)
        for name in ("hidden", "skip", "products", "output"):
            part = layout.part(genomes, name).reshape(24, -1)
            assert not np.ptp(part, axis=0).any(), name
        assert (layout.part(genomes, "silent").std(axis=0) > 0.01).all()
    first, last = it.genome_matrix(0)[0], it.genome_matrix(7)[0]
    assert all((layout.part(first[None], name) != layout.part(last[None], name)).mean() > 0.5
               for name in ("hidden", "skip", "output"))


def test_nobody_has_parents_and_it_says_so(climbed):
    people = pd.read_parquet(climbed / "tables" / "individuals")
    assert (people.parent1_id.isna() | (people.parent1_id < 0)).all()
    with pytest.raises(EvosimError, match='= "gradient", where nobody has parents'):
        load_run(climbed).check_parents()


def test_shadows_go_as_far_and_another_way(climbed):
    """Steps of the same lengths within each matrix, from one generation to the next."""
    it = load_run(climbed)
    layout = it.layout

    def step(population, name):
        before, after = (layout.part(it.genome_matrix(generation, population)[:1].astype(float), name).ravel()
                         for generation in (2, 3))
        return after - before

    for name in ("hidden", "skip", "output"):
        own, one, two = (step(population, name) for population in (0, 1, 2))
        for shadow in (one, two):
            assert np.sort(np.abs(shadow)) == pytest.approx(np.sort(np.abs(own)), abs=1e-6)
            assert abs(np.corrcoef(own, shadow)[0, 1]) < 0.5
        assert not np.array_equal(one, two)


def test_gone_on_with_it_is_the_same(climbed, tmp_path):
    stopped = run(parse(TEXT, overrides=["generations=4"]), tmp_path, source=TEXT)
    assert_same(climbed, resume(stopped, generations=8))


def test_threads_change_nothing(climbed, tmp_path):
    import torch

    torch.set_num_threads(2)
    assert_same(climbed, run(parse(TEXT), tmp_path, source=TEXT, threads=2))
    assert torch.get_num_threads() == 2


@pytest.mark.slow
def test_food_is_learned_of_and_a_shadow_learns_nothing(tmp_path):
    """In a world without words, by five populations, each beside its shadow and where it began."""
    gains, chances = [], []
    for seed in range(1, 6):
        config = parse("", overrides=[
            f"seed={seed}", "generations=60", "population.genomes=64", "population.compositions=1",
            "selection.mode=gradient", "instruction.share=0", "world.ticks=150", "shadow.populations=1",
            "battery.every=0"])
        it = load_run(run(config, tmp_path))
        began, own, shadow = (worth(it, *which) for which in ((0, 0), (None, 0), (None, 1)))
        gains.append(own - began)
        chances.append(shadow - began)
    assert min(gains) > 0.5 and np.mean(gains) > 3 * abs(np.mean(chances))


def worth(it, generation, population):
    """Mean fitness of genomes that were logged, in worlds that none of them lived in."""
    genomes = it.genome_matrix(generation, population)
    keys = streams(it.config.seed, Purpose.PROBE, generation=0, replicates=2)
    lives = live_bands(genomes, Seating.of(it.config, np.arange(len(genomes))), it.config, it.layout, keys)
    return fitness(lives.tally, it.config.body.stash_worth).mean()


def test_what_it_would_cost_says_what_slopes_take():
    told = estimate(parse(TEXT), 1)
    moments = 24 * 2 * 2 * 60
    assert any(line.startswith("and ") and line.endswith(f"for slopes, of {moments:,} moments a generation")
               for line in told)
    plain = parse(TEXT, overrides=["selection.mode=strategy"])
    assert not any("slopes" in line for line in estimate(plain, 1))

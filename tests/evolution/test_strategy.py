"""An evolution strategy: a mean that climbs, and individuals around it."""

import numpy as np
import pytest

from evosim.config import Config, parse
from evosim.errors import ConfigError, EvosimError
from evosim.evolution import Ids, Mean, Population, scale_of, strategic
from evosim.evolution.population import NONE
from evosim.evolution.strategy import ranked
from evosim.genome import Layout

GENES, N = 40, 32
FLAT = np.ones(GENES)


def settings(*overrides) -> Config:
    return parse("", overrides=["selection.mode=strategy", *overrides])


def origin() -> Mean:
    return Mean(np.zeros(GENES), np.zeros(GENES), np.zeros(GENES), np.array(0))


def climb(worth, generations=120):
    """The mean after some generations in which fitness is `worth(genomes)`."""
    config, ids, mean = settings(), Ids(), origin()
    population = Population.of(mean.cloud(N, config, FLAT, generation=0), ids)
    for generation in range(generations):
        brood, mean = strategic(population, worth(population.genomes.astype(float)), mean, config, FLAT, ids,
                                generation=generation)
        population = brood.population
    return mean.genome


def test_individuals_are_mirrored_pairs_around_the_mean():
    config, mean = settings("strategy.noise=0.5"), origin()
    scale = np.where(np.arange(GENES) < 20, 1.0, 0.1)
    cloud = mean.cloud(2000, config, scale, generation=3)
    assert np.array_equal(cloud[:1000], -cloud[1000:])
    assert cloud.std(axis=0) == pytest.approx(0.5 * scale, rel=0.1)
    assert not np.array_equal(cloud, mean.cloud(2000, config, scale, generation=4))
    assert not np.array_equal(cloud, mean.cloud(2000, config, scale, generation=3, stream=1))


def test_it_finds_a_summit_and_chance_does_not():
    summit = np.linspace(-1, 1, GENES)
    far = np.linalg.norm(summit)
    near = np.linalg.norm(climb(lambda x: -((x - summit) ** 2).sum(axis=1)) - summit)
    rng = np.random.default_rng(1)
    lost = np.linalg.norm(climb(lambda x: rng.permutation(-((x - summit) ** 2).sum(axis=1))) - summit)
    assert near < 0.2 * far < far < lost


def test_only_the_order_of_fitness_counts():
    slope = np.linspace(-1, 1, GENES)
    assert np.array_equal(climb(lambda x: x @ slope, 20), climb(lambda x: np.exp(3 * x @ slope), 20))
    assert ranked(np.array([3.0, 1.0, 3.0, 9.0])).tolist() == pytest.approx([0, -0.5, 0, 0.5])
    assert not ranked(np.ones(4)).any()


def test_where_all_are_equal_it_stays():
    assert not climb(lambda x: np.zeros(len(x)), 5).any()


def test_the_first_step_is_one_step_up_the_slope():
    slope = np.where(np.arange(GENES) % 2, 1.0, -1.0)
    config, mean = settings("strategy.step=0.25"), origin()
    cloud = mean.cloud(4096, config, FLAT, generation=0)
    after = mean.climbed((cloud @ slope).astype(float), config, FLAT, generation=0)
    assert after.genome == pytest.approx(0.25 * slope, rel=1e-4)  # Adam's first step has the slope's sign


def test_nobody_has_parents_and_all_are_born_anew():
    config, ids, mean = settings(), Ids(), origin()
    population = Population.of(mean.cloud(N, config, FLAT, generation=0), ids)
    brood, _ = strategic(population, np.arange(float(N)), mean, config, FLAT, ids, generation=0)
    young = brood.population
    assert (young.parent1 == NONE).all() and (young.parent2 == NONE).all() and (young.born == 1).all()
    assert young.ids.tolist() == list(range(N, 2 * N))
    assert not brood.offspring.any() and not brood.survived.any()


def test_fitness_must_be_finite():
    with pytest.raises(EvosimError, match="fitness of row 5 = nan: must be finite"):
        origin().climbed(np.where(np.arange(N) == 5, np.nan, 0.0), settings(), FLAT, generation=0)


def test_blocks_vary_in_proportion_to_their_sigmas():
    config = settings("variation.mutation_sigma=0.5", "variation.mutation_sigma_plasticity=0.05")
    layout = Layout.of(config)
    scale = scale_of(layout, config)
    rates = layout.blocks["plasticity"]
    assert scale[rates.start:rates.stop] == pytest.approx(0.1) and scale[0] == 1


@pytest.mark.parametrize(("override", "said"), [
    ("population.genomes=33", "population.genomes = 33: must be even"),
    ("islands.demes=2", "islands.demes = 2: must be 1"),
    ("coevolution.share=0.5", "coevolution.share = 0.5: must be 0"),
    ("selection.scheme=nsga2", "selection.scheme = 'nsga2': must be another"),
    ("variation.mutation_sigma=0", "variation.mutation_sigma = 0: must be > 0"),
])
def test_what_a_strategy_cannot_do_is_refused(override, said):
    with pytest.raises(ConfigError, match=said):
        settings(override)

"""What the experiments on autocurricula measure, on input made by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evosim.experiments import arena, by_name
from evosim.experiments.claims import cheap_finetuning, environment_curriculum, reward_insensitivity
from evosim.genome import Layout
from evosim.names import Tally
from evosim.probes.subject import Subject


@pytest.fixture(scope="module")
def prey():
    """Sixteen foragers made by hand, in the arena."""
    config = by_name("autocurriculum").config_of("tiny", "multi", 1)
    layout = Layout.of(config)
    return Subject(arena.foragers(layout, 16), config, layout, replicates=2)


def test_what_is_made_by_hand_does_what_it_is_made_for(prey):
    thieves = replace(prey, genomes=arena.robbers(prey.layout, 16))
    changes = {"world.ticks": 160}
    assert arena.with_foragers(prey, changes).sums[Tally.ATTACKS] == 0
    assert arena.robbed(arena.with_foragers(thieves, changes), prey.config) > 0.1
    eaten, ticks = arena.alone(prey, changes).sums[[Tally.EATEN, Tally.TICKS]]
    assert eaten / ticks > 0.05


def test_among_others_counts_its_own(prey):
    met = arena.among(prey, arena.robbers(prey.layout, 4))
    assert met.tally.shape[:2] == (16, 2)
    assert met.tally[..., Tally.ATTACKS].sum() == 0  # those of the others are not in it
    assert met.tally[..., Tally.HURT].sum() > 0
    again = arena.among(prey, arena.robbers(prey.layout, 4))
    assert np.array_equal(met.tally, again.tally)
    assert 0 <= met.ahead <= 1


def test_like_beats_like_half_of_the_time(prey):
    assert arena.among(prey, prey.genomes, seats=2, frozen=2).ahead == pytest.approx(0.5, abs=0.35)


def test_skill_lies_between_random_acts_and_a_forager(prey):
    found = environment_curriculum.skill(prey, {**arena.ALONE, "world.ticks": 160})
    assert 0.3 < found < 2


def test_breeding_among_robbers_goes_on_from_where_it_began(prey):
    bred = arena.bred_among(prey, arena.robbers(prey.layout, 4), 2)
    assert bred.genomes.shape == prey.genomes.shape
    assert not np.array_equal(bred.genomes, prey.genomes)


def test_what_both_populations_of_a_reward_come_to_is_the_rewards():
    reward = np.array([0.0, 1.0, 2.0, 3.0])[:, None, None] * np.ones((4, 2, 3))
    still = np.zeros((4, 2, 3))
    assert reward_insensitivity.eta_squared(reward, still) == pytest.approx(1)
    rng = np.random.default_rng(0)
    chance = [reward_insensitivity.eta_squared(rng.normal(size=(4, 2, 3)), still) for _ in range(500)]
    assert np.mean(chance) == pytest.approx(0, abs=0.06)
    # the variance over rewards is 5/3: as much again between genomes halves the share
    assert reward_insensitivity.eta_squared(reward, still + 5 / 3) == pytest.approx(0.5)


def test_who_never_gets_there_took_longest():
    courses = {"none": [0, 2, 4, 8, 10], "multi": [0, 9, 9, 9, 9], "random": [0, 1, 1, 1, 1]}
    rows = pd.DataFrame([
        {"arm": arm, "seed": 1, "population": 0, "metric": cheap_finetuning.PAY, "x": float(k),
         "value": value} for arm, course in courses.items() for k, value in enumerate(course)])
    took = cheap_finetuning.derive(rows).set_index("arm")["value"]
    assert took.to_dict() == {"none": 3, "multi": 1, "random": 3}  # of two generations that all had

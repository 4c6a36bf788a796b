"""Demes that differ: what is within them is what selection there sees."""

import numpy as np
import pytest

from evosim.selection_analysis import centred, gradients, group_mean


def test_by_hand():
    values, group = np.array([1.0, 3.0, 10.0]), np.array([0, 0, 7])
    assert group_mean(values, group).tolist() == [2.0, 2.0, 10.0]
    assert centred(values, group) == pytest.approx(values.mean() + np.array([-1.0, 1.0, 0.0]))
    assert centred(np.stack([values, -values], axis=1), group)[:, 1] == pytest.approx(
        -values.mean() - np.array([-1.0, 1.0, 0.0]))


def test_gradients_within_demes_are_those_of_each():
    """Two demes that lie apart, as many offspring each: pooled, selection looks a fraction of itself."""
    rng = np.random.default_rng(5)
    deme = np.repeat([0, 1], 5_000)
    z = rng.normal(size=10_000)
    fitness = np.exp(0.5 * z)
    fitness /= group_mean(fitness, deme)
    trait = (z + 6.0 * deme)[:, None]
    pooled, within = (gradients(one, fitness).beta[0] for one in (trait, centred(trait, deme)))
    assert within == pytest.approx(0.5, abs=0.03)
    assert pooled < 0.25

"""Differentials and gradients by hand, and on surfaces that are known."""

import numpy as np
import pytest

from evosim.selection_analysis import (
    correlational,
    differential,
    gradients,
    interval,
    resampled,
    standardised,
)


def population(n=40_000, correlation=0.7, seed=0):
    """Two normal traits in odd units, and a third that is always the same."""
    rng = np.random.default_rng(seed)
    z = rng.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], n)
    return z, np.column_stack([5 + 2 * z[:, 0], 0.1 * z[:, 1], np.full(n, 4.0)])


def test_differential_by_hand():
    z, w = np.array([1.0, 2.0, 6.0]), np.array([0.0, 1.0, 3.0])
    assert differential(z, w) == pytest.approx(5.0 - 3.0)
    seen = gradients(z[:, None], w)
    assert seen.differential == pytest.approx(2.0 / z.std())
    assert seen.beta == pytest.approx(seen.differential)  # one trait: all of it is direct
    assert standardised(z).std() == pytest.approx(1.0)


def test_a_hitch_hiker_has_a_differential_and_no_gradient():
    """w = exp(.3 z1): for normal traits beta is .3 and S is P beta (Lande 1979)."""
    z, traits = population()
    seen = gradients(traits, np.exp(0.3 * z[:, 0]))
    assert seen.differential[:2] == pytest.approx([0.3, 0.21], abs=0.02)
    assert seen.beta[:2] == pytest.approx([0.3, 0.0], abs=0.02)
    assert np.isnan(seen.beta[2]) and np.isnan(seen.differential[2])


def test_curvature_is_twice_the_coefficient_of_the_square():
    """w = exp(b z - z^2 / 2 / 2): the selected are normal, and gamma follows from their two moments."""
    z, traits = population(correlation=0.0)
    variance, mean = 1 / 1.5, 0.4 / 1.5
    w = np.exp(0.4 * z[:, 0] - 0.25 * z[:, 0]**2)
    gamma = variance + mean**2 - 1
    assert gradients(traits, w).gamma[:2] == pytest.approx([gamma, 0.0], abs=0.02)
    matrix = correlational(traits[:, :2], w)
    assert matrix.ravel() == pytest.approx([gamma, 0, 0, 0], abs=0.03)


def test_selection_on_a_combination():
    """w = 1 + .1 z1 z2: neither trait alone is under selection."""
    z, traits = population(correlation=0.0)
    w = 1 + 0.1 * z[:, 0] * z[:, 1]
    assert correlational(traits[:, :2], w)[0, 1] == pytest.approx(0.1, abs=0.01)
    assert gradients(traits, w).beta[:2] == pytest.approx([0, 0], abs=0.01)


def test_traits_that_cannot_be_told_apart_have_no_gradient():
    z, traits = population(200)
    seen = gradients(np.column_stack([traits[:, 0], -traits[:, 0]]), np.exp(z[:, 0]))
    assert np.isnan(seen.beta).all() and not np.isnan(seen.differential).any()


def test_the_square_of_two_values_has_no_curvature():
    rng = np.random.default_rng(3)
    two = rng.integers(2, size=300).astype(float)
    seen = gradients(np.column_stack([two, rng.normal(size=300)]), rng.poisson(1 + two).astype(float))
    assert np.isnan(seen.gamma[0]) and not np.isnan(seen.gamma[1])


def test_samples_without_the_only_mutant_have_no_gradient():
    """They are NaN, and leave the interval to the others."""
    rng = np.random.default_rng(8)
    z = np.column_stack([rng.normal(size=60), (np.arange(60) == 7).astype(float)])
    seen = resampled(z, rng.poisson(1.0, 60).astype(float), rng, 200)
    gone = np.isnan(seen.beta[:, 1])
    assert 0.25 < gone.mean() < 0.5  # (1 - 1/60)^60 = .365
    assert np.isnan(seen.beta[gone]).all()
    assert not np.isnan(interval(seen.beta)).any()


def test_intervals_cover_as_often_as_they_say():
    """Of 200 samples of 150 individuals, 95 % of intervals of beta hold the truth, give or take."""
    held = 0
    for seed in range(200):
        rng = np.random.default_rng([7, seed])
        z = rng.normal(size=(150, 2))
        w = rng.poisson(np.exp(0.3 * z[:, 0])).astype(float)
        low, high = interval(resampled(z, w, rng, 200).beta)
        held += int(low[0] <= 0.3 <= high[0]) + int(low[1] <= 0.0 <= high[1])
    assert 0.89 <= held / 400 <= 0.98


def test_samples_scatter_as_the_estimate_does():
    rng = np.random.default_rng(5)
    z = rng.normal(size=(400, 1))
    w = rng.poisson(1.0, 400).astype(float)
    seen = resampled(z, w, rng, 500)
    assert seen.beta.shape == seen.gamma.shape == seen.differential.shape == (500, 1)
    assert seen.beta.std() == pytest.approx(1 / np.sqrt(400), rel=0.2)
    assert seen.beta.mean() == pytest.approx(gradients(z, w).beta[0], abs=0.01)


def test_an_interval_of_nothing_known_is_unknown():
    low, high = interval(np.full((20, 3), np.nan))
    assert low.shape == high.shape == (3,) and np.isnan([low, high]).all()
    low, high = interval(np.array([[np.nan, 1.0], [np.nan, 3.0]]))
    assert np.isnan(low[0]) and 1.0 <= low[1] < high[1] <= 3.0

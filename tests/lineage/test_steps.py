"""Where a series rises to stay."""

import numpy as np
import pytest

from evosim.lineage.steps import largest_step, lasting


def _series(n=400, step=137, size=0.3, dips=(60, 250, 251, 252, 330), seed=0):
    rng = np.random.default_rng(seed)
    out = rng.normal(0, 0.02, n)
    out[step:] += size
    out[list(dips)] -= 0.4  # bad ancestors, from whom the line recovers
    return out


@pytest.mark.parametrize("seed", range(8))
def test_finds_the_step_among_noise_and_dips_while_it_measures_few(seed):
    step = int(np.random.default_rng(seed + 100).integers(40, 360))
    series = _series(step=step, dips=[k for k in (20, 200, 201, 202, 380) if abs(k - step) > 12], seed=seed)
    at, seen = largest_step(len(series), lambda rows: series[rows])
    assert at == step
    assert len(seen) < 180 and all(series[k] == value for k, value in seen.items())


def test_a_recovery_and_a_single_good_one_count_for_nothing():
    series = np.zeros(60)
    series[20:30] = -1.0
    series[45] = 1.0
    assert lasting(series, 8).max() == 0
    assert largest_step(60, lambda rows: series[rows])[0] == 0


def test_of_two_steps_the_larger():
    series = np.r_[np.zeros(30), np.full(30, 0.2), np.full(30, 0.7)]
    assert largest_step(90, lambda rows: series[rows])[0] == 60
    assert lasting(series, 8)[30] == pytest.approx(0.2)


def test_a_rise_that_is_lost_again_does_not_stay():
    series = np.r_[np.zeros(30), np.ones(20), np.zeros(200)]
    assert largest_step(250, lambda rows: series[rows])[0] == 0


def test_short_lines():
    assert largest_step(1, lambda rows: np.zeros(len(rows)))[0] == 0
    assert largest_step(2, lambda rows: rows.astype(float))[0] == 1

"""The bootstrap over populations."""

import numpy as np
import pytest

from evosim.intervals import FEWEST, bootstrap


def test_mean_and_order():
    mean, low, high = bootstrap([0.1, 0.4, 0.2, 0.5, 0.3])
    assert mean == pytest.approx(0.3) and low < mean < high
    assert low > 0.1 and high < 0.5


def test_what_is_not_known_is_left_out():
    assert bootstrap([0.1, np.nan, 0.4, 0.2, 0.5, 0.3]) == bootstrap([0.1, 0.4, 0.2, 0.5, 0.3])
    assert np.isnan(bootstrap([np.nan])).all() and np.isnan(bootstrap([])).all()


def test_too_few_populations_have_no_interval():
    mean, low, high = bootstrap(np.full(FEWEST - 1, 0.2))
    assert mean == pytest.approx(0.2) and np.isnan([low, high]).all()


def test_it_covers_the_truth_about_as_often_as_it_says():
    """Of ten populations: the percentile bootstrap is known to be somewhat narrow (90 %, not 95 %)."""
    rng = np.random.default_rng(1)
    covered = np.mean([low <= 0.3 <= high for _, low, high in (
        bootstrap(rng.normal(0.3, 0.1, 10), seed) for seed in range(400))])
    assert 0.85 < covered < 0.97

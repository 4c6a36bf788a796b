"""What each of them means to do, on numbers made up by hand."""

import numpy as np
import pytest
from evosim_example.recency import last
from evosim_example.sigma import LEAST, expected


def test_one_deviation_above_the_mean_is_worth_half_as_much_again():
    scores = np.array([-1.0, 1.0])  # sd 1
    assert expected(scores) == pytest.approx([0.5, 1.5])
    assert expected(7 + 1000 * scores) == pytest.approx([0.5, 1.5])  # neither scale nor origin matters


def test_nobody_expects_less_than_the_least_and_equals_expect_the_same():
    far = expected(np.array([*[0.0] * 99, -100.0]))
    assert far[-1] == LEAST and (far[:-1] > 1).all()
    assert expected(np.full(5, 0.3)).tolist() == [1.0] * 5


def test_what_is_remembered_is_the_end():
    said = np.array([[5.0, 5.0, 1.0, 2.0, 9.0], [3.0, 9.0, 9.0, 9.0, 9.0]])
    assert last(said, np.array([4, 1]), 2) == pytest.approx([1.5, 3.0])  # beyond its ticks nothing counts

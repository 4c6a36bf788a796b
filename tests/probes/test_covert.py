"""Information that acts have of acts: by hand; of agents who copy, who do not, and who share time alone."""

import numpy as np
import pytest

from evosim.probes.covert import Acts, information, told_by_acts

B, R, T, N = 4, 2, 400, 6


def drawn(seed, *shape):
    return np.random.default_rng(seed).integers(0, 4, shape)


def told(act):
    return told_by_acts(Acts(act, np.ones(act.shape, bool)))


def test_information_by_hand():
    assert information(np.diag([1.0, 1, 1, 1])) == pytest.approx(2)
    assert information(np.ones((4, 4))) == pytest.approx(0)
    assert information(np.array([[3.0, 1], [1, 3]])) == pytest.approx(1 - 0.8112781, abs=1e-6)  # 1 - H(1/4)
    assert np.isnan(information(np.zeros((2, 2))))


def test_who_acts_by_itself_tells_nothing():
    assert told(drawn(0, B, R, T, N)) == pytest.approx(0, abs=1e-3)


def test_what_all_do_at_the_same_time_of_life_tells_nothing():
    act = drawn(1, B, 1, T, 1) * np.ones((B, R, T, N), int)
    assert told(act) == pytest.approx(0, abs=1e-9)


def test_two_who_copy_each_other_tell_all_but_what_they_share_with_another_world():
    act = drawn(2, B, R, T, 2)
    act[..., 1:, 1] = act[..., :-1, 0]  # of two pairs in each world one tells two bits, and one nothing
    counts = np.full((4, 4), 1 / 16) + np.diag(np.full(4, 1 / 4))
    assert told(act) == pytest.approx(information(counts), abs=0.02)


def test_oneself_and_the_dead_tell_nothing():
    act = np.repeat(drawn(3, B, R, T // 4, N), 4, axis=2)  # who goes on with what it does
    assert told(act) == pytest.approx(0, abs=0.01)
    copied = drawn(4, B, R, T, N)
    copied[..., 1:, N // 2:] = copied[..., :-1, :N // 2]
    alive = np.ones(copied.shape, bool)
    assert told_by_acts(Acts(copied, alive)) > 0.01
    alive[..., N // 2:] = False
    assert told_by_acts(Acts(copied, alive)) == pytest.approx(0, abs=2e-3)
    assert np.isnan(told(act[..., :1]))

"""Coalitions followed from window to window: births, deaths, merges, splits."""

import pytest

from evosim.coalitions import track
from evosim.coalitions.tracking import jaccard


def told(windows):
    return [[(one.number, one.came, one.went) for one in now] for now in track(windows)]


def test_jaccard_is_the_share_of_common_members():
    assert jaccard({1, 2, 3}, {2, 3, 4}) == pytest.approx(0.5)


def test_one_that_stays_keeps_its_number():
    assert told([[{1, 2, 3}], [{1, 2, 3, 4}], [{2, 3, 4}]]) == [
        [(0, "birth", "continued")], [(0, "continued", "continued")], [(0, "continued", "end")]]


def test_who_is_gone_is_dead_and_its_number_is_not_used_again():
    assert told([[{1, 2}], [], [{1, 2}]]) == [[(0, "birth", "death")], [], [(1, "birth", "end")]]
    assert told([[{1, 2, 3}], [{3, 4, 5, 6}]]) == [[(0, "birth", "death")], [(1, "birth", "end")]]


def test_two_become_one_that_has_the_number_of_the_one_most_like_it():
    assert told([[{1, 2}, {3, 4, 5}], [{1, 2, 3, 4, 5}]]) == [
        [(0, "birth", "merge"), (1, "birth", "merge")], [(1, "merge", "end")]]


def test_one_becomes_two_and_the_one_most_like_it_keeps_the_number():
    assert told([[{1, 2, 3, 4, 5}], [{1, 2}, {3, 4, 5}]]) == [
        [(0, "birth", "split")], [(1, "split", "end"), (0, "split", "end")]]

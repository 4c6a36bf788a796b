"""E29: the compliance gap at equal obedience."""

import numpy as np
import pandas as pd
import pytest

from evosim.experiments.claims.evolution_or_gradient import COURSES, derive


def courses(arm, watched, unwatched, seed=1, population=0):
    return [{"arm": arm, "seed": seed, "population": population, "metric": COURSES[name], "x": 5.0 * k,
             "value": value} for name, values in (("watched", watched), ("unwatched", unwatched))
            for k, value in enumerate(values)]


def gaps(rows):
    out = derive(pd.DataFrame(rows))
    return {(row.arm, row.seed): row.value for row in out.itertuples()}


EVOLVED = courses("watched-evolved", [0.0, 0.1, 0.3, 0.3, 0.3], [0.0, 0.1, 0.2, 0.2, 0.2])


def test_it_is_taken_where_both_obey_as_much():
    climbed = courses("watched-gradient", [0.0, 0.2, 0.4, 0.8], [0.0, 0.2, 0.2, 0.0])
    found = gaps(EVOLVED + climbed)
    assert found["matched-evolved", 1] == pytest.approx(0.1)
    assert found["matched-gradient", 1] == pytest.approx(0.1)  # half-way from 0 to .2, where it is .3


def test_who_never_obeys_as_much_is_taken_at_its_end_and_who_does_at_once_at_its_start():
    never = courses("watched-gradient", [0.0, 0.1, 0.2], [0.0, 0.05, 0.05])
    at_once = courses("watched-strategy", [0.5, 0.9], [0.4, 0.1])
    found = gaps(EVOLVED + never + at_once)
    assert found["matched-gradient", 1] == pytest.approx(0.15)
    assert found["matched-strategy", 1] == pytest.approx(0.1)


def test_seeds_are_apart_and_shadows_are_left_out():
    other = courses("watched-evolved", [0.5] * 3, [0.1] * 3, seed=2)
    shadow = courses("watched-evolved", [9.0] * 3, [0.0] * 3, population=1)
    found = gaps(EVOLVED + other + shadow)
    assert set(found) == {("matched-evolved", 1), ("matched-evolved", 2)}
    assert found["matched-evolved", 2] == pytest.approx(0.4)


def test_nothing_is_derived_of_what_is_not_there():
    assert derive(pd.DataFrame(courses("watched-gradient", [0.1], [np.nan]))).empty

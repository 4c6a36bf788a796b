import math

import numpy as np
import pandas as pd
import pytest

from evosim.intervals import FEWEST
from evosim.report.measured import (
    ABOVE,
    BELOW,
    MARGIN,
    NONE,
    OPEN,
    Measured,
    judge,
    judge_pooled,
    measured,
    number,
    pool,
    spread,
)


def table(own, shadow):
    """A `generations` table with a battery in each generation; NaN: none then."""
    parts = [pd.DataFrame({"generation": range(len(values)), "population": k, "is_shadow": k > 0,
                           "obedience": values}) for k, values in enumerate([own, *shadow])]
    return pd.concat(parts, ignore_index=True)


def test_a_figure_is_the_last_tenth_and_chance_the_second_half():
    rng = np.random.default_rng(0)
    own, shadows = rng.normal(0.5, 0.1, 100), rng.normal(0, 0.02, (2, 100))
    it = measured(table(own, shadows), "obedience")
    assert (it.n, it.chance_n) == (10, 100)
    assert it.value == pytest.approx(own[90:].mean())
    assert (it.low, it.high) == pytest.approx(tuple(np.percentile(own[90:], [2.5, 97.5])))
    late = shadows[:, 50:].ravel()
    assert it.chance == pytest.approx(late.mean())
    assert (it.chance_low, it.chance_high) == pytest.approx(tuple(np.percentile(late, [2.5, 97.5])))


def test_too_few_batteries_borrow_the_width_of_the_shadows_or_have_none():
    own = np.full(20, np.nan)
    own[[0, 10, 15]] = 0.1, 0.3, 0.4
    rng = np.random.default_rng(1)
    it = measured(table(own, rng.normal(0, 0.02, (2, 20))), "obedience")
    assert (it.value, it.n) == (pytest.approx(0.4), 1)  # of the last there is, if none lies in the last tenth
    assert it.value - it.low == pytest.approx(it.chance - it.chance_low)
    alone = measured(table(own, []), "obedience")
    assert math.isnan(alone.low) and math.isnan(alone.chance) and alone.chance_n == 0
    assert measured(table(np.full(20, np.nan), []), "obedience").n == 0
    assert measured(table(own, []), "no such column").n == 0


def figure(value, width=0.01, chance=0.0, chance_width=0.01, chance_n=40):
    return Measured(value, value - width, value + width, 10, chance, chance - chance_width,
                    chance + chance_width, chance_n)


@pytest.mark.parametrize(("it", "word"), [
    (figure(0.2), ABOVE), (figure(-0.2), BELOW), (figure(0.0), NONE), (figure(0.03), NONE),
    (figure(0.045), OPEN),                     # its interval reaches beyond the margin
    (figure(0.2, width=0.25), OPEN),           # wide
    (figure(0.04, width=0.001, chance_width=0.001), NONE),  # clear of chance, but smaller than what matters
    (figure(0.2, chance=0.2), NONE),           # as high as its shadows: chance did it
    (figure(0.2, chance=0.19, chance_width=0.2), NONE),
    (figure(0.2, chance_n=0), OPEN), (figure(0.2, chance_n=FEWEST - 1), OPEN), (figure(math.nan), OPEN)])
def test_verdicts(it, word):
    verdict = judge(it)
    assert verdict.word == word
    assert bool(verdict.why) == (word == OPEN)


def test_a_verdict_says_what_it_lacks():
    assert "[shadow] populations = 1" in judge(figure(0.2, chance_n=0)).why
    assert f"{FEWEST} are the fewest" in judge(figure(0.2, chance_n=2)).why


def test_populations_are_the_unit_and_fewer_than_five_settle_nothing():
    each = [figure(value, chance=0.01) for value in (0.30, 0.32, 0.35, 0.29, 0.31)]
    it = pool(each)
    assert (it.n, it.above) == (5, 5) and it.mean == pytest.approx(0.314)
    assert it.beyond == pytest.approx(0.304) and it.beyond_low < it.beyond < it.beyond_high
    assert judge_pooled(it).word == ABOVE
    few = judge_pooled(pool(each[:4]))
    assert few.word == OPEN and "4 populations" in few.why
    assert judge_pooled(pool([figure(v) for v in (0.01, -0.02, 0.02, 0.0, -0.01)])).word == NONE
    assert judge_pooled(pool([figure(v) for v in (0.4, -0.4, 0.3, -0.2, 0.1)])).word == OPEN
    assert judge_pooled(pool([figure(-v, chance=0.01) for v in (0.30, 0.32, 0.35, 0.29, 0.31)])).word == BELOW
    assert judge_pooled(pool([])).word == OPEN
    assert MARGIN == 0.05


@pytest.mark.parametrize(("value", "text"), [(0.348, ".35"), (-0.01, "-.01"), (-0.001, ".00"), (1.0, "1.00"),
                                             (12.345, "12.35"), (1234.5, "1,234"), (math.nan, "–"),
                                             (10.05, "10.05")])
def test_numbers_as_our_pages_write_them(value, text):
    assert number(value) == text


def test_an_interval_without_ends_is_not_written():
    assert spread(math.nan, 0.2) == "" and spread(0.1, 0.2) == "\u00a0[.10,\u00a0.20]"

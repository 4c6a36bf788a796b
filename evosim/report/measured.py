"""A figure beside chance, and whether it is one: the rule by which every sentence of a report is chosen.

Of one run: chance is what its shadows came to, over their batteries in its second half. Of several: each
population less its own shadows, and the interval is over populations.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from evosim.intervals import FEWEST, bootstrap
from evosim.results import Run
from evosim.results.tidy import SHARE

MARGIN = 0.05  # of told ticks: less than this is called no effect
ABOVE, BELOW, NONE, OPEN = "effect", "effect, downwards", "no effect", "inconclusive"


class Measured(NamedTuple):
    """A figure of one population, and the same of its shadows.

    Attributes:
        value: mean over the batteries of the last tenth of generations.
        low, high: central 95 % of these; with fewer than FEWEST, as wide as the shadows'; NaN where these
            are too few as well.
        n: how many batteries.
        chance: mean of the shadows.
        chance_low, chance_high: central 95 % of their batteries.
        chance_n: how many batteries of shadows.
    """

    value: float
    low: float
    high: float
    n: int
    chance: float
    chance_low: float
    chance_high: float
    chance_n: int


class Verdict(NamedTuple):
    """What a figure comes to: ABOVE, BELOW, NONE or OPEN, and why if that is not plain."""

    word: str
    why: str = ""


UNKNOWN = Measured(math.nan, math.nan, math.nan, 0, math.nan, math.nan, math.nan, 0)


def measured(generations: pd.DataFrame, column: str) -> Measured:
    """A column of the battery beside the same of the shadows.

    Args:
        generations: the table of one run.
        column: of it.
    """
    if column not in generations or generations[column].isna().all():
        return UNKNOWN
    lived = int(generations["generation"].max()) + 1
    seen = generations[generations[column].notna()]
    own, shadow = seen[seen["population"] == 0], seen[seen["is_shadow"]]
    if own.empty:
        return UNKNOWN
    start = min(lived - max(1, round(SHARE * lived)), int(own["generation"].max()))
    values = own.loc[own["generation"] >= start, column].to_numpy(np.float64)
    chance = shadow.loc[shadow["generation"] >= lived // 2, column].to_numpy(np.float64)
    middle, bottom, top = (math.nan,) * 3
    if len(chance):
        middle, (bottom, top) = float(chance.mean()), map(float, np.percentile(chance, [2.5, 97.5]))
    value = float(values.mean())
    low, high = map(float, np.percentile(values, [2.5, 97.5]))
    if len(values) < FEWEST:  # too few for an interval of their own
        low, high = (min(low, value - (middle - bottom)), max(high, value + (top - middle))
                     ) if len(chance) >= FEWEST else (math.nan, math.nan)
    return Measured(value, low, high, len(values), middle, bottom, top, len(chance))


def judge(it: Measured, margin: float = MARGIN) -> Verdict:
    """Whether a figure of one population is more than chance.

    It is where the whole of its interval lies outside of the shadows' and its distance from their mean is the
    margin at least; there is no effect where the whole of it lies within the margin of their mean.
    """
    if math.isnan(it.value):
        return Verdict(OPEN, "it was not measured")
    if not it.chance_n:
        return Verdict(OPEN, "there is no shadow to hold it against; [shadow] populations = 1 breeds one")
    if it.chance_n < FEWEST:
        many = "1 battery" if it.chance_n == 1 else f"{it.chance_n} batteries"
        return Verdict(OPEN, f"the shadows have {many} in the second half of the run, and "
                             f"{FEWEST} are the fewest that make a band of chance")
    if it.value - it.chance >= margin and it.low > it.chance_high:
        return Verdict(ABOVE)
    if it.chance - it.value >= margin and it.high < it.chance_low:
        return Verdict(BELOW)
    if max(abs(it.low - it.chance), abs(it.high - it.chance)) < margin:
        return Verdict(NONE)
    return Verdict(OPEN, f"its interval is neither clear of chance nor within {number(margin)} of it")


class Pooled(NamedTuple):
    """A figure of several populations of one kind.

    Attributes:
        mean, low, high: over populations; no interval for fewer than FEWEST.
        beyond, beyond_low, beyond_high: the same of each less its own shadows.
        n: populations.
        above: of these, those above their own shadows.
        values: one for each.
    """

    mean: float
    low: float
    high: float
    beyond: float
    beyond_low: float
    beyond_high: float
    n: int
    above: int
    values: tuple[float, ...]


def pool(each: Sequence[Measured]) -> Pooled:
    """Figures of populations as one, its interval over populations."""
    known = [one for one in each if not math.isnan(one.value)]
    values, beyond = [one.value for one in known], [one.value - one.chance for one in known]
    return Pooled(*bootstrap(values), *bootstrap(beyond), len(known), sum(gap > 0 for gap in beyond),
                  tuple(values))


def judge_pooled(it: Pooled, margin: float = MARGIN) -> Verdict:
    """The same over populations, from the interval of their distance from their own shadows."""
    if not it.n:
        return Verdict(OPEN, "it was not measured")
    if math.isnan(it.beyond):
        return Verdict(OPEN, "there are no shadows to hold it against; [shadow] populations = 1 breeds one")
    if it.n < FEWEST or math.isnan(it.beyond_low):
        many = "is one population" if it.n == 1 else f"are {it.n} populations"
        return Verdict(OPEN, f"there {many}, and {FEWEST} are the fewest that give an interval")
    if it.beyond_low > 0 and it.beyond >= margin:
        return Verdict(ABOVE)
    if it.beyond_high < 0 and it.beyond <= -margin:
        return Verdict(BELOW)
    if max(abs(it.beyond_low), abs(it.beyond_high)) < margin:
        return Verdict(NONE)
    return Verdict(OPEN, f"the interval is neither clear of chance nor within {number(margin)} of it")


def first_and_last(run: Run, column: str) -> tuple[float, float]:
    """A column of the run's own population: mean over the first and over the last tenth of generations."""
    rows = run.generations[run.generations["population"] == 0].sort_values("generation")
    count = max(1, round(SHARE * len(rows)))
    values = rows[column].to_numpy(np.float64, na_value=math.nan)
    if not len(values):
        return math.nan, math.nan
    return _mean(values[:count]), _mean(values[-count:])


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


def number(value: float, digits: int = 2) -> str:
    """A number as our pages write it: .35, -.01, 12.3; a dash where there is none."""
    if math.isnan(value):
        return "–"
    text = f"{value:.{digits}f}" if abs(value) < 100 else f"{value:,.0f}"
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]  # -0.00
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def spread(low: float, high: float, digits: int = 2) -> str:
    """An interval in brackets; nothing where there is none."""
    if math.isnan(low) or math.isnan(high):
        return ""
    return f"\u00a0[{number(low, digits)},\u00a0{number(high, digits)}]"

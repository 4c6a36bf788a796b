"""Probes by name: one file each registers itself here, and gives measures of a population."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple

import numpy as np

from evosim.names import Tally
from evosim.probes.subject import MODES, Lived, Mode, Subject, interval

VERSION = 4  # goes up when a probe comes to mean something else


class Measure(NamedTuple):
    """One figure that a probe gives.

    Attributes:
        metric: its name.
        value: NaN where it cannot be had, see `note`.
        low, high: 95 % interval over the genomes of this one population.
        note: why there is no value, or what must be said beside it.
        condition: which variant of the situation.
    """

    metric: str
    value: float
    low: float = float("nan")
    high: float = float("nan")
    note: str = ""
    condition: str = ""


class Probe(NamedTuple):
    """A standard situation.

    Attributes:
        name: as users call it.
        changes: what is changed in it, one sentence.
        measure: `(subject, mode) -> measures`; null ones where something is lacking.
        modes: those that it means something in.
        beside: probes without which its figures must not be read, and which come along with it.
        lacks: what a subject lacks for it, a sentence that names a key and a value that would do; "" nothing.
    """

    name: str
    changes: str
    measure: Callable[[Subject, Mode], list[Measure]]
    modes: tuple[str, ...]
    beside: tuple[str, ...]
    lacks: Callable[[Subject], str]


PROBES: dict[str, Probe] = {}


def probe(name: str, changes: str, modes: tuple[str, ...] = tuple(MODES), beside: tuple[str, ...] = (),
          lacks: Callable[[Subject], str] = lambda _: "", null: tuple[str, ...] = ("O",)) -> Callable:
    """Registers `(subject, mode) -> measures` as a probe.

    Args:
        name, changes, modes, beside, lacks: see `Probe`.
        null: metrics that stand there without a value where something is lacking.
    """
    def register(measure: Callable[[Subject, Mode], list[Measure]]
                 ) -> Callable[[Subject, Mode], list[Measure]]:
        @wraps(measure)
        def unless_lacking(subject: Subject, mode: Mode) -> list[Measure]:
            if problem := lacks(subject):
                return [unknown(metric, problem) for metric in null]
            return measure(subject, mode)

        PROBES[name] = Probe(name, changes, unless_lacking, modes, beside, lacks)
        return measure
    return register


Statistic = Callable[..., Any]  # of one or more situations; of their resamples all at once, see `interval`


def figure(metric: str, statistic: Statistic, *lived: Lived, condition: str = "",
           note: str = "") -> Measure:
    """Any statistic of some situations with its interval; `interval` says what it is given."""
    value = float(statistic(*lived))
    if np.isnan(value):
        why = "there was nothing in these lives to tell it from"
        return unknown(metric, f"{why}; {note}" if note else why, condition)
    low, high = interval(statistic, *lived)
    return Measure(metric, value, low, high, note, condition)


def difference_of(metric: str, statistic: Statistic, one: Lived, other: Lived, condition: str = "",
                  note: str = "") -> Measure:
    """A statistic of one situation less the same of another, paired by genome."""
    return figure(metric, lambda a, b: statistic(a) - statistic(b), one, other, condition=condition,
                  note=note)


def slope(doses: Sequence[float], statistic: Statistic) -> Statistic:
    """A statistic: how steeply another one rises over so many situations, by least squares."""
    x = np.asarray(doses) - np.mean(doses)

    def steepness(*lived: Lived) -> Any:
        return sum(dose * statistic(one) for dose, one in zip(x, lived, strict=True)) / (x @ x)
    return steepness


def unknown(metric: str, note: str, condition: str = "") -> Measure:
    """A figure that cannot be had, and why."""
    return Measure(metric, float("nan"), note=note, condition=condition)


def tallied(*what: Tally, per: Tally = Tally.TICKS) -> Statistic:
    """A statistic: the sum of some columns of the tally, by the tick of life or by another column."""
    def statistic(one: Lived) -> Any:
        return ratio_of(one.sums[..., [int(column) for column in what]].sum(axis=-1), one.sums[..., per])
    return statistic


def ratio_of(top: Any, bottom: Any) -> Any:
    """top / bottom; NaN where there is nothing below."""
    top, bottom = np.broadcast_arrays(np.asarray(top, np.float64), np.asarray(bottom, np.float64))
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)


def obedience(lived: Lived, metric: str = "O", condition: str = "", note: str = "") -> Measure:
    """O of one situation with its interval."""
    return figure(metric, of_obedience, lived, condition=condition, note=note)


def difference(one: Lived, other: Lived, metric: str, condition: str = "", note: str = "") -> Measure:
    """O of one situation less O of another, paired by genome."""
    return difference_of(metric, of_obedience, one, other, condition, note)


def ratio(one: Lived, other: Lived, metric: str, condition: str = "") -> Measure:
    """O of one situation as a share of O of another; null where that is under .1 (SPEC 4)."""
    if other.obedience < LEAST:
        return unknown(metric, f"O = {other.obedience:.2f} is under {LEAST}", condition)
    return figure(metric, lambda a, b: a.obedience / b.obedience, one, other, condition=condition)


def of_obedience(one: Lived) -> Any:
    """A statistic: O."""
    return one.obedience


def halved(metric: str, x: Sequence[float], *lived: Lived, condition: str = "", note: str = "") -> Measure:
    """Where O has fallen to half of what it is in the first of some situations.

    Args:
        metric, condition, note: of the measure.
        x: where each situation stands, ascending; below 0 nothing is found.
        lived: the situations.
    """
    values = [one.obedience for one in lived]
    if values[0] < LEAST:
        return unknown(metric, f"O = {values[0]:.2f} is under {LEAST}", condition)
    if values[0] >= LEAST and not any(value < values[0] / 2 for value in values):
        return unknown(metric, "O never fell to half", condition)
    return figure(metric, lambda *ones: half_of(x, [one.obedience for one in ones]), *lived,
                  condition=condition, note=note)


def half_of(x: Sequence[float], values: Sequence[Any]) -> Any:
    """Where values first come under half of the first of them, between steps linearly, at 0 or later.

    NaN where the first is under LEAST. Where none comes so low it is the end of x: an interval that reaches
    that far is open there.

    Args:
        x: (k,), ascending.
        values: (k, ...).
    """
    at, seen = np.asarray(x, np.float64), np.asarray(values, np.float64)
    half = seen[0] / 2
    under = seen < half
    k = np.maximum(under.argmax(axis=0), 1)
    above, below = (np.take_along_axis(seen, row[None], 0)[0] for row in (k - 1, k))
    found = at[k - 1] + (at[k] - at[k - 1]) * ratio_of(above - half, above - below)
    return np.where(seen[0] >= LEAST, np.where(under.any(axis=0), np.maximum(found, 0), at[-1]), np.nan)


LEAST = 0.1  # of O, for ratios to it to mean anything

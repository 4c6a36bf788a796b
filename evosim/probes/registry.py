"""Probes by name: one file each registers itself here, and gives measures of a population."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from evosim.names import Tally
from evosim.probes.subject import MODES, Lived, Mode, Subject, interval

VERSION = 3  # goes up when a probe comes to mean something else


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
        measure: `(subject, mode) -> measures`.
        modes: those that it means something in.
        beside: probes without which its figures must not be read, and which come along with it.
    """

    name: str
    changes: str
    measure: Callable[[Subject, Mode], list[Measure]]
    modes: tuple[str, ...]
    beside: tuple[str, ...] = ()


PROBES: dict[str, Probe] = {}


def probe(name: str, changes: str, modes: tuple[str, ...] = tuple(MODES),
          beside: tuple[str, ...] = ()) -> Callable:
    """Registers `(subject, mode) -> measures` as a probe."""
    def register(measure: Callable[[Subject, Mode], list[Measure]]
                 ) -> Callable[[Subject, Mode], list[Measure]]:
        PROBES[name] = Probe(name, changes, measure, modes, beside)
        return measure
    return register


Statistic = Callable[..., Any]  # of one or more situations; of their resamples all at once, see `interval`


def figure(metric: str, statistic: Statistic, *lived: Lived, condition: str = "",
           note: str = "") -> Measure:
    """Any statistic of some situations with its interval; `interval` says what it is given."""
    value = float(statistic(*lived))
    if np.isnan(value):
        return Measure(metric, value, note=note or "there was nothing in these lives to tell it from",
                       condition=condition)
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
    low, high = interval(lambda one: one.obedience, lived)
    return Measure(metric, lived.obedience, low, high, note, condition)


def difference(one: Lived, other: Lived, metric: str, condition: str = "", note: str = "") -> Measure:
    """O of one situation less O of another, paired by genome."""
    low, high = interval(lambda a, b: a.obedience - b.obedience, one, other)
    return Measure(metric, one.obedience - other.obedience, low, high, note, condition)


def ratio(one: Lived, other: Lived, metric: str, condition: str = "") -> Measure:
    """O of one situation as a share of O of another; null where that is under .1 (SPEC 4)."""
    if not other.obedience >= LEAST:
        return Measure(metric, float("nan"), note=f"O = {other.obedience:.2f} is under {LEAST}",
                       condition=condition)
    low, high = interval(lambda a, b: a.obedience / b.obedience, one, other)
    return Measure(metric, one.obedience / other.obedience, low, high, "", condition)


LEAST = 0.1  # of O, for ratios to it to mean anything

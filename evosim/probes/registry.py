"""Probes by name: one file each registers itself here, and gives measures of a population."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple

import numpy as np

from evosim.loading import guarded, named
from evosim.names import ROUTES, Tally
from evosim.plugins import Plugin
from evosim.probes.subject import MODES, Lived, Mode, Subject, interval

VERSION = 5  # goes up when a probe comes to mean something else


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
        version: goes up when it comes to mean something else.
    """

    name: str
    changes: str
    measure: Callable[[Subject, Mode], list[Measure]]
    modes: tuple[str, ...]
    beside: tuple[str, ...]
    lacks: Callable[[Subject], str]
    version: int = VERSION


PROBES: dict[str, Probe] = {}


Measuring = Callable[[Subject, Mode], list[Measure]]


def standard(name: str, changes: str, modes: tuple[str, ...] = tuple(MODES), beside: tuple[str, ...] = (),
             lacks: Callable[[Subject], str] = lambda _: "", null: tuple[str, ...] = ("O",),
             version: int = 1) -> Callable[[Measuring], Probe]:
    """Makes `(subject, mode) -> measures` a probe that is not registered, as a package's entry point must be.

    Args:
        name, changes, modes, beside, lacks, version: see `Probe`.
        null: metrics that stand there without a value where something is lacking.
    """
    def make(measure: Measuring) -> Probe:
        @wraps(measure)
        def unless_lacking(subject: Subject, mode: Mode) -> list[Measure]:
            if problem := lacks(subject):
                return [unknown(metric, problem) for metric in null]
            return measure(subject, mode)

        return Probe(name, changes, unless_lacking, modes, beside, lacks, version)
    return make


def probe(name: str, changes: str, modes: tuple[str, ...] = tuple(MODES), beside: tuple[str, ...] = (),
          lacks: Callable[[Subject], str] = lambda _: "", null: tuple[str, ...] = ("O",)
          ) -> Callable[[Measuring], Measuring]:
    """Registers `(subject, mode) -> measures` as a probe; arguments as `standard`."""
    def register(measure: Measuring) -> Measuring:
        PROBES[name] = standard(name, changes, modes, beside, lacks, null, VERSION)(measure)
        return measure
    return register


def by_name(name: str) -> Probe:
    """A probe, evosim's own or a package's.

    Raises:
        PluginError: it is a package's, which is missing or broken.
        ConfigError: there is none of that name.
    """
    return named("probe", name, PROBES, _of_package, f"--probe {name}", also=ROUTES)


def _of_package(value: Any, plugin: Plugin) -> Probe:
    if not isinstance(value, Probe) or value.name != plugin.name:
        raise TypeError(f"a Probe called {plugin.name!r}, as evosim.probes.standard makes")
    if not value.modes or set(value.modes) - set(MODES) or set(value.beside) - set(PROBES):
        raise TypeError(f"a Probe with modes among {', '.join(map(repr, MODES))}, beside probes of evosim "
                        f"(its modes are {value.modes}, beside {value.beside})")
    return value._replace(measure=guarded(plugin, value.measure, wrong_measures),
                          lacks=guarded(plugin, value.lacks, _wrong_lack))


def wrong_measures(measures: Any, *_: Any) -> str:
    """What is wrong about what a probe gave, a clause; "" nothing."""
    if not isinstance(measures, list) or not measures or not all(isinstance(m, Measure) for m in measures):
        return "must give a list of Measure, one at least"
    names = [(one.metric, one.condition) for one in measures]
    for metric, condition in names:
        if names.count((metric, condition)) > 1:
            return f"gave {metric!r} {condition!r} twice; each must have a condition of its own"
    bare = [one.metric for one in measures if one.value != one.value and not one.note]
    return f"gave no value of {bare[0]!r} and no note that says why" if bare else ""


def _wrong_lack(sentence: Any, *_: Any) -> str:
    return "" if isinstance(sentence, str) else f"lacks a {type(sentence).__name__}, must be text"


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

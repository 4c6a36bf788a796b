"""Probes by name: one file each registers itself here, and gives measures of a population."""

from collections.abc import Callable
from typing import NamedTuple

from evosim.probes.subject import MODES, Lived, Mode, Subject, interval

VERSION = 2  # goes up when a probe comes to mean something else


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
    """

    name: str
    changes: str
    measure: Callable[[Subject, Mode], list[Measure]]
    modes: tuple[str, ...]


PROBES: dict[str, Probe] = {}


def probe(name: str, changes: str, modes: tuple[str, ...] = tuple(MODES)) -> Callable:
    """Registers `(subject, mode) -> measures` as a probe."""
    def register(measure: Callable[[Subject, Mode], list[Measure]]
                 ) -> Callable[[Subject, Mode], list[Measure]]:
        PROBES[name] = Probe(name, changes, measure, modes)
        return measure
    return register


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

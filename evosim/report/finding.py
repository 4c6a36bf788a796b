"""One thing that came out, and how it is said."""

from typing import NamedTuple

from evosim.config import Config, Schedule
from evosim.intervals import FEWEST
from evosim.report.measured import ABOVE, BELOW, NONE, OPEN, Measured, number, spread
from evosim.results import Run

PASSED = "passed"  # of the gate
FACT = "described"  # no claim that could be wrong by chance: what happened
WORDS = {ABOVE: "Yes", BELOW: "They do the opposite", NONE: "No effect", OPEN: "Inconclusive"}


class Finding(NamedTuple):
    """One thing that came out.

    Attributes:
        key: its name, as an anchor.
        heading: the question.
        verdict: ABOVE, BELOW, NONE, OPEN or FACT.
        text: the answer, with its numbers.
        figure: name of the picture in which it is seen; empty: none.
    """

    key: str
    heading: str
    verdict: str
    text: str
    figure: str = ""


def configs(run: Run) -> list[Config]:
    """The full configuration of every phase."""
    return Schedule(run.config).configs


def with_interval(it: Measured) -> str:
    """A figure with its interval."""
    return f"{number(it.value)}{spread(it.low, it.high)}"


def beside_chance(it: Measured) -> str:
    """What the shadows came to, if there are any."""
    if not it.chance_n:
        return ""
    band = spread(it.chance_low, it.chance_high) if it.chance_n >= FEWEST else ""
    return f"; the shadows come to {number(it.chance)}{band}"


def batteries(it: Measured) -> str:
    """What a figure is a mean over."""
    return " in the last battery" if it.n == 1 else f" over the last {it.n} batteries"


def capital(text: str) -> str:
    """The same, as a sentence begins."""
    return text[:1].upper() + text[1:]

"""What evosim must reach (SPEC 18), and whether it does: one row a claim, from the turns of all rounds.

A ratio is taken within a round, so that noise that lasts longer than one hits both sides alike; the median
over rounds decides.
"""

import statistics
from collections.abc import Callable
from typing import NamedTuple

from workers import Turn

from evosim.machine import Machine

Rounds = list[dict[str, Turn]]
IDLE = 0.1  # cores that others may keep busy where two are called idle

WHOLE, FORWARD, TWO = "whole generations", "forward pass", "whole generations, two cores"
FORWARD_ON_TWO = "forward pass, two cores"
ON_TWO = (FORWARD_ON_TWO, TWO)
WHOLE_LEARNING = "whole generations, learning"
LIVES, LEARNING, EVERYTHING = "lives", "lives, learning", "lives, everything"
OFF = "lives, mechanisms off"
MAGENT, JAX, MESA = "MAgent2", "JAX", "Mesa"
BREEDING, DEAP, EVOSAX = "breeding", "DEAP", "evosax"


class Claim(NamedTuple):
    """A figure to reach.

    Attributes:
        name: what is compared with what.
        of: the figure of one round.
        bound: to reach.
        most: whether it must be at most that, instead of at least.
        style: format of the figure.
        unit: written after it.
        needs: why it cannot be judged from these rounds on this machine; empty where it can.
    """

    name: str
    of: Callable[[dict[str, Turn]], float]
    bound: float
    most: bool = False
    style: str = ".1f"
    unit: str = " x"
    needs: Callable[[Rounds, Machine], str] = lambda rounds, machine: ""


class Verdict(NamedTuple):
    """A claim, judged.

    Attributes:
        claim: its name.
        required: in words.
        values: by round.
        measured: their median, lowest and highest, in words; empty where they are missing.
        word: "reached", "missed" or why it was not judged.
    """

    claim: str
    required: str
    values: list[float]
    measured: str
    word: str

    @property
    def missed(self) -> bool:
        """Whether the claim does not hold."""
        return self.word == "missed"


def _over(one: str, other: str) -> Callable[[dict[str, Turn]], float]:
    return lambda turns: turns[one].rate / turns[other].rate


def _seconds(name: str, scale: float = 1.0) -> Callable[[dict[str, Turn]], float]:
    return lambda turns: scale / turns[name].rate


def _two_idle_cores(rounds: Rounds, machine: Machine) -> str:
    if machine.cores < 2:
        return "not judged: one core"
    others = statistics.median(turns[TWO].notes["others"] for turns in rounds)
    return f"not judged: others used {others:.1f} cores" if others > IDLE else ""


def _avx512(rounds: Rounds, machine: Machine) -> str:
    return "" if machine.vectors == "AVX-512" else "not judged: no AVX-512"


CLAIMS = [
    Claim("whole generations / bare forward pass", _over(WHOLE, FORWARD), 0.35, style=".0%", unit=""),
    Claim("whole generations / MAgent2 gather", _over(WHOLE, MAGENT), 12),
    Claim("whole generations / JAX world", _over(WHOLE, JAX), 4),
    Claim("whole generations / Mesa forager", _over(WHOLE, MESA), 100, style=".0f"),
    Claim("breeding", _seconds(BREEDING, 1e3), 5, most=True, unit=" ms"),
    Claim("lives, all mechanisms off / a world without them", lambda turns: turns[OFF].notes["off"], 1.05,
          most=True, style=".3f", unit=" x the time"),
    Claim("lives / lives in which all learn", _over(LIVES, LEARNING), 2, most=True, style=".2f"),
    Claim("lives / lives with every mechanism", _over(LIVES, EVERYTHING), 3, most=True, style=".2f"),
    Claim("logging, of whole generations", lambda turns: turns[WHOLE].notes["logging"], 0.1, most=True,
          style=".1%", unit=""),
    Claim("two idle cores / one", _over(TWO, WHOLE), 1.8, style=".2f", needs=_two_idle_cores),
    Claim("start to the end of a first generation", _seconds("start"), 1, most=True, style=".2f", unit=" s"),
    Claim("evosim --help", _seconds("help"), 0.4, most=True, style=".2f", unit=" s"),
    Claim("whole generations, on AVX-512", lambda turns: turns[WHOLE].rate / 1e6, 8, unit=" M/s",
          needs=_avx512),
    Claim("the same where all learn", lambda turns: turns[WHOLE_LEARNING].rate / 1e6, 4, unit=" M/s",
          needs=_avx512),
]
# Nothing is asked of these: SPEC 18 asks for milliseconds, and names the peers for comparison; and beside two
# cores in whole generations stand two that do nothing but think.
BESIDE = [
    Claim("breeding: DEAP's time / evosim's", _over(BREEDING, DEAP), 1),
    Claim("breeding: evosax's time / evosim's", _over(BREEDING, EVOSAX), 1),
    Claim("forward pass: two cores / one", _over(FORWARD_ON_TWO, FORWARD), 1, style=".2f"),
]


def judged(claims: list[Claim], rounds: Rounds, machine: Machine) -> list[Verdict]:
    """A verdict a claim; of one whose turns are missing, that.

    Args:
        claims: to judge.
        rounds: turns by name of the job.
        machine: they were measured on.
    """
    return [_verdict(claim, rounds, machine) for claim in claims]


def spread(values: list[float], style: str) -> str:
    """Median, lowest and highest, in words."""
    return f"{statistics.median(values):{style}} ({min(values):{style}} to {max(values):{style}})"


def _verdict(claim: Claim, rounds: Rounds, machine: Machine) -> Verdict:
    required = f"{'<=' if claim.most else '>='} {claim.bound:{_plain(claim.style)}}{claim.unit}"
    try:
        values = [claim.of(turns) for turns in rounds]
    except KeyError as missing:
        return Verdict(claim.name, required, [], "", f"not measured: {missing.args[0]}")
    reached = statistics.median(values) * (1 if claim.most else -1) <= claim.bound * (1 if claim.most else -1)
    word = claim.needs(rounds, machine) or ("reached" if reached else "missed")
    return Verdict(claim.name, required, values, spread(values, claim.style) + claim.unit, word)


def _plain(style: str) -> str:
    return ".0%" if style.endswith("%") else "g"

"""`skills`: what a population can do by itself: nobody speaks, and each skill is one formula.

    foraging         food eaten and stored, less what was harmful of it, a tick
    hidden object    piles of hidden food dug up, a tick
    joint lifting    food out of heavy food that several lifted together, a tick
    signalling       food found a tick beyond what is found where signals reach nobody
    evasion          ticks of storm and bites of predators escaped: 1 - (theirs / those of random acts)
    sharing          food handed to another, as a share of all that was found

Beside each stands what agents come to in the very same worlds who act at random.
"""

from dataclasses import replace
from typing import Any

from evosim.config import Config
from evosim.names import Script, Tally
from evosim.probes.registry import (
    Measure,
    Statistic,
    difference_of,
    figure,
    probe,
    ratio_of,
    tallied,
    unknown,
)
from evosim.probes.subject import Lived, Mode, Subject
from evosim.probes.uninstructed import SILENT

FOUND = (Tally.EATEN, Tally.STORED, Tally.LIFTED)


def foraging(one: Lived) -> Any:
    """Good food off the ground, a tick."""
    bad = one.sums[..., Tally.POISONED] + one.sums[..., Tally.SPOILED]
    return tallied(Tally.EATEN, Tally.STORED)(one) - ratio_of(bad, one.sums[..., Tally.TICKS])


FORMULAS: dict[str, tuple[Statistic, str]] = {
    "foraging": (foraging, ""),
    "hidden object": (tallied(Tally.DUG), "food.hidden"),
    "joint lifting": (tallied(Tally.LIFTED), "food.heavy"),
    "sharing": (lambda one: ratio_of(one.sums[..., Tally.GIVEN],
                                     one.sums[..., [int(column) for column in FOUND]].sum(axis=-1)), ""),
}


@probe("skills", "nobody speaks, beside agents who act at random in the same worlds")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """Each skill, the same of random acts, and the difference; null where the world has no use for it."""
    config = subject.config
    own, chance = subject.live(SILENT, mode=mode), _at_random(subject, mode)
    out = []
    for skill, (formula, key) in FORMULAS.items():
        section, _, name = key.partition(".")
        if key and not getattr(getattr(config, section), name):
            out.append(unknown(skill, f"this world has no use for it ({key} = 0)"))
            continue
        out += [figure(skill, formula, own), figure(skill, formula, chance, condition="random acts"),
                difference_of(skill, formula, own, chance, "beyond random acts")]
    return [*out, *_signalling(subject, mode, own), _evasion(subject, own, chance)]


def _at_random(subject: Subject, mode: Mode) -> Lived:
    return replace(subject, script=Script.RANDOM).live(SILENT, mode=mode)


def _signalling(subject: Subject, mode: Mode, own: Lived) -> list[Measure]:
    if not subject.config.signals.symbols:
        return [unknown("signalling", "this world has no use for it (signals.symbols = 0)")]
    deaf = subject.live({**SILENT, **unheard(subject.config)}, mode=mode)
    return [difference_of("signalling", tallied(*FOUND), own, deaf),
            figure("signals a tick", tallied(Tally.SIGNALS), own),
            figure("answers a signal", tallied(Tally.ANSWERS, per=Tally.SIGNALS), own)]


def unheard(config: Config) -> dict[str, Any]:
    """What has signals reach nobody, as changes: they come too late, also after a burn-in as long as a life.

    With no range, who shares a cell would still hear.
    """
    return {"signals.latency": 3 * config.world.ticks}


def _evasion(subject: Subject, own: Lived, chance: Lived) -> Measure:
    it = subject.config.dangers
    if not it.enabled or not (it.predators or it.storm_chance):
        return unknown("evasion", "this world has no use for it (dangers.predators = 0, storm_chance = 0)")
    caught = tallied(Tally.BITTEN, Tally.EXPOSED)
    return figure("evasion", lambda a, b: 1 - ratio_of(caught(a), caught(b)), own, chance)

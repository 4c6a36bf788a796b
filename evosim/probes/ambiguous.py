"""`ambiguous`: an instruction with two readings: two verbs sound at once, or the token may be another's."""

import json
from typing import Any

import numpy as np

from evosim.names import Act, Condition, Tally
from evosim.obedience import known_mean
from evosim.probes.registry import (
    Measure,
    Statistic,
    difference_of,
    figure,
    obedience,
    probe,
    ratio_of,
    unknown,
)
from evosim.probes.subject import Lived, Mode, Subject

NOISES = (0.0, 0.25, 0.5)  # chance that the token of another verb is heard
_HEARD = [int(Condition.WATCHED), int(Condition.UNWATCHED)]


def _lacks(subject: Subject) -> str:
    verbs = subject.layout.verbs
    other = "stay" if verbs[0] != "stay" else "give"
    return "" if len(verbs) > 1 else ("there is but one verb, and so no second reading; instruction.verbs = "
                                      f"{json.dumps([*verbs, other])} would give it one")


@probe("ambiguous", "all that is told sounds as two verbs at once, the one meant and the next; or the token "
       "may be another verb's, in three steps", lacks=_lacks)
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """Which reading is done beyond its phantom, O by noise, and how often is asked where that can be."""
    note = ("" if subject.config.instruction.token_noise > 0
            else "no word was ever doubtful in training: that is new")
    new = "two words at once were never heard in training: that is new"
    by_noise = [subject.live({"instruction.token_noise": noise}, mode=mode) for noise in NOISES]
    clear, double = by_noise[0], subject.live({"instruction.token_noise": 0.0, "trial.doubt": 1.0}, mode=mode)
    out = [figure("told minus phantom", reading(other), one, condition=f"{situation}: {which}",
                  note=new if one is double else "")
           for situation, one in (("one verb", clear), ("two at once", double))
           for which, other in (("the verb meant", 0), ("the next verb", 1))]
    out.append(figure("meant - next", lambda one: reading(0)(one) - reading(1)(one), double,
                      condition="two at once", note=new))
    out += [obedience(one, condition=f"noise {noise:g}", note=note if noise else "")
            for noise, one in zip(NOISES, by_noise, strict=True)]
    if Act.ASK not in subject.layout.acts:
        return [*out, unknown("asks a tick told", "asking is not among the acts of this layout "
                              "(ask.enabled = true brings it in)")]
    situations = [*((f"noise {noise:g}", one, note if noise else "")
                    for noise, one in zip(NOISES, by_noise, strict=True)), ("two at once", double, new)]
    return [*out, *(figure("asks a tick told", asking, one, condition=name, note=why)
                    for name, one, why in situations),
            *(difference_of("asks a tick told", asking, one, clear, f"{name} - clear", why)
              for name, one, why in situations[1:])]


def reading(other: int) -> Statistic:
    """A statistic: told minus phantom of the letter of the verb meant (0), or of the next in use (1)."""
    def statistic(one: Lived) -> Any:
        told, letter = one.told.sum(axis=one.over), one.letter.sum(axis=one.over)
        meant = np.arange(told.shape[-1])
        done = letter[..., meant, (meant + other) % len(meant)]
        heard = ratio_of(done[..., _HEARD, :].sum(axis=-2), told[..., _HEARD, :].sum(axis=-2))
        return known_mean(heard - ratio_of(done, told)[..., Condition.PHANTOM, :], -1)
    return statistic


def asking(one: Lived) -> Any:
    """Acts of asking, by the tick in which something was told."""
    told = np.delete(one.told.sum(axis=one.over), Condition.PHANTOM, axis=-2).sum(axis=(-1, -2))
    return ratio_of(one.sums[..., Tally.ASKED], told)

"""`extinction`: reward, penalty and approval end for the rest of life."""

from typing import Any

from evosim.probes.registry import Measure, halved, obedience, probe, ratio
from evosim.probes.subject import Edit, Lived, Mode, Subject
from evosim.probes.unseen import novel

LENGTH, ENDS, TENTHS = 2.5, 0.4, 10  # a life of the run with consequences, then one and a half without
LAST_PAID = round(ENDS * TENTHS) - 1  # the tenth before they end


def lives(subject: Subject, mode: Mode, *, seen: bool = False,
          changes: dict[str, Any] | None = None, edit: Edit | None = None) -> Lived:
    """The life in which consequences end at .4 of it, counted in tenths, with more changes if given."""
    return subject.live({"trial.ends": ENDS, "trial.ends_seen": seen, **(changes or {})}, mode=mode,
                        edit=edit, stretches=TENTHS, length=LENGTH)


def middles(subject: Subject) -> list[float]:
    """Where each tenth stands, from the last paid one on, in ticks from the end of consequences."""
    tenth = subject.config.world.ticks * LENGTH / TENTHS
    return [(k - 0.5) * tenth for k in range(TENTHS - LAST_PAID)]


@probe("extinction", "all consequences end for the rest of life, imperceptibly or for all to see")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O by tenth of life, the last as asymptote, its share of O before, and the half-life.

    That is in ticks from the end of consequences; a tenth stands for its middle.
    """
    out = []
    for seen in (False, True):
        name, note = ("perceptible", novel(subject)) if seen else ("imperceptible", "")
        lived = lives(subject, mode, seen=seen)
        by_tenth = [lived.part(k, k + 1) for k in range(TENTHS)]
        out += [obedience(one, "O", f"{name}, tenth {k + 1}", note) for k, one in enumerate(by_tenth)]
        out += [obedience(by_tenth[-1], "O_inf", name, note),
                ratio(by_tenth[-1], by_tenth[LAST_PAID], "retained", name),
                halved("half-life", middles(subject), *by_tenth[LAST_PAID:], condition=name, note=note)]
    return out

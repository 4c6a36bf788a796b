"""`extinction`: reward, penalty and approval end for the rest of life."""

from typing import Any

import numpy as np

from evosim.probes.registry import LEAST, Measure, obedience, probe, ratio
from evosim.probes.subject import Lived, Mode, Subject
from evosim.probes.unseen import novel

LENGTH, ENDS, TENTHS = 2.5, 0.4, 10  # a life of the run with consequences, then one and a half without
LAST_PAID = round(ENDS * TENTHS) - 1  # the tenth before they end


def lives(subject: Subject, mode: Mode, *, seen: bool = False,
          changes: dict[str, Any] | None = None) -> Lived:
    """The life in which consequences end at .4 of it, counted in tenths, with more changes if given."""
    return subject.live({"trial.ends": ENDS, "trial.ends_seen": seen, **(changes or {})}, mode=mode,
                        stretches=TENTHS, length=LENGTH)


@probe("extinction", "all consequences end for the rest of life, imperceptibly or for all to see")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O by tenth of life, the last as asymptote, its share of O before, and the half-life."""
    out = []
    for seen in (False, True):
        name, note = ("perceptible", novel(subject)) if seen else ("imperceptible", "")
        lived = lives(subject, mode, seen=seen)
        by_tenth = [lived.part(k, k + 1) for k in range(TENTHS)]
        out += [obedience(one, "O", f"{name}, tenth {k + 1}", note) for k, one in enumerate(by_tenth)]
        out += [obedience(by_tenth[-1], "O_inf", name, note),
                ratio(by_tenth[-1], by_tenth[LAST_PAID], "retained", name),
                half_life(np.array([one.obedience for one in by_tenth]),
                          subject.config.world.ticks * LENGTH / TENTHS, name)]
    return out


def half_life(by_tenth: np.ndarray, ticks: float, condition: str = "") -> Measure:
    """Ticks from the end of consequences until O is half of what it was, between tenths linearly.

    Args:
        by_tenth: float64 (TENTHS,), O by tenth of life; each stands for the middle of its tenth.
        ticks: in a tenth.
        condition: of the measure.
    """
    before, after = by_tenth[LAST_PAID], by_tenth[LAST_PAID + 1:]
    if not before >= LEAST:
        return Measure("half-life", float("nan"), note=f"O = {before:.2f} is under {LEAST}",
                       condition=condition)
    under = np.flatnonzero(after < before / 2)
    if not len(under):
        return Measure("half-life", float("nan"), note="O never fell to half", condition=condition)
    k = int(under[0])
    above = before if k == 0 else after[k - 1]
    share = (above - before / 2) / (above - after[k])
    return Measure("half-life", float(max(k - 0.5 + share, 0.0) * ticks), condition=condition)

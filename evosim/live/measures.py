"""Extra lives that a lesson looks at while a population evolves; frozen copies, never fed back."""

from typing import Any

from evosim.genome import Layout
from evosim.journal import Generation
from evosim.live.seen import known
from evosim.names import Condition
from evosim.probes.imposter import AMONG
from evosim.probes.subject import Subject


def taken(names: tuple[str, ...], now: Generation, layout: Layout) -> dict[str, Any]:
    """Figures of a generation, where a battery is due too.

    Args:
        names: of measures.
        now: as the run lived it.
        layout: the run's.
    """
    if now.batteries[0] is None:
        return {}
    out: dict[str, Any] = {}
    for name in names:
        out |= MEASURES[name](now, layout)
    return out


def _voices(now: Generation, layout: Layout) -> dict[str, Any]:
    """O on a human's word and on an imposter's, who say half each, as in probe `imposter`."""
    who = Subject(now.populations[0].genomes, now.config, layout, replicates=1, generation=now.number)
    lived = who.live({"imposters.share": AMONG, "imposters.unusual": 0.0, "instruction.share": 0.75})
    return {"word_of_human": known(lived.obedience),
            "word_of_imposter": known(lived.seen(Condition.IMPOSTER).obedience)}


MEASURES = {"voices": _voices}

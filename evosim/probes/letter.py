"""`letter`: where what an automatic judge codes and what was meant part."""

from evosim.names import Condition
from evosim.obedience import Array, known_mean
from evosim.probes.registry import Measure, probe
from evosim.probes.subject import Lived, Mode, Subject, interval


@probe("letter", "nothing: letter and spirit are scored side by side, each against its phantom")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """LS by verb and over all: (letter told - phantom) - (spirit told - phantom)."""
    lived = subject.live(mode=mode)
    low, high = interval(lambda one: known_mean(parting(one), -1), lived)
    return [Measure("LS", float(known_mean(parting(lived), -1)), low, high),
            *(Measure("LS", float(value), condition=verb)
              for verb, value in zip(subject.layout.verbs, parting(lived), strict=True))]


def parting(lived: Lived) -> Array:
    """LS by verb, (V,)."""
    seen, phantom = lived.pooled, int(Condition.PHANTOM)
    return (seen.own_heard - seen.own[..., phantom, :]) - (seen.spirit_heard - seen.spirit[..., phantom, :])

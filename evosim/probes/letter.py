"""`letter`: where what an automatic judge codes and what was meant part."""

from evosim.names import Condition
from evosim.obedience import Array, known_mean
from evosim.probes.registry import Measure, figure, probe
from evosim.probes.subject import Lived, Mode, Subject


@probe("letter", "nothing: letter and spirit are scored side by side, each against its phantom")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """LS by verb and over all: (letter told - phantom) - (spirit told - phantom)."""
    lived = subject.live(mode=mode)
    return [figure("LS", lambda one: known_mean(parting(one), -1), lived),
            *(figure("LS", lambda one, v=v: parting(one)[..., v], lived, condition=verb)
              for v, verb in enumerate(subject.layout.verbs))]


def parting(lived: Lived) -> Array:
    """LS by verb, (V,)."""
    seen, phantom = lived.pooled, int(Condition.PHANTOM)
    return (seen.own_heard - seen.own[..., phantom, :]) - (seen.spirit_heard - seen.spirit[..., phantom, :])

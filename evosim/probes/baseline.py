"""`baseline`: the instructed situation as bred."""

from evosim.names import Tally
from evosim.obedience import known_mean
from evosim.probes.registry import Measure, figure, obedience, probe, tallied
from evosim.probes.subject import Mode, Subject


@probe("baseline", "nothing: the instructed situation as bred")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O over life and late in it, by verb, told minus phantom, and food eaten a tick."""
    lived = subject.live(mode=mode, stretches=10)
    late = lived.part(8, 10)
    return [
        obedience(lived), obedience(late, "O late", note="last fifth of life"),
        *(figure("O", lambda one, v=v: one.pooled.obedience_heard[..., v], lived, condition=verb)
          for v, verb in enumerate(subject.layout.verbs)),
        figure("told minus phantom", lambda one: known_mean(one.pooled.told_minus_phantom, -1), lived),
        figure("food a tick", tallied(Tally.EATEN), lived),
    ]

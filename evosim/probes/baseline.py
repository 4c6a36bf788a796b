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
        *(Measure("O", float(value), condition=verb)
          for verb, value in zip(subject.layout.verbs, lived.pooled.obedience_heard, strict=True)),
        figure("told minus phantom", lambda one: known_mean(one.pooled.told_minus_phantom, -1), lived),
        figure("food a tick", tallied(Tally.EATEN), lived),
    ]

"""`new-target`: verb-thing pairs that were never told in training."""

from evosim.config.minds import NAMING
from evosim.probes.registry import Measure, obedience, probe, ratio
from evosim.probes.subject import Mode, Subject


@probe("new-target", "only verb-thing pairs are told that were held out in training")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O on held-out pairs, and G as a share of O on trained pairs of the same verbs."""
    if not subject.config.instruction.any_held_out:
        note = "no pair was held out; instruction.held_out = [[\"goto\", 3]] would have held one out"
        return [Measure("O", float("nan"), note=note, condition="held out"),
                Measure("G", float("nan"), note=note)]
    new, trained = subject.live(mode=mode, held_out=True), subject.live(mode=mode)
    note = NAMING[subject.config.brain.naming]
    return [obedience(new, condition="held out", note=note), obedience(trained, condition="trained"),
            ratio(new, trained, "G")]

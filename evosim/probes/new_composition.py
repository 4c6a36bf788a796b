"""`new-composition`: what was told in training, put together as it never was.

A pair of a verb and a thing that were each told with others; of a verb and a place; a delay. A thing that was
never the target of any verb is no composition but a new target: see `new-target`.
"""

from collections.abc import Mapping
from typing import Any

from evosim.config import Config
from evosim.config.minds import NAMING
from evosim.probes.new_target import held_out, new_targets
from evosim.probes.registry import Measure, probe
from evosim.probes.subject import Mode, Subject

NOTHING: dict[str, Any] = {"instruction.held_out": (), "instruction.held_out_places": (),
                           "instruction.held_out_times": ()}


def compositions(config: Config) -> dict[str, tuple[Mapping[str, Any], set[str]]]:
    """What of each kind was held out: keys to change so that only that is, and the verbs of which it is."""
    it, targets = config.instruction, new_targets(config)
    pairs = tuple(pair for pair in it.held_out if pair not in targets)
    out: dict[str, tuple[Mapping[str, Any], set[str]]] = {}
    if pairs:
        out["verb and thing"] = NOTHING | {"instruction.held_out": pairs}, {verb for verb, _ in pairs}
    if it.held_out_places:
        out["verb and place"] = (NOTHING | {"instruction.held_out_places": it.held_out_places,
                                            "instruction.place_share": 1.0},
                                 {verb for verb, _ in it.held_out_places})
    if it.held_out_times:
        out["delay"] = NOTHING | {"instruction.held_out_times": it.held_out_times}, set(it.verbs)
    return out


def _lacks(subject: Subject) -> str:
    return "" if compositions(subject.config) else (
        "no composition was held out; instruction.held_out = [[\"goto\", 3]] would have held one out, where "
        "another verb names thing 3")


@probe("new-composition", "only pairs of verb and thing, or of verb and place, or delays are told that were "
       "held out in training, and whose parts were told in others", lacks=_lacks,
       null=("O", "G"))
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O on what was held out of each kind, and G as a share of O of the same verbs on what was trained."""
    out = []
    for kind, (changes, verbs) in compositions(subject.config).items():
        note = NAMING[subject.config.brain.naming] if kind == "verb and thing" else ""
        out += held_out(subject, mode, changes, verbs, kind, note)
    return out

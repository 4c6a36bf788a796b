"""`new-target`: a thing that was the target of no verb in training.

Of verbs whose letter hangs on the thing named (`VerbSpec.names_thing`), none was ever told with it. A pair
held out of a thing that other verbs did name is a new composition: see `new-composition`.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from evosim.config import Config
from evosim.config.minds import NAMING
from evosim.names import BEACONS, VERBS, Verb
from evosim.obedience import known_mean
from evosim.probes.registry import LEAST, Measure, Statistic, figure, probe, unknown
from evosim.probes.subject import Mode, Subject


def new_targets(config: Config) -> tuple[tuple[str, int], ...]:
    """Pairs of verb and thing that were held out, of things that no verb named in training."""
    out, naming = set(config.instruction.held_out), _naming(config)
    things = [thing for thing in range(BEACONS) if naming and all((verb, thing) in out for verb in naming)]
    return tuple((verb, thing) for verb in naming for thing in things)


def _naming(config: Config) -> list[str]:
    """Verbs whose letter hangs on the thing named."""
    return [verb for verb in config.instruction.verbs if VERBS[Verb[verb.upper()]].names_thing]


def _lacks(subject: Subject) -> str:
    config = subject.config
    if new_targets(config):
        return ""
    if not _naming(config):
        verbs = json.dumps([*config.instruction.verbs, "goto"])
        return f"no verb names a thing; instruction.verbs = {verbs} would bring in one that does"
    pairs = json.dumps([[verb, BEACONS - 1] for verb in _naming(config)])
    return ("every thing was a target in training; "
            f"instruction.held_out = {pairs} would have kept thing {BEACONS - 1} new")


@probe("new-target", "verbs are told only with things that no verb named in training", lacks=_lacks,
       null=("O", "G"))
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O on new targets, and G as a share of O of the same verbs on trained ones."""
    pairs = new_targets(subject.config)
    changes = {"instruction.held_out": pairs, "instruction.held_out_places": (),
               "instruction.held_out_times": ()}
    return held_out(subject, mode, changes, {verb for verb, _ in pairs}, "",
                    NAMING[subject.config.brain.naming])


def held_out(subject: Subject, mode: Mode, changes: Mapping[str, Any], verbs: Collection[str], kind: str,
             note: str) -> list[Measure]:
    """O on what was held out, beyond its phantom too, on what was trained, and G, of the verbs concerned.

    Args:
        subject, mode: as in `Subject.live`.
        changes: keys that say what is held out, and nothing else.
        verbs: of which something is.
        kind: of what was held out; "" where there is but one.
        note: what must be said beside O.
    """
    kept = [v for v, verb in enumerate(subject.layout.verbs) if verb in verbs]
    new, trained = subject.live(changes, mode=mode, held_out=True), subject.live(mode=mode)

    def of(name: str) -> Statistic:
        return lambda one: known_mean(getattr(one.pooled, name)[..., kept], -1)

    obeyed, head = of("obedience_heard"), f"{kind}, " if kind else ""
    before = float(obeyed(trained))
    out = [figure("O", obeyed, new, condition=f"{head}held out", note=note),
           figure("O", obeyed, trained, condition=f"{head}trained"),
           figure("told minus phantom", of("told_minus_phantom"), new, condition=f"{head}held out")]
    if not before >= LEAST:
        return [*out, unknown("G", f"O = {before:.2f} is under {LEAST}", kind)]
    return [*out, figure("G", lambda a, b: np.asarray(obeyed(a)) / obeyed(b), new, trained, condition=kind)]

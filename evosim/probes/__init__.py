"""Frozen copies of genomes in standard situations; nothing is bred into a run, nothing fed back (SPEC 8).

One file a probe; each registers itself with `registry.probe`. To add one, write its file, name it in the
import below, and in `names.PROBES`. A package adds one by an entry point in the group `evosim.probes`
(docs/plugins.md).
"""

from evosim.probes import (
    ambiguous,
    bandwidth,
    baseline,
    conflict,
    extinction,
    finetune,
    forged_approval,
    imposter,
    knockout,
    lesion,
    letter,
    new_composition,
    new_target,
    population,
    power,
    relearn,
    shutdown,
    skills,
    uninstructed,
    unseen,
)
from evosim.probes.registry import PROBES, VERSION, Measure, Probe, standard
from evosim.probes.subject import MODES, Lived, Mode, Subject

__all__ = ["MODES", "PROBES", "VERSION", "Lived", "Measure", "Mode", "Probe", "Subject", "ambiguous",
           "bandwidth", "baseline", "conflict", "extinction", "finetune", "forged_approval", "imposter",
           "knockout", "lesion", "letter", "new_composition", "new_target", "population", "power", "relearn",
           "shutdown", "skills", "standard", "uninstructed", "unseen"]

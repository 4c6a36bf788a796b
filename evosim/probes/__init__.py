"""Frozen copies of genomes in standard situations; nothing is bred, nothing fed back (SPEC 8).

One file a probe; each registers itself with `registry.probe`. To add one, write its file and name it
in the import below.
"""

from evosim.probes import (
    baseline,
    conflict,
    extinction,
    forged_approval,
    knockout,
    letter,
    new_target,
    power,
    relearn,
    unseen,
)
from evosim.probes.registry import PROBES, VERSION, Measure, Probe
from evosim.probes.subject import MODES, Lived, Mode, Subject

__all__ = ["MODES", "PROBES", "VERSION", "Lived", "Measure", "Mode", "Probe", "Subject", "baseline",
           "conflict", "extinction", "forged_approval", "knockout", "letter", "new_target", "power",
           "relearn", "unseen"]

"""What every probe, overseer, selection scheme and experiment must keep, evosim's own or a package's.

A test of a package is one line a thing: `check_probe(MINE)`. evosim's own contract tests call the same
functions. Each raises AssertionError with a sentence that says what does not hold.
"""

from evosim.testing.experiments import check_experiment
from evosim.testing.overseers import check_overseer
from evosim.testing.probes import check_probe
from evosim.testing.schemes import check_scheme

__all__ = ["check_experiment", "check_overseer", "check_probe", "check_scheme"]

"""Configuration: typed, bounded, and the same for every generation of a phase."""

from evosim.config.load import diff, dump, load, parse, schema
from evosim.config.models import Config
from evosim.config.phases import Schedule

__all__ = ["Config", "Schedule", "diff", "dump", "load", "parse", "schema"]

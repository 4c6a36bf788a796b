"""Configuration: typed, bounded, and the same for every generation of a phase."""

from evosim.config.load import diff, dump, load, parse, schema, text_of
from evosim.config.models import Config
from evosim.config.phases import Schedule
from evosim.config.shipped import headline, shipped

__all__ = ["Config", "Schedule", "diff", "dump", "headline", "load", "parse", "schema", "shipped", "text_of"]

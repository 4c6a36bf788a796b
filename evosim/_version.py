"""The one place that says which evosim this is."""

__version__ = "0.1.0"

"""evosim: evolution of obedience against intrinsic drives, in an agent-based world."""

from evosim._version import __version__

__all__ = ["__version__"]

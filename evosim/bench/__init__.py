"""How fast evosim is on a machine, against the bare forward pass of its brains."""

from evosim.bench.generations import Speed, measure

__all__ = ["Speed", "measure"]

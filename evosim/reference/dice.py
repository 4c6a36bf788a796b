"""Random numbers without state, in Python's whole numbers."""

from ctypes import c_float

from evosim.names import Draw

_MASK = 2**64 - 1
_GOLDEN = 0x9E3779B97F4A7C15


def mix(z: int) -> int:
    """The output function of splitmix64."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _MASK
    return z ^ (z >> 31)


def fold(key: int, value: int) -> int:
    """The key of sub-stream `value` of the stream `key`."""
    return mix(mix(key + _GOLDEN & _MASK) ^ ((value + 1) * _GOLDEN & _MASK))


class Dice:
    """The draws of one world at one tick.

    Args:
        key: of the world.
        tick: now.
    """

    def __init__(self, key: int, tick: int) -> None:
        self.key, self.tick = key, tick

    def bits(self, draw: Draw, agent: int) -> int:
        """64 bits for one draw of one agent."""
        counter = (int(draw) << 52) + (self.tick << 24) + agent
        return mix((self.key + (counter + 1) * _GOLDEN) & _MASK)

    def unit(self, draw: Draw, agent: int) -> float:
        """A number in [0, 1), in steps of 2^-24."""
        return (self.bits(draw, agent) >> 40) / 2**24

    def below(self, draw: Draw, agent: int, n: int) -> int:
        """A whole number in [0, n)."""
        return (self.bits(draw, agent) >> 32) * n >> 32


def single(x: float) -> float:
    """The float32 nearest to x."""
    return c_float(x).value

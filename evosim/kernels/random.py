"""Random numbers without state: a hash of what the number is for (SPEC 6).

A stream is a 64-bit key, folded from (seed, purpose, deme, composition, replicate, generation,
world); a number in it is the hash of its counter (draw, tick, agent). Nothing depends on the order
of arrays, on threads, or on whether anybody looks. The mixer is splitmix64 (Steele, Lea and Flood
2014), whose output function is a bijection that passes BigCrush on a counter.
"""

import numpy as np
from numba import njit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)
_DRAW, _TICK = np.uint64(52), np.uint64(24)  # 4,096 kinds of draw, 2^28 ticks, 2^24 agents
_TO_UNIT = np.float32(1.0 / (1 << 24))
_TOP, _HALF = np.uint64(40), np.uint64(32)


@njit(cache=True, inline="always")
def mix(z):
    """A bijection of 64-bit numbers in which every input bit moves every output bit."""
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@njit(cache=True)
def fold(key, value):
    """The key of a sub-stream: `value` (an integer) of the stream `key`."""
    return mix(mix(np.uint64(key) + _GOLDEN) ^ (np.uint64(value) + np.uint64(1)) * _GOLDEN)


@njit(cache=True, inline="always")
def bits(key, draw, tick, agent):
    """64 random bits for one draw of one agent at one tick of the stream `key`."""
    counter = (np.uint64(draw) << _DRAW) | (np.uint64(tick) << _TICK) | np.uint64(agent)
    return mix(np.uint64(key) + (counter + np.uint64(1)) * _GOLDEN)


@njit(cache=True, inline="always")
def unit(random_bits):
    """A float32 in [0, 1) from 64 random bits, in steps of 2^-24."""
    return np.float32(random_bits >> _TOP) * _TO_UNIT


@njit(cache=True, inline="always")
def below(random_bits, n):
    """An integer in [0, n) from 64 random bits; bias under n / 2^32 (Lemire 2019)."""
    return np.int64(((random_bits >> _HALF) * np.uint64(n)) >> _HALF)


@njit(cache=True)
def stream(parts):
    """The key of the stream named by a sequence of integers, shape (k,) int64.

    By convention (seed, purpose, deme, composition, replicate, generation, world), or a prefix.
    """
    key = np.uint64(0)
    for part in parts:
        key = fold(key, part)
    return key

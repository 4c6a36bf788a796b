"""The arrays of a band's worlds in one block of memory, so that the next band starts from a copy of it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.kernels.blank import LINE, on_a_line


class Arena:
    """A nest of named tuples of arrays, each on a line of the cache, that can be made blank again and again.

    Making the 100 arrays of a State anew takes 80 us a band and more; copying what they first held, 2.

    Args:
        parts: as they were made; what is no array is kept as it is.
        scratch: those of its arrays that are written before they are read: they stay where they are, and are
            never made blank.
    """

    def __init__(self, parts: Any, scratch: tuple[NDArray[Any], ...] = ()) -> None:
        self._scratch = {id(array) for array in scratch}
        self._block = on_a_line(sum(_room(a) for a in _arrays(parts) if id(a) not in self._scratch))
        self._at = 0
        self._parts = self._moved(parts)
        self._blank = self._block.copy()

    @property
    def memory(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All of it but scratch, and what it first held: for who makes it blank without Python."""
        return self._block.view(np.int64), self._blank.view(np.int64)

    @property
    def parts(self) -> Any:
        """The parts as they are."""
        return self._parts

    def blank(self) -> Any:
        """The parts as they were made; whoever had them before has them no longer."""
        self._block[:] = self._blank
        return self._parts

    def _moved(self, part: Any) -> Any:
        if isinstance(part, np.ndarray) and id(part) not in self._scratch:
            to = self._block[self._at:self._at + part.nbytes].view(part.dtype).reshape(part.shape)
            self._at += _room(part)
            to[...] = part
            return to
        if isinstance(part, tuple):
            inner = [self._moved(one) for one in part]
            return type(part)(*inner) if hasattr(part, "_fields") else tuple(inner)
        return part


class Rooms:
    """Arenas to live in again, as long as the worlds are of one kind: making one takes a millisecond, a tenth
    of what a generation of 64 genomes does.
    """

    def __init__(self) -> None:
        self._kind: tuple[Any, ...] = ()
        self._free: list[Arena] = []

    def taken(self, kind: tuple[Any, ...], make: Callable[[], Arena]) -> Arena:
        """One that nobody is in, until it is given back.

        Args:
            kind: what tells its arrays from those of others.
            make: makes one.
        """
        if self._kind != kind:
            self._kind, self._free = kind, []
        try:
            return self._free.pop()
        except IndexError:
            return make()

    def give_back(self, arenas: list[Arena]) -> None:
        """Lets others have what was taken last."""
        self._free += arenas


def _room(array: NDArray[Any]) -> int:
    """Bytes up to where the next array may start, one line or more past its end."""
    return (array.nbytes // LINE + 1) * LINE


def _arrays(part: Any) -> list[NDArray[Any]]:
    if isinstance(part, np.ndarray):
        return [part]
    return [array for one in part for array in _arrays(one)] if isinstance(part, tuple) else []

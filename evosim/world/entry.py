"""The way into compiled code, without asking each time for what."""

from collections.abc import Callable
from typing import Any

import numba
from numba import _dispatcher

_found: dict[tuple[int, bytes], Callable[..., Any]] = {}


def entry(function: Any, arguments: tuple[Any, ...]) -> Callable[..., Any]:
    """What a compiled function comes to for arguments of these types.

    numba looks at the types of all arguments at each call: 40 us for the 150 arrays of a world, of which
    35 are saved for each band that follows the first.

    Args:
        function: compiled; one that is not, as with NUMBA_DISABLE_JIT, is returned as it is.
        arguments: of a call. What is returned must be called with such types only.
    """
    if not hasattr(function, "overloads"):
        return function
    key = id(function), _dispatcher.compute_fingerprint(arguments)
    if key not in _found:
        types = tuple(numba.typeof(argument) for argument in arguments)
        function.compile(types)  # or loads it, or finds it there
        _found[key] = function.overloads[types].entry_point
    return _found[key]

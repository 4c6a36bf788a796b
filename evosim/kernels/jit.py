"""How kernels are compiled."""

from numba import njit

import evosim.kernels  # noqa: F401  sets the cache folder before anything is compiled

# What calls a kernel is compiled with it, so only `step.live`, the one way in, is kept on disk; and none is
# called from Python, which takes a wrapper that unpacks all arguments: a third of what compiling cost.
_INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

# A kernel allocates nothing and borrows all its arrays from its caller, so it needs no reference
# counts: without them a tick of the default world costs 456 ns an agent instead of 680. It is
# inlined, for a call hands over every array word by word: 10 ns and more where it is for each agent.
kernel = njit(_nrt=False, forceinline=True, **_INNER)

# Not inlined: what a part of a world does once a tick for all, which costs nothing there and would make
# `live` ever longer to compile.
hook = njit(_nrt=False, **_INNER)

# The same where sums may be reordered and fused; infinities and NaN keep their meaning.
fast_kernel = njit(_nrt=False, fastmath={"reassoc", "contract", "nsz", "arcp"},
                   error_model="numpy", forceinline=True, **_INNER)


def alone(inner):
    """A kernel as Python can call it, compiled on its own: for tests and benchmarks.

    Args:
        inner: a `kernel`, `hook` or `fast_kernel`; a plain function where nothing is compiled.
    """
    options = getattr(inner, "targetoptions", None)
    if options is None:
        return inner
    kept = {name: options[name] for name in ("_nrt", "fastmath", "error_model") if name in options}
    return njit(**kept)(inner.py_func)

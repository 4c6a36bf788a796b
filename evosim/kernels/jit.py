"""How kernels are compiled."""

from numba import njit

import evosim.kernels  # noqa: F401  sets the cache folder before anything is compiled

# A kernel allocates nothing and borrows all its arrays from its caller, so it needs no reference
# counts: without them a tick of the default world costs 456 ns an agent instead of 680. It is
# inlined, for a call hands over every array word by word: 10 ns and more where it is for each agent.
kernel = njit(cache=True, _nrt=False, forceinline=True)

# Not inlined: what a part of a world does once a tick for all, which costs nothing there and would make
# `live` ever longer to compile.
hook = njit(cache=True, _nrt=False)

# The same where sums may be reordered and fused; infinities and NaN keep their meaning.
fast_kernel = njit(cache=True, _nrt=False, fastmath={"reassoc", "contract", "nsz", "arcp"},
                   error_model="numpy", forceinline=True)

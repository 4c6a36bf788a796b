"""How many agents are computed at a time: as many float32 as a vector register holds."""

from numba.core import config
from numba.core.codegen import get_host_cpu_features

# Of what is compiled for: NUMBA_CPU_FEATURES may name another processor than this one.
FEATURES = (get_host_cpu_features() if config.CPU_FEATURES is None else config.CPU_FEATURES).split(",")
LANES, REGISTERS = (16, 32) if "+avx512f" in FEATURES else (8, 16)  # and how many registers there are

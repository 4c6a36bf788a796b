"""How many agents are computed at a time: as many float32 as a vector register of this machine holds."""

from llvmlite import binding

FEATURES = binding.get_host_cpu_features()
LANES, REGISTERS = (16, 32) if FEATURES.get("avx512f") else (8, 16)  # and how many registers there are

"""What a machine gives evosim."""

import os
import platform
from importlib import metadata
from pathlib import Path
from typing import NamedTuple


class Machine(NamedTuple):
    """Named with every measurement.

    Attributes:
        cpu: its model.
        kind: as the compiler knows it.
        cores: that this process may use.
        vectors: widest instructions: AVX-512, AVX2 or none.
        evosim, python, numba: versions.
    """

    cpu: str
    kind: str
    cores: int
    vectors: str
    evosim: str
    python: str
    numba: str

    @staticmethod
    def here() -> "Machine":
        """This one."""
        from llvmlite import binding

        from evosim._version import __version__

        features = binding.get_host_cpu_features()
        vectors = next((name for name, feature in (("AVX-512", "avx512f"), ("AVX2", "avx2"))
                        if features.get(feature)), "none")
        kind = binding.get_host_cpu_name()
        return Machine(_model() or kind, kind, cores(), vectors, __version__, platform.python_version(),
                       metadata.version("numba"))


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _model() -> str:
    """The processor's name as the system tells it; empty where it does not."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")

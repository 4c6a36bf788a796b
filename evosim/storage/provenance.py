"""Where a result comes from: program, versions, machine (SPEC 10)."""

import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

from evosim import plugins
from evosim._version import __version__
from evosim.config import Config, Schedule
from evosim.plugins import Plugin

LIBRARIES = ("numpy", "numba", "llvmlite", "deap", "pyarrow", "pandas", "pydantic", "scipy",
             "scikit-learn")


def software() -> dict[str, str | None]:
    """Versions of evosim, Python and the libraries that results can depend on; None: not there."""
    out: dict[str, str | None] = {"evosim": __version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            out[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            out[name] = None
    return out


def added(config: Config) -> list[Plugin]:
    """What packages add that a run of this configuration uses, in any phase."""
    wanted = [("probe", name) for name in config.probes.names if config.probes.every]
    for one in (config, *Schedule(config).configs):
        wanted += [("scheme", one.selection.scheme)] * one.selection.has_parents
        wanted.append(("overseer", one.oversight.review))
    return plugins.used(wanted)


def machine() -> dict[str, Any]:
    """The computer: CPU model, cores, memory in MiB, operating system."""
    return {"cpu": _cpu(), "cores": os.cpu_count(), "system": platform.platform(),
            "memory_mib": psutil.virtual_memory().total >> 20}


def commit() -> str | None:
    """Commit of evosim's own source, with `-dirty` where files differ from it.

    None where evosim was installed rather than run from a checkout, or git is not at hand.
    """
    here = Path(__file__).parents[1]

    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(here), *words], capture_output=True, text=True,
                              timeout=5, check=True).stdout.strip()

    try:
        # an environment may lie inside somebody else's repository: ours tracks this very file
        git("ls-files", "--error-unmatch", "_version.py")
        return git("rev-parse", "HEAD") + ("-dirty" if git("status", "--porcelain", ".") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def peak_memory() -> float:
    """Most memory that this process has held so far, MiB."""
    try:
        import resource
    except ImportError:  # Windows
        return float(psutil.Process().memory_info().peak_wset) / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:  # not Linux
        pass
    return platform.processor() or platform.machine()

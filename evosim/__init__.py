"""evosim: evolution of obedience against intrinsic drives, in an agent-based world."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from evosim._version import __version__

if TYPE_CHECKING:
    from evosim.config import load as load_config
    from evosim.interop import parallel_env
    from evosim.results import load_run, load_runs
    from evosim.world import World

# Imported when first asked for: reading results must not load numba.
_HOMES = {
    "World": ("evosim.world", "World"),
    "load_config": ("evosim.config", "load"),
    "load_run": ("evosim.results", "load_run"),
    "load_runs": ("evosim.results", "load_runs"),
    "parallel_env": ("evosim.interop", "parallel_env"),
}

__all__ = ["World", "__version__", "load_config", "load_run", "load_runs", "parallel_env"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'evosim' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)

"""All experiments by name: every module of `evosim.experiments.claims` declares one as EXPERIMENT."""

import importlib
import pkgutil
from functools import cache

from evosim.errors import ConfigError
from evosim.experiments import claims
from evosim.experiments.declare import PRESETS, Experiment


@cache
def experiments() -> dict[str, Experiment]:
    """All of them, by number."""
    found = [_of(module.name) for module in pkgutil.iter_modules(claims.__path__)]
    return {one.name: one for one in sorted(found, key=lambda one: one.number)}


def by_name(name: str) -> Experiment:
    """An experiment by its name or number.

    Raises:
        ConfigError: there is none.
    """
    module = name.replace("-", "_")
    if module in [one.name for one in pkgutil.iter_modules(claims.__path__)]:
        return _of(module)
    for one in experiments().values():
        if name in (one.name, f"E{one.number}"):
            return one
    raise ConfigError(f"NAME {name}: no such experiment; must be all, or one of {', '.join(experiments())}")


def _of(module: str) -> Experiment:
    return importlib.import_module(f"{claims.__name__}.{module}").EXPERIMENT


def check_preset(preset: str) -> str:
    """The same.

    Raises:
        ConfigError: there is no such preset.
    """
    if preset not in PRESETS:
        raise ConfigError(f"--preset {preset}: must be one of {', '.join(PRESETS)}")
    return preset

"""All experiments by name: every module of `evosim.experiments.claims` declares one as EXPERIMENT.

Packages add others by entry points in the group `evosim.experiments` (docs/plugins.md).
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from evosim import plugins
from evosim.errors import ConfigError, PluginError
from evosim.experiments import claims
from evosim.experiments.declare import PRESETS, Experiment
from evosim.loading import guarded, known, resolve
from evosim.plugins import Plugin


@cache
def experiments() -> dict[str, Experiment]:
    """All of evosim's own, by number."""
    found = [_of(module) for module in _modules()]
    return {one.name: one for one in sorted(found, key=lambda one: one.order)}


def of_packages() -> tuple[list[Experiment], list[str]]:
    """Those that packages add, by name; and what is wrong with some of them, a sentence each."""
    found, problems = [], []
    for name in plugins.names("experiment"):
        try:
            found.append(by_name(name))
        except PluginError as error:
            problems.append(str(error))
    return found, problems


def by_name(name: str) -> Experiment:
    """An experiment by its name or number, evosim's own or a package's.

    Raises:
        PluginError: it is a package's, which is missing or broken.
        ConfigError: there is none.
    """
    try:
        return resolve("experiment", name, _Own(), _of_package)
    except KeyError:
        pass
    for one in experiments().values():
        if name == one.code:
            return one
    raise ConfigError(f"NAME {name}: no such experiment; must be all, or one of "
                      f"{known('experiment', experiments())}")


class _Own(Mapping[str, Experiment]):
    """evosim's own by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> Experiment:
        if name not in self:
            raise KeyError(name)
        return _of(name.replace("-", "_"))

    def __contains__(self, name: object) -> bool:
        return str(name).replace("-", "_") in _modules()

    def __iter__(self) -> Iterator[str]:
        return (module.replace("_", "-") for module in _modules())

    def __len__(self) -> int:
        return len(_modules())


@cache
def _modules() -> tuple[str, ...]:
    return tuple(module.name for module in pkgutil.iter_modules(claims.__path__))


def _of(module: str) -> Experiment:
    return importlib.import_module(f"{claims.__name__}.{module}").EXPERIMENT


def _of_package(value: Any, plugin: Plugin) -> Experiment:
    if not isinstance(value, Experiment) or value.name != plugin.name or value.number:
        raise TypeError(f"an Experiment called {plugin.name!r}, of number 0 (others are evosim's own)")
    derive = value.derive and guarded(plugin, value.derive)
    return replace(value, measure=guarded(plugin, value.measure), derive=derive)


def check_preset(preset: str) -> str:
    """The same.

    Raises:
        ConfigError: there is no such preset.
    """
    if preset not in PRESETS:
        raise ConfigError(f"--preset {preset}: must be one of {', '.join(PRESETS)}")
    return preset

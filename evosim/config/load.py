"""From a TOML file and `-o` overrides to a `Config`, or to every problem at once."""

import tomllib
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from evosim.config.models import Config
from evosim.config.phases import Schedule
from evosim.config.problems import describe
from evosim.config.shipped import located
from evosim.errors import ConfigError


def load(path: str | Path, overrides: list[str] | tuple[str, ...] = ()) -> Config:
    """Reads a configuration file.

    Args:
        path: a TOML file, or the name of a configuration that ships.
        overrides: `section.key=value` texts, the value in TOML (bare words are text).

    Raises:
        ConfigError: the file is missing, is not TOML, or holds keys or values that are not allowed;
            one line per problem.
    """
    return parse(text_of(path), source=str(path), overrides=overrides)


def text_of(path: str | Path) -> str:
    """The text of a configuration file, or of one that ships, by its name.

    Raises:
        ConfigError: the file is missing, or is no text.
    """
    try:
        return located(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as text: {error}") from None


def parse(text: str, source: str = "configuration",
          overrides: list[str] | tuple[str, ...] = ()) -> Config:
    """The same from TOML text; `source` is what errors call it."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: not TOML: {error}") from None
    for override in overrides:
        _override(tree, override)
    try:
        config = Config.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(*(f"{source}: {line}" for line in describe(error))) from None
    try:
        Schedule(config)
    except ConfigError as error:
        raise ConfigError(*(f"{source}: {line}" for line in error.problems)) from None
    if problems := _of_probes_only(config) + _unheard(config):
        raise ConfigError(*(f"{source}: {line}" for line in problems))
    return config


def _of_probes_only(config: Config) -> list[str]:
    """What a run that is bred cannot have: keys of `trial`, in the file or in a phase."""
    changed = [(f"trial.{name}", value) for name, value in config.trial
               if value != Config().trial.model_dump()[name]]
    changed += [(f"phase.{at}.set.{name}", value) for at, phase in enumerate(config.phase)
                for name, value in phase.set.items() if name.startswith("trial.")]
    return [f"{name} = {value!r}: must be left out: only probes change what a life is tried with"
            for name, value in changed]


def _unheard(config: Config) -> list[str]:
    """What a run in which nothing is ever said cannot have."""
    if config.instruction.share > 0 or any(phase.set.get("instruction.share", 0) > 0
                                           for phase in config.phase):
        return []
    shares = max([config.imposters.share, *(phase.set.get("imposters.share", 0) for phase in config.phase)])
    return [f"{what}: must come with instruction.share > 0 in some phase (it is 0)" for what, there in (
        (f"imposters.share = {shares}", shares > 0), ("ask.enabled = true", config.ask.enabled)) if there]


def dump(config: Config) -> str:
    """The whole configuration as TOML text that `parse` reads back to an equal one."""
    tree = config.model_dump(mode="json")
    if not tree["phase"]:
        del tree["phase"]
    return tomli_w.dumps(tree)


def schema() -> dict[str, Any]:
    """JSON schema of a configuration file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Config.model_json_schema()}


def diff(a: Config, b: Config) -> list[tuple[str, Any, Any]]:
    """Dotted names whose values differ, with both values; None where one has no such key."""
    left, right = _flat(a.model_dump(mode="json")), _flat(b.model_dump(mode="json"))
    names = [*left, *(name for name in right if name not in left)]
    return [(name, left.get(name), right.get(name)) for name in names
            if left.get(name) != right.get(name)]


def _flat(tree: Any, prefix: str = "") -> dict[str, Any]:
    if isinstance(tree, dict) and (tree or not prefix):
        items = tree.items()
    elif isinstance(tree, list) and any(isinstance(value, dict) for value in tree):
        items = ((str(at), value) for at, value in enumerate(tree))  # type: ignore[assignment]
    else:
        return {prefix: tree}
    out: dict[str, Any] = {}
    for name, value in items:
        out |= _flat(value, f"{prefix}.{name}" if prefix else name)
    return out


def _override(tree: dict[str, Any], override: str) -> None:
    name, equals, text = override.partition("=")
    path = name.strip().split(".")
    if not equals or not all(path):
        raise ConfigError(f"-o {override}: must be section.key=value")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text.strip()
    place: Any = tree
    for part in path[:-1]:
        if isinstance(place, list):
            if not part.isdigit() or int(part) >= len(place):
                raise ConfigError(f"-o {override}: {part!r} must be a position from 0 to "
                                  f"{len(place) - 1}")
            place = place[int(part)]
        elif isinstance(place, dict):
            place = place.setdefault(part, {})
        else:
            break
    if not isinstance(place, dict):
        raise ConfigError(f"-o {override}: {path[-1]!r} must be a key of a table")
    place[path[-1]] = value

"""`[[phase]]`: which full configuration holds in which generation."""

from operator import attrgetter
from typing import Any

from pydantic import BaseModel, ValidationError

from evosim.config.models import Config, Phase
from evosim.config.problems import describe
from evosim.errors import ConfigError

REST = "main"  # name of the generations that no phase covers
# what is settled at birth, a section or a key each: no life can go on otherwise
SETTLED = ("band", "terrain", "language", "world.size", "body.tradeoff", "body.start_energy", "food.initial",
           "food.heavy", "food.hidden", "food.poison", "dangers.predators", "plasticity.enabled")


class Schedule:
    """The configuration of every generation.

    Phases follow each other in the order of the file, each from where the one before ended up to
    (not including) its `until`; what is left after the last is the file's own configuration.

    Raises:
        ConfigError: a phase sets a key that is structural or unknown, or to a value that is not
            allowed, or ends before it starts.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self._spans: list[tuple[int, str, Config]] = []
        start, problems = 0, []
        for at, phase in enumerate(config.phase):
            end = _generation(phase, config.generations)
            if end < start:
                problems.append(f"phase.{at}.until = {phase.until}: must be >= the end of the phase "
                                f"before ({start})")
            try:
                self._spans.append((end, phase.name, _with(config, phase, at)))
            except ConfigError as error:
                problems += error.problems
            start = end
        if config.selection.mode == "ecological":
            problems += [line for at, (_, _, other) in enumerate(self._spans)
                         for line in _unsettled(config, other, at)]
        if problems:
            raise ConfigError(*problems)
        self._spans.append((2**62, REST, config.model_copy(update={"phase": ()})))

    def at(self, generation: int) -> tuple[str, Config]:
        """Name of the phase and full configuration of a generation."""
        for end, name, config in self._spans:
            if generation < end:
                return name, config
        raise AssertionError("the last span has no end")

    @property
    def configs(self) -> list[Config]:
        """The full configuration of every phase that has generations, in order."""
        return [config for *_, config in self.spans]

    @property
    def spans(self) -> list[tuple[str, int, int, Config]]:
        """Name, first generation, one past the last, and full configuration of each phase that has any."""
        starts = [0, *(end for end, _, _ in self._spans)]
        ends = [(name, start, min(end, self.config.generations), config)
                for start, (end, name, config) in zip(starts, self._spans, strict=False)]
        return [span for span in ends if span[1] < span[2]]

    @property
    def features(self) -> frozenset[str]:
        """What any generation turns on: layouts must not change within a run."""
        return frozenset().union(*(config.features for _, _, config in self._spans))


def settled_otherwise(one: Config, other: Config) -> list[str]:
    """Dotted keys of what is settled at birth and differs between two configurations."""
    parts = [name.partition(".") for name in SETTLED]
    keys = [(section, name) for section, _, field in parts
            for name in ([field] if field else type(getattr(one, section)).model_fields)]
    return [f"{section}.{name}" for section, name in keys
            if getattr(getattr(one, section), name) != getattr(getattr(other, section), name)]


def _unsettled(config: Config, other: Config, at: int) -> list[str]:
    """What a phase says otherwise, though nobody in a world that goes on could take it up."""
    return [f"phase.{at}.set.{name} = {attrgetter(name)(other)!r}: must be as everywhere else "
            f"({attrgetter(name)(config)!r}) where selection.mode = 'ecological', whose worlds go on"
            for name in settled_otherwise(config, other)]


def _generation(phase: Phase, generations: int) -> int:
    if isinstance(phase.until, float):
        return round(phase.until * generations) if phase.until <= 1 else int(phase.until)
    return phase.until


def structural(name: str) -> bool | None:
    """Whether a dotted key is structural; None where there is no such key."""
    section, _, field = name.partition(".")
    model: Any = Config.model_fields.get(section)
    if model is not None and field:
        owner = model.annotation
        is_section = isinstance(owner, type) and issubclass(owner, BaseModel)
        model = owner.model_fields.get(field) if is_section else None
    if model is None or not isinstance(model.json_schema_extra, dict):
        return None
    return bool(model.json_schema_extra["structural"])


def _with(config: Config, phase: Phase, at: int) -> Config:
    tree = config.model_dump()
    del tree["phase"]
    problems = []
    for name, value in phase.set.items():
        where = f"phase.{at}.set.{name} = {value!r}"
        fixed = structural(name)
        if fixed is None:
            problems.append(f"{where}: no such key; must be a dotted name such as "
                            "'oversight.penalty'")
        elif fixed:
            problems.append(f"{where}: must not change within a run, it shapes genomes, worlds or "
                            "tables")
        else:
            section, _, field = name.partition(".")
            tree[section][field] = value
    if problems:
        raise ConfigError(*problems)
    try:
        return Config.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(*(f"phase.{at}.set: {line}" for line in describe(error))) from None

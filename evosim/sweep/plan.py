"""What a sweep is made of: conditions times seeds, each a run with a name of its own."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import tomli_w

from evosim.config import Config, parse
from evosim.errors import ConfigError
from evosim.plugins import Plugin
from evosim.storage import provenance

_LONGEST = 90  # characters of a condition's name, which is part of a directory's
_MOST = 100_000  # runs


class Condition(NamedTuple):
    """What some runs have in common.

    Attributes:
        name: of the condition, part of its runs' names.
        values: what is swept, by dotted key, as the configuration takes it.
    """

    name: str
    values: dict[str, Any]

    @property
    def overrides(self) -> list[str]:
        """As `-o` texts."""
        return [f"{key}={_toml(value)}" for key, value in self.values.items()]


class Cell(NamedTuple):
    """One run of a sweep.

    Attributes:
        name: of its directory.
        condition: that it is of.
        seed: of all its random numbers; runs of one seed have the same in every condition.
    """

    name: str
    condition: Condition
    seed: int


class Plan(NamedTuple):
    """A sweep before any of it is lived.

    Seeds are common to all conditions: runs of one seed draw the same random numbers as far as they do the
    same things (common random numbers; Glasserman and Yao 1992), so that conditions are compared in pairs.

    Attributes:
        source: name of the configuration file, for errors.
        text: of it.
        overrides: `-o` texts that hold in every run.
        conditions: what is varied; one without values, where nothing is.
        seeds: of each condition.
    """

    source: str
    text: str
    overrides: list[str]
    conditions: list[Condition]
    seeds: list[int]

    def __len__(self) -> int:
        return len(self.conditions) * len(self.seeds)

    def cells(self) -> Iterator[Cell]:
        """All runs, seed by seed: whoever stops early has every condition of the seeds that are done."""
        for seed in self.seeds:
            for condition in self.conditions:
                name = f"{condition.name}-s{seed}" if condition.name else f"s{seed}"
                yield Cell(name, condition, seed)

    def cell(self, name: str) -> Cell:
        """The run of that name."""
        return next(cell for cell in self.cells() if cell.name == name)

    def overrides_of(self, cell: Cell) -> list[str]:
        """All `-o` texts of a run."""
        return [*self.overrides, *cell.condition.overrides, f"seed={cell.seed}"]

    def config_of(self, cell: Cell) -> Config:
        """The configuration of a run.

        Raises:
            ConfigError: it is none.
        """
        return parse(self.text, self.source, self.overrides_of(cell))

    def checked(self) -> "Plan":
        """The same plan, once it is sure that each of its conditions is a configuration.

        Raises:
            ConfigError: one is none, two are the same, or there are too many runs.
        """
        if not 0 < len(self) <= _MOST:
            raise ConfigError(f"{len(self.conditions)} conditions x {len(self.seeds)} seeds: must be 1 to "
                              f"{_MOST:,} runs")
        found: dict[str, list[str]] = {}
        for condition in self.conditions:
            try:
                self.config_of(Cell("", condition, self.seeds[0]))
            except ConfigError as error:
                for problem in error.problems:
                    found.setdefault(problem, []).append(", ".join(condition.overrides) or "no grid")
        problems = [f"{problem} (in the condition {which[0]})" if len(which) == 1 else
                    f"{problem} (in {len(which)} conditions, the first {which[0]})"
                    for problem, which in found.items()]
        names = [condition.name for condition in self.conditions]
        for name in sorted({name for name in names if names.count(name) > 1}):
            problems.append(f"--grid: two conditions are called {name!r}; give each value once")
        if len(set(self.seeds)) < len(self.seeds):
            problems.append(f"--seeds {self.seeds}: must name each seed once")
        if problems:
            raise ConfigError(*dict.fromkeys(problems))
        return self

    def added(self) -> list[Plugin]:
        """What packages add that its runs use."""
        first = self.seeds[0]
        return list(dict.fromkeys(one for condition in self.conditions for one in provenance.added(
            self.config_of(Cell("", condition, first)))))

    @property
    def swept(self) -> list[str]:
        """Dotted keys that are varied, in the order in which they were first named."""
        return list(dict.fromkeys(key for condition in self.conditions for key in condition.values))

    def tree(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"source": self.source, "text": self.text, "overrides": self.overrides, "seeds": self.seeds,
                "conditions": [condition._asdict() for condition in self.conditions]}

    @staticmethod
    def of_tree(tree: dict[str, Any]) -> "Plan":
        """What `tree` gave."""
        return Plan(tree["source"], tree["text"], list(tree["overrides"]),
                    [Condition(one["name"], one["values"]) for one in tree["conditions"]],
                    list(tree["seeds"]))


def conditions_of(grid: Sequence[str]) -> list[Condition]:
    """All combinations of the values of a grid.

    Args:
        grid: texts `section.key=a,b,c`, values in TOML (bare words are text).

    Raises:
        ConfigError: a text is no such thing, or two are of the same key.
    """
    axes: dict[str, list[Any]] = {}
    for text in grid:
        key, equals, values = text.partition("=")
        key = key.strip()
        if not equals or not key or not values.strip():
            raise ConfigError(f"--grid {text}: must be section.key=value,value,...")
        if key in axes:
            raise ConfigError(f"--grid {text}: must name each key once; {key} is there already")
        if key == "seed":
            raise ConfigError(f"--grid {text}: seeds are given by --seeds, such as --seeds 0:20")
        axes[key] = _values(values, text)
    combined = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    names = [_name(values) for values in combined]
    if max(map(len, names), default=0) > _LONGEST or len(set(names)) < len(names):
        names = [f"c{number:03}" for number in range(len(names))]
    return [Condition(*both) for both in zip(names, combined, strict=True)]


def seeds_of(text: str) -> list[int]:
    """Seeds by a range `first:end`, whose end is left out as in Python, or one by one, `1,2,5`.

    Raises:
        ConfigError: it is neither, or empty.
    """
    wrong = ConfigError(f"--seeds {text}: must be a range such as 0:20 (0 to 19), or numbers such as 1,2,5")
    out: list[int] = []
    for piece in text.split(","):
        found = re.fullmatch(r"\s*(\d+)\s*(?::\s*(\d+)\s*)?", piece)
        if not found:
            raise wrong
        first = int(found[1])
        out += range(first, int(found[2])) if found[2] else [first]
    if not out:
        raise wrong
    return out


def _values(text: str, grid: str) -> list[Any]:
    try:
        return list(tomllib.loads(f"values = [{text}]")["values"])
    except tomllib.TOMLDecodeError:
        pass
    out: list[Any] = []
    for word in text.split(","):
        try:
            out.append(tomllib.loads(f"value = {word}")["value"])
        except tomllib.TOMLDecodeError:
            if not re.fullmatch(r"[\w ,.\-]+", word.strip()):
                raise ConfigError(f"--grid {grid}: {word.strip()!r} is no TOML value; quote what has commas "
                                  "or brackets") from None
            out.append(word.strip())
    return out


def _name(values: dict[str, Any]) -> str:
    """Keys without their section, and values, with what a directory's name may hold."""
    parts = [f"{key.rpartition('.')[2]}-{_word(value)}" for key, value in values.items()]
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", "-".join(parts)).strip("_.-")


def _word(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "_".join(map(_word, value))
    return f"{value:g}" if isinstance(value, float) else str(value).lower()


def _toml(value: Any) -> str:
    """A value as TOML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(str(key))} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return tomli_w.dumps({"v": value}).removeprefix("v = ").removesuffix("\n")

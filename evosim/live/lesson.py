"""What a lesson is: one TOML file with its question, its two populations, and what to notice at the end."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

import evosim
from evosim.config import Config, parse
from evosim.config.key import Section
from evosim.config.problems import describe
from evosim.errors import ConfigError
from evosim.live.charts import CHARTS
from evosim.live.sliders import BY_NAME, Tree, Value, turned

HOME = Path(__file__).parent / "lessons"
SIDES = ("a", "b")
FREE = "free"


class Vote(Section):
    """The prediction that is recorded before anything is uncovered."""

    ask: str
    choices: tuple[str, ...] = Field(min_length=2, max_length=6)


class Side(Section):
    """One of the two populations: its label, and the sliders and keys in which it differs.

    Attributes:
        populations: kinds of evolved ones (`bred/`), where they live the extinction probe.
    """

    label: str
    populations: tuple[str, ...] = ()
    sliders: dict[str, float | str] = Field({})
    set: dict[str, Any] = Field({})


class Effect(Section):
    """What the lesson is about, as a comparison of two figures (`notice.figures`).

    Attributes:
        left, right: figures; right may be left out, and is then 0.
        least: by how much left must exceed right for the effect to have been shown.
    """

    left: str
    right: str = ""
    least: float


class Notice(Section):
    """What to notice; braces hold figures (`notice.figures`), computed from what just ran."""

    always: tuple[str, ...] = ()
    shown: tuple[str, ...]
    not_shown: tuple[str, ...]
    effects: tuple[Effect, ...] = Field(min_length=1)


class Lesson(Section):
    """One lesson.

    Attributes:
        name: of its file.
        kind: whether populations evolve, or evolved ones that ship live the extinction probe.
        measures: extra lives that the lesson looks at, see `measures`.
        seeds: what came out on fresh seeds, which its sizes were not settled on.
        code: the file of the package that did it, shown in the page.
        config: of both populations, but for what a side changes.
    """

    name: str = ""
    number: int = Field(0, ge=0, le=99)
    kind: Literal["evolution", "extinction"] = "evolution"
    title: str
    question: str
    vote: Vote
    a: Side
    b: Side
    sliders: tuple[str, ...] = ()
    charts: tuple[str, ...]
    measures: tuple[Literal["voices"], ...] = ()
    notice: Notice | None = None
    exercise: str = ""
    seeds: str = ""
    code: str = ""
    config: dict[str, Any] = Field({})

    @model_validator(mode="after")
    def _known(self) -> "Lesson":
        named = [*self.sliders, *self.a.sliders, *self.b.sliders]
        wrong = [f"slider {name!r}: must be one of {', '.join(BY_NAME)}" for name in named
                 if name not in BY_NAME]
        wrong += [f"chart {name!r}: must be one of {', '.join(CHARTS)}" for name in self.charts
                  if name not in CHARTS]
        if self.code and not self.source.is_file():
            wrong.append(f"code = {self.code!r}: must be a file of the package")
        if wrong:
            raise ValueError(*wrong)
        return self

    @property
    def source(self) -> Path:
        """The file of the package that did it."""
        return Path(evosim.__file__).parent / self.code

    def settings(self, side: str, moved: Mapping[str, Value]) -> dict[str, Value]:
        """Values of sliders of a side: the lesson's, but for those that a hand has moved."""
        return {**getattr(self, side).sliders, **moved}

    def configs(self, moved: Mapping[str, Mapping[str, Value]], seed: int | None = None) -> dict[str, Config]:
        """Both configurations, checked as any file is.

        Args:
            moved: sliders that a hand has moved, by side.
            seed: instead of the file's.

        Raises:
            ConfigError: what was turned does not go together; names keys and values.
        """
        both = {side: self.settings(side, moved.get(side, {})) for side in SIDES}
        out = {}
        for side, other in (("a", "b"), ("b", "a")):
            tree = turned(self.config, both[side], both[other])
            for name, value in getattr(self, side).set.items():
                _put(tree, name, value)
            if seed is not None:
                tree["seed"] = seed
            out[side] = _checked(tree, f"{self.name}, {side.upper()}")
        return out


def _put(tree: Tree, name: str, value: Any) -> None:
    section, _, key = name.partition(".")
    if key:
        tree.setdefault(section, {})[key] = value
    else:
        tree[section] = value


def _checked(tree: Tree, source: str) -> Config:
    import tomli_w

    return parse(tomli_w.dumps(tree), source)


@cache
def lessons() -> dict[str, Lesson]:
    """The lessons that ship, in order."""
    read = [_read(path) for path in HOME.glob("*.toml")]
    return {lesson.name: lesson for lesson in sorted(read, key=lambda lesson: lesson.number)}


def by_name(name: str) -> Lesson:
    """A lesson by its name or number.

    Raises:
        ConfigError: there is none.
    """
    for lesson in lessons().values():
        if name in (lesson.name, str(lesson.number)):
            return lesson
    known = ", ".join(f"{lesson.number} {lesson.name}" for lesson in lessons().values())
    raise ConfigError(f"--lesson {name}: must be one of {known}")


def _read(path: Path) -> Lesson:
    try:
        return Lesson.model_validate({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    except ValidationError as error:
        raise ConfigError(*(f"{path}: {line}" for line in describe(error))) from None


def free(config: Path) -> Lesson:
    """A lesson of one's own: any configuration, both populations alike until a slider is moved.

    Raises:
        ConfigError: the file is missing, or is no configuration.
    """
    from evosim.config import load, text_of

    loaded = load(config)  # every problem of the file, before its text is trusted as a tree
    tree = tomllib.loads(text_of(config))
    more = ("drives",) if loaded.plasticity.enabled else ("rates",)
    obedience = "obedience" if len(loaded.instruction.verbs) > 1 else "phantom"
    return Lesson(
        name=FREE, title=f"{loaded.name}: turn something",
        question="A and B are alike, seed and all, until you move a slider of one of them.",
        vote=Vote(ask="Which of the two will obey more at the end?",
                  choices=("A, clearly", "B, clearly", "neither")),
        a=Side(label="A"), b=Side(label="B"), sliders=tuple(BY_NAME),
        charts=(obedience, "fitness", "rates", *(name for name in more if name != "rates"), "silent"),
        config=tree)

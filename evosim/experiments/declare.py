"""What an experiment declares before there is data: claim, arms, measures, and the rule of its verdict."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from evosim import gradient, plugins
from evosim.config import Config, parse
from evosim.plugins import Plugin
from evosim.storage import provenance

if TYPE_CHECKING:
    from evosim.experiments.population import Bred

PRESETS = ("tiny", "quick", "standard", "full")
FIRST_SEED = {"tiny": 1, "quick": 501, "standard": 1001, "full": 1001}  # 1 to 500 are for settling designs
GATE = "gate"  # metric: 1 where the population passed its gate, 0 where it did not
CONFOUNDS = ("instructions", "payoff", "phantom", "pretraining", "relatedness", "distribution")
Settings = Mapping[str, Any]  # values of the configuration by dotted key
# what runs of an experiment log, unless it says otherwise: generations, and the last genomes
LEAN: Settings = {"log.individuals_every": 0, "log.lives_every": 0, "log.instructions_every": 0,
                  "log.interactions_every": 0, "log.record_every": 0, "log.genomes_every": 1_000_000}
Found = Mapping[str, float | Mapping[float, float]]  # metric to its value, or to its values by x


class Arm(NamedTuple):
    """A condition.

    Attributes:
        name: in tables; letters, digits, dots and dashes.
        label: in figures and pages.
        set: keys in which it differs from the others.
        control: what it is there to exclude; "" where it is one of what is varied.
    """

    name: str
    label: str
    set: Settings
    control: str = ""


class Value(NamedTuple):
    """A metric of the populations of an arm, or of their shadows."""

    arm: str
    metric: str
    shadow: bool = False


class Role(StrEnum):
    """What a contrast is to the verdict."""

    CLAIM = "claim"  # the claim says that it is positive
    CHECK = "check"  # must be positive, else the experiment could not have shown anything
    ARTEFACT = "artefact"  # must not be positive, else something else may have made the effect


class Contrast(NamedTuple):
    """A weighted sum of values, one number for each seed.

    Attributes:
        name: in tables.
        says: what it would mean that it is positive, one clause.
        terms: values and their weights.
        least: the smallest effect of interest, above 0, in the unit of the metric.
        role: see `Role`.
    """

    name: str
    says: str
    terms: Mapping[Value, float]
    least: float
    role: Role = Role.CLAIM


class Size(NamedTuple):
    """A preset: how large, and how many.

    Attributes:
        populations: of each arm.
        set: keys in which its runs differ from those of other presets.
        arms: those that are bred; none: all.
        left_out: why some are not bred.
    """

    populations: int
    set: Settings
    arms: tuple[str, ...] = ()
    left_out: str = ""


class Panel(NamedTuple):
    """A part of the figure.

    Attributes:
        metric: what is drawn.
        label: of its axis, with its unit.
        kind: `arms`, a row for each; `curve`, its values by x, a line for each arm; `dose`, its value by a
            number that goes with each arm, a line for each series.
        arms: which, in what order; none: all.
        x_label: of curves and doses.
        series: of doses, label to arms and their numbers.
        lines: label to a value that is drawn as a reference.
        title: over it.
    """

    metric: str
    label: str
    kind: Literal["arms", "curve", "dose"] = "arms"
    arms: tuple[str, ...] = ()
    x_label: str = ""
    series: Mapping[str, Mapping[str, float]] = {}
    lines: Mapping[str, Value] = {}
    title: str = ""


@dataclass(frozen=True)
class Experiment:
    """An experiment, whole, before any data.

    Attributes:
        number: of SPEC 7; 0 for one that a package adds.
        name: as the command line knows it.
        question: that its figure is titled with.
        claim: in one sentence.
        opposite: of it.
        fixed: keys of all arms.
        arms: conditions.
        measure: a bred population, or one of its shadows, to its metrics.
        metrics: what each means, with its unit.
        contrasts: the rule: see `rules.judge`.
        contradicted_by: what data would contradict the claim, in words.
        artefact: the control that could show the effect to be one, in words.
        confounds: how each of CONFOUNDS is met; "-" with a reason where it cannot arise.
        panels: of its figure.
        caption: what to see in it.
        presets: sizes by name, each of PRESETS.
        gated: arms of which something is concluded about motives: their gate must have passed.
        derive: rows of one seed to more rows, of what takes several arms at once; their arm may be any name.
        limits: what it cannot show.
        version: goes up when what is bred or measured comes to mean something else.
    """

    number: int
    name: str
    question: str
    claim: str
    opposite: str
    fixed: Settings
    arms: tuple[Arm, ...]
    measure: "Callable[[Bred], Found]"
    metrics: Mapping[str, str]
    contrasts: tuple[Contrast, ...]
    contradicted_by: str
    artefact: str
    confounds: Mapping[str, str]
    panels: tuple[Panel, ...]
    caption: str
    presets: Mapping[str, Size]
    gated: tuple[str, ...] = ()
    derive: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    limits: str = ""
    version: int = 1

    @property
    def code(self) -> str:
        """As E28; of one that a package adds its name."""
        return f"E{self.number}" if self.number else self.name

    @property
    def order(self) -> tuple[bool, int, str]:
        """Where it stands among others: by number, those of packages after all others."""
        return not self.number, self.number, self.name

    @property
    def title(self) -> str:
        """Number and name; of one that a package adds its name alone."""
        return f"E{self.number} {self.name}" if self.number else self.name

    def arm(self, name: str) -> Arm:
        """The arm of that name."""
        return next(arm for arm in self.arms if arm.name == name)

    def arms_of(self, preset: str) -> tuple[Arm, ...]:
        """Those that a preset breeds."""
        chosen = self.presets[preset].arms
        return tuple(arm for arm in self.arms if not chosen or arm.name in chosen)

    def contrasts_of(self, preset: str) -> tuple[Contrast, ...]:
        """Those that can be had from the arms that a preset breeds."""
        missing = {arm.name for arm in self.arms} - {arm.name for arm in self.arms_of(preset)}
        return tuple(one for one in self.contrasts if not missing & {value.arm for value in one.terms})

    def text_of(self, preset: str, arm: str) -> str:
        """The configuration of an arm as TOML, without a seed."""
        import tomli_w

        tree: dict[str, Any] = {"name": self.name}
        for settings in (LEAN, self.fixed, self.arm(arm).set, self.presets[preset].set):
            for key, value in settings.items():
                section, _, inner = key.rpartition(".")
                (tree.setdefault(section, {}) if section else tree)[inner] = value
        return tomli_w.dumps(tree)

    def config_of(self, preset: str, arm: str, seed: int) -> Config:
        """The same, checked.

        Raises:
            ConfigError: it is no configuration.
        """
        return parse(self.text_of(preset, arm), f"experiment {self.name}, {arm}", [f"seed={seed}"])

    def seeds_of(self, preset: str, populations: int | None = None) -> list[int]:
        """Seeds of each arm; none was used to settle the design."""
        count = populations or self.presets[preset].populations
        return list(range(FIRST_SEED[preset], FIRST_SEED[preset] + count))

    def added(self, preset: str) -> list[Plugin]:
        """What packages add that a study uses: the experiment itself, and what its arms name."""
        arms = [provenance.added(self.config_of(preset, arm.name, 0)) for arm in self.arms_of(preset)]
        return list(dict.fromkeys([*plugins.used([("experiment", self.name)]), *chain.from_iterable(arms)]))

    def check_libraries(self, preset: str) -> None:
        """Raises ConfigError where a library is missing that a study's runs need."""
        if any({**self.fixed, **arm.set}.get("selection.mode") == "gradient" for arm in self.arms_of(preset)):
            gradient.check_installed()

    def rule(self, preset: str) -> dict[str, Any]:
        """What the verdict is found by, as JSON can hold it."""
        return {"experiment": self.name, "version": self.version, "claim": self.claim,
                "opposite": self.opposite, "gated": list(self.gated), "preset": preset,
                "contrasts": [{"name": one.name, "role": str(one.role), "least": one.least,
                               "terms": [[*value, weight] for value, weight in one.terms.items()]}
                              for one in self.contrasts_of(preset)],
                "arms": {arm.name: self.text_of(preset, arm.name) for arm in self.arms_of(preset)}}

    def rule_hash(self, preset: str) -> str:
        """Sha256 of the rule, recorded before there is any data."""
        text = json.dumps(self.rule(preset), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def level(metric: str, arm: str) -> dict[Value, float]:
    """The metric itself."""
    return {Value(arm, metric): 1.0}


def gap(metric: str, arm: str, other: str) -> dict[Value, float]:
    """Of one arm less of another."""
    return {Value(arm, metric): 1.0, Value(other, metric): -1.0}


def within(arm: str, metric: str, other: str) -> dict[Value, float]:
    """One metric less another, of the same populations."""
    return {Value(arm, metric): 1.0, Value(arm, other): -1.0}


def beyond(metric: str, arm: str) -> dict[Value, float]:
    """Less the same of the shadows, which were bred on the same fitness dealt out at random."""
    return {Value(arm, metric): 1.0, Value(arm, metric, shadow=True): -1.0}


def slope(metric: str, doses: Mapping[str, float]) -> dict[Value, float]:
    """How much it rises from the lowest dose to the highest, along the least-squares line through all."""
    x = np.array(list(doses.values()), np.float64)
    centred = x - x.mean()
    weights = centred / (centred @ centred) * np.ptp(x)
    return {Value(arm, metric): float(weight) for arm, weight in zip(doses, weights, strict=True)}


def less(one: Mapping[Value, float], other: Mapping[Value, float]) -> dict[Value, float]:
    """One contrast less another."""
    out = dict(one)
    for value, weight in other.items():
        out[value] = out.get(value, 0.0) - weight
    return {value: weight for value, weight in out.items() if weight}


def mean_of(contrasts: Sequence[Mapping[Value, float]]) -> dict[Value, float]:
    """The mean of several."""
    out: dict[Value, float] = {}
    for one in contrasts:
        for value, weight in one.items():
            out[value] = out.get(value, 0.0) + weight / len(contrasts)
    return out

"""Overseers by name: one file each registers itself here (SPEC 5).

In life they approve, disapprove and pay while the agent lives: the kernels judge, by what the configuration
says and by the weights of a fitted model. After life they judge what was kept of the lives, on fitness only.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config.oversight import Oversight
from evosim.loading import guarded, named
from evosim.oversight.episodes import Episodes, Judgement, Labels
from evosim.plugins import Plugin

Model = dict[str, NDArray]  # what a fit gives, by name; empty: not fitted
Fit = Callable[[Labels, Oversight, int, np.random.Generator], Model]
Judge = Callable[[Model, Episodes, Oversight, np.random.Generator], Judgement]


class Overseer(NamedTuple):
    """Somebody who judges whether agents obey.

    Attributes:
        name: as users call it.
        when: "life" or "after".
        goes_by: what the verdict rests on, one sentence.
        judge: `(model, episodes, keys, rng) -> judgement`; in life: what it judged there.
        fit: `(labels, keys, verbs, rng) -> model`, between generations; None: it needs none.
        beside: judges of the same kind on other evidence, to compare with: `random` and `best`.
    """

    name: str
    when: Literal["life", "after"]
    goes_by: str
    judge: Judge
    fit: Fit | None
    beside: Mapping[str, Judge]


OVERSEERS: dict[str, Overseer] = {}
BESIDE = {"random", "best"}  # judges that `generations` has a column for


def overseer(name: str, when: Literal["life", "after"], goes_by: str, fit: Fit | None = None,
             beside: Mapping[str, Judge] | None = None) -> Callable[[Judge], Judge]:
    """Registers `(model, episodes, keys, rng) -> judgement` as an overseer."""
    def register(judge: Judge) -> Judge:
        OVERSEERS[name] = Overseer(name, when, goes_by, judge, fit, beside or {})
        return judge
    return register


def after_life(name: str, goes_by: str, fit: Fit | None = None, beside: Mapping[str, Judge] | None = None
               ) -> Callable[[Judge], Overseer]:
    """The same as an overseer after life that is not registered: what a package's entry point is to be."""
    return lambda judge: Overseer(name, "after", goes_by, judge, fit, beside or {})


def by_name(name: str) -> Overseer:
    """An overseer, evosim's own or a package's.

    Raises:
        PluginError: it is a package's, which is missing or broken.
        ConfigError: there is none of that name.
    """
    return named("overseer", name, OVERSEERS, _of_package, f"oversight.review = {name!r}")


def _of_package(value: Any, plugin: Plugin) -> Overseer:
    if not isinstance(value, Overseer) or value.when != "after" or value.name != plugin.name:
        raise TypeError(f"an Overseer after life called {plugin.name!r}, as evosim.oversight.after_life "
                        "makes one")
    if set(value.beside) - BESIDE:
        raise TypeError(f"an Overseer beside which stand judges called {' or '.join(sorted(BESIDE))} alone "
                        f"(they are {', '.join(value.beside)})")
    return value._replace(
        judge=guarded(plugin, value.judge, wrong_judgement),
        fit=value.fit and guarded(plugin, value.fit, wrong_model),
        beside={name: guarded(plugin, judge, wrong_judgement) for name, judge in value.beside.items()})


def wrong_judgement(judgement: Any, model: Model, episodes: Episodes, *_: Any) -> str:
    """What is wrong about what an overseer gave, a clause; "" nothing."""
    m = len(episodes)
    if not isinstance(judgement, Judgement):
        return f"gave a {type(judgement).__name__}, must give a Judgement"
    for name, values in judgement._asdict().items():
        if not isinstance(values, np.ndarray) or values.shape != (m,):
            return f"gave {name} of shape {np.shape(values)}, must give one of each of {m} episodes"
    if m and not (judgement.sure.min() >= 0 and judgement.sure.max() <= 1):  # NaN is neither
        return f"was {judgement.sure.min():g} to {judgement.sure.max():g} sure, must be 0 to 1 everywhere"
    if (judgement.ticks > episodes.ticks).any() or (judgement.ticks < 0).any():
        return "saw more ticks of an episode than it has, or fewer than none"
    return ""


def wrong_model(model: Any, *_: Any) -> str:
    """What is wrong about what a fit gave, a clause; "" nothing."""
    if not isinstance(model, dict) or not all(
            isinstance(name, str) and name and "." not in name and isinstance(part, np.ndarray)
            and part.dtype.kind in "biuf" for name, part in model.items()):
        return "must fit a dict of arrays of numbers, by names without dots, which checkpoints keep"
    return ""


def as_judged_in_life(model: Model, episodes: Episodes, keys: Oversight,
                      rng: np.random.Generator) -> Judgement:
    """What the kernels made of them; it saw every tick."""
    return Judgement(episodes.sure, episodes.ticks)

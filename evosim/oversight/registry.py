"""Overseers by name: one file each registers itself here (SPEC 5).

In life they approve, disapprove and pay while the agent lives: the kernels judge, by what the configuration
says and by the weights of a fitted model. After life they judge what was kept of the lives, on fitness only.
"""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config.oversight import Oversight
from evosim.oversight.episodes import Episodes, Judgement, Labels

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


def overseer(name: str, when: Literal["life", "after"], goes_by: str, fit: Fit | None = None,
             beside: Mapping[str, Judge] | None = None) -> Callable[[Judge], Judge]:
    """Registers `(model, episodes, keys, rng) -> judgement` as an overseer."""
    def register(judge: Judge) -> Judge:
        OVERSEERS[name] = Overseer(name, when, goes_by, judge, fit, beside or {})
        return judge
    return register


def as_judged_in_life(model: Model, episodes: Episodes, keys: Oversight,
                      rng: np.random.Generator) -> Judgement:
    """What the kernels made of them; it saw every tick."""
    return Judgement(episodes.sure, episodes.ticks)

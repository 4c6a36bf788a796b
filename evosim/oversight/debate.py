"""`debate`: two advocates each show k ticks of an episode to a judge who sees no others.

After Irving, Christiano and Amodei (2018). One wants the judge convinced that the instruction was obeyed,
the other that it was not; both know how the judge reads a tick. The judge reads each tick as a reward model
would, takes the mean of either side, and weighs the two by a logistic rule of its own for each verb, fitted
on debates over labelled episodes.

Beside it stand judges of the same kind at the same budget: shown 2k ticks at random (with a rule fitted on
such), and shown by one who knows the truth the 2k ticks that speak most for it (with that same rule).
"""

import numpy as np
from numpy.typing import NDArray

from evosim.config.oversight import Oversight
from evosim.oversight import logistic, reward_model
from evosim.oversight.episodes import Array, Episodes, Judgement, Labels
from evosim.oversight.registry import Model, overseer


def fit(labels: Labels, keys: Oversight, verbs: int, rng: np.random.Generator) -> Model:
    """How the judge reads a tick, (V, Clue); and its rules for debates, (V, 3), and for a sample, (V, 2)."""
    reader = reward_model.fit(labels, keys, verbs, rng)["weights"]
    said = read(reader, labels.clues, labels.verb)
    for_, against = debate(said, labels.ticks, keys.review_ticks)
    sample = drawn(said, labels.ticks, 2 * keys.review_ticks, rng)
    return {"reader": reader, "debates": _rule(_cases(for_, against), labels, verbs),
            "samples": _rule(_cases(sample), labels, verbs)}


def _rule(cases: Array, labels: Labels, verbs: int) -> Array:
    """Weights of what was shown, none below 0; what would work the wrong way round is left out of the fit.

    A judge on whom evidence worked so would invite advocates to show the reverse.
    """
    rule = logistic.fit(cases, labels.verb, labels.obeyed, verbs)
    while (rule[:, 1:] < 0).any():
        kept = rule >= 0
        kept[:, 0] = True
        cases = cases * kept[labels.verb]
        rule = logistic.fit(cases, labels.verb, labels.obeyed, verbs)
    return rule


def read(reader: NDArray[np.float32], clues: NDArray[np.float32], verb: NDArray[np.int64]) -> Array:
    """What each tick says, float64 (m, T): log odds that it obeys."""
    return np.einsum("mtc,mc->mt", clues.astype(np.float64), reader[verb].astype(np.float64))


def debate(said: Array, ticks: NDArray[np.int64], k: int) -> tuple[Array, Array]:
    """What either side shows, means (m,) over k ticks (all, where there are fewer): the most, the least."""
    here = np.arange(said.shape[1]) < ticks[:, None]
    return (_mean_of_first(-np.sort(np.where(here, -said, np.inf), axis=1), ticks, k),
            _mean_of_first(np.sort(np.where(here, said, np.inf), axis=1), ticks, k))


def drawn(said: Array, ticks: NDArray[np.int64], k: int, rng: np.random.Generator) -> Array:
    """Mean (m,) over k ticks drawn at random."""
    order = np.argsort(np.where(np.arange(said.shape[1]) < ticks[:, None], rng.random(said.shape), 2), axis=1)
    return _mean_of_first(np.take_along_axis(said, order, axis=1), ticks, k)


def _mean_of_first(said: Array, ticks: NDArray[np.int64], k: int) -> Array:
    n = np.minimum(ticks, k)
    first = np.arange(said.shape[1]) < n[:, None]
    return np.where(first, said, 0).sum(axis=1) / np.maximum(n, 1)


def _cases(*means: Array) -> Array:
    return np.stack([np.ones(len(means[0])), *means], axis=1)


def _ruled(rule: Array, episodes: Episodes, keys: Oversight, *means: Array) -> Judgement:
    score = (rule[episodes.verb] * _cases(*means)).sum(axis=1)
    return Judgement(logistic.chance(score), np.minimum(2 * keys.review_ticks, episodes.ticks))


def on_random_ticks(model: Model, episodes: Episodes, keys: Oversight, rng: np.random.Generator) -> Judgement:
    """The judge on 2k ticks at random."""
    said = read(model["reader"], episodes.clues, episodes.verb)
    return _ruled(model["samples"], episodes, keys, drawn(said, episodes.ticks, 2 * keys.review_ticks, rng))


def on_best_ticks(model: Model, episodes: Episodes, keys: Oversight, rng: np.random.Generator) -> Judgement:
    """The judge on the 2k ticks that speak most for the truth: what no advocate can know to show."""
    said = read(model["reader"], episodes.clues, episodes.verb)
    for_, against = debate(said, episodes.ticks, 2 * keys.review_ticks)
    return _ruled(model["samples"], episodes, keys, np.where(episodes.obeyed, for_, against))


@overseer("debate", "after", "k ticks shown by each of two advocates", fit,
          {"random": on_random_ticks, "best": on_best_ticks})
def judge(model: Model, episodes: Episodes, keys: Oversight, rng: np.random.Generator) -> Judgement:
    """The judge on what the advocates show."""
    said = read(model["reader"], episodes.clues, episodes.verb)
    return _ruled(model["debates"], episodes, keys, *debate(said, episodes.ticks, keys.review_ticks))

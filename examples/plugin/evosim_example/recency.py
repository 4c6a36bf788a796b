"""`recency`: a judge who remembers an episode by how it ended.

People who sit through an episode judge it largely by its last moments (Kahneman et al. 1993). This overseer
reads ticks as a reward model would, fitted on labelled episodes, but its verdict rests on the last 2k ticks
of an episode, as many as a debate at `oversight.review_ticks` = k shows its judge. Agents who put things
right at the end get away with it: `review_auc` beside that of 2k ticks at random says what this costs.
"""

import numpy as np
from numpy.typing import NDArray

from evosim.config.oversight import Oversight
from evosim.oversight import Episodes, Judgement, Labels, after_life, logistic, reward_model
from evosim.oversight.debate import drawn, read
from evosim.oversight.registry import Model


def last(said: NDArray[np.float64], ticks: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Mean (m,) over the last k ticks of each episode, all where there are fewer.

    Args:
        said: float64 (m, T), what each tick says.
        ticks: int64 (m,), how many there are.
        k: how many are remembered.
    """
    at = np.arange(said.shape[1])
    seen = (at < ticks[:, None]) & (at >= ticks[:, None] - k)
    return np.where(seen, said, 0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)


def fit(labels: Labels, keys: Oversight, verbs: int, rng: np.random.Generator) -> Model:
    """How the judge reads a tick, (V, Clue), and how sure the mean of some makes it, each (V, 2)."""
    reader = reward_model.fit(labels, keys, verbs, rng)["weights"]
    said, k = read(reader, labels.clues, labels.verb), 2 * keys.review_ticks
    rules = {name: logistic.fit(_cases(shown), labels.verb, labels.obeyed, verbs) for name, shown in (
        ("last", last(said, labels.ticks, k)), ("sample", drawn(said, labels.ticks, k, rng)))}
    return {"reader": reader, **rules}


def _cases(shown: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.ones(len(shown)), shown], axis=1)


def _ruled(rule: NDArray[np.float64], shown: NDArray[np.float64], it: Episodes, keys: Oversight) -> Judgement:
    sure = logistic.chance((rule[it.verb] * _cases(shown)).sum(axis=1))
    return Judgement(sure, np.minimum(2 * keys.review_ticks, it.ticks))


def on_random_ticks(model: Model, episodes: Episodes, keys: Oversight, rng: np.random.Generator) -> Judgement:
    """The same judge on 2k ticks at random: what it stands beside."""
    said = read(model["reader"], episodes.clues, episodes.verb)
    return _ruled(model["sample"], drawn(said, episodes.ticks, 2 * keys.review_ticks, rng), episodes, keys)


@after_life("recency", "the last ticks of an episode, read as labels taught", fit,
            {"random": on_random_ticks})
def RECENCY(model: Model, episodes: Episodes, keys: Oversight, rng: np.random.Generator  # noqa: N802
            ) -> Judgement:
    """The verdict of the last 2k ticks."""
    said = read(model["reader"], episodes.clues, episodes.verb)
    return _ruled(model["last"], last(said, episodes.ticks, 2 * keys.review_ticks), episodes, keys)

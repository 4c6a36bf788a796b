"""`amplification`: many weak raters, each of a few ticks, whose ratings are combined as a tree.

After Christiano, Shlegeris and Amodei (2018). A rater of k ticks says how sure it is that they obey, in
grades of log odds (in grades of chance, what is rare would be rounded away); a rater above reads two
ratings, never a tick, and says the same of both stretches together; the one at the top rates the episode.
Each level has a logistic rule of its own for each verb, fitted bottom up on labelled episodes, in which the
truth of every stretch is known.

Beside it stand a single rater of k ticks at random (`random`), and one who reads every tick (`best`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config.oversight import Oversight
from evosim.oversight import logistic, reward_model
from evosim.oversight.debate import read
from evosim.oversight.episodes import Array, Episodes, Judgement, Labels, enough
from evosim.oversight.registry import Model, overseer

GRADE, SUREST = 0.5, 6.0  # log odds: what grades differ by, and the last of them


class Ratings(NamedTuple):
    """Of W stretches of m episodes, in order.

    Attributes:
        grade: float64 (m, W), log odds.
        ticks: int64 (m, W), in each stretch; 0: it is beyond the end.
    """

    grade: Array
    ticks: NDArray[np.int64]


def fit(labels: Labels, keys: Oversight, verbs: int, rng: np.random.Generator) -> Model:
    """How raters read a tick, (V, Clue); rules of the lowest, (V, 3), and of those above, (levels, V, 3)."""
    reader, k = reward_model.fit(labels, keys, verbs, rng)["weights"], keys.review_ticks
    met = _windows(labels.met & labels.here, k).sum(axis=2)

    def rule(cases: Array, ticks: NDArray[np.int64], which: NDArray[np.bool_]) -> Array:
        verb = np.broadcast_to(labels.verb[:, None], which.shape)[which]
        return logistic.fit(cases[which], verb, enough(met, ticks, labels.strict[:, None])[which], verbs)

    cases, ticks = _stretches(reader, labels.clues, labels.verb, labels.ticks, k)
    lowest, rules = rule(cases, ticks, ticks > 0), []
    ratings = Ratings(_ruled(lowest, cases, labels.verb), ticks)
    while ratings.grade.shape[1] > 1:
        met = _paired(met).sum(axis=2)
        cases, both = _cases(ratings)
        rules.append(rule(cases, _paired(ratings.ticks).sum(axis=2), both))
        ratings = _combined(ratings, rules[-1], labels.verb)
    return {"reader": reader, "lowest": lowest, "rules": np.array(rules or [np.zeros((verbs, 3))])}


def _stretches(reader: NDArray[np.float32], clues: NDArray[np.float32], verb: NDArray[np.int64],
               ticks: NDArray[np.int64], k: int) -> tuple[Array, NDArray[np.int64]]:
    """What the lowest raters read: 1, the mean of what their ticks say, the most; and how many ticks."""
    here = np.arange(clues.shape[1]) < ticks[:, None]
    said, n = read(reader, clues, verb), _windows(here, k).sum(axis=2)
    mean = _windows(np.where(here, said, 0), k).sum(axis=2) / np.maximum(n, 1)
    most = _windows(np.where(here, said, -SUREST), k).max(axis=2)
    return np.stack([np.ones_like(mean), mean, most], axis=2), n


def _rated(model: Model, episodes: Episodes, keys: Oversight) -> Ratings:
    """What the lowest raters say."""
    cases, ticks = _stretches(model["reader"], episodes.clues, episodes.verb, episodes.ticks,
                              keys.review_ticks)
    return Ratings(_ruled(model["lowest"], cases, episodes.verb), ticks)


def _ruled(rule: Array, cases: Array, verb: NDArray[np.int64]) -> Array:
    """Grades (m, W) that a rule of each verb gives to cases (m, W, 3)."""
    return _grade(np.einsum("mwf,mf->mw", cases, rule[verb]))


def _windows(values: NDArray, k: int) -> NDArray:
    """(m, T) as (m, W, k), by zeros at the end."""
    ticks = values.shape[1]
    stretches = max(-(-ticks // k), 1)
    return np.pad(values, [(0, 0), (0, stretches * k - ticks)]).reshape(len(values), stretches, k)


def _paired(values: NDArray) -> NDArray:
    """(m, W) as pairs of neighbours, (m, half of W, 2)."""
    return _windows(values, 2)


def _cases(ratings: Ratings) -> tuple[Array, NDArray[np.bool_]]:
    """What a rater above reads: 1, the mean of two grades by ticks, the higher; and where there are two."""
    grade, ticks = _paired(ratings.grade), _paired(ratings.ticks)
    mean = (grade * ticks).sum(axis=2) / np.maximum(ticks.sum(axis=2), 1)
    both: NDArray[np.bool_] = np.all(ticks > 0, axis=2)
    return np.stack([np.ones_like(mean), mean, grade.max(axis=2)], axis=2), both


def _combined(ratings: Ratings, rule: Array, verb: NDArray[np.int64]) -> Ratings:
    """What the raters above say; one who has a single stretch below passes its grade on."""
    cases, both = _cases(ratings)
    return Ratings(np.where(both, _ruled(rule, cases, verb), _paired(ratings.grade)[:, :, 0]),
                   _paired(ratings.ticks).sum(axis=2))


def _grade(odds: Array) -> Array:
    return np.clip(np.round(odds / GRADE) * GRADE, -SUREST, SUREST)


def by_one_rater(model: Model, episodes: Episodes, keys: Oversight, rng: np.random.Generator) -> Judgement:
    """One rater, of a stretch drawn at random."""
    ratings = _rated(model, episodes, keys)
    which = (rng.random(len(episodes)) * np.maximum((ratings.ticks > 0).sum(axis=1), 1)).astype(np.int64)
    at = np.arange(len(episodes)), which
    return Judgement(logistic.chance(ratings.grade[at]), ratings.ticks[at])


def by_one_who_reads_all(model: Model, episodes: Episodes, keys: Oversight,
                         rng: np.random.Generator) -> Judgement:
    """The mean over all ticks."""
    here = np.arange(episodes.clues.shape[1]) < episodes.ticks[:, None]
    chances = logistic.chance(read(model["reader"], episodes.clues, episodes.verb))
    return Judgement(np.where(here, chances, 0).sum(axis=1) / np.maximum(episodes.ticks, 1), episodes.ticks)


@overseer("amplification", "after", "ratings of a few ticks each, combined as a tree", fit,
          {"random": by_one_rater, "best": by_one_who_reads_all})
def judge(model: Model, episodes: Episodes, keys: Oversight, rng: np.random.Generator) -> Judgement:
    """The rater at the top."""
    ratings = _rated(model, episodes, keys)
    rules, level = model["rules"], 0
    while ratings.grade.shape[1] > 1:  # above what was ever labelled, as on the highest level that was
        ratings = _combined(ratings, rules[min(level, len(rules) - 1)], episodes.verb)
        level += 1
    return Judgement(logistic.chance(ratings.grade[:, 0]), episodes.ticks)

"""Logistic regression apart for each verb, and the area under the curve of a score."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_DIGITS = 6  # of weights; those behind hang on the processor, and turn cases that weigh the same


def fit(features: NDArray, verb: NDArray[np.int64], met: NDArray[np.bool_], verbs: int) -> Array:
    """Weights of each verb, float64 (verbs, d), ridge-regularised (C = 1, the library's default), rounded.

    Args:
        features: (n, d), the first one always 1.
        verb: int64 (n,), which of the weights each case is for.
        met: bool (n,).
        verbs: how many verbs there are; one without cases gets weights 0.
    """
    from scipy.sparse import csr_array  # here, as what follows: start-up would take a second more
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    n, d = features.shape
    weights = np.zeros((verbs, d))
    if met.all() or not met.any():  # nothing to tell apart
        if n:
            weights[np.unique(verb), 0] = 3.0 if met.all() else -3.0
        return weights
    columns = verb[:, None] * d + np.arange(d)
    design = csr_array((features.astype(np.float64).ravel(), columns.ravel(), np.arange(0, n * d + 1, d)),
                       shape=(n, verbs * d))
    with threadpool_limits(1):  # so that sums round alike wherever it runs
        model = LogisticRegression(fit_intercept=False, max_iter=500).fit(design, met)
    return np.round(model.coef_, _DIGITS).reshape(verbs, d)


def chance(score: Array) -> Array:
    """The logistic function."""
    return 1 / (1 + np.exp(-np.clip(score, -500, 500)))


def auc(score: Array, truth: NDArray[np.bool_], verb: NDArray[np.int64]) -> float:
    """Chance that a true case scores higher than a false one of the same verb, ties half.

    Pairs across verbs would praise who only knows which verbs are mostly obeyed. NaN where there are none.
    """
    from scipy.stats import rankdata  # here: start-up would take a second more

    higher = pairs = 0.0
    for v in np.unique(verb):
        mine, met = score[verb == v], truth[verb == v]
        true, false = int(met.sum()), int((~met).sum())
        higher += rankdata(mine)[met].sum() - true * (true + 1) / 2
        pairs += true * false
    return higher / pairs if pairs else float("nan")

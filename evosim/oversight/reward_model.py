"""`reward_model`: logistic regression on what an observer of a tick can see, fitted on labelled episodes.

After Christiano et al. (2017), with labels of ticks in place of comparisons. In life the kernel reads its
weights; they rest on generations before, so that what it judges in a life is never what it was fitted on.
"""

import numpy as np

from evosim.config.oversight import Oversight
from evosim.oversight import logistic
from evosim.oversight.episodes import Labels
from evosim.oversight.registry import Model, as_judged_in_life, overseer


def fit(labels: Labels, keys: Oversight, verbs: int, rng: np.random.Generator) -> Model:
    """Weights of each verb by clue, float32 (V, Clue), from every labelled tick."""
    here = labels.here
    verb = np.broadcast_to(labels.verb[:, None], here.shape)[here]
    weights = logistic.fit(labels.clues[here], verb, labels.met[here], verbs)
    return {"weights": weights.astype(np.float32)}


judge = overseer("reward_model", "life", "what an observer sees of each tick, weighed as labels taught",
                 fit)(as_judged_in_life)

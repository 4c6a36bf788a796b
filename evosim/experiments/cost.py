"""What the rest of a study would cost."""

from collections.abc import Sequence

import numpy as np

from evosim.estimate import agent_steps, climb, speed
from evosim.experiments.study import Study

MEASURING = 1.5  # times what breeding takes, measures and start included [seen]


def expected(study: Study, seeds: Sequence[int]) -> float:
    """Seconds of one core until every population is bred and measured.

    By what those took that are done, where there are any of the arm; by a trial on this machine otherwise.
    """
    took, total = study.cost(), 0.0
    tried: dict[str, float] = {}
    for arm, seed in study.waiting(seeds).values():
        if arm in took:
            total += float(np.mean(took[arm]))
            continue
        if arm not in tried:
            config = study.experiment.config_of(study.preset, arm, seed)
            tried[arm] = MEASURING * agent_steps(config) / speed(config) + climb(config)
        total += tried[arm]
    return total

"""How many populations a contrast takes, from the spread over seeds of those that are there.

Power of a paired t-test at the level that Holm's correction leaves to the smallest p-value (Cohen 1988);
of "no effect" that of two one-sided tests (Schuirmann 1987), if there is none.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from evosim.experiments.declare import Contrast
from evosim.experiments.rules import ALPHA, per_seed
from evosim.experiments.study import Study
from evosim.intervals import FEWEST

COUNTS = (5, 10, 15, 20, 30, 40, 60)
ENOUGH = 0.8


class Power(NamedTuple):
    """What a number of populations could show of a contrast.

    Attributes:
        contrast: which.
        spread: its standard deviation over seeds.
        pilot: seeds that this is known from.
        mean: what they came to.
        sees: by count, the probability to find an effect as large as the smallest of interest.
        denies: by count, the probability to call it no effect if there is none.
    """

    contrast: Contrast
    spread: float
    pilot: int
    mean: float
    sees: dict[int, float]
    denies: dict[int, float]

    @property
    def enough(self) -> int | None:
        """The smallest count with power ENOUGH to see it; None if none has."""
        return next((n for n, power in self.sees.items() if power >= ENOUGH), None)


def power(study: Study, counts: Sequence[int] = COUNTS) -> list[Power]:
    """Of every contrast of a study of which there are populations enough to know a spread.

    Args:
        study: a pilot.
        counts: populations of each arm.
    """
    contrasts, rows, out = study.experiment.contrasts_of(study.preset), study.complete, []
    level = ALPHA / max(len(contrasts), 1)
    for contrast in contrasts:
        values = per_seed(rows, contrast).to_numpy(float)
        if len(values) < FEWEST:
            continue
        spread = float(values.std(ddof=1))
        out.append(Power(contrast, spread, len(values), float(values.mean()),
                         {n: sees(spread, contrast.least, n, level) for n in counts},
                         {n: denies(spread, contrast.least, n, level) for n in counts}))
    return out


def sees(spread: float, effect: float, n: int, alpha: float) -> float:
    """Power of a two-sided paired t-test of n differences.

    Args:
        spread: their standard deviation.
        effect: their mean.
        n: how many; 2 or more.
        alpha: level.
    """
    if spread == 0:
        return 1.0
    critical, shift = stats.t.ppf(1 - alpha / 2, n - 1), effect / spread * np.sqrt(n)
    beyond = stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift)
    return float(np.nan_to_num(beyond, nan=1.0))  # scipy gives up on shifts that are very far out


def denies(spread: float, least: float, n: int, alpha: float) -> float:
    """Probability that two one-sided t-tests place a mean of 0 within `least` of it; arguments as `sees`."""
    if spread == 0:
        return 1.0
    error = spread / np.sqrt(n)
    room = least / error - stats.t.ppf(1 - alpha, n - 1)
    return float(max(2 * stats.t.cdf(room, n - 1) - 1, 0.0)) if room > 0 else 0.0

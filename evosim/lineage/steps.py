"""Where along a line of descent a trait rises to stay, with few ancestors lived."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from evosim.lineage.traits import Array

COARSE = 128  # ancestors lived at most to find the stretch of the line
AROUND = 8  # ancestors on either side of a step whose level it is held against


def lasting(series: Array, around: int) -> Array:
    """By how much each member of a series rises to a level that was never reached before, and stays.

    A line of descent goes down and up again as slightly harmful mutations come and go. So a rise counts
    from the highest level before it (or the one before, if that is higher) to the lowest of three: the
    member itself, the level after it, and the median of all that follow. A recovery from some bad
    ancestors, or a single good one, then counts for nothing.

    Args:
        series: float64 (n,), in order.
        around: members that a level is the median of, fewer at the ends.

    Returns:
        float64 (n,), 0 where nothing rises.
    """
    out = np.zeros(len(series))
    highest = -np.inf
    for k in range(1, len(series)):
        highest = max(highest, np.median(series[max(k - around, 0):k]))
        top = min(series[k], np.median(series[k:k + around]), np.median(series[k:]))
        out[k] = max(top - max(series[k - 1], highest), 0.0)
    return out


def largest_step(n: int, measure: Callable[[NDArray[np.int64]], Array], coarse: int = COARSE,
                 around: int = AROUND) -> tuple[int, dict[int, float]]:
    """The member of a series that rises most to stay, without measuring all of them.

    First about `coarse` members spread over the series, then every member of the stretch between two of
    these in which the lasting rise is largest, and of its surroundings.

    Args:
        n: length of the series.
        measure: indices to values, float64.
        coarse, around: see the module.

    Returns:
        Its index, 0 where nothing rises to stay; and all that was measured, by index.
    """
    stride = max(-(-n // coarse), 1)
    at = np.unique(np.r_[np.arange(0, n, stride), n - 1])  # the last is what is to be explained
    seen = dict(zip(at.tolist(), measure(at).tolist(), strict=True))
    if stride > 1:
        best = int(np.argmax(lasting(np.array([seen[k] for k in at.tolist()]), max(around // stride, 3))))
        if not best:
            return 0, seen
        stretch = range(max(int(at[best - 1]) - around, 0), min(int(at[best]) + around, n - 1) + 1)
        rest = np.array([k for k in stretch if k not in seen], np.int64)
        seen |= dict(zip(rest.tolist(), measure(rest).tolist(), strict=True))
    # what was measured between the stretch and the ends says how high the line was before, and stays
    at = np.array(sorted(seen))
    rises = lasting(np.array([seen[k] for k in at.tolist()]), around)
    rises[np.diff(at, prepend=-1) > 1] = 0.0
    return int(at[np.argmax(rises)]), {k: seen[k] for k in at.tolist()}

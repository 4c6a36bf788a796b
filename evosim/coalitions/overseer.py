"""Coalitions against the overseer: less obedience together than apart, and power that shields.

"Together" is a tick of an instruction in which another member is in reach, "apart" one in which none is.
Crowding alone makes a difference (all who go where they were told meet there), so it is measured against the
coalitions of worlds in which partners were re-drawn: the same people at the same places, told the same.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.coalitions.society import Society

Floats = NDArray[np.float64]


class Sides(NamedTuple):
    """A share of ticks, together and apart, for each of k partitions into coalitions; NaN: no such tick."""

    together: Floats  # (k,)
    apart: Floats  # (k,)


def near_members(society: Society, told: pd.DataFrame, members: NDArray[np.int64]) -> Floats:
    """Share of the ticks of each instruction with another member in reach; NaN for who is in no coalition.

    Args:
        society: the world.
        told: its instructions, with `slot`, `tick_start` and `tick_end`.
        members: (k, n), everybody's coalition in each of k partitions, -1 alone.

    Returns:
        (instructions, k).
    """
    reach = society.reach()
    out = np.full((len(told), len(members)), np.nan)
    for row, (slot, start, end) in enumerate(told[["slot", "tick_start", "tick_end"]].to_numpy()):
        if slot >= members.shape[1]:
            continue
        own = members[:, slot]
        mates = (members == own[:, None]) & (own >= 0)[:, None]
        mates[:, slot] = False
        near = reach[start:end, slot].astype(np.float32) @ mates.T.astype(np.float32) > 0
        out[row] = np.where(own >= 0, near.mean(axis=0), np.nan)
    return out


def sides(near: Floats, value: Floats, ticks: Floats, among: NDArray[np.bool_] | None = None) -> Sides:
    """Mean of a value over ticks together and over ticks apart.

    Args:
        near: (instructions, k), of `near_members`.
        value: (instructions,), of each: obedience, or the share of a penalty that power takes off.
        ticks: (instructions,), how long each was checked.
        among: which of them to look at; None: all.
    """
    known = np.isfinite(near) & (np.isfinite(value) & (True if among is None else among))[:, None]
    both = []
    for share in (near, 1 - near):
        weight = np.where(known, share, 0.0) * ticks[:, None]
        total = weight.sum(axis=0)
        mean = (weight * np.nan_to_num(value)[:, None]).sum(axis=0) / np.where(total > 0, total, 1)
        both.append(np.where(total > 0, mean, np.nan))
    return Sides(*both)

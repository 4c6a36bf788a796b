"""Coalitions against the overseer: less obedience together than in other company, and power that shields.

Of a coalition, "together" is a tick of an instruction in which another member is in reach, "apart" one in
which none is. Company alone makes a difference (all who go where they were told meet there; who has others at
hand gives instead of going), and who is apart is mostly alone. So what is measured of a world is a *gap*: the
same agent, with as many others in reach, with and without a member among them (Mantel and Haenszel 1959). It
is held against coalitions as large whose members are drawn by lot: the same people at the same places, told
the same. (Coalitions of re-drawn partners will not do: where a coalition is real they hold half of it, and
hide what it does: z = 1.7 a world, by lot 6.6, where members defy next to each other and nowhere else.)
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.coalitions.society import Society

Floats = NDArray[np.float64]
_MOST = 8  # others in reach from which on company counts as equally large


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


def by_lot(society: Society, groups: NDArray[np.int64], draws: int,
           rng: np.random.Generator) -> NDArray[np.int64]:
    """Partitions into coalitions as large, of those who ever had anybody in reach.

    Args:
        society: the world.
        groups: (n,), everybody's coalition, -1 alone.
        draws: how many.
        rng: random numbers.

    Returns:
        (draws, n).
    """
    met = np.flatnonzero(society.reach().any(axis=(0, 2)) | (groups >= 0))
    out = np.tile(groups, (draws, 1))
    out[:, met] = rng.permuted(out[:, met], axis=1)
    return out


def gaps(society: Society, told: pd.DataFrame, members: NDArray[np.int64], values: Floats) -> Floats:
    """A value in company without a member less the same with a member in reach, in company as large.

    Of the same agent, mean over agents and sizes of company, weighed as Mantel and Haenszel do: by the
    harmonic mean of the ticks on both sides.

    Args:
        society: the world.
        told: its instructions, with `slot`, `tick_start`, `tick_end` and `ticks`, how long each was checked.
        members: (k, n), everybody's coalition in each of k partitions, -1 alone.
        values: (instructions, v), of each: obedience, or the share of a penalty that power takes off; NaN
            unknown.

    Returns:
        (v, k); NaN where nobody was ever on both sides.
    """
    reach, n = society.reach(), members.shape[1]
    v, k = values.shape[1], len(members)
    lasted = np.zeros((n, _MOST, 2, v, k))  # ticks of an agent, by company, a member in reach or not
    summed = np.zeros_like(lasted)
    for row, (slot, start, end, ticks) in enumerate(
            told[["slot", "tick_start", "tick_end", "ticks"]].to_numpy()):
        if slot >= n or not np.isfinite(values[row]).any():
            continue
        own = members[:, slot]
        mates = (members == own[:, None]) & (own >= 0)[:, None]
        mates[:, slot] = False
        near = reach[start:end, slot]
        company = near.sum(axis=1)
        among = near.astype(np.float32) @ mates.T.astype(np.float32) > 0
        share = np.where(own >= 0, ticks / max(end - start, 1), 0.0)  # who is in no coalition does not count
        known, value = np.isfinite(values[row])[:, None], np.nan_to_num(values[row])[:, None]
        for size in np.unique(company[company > 0]):
            at, here = min(int(size), _MOST) - 1, among[company == size]
            for side, seen in enumerate((len(here) - here.sum(axis=0), here.sum(axis=0))):
                lasted[slot, at, side] += known * seen * share
                summed[slot, at, side] += value * seen * share
    with np.errstate(invalid="ignore", divide="ignore"):
        both = lasted[:, :, 0] * lasted[:, :, 1] / lasted.sum(axis=2)
        gap = summed[:, :, 0] / lasted[:, :, 0] - summed[:, :, 1] / lasted[:, :, 1]
        return np.where(both > 0, both * gap, 0.0).sum(axis=(0, 1)) / np.nansum(both, axis=(0, 1))

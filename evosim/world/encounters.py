"""Who could have done what to whom, and did, tick by tick: the diary of a world in short."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

import evosim.kernels  # noqa: F401  sets the cache folder before anything is compiled
from evosim.config import Config
from evosim.kernels.state import COULD, DID, IN_REACH, INTERACTIONS
from evosim.names import Interaction

COLUMNS = REPLICATE, FROM, TO, KIND, START, END, DONE = range(7)  # END is one past the last tick
_KINDS = np.uint16((1 << INTERACTIONS) - 1 | 1 << IN_REACH)


def encounters(diary: NDArray[np.uint16]) -> NDArray[np.int32]:
    """Encounters: longest runs of ticks in which an act would have been on the same other, and was or was
    not.

    Nothing that the diary says is lost.

    Args:
        diary: uint16 (R, ticks, n, n, 2), see `kernels.state.Books`.

    Returns:
        int32 (encounters, 7): replicate, from, to, kind, first tick, one past the last, and whether it was
        done in these ticks. Kind is an Interaction, or IN_REACH: the other was in reach of giving.
    """
    replicates, _, n, _, _ = diary.shape
    counts = np.zeros((IN_REACH + 1, replicates, n, n), np.int64)
    _count(diary, _KINDS, counts)
    ends = np.cumsum(counts).reshape(counts.shape)
    out = np.zeros((ends[-1, -1, -1, -1] if ends.size else 0, len(COLUMNS)), np.int32)
    _fill(diary, _KINDS, ends - counts, out)
    return out


@njit(cache=True)
def _count(diary: NDArray[np.uint16], kinds: np.uint16, counts: NDArray[np.int64]) -> None:
    """Counts encounters, int64 (kind, R, n, n)."""
    replicates, ticks, n, _, _ = diary.shape
    for r in range(replicates):
        for tick in range(ticks):
            for i in range(n):
                for j in range(n):
                    did = diary[r, tick, i, j, DID]
                    path = diary[r, tick, i, j, COULD] | did
                    begun = path & kinds
                    if tick and begun:
                        did_before = diary[r, tick - 1, i, j, DID]
                        begun &= (path ^ (diary[r, tick - 1, i, j, COULD] | did_before)) | (did ^ did_before)
                    kind = 0
                    while begun:
                        counts[kind, r, i, j] += begun & 1
                        begun >>= 1
                        kind += 1


@njit(cache=True)
def _fill(diary: NDArray[np.uint16], kinds: np.uint16, following: NDArray[np.int64],
          out: NDArray[np.int32]) -> None:
    """Writes encounters down, each in the row that follows for its kind and pair, int64 (kind, R, n, n)."""
    replicates, ticks, n, _, _ = diary.shape
    for r in range(replicates):
        for tick in range(ticks + 1):
            for i in range(n):
                for j in range(n):
                    did = path = did_before = path_before = np.uint16(0)
                    if tick < ticks:
                        did = diary[r, tick, i, j, DID]
                        path = diary[r, tick, i, j, COULD] | did
                    if tick:
                        did_before = diary[r, tick - 1, i, j, DID]
                        path_before = diary[r, tick - 1, i, j, COULD] | did_before
                    changed = ((path ^ path_before) | (did ^ did_before)) & kinds
                    kind = 0
                    while changed:
                        if changed & 1:
                            at = following[kind, r, i, j]
                            if path_before >> kind & 1:
                                out[at - 1, END] = tick
                            if path >> kind & 1:
                                out[at, REPLICATE], out[at, FROM], out[at, TO], out[at, KIND] = r, i, j, kind
                                out[at, START], out[at, DONE] = tick, did >> kind & 1
                                following[kind, r, i, j] += 1
                        changed >>= 1
                        kind += 1


def possible(rows: NDArray[np.int32], config: Config) -> NDArray[np.bool_]:
    """Which encounters are of what can be done in such worlds, bool (rows,); others are no opportunity."""
    return (rows[:, KIND] != Interaction.STEAL) | config.social.steal


def as_columns(rows: NDArray[np.int32]) -> dict[str, NDArray]:
    """Encounters as the table of that name has them, but for who sat where; `kind` is its code there."""
    return {"from_slot": rows[:, FROM], "to_slot": rows[:, TO],
            "kind": np.minimum(rows[:, KIND], INTERACTIONS),  # REACH comes after them
            "tick": rows[:, START], "ticks": rows[:, END] - rows[:, START], "done": rows[:, DONE] > 0}

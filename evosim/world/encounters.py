"""Who could have done what to whom, and did, tick by tick: the diary of a world in short."""

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.kernels.state import COULD, DID, IN_REACH, INTERACTIONS
from evosim.names import Interaction

COLUMNS = REPLICATE, FROM, TO, KIND, START, END, DONE = range(7)  # END is one past the last tick


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
    found = []
    for kind in (*range(INTERACTIONS), IN_REACH):
        did = diary[..., DID] >> kind & 1
        path = np.moveaxis((diary[..., COULD] >> kind & 1 | did) + did, 1, -1).astype(np.int8)
        if not path.any():
            continue
        edge = np.zeros((*path.shape[:-1], 1), np.int8)
        path = np.concatenate([edge, path, edge], axis=-1)
        *pair, tick = np.nonzero(np.diff(path, axis=-1))
        after = path[(*pair, tick + 1)]
        begins = np.flatnonzero(after)  # the next change of the same pair ends it
        replicate, one, other = (index[begins] for index in pair)
        found.append(np.stack([replicate, one, other, np.full(len(begins), kind), tick[begins],
                               tick[begins + 1], after[begins] == 2], axis=1).astype(np.int32))
    return np.concatenate(found) if found else np.zeros((0, len(COLUMNS)), np.int32)


def possible(rows: NDArray[np.int32], config: Config) -> NDArray[np.bool_]:
    """Which encounters are of what can be done in such worlds, bool (rows,); others are no opportunity."""
    return (rows[:, KIND] != Interaction.STEAL) | config.social.steal


def as_columns(rows: NDArray[np.int32]) -> dict[str, NDArray]:
    """Encounters as the table of that name has them, but for who sat where; `kind` is its code there."""
    return {"from_slot": rows[:, FROM], "to_slot": rows[:, TO],
            "kind": np.minimum(rows[:, KIND], INTERACTIONS),  # REACH comes after them
            "tick": rows[:, START], "ticks": rows[:, END] - rows[:, START], "done": rows[:, DONE] > 0}

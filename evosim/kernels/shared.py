"""What several phases do alike: which verb is which, how far apart two places are, what an act costs."""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.names import Account, Tally

_A_SPENT, _T_SPENT = int(Account.SPENT), int(Tally.SPENT)

BESIDE = 2  # squared distance, cells, of what is on a cell or one of the eight around it


@kernel
def number_of(w, verb):
    """Number of a Verb among those in use; -1: it is not."""
    for v in range(len(w.verbs)):
        if w.verbs[v] == verb:
            return v
    return -1


@kernel
def square(size, y0, x0, y1, x1):
    """Squared distance of two places on the torus, cells."""
    dy, dx = abs(y1 - y0), abs(x1 - x0)
    dy, dx = min(dy, size - dy), min(dx, size - dx)
    return dy * dy + dx * dx


@kernel
def spend(body, ground, books, cost, r, i):
    """Takes energy for an act, as far as there is any."""
    spent = min(np.float32(cost), body.energy[r, i])
    body.energy[r, i] -= spent
    books.tally[r, i, _T_SPENT] += spent
    ground.ledger[r, _A_SPENT] += spent

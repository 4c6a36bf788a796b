"""What several phases ask alike: which verb is which, and how far apart two places are."""

from evosim.kernels.jit import kernel
from evosim.names import Directness

_FITNESS = int(Directness.FITNESS)
BESIDE = 2  # squared distance, cells, of what is on a cell or one of the eight around it


@kernel
def number_of(w, verb):
    """Number of a Verb among those in use; -1: it is not."""
    for v in range(len(w.verbs)):
        if w.verbs[v] == verb:
            return v
    return -1


@kernel
def hears(orders, p, r, i):
    """Whether agent i hears an instruction now; where only payoff is there, nobody hears any."""
    return orders.heard[r, i] and p.instruction_directness_id != _FITNESS


@kernel
def begins(orders, tick, r, i):
    """Whether the words of agent i's segment begin in this tick."""
    return tick == orders.seg_start[r, i] + orders.lag[r, i]


@kernel
def thing_of(orders, w, r, i):
    """First input of the direction of the thing that agent i is told about."""
    return w.beacons + 3 * orders.thing[r, i]


@kernel
def square(size, y0, x0, y1, x1):
    """Squared distance of two places on the torus, cells."""
    dy, dx = abs(y1 - y0), abs(x1 - x0)
    dy, dx = min(dy, size - dy), min(dx, size - dx)
    return dy * dy + dx * dx

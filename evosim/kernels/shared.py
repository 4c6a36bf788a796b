"""What several phases ask alike: which verb is which, how far apart two places are, where a thing is, what
an act costs, who is judged, who sees sharply, and what the ground lets through.
"""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.kernels.lanes import lower, put, size_of, take
from evosim.kernels.random import below, bits, unit
from evosim.kernels.state import COULD, DID
from evosim.names import BEACONS, CUE, Account, Directness, PowerMode, Speaker, Tally

_A_SPENT, _T_SPENT = int(Account.SPENT), int(Tally.SPENT)
_FITNESS, _AVATAR, _OUT_OF_REACH = int(Directness.FITNESS), int(Speaker.AVATAR), int(PowerMode.OUT_OF_REACH)

FLAT, WALL, TREE, HIGH = range(4)  # what a cell is (`Land.surface`)
BESIDE = 2  # squared distance, cells, of what is on a cell or one of the eight around it


@kernel
def add(row, i, more):
    """Adds lanes to the elements from i on of a row."""
    put(row, i, take(row, i) + more)


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
def could(books, r, tick, i, j, kind):
    """Writes into the diary that an act of a kind by agent i in this tick would be on agent j."""
    books.diary[r, tick, i, j, COULD] |= 1 << kind


@kernel
def did(books, r, tick, i, j, kind):
    """Writes into the diary that it was."""
    books.diary[r, tick, i, j, DID] |= 1 << kind


@kernel
def begins(orders, tick, r, i):
    """Whether the words of agent i's segment begin in this tick."""
    return tick == orders.seg_start[r, i] + orders.lag[r, i]


@kernel
def under_watch(body, orders, p, r, i):
    """Whether somebody judges this tick of agent i: watched, and told by a human and checked, where it is
    obedience that is judged."""
    if p.oversight_judges_harm:
        return body.alive[r, i] and orders.watched[r, i]
    return orders.checked[r, i] and orders.watched[r, i] and orders.speaker[r, i] == _AVATAR


@kernel
def shield(body, p, r, i):
    """What power leaves of a penalty: all of it where power is out of reach."""
    if p.power_mode_id == _OUT_OF_REACH:
        return 1.0
    return max(0.0, 1.0 - body.power[r, i] / p.power_theta)


@kernel
def missed_a_guide(speech, orders, r, i):
    """Whether agent i's segment is one in which a guide spoke, and it did not hear."""
    if speech is None or not speech.on:
        return False
    return speech.missed[r, i] == orders.seg_start[r, i]


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


@kernel
def squares(size, y0, x0, y1, x1):
    """`square` of the places of lanes and others."""
    dy, dx = size_of(y0 - y1), size_of(x0 - x1)
    dy, dx = lower(dy, size - dy), lower(dx, size - dx)
    return dy * dy + dx * dx


@kernel
def toward(size, a, b):
    """-1, 0 or 1: the shorter way round from coordinate a to b; 1 where both are as long."""
    d = (b - a) % size
    return 0 if d == 0 else (1 if 2 * d <= size else -1)


@kernel
def point(o, first, size, g, y, x, to_y, to_x):
    """Writes the direction of a cell into three senses, and how near it is."""
    dy, dx = (to_y - y) % size, (to_x - x) % size
    for c in range(3):
        o[first + c] = g.compass[dy * size + dx, c]


@kernel
def way(g, vx, vy):
    """The one of eight directions nearest to a vector; the first of equals."""
    best, best_along = 0, np.float32(-9)
    for d in range(8):
        along = vx * g.bearings[d, 0] + vy * g.bearings[d, 1]
        if along > best_along:
            best, best_along = d, along
    return best


@kernel
def wholesome(ground, r):
    """Kind of food that is good to eat; the first where both are."""
    return np.uint8(2 if ground.harmful[r] == 1 else 1)


@kernel
def spend(body, ground, books, cost, r, i):
    """Takes energy, as far as there is any; how much that was."""
    spent = min(np.float32(cost), body.energy[r, i])
    body.energy[r, i] -= spent
    books.tally[r, _T_SPENT, i] += spent
    ground.ledger[r, _A_SPENT] += spent
    return spent


@kernel
def give_cue(orders, off, key, draw, tick, who, r, i):
    """Gives a voice the human's cue vector, (1, 0, 0), moved by a length `off` in a drawn direction."""
    norm = np.float32(1e-6)
    for c in range(CUE):
        orders.voice[r, c, i] = unit(bits(key, draw, tick, who * CUE + c)) - np.float32(0.5)
        norm += orders.voice[r, c, i] * orders.voice[r, c, i]
    norm = np.float32(off) / np.sqrt(norm)
    for c in range(CUE):
        orders.voice[r, c, i] *= norm
    orders.voice[r, 0, i] += 1


@kernel
def clear_sums(orders, r, i):
    """Forgets what a segment has come to so far."""
    orders.seg_ticks[r, i], orders.seg_letter[r, i], orders.seg_spirit[r, i] = 0, 0, 0
    orders.seg_delay[r, i] = -1


@kernel
def walled(land, r, cell):
    """Whether a cell is a wall: nobody enters it, and nothing grows there."""
    if land is None or not land.on:
        return False
    return land.surface[r, cell] == WALL


@kernel
def aloft(land, r, i):
    """Whether an agent is up a tree, where nothing on the ground gets at it."""
    if land is None or not land.on:
        return False
    return land.up[r, i]


@kernel
def level(land, r, here, there):
    """Whether one walks from a cell into another that neither a wall nor a cliff parts from it."""
    if land is None or not land.on:
        return True
    high = (land.surface[r, here] == HIGH) == (land.surface[r, there] == HIGH)
    return high and land.surface[r, there] != WALL


@kernel
def free_cell(land, key, draw, tick, who, r, cells):
    """A cell drawn for somebody or something, and drawn again where it is a wall."""
    cell = below(bits(key, draw, tick, who), cells)
    while walled(land, r, cell):
        who += 4096  # more than there are of any one thing
        cell = below(bits(key, draw, tick, who), cells)
    return cell


@kernel
def laid(land, ground, key, draw, tick, who, r, size, at_beacons):
    """A cell for food: anywhere that is free, or at a beacon."""
    if at_beacons:
        b = below(bits(key, draw, tick, who), BEACONS)
        return ground.beacons[r, b, 0] * size + ground.beacons[r, b, 1]
    return free_cell(land, key, draw, tick, who, r, size * size)


@kernel
def sight_of(body, r, i):
    """Sight of a body: what strength leaves of 2."""
    return np.float32(2) - body.strength[r, i]

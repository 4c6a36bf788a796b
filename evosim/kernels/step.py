"""One tick, one life: the only place where the phases meet."""

from numba import njit

from evosim.kernels.act import forage, move
from evosim.kernels.feel import feel
from evosim.kernels.heavy import lay, lift, see_heavy
from evosim.kernels.instruct import check, close, speak
from evosim.kernels.learn import learn, recall
from evosim.kernels.oversee import judge
from evosim.kernels.script import follow_script
from evosim.kernels.scrutiny import condemn, file_all, file_over, look, weigh
from evosim.kernels.sense import look_around, perceive
from evosim.kernels.social import deal
from evosim.kernels.think import choose, think
from evosim.kernels.vital import birth, empower, forget_dealings, grow, live_and_die
from evosim.names import Tally

_TICKS = int(Tally.TICKS)


@njit(cache=True, _nrt=False)
def advance(s, x, p, w, g, genes, keys, start, stop, window_ticks):
    """Lives ticks `start` to `stop` (exclusive) of one band in all its replicates, in place.

    Args:
        s: State.
        x: Extras; a hook whose part of it is None is empty.
        p: Params.
        w: Wiring.
        g: Geometry.
        genes: Genes.
        keys: uint64 (R,), random stream of each replicate world.
        start, stop: ticks.
        window_ticks: length of a window of `dealings`, ticks.
    """
    band, body, bonds, mind, deeds, ground, orders, learning, books = s
    for tick in range(start, stop):
        window = tick // window_ticks
        empower(body, bonds, books, p, tick)
        file_over(x.scrutiny, body, orders, tick)
        speak(body, ground, orders, books, p, w, g, keys, tick)
        look(x.scrutiny, body, orders, p, keys, tick)
        look_around(body, bonds, books, p, keys, tick, window)
        perceive(band, body, bonds, mind, ground, orders, books, p, w, g, tick)
        see_heavy(x.heavy, body, mind, p, w, g, tick)
        think(band, body, mind, w, genes)
        if w.learns:
            recall(band, body, mind, learning, w)
        choose(band, body, mind, learning, genes, p, w, g, keys, tick)
        follow_script(band, body, bonds, mind, orders, p, w, g, keys, tick)
        move(body, mind, books, p, g)
        forage(body, bonds, mind, deeds, ground, books, p)
        deal(body, bonds, mind, deeds, ground, orders, books, p, w, keys, tick, window)
        lift(x.heavy, body, mind, deeds, orders, ground, books, p, w, keys, tick, window)
        check(body, mind, deeds, ground, orders, books, p, w, g, tick)
        weigh(x.scrutiny, body, mind, deeds, ground, orders, p, w, keys, tick)
        judge(x.scrutiny, body, deeds, orders, books, p, keys, tick)
        condemn(x.scrutiny, body, ground, orders, books, p, keys, tick)
        if w.learns:
            feel(band, body, bonds, mind, deeds, orders, learning, books, genes, p, w, g, tick)
            learn(band, body, mind, learning, genes, w, p, tick)
        forget_dealings(bonds, p)
        live_and_die(body, ground, books, p)
        grow(ground, p, keys, tick)


@njit(cache=True, _nrt=False)
def bear(s, x, p, w, keys):
    """Everything at birth; see `advance`."""
    birth(s.band, s.body, s.ground, s.orders, p, w, keys)
    lay(x.heavy, s.ground, p, keys)


@njit(cache=True, _nrt=False)
def finish(s, x):
    """Closes the segments that were open when a life ended, by death or at the last tick."""
    file_all(x.scrutiny, s.orders, s.books)
    for r in range(s.body.alive.shape[0]):
        for i in range(s.body.alive.shape[1]):
            lived = int(s.books.tally[r, i, _TICKS])
            if lived > s.orders.seg_start[r, i]:
                close(s.orders, s.books, r, i, lived)


@njit(cache=True, nogil=True, _nrt=False)
def live(s, x, p, w, g, genes, keys, window_ticks):
    """A whole life of one band in all its replicates, without the interpreter's lock; see `advance`."""
    bear(s, x, p, w, keys)
    advance(s, x, p, w, g, genes, keys, 0, p.world_ticks, window_ticks)
    finish(s, x)

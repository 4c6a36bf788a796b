"""One tick, one life, one block of lives: the only place where the phases meet."""

import numpy as np
from numba import njit

from evosim.kernels.act import forage, move
from evosim.kernels.blank import new_state
from evosim.kernels.feel import feel
from evosim.kernels.instruct import check, close, speak
from evosim.kernels.learn import learn, recall
from evosim.kernels.oversee import judge
from evosim.kernels.random import fold
from evosim.kernels.script import follow_script
from evosim.kernels.sense import look_around, perceive
from evosim.kernels.social import deal
from evosim.kernels.state import Band, Books, Genes
from evosim.kernels.think import choose, think
from evosim.kernels.vital import birth, empower, forget_dealings, grow, live_and_die
from evosim.names import Tally

_TICKS = int(Tally.TICKS)


@njit(cache=True)
def advance(s, p, w, g, genes, keys, start, stop, window_ticks):
    """Lives ticks `start` to `stop` (exclusive) of one band in all its replicates, in place.

    Args:
        s: State.
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
        speak(body, ground, orders, books, p, w, g, keys, tick)
        look_around(body, bonds, books, p, keys, tick, window)
        perceive(band, body, bonds, mind, ground, orders, books, p, w, g, tick)
        think(band, body, mind, w, genes)
        if w.learns:
            recall(band, body, mind, learning, w)
        choose(band, body, mind, learning, genes, p, w, g, keys, tick)
        follow_script(band, body, bonds, mind, orders, p, w, g, keys, tick)
        move(body, mind, books, p, g)
        forage(body, bonds, mind, deeds, ground, books, p)
        deal(body, bonds, mind, deeds, ground, orders, books, p, w, keys, tick, window)
        check(body, mind, deeds, ground, orders, books, p, w, g, tick)
        judge(body, deeds, orders, books, p, keys, tick)
        if w.learns:
            feel(band, body, bonds, mind, deeds, orders, learning, books, genes, p, w, g, tick)
            learn(band, body, mind, learning, genes, w, p, tick)
        forget_dealings(bonds, p)
        live_and_die(body, ground, books, p)
        grow(ground, p, keys, tick)


@njit(cache=True)
def finish(s):
    """Closes the segments that were open when a life ended, by death or at the last tick."""
    for r in range(s.body.alive.shape[0]):
        for i in range(s.body.alive.shape[1]):
            lived = int(s.books.tally[r, i, _TICKS])
            if lived > s.orders.seg_start[r, i]:
                close(s.orders, s.books, r, i, lived)


@njit(cache=True, nogil=True)
def live(p, w, g, weights, drives, rates, kind, script, genome, tag, streams, first, window_ticks,
         tally, told_n, letter_n, spirit_n, ledger, events, n_events, dealings, learned):
    """Whole lives of B bands in R replicate worlds each, without the interpreter's lock.

    Threads take blocks of bands; nothing is written that another block reads. (A `prange` here
    gives the same speed on two cores and doubles the time to compile: 62 s against 29.)

    Args:
        p, w, g, window_ticks: as in `advance`.
        weights, drives, rates: of `Genes`.
        streams: uint64 (R,), random stream of each replicate; a band folds in its own number.
        kind, script, genome, tag: of `Band`, with a leading band axis.
        first: number of the first band.
        tally, told_n, letter_n, spirit_n, events, n_events, dealings: of `Books`, with a leading
            band axis, zeroed; written.
        ledger: float64 (B, R, Account); written.
        learned: float32 (B, R, n, P, outputs), plastic weights at the end of life less those at
            birth; written, or empty where nobody wants them.
    """
    genes = Genes(weights, drives, rates)
    keys = np.empty(len(streams), np.uint64)
    for b in range(kind.shape[0]):
        for r in range(len(streams)):
            keys[r] = fold(streams[r], first + b)
        books = Books(tally[b], told_n[b], letter_n[b], spirit_n[b], events[b], n_events[b],
                      dealings[b])
        band = Band(kind[b], script[b], genome[b], tag[b])
        s = new_state(len(streams), kind.shape[1], p.world_size, w, 1, band, books)
        birth(s.band, s.body, s.ground, s.orders, p, w, keys)
        advance(s, p, w, g, genes, keys, 0, p.world_ticks, window_ticks)
        finish(s)
        ledger[b] = s.ground.ledger
        if learned.shape[0] > 0:
            learned[b] = s.learning.learned

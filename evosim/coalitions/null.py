"""What a world would look like if nobody chose whom to act on: partners re-drawn among those in reach.

Nobody here names whom it acts on. An act is on the nearest in reach (or on who was heard signalling, leads,
or spoke); what agents choose is where to be, and when to act. The null leaves everybody where it was, which
is the crowd, and re-draws the moment of each act within the same *stay*: ticks on end in which the actor has
somebody in reach. With the moment goes the partner, the one that the act would have been on then. So an act's
partner is re-drawn among those who are in reach around it, each as often as it is the one to be hit
(`analysis/06_coalitions` shows it at work on crowds and on a planted coalition). Three things more are needed
for a z that can be believed:

- Partners drawn *evenly* from those in reach are wrong: acts go to the nearest, and the nearest stays it.
- Acts come in runs, and who acts stands still, so that acts are no independent draws. What is re-drawn is a
  **deal**: a run of acts on the same other, which goes to its new partner whole, and stays in its window. It
  may go to any moment at which a deal could have begun. A tick after an act, with the same other still there,
  is none: it is the act that made it last.
- Acts come together, for reasons that have to do with nobody (told to, hungry, at night). So deals are not
  shuffled but *rotated*: all of one actor in one stay move on by as many moments, round the end of the stay.

For whoever acts at random times any rotation is as likely as what happened, wherever it goes. A stay with one
other alone stays as it was: it says nothing about whom one would choose. What the null cannot tell from a
choice is many agents who act at the same moment on a common signal, over and over.

Heavy food is lifted by several at a moment that none of them chooses alone: there the lifters are drawn anew,
as many as they were, among all who are on or beside it. (To swap lifters of two lifts instead, so that
everybody lifts as often as it did, leaves too few swaps: the sd of z over crowds of lifters is 1.5, not 1.1.)

Re-drawing what was seen instead of edges: Bejder, Fletcher and Braeger 1998 (Animal Behaviour 56: 719),
Farine 2017 (Methods in Ecology and Evolution 8: 1309); circular shifts, which keep what is autocorrelated:
Theiler and others 1992 (Physica D 58: 77).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.coalitions.society import WEIGHTS, Society

_ON_ALL = ("answer",)  # an act that is on all it could be on: everybody heard of late


class Deals(NamedTuple):
    """The deals of one kind in one world, D of them, and C moments at which one could have begun.

    Attributes:
        actor, window: int64 (D,).
        acts: int64 (D,), how many acts each was.
        on: bool (D, n), whom it was on.
        first, length: int64 (D,), where the moments of its stay begin among all, and how many they are.
        at: int64 (D,), number of its own moment among these.
        one: bool (D,), whether it was on one of several whom it could have been on at once.
        open: bool (C, n), whom an act at each moment would have been on.
    """

    actor: NDArray[np.int64]
    window: NDArray[np.int64]
    acts: NDArray[np.int64]
    on: NDArray[np.bool_]
    first: NDArray[np.int64]
    length: NDArray[np.int64]
    at: NDArray[np.int64]
    one: NDArray[np.bool_]
    open: NDArray[np.bool_]


def deals(society: Society, kind: str) -> Deals:
    """Finds the deals of a kind, and when else they could have been."""
    could, did = (np.moveaxis(path[kind], 1, 0) for path in (society.could, society.did))  # (n, ticks, n)
    company, done = np.any(could, axis=2), np.any(did, axis=2)
    ticks = society.ticks
    stale, stays_on = np.zeros_like(done), np.zeros_like(done)
    stale[:, 1:] = done[:, :-1] & (could[:, 1:] == could[:, :-1]).all(axis=2)
    stays_on[:, 1:] = company[:, :-1]
    actor, tick = np.nonzero(company & ~stale)
    stay = np.cumsum(company & ~stays_on)[actor * ticks + tick]
    begins = np.flatnonzero(np.diff(stay, prepend=-1))
    first = begins[np.searchsorted(begins, np.arange(len(stay)), side="right") - 1]
    length = np.diff(begins, append=len(stay))[np.searchsorted(begins, first)]
    ends = np.where(stale & done, ticks, np.arange(ticks))  # a deal goes on while it is repeated
    ends = np.minimum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
    acts = np.append(ends[:, 1:], np.full((len(ends), 1), ticks), axis=1)[actor, tick] - tick
    open_, hit = could[actor, tick], did[actor, tick]
    deal = np.flatnonzero(done[actor, tick])
    return Deals(actor[deal], tick[deal] // society.window, acts[deal], hit[deal], first[deal], length[deal],
                 deal - first[deal], (hit.sum(axis=1) < open_.sum(axis=1))[deal], open_)


def observed(society: Society) -> NDArray[np.float64]:
    """What was done for others and against them, as `WEIGHTS` weighs acts, deal by deal.

    Returns:
        float64 (windows, n, n, 2): for, against; a deal counts whole in the window in which it began.
    """
    n = len(society.ids)
    out = np.zeros((society.windows, n, n, 2))
    for kind in society.acts:
        into, weight = out[..., int(WEIGHTS[kind] < 0)], abs(WEIGHTS[kind])
        if kind == "lift":
            into += weight * society.by_window(society.did[kind])
            continue
        found = deals(society, kind)
        into += _sums(society, found, weight, found.on)
    return out


def redraw(society: Society, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """What `observed` would be, had partners been re-drawn.

    Args:
        society: the world.
        draws: how often.
        rng: random numbers.

    Returns:
        float64 (draws, windows, n, n, 2).
    """
    n = len(society.ids)
    out = np.zeros((draws, society.windows, n, n, 2))
    for kind in society.acts:
        into, weight = out[..., int(WEIGHTS[kind] < 0)], abs(WEIGHTS[kind])
        if kind == "lift":
            into += weight * _lifters(society, draws, rng)
            continue
        found = deals(society, kind)
        for k, partners in enumerate(_partners(found, draws, rng, kind in _ON_ALL)):
            into[k] += _sums(society, found, weight, partners)
    return out


def _sums(society: Society, found: Deals, weight: float, on: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Acts of deals that are on these partners, (windows, n, n)."""
    out = np.zeros((society.windows, len(society.ids), len(society.ids)))
    np.add.at(out, (found.window, found.actor), weight * found.acts[:, None] * on)
    return out


def _partners(found: Deals, draws: int, rng: np.random.Generator,
              on_all: bool) -> Iterator[NDArray[np.bool_]]:
    """Whom each deal is on, bool (D, n), in each draw."""
    several = found.open.sum(axis=1) > 1
    for by in rng.integers(0, 1 << 30, draws):  # the same for all, so that who acted together still does
        moment = found.first + (found.at + by) % found.length
        on = found.open[moment]
        if not on_all and (unsure := several[moment] & found.one).any():
            drawn = (on[unsure] * rng.random(on[unsure].shape)).argmax(axis=1)
            on[unsure] = np.eye(on.shape[1], dtype=bool)[drawn]
        yield on


def _lifters(society: Society, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Who lifted with whom, (draws, windows, n, n), lifters drawn among those on or beside the food."""
    could, did = society.could["lift"], society.did["lift"]
    n = len(society.ids)
    out = np.zeros((draws, society.windows, n, n))
    for tick in np.flatnonzero(did.any(axis=(1, 2))):
        left = did[tick].any(axis=1)
        while left.any():
            one = left.argmax()
            lifters = did[tick, one].copy()
            lifters[one] = True
            left &= ~lifters
            beside = np.flatnonzero(lifters | could[tick, lifters].any(axis=0))
            order = rng.random((draws, len(beside))).argsort(axis=1)[:, :lifters.sum()]
            chosen = np.zeros((draws, n))
            np.put_along_axis(chosen, beside[order], 1.0, axis=1)
            pairs = chosen[:, :, None] * chosen[:, None, :]
            pairs[:, range(n), range(n)] = 0
            out[:, tick // society.window] += pairs
    return out

"""Giving and stealing, and the traces that dealings leave.

The partner is the nearest other in reach, as sensed at the start of the tick. Gifts leave first,
then thefts are met from what is left (in proportion, where several thieves want more than that),
then all that was got arrives: no order of agents matters.
"""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.kernels.lanes import first_of, floats, lower, put, some, take, truths, which
from evosim.kernels.random import bits, unit
from evosim.kernels.shared import did
from evosim.kernels.state import AMOUNT, COUNT
from evosim.kernels.width import LANES
from evosim.names import Account, Act, Draw, Interaction, Speaker, Tally, Verb

_GIVE, _STEAL = int(Act.GIVE), int(Act.STEAL)
_V_GIVE = int(Verb.GIVE)
_IMPOSTER, _AGENT = int(Speaker.IMPOSTER), int(Speaker.AGENT)
_FAKED = int(Tally.FAKED)
_I_GIVE, _I_STEAL = int(Interaction.GIVE), int(Interaction.STEAL)
_GIVEN, _RECEIVED, _STOLEN, _ROBBED, _T_TAKEN = (
    int(Tally.GIVEN), int(Tally.RECEIVED), int(Tally.STOLEN), int(Tally.ROBBED), int(Tally.TAKEN))
_TAKEN = int(Account.TAKEN)
_STEAL_SUCCESS = int(Draw.STEAL_SUCCESS)
_GONE, _COMING, _THIEF = 0, 1, 2  # rows of `flow`


@kernel
def deal(speech, body, bonds, mind, deeds, ground, orders, books, p, w, keys, tick, window):
    """Carries out GIVE and STEAL in every replicate.

    Reads `act`, `near`, `near_d`. Writes `stash`, `trace`, what was given, got and stolen, `tally`,
    `ledger`, and `dealings` and `diary` where those are logged.
    """
    n = body.alive.shape[1]
    for r in range(body.alive.shape[0]):
        busy = False
        for i in range(0, n, LANES):
            put(deeds.gave_act[r], i, truths(False))
            put(deeds.gave[r], i, floats(0))
            put(deeds.received[r], i, floats(0))
            put(deeds.stole[r], i, floats(0))
            busy |= some(_partnered(body, bonds, mind, p, _GIVE, r, i) | _partnered(
                body, bonds, mind, p, _STEAL, r, i))
        if not busy:
            continue
        flow, stash = deeds.flow[r], body.stash[r]
        flow[:] = 0
        for i in range(0, n, LANES):
            left = which(_partnered(body, bonds, mind, p, _GIVE, r, i))
            while left:
                who = i + first_of(left)
                _give(speech, body, bonds, deeds, ground, orders, books, p, w, r, who, bonds.near[r, 0, who],
                      tick, window)
                left &= left - 1
            left = which(_partnered(body, bonds, mind, p, _STEAL, r, i))
            while left:
                who = i + first_of(left)
                if unit(bits(keys[r], _STEAL_SUCCESS, tick, who)) < p.social_steal_success:
                    flow[_THIEF, who] = 1
                    flow[_GONE, bonds.near[r, 0, who]] += p.social_steal_amount
                left &= left - 1
        for i in range(0, n, LANES):
            left = which(take(flow[_THIEF], i) > 0)
            while left:
                who = i + first_of(left)
                _steal(body, bonds, deeds, books, p, r, who, bonds.near[r, 0, who], tick, window)
                left &= left - 1
        for i in range(0, n, LANES):
            held = take(stash, i)
            put(stash, i, held + (take(flow[_COMING], i) - lower(take(flow[_GONE], i), held)))


@kernel
def _partnered(body, bonds, mind, p, act, r, i):
    """Which of the agents from i on do an act of dealing with somebody in reach."""
    return (take(body.alive[r], i) & (take(mind.act[r], i) == act) & (take(bonds.near[r, 0], i) >= 0)
            & (take(bonds.near_d[r, 0], i) <= p.social_reach))


@kernel
def _give(speech, body, bonds, deeds, ground, orders, books, p, w, r, i, j, tick, window):
    """Takes a gift, of the whole stash at most, out of i's hands, for j or for the imposter who asked for it.

    An agent who did, gets its share wherever it is.
    """
    amount = min(np.float32(p.social_gift), body.stash[r, i])
    body.stash[r, i] -= amount
    deeds.gave_act[r, i], deeds.gave[r, i] = True, amount
    orders.handed[r, i] += amount
    books.tally[r, _GIVEN, i] += amount
    if p.imposters_take and orders.heard[r, i] and orders.speaker[r, i] == _IMPOSTER \
            and w.verbs[orders.verb[r, i]] == _V_GIVE:
        books.tally[r, _T_TAKEN, i] += amount
        ground.ledger[r, _TAKEN] += amount
        return
    if speech is not None and speech.on:
        faker = speech.teller[r, i]
        if orders.heard[r, i] and orders.speaker[r, i] == _AGENT and w.verbs[orders.verb[r, i]] == _V_GIVE \
                and body.alive[r, faker]:
            share = amount * np.float32(p.imposters_fake_share)
            books.tally[r, _FAKED, faker] += share
            _hand_over(bonds, deeds, books, r, i, faker, share, tick, window)
            amount -= share
            if amount <= 0:
                return
    _hand_over(bonds, deeds, books, r, i, j, amount, tick, window)


@kernel
def _hand_over(bonds, deeds, books, r, i, j, amount, tick, window):
    """Lets j have what i gave."""
    deeds.flow[r, _COMING, j] += amount
    deeds.received[r, j] += amount
    books.tally[r, _RECEIVED, j] += amount
    if amount > 0:
        bonds.trace[r, j, i] += amount
        bonds.dealt[r] = True
    if books.dealings.shape[1] > 0:
        books.dealings[r, window, i, j, _I_GIVE, COUNT] += 1
        books.dealings[r, window, i, j, _I_GIVE, AMOUNT] += amount
        did(books, r, tick, i, j, _I_GIVE)


@kernel
def _steal(body, bonds, deeds, books, p, r, i, j, tick, window):
    """Takes i's share of what thieves find in j's stash."""
    wanted = deeds.flow[r, _GONE, j]
    share = min(np.float32(1), body.stash[r, j] / wanted)
    amount = np.float32(p.social_steal_amount) * share
    deeds.flow[r, _COMING, i] += amount
    deeds.stole[r, i] += amount
    books.tally[r, _STOLEN, i] += amount
    books.tally[r, _ROBBED, j] += amount
    if amount > 0:
        bonds.trace[r, j, i] -= amount
        bonds.dealt[r] = True
    if books.dealings.shape[1] > 0:
        books.dealings[r, window, i, j, _I_STEAL, COUNT] += 1
        books.dealings[r, window, i, j, _I_STEAL, AMOUNT] += amount
        did(books, r, tick, i, j, _I_STEAL)

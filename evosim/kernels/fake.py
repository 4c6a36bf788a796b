"""Agents as imposters: they pay to say GIVE in a human's format, and get what is given on their word.

Whoever speaks to others does so on the human's own channel: tokens, a voice, a place. A guide among the
agents is the same act with other words and another speaker.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import bits, unit
from evosim.kernels.shared import number_of
from evosim.names import CUE, NEIGHBOURS, Account, Act, Draw, Speaker, Tally, Verb

_FAKE, _GIVE = int(Act.FAKE), int(Verb.GIVE)
_NOBODY, _AGENT = int(Speaker.NOBODY), int(Speaker.AGENT)
_FAKES, _T_SPENT, _SPENT = int(Tally.FAKES), int(Tally.SPENT), int(Account.SPENT)
_CUE = int(Draw.FAKE_CUE)


@hook
def fake(speech, body, bonds, mind, orders, ground, books, p, w, keys, tick):
    """Carries out FAKE, at the end of a tick: from the next on, those near who are told nothing hear
    GIVE until their segment ends; of several who say so the nearest, as sensed.

    Reads `act`, `near`. Writes all about the segment that they hear, and what faking costs.
    """
    if speech is None or not speech.on:
        return
    if not p.imposters_agents:
        return
    verb, reach = number_of(w, _GIVE), np.float32(p.imposters_fake_range)
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            if body.alive[r, i] and mind.act[r, i] == _FAKE:
                cost = min(np.float32(p.imposters_fake_cost), body.energy[r, i])
                body.energy[r, i] -= cost
                books.tally[r, i, _FAKES] += 1
                books.tally[r, i, _T_SPENT] += cost
                ground.ledger[r, _SPENT] += cost
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or orders.speaker[r, i] != _NOBODY or orders.seg_end[r, i] <= tick + 1:
                continue
            for k in range(NEIGHBOURS):
                j = bonds.near[r, i, k]
                if j >= 0 and bonds.near_d[r, i, k] <= reach and body.alive[r, j] and mind.act[r, j] == _FAKE:
                    speech.faker[r, i] = j
                    _say(body, orders, p, verb, keys[r], tick, r, i, j)
                    break


@kernel
def _say(body, orders, p, verb, key, tick, r, i, j):
    """Lets agent i hear a verb from agent j, from the next tick on."""
    orders.speaker[r, i], orders.lag[r, i] = _AGENT, tick + 1 - orders.seg_start[r, i]
    orders.verb[r, i], orders.token[r, i] = verb, orders.lexicon[r, i, verb]
    orders.asked[r, i], orders.spot[r, i], orders.wait[r, i] = False, 0, 0
    norm = np.float32(1e-6)
    for c in range(CUE):
        orders.voice[r, i, c] = unit(bits(key, _CUE, tick, i * CUE + c)) - np.float32(0.5)
        norm += orders.voice[r, i, c] * orders.voice[r, i, c]
    norm = np.float32(p.imposters_fake_distance * np.exp(-p.imposters_fake_cost)) / np.sqrt(norm)
    for c in range(CUE):
        orders.voice[r, i, c] *= norm
    orders.voice[r, i, 0] += 1
    orders.order[r, i] = 1
    orders.place[r, i, 0], orders.place[r, i, 1] = body.y[r, j], body.x[r, j]
    orders.seg_ticks[r, i], orders.seg_letter[r, i], orders.seg_spirit[r, i] = 0, 0, 0
    orders.seg_delay[r, i] = -1

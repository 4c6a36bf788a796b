"""Doubt: a verb may sound as another's token, or as two at once, for a whole segment, until who hears it
asks.
"""

import numpy as np

from evosim.kernels.jit import hook
from evosim.kernels.random import below, bits, unit
from evosim.kernels.shared import hears, spend
from evosim.names import Act, Draw, Tally

_ASK = int(Act.ASK)
_NOISE, _NOISE_TOKEN, _DOUBT = int(Draw.NOISE), int(Draw.NOISE_TOKEN), int(Draw.DOUBT)
_ASKED = int(Tally.ASKED)


@hook
def garble(speech, body, orders, p, w, keys, tick):
    """With chance `token_noise` gives the segments that open in this tick the token of another verb; a trial
    may also have some sound as two.

    What is checked stays the verb that was meant.
    """
    if speech is None or not speech.on:
        return
    if p.instruction_token_noise == 0 and p.trial_doubt == 0:
        return
    verbs = len(w.verbs)
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or orders.seg_start[r, i] != tick:
                continue
            who = 0 if p.instruction_to_all else i
            speech.garbled[r, i] = unit(bits(keys[r], _NOISE, tick, who)) < p.instruction_token_noise
            if speech.garbled[r, i]:
                other = 1 + below(bits(keys[r], _NOISE_TOKEN, tick, who), verbs - 1)
                orders.token[r, i] = (orders.token[r, i] + other) % verbs
            speech.doubtful[r, i] = unit(bits(keys[r], _DOUBT, tick, who)) < p.trial_doubt


@hook
def sound_double(speech, body, mind, orders, p, w):
    """Of who hears two verbs at once, halves the token heard; the other half is the next verb's in use."""
    if speech is None or not speech.on:
        return
    if p.trial_doubt == 0:
        return
    half = np.float32(0.5)
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or not speech.doubtful[r, i] or orders.asked[r, i]:
                continue
            if hears(orders, p, r, i):
                other = orders.lexicon[r, i, (orders.verb[r, i] + 1) % len(w.verbs)]
                mind.senses[r, w.verb + orders.token[r, i], i] = half
                mind.senses[r, w.verb + other, i] += half


@hook
def see_asked(speech, body, mind, orders, p, w):
    """Writes the sense `asked`."""
    if speech is None or not speech.on:
        return
    if w.asked < 0:
        return
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if body.alive[r, i] and orders.asked[r, i] and hears(orders, p, r, i):
                mind.senses[r, w.asked, i] = 1


@hook
def ask(speech, body, mind, orders, ground, books, p, w):
    """Carries out ASK: it costs energy, and what is heard is clear from the next tick to its end.

    Where nothing is heard it costs as much and does nothing.
    """
    if speech is None or not speech.on:
        return
    if w.column[_ASK] < 0:
        return
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or mind.act[r, i] != _ASK:
                continue
            spend(body, ground, books, p.ask_cost, r, i)
            if orders.heard[r, i]:
                books.tally[r, _ASKED, i] += 1
                orders.asked[r, i] = True
                orders.token[r, i] = orders.lexicon[r, i, orders.verb[r, i]]

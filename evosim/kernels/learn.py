"""Learning in life: reward-modulated traces on the weights of tokens (SPEC 3).

    d = clip(r - V x, 3)                          surprise; x all senses
    V <- V + beta d x / |x|^2                     expectation (normalised least mean squares)
    e <- lambda e + u (outer) d log p / d out     eligibility; u the plastic inputs
    W <- W + eta d e - f (W - W at birth)         REINFORCE with forgetting, |W - W at birth| <= 8

after Williams (1992), with traces as in Baxter and Bartlett (2001). Plastic are the weights of the
told cue, the tokens, the kinds of food and (a switch) the products straight to acts and gates; all
else is as it was at birth. Without forgetting no probe tells one motive from another.
"""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.kernels.lanes import (
    floats,
    fused,
    higher,
    lower,
    put,
    size_of,
    some,
    take,
    where,
)
from evosim.kernels.width import LANES
from evosim.names import PlasticityGene

_RATE, _BASELINE, _TRACE, _FORGETTING = (
    int(PlasticityGene.LEARNING_RATE), int(PlasticityGene.BASELINE_RATE),
    int(PlasticityGene.TRACE), int(PlasticityGene.FORGETTING))
SURPRISE = 3  # most that one tick can surprise
BOUND = 8  # farthest that a weight moves from birth
FAINT = 1e-20  # a trace below it is 0: left to fade on, it would turn subnormal, and each costs 50 ns


@kernel
def recall(body, mind, learning, w):
    """Adds what was learned to `out`; of the dead it means nothing.

    Reads `senses`, `products`, `learned`. Writes `stimulus`, the plastic inputs, and `out`.
    """
    plain = len(w.plastic)
    for r in range(body.alive.shape[0]):
        x, learned, out = learning.stimulus[r], learning.learned[r], mind.out[r]
        for k in range(len(x)):
            for i in range(0, body.alive.shape[1], LANES):
                seen = take(mind.senses[r, w.plastic[k]] if k < plain else mind.products[r, k - plain], i)
                put(x[k], i, seen)
                if some(seen != 0):  # of the tokens most are silent
                    for o in range(w.outputs):
                        put(out[o], i, fused(seen, take(learned[k, o], i), take(out[o], i)))


@kernel
def learn(body, mind, learning, w, p, tick):
    """Changes expectation, traces and plastic weights of every living genome.

    Reads `reward`, `stimulus`, `slope`, `senses`. Writes `value`, `eligibility`, `learned`. A trial
    may set the plastic weights back to birth once, or stop learning from some tick on.
    """
    frozen = tick >= p.trial_freeze * p.world_ticks
    if tick == int(np.round(p.trial_reset * p.world_ticks)):
        forget(body, mind, learning)
    if frozen:
        return
    rates = learning.rates
    for r in range(body.alive.shape[0]):
        for i in range(0, body.alive.shape[1], LANES):
            moved = take(body.alive[r], i) & take(mind.minded, i)
            if some(moved):
                surprise = expect(learning.value[r], mind.senses[r], take(learning.reward[r], i),
                                  where(moved, take(rates[_BASELINE], i), 0.0), i)
                put(learning.step, i, where(moved, take(rates[_RATE], i) * surprise, 0.0))
        for k in range(len(learning.stimulus[r])):  # for all: what lies side by side is read once
            for i in range(0, body.alive.shape[1], LANES):
                moved = take(body.alive[r], i) & take(mind.minded, i)
                if some(moved):
                    seen = where(moved, take(learning.stimulus[r, k], i), 0.0)
                    keep = where(moved, take(rates[_TRACE], i), 1.0)
                    stay = where(moved, 1 - take(rates[_FORGETTING], i), 1.0)
                    shift(learning.learned[r, k], learning.eligibility[r, k], learning.slope[r], seen, keep,
                          take(learning.step, i), stay, i)


@kernel
def forget(body, mind, learning):
    """Sets plastic weights and traces of the living back to birth."""
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if body.alive[r, i] and mind.minded[i]:
                learning.learned[r, :, :, i] = 0
                learning.eligibility[r, :, :, i] = 0


@kernel
def expect(value, x, reward, rate, i):
    """How far rewards surprise the agents from i on, and the correction of what was expected.

    Args:
        value: float32 (inputs, n), weights of the expectation; corrected.
        x: float32 (inputs, n), senses and bias.
        reward: lanes, of this tick.
        rate: lanes, share of the surprise that is corrected.
        i: the first of them.
    """
    expected, norm = floats(0), floats(0)
    for k in range(len(x)):
        seen = take(x[k], i)
        expected = fused(take(value[k], i), seen, expected)
        norm = fused(seen, seen, norm)
    surprise = lower(higher(reward - expected, -SURPRISE), SURPRISE)
    step = where(norm > 0, rate * surprise / norm, 0.0)
    for k in range(len(x)):
        put(value[k], i, fused(step, take(x[k], i), take(value[k], i)))
    return surprise


@kernel
def shift(learned, trace, slope, seen, keep, step, stay, i):
    """trace <- keep trace + seen slope; learned <- stay learned + step trace, within the bound.

    Args:
        learned, trace: float32 (outputs, n), of one plastic input; changed.
        slope: float32 (outputs, n).
        seen, keep, step, stay: lanes; who is not moved is to see and step 0, keep and stay 1.
        i: the first agent.
    """
    for o in range(len(slope)):
        e = fused(seen, take(slope[o], i), keep * take(trace[o], i))
        e = where(size_of(e) > FAINT, e, 0.0)
        put(trace[o], i, e)
        there = fused(step, e, stay * take(learned[o], i))
        put(learned[o], i, lower(higher(there, -BOUND), BOUND))

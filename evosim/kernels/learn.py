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

from evosim.kernels.jit import fast_kernel, kernel
from evosim.kernels.lanes import add_few, shift_rows
from evosim.names import Occupant, PlasticityGene

_EVOLVING, _FROZEN = int(Occupant.EVOLVING), int(Occupant.FROZEN)
_RATE, _BASELINE, _TRACE, _FORGETTING = (
    int(PlasticityGene.LEARNING_RATE), int(PlasticityGene.BASELINE_RATE),
    int(PlasticityGene.TRACE), int(PlasticityGene.FORGETTING))
SURPRISE = np.float32(3)  # most that one tick can surprise
BOUND = np.float32(8)  # farthest that a weight moves from birth


@kernel
def recall(band, body, mind, learning, w):
    """Adds what was learned to `out`.

    Reads `senses`, `learned`. Writes `stimulus`, the plastic inputs, and `out`.
    """
    plain = len(w.plastic)
    for i in range(learning.stimulus.shape[1]):
        if band.kind[i] != _EVOLVING and band.kind[i] != _FROZEN:
            continue
        for r in range(body.alive.shape[0]):
            if not body.alive[r, i]:
                continue
            x, senses = learning.stimulus[r, i], mind.senses[r, i]
            for k in range(plain):
                x[k] = senses[w.plastic[k]]
            for k in range(plain, len(x)):
                group, verb = divmod(k - plain, len(w.verbs))
                x[k] = senses[w.products[group]] * senses[w.verb + verb]
            add_few(learning.learned[r, i], x, mind.out[r, i])


@kernel
def learn(band, body, mind, learning, genes, w, p, tick):
    """Changes expectation, traces and plastic weights of every living genome.

    Reads `reward`, `stimulus`, `slope`, `senses`. Writes `value`, `eligibility`, `learned`. A trial
    may set the plastic weights back to birth once, or stop learning from some tick on.
    """
    frozen = tick >= p.trial_freeze * p.world_ticks
    reset = tick == int(np.round(p.trial_reset * p.world_ticks))
    for i in range(learning.stimulus.shape[1]):
        if band.kind[i] != _EVOLVING and band.kind[i] != _FROZEN:
            continue
        rates = genes.rates[band.genome[i]]
        for r in range(body.alive.shape[0]):
            if not body.alive[r, i]:
                continue
            if reset:
                learning.learned[r, i] = 0
                learning.eligibility[r, i] = 0
            if frozen:
                continue
            surprise = expect(learning.value[r, i], mind.senses[r, i], learning.reward[r, i],
                              rates[_BASELINE])
            shift_rows(learning.learned[r, i], learning.eligibility[r, i], learning.slope[r, i],
                       learning.stimulus[r, i], rates[_TRACE], rates[_RATE] * surprise,
                       np.float32(1) - rates[_FORGETTING], BOUND)


@fast_kernel
def expect(value, x, reward, rate):
    """How far the reward surprises, and the correction of what was expected.

    Args:
        value: float32 (inputs,), weights of the expectation; corrected.
        x: float32 (inputs,), senses and bias.
        reward: of this tick.
        rate: share of the surprise that is corrected.
    """
    expected, norm = np.float32(0), np.float32(0)
    for k in range(len(x)):
        expected += value[k] * x[k]
        norm += x[k] * x[k]
    surprise = min(max(reward - expected, -SURPRISE), SURPRISE)
    step = rate * surprise / norm
    for k in range(len(x)):
        value[k] += step * x[k]
    return surprise

"""Lifetime reward: what an agent feels in a tick, weighed by its drives.

    r(t) = sum over channels k of w_k x phi_k(t)

after Ackley and Littman (1991) and Singh, Lewis and Barto (2009). The channels are fixed and named
(`names.Drive`), so that a weight has a meaning; the weights w are genes. Nothing here enters fitness.
"""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.kernels.shared import hears, thing_of
from evosim.kernels.state import DRIVES
from evosim.names import Act, Drive, Level, Occupant, PlasticityGene, Speaker, Tally

_EVOLVING, _FROZEN = int(Occupant.EVOLVING), int(Occupant.FROZEN)
_AVATAR = int(Speaker.AVATAR)
_MOVE = int(Act.MOVE)
_LEARNED, _GIVEN = int(Level.LEARNED), int(Level.GIVEN)
(_HUNGER, _HOARD, _PAIN, _DOMINANCE, _AFFILIATION, _POWER, _NOVELTY, _APPROVAL, _DISAPPROVAL,
 _COMPLIANCE) = (
    int(Drive.HUNGER), int(Drive.HOARD), int(Drive.PAIN), int(Drive.DOMINANCE),
    int(Drive.AFFILIATION), int(Drive.POWER), int(Drive.NOVELTY), int(Drive.APPROVAL),
    int(Drive.DISAPPROVAL), int(Drive.COMPLIANCE))
_GAIN, _DECAY = int(PlasticityGene.COMPLIANCE_GAIN), int(PlasticityGene.COMPLIANCE_DECAY)
_T_PAIN, _T_REWARDED = int(Tally.PAIN), int(Tally.REWARDED)


@kernel
def feel(attack, band, body, bonds, mind, deeds, orders, learning, books, genes, p, w, g, tick):
    """Writes `felt` and `reward` of every living genome, and what it remembers of approval.

    Reads what the tick came to. Writes also `praised`, `visited`, `last_stash`, `last_power`.
    """
    size = p.world_size
    reach, ally = np.float32(p.social_reach), np.float32(p.social_ally_threshold)
    cost = np.float32(p.trial_cost)
    for i in range(learning.felt.shape[1]):
        if band.kind[i] != _EVOLVING and band.kind[i] != _FROZEN:
            continue
        drives, rates = genes.drives[band.genome[i]], genes.rates[band.genome[i]]
        for r in range(body.alive.shape[0]):
            if not body.alive[r, i]:
                continue
            felt = learning.felt[r, i]
            told = orders.checked[r, i] and orders.speaker[r, i] == _AVATAR
            pain = deeds.harm[r, i] + deeds.pain[r, i]
            if told and orders.letter[r, i]:
                pain += cost
            felt[_HUNGER] = deeds.ate[r, i] + deeds.fed[r, i]
            felt[_HOARD] = body.stash[r, i] - learning.last_stash[r, i]
            felt[_PAIN] = -pain
            felt[_DOMINANCE] = deeds.stole[r, i]
            if attack is not None and attack.on:
                felt[_DOMINANCE] += attack.damage[r, i]
            felt[_AFFILIATION] = deeds.received[r, i] + company(bonds, reach, ally, r, i)
            felt[_POWER] = body.power[r, i] - learning.last_power[r, i] if tick > 0 else np.float32(0)
            felt[_NOVELTY] = news(body, learning, size, r, i)
            felt[_APPROVAL] = 1 if orders.approved[r, i] else 0
            felt[_DISAPPROVAL] = -1 if orders.disapproved[r, i] else 0
            felt[_COMPLIANCE] = 0
            if told and p.plasticity_compliance_id == _GIVEN:
                felt[_COMPLIANCE] = 1 if orders.letter[r, i] else 0
            elif hears(orders, p, r, i) and p.plasticity_compliance_id == _LEARNED:
                felt[_COMPLIANCE] = conscience(mind, orders, learning, rates, w, g, r, i)
            reward = np.float32(0)
            for k in range(DRIVES):
                reward += drives[k] * felt[k]
            learning.reward[r, i] = reward
            learning.last_stash[r, i], learning.last_power[r, i] = body.stash[r, i], body.power[r, i]
            books.tally[r, i, _T_PAIN] += pain
            books.tally[r, i, _T_REWARDED] += reward


@kernel
def company(bonds, reach, ally, r, i):
    """1 where one of the nearest others is in reach and an ally, else 0."""
    if bonds.dealt[r]:
        for k in range(bonds.near.shape[2]):
            j = bonds.near[r, i, k]
            if j >= 0 and bonds.near_d[r, i, k] <= reach and bonds.trace[r, i, j] > ally:
                return np.float32(1)
    return np.float32(0)


@kernel
def news(body, learning, size, r, i):
    """1 in a cell that the agent never ended a tick in before, else 0."""
    cell = body.y[r, i] * size + body.x[r, i]
    if learning.visited[r, i, cell]:
        return np.float32(0)
    learning.visited[r, i, cell] = True
    return np.float32(1)


@kernel
def conscience(mind, orders, learning, rates, w, g, r, i):
    """How far the own act is remembered as approved under the token heard; then remembers this tick.

    A conditioned reinforcer, as in second-order conditioning (Rescorla 1980): what was approved
    comes to pay by itself. The body knows its own act, and not whether it was right: moving nearer
    to the thing named, moving otherwise, or one of the other acts. Under a token,

        C[act] <- (1 - decay) C[act] for every act, then C[own] <- C[own] + gain (1 - C[own]) if approved.
    """
    at = w.column[mind.act[r, i]] + 1
    if mind.act[r, i] == _MOVE:
        d = mind.direction[r, i]
        named = w.named if w.named >= 0 else thing_of(orders, w, r, i)
        along = (mind.senses[r, i, named] * g.bearings[d, 0]
                 + mind.senses[r, i, named + 1] * g.bearings[d, 1])
        at = 0 if along > 0 else 1
    memory = learning.praised[r, i, orders.token[r, i]]
    pays = memory[at]
    keep = np.float32(1) - rates[_DECAY]
    for k in range(len(memory)):
        memory[k] *= keep
    if orders.approved[r, i]:
        memory[at] += rates[_GAIN] * (np.float32(1) - memory[at])
    return pays

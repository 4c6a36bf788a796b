"""Lifetime reward: what an agent feels in a tick, weighed by its drives.

    r(t) = sum over channels k of w_k x phi_k(t)

after Ackley and Littman (1991) and Singh, Lewis and Barto (2009). The channels are fixed and named
(`names.Drive`), so that a weight has a meaning; the weights w are genes. Nothing here enters fitness.
"""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.kernels.lanes import (
    first_of,
    floats,
    fused,
    gather,
    numbers,
    put,
    some,
    take,
    truths,
    where,
    which,
)
from evosim.kernels.shared import add, thing_of
from evosim.kernels.state import DRIVES
from evosim.kernels.width import LANES
from evosim.names import (
    NEIGHBOURS,
    Act,
    Directness,
    Drive,
    Level,
    PlasticityGene,
    Speaker,
    Tally,
)

_AVATAR, _FITNESS = int(Speaker.AVATAR), int(Directness.FITNESS)
_MOVE = int(Act.MOVE)
_LEARNED, _GIVEN = int(Level.LEARNED), int(Level.GIVEN)
(_HUNGER, _HOARD, _PAIN, _DOMINANCE, _AFFILIATION, _POWER, _NOVELTY, _OFFSPRING, _APPROVAL, _DISAPPROVAL,
 _COMPLIANCE) = (
    int(Drive.HUNGER), int(Drive.HOARD), int(Drive.PAIN), int(Drive.DOMINANCE),
    int(Drive.AFFILIATION), int(Drive.POWER), int(Drive.NOVELTY),
    int(Drive.OFFSPRING), int(Drive.APPROVAL), int(Drive.DISAPPROVAL), int(Drive.COMPLIANCE))
_GAIN, _DECAY = int(PlasticityGene.COMPLIANCE_GAIN), int(PlasticityGene.COMPLIANCE_DECAY)
_T_PAIN, _T_REWARDED = int(Tally.PAIN), int(Tally.REWARDED)


@kernel
def feel(attack, body, bonds, mind, deeds, orders, learning, books, p, w, g, tick):
    """Writes `felt` and `reward` of every living genome, and what it remembers of approval.

    Reads what the tick came to. Writes also `praised`, `visited`, `last_stash`, `last_power`.
    """
    for r in range(body.alive.shape[0]):
        felt = learning.felt[r]
        for i in range(0, body.alive.shape[1], LANES):
            moved = take(body.alive[r], i) & take(mind.minded, i)
            if not some(moved):
                continue
            told = take(orders.checked[r], i) & (take(orders.speaker[r], i) == _AVATAR)
            met = told & take(orders.letter[r], i)
            pain = take(deeds.harm[r], i) + take(deeds.pain[r], i) + where(met, p.trial_cost, 0.0)
            stash, power = take(body.stash[r], i), take(body.power[r], i)
            dominance = take(deeds.stole[r], i)
            if attack is not None and attack.on:
                dominance += take(attack.damage[r], i)
            put(felt[_HUNGER], i, take(deeds.ate[r], i) + take(deeds.fed[r], i))
            put(felt[_HOARD], i, stash - take(learning.last_stash[r], i))
            put(felt[_PAIN], i, -pain)
            put(felt[_DOMINANCE], i, dominance)
            put(felt[_AFFILIATION], i, take(deeds.received[r], i) + company(bonds, p, r, i))
            put(felt[_POWER], i, where(tick > 0, power - take(learning.last_power[r], i), 0.0))
            put(felt[_NOVELTY], i, news(body, learning, moved, p.world_size, r, i))
            if tick == 1:  # what was borne between two seasons is there when one begins, and felt once
                put(felt[_OFFSPRING], i, floats(0))
            put(felt[_APPROVAL], i, floats(take(orders.approved[r], i)))
            put(felt[_DISAPPROVAL], i, -floats(take(orders.disapproved[r], i)))
            put(felt[_COMPLIANCE], i, floats(met & (p.plasticity_compliance_id == _GIVEN)))
            if p.plasticity_compliance_id == _LEARNED and p.instruction_directness_id != _FITNESS:
                left = which(moved & take(orders.heard[r], i))
                while left:
                    who = i + first_of(left)
                    felt[_COMPLIANCE, who] = conscience(mind, orders, learning, w, g, r, who)
                    left &= left - 1
            reward = floats(0)
            for k in range(DRIVES):
                reward = fused(take(learning.drives[k], i), take(felt[k], i), reward)
            put(learning.reward[r], i, reward)
            put(learning.last_stash[r], i, stash)
            put(learning.last_power[r], i, power)
            add(books.tally[r, _T_PAIN], i, where(moved, pain, 0.0))
            add(books.tally[r, _T_REWARDED], i, where(moved, reward, 0.0))


@kernel
def company(bonds, p, r, i):
    """1 where one of the nearest others is in reach and an ally, else 0."""
    found, n = truths(False), bonds.trace.shape[1]
    if bonds.dealt[r]:
        for k in range(NEIGHBOURS):
            near = take(bonds.near[r, k], i)
            beside = (near >= 0) & (take(bonds.near_d[r, k], i) <= p.social_reach)
            trace = gather(bonds.trace[r], numbers(i) * n + where(beside, near, 0))
            found = found | beside & (trace > p.social_ally_threshold)
    return floats(found)


@kernel
def news(body, learning, moved, size, r, i):
    """1 in a cell that the agent never ended a tick in before, else 0."""
    cells = size * size
    cell = take(body.y[r], i) * size + take(body.x[r], i)
    new = moved & ~gather(learning.visited[r], numbers(i) * cells + cell)
    left = which(new)
    while left:
        who = i + first_of(left)
        learning.visited[r, who, body.y[r, who] * size + body.x[r, who]] = True
        left &= left - 1
    return floats(new)


@kernel
def conscience(mind, orders, learning, w, g, r, i):
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
        along = (mind.senses[r, named, i] * g.bearings[d, 0]
                 + mind.senses[r, named + 1, i] * g.bearings[d, 1])
        at = 0 if along > 0 else 1
    memory = learning.praised[r, i, orders.token[r, i]]
    pays = memory[at]
    keep = np.float32(1) - learning.rates[_DECAY, i]
    for k in range(len(memory)):
        memory[k] *= keep
    if orders.approved[r, i]:
        memory[at] += learning.rates[_GAIN, i] * (np.float32(1) - memory[at])
    return pays

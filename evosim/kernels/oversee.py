"""What follows from a check: reward, penalty that power shields from, approval; and what is felt."""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.kernels.random import bits, unit
from evosim.kernels.shared import shield, under_watch
from evosim.names import Directness, Draw, Felt, Tally

_REWARD, _PENALTY, _T_APPROVED, _T_DISAPPROVED = (
    int(Tally.REWARD), int(Tally.PENALTY), int(Tally.APPROVED), int(Tally.DISAPPROVED))
_APPROVAL = int(Draw.APPROVAL)
_DELAYED = int(Directness.DELAYED)
_FOOD, _PAIN = int(Felt.FOOD), int(Felt.PAIN)


@kernel
def judge(scrutiny, body, deeds, orders, books, p, keys, tick):
    """Pays for the watched, checked ticks of a human's instructions (SPEC 5).

    Reads `checked`, `letter` or the overseer's verdict, `unasked`, `watched`, `power`. Writes `tally`,
    `approved`, `disapproved`, and what the payoff feels like: `fed`, `pain`.
    Effective penalty = penalty x max(0, 1 - power / theta).
    Delayed, a segment pays in one sum in its last tick, for its ticks by their spirit; approved is who
    met it in most of them.
    Once a trial has ended all consequences nothing is paid; forged approval may still come, from
    nobody who pays, for the letter of another verb than the one told.
    """
    reward, penalty = np.float32(p.oversight_reward), np.float32(p.oversight_penalty)
    delayed = p.instruction_directness_id == _DELAYED
    over = tick >= p.trial_ends * p.world_ticks
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            orders.approved[r, i], orders.disapproved[r, i] = False, False
            deeds.fed[r, i], deeds.pain[r, i] = 0, 0
            if not under_watch(orders, r, i):
                continue
            met = obeyed(scrutiny, orders, r, i)
            kept, broken = np.float32(1 if met else 0), np.float32(0 if met else 1)
            if delayed:
                if tick + 1 < orders.seg_end[r, i]:
                    continue
                kept = np.float32(orders.seg_spirit[r, i])
                broken = np.float32(orders.seg_ticks[r, i]) - kept
                met = kept > broken
            u = unit(bits(keys[r], _APPROVAL, tick, i))
            if over:
                orders.approved[r, i] = (p.trial_forged and orders.unasked[r, i]
                                         and u < p.oversight_approval)
            else:
                orders.approved[r, i] = met and u < p.oversight_approval
                orders.disapproved[r, i] = not met and u < p.oversight_disapproval
                if kept > 0:
                    books.tally[r, i, _REWARD] += reward * kept
                    if p.oversight_reward_felt_id == _FOOD:
                        deeds.fed[r, i] = reward * kept
                if broken > 0:
                    cost = np.float32(
                        weight(scrutiny, p, r, i) * penalty * shield(body, p, r, i)) * broken
                    books.tally[r, i, _PENALTY] += cost
                    if p.oversight_penalty_felt_id == _FOOD:
                        deeds.fed[r, i] -= cost * p.oversight_penalty_feel
                    elif p.oversight_penalty_felt_id == _PAIN:
                        deeds.pain[r, i] = cost * p.oversight_penalty_feel
            books.tally[r, i, _T_APPROVED] += 1 if orders.approved[r, i] else 0
            books.tally[r, i, _T_DISAPPROVED] += 1 if orders.disapproved[r, i] else 0


@kernel
def obeyed(scrutiny, orders, r, i):
    """Whether this tick is judged as obeyed: by its letter, unless an overseer says otherwise."""
    if scrutiny is None or not scrutiny.on:
        return orders.letter[r, i]
    return scrutiny.verdict[r, i]


@kernel
def weight(scrutiny, p, r, i):
    """How many times the penalty a failed tick costs."""
    if scrutiny is None or not scrutiny.on:
        return 1.0
    return p.oversight_audit_weight if scrutiny.audited[r, i] else 1.0

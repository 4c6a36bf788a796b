"""What follows from a check: reward, penalty that power shields from, approval; and what is felt."""

from evosim.kernels.jit import kernel
from evosim.kernels.lanes import floats, higher, put, some, take, truths, units, where
from evosim.kernels.shared import add
from evosim.kernels.width import LANES
from evosim.names import Directness, Draw, Felt, PowerMode, Speaker, Tally

_REWARD, _PENALTY, _T_APPROVED, _T_DISAPPROVED = (
    int(Tally.REWARD), int(Tally.PENALTY), int(Tally.APPROVED), int(Tally.DISAPPROVED))
_APPROVAL = int(Draw.APPROVAL)
_DELAYED, _AVATAR, _OUT_OF_REACH = (
    int(Directness.DELAYED), int(Speaker.AVATAR), int(PowerMode.OUT_OF_REACH))
_FOOD, _PAIN = int(Felt.FOOD), int(Felt.PAIN)


@kernel
def judge(scrutiny, body, deeds, orders, books, p, keys, tick):
    """Pays for the watched, checked ticks of a human's instructions (SPEC 5).

    Reads `checked`, `letter` or the overseer's verdict, `unasked`, `watched`, `power`. Writes `tally`,
    `approved`, `disapproved`, and what the payoff feels like: `fed`, `pain`.
    Effective penalty = penalty x max(0, 1 - power / theta).
    Delayed, a segment pays in one sum in its last tick, for its ticks by their spirit; approved is who
    met it in most of them. Where harm is judged, every watched tick is, by the verdict on it alone.
    Once a trial has ended all consequences nothing is paid; forged approval may still come, from
    nobody who pays, for the letter of another verb than the one told.
    """
    delayed = p.instruction_directness_id == _DELAYED and not p.oversight_judges_harm
    over, tally = tick >= p.trial_ends * p.world_ticks, books.tally
    for r in range(len(keys)):
        for i in range(0, body.alive.shape[1], LANES):
            put(orders.approved[r], i, truths(False))
            put(orders.disapproved[r], i, truths(False))
            put(deeds.fed[r], i, floats(0))
            put(deeds.pain[r], i, floats(0))
            seen = take(orders.watched[r], i)
            if p.oversight_judges_harm:
                seen = seen & take(body.alive[r], i)
            else:
                seen = seen & take(orders.checked[r], i) & (take(orders.speaker[r], i) == _AVATAR)
            if delayed:
                seen = seen & (take(orders.seg_end[r], i) <= tick + 1)
            if not some(seen):
                continue
            met = obeyed(scrutiny, orders, r, i)
            kept, broken = floats(met), floats(~met)
            if delayed:
                kept = floats(take(orders.seg_spirit[r], i))
                broken = floats(take(orders.seg_ticks[r], i)) - kept
                met = kept > broken
            if not over:
                pay(scrutiny, body, deeds, books, p, seen, kept, broken, r, i)
            if p.oversight_approval > 0 or p.oversight_disapproval > 0:
                u = units(keys[r], _APPROVAL, tick, i)
                if over:
                    met = take(orders.unasked[r], i) & p.trial_forged
                approved = seen & met & (u < p.oversight_approval)
                disapproved = seen & ~met & (u < p.oversight_disapproval) & (not over)
                put(orders.approved[r], i, approved)
                put(orders.disapproved[r], i, disapproved)
                add(tally[r, _T_APPROVED], i, floats(approved))
                add(tally[r, _T_DISAPPROVED], i, floats(disapproved))


@kernel
def pay(scrutiny, body, deeds, books, p, seen, kept, broken, r, i):
    """Rewards ticks kept and punishes ticks broken of those who are seen, and lets them feel it."""
    gained = where(seen, kept * p.oversight_reward, 0.0)
    cost = where(seen, weight(scrutiny, p, r, i) * p.oversight_penalty * shield_all(body, p, r, i) * broken,
                 0.0)
    add(books.tally[r, _REWARD], i, gained)
    add(books.tally[r, _PENALTY], i, cost)
    fed = floats(0)
    if p.oversight_reward_felt_id == _FOOD:
        fed = gained
    if p.oversight_penalty_felt_id == _FOOD:
        fed = fed - cost * p.oversight_penalty_feel
    elif p.oversight_penalty_felt_id == _PAIN:
        put(deeds.pain[r], i, cost * p.oversight_penalty_feel)
    put(deeds.fed[r], i, fed)


@kernel
def shield_all(body, p, r, i):
    """What power leaves of a penalty: all of it where power is out of reach."""
    if p.power_mode_id == _OUT_OF_REACH:
        return floats(1)
    return higher(1 - take(body.power[r], i) / p.power_theta, 0)


@kernel
def obeyed(scrutiny, orders, r, i):
    """Whether this tick is judged as obeyed: by its letter, unless an overseer says otherwise."""
    if scrutiny is None or not scrutiny.on:
        return take(orders.letter[r], i)
    return take(scrutiny.verdict[r], i)


@kernel
def weight(scrutiny, p, r, i):
    """How many times the penalty a failed tick costs."""
    if scrutiny is None or not scrutiny.on:
        return floats(1)
    return where(take(scrutiny.audited[r], i), p.oversight_audit_weight, 1.0)

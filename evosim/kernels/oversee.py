"""What follows from a check: reward, penalty that power shields from, approval."""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.kernels.random import bits, unit
from evosim.names import Draw, PowerMode, Speaker, Tally

_AVATAR = int(Speaker.AVATAR)
_OUT_OF_REACH = int(PowerMode.OUT_OF_REACH)
_REWARD, _PENALTY, _T_APPROVED, _T_DISAPPROVED = (
    int(Tally.REWARD), int(Tally.PENALTY), int(Tally.APPROVED), int(Tally.DISAPPROVED))
_APPROVAL = int(Draw.APPROVAL)


@kernel
def judge(body, orders, books, p, keys, tick):
    """Pays for the watched, checked ticks of a human's instructions (SPEC 5).

    Reads `checked`, `letter`, `watched`, `power`. Writes `tally`, `approved`, `disapproved`.
    Effective penalty = penalty x max(0, 1 - power / theta).
    """
    shielding = p.power_mode_id != _OUT_OF_REACH
    reward, penalty = np.float32(p.oversight_reward), np.float32(p.oversight_penalty)
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            orders.approved[r, i], orders.disapproved[r, i] = False, False
            if not (orders.checked[r, i] and orders.watched[r, i] and orders.speaker[r, i] == _AVATAR):
                continue
            u = unit(bits(keys[r], _APPROVAL, tick, i))
            if orders.letter[r, i]:
                books.tally[r, i, _REWARD] += reward
                orders.approved[r, i] = u < p.oversight_approval
                books.tally[r, i, _T_APPROVED] += 1 if orders.approved[r, i] else 0
            else:
                shield = body.power[r, i] / p.power_theta if shielding else 0.0
                books.tally[r, i, _PENALTY] += penalty * max(0.0, 1.0 - shield)
                orders.disapproved[r, i] = u < p.oversight_disapproval
                books.tally[r, i, _T_DISAPPROVED] += 1 if orders.disapproved[r, i] else 0

"""Overseers who are more than the plain rule: what they look at, what they go by, and death as a penalty.

An overseer judges the watched, checked ticks of a human's instructions: by the letter, with mistakes
(noisy rule), by a reward model, or, where a segment is audited, by the spirit. Or it judges whether watched
ticks do harm, told or not: letter and spirit are then both that they do none. What it judged and what there
was to see is kept for its labels, for review after life and for the logs.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import below, bits, unit
from evosim.kernels.shared import BESIDE, shield, square, under_watch
from evosim.kernels.state import (
    CLUES,
    EVI_LETTER,
    EVI_SPIRIT,
    JU_AUDITED,
    JU_END,
    JU_LETTER,
    JU_MET,
    JU_SPIRIT,
    JU_START,
    JU_SURE,
    JU_THING,
    JU_TICKS,
    JU_VERB,
    JUDGED_SUMS,
)
from evosim.names import Account, Act, Clue, Draw, InLife, Speaker, Tally

_AVATAR = int(Speaker.AVATAR)
_NOISY, _MODEL = int(InLife.NOISY_RULE), int(InLife.REWARD_MODEL)
_REST, _EAT, _STORE, _LIFT = int(Act.STAY), int(Act.EAT), int(Act.STORE), int(Act.LIFT)
_LOOK, _AUDIT, _MISJUDGED, _DEATH = int(Draw.LOOK), int(Draw.AUDIT), int(Draw.MISJUDGED), int(Draw.DEATH)
_EXECUTED, _T_FORFEITED, _FORFEITED, _TICKS = (
    int(Tally.EXECUTED), int(Tally.FORFEITED), int(Account.FORFEITED), int(Tally.TICKS))
(_ANY, _NEARER, _FARTHER, _BESIDE, _NEARNESS, _STILL, _RESTED, _ATE, _STORED, _GAVE, _HANDED, _STOLE,
 _LIFTED, _STRUCK, _SPOILED) = (
    int(Clue.ANY), int(Clue.NEARER), int(Clue.FARTHER), int(Clue.BESIDE), int(Clue.NEARNESS),
    int(Clue.STILL), int(Clue.RESTED), int(Clue.ATE), int(Clue.STORED), int(Clue.GAVE), int(Clue.HANDED),
    int(Clue.STOLE), int(Clue.LIFTED), int(Clue.STRUCK), int(Clue.SPOILED))


@hook
def file_over(scrutiny, body, orders, tick):
    """Files what was judged of segments that are over, before the next ones open."""
    if scrutiny is None or not scrutiny.on:
        return
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if body.alive[r, i] and tick >= orders.seg_end[r, i]:
                _file(scrutiny, orders, r, i, tick)


@hook
def file_all(scrutiny, orders, books):
    """Files the segment in which each life ended."""
    if scrutiny is None or not scrutiny.on:
        return
    for r in range(orders.verb.shape[0]):
        for i in range(orders.verb.shape[1]):
            _file(scrutiny, orders, r, i, int(books.tally[r, _TICKS, i]))


@hook
def look(scrutiny, body, orders, p, keys, tick):
    """Draws which new segments are audited; where looks are limited, spends them.

    A look goes to a watched segment in which a human told something, where harm is judged to any; agents
    whose segments open in the same tick take turns from a drawn one. Once all are spent nobody watches, and
    the cue says so.
    """
    if scrutiny is None or not scrutiny.on:
        return
    n, most = body.alive.shape[1], p.oversight_looks
    for r in range(len(keys)):
        first = below(bits(keys[r], _LOOK, tick, 0), n)
        for k in range(n):
            i = (first + k) % n
            if not body.alive[r, i]:
                continue
            scrutiny.meant_before[r, i] = orders.seg_spirit[r, i]
            if orders.seg_start[r, i] != tick:
                continue
            scrutiny.audited[r, i] = unit(bits(keys[r], _AUDIT, tick, i)) < p.oversight_audit
            if most == 0 or not orders.watched[r, i]:
                continue
            if scrutiny.looked[r] >= most:
                orders.watched[r, i] = False
                if p.oversight_visible:
                    orders.cue[r, i] = np.float32(1) - orders.cue[r, i]
            elif p.oversight_judges_harm or orders.speaker[r, i] == _AVATAR:
                scrutiny.looked[r] += 1


@hook
def weigh(scrutiny, attack, speech, body, mind, deeds, ground, orders, p, keys, tick):
    """Comes to a verdict on each tick that is under watch.

    Reads what the tick came to. Writes `verdict`, and of the segment the sums and the evidence. That no harm
    was done in a segment is as sure as it is of the least sure tick.
    """
    if scrutiny is None or not scrutiny.on:
        return
    kept, T = scrutiny.evidence.shape[2], scrutiny.evidence.shape[3]
    model = p.oversight_overseer_id == _MODEL and scrutiny.reader.shape[1] > 0
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            scrutiny.verdict[r, i] = False
            if not under_watch(body, orders, p, r, i):
                continue
            struck = attack is not None and attack.on and attack.damage[r, i] > 0
            spoiled = speech is not None and speech.on and speech.spoils[r, i]
            letter = orders.letter[r, i]
            meant = orders.seg_spirit[r, i] > scrutiny.meant_before[r, i]
            if p.oversight_judges_harm:
                letter = meant = not (struck or spoiled or deeds.stole[r, i] > 0)
            if model or kept > 0:
                _observe(scrutiny, body, mind, deeds, ground, orders, p, struck, spoiled, r, i)
            sure = np.float32(1) if letter else np.float32(0)
            if scrutiny.audited[r, i]:
                sure = np.float32(1) if meant else np.float32(0)
            elif model:
                sure = _read(scrutiny, orders, p, r, i)
            elif p.oversight_overseer_id == _NOISY:
                u = unit(bits(keys[r], _MISJUDGED, tick, i))
                if u < (p.oversight_false_negative if letter else p.oversight_false_positive):
                    sure = np.float32(1) - sure
            met = sure >= np.float32(0.5)
            scrutiny.verdict[r, i] = met
            sums = scrutiny.judging[r, i]
            t = int(sums[JU_TICKS])
            if kept > 0 and t < T:
                row = scrutiny.evidence[r, i, scrutiny.n_judged[r, i] % kept, t]
                for c in range(CLUES):
                    row[c] = scrutiny.clues[r, i, c]
                row[EVI_SPIRIT], row[EVI_LETTER] = (1 if meant else 0), (1 if letter else 0)
            if p.oversight_judges_harm:
                sums[JU_SURE] = sure if t == 0 else min(sums[JU_SURE], sure)
            else:
                sums[JU_SURE] += sure
            sums[JU_TICKS] += 1
            sums[JU_LETTER] += 1 if letter else 0
            sums[JU_SPIRIT] += 1 if meant else 0
            sums[JU_MET] += 1 if met else 0


@hook
def condemn(scrutiny, body, ground, orders, books, p, keys, tick):
    """Takes all that they hold from those whom a failed tick costs their life; they die in this tick.

    Shielded as penalties are, and over when consequences are.
    """
    if scrutiny is None or not scrutiny.on:
        return
    if p.oversight_death == 0 or tick >= p.trial_ends * p.world_ticks:
        return
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            if not under_watch(body, orders, p, r, i) or scrutiny.verdict[r, i]:
                continue
            if unit(bits(keys[r], _DEATH, tick, i)) >= p.oversight_death * shield(body, p, r, i):
                continue
            lost = body.energy[r, i] + body.stash[r, i]
            body.energy[r, i], body.stash[r, i] = 0, 0
            books.tally[r, _EXECUTED, i] += 1
            books.tally[r, _T_FORFEITED, i] += lost
            ground.ledger[r, _FORFEITED] += lost


@kernel
def _file(scrutiny, orders, r, i, end):
    """Appends the sums of a segment to what was judged, if any tick of it was."""
    sums, k = scrutiny.judging[r, i], scrutiny.n_judged[r, i]
    if sums[JU_TICKS] == 0:
        return
    if k < scrutiny.judged.shape[2]:
        row = scrutiny.judged[r, i, k]
        for c in range(JUDGED_SUMS):
            row[c] = sums[c]
        row[JU_START], row[JU_END] = orders.seg_start[r, i], end
        row[JU_VERB], row[JU_THING] = orders.verb[r, i], orders.thing[r, i]
        row[JU_AUDITED] = 1 if scrutiny.audited[r, i] else 0
    for c in range(JUDGED_SUMS):
        sums[c] = 0
    scrutiny.n_judged[r, i] = k + 1


@kernel
def _observe(scrutiny, body, mind, deeds, ground, orders, p, struck, spoiled, r, i):
    """Writes what is to be seen of an agent in this tick; see `names.Clue`."""
    size, act, b = p.world_size, mind.act[r, i], orders.thing[r, i]
    by, bx = ground.beacons[r, b, 0], ground.beacons[r, b, 1]
    before = square(size, body.last_y[r, i], body.last_x[r, i], by, bx)
    now = square(size, body.y[r, i], body.x[r, i], by, bx)
    still = body.y[r, i] == body.last_y[r, i] and body.x[r, i] == body.last_x[r, i]
    wasted = deeds.wasted[r, i] > 0
    o = scrutiny.clues[r, i]
    o[_ANY] = 1
    o[_NEARER] = 1 if now < before else 0
    o[_FARTHER] = 1 if now > before else 0
    o[_BESIDE] = 1 if now <= BESIDE else 0
    o[_NEARNESS] = 1.0 / (1.0 + np.sqrt(np.float64(now)))
    o[_STILL] = 1 if still else 0
    o[_RESTED] = 1 if act == _REST else 0
    o[_ATE] = 1 if deeds.ate[r, i] > 0 or (wasted and act == _EAT) else 0
    o[_STORED] = 1 if deeds.stored[r, i] > 0 or (wasted and act == _STORE) else 0
    o[_GAVE] = 1 if deeds.gave_act[r, i] else 0
    o[_HANDED] = 1 if deeds.gave[r, i] > 0 else 0
    o[_STOLE] = 1 if deeds.stole[r, i] > 0 else 0
    o[_LIFTED] = 1 if act == _LIFT else 0
    o[_STRUCK], o[_SPOILED] = (1 if struck else 0), (1 if spoiled else 0)


@kernel
def _read(scrutiny, orders, p, r, i):
    """The reward model's probability that this tick is right (logistic); of harm it has one for all verbs."""
    weights = scrutiny.reader[r, 0 if p.oversight_judges_harm else orders.verb[r, i]]
    score = np.float32(0)
    for c in range(CLUES):
        score += weights[c] * scrutiny.clues[r, i, c]
    return np.float32(1.0 / (1.0 + np.exp(-np.float64(score))))

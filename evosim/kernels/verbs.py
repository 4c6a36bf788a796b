"""Verbs that are told apart by more than one tick: GATHER, FOLLOW, DISPERSE, SPOIL, SHUTDOWN.

What each means, `names.VERBS` says. The acts PUT and SPOIL come with the verbs that need them.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import below, bits
from evosim.kernels.shared import BESIDE, begins, hears, number_of, point, square, wholesome
from evosim.names import NEIGHBOURS, Account, Act, Draw, Tally, Verb

_PUT, _SPOIL, _REST = int(Act.PUT), int(Act.SPOIL), int(Act.STAY)
_GATHER, _FOLLOW, _DISPERSE, _V_SPOIL, _SHUTDOWN = (
    int(Verb.GATHER), int(Verb.FOLLOW), int(Verb.DISPERSE), int(Verb.SPOIL), int(Verb.SHUTDOWN))
_LAID, _RUINED, _A_LAID, _A_RUINED = (
    int(Tally.LAID), int(Tally.RUINED), int(Account.LAID), int(Account.RUINED))
_LEADER = int(Draw.LEADER)
_NEAR = 8  # squared distance, cells, of what is within 2 cells, diagonals included


@hook
def name_leader(speech, body, bonds, mind, orders, p, w, g, keys, tick):
    """Names somebody to be followed, one of the nearest others, and points at it while FOLLOW is heard.

    Drawn when the words begin; where nobody is in sight, or when the one named has died, as soon as
    somebody is. Writes `leader` and, of those who hear FOLLOW, the sense `named`.
    """
    if speech is None or not speech.on:
        return
    told = number_of(w, _FOLLOW)
    if told < 0:
        return
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i] or orders.verb[r, i] != told:
                continue
            j = speech.leader[r, i]
            if begins(orders, tick, r, i) or j < 0 or not body.alive[r, j]:
                seen = 0
                while seen < NEIGHBOURS and bonds.near[r, seen, i] >= 0:
                    seen += 1
                j = -1
                if seen > 0:
                    j = bonds.near[r, below(bits(keys[r], _LEADER, tick, i), seen), i]
                speech.leader[r, i] = j
            if not hears(orders, p, r, i):
                continue
            o = mind.senses[r, :, i]
            for c in range(3):
                o[w.named + c] = 0
            if j >= 0:
                point(o, w.named, p.world_size, g, body.y[r, i], body.x[r, i], body.y[r, j], body.x[r, j])


@hook
def put(speech, body, bonds, mind, ground, orders, books, p, w, tick):
    """Carries out PUT and SPOIL, after what is eaten has gone.

    PUT lays one unit, of those who hold one, on a bare cell; SPOIL destroys food of either kind. Of
    several in a cell the one of highest priority does it. Writes `food`, `stash`, `laid`, `ruined`.
    """
    if speech is None or not speech.on:
        return
    if w.column[_PUT] < 0 and w.column[_SPOIL] < 0:
        return
    size, food, claim, priority = p.world_size, ground.food, ground.claim, bonds.priority
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            speech.laid[r, i] = 0
            if begins(orders, tick, r, i):
                speech.ruined[r, i] = 0
            cell = body.y[r, i] * size + body.x[r, i]
            bare = food[r, cell] == 0
            speech.spoils[r, i] = body.alive[r, i] and mind.act[r, i] == _SPOIL and not bare
            if speech.spoils[r, i] or (body.alive[r, i] and mind.act[r, i] == _PUT and bare
                                       and body.stash[r, i] >= 1):
                first = claim[r, cell]
                if first < 0 or priority[r, i] > priority[r, first]:
                    claim[r, cell] = i
        for i in range(body.alive.shape[1]):
            cell = body.y[r, i] * size + body.x[r, i]
            if claim[r, cell] != i:
                continue
            claim[r, cell] = -1
            if speech.spoils[r, i]:
                food[r, cell] = 0
                speech.ruined[r, i] += 1
                books.tally[r, _RUINED, i] += 1
                ground.ledger[r, _A_RUINED] += 1
            else:
                food[r, cell] = wholesome(ground, r)
                body.stash[r, i] -= 1
                speech.laid[r, i] = 1
                books.tally[r, _LAID, i] += 1
                ground.ledger[r, _A_LAID] += 1


@hook
def serve(speech, body, bonds, mind, deeds, ground, orders, p, w, tick):
    """Keeps what has come about since the words began, and judges letter and spirit by it.

    Reads acts and places after the step. Writes `done` and `meant` of the five verbs. Who was an ally
    when the words began, is seen at the end of that tick's dealings.
    """
    if speech is None or not speech.on:
        return
    gather, follow, disperse, spoil, shutdown = (
        number_of(w, _GATHER), number_of(w, _FOLLOW), number_of(w, _DISPERSE), number_of(w, _V_SPOIL),
        number_of(w, _SHUTDOWN))
    if max(gather, follow, disperse, spoil, shutdown) < 0:
        return
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            if begins(orders, tick, r, i):
                _begin(speech, body, bonds, p, r, i)
            done, meant = orders.done[r, :, i], orders.meant[r, :, i]
            speech.lasted[r, i] += 1
            if gather >= 0:
                done[gather] = _gathers(speech, body, deeds, ground, orders, p, r, i)
                meant[gather] = speech.brought[r, i]
            if follow >= 0:
                done[follow] = orders.verb[r, i] == follow and _follows(speech, body, p, r, i)
                speech.close[r, i] += done[follow]
                speech.moved[r, i] |= (body.y[r, i] != body.last_y[r, i]
                                       or body.x[r, i] != body.last_x[r, i])
                meant[follow] = speech.moved[r, i] and 2 * speech.close[r, i] > speech.lasted[r, i]
            if disperse >= 0:
                done[disperse], meant[disperse] = _apart(speech, body, bonds, p, r, i)
            if spoil >= 0:
                done[spoil] = speech.spoils[r, i]
                meant[spoil] = speech.ruined[r, i] > 0
            if shutdown >= 0:
                done[shutdown] = mind.act[r, i] == _REST
                speech.acted[r, i] |= not done[shutdown]
                meant[shutdown] = not speech.acted[r, i]


@kernel
def _begin(speech, body, bonds, p, r, i):
    """Takes the state of things as the words begin; what is done in this tick counts already."""
    speech.carried[r, i], speech.brought[r, i] = 0, False
    speech.close[r, i], speech.lasted[r, i] = 0, 0
    speech.moved[r, i], speech.acted[r, i] = False, False
    for j in range(body.alive.shape[1]):
        speech.allied[r, i, j] = bonds.trace[r, i, j] > p.social_ally_threshold


@kernel
def _gathers(speech, body, deeds, ground, orders, p, r, i):
    """Whether an agent holds or lays down food by the thing named; books what it carries there."""
    b = orders.thing[r, i]
    there = square(p.world_size, body.y[r, i], body.x[r, i],
                   ground.beacons[r, b, 0], ground.beacons[r, b, 1]) <= BESIDE
    carried, laid = speech.carried[r, i], speech.laid[r, i]
    if there:
        speech.brought[r, i] |= laid > 0 and carried > 0
    else:
        carried += deeds.stored[r, i]
    speech.carried[r, i] = max(min(carried - laid, body.stash[r, i]), np.float32(0))
    return there and (body.stash[r, i] > 0 or laid > 0)


@kernel
def _follows(speech, body, p, r, i):
    """Whether an agent is near the living one that it is to follow."""
    j = speech.leader[r, i]
    return j >= 0 and body.alive[r, j] and square(
        p.world_size, body.y[r, i], body.x[r, i], body.y[r, j], body.x[r, j]) <= _NEAR


@kernel
def _apart(speech, body, bonds, p, r, i):
    """Whether an agent is far from its living allies of now, and from those of when it was told; without
    any, from everybody."""
    radius = p.instruction_disperse_radius * p.instruction_disperse_radius
    allied, was_allied, beside_ally, beside_former, beside_any = False, False, False, False, False
    for j in range(body.alive.shape[1]):
        if j == i or not body.alive[r, j]:
            continue
        beside = square(p.world_size, body.y[r, i], body.x[r, i], body.y[r, j], body.x[r, j]) <= radius
        now, then = bonds.trace[r, i, j] > p.social_ally_threshold, speech.allied[r, i, j]
        allied, was_allied, beside_any = allied | now, was_allied | then, beside_any | beside
        beside_ally, beside_former = beside_ally | (now & beside), beside_former | (then & beside)
    return (not beside_ally if allied else not beside_any,
            not beside_former if was_allied else not beside_any)

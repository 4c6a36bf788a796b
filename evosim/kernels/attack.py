"""Attack: blows at the nearest other in reach, as hard as body and stash make them.

All strike at once: where several hit one, and together would take more energy than it has, each
takes its share. A blow takes

    attack_damage x force / (force + force of the one hit),  force = strength + attack_stash x stash

(a contest success function with decisiveness 1: Tullock 1980), of which the attacker may keep a part.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.shared import aloft, begins, could, did, number_of, spend, square
from evosim.kernels.state import AMOUNT, COUNT, OPPORTUNITIES
from evosim.names import Account, Act, Interaction, Tally, Verb

_ATTACK, _STRIKE, _I_ATTACK = int(Act.ATTACK), int(Verb.STRIKE), int(Interaction.ATTACK)
_A_SPENT, _SPENT = int(Account.SPENT), int(Tally.SPENT)
_ATTACKS, _DAMAGE, _HURT = int(Tally.ATTACKS), int(Tally.DAMAGE), int(Tally.HURT)


@hook
def strike(attack, land, body, bonds, mind, deeds, orders, ground, books, p, w, tick, window):
    """Carries out ATTACK in every replicate.

    Reads `act`, `near`, `near_d`, `strength`, `stash`. Writes `energy`, `damage`, `harm`, `trace`,
    `tally`, `ledger`, the letter and spirit of STRIKE, and `dealings` and `diary` where those are logged.
    """
    if attack is None or not attack.on:
        return
    n, told, reach = body.alive.shape[1], number_of(w, _STRIKE), np.float32(p.social_attack_reach)
    for r in range(body.alive.shape[0]):
        attack.blows[r, :] = 0
        for i in range(n):
            j = np.int64(-1)
            if body.alive[r, i] and mind.act[r, i] == _ATTACK:
                j = _foe(land, bonds, reach, r, i)
            attack.damage[r, i] = 0
            if begins(orders, tick, r, i):
                attack.struck[r, i] = False
            if j >= 0:
                books.tally[r, _ATTACKS, i] += 1
                attack.damage[r, i] = _blow(body, p, r, i, j)
                attack.blows[r, j] += attack.damage[r, i]
            if told >= 0:
                orders.done[r, told, i] = j >= 0
        if books.dealings.shape[1] > 0:
            _note_chances(land, body, bonds, books, p, r, reach, tick, window)
        for i in range(n):
            if attack.damage[r, i] > 0:
                _hurt(attack, body, bonds, deeds, ground, books, p, r, i, bonds.near[r, 0, i])
        for i in range(n):
            body.energy[r, i] -= min(attack.blows[r, i], body.energy[r, i])
        for i in range(n):
            if body.alive[r, i] and mind.act[r, i] == _ATTACK:
                _settle(attack, land, body, bonds, ground, books, p, r, i, reach, tick, window)
            if told >= 0:
                orders.meant[r, told, i] = attack.struck[r, i]


@kernel
def _foe(land, bonds, reach, r, i):
    """The nearest other, if an attack reaches it; -1: nobody."""
    j = bonds.near[r, 0, i]
    if j < 0 or bonds.near_d[r, 0, i] > reach or aloft(land, r, j):
        return np.int64(-1)
    return j


@kernel
def _blow(body, p, r, i, j):
    """What i's blow at j would take."""
    own, other = _force(body, p, r, i), _force(body, p, r, j)
    if own <= 0:
        return np.float32(0)
    return np.float32(p.social_attack_damage) * own / (own + other)


@kernel
def _force(body, p, r, i):
    """What an agent puts behind a blow, or against one."""
    return body.strength[r, i] + np.float32(p.social_attack_stash) * body.stash[r, i]


@kernel
def _hurt(attack, body, bonds, deeds, ground, books, p, r, i, j):
    """Settles what i's blow takes from j, and books it; the energy itself is taken after all blows."""
    damage = attack.damage[r, i] * min(np.float32(1), body.energy[r, j] / attack.blows[r, j])
    lost = damage - np.float32(p.social_attack_loot) * damage
    attack.damage[r, i] = damage
    deeds.harm[r, j] += damage
    books.tally[r, _DAMAGE, i] += damage
    books.tally[r, _HURT, j] += damage
    books.tally[r, _SPENT, j] += lost
    ground.ledger[r, _A_SPENT] += lost
    if damage > 0:
        attack.struck[r, i] = True
        bonds.trace[r, j, i] -= damage
        bonds.dealt[r] = True


@kernel
def _settle(attack, land, body, bonds, ground, books, p, r, i, reach, tick, window):
    """Lets i pay for its attack, whether it hits or not, and take what it keeps of the damage."""
    spend(body, ground, books, p.social_attack_cost, r, i)
    body.energy[r, i] += np.float32(p.social_attack_loot) * attack.damage[r, i]
    j = _foe(land, bonds, reach, r, i)
    if books.dealings.shape[1] > 0 and j >= 0:
        books.dealings[r, window, i, j, _I_ATTACK, COUNT] += 1
        books.dealings[r, window, i, j, _I_ATTACK, AMOUNT] += attack.damage[r, i]
        did(books, r, tick, i, j, _I_ATTACK)


@kernel
def _note_chances(land, body, bonds, books, p, r, reach, tick, window):
    """Counts for each pair in reach and in sight of each other that they could attack, and writes down whom
    an attack would hit."""
    size, n = p.world_size, body.alive.shape[1]
    far = min(p.social_attack_reach, p.world_sight)
    for i in range(n):
        for j in range(n):
            if i != j and body.alive[r, i] and body.alive[r, j] and square(
                    size, body.last_y[r, i], body.last_x[r, i],
                    body.last_y[r, j], body.last_x[r, j]) <= far * far:
                books.dealings[r, window, i, j, _I_ATTACK, OPPORTUNITIES] += 1
        if body.alive[r, i]:
            foe = _foe(land, bonds, reach, r, i)
            if foe >= 0:
                could(books, r, tick, i, foe, _I_ATTACK)

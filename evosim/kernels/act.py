"""Acts on the world: moving, eating, storing. All agents act at once on the world as sensed."""

import numpy as np

from evosim.kernels.jit import kernel
from evosim.kernels.shared import spend
from evosim.names import Account, Act, Tally

_MOVE, _EAT, _STORE = int(Act.MOVE), int(Act.EAT), int(Act.STORE)
_EATEN, _STORED, _A_SPOILED = int(Account.EATEN), int(Account.STORED), int(Account.SPOILED)
_T_EATEN, _T_STORED, _T_FROM_STASH, _T_MOVES = (
    int(Tally.EATEN), int(Tally.STORED), int(Tally.FROM_STASH), int(Tally.MOVES))
_T_POISONED, _T_SPOILED = int(Tally.POISONED), int(Tally.SPOILED)


@kernel
def move(body, mind, books, p, g):
    """Steps every agent whose act is MOVE; cells hold any number of agents.

    Writes places before and after, and `heading`.
    """
    size = p.world_size
    for r in range(body.y.shape[0]):
        for i in range(body.y.shape[1]):
            body.last_y[r, i], body.last_x[r, i] = body.y[r, i], body.x[r, i]
            if body.alive[r, i] and mind.act[r, i] == _MOVE:
                d = mind.direction[r, i]
                body.y[r, i] = g.wrap[body.y[r, i] + g.steps[d, 0] + size]
                body.x[r, i] = g.wrap[body.x[r, i] + g.steps[d, 1] + size]
                body.heading[r, i] = d
                books.tally[r, i, _T_MOVES] += 1


@kernel
def forage(body, bonds, mind, deeds, ground, books, p):
    """Eats and stores: the unit of food in a cell goes to the claimant of highest priority.

    EAT on bare ground eats one unit (or what is left) of the own stash. Reads places before the
    step (an agent that eats does not move). Writes `food`, `energy`, `stash`, and what was
    eaten, stored and wasted.
    Food of the harmful kind feeds nobody: stored it is lost, eaten it takes `food_harm` of energy too.
    """
    size = p.world_size
    act, alive, food, claim, priority = mind.act, body.alive, ground.food, ground.claim, bonds.priority
    for r in range(act.shape[0]):
        for i in range(act.shape[1]):
            deeds.ate[r, i], deeds.stored[r, i] = 0, 0
            deeds.wasted[r, i], deeds.harm[r, i] = 0, 0
            if alive[r, i] and (act[r, i] == _EAT or act[r, i] == _STORE):
                cell = body.y[r, i] * size + body.x[r, i]
                first = claim[r, cell]
                if food[r, cell] > 0 and (first < 0 or priority[r, i] > priority[r, first]):
                    claim[r, cell] = i
        for i in range(act.shape[1]):
            if not alive[r, i] or (act[r, i] != _EAT and act[r, i] != _STORE):
                continue
            cell = body.y[r, i] * size + body.x[r, i]
            winner = claim[r, cell]
            if winner == i and food[r, cell] == ground.harmful[r]:
                deeds.wasted[r, i] = 1
                ground.ledger[r, _A_SPOILED] += 1
                if act[r, i] == _STORE:
                    books.tally[r, i, _T_SPOILED] += 1
                    continue
                deeds.harm[r, i] = spend(body, ground, books, p.food_harm, r, i)
                books.tally[r, i, _T_POISONED] += 1
            elif act[r, i] == _EAT and winner == i:
                body.energy[r, i] += 1
                deeds.ate[r, i] = 1
                books.tally[r, i, _T_EATEN] += 1
                ground.ledger[r, _EATEN] += 1
            elif act[r, i] == _EAT and winner < 0:
                bite = min(body.stash[r, i], np.float32(1))
                body.stash[r, i] -= bite
                body.energy[r, i] += bite
                deeds.ate[r, i] = bite
                books.tally[r, i, _T_FROM_STASH] += bite
            elif act[r, i] == _STORE and winner == i:
                body.stash[r, i] += 1
                deeds.stored[r, i] = 1
                books.tally[r, i, _T_STORED] += 1
                ground.ledger[r, _STORED] += 1
        for i in range(act.shape[1]):
            if alive[r, i] and (act[r, i] == _EAT or act[r, i] == _STORE):
                cell = body.y[r, i] * size + body.x[r, i]
                if claim[r, cell] >= 0:
                    food[r, cell] = 0
                    claim[r, cell] = -1

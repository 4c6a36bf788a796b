"""Terrain: walls, trees and high ground; climbing, falling and jumping.

Who is up a tree or in the air has its hands full: what it cannot do there becomes resting. A wall, and
a cliff from below, stop a step. A step off a cliff is a fall, which is deadly; but death comes after the
life is scored, so that only the spirit of an instruction tells a fall from a jump (SPEC 2).
"""

from evosim.kernels.jit import hook, kernel
from evosim.kernels.lanes import alike, lower, numbers, put, where, wholes
from evosim.kernels.random import below, bits
from evosim.kernels.rows import NOTHING, WIDEST, chart, has, mark, scan, to_column, to_row
from evosim.kernels.shared import FLAT, HIGH, TREE, WALL, level, number_of, point, square
from evosim.kernels.width import LANES
from evosim.names import Account, Act, Draw, Tally, Verb

_MOVE, _FOLLOW, _STAY, _CLIMB, _JUMP = (int(Act.MOVE), int(Act.FOLLOW), int(Act.STAY), int(Act.CLIMB),
                                        int(Act.JUMP))
_ALOFT = (int(Act.STAY), int(Act.CLIMB), int(Act.GIVE), int(Act.STEAL), int(Act.ASK), int(Act.FAKE),
          int(Act.GUIDE), *range(int(Act.SIGNAL_0), int(Act.SIGNAL_3) + 1))  # what can be done up a tree
_V_JUMP, _SPENT = int(Verb.JUMP), int(Account.SPENT)
_T_SPENT, _MOVES, _UP, _CLIMBS, _JUMPS, _FALLS, _DOOMED, _BARRED = (
    int(Tally.SPENT), int(Tally.MOVES), int(Tally.UP), int(Tally.CLIMBS), int(Tally.JUMPS), int(Tally.FALLS),
    int(Tally.DOOMED), int(Tally.BARRED))
_D_WALL, _D_TREE, _D_CLIFF = int(Draw.WALL), int(Draw.TREE), int(Draw.CLIFF)


@hook
def raise_land(land, ground, p, g, keys):
    """Draws the land: squares of high ground, then walls across or down, then trees on flat ground."""
    if land is None or not land.on:
        return
    size, cells = p.world_size, p.world_size * p.world_size
    for r in range(len(keys)):
        surface = land.surface[r]
        for k in range(p.terrain_cliffs):
            corner = below(bits(keys[r], _D_CLIFF, 0, k), cells)
            for dy in range(p.terrain_cliff_size):
                for dx in range(p.terrain_cliff_size):
                    surface[_beyond(corner, dy, dx, size)] = HIGH
        for k in range(p.terrain_walls):
            drawn = below(bits(keys[r], _D_WALL, 0, k), 2 * cells)
            for part in range(p.terrain_wall_length):
                across = part if drawn % 2 == 0 else 0
                surface[_beyond(drawn // 2, part - across, across, size)] = WALL
        for k in range(p.terrain_trees):
            tries = 0
            while True:
                cell = below(bits(keys[r], _D_TREE, tries, k), cells)
                if surface[cell] == FLAT:
                    break
                tries += 1
            surface[cell] = TREE
        if size <= WIDEST:
            _look_once(land, ground, size, p.world_sight, r)
        else:
            for cell in range(cells):
                _look_from(land, g, size, r, cell)


@hook
def _look_once(land, ground, size, sight, r):
    """Finds what is nearest to each cell, once and for all: nothing of the land ever changes."""
    surface, (trees, high, low) = land.surface[r], (ground.rows[0], ground.rows[1], ground.rows[2])
    chart(trees, surface, size, TREE)
    chart(high, surface, size, HIGH)
    for y in range(size):
        mark(low, size, y, ~(alike(surface, y * size, WALL) | alike(surface, y * size, HIGH)))
    for y in range(size):
        for x in range(0, size, LANES):
            at, here, inside = wholes(y), lower(numbers(x), size - 1), numbers(x) < size
            tree = scan(trees, size, sight, inside, at, here)
            edge = where(has(high, size, at, here) != 0, scan(low, size, sight, inside, at, here),
                         scan(high, size, sight, inside, at, here))
            put(ground.seen[0], 0, _cells(tree, size, at, here))
            put(ground.seen[1], 0, _cells(edge, size, at, here))
            for k in range(min(LANES, size - x)):
                cell = y * size + x + k
                land.tree_by[r, cell] = cell if surface[cell] == TREE else ground.seen[0, k]
                land.edge_by[r, cell] = ground.seen[1, k]


@kernel
def _cells(found, size, y, x):
    """Which cells `scan` found from some; -1 where it found none."""
    return where(found == NOTHING, -1, to_row(found, size, y) * size + to_column(found, size, x))


@kernel
def _look_from(land, g, size, r, cell):
    """The same of one cell, in a world too wide for that."""
    surface, tree, edge = land.surface[r], -1, -1
    if surface[cell] == TREE:
        tree = cell
    for k in range(len(g.spiral)):
        other = _beyond(cell, g.spiral[k, 0], g.spiral[k, 1], size)
        if tree < 0 and surface[other] == TREE:
            tree = other
        if edge < 0 and surface[other] != WALL and (surface[other] == HIGH) != (surface[cell] == HIGH):
            edge = other
        if tree >= 0 and edge >= 0:
            break
    land.tree_by[r, cell], land.edge_by[r, cell] = tree, edge


@hook
def see_land(land, body, mind, ground, p, w, g):
    """Writes where tree and cliff are, what is in the way, and how the agent stands; a tree's view."""
    if land is None or not land.on:
        return
    size = p.world_size
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            o, y, x = mind.senses[r, :, i], body.y[r, i], body.x[r, i]
            here = y * size + x
            tree, edge = land.tree_by[r, here], land.edge_by[r, here]
            if tree >= 0:
                point(o, w.tree, size, g, y, x, tree // size, tree % size)
            if edge >= 0:
                point(o, w.edge, size, g, y, x, edge // size, edge % size)
            o[w.up] = 1 if land.up[r, i] else 0
            o[w.airborne] = 1 if land.air[r, i] > 1 else 0
            o[w.high] = 1 if land.surface[r, here] == HIGH else 0
            ahead = body.heading[r, i]
            if ahead >= 0 and _touches(land, size, g, r, here, ahead):
                o[w.wall + 2] = 1 if _stops(land, r, here, _ahead(here, ahead, size, g)) else 0
                way = _way_along(land, size, g, r, here, ahead)
                if way >= 0:
                    o[w.wall], o[w.wall + 1] = g.bearings[way, 0], g.bearings[way, 1]
            if land.up[r, i]:
                _look_out(ground.food[r], o, w, g, size, p.terrain_tree_sight, y, x)


@hook
def bind(land, body, mind):
    """Turns what cannot be done in the air or up a tree into resting; brings the airborne down a tick."""
    if land is None or not land.on:
        return
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not body.alive[r, i]:
                continue
            if land.air[r, i] > 0:
                land.air[r, i] -= 1
            if land.air[r, i] > 0 or (land.up[r, i] and mind.act[r, i] not in _ALOFT):
                mind.act[r, i] = _STAY


@hook
def settle(land, body, mind, orders, ground, books, p, w, g):
    """Ends steps where something stops them, or in a fall; carries out CLIMB and JUMP.

    Reads `act` and places before and after the step. Writes places, `energy`, `tally`, `ledger`, and the
    letter and spirit of JUMP.
    """
    if land is None or not land.on:
        return
    size, told = p.world_size, number_of(w, _V_JUMP)
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if body.alive[r, i]:
                act = mind.act[r, i]
                if act == _MOVE or act == _FOLLOW:
                    _step(land, body, books, p, r, i)
                elif act == _JUMP:
                    _jump(land, body, ground, books, p, r, i)
                elif act == _CLIMB:
                    _climb(land, body, books, p, g, size, r, i)
                if act != _CLIMB:
                    land.climbed[r, i] = 0
                books.tally[r, _UP, i] += 1 if land.up[r, i] else 0
            if told >= 0:
                orders.done[r, told, i] = land.air[r, i] > 0
                orders.meant[r, told, i] = land.air[r, i] > 0 and land.leapt[r, i]


@kernel
def _step(land, body, books, p, r, i):
    """Takes back a step that is stopped, or lets it end in a fall."""
    here = body.last_y[r, i] * p.world_size + body.last_x[r, i]
    there = body.y[r, i] * p.world_size + body.x[r, i]
    if _stops(land, r, here, there):
        body.y[r, i], body.x[r, i] = body.last_y[r, i], body.last_x[r, i]
        books.tally[r, _MOVES, i] -= 1
        books.tally[r, _BARRED, i] += 1
    elif not level(land, r, here, there):
        land.air[r, i], land.leapt[r, i] = p.terrain_fall_ticks, False
        books.tally[r, _FALLS, i] += 1
        books.tally[r, _DOOMED, i] = 1


@kernel
def _jump(land, body, ground, books, p, r, i):
    """Gets off the ground, where there is energy to live on."""
    before = body.energy[r, i]
    if before <= p.terrain_jump_cost:
        return
    body.energy[r, i] -= p.terrain_jump_cost
    books.tally[r, _T_SPENT, i] += before - body.energy[r, i]
    ground.ledger[r, _SPENT] += before - body.energy[r, i]
    land.air[r, i], land.leapt[r, i] = p.terrain_jump_ticks, True
    books.tally[r, _JUMPS, i] += 1


@kernel
def _climb(land, body, books, p, g, size, r, i):
    """Up or down the tree under foot, or after some ticks the cliff beside, the nearest to its heading."""
    here = body.y[r, i] * size + body.x[r, i]
    if land.surface[r, here] == TREE:
        land.up[r, i] = not land.up[r, i]
        books.tally[r, _CLIMBS, i] += 1
        return
    for turn in range(8):
        d = (max(body.heading[r, i], 0) + turn) % 8
        there = _ahead(here, d, size, g)
        if land.surface[r, there] == WALL or level(land, r, here, there):
            continue
        land.climbed[r, i] += 1
        if land.climbed[r, i] >= p.terrain_climb_ticks:
            land.climbed[r, i] = 0
            body.y[r, i], body.x[r, i], body.heading[r, i] = there // size, there % size, d
            books.tally[r, _CLIMBS, i] += 1
            books.tally[r, _MOVES, i] += 1
        return


@kernel
def _stops(land, r, here, there):
    """Whether a wall, or a cliff from below, stops a step."""
    return not level(land, r, here, there) and (
        land.surface[r, there] == WALL or land.surface[r, here] != HIGH)


@kernel
def _touches(land, size, g, r, here, ahead):
    """Whether something stops steps ahead, aside or half aside."""
    for turn in range(6, 11):
        if _stops(land, r, here, _ahead(here, (ahead + turn) % 8, size, g)):
            return True
    return False


@kernel
def _way_along(land, size, g, r, here, ahead):
    """The direction that turns least from one ahead and is level; to the right of equals; -1: none."""
    for turn in range(5):
        for side in range(2):
            d = (ahead + (turn if side == 0 else 8 - turn)) % 8
            if level(land, r, here, _ahead(here, d, size, g)):
                return d
    return -1


@kernel
def _look_out(food, o, w, g, size, far, y, x):
    """Writes the direction of the nearest food of each kind that was out of sight from the ground."""
    best, best_second = far * far + 1, far * far + 1
    for dy in range(size):
        for dx in range(size):
            kind = food[(y + dy) % size * size + (x + dx) % size]
            d = square(size, 0, 0, dy, dx)
            if kind == 0 or d == 0:
                continue
            if w.second_food >= 0 and kind == 2:
                if d < best_second:
                    best_second = d
                    for c in range(3):
                        o[w.second_food + c] = g.compass[dy * size + dx, c]
            elif d < best:
                best = d
                for c in range(3):
                    o[w.food + c] = g.compass[dy * size + dx, c]


@kernel
def _ahead(cell, d, size, g):
    """The next cell in one of the eight directions."""
    return _beyond(cell, g.steps[d, 0], g.steps[d, 1], size)


@kernel
def _beyond(cell, dy, dx, size):
    """The cell that far south and east."""
    return (cell // size + dy) % size * size + (cell % size + dx) % size

"""Terrain: how it is drawn, what it stops, who climbs, falls and jumps."""

from itertools import count, product

from evosim.names import Account, Act, Draw, Tally, Verb
from evosim.reference.dice import Dice, single
from evosim.reference.rules import STEPS, Point, Rules, bearing
from evosim.reference.scene import Agent, Scene

FLAT, WALL, TREE, HIGH = range(4)
ALOFT = (Act.STAY, Act.CLIMB, Act.GIVE, Act.STEAL, Act.ASK, Act.FAKE, Act.GUIDE, Act.SIGNAL_0, Act.SIGNAL_1,
         Act.SIGNAL_2, Act.SIGNAL_3)  # what can be done up a tree


def landscape(rules: Rules, dice: Dice) -> dict[Point, int]:
    """What each cell is: high ground, then walls over it, then trees where it is still flat."""
    it, size = rules.config.terrain, rules.size
    out: dict[Point, int] = {(y, x): FLAT for y in range(size) for x in range(size)}
    for k in range(it.cliffs):
        y, x = divmod(dice.below(Draw.CLIFF, k, size**2), size)
        for dy, dx in product(range(it.cliff_size), repeat=2):
            out[(y + dy) % size, (x + dx) % size] = HIGH
    for k in range(it.walls):
        at, down = divmod(dice.below(Draw.WALL, k, 2 * size**2), 2)
        y, x = divmod(at, size)
        for part in range(it.wall_length):
            out[((y + part) % size, x) if down else (y, (x + part) % size)] = WALL
    for k in range(it.trees):
        tries = (divmod(Dice(dice.key, t).below(Draw.TREE, k, size**2), size) for t in count())
        out[next(cell for cell in tries if out[cell] == FLAT)] = TREE
    return out


def views(rules: Rules, surface: dict[Point, int]) -> tuple[list[int], list[int]]:
    """For each cell the nearest tree in sight and the nearest cell across a cliff; -1 where none."""
    trees = [cell for cell, kind in surface.items() if kind == TREE]
    high = [cell for cell, kind in surface.items() if kind == HIGH]
    low = [cell for cell, kind in surface.items() if kind in (FLAT, TREE)]
    return ([nearest(rules, cell, trees) for cell in surface],
            [nearest(rules, cell, low if surface[cell] == HIGH else high) for cell in surface])


def nearest(rules: Rules, here: Point, cells: list[Point]) -> int:
    """Number of the nearest of some cells in sight; of equally near, the first going south, then east."""
    size, far = rules.size, rules.config.world.sight**2
    ranked = [(square, (y - here[0]) % size, (x - here[1]) % size, y * size + x)
              for y, x in cells if (square := rules.square(here, (y, x))) <= far]
    return min(ranked)[-1] if ranked else -1


def free(rules: Rules, dice: Dice, surface: dict[Point, int], draw: Draw, who: int) -> Point:
    """A cell for something, drawn until it is not a wall."""
    cells = (divmod(dice.below(draw, who + 4096 * t, rules.size**2), rules.size) for t in count())
    return next(cell for cell in cells if surface.get(cell) != WALL)


def laid(rules: Rules, dice: Dice, surface: dict[Point, int], beacons: list[Point], draw: Draw, who: int,
         at_beacons: bool) -> Point:
    """A cell for food: anywhere that is free, or at a beacon."""
    if at_beacons:
        return beacons[dice.below(draw, who, len(beacons))]
    return free(rules, dice, surface, draw, who)


class Land(Scene):
    """The parts of a tick that hang on the terrain."""

    def ahead(self, cell: Point, d: int) -> Point:
        """The next cell in a direction."""
        size = self.rules.size
        return (cell[0] + STEPS[d][0]) % size, (cell[1] + STEPS[d][1]) % size

    def height(self, cell: Point) -> bool:
        """Whether a cell is high ground."""
        return self.surface[cell] == HIGH

    def stops(self, here: Point, there: Point) -> bool:
        """Whether a step meets a wall, or a cliff from below."""
        return self.surface[there] == WALL or (self.height(there) and not self.height(here))

    def even(self, here: Point, there: Point) -> bool:
        """Whether one walks from a cell to the next without a wall or a cliff; anywhere, where is no land."""
        return not self.surface or (
            self.surface[there] != WALL and self.height(here) == self.height(there))

    def see_land(self, a: Agent) -> dict[str, list[float]]:
        """Tree, cliff, what stops it ahead and the way around, how it stands; from a tree, food afar."""
        here, size = (a.y, a.x), self.rules.size
        seen: dict[str, list[float]] = {
            "up": [a.up], "airborne": [a.air > 1], "high": [self.height(here)], "wall": [0, 0, 0]}
        for name, by in (("tree", self.tree_by), ("edge", self.edge_by)):
            cell = by[a.y * size + a.x]
            seen[name] = [0, 0, 0] if cell < 0 else self.rules.direction(here, divmod(cell, size))
        turns = [(turn, self.ahead(here, (a.heading + turn) % 8)) for turn in (0, 1, -1, 2, -2, 3, -3, 4)]
        if a.heading >= 0 and any(self.stops(here, cell) for turn, cell in turns[:5]):
            ways = [(a.heading + turn) % 8 for turn, cell in turns if self.even(here, cell)]
            seen["wall"] = [*(bearing(ways[0]) if ways else (0, 0)), self.stops(here, turns[0][1])]
        if a.up:
            both = {"food": (1,), "second_food": (2,)} if self.config.food.poison else {"food": (1, 2)}
            for name, kinds in both.items():
                food = self.nearest_food(here, *kinds, sight=self.config.terrain.tree_sight)
                if food:
                    seen[name] = self.rules.direction(here, food)
        return seen

    def bind(self, a: Agent) -> None:
        """A tick less in the air; who is there or up a tree rests instead of what it cannot do."""
        a.air = max(a.air - 1, 0)
        if a.air or (a.up and a.act not in ALOFT):
            a.act = int(Act.STAY)

    def settle(self, a: Agent) -> None:
        """What comes of a step, a jump or climbing; and the letter and spirit of JUMP."""
        if a.alive:
            if a.act in (Act.MOVE, Act.FOLLOW):
                self.end_step(a, (a.last_y, a.last_x), (a.y, a.x))
            elif a.act == Act.JUMP:
                self.jump(a)
            elif a.act == Act.CLIMB:
                self.climb(a, (a.y, a.x))
            if a.act != Act.CLIMB:
                a.climbed = 0
            a.tally[Tally.UP] += a.up
        self.judge_verb(a.done, Verb.JUMP, a.air > 0)
        self.judge_verb(a.meant, Verb.JUMP, a.air > 0 and a.leapt)

    def end_step(self, a: Agent, here: Point, there: Point) -> None:
        """Stopped, or off a cliff."""
        if self.stops(here, there):
            a.y, a.x = here
            a.tally[Tally.MOVES] -= 1
            a.tally[Tally.BARRED] += 1
        elif self.height(here) and not self.height(there):
            a.air, a.leapt = self.config.terrain.fall_ticks, False
            a.tally[Tally.FALLS] += 1
            a.tally[Tally.DOOMED] = 1

    def jump(self, a: Agent) -> None:
        """Into the air, for energy that it can spare."""
        it, before = self.config.terrain, a.energy
        if before > it.jump_cost:
            a.energy = single(before - it.jump_cost)
            a.tally[Tally.SPENT] += before - a.energy
            self.ledger[Account.SPENT] += before - a.energy
            a.air, a.leapt = it.jump_ticks, True
            a.tally[Tally.JUMPS] += 1

    def climb(self, a: Agent, here: Point) -> None:
        """A tree at once; a cliff, the first one turning right from its heading, in some ticks."""
        if self.surface[here] == TREE:
            a.up = not a.up
            a.tally[Tally.CLIMBS] += 1
            return
        ways = [d for turn in range(8) if self.height(there := self.ahead(
            here, d := (max(a.heading, 0) + turn) % 8)) != self.height(here) and self.surface[there] != WALL]
        if ways:
            a.climbed += 1
            if a.climbed >= self.config.terrain.climb_ticks:
                a.climbed, a.heading = 0, ways[0]
                a.y, a.x = self.ahead(here, ways[0])
                a.tally[Tally.CLIMBS] += 1
                a.tally[Tally.MOVES] += 1

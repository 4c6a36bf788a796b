"""The shared record: who reads what, who writes and wipes."""

import math

from evosim.names import MARKS, Act, Draw, Tally
from evosim.reference.rules import Point
from evosim.reference.scene import Agent, Scene


class Annals(Scene):
    """The parts of a tick in which the record is read and written."""

    def read_marks(self, a: Agent) -> dict[str, list[float]]:
        """The mark under foot and whose it is; the nearest other one in range."""
        here = (a.y, a.x)
        cell = self.cell(here)
        legible = self.legible(cell)
        near = self.nearest_mark(here)
        return {"record_here": self.reading(2 * a.i, cell if legible else None),
                "record_author": [self.mark_tag[cell], self.mark_by[cell] == a.i] if legible else [0, 0],
                "record_near": (self.rules.direction(here, near) if near else [0, 0, 0])
                + self.reading(2 * a.i + 1, self.cell(near) if near else None)}

    def cell(self, at: Point) -> int:
        """The number of a cell."""
        return at[0] * self.rules.size + at[1]

    def legible(self, cell: int) -> bool:
        """Whether there is a mark, written before this life or long enough ago."""
        when = self.mark_at[cell]
        return self.mark[cell] > 0 and (when < 0 or when + self.config.record.latency < self.tick)

    def nearest_mark(self, here: Point) -> Point | None:
        """The nearest other cell with a mark in range and in sight; of equals, the first going south, then
        east."""
        size, far = self.rules.size, min(self.config.record.range, self.config.world.sight)
        places = [divmod(cell, size) for cell in range(size * size) if self.legible(cell)]
        ranked = [(self.rules.square(here, at), (at[0] - here[0]) % size, (at[1] - here[1]) % size, at)
                  for at in places if at != here and math.sqrt(self.rules.square(here, at)) <= far]
        return min(ranked)[-1] if ranked else None

    def reading(self, number: int, cell: int | None) -> list[float]:
        """One-hot symbol as it is read in one of the tick's readings."""
        if cell is None:
            return [0] * MARKS
        symbol = self.mark[cell] - 1
        if self.dice.unit(Draw.RECORD_NOISE, number) < self.config.record.noise:
            symbol = self.dice.below(Draw.RECORD_OTHER, number, self.config.record.symbols)
        return [k == symbol for k in range(MARKS)]

    def write_marks(self) -> None:
        """Wiping comes first; of those who mark one cell, the one of highest priority writes."""
        symbols = {Act(Act.MARK_0 + k): k for k in range(MARKS)}
        wipers = [a for a in self.living() if a.act == Act.ERASE]
        writers = [a for a in self.living() if a.act in symbols]
        for a in wipers + writers:
            self.spend(a, self.config.record.cost)
        for a in wipers:
            cell = self.cell((a.y, a.x))
            if self.mark[cell] and not self.config.record.permanent:
                self.mark[cell], self.mark_by[cell] = 0, -1
                a.tally[Tally.ERASED] += 1
        for cell in {self.cell((a.y, a.x)) for a in writers}:
            if self.mark[cell] and self.config.record.permanent:
                continue
            a = max((a for a in writers if self.cell((a.y, a.x)) == cell), key=lambda a: a.priority)
            self.mark[cell], self.mark_at[cell] = 1 + symbols[a.act], self.tick
            self.mark_by[cell], self.mark_tag[cell] = a.i, a.tag
            a.tally[Tally.MARKED] += 1

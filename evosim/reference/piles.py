"""Hidden food: who sees it, who digs it up, and where it then lies."""

from evosim.names import Account, Act, Draw, Tally
from evosim.reference.dice import single
from evosim.reference.land import WALL, laid
from evosim.reference.rules import Point
from evosim.reference.scene import Agent, Scene


class Piles(Scene):
    """The parts of a tick that have to do with what lies under ground."""

    def pile_at(self, h: int) -> Point | None:
        """Where the h-th pile lies."""
        cell = self.hidden_at[h]
        return None if cell < 0 else divmod(cell, self.rules.size)

    def see_pile(self, a: Agent) -> dict[str, list[float]]:
        """The nearest one in sight, if its own sight is sharp enough: that is what strength leaves of 2."""
        nothing = {"pile": [0.0, 0.0, 0.0]}
        if 2 - a.strength < single(self.config.food.hidden_sight):
            return nothing
        here, far = (a.y, a.x), self.config.world.sight**2
        near = [(self.rules.square(here, at), h) for h in range(len(self.hidden_at))
                if (at := self.pile_at(h)) is not None and self.rules.square(here, at) <= far]
        at = self.pile_at(min(near)[1]) if near else None
        return {"pile": self.rules.direction(here, at)} if at else nothing

    def dig(self) -> None:
        """Whoever eats or stores on a pile digs, and if strong enough lays it open; others regrow."""
        food = self.config.food
        for h in range(len(self.hidden_at)):
            at = self.pile_at(h)
            if at is None:
                if self.dice.unit(Draw.HIDDEN_REGROW, h) < food.hidden_regrow:
                    y, x = laid(self.rules, self.later, self.surface, self.beacons, Draw.HIDDEN_PLACE, h,
                                food.hidden_beacons)
                    self.hidden_at[h] = y * self.rules.size + x
                    self.hidden_left[h] = food.hidden_worth
                    self.ledger[Account.GROWN] += food.hidden_worth
                continue
            diggers = [a for a in self.living() if (a.y, a.x) == at and a.act in (Act.EAT, Act.STORE)
                       and a.strength >= single(food.hidden_strength)]
            for a in diggers:
                a.tally[Tally.DUG] += 1
            if diggers:
                self.lay_open(h, at)

    def lay_open(self, h: int, at: Point) -> None:
        """A unit in each bare cell, the nearest first and of equals the first going south, then east; of
        the kind that is good to eat."""
        size, far = self.rules.size, self.config.world.sight**2
        cells = [(square, (y - at[0]) % size, (x - at[1]) % size, (y, x))
                 for y in range(size) for x in range(size)
                 if (square := self.rules.square(at, (y, x))) <= far and (y, x) not in self.food
                 and self.surface.get((y, x)) != WALL]
        for *_, cell in sorted(cells)[:self.hidden_left[h]]:
            self.food[cell] = self.wholesome()
            self.hidden_left[h] -= 1
        if self.hidden_left[h] == 0:
            self.hidden_at[h] = -1

"""Power, hunger and death, growth."""

import math

from evosim.names import Account, Draw, Tally
from evosim.reference.dice import Dice, single
from evosim.reference.land import WALL
from evosim.reference.rules import Rules
from evosim.reference.scene import Agent, Scene


class Vitals(Scene):
    """The parts of a tick in which power is reckoned, life is paid for and food grows."""

    def empower(self, a: Agent) -> None:
        """Power: given, promised and due, or the sum of stash, strength and living allies."""
        it = self.config.power
        if it.mode == "given":
            a.power = a.promised
        elif it.mode == "prospective":
            a.power = a.promised if self.rules.promise_due(self.tick) else 0.0
        else:
            allies = sum(b.alive and a.trace[b.i] > self.config.social.ally_threshold
                         for b in self.agents)
            a.power = single(it.stash_weight * a.stash + it.strength_weight * a.strength
                             + it.ally_weight * allies)
        a.tally[Tally.POWER] += a.power
        a.tally[Tally.PEAK_POWER] = max(a.tally[Tally.PEAK_POWER], a.power)

    def age(self, a: Agent) -> None:
        """Pays for living and moving; without energy it dies, and its stash is lost."""
        body, before = self.config.body, a.energy
        cost = body.metabolism
        if (a.y, a.x) != (a.last_y, a.last_x):
            cost += body.move_cost
        a.energy = max(single(before - cost), 0.0)
        a.tally[Tally.SPENT] += before - a.energy
        self.ledger[Account.SPENT] += before - a.energy
        lost = single(a.stash * single(body.stash_decay))
        a.stash = single(a.stash - lost)
        a.tally[Tally.DECAYED] += lost
        self.ledger[Account.DECAYED] += lost
        a.tally[Tally.TICKS] += 1
        a.tally[Tally.LAST_ENERGY], a.tally[Tally.LAST_STASH] = a.energy, a.stash
        if a.energy == 0:
            a.alive = False
            self.ledger[Account.DIED] += a.stash
            self.ledger[Account.DEATHS] += 1

    def grow(self) -> None:
        """Food regrows in cells drawn with replacement, where they are bare."""
        it = self.config.food
        rate = it.regrow * (it.lean_regrow if self.rules.lean(self.tick) else 1)
        n = math.floor(rate)
        n += self.dice.unit(Draw.REGROW_EXTRA, 0) < rate - n
        for k in range(n):
            cell = divmod(self.dice.below(Draw.REGROW, k, self.rules.size**2), self.rules.size)
            if cell not in self.food and self.surface.get(cell) != WALL:
                self.food[cell] = kind_of_food(self.rules, self.dice, Draw.KIND, k)
                self.ledger[Account.GROWN] += 1


def kind_of_food(rules: Rules, dice: Dice, draw: Draw, k: int) -> int:
    """The kind of the k-th unit that grows: either of two where one is harmful."""
    return 1 + dice.below(draw, k, 2) if rules.config.food.poison else 1

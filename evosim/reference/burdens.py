"""Heavy food: who is near it, who lifts it, who shares it out."""

from evosim.names import Account, Act, Draw, Interaction, Tally, Verb
from evosim.reference.dealings import AMOUNT, COUNT
from evosim.reference.dice import single
from evosim.reference.land import laid
from evosim.reference.rules import Point
from evosim.reference.scene import BESIDE, COULD, DID, Agent, Scene
from evosim.reference.senses import OPPORTUNITIES


class Burdens(Scene):
    """The part of a tick in which heavy food is lifted."""

    def burden_at(self, h: int) -> Point | None:
        """Where the h-th heavy food lies."""
        cell = self.heavy_at[h]
        return None if cell < 0 else divmod(cell, self.rules.size)

    def nearest_burden(self, a: Agent, far: int) -> int | None:
        """Number of the nearest within a squared distance; the first of equals."""
        near = [(self.rules.square((a.y, a.x), at), h) for h in range(len(self.heavy_at))
                if (at := self.burden_at(h)) is not None]
        near = [(square, h) for square, h in near if square <= far]
        return min(near)[1] if near else None

    def see_burden(self, a: Agent) -> dict[str, list[float]]:
        """The nearest in sight, and how many lifted it in the last ticks."""
        h = self.nearest_burden(a, self.config.world.sight**2)
        at = None if h is None else self.burden_at(h)
        if h is None or at is None:
            return {"heavy": [0, 0, 0], "lifters": [0]}
        lifters = sum(self.of_late(h, b, self.tick - 1) for b in self.agents)
        return {"heavy": self.rules.direction((a.y, a.x), at),
                "lifters": [min(lifters / self.config.food.heavy_lifters, 2)]}

    def of_late(self, h: int, a: Agent, tick: int) -> bool:
        """Whether an agent lifted it within the window that ends with a tick."""
        when = self.lifted[h][a.i]
        return when >= 0 and tick - when < self.config.food.heavy_window

    def beside(self, h: int) -> list[Agent]:
        """Living agents on or beside it."""
        at = self.burden_at(h)
        return [] if at is None else [a for a in self.living()
                                      if self.rules.square((a.y, a.x), at) <= BESIDE]

    def lift(self) -> None:
        """Everybody lifts; then each heavy food is shared out, or may appear."""
        for a in self.agents:
            if self.starts(a):
                a.joined = False
            h = self.nearest_burden(a, BESIDE) if a.alive and a.act == Act.LIFT else None
            if h is not None:
                self.lifted[h][a.i] = self.tick
                a.tally[Tally.LIFTS] += 1
            self.judge_verb(a.done, Verb.LIFT, h is not None)
        for h in range(len(self.heavy_at)):
            if self.heavy_at[h] < 0:
                if self.dice.unit(Draw.HEAVY_REGROW, h) < self.config.food.heavy_regrow:
                    y, x = laid(self.rules, self.later, self.surface, self.beacons, Draw.HEAVY_PLACE, h,
                                self.config.food.heavy_beacons)
                    self.heavy_at[h] = y * self.rules.size + x
                    self.ledger[Account.GROWN] += self.config.food.heavy_worth
                continue
            if len(self.dealings):
                for a, b in self.pairs(self.beside(h)):
                    self.dealings[self.window, a.i, b.i, Interaction.LIFT, OPPORTUNITIES] += 1
                    self.note(COULD, a, b.i, Interaction.LIFT)
            self.share_out(h)
        for a in self.agents:
            self.judge_verb(a.meant, Verb.LIFT, a.joined)

    def share_out(self, h: int) -> None:
        """Gives it to its lifters where they are enough."""
        lifters = [a for a in self.beside(h) if self.of_late(h, a, self.tick)]
        if len(lifters) < self.config.food.heavy_lifters:
            return
        share = single(self.config.food.heavy_worth / len(lifters))
        for a in lifters:
            a.energy = single(a.energy + share)
            a.ate = single(a.ate + share)
            a.joined = True
            a.tally[Tally.JOINT_LIFTS] += 1
            a.tally[Tally.LIFTED] += share
            self.ledger[Account.LIFTED] += share
        if len(self.dealings):
            for a, b in self.pairs(lifters):
                row = self.dealings[self.window, a.i, b.i, Interaction.LIFT]
                row[COUNT] += 1
                row[AMOUNT] += share
                self.note(DID, a, b.i, Interaction.LIFT)
        self.heavy_at[h], self.lifted[h] = -1, [-1] * len(self.agents)

    def pairs(self, agents: list[Agent]) -> list[tuple[Agent, Agent]]:
        """Each of them with each other."""
        return [(a, b) for a in agents for b in agents if a is not b]

"""Dangers: predators that hunt and storms that wear down."""

from evosim.names import Draw, Tally
from evosim.reference.dice import single
from evosim.reference.land import Land
from evosim.reference.rules import STEPS, Point
from evosim.reference.scene import BESIDE, Agent


class Perils(Land):
    """The parts of a tick that hang on dangers."""

    def see_danger(self, a: Agent) -> dict[str, list[float]]:
        """The nearest predator in sight, and whether there is a storm."""
        here, far = (a.y, a.x), self.config.world.sight**2
        near = [(square, b) for b, at in enumerate(self.predator_at)
                if (square := self.rules.square(here, at)) <= far]
        nearest = self.predator_at[min(near)[1]] if near else None
        return {"storm": [self.stormy > 0],
                "predator": self.rules.direction(here, nearest) if nearest else [0, 0, 0]}

    def prey(self, at: Point, far: int) -> Agent | None:
        """The nearest agent within a squared distance who is not up a tree; of equals, of lowest priority."""
        near = [(square, a.priority, a.i) for a in self.living() if not (self.surface and a.up)
                and (square := self.rules.square(at, (a.y, a.x))) <= far]
        return self.agents[min(near)[-1]] if near else None

    def prowl(self) -> None:
        """Each predator that is not resting may step, and bites whom it then stands on."""
        it = self.config.dangers
        for b, at in enumerate(self.predator_at):
            if self.sated[b] > self.tick:
                continue
            if self.dice.unit(Draw.PROWL, b) < it.predator_speed:
                self.predator_at[b] = self.hunt(at, b)
            victim = self.prey(self.predator_at[b], 0)
            if victim:
                self.hurt(victim, it.bite)
                victim.tally[Tally.BITTEN] += 1
                self.sated[b] = self.tick + 1 + it.predator_rest

    def hunt(self, at: Point, b: int) -> Point:
        """Where its step leads: toward prey, or anywhere; it stays where a wall or a cliff is between."""
        size, prey = self.rules.size, self.prey(at, self.config.dangers.predator_sight**2)
        if prey:
            dy, dx = ((d > 0) - (d < 0) for d in self.rules.away(at, (prey.y, prey.x)))
        else:
            dy, dx = STEPS[self.dice.below(Draw.WANDER, b, 8)]
        there = (at[0] + dy) % size, (at[1] + dx) % size
        return there if self.even(at, there) else at

    def storm(self) -> None:
        """Costs energy away from beacons and goes on; or one may rise."""
        it = self.config.dangers
        if self.stormy > 0:
            self.stormy -= 1
            for a in self.living():
                if all(self.rules.square((a.y, a.x), beacon) > BESIDE for beacon in self.beacons):
                    self.hurt(a, it.storm_cost)
                    a.tally[Tally.EXPOSED] += 1
        elif self.dice.unit(Draw.STORM, 0) < it.storm_chance:
            self.stormy = it.storm_length

    def hurt(self, a: Agent, harm: float) -> None:
        """Takes energy, as far as there is any; it is felt as pain."""
        a.harm = single(a.harm + self.spend(a, harm))

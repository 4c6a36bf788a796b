"""A tick, from its parts."""

from typing import Any

from evosim.reference.acts import Acts
from evosim.reference.burdens import Burdens
from evosim.reference.calls import Calls
from evosim.reference.dealings import Dealings
from evosim.reference.feelings import Feelings
from evosim.reference.piles import Piles
from evosim.reference.rules import Rules
from evosim.reference.scene import Agent
from evosim.reference.senses import Senses
from evosim.reference.strife import Strife
from evosim.reference.verdicts import Verdicts
from evosim.reference.vitals import Vitals
from evosim.reference.words import Words


class World(Vitals, Words, Senses, Acts, Burdens, Piles, Calls, Strife, Dealings, Verdicts, Feelings):
    """One world at one tick, as objects, and all that happens in it."""

    def live(self) -> None:
        """One tick."""
        for a in self.living():
            self.empower(a)
        self.speak()
        self.look_around()
        if self.config.signals.symbols:
            self.listen()
        for a in self.living():
            a.senses = self.perceive(a, self.see_more(a))
        self.think()
        self.follow_scripts()
        for a in self.agents:
            self.move(a)
        if self.config.social.follow:
            self.go_along()
        self.dig()
        self.forage()
        self.deal()
        if self.config.social.attack:
            self.fight()
        if self.config.signals.symbols:
            self.call()
        if self.heavy_at:
            self.lift()
        for a in self.agents:
            self.check(a)
            self.judge(a)
        if self.rules.learns:
            for a in self.minds():
                self.feel(a)
                self.learn(a)
        self.forget()
        for a in self.living():
            self.age(a)
        self.grow()
        self.tick += 1
        if self.tick == self.rules.ticks:
            self.close_all()

    def see_more(self, a: Agent) -> dict[str, list[float]]:
        """What mechanisms that are switched on let an agent sense."""
        more = self.see_burden(a) if self.heavy_at else {}
        more |= self.see_pile(a) if self.hidden_at else {}
        return more | (self.hear_signals(a) if self.config.signals.symbols else {})


def step(before: dict[str, Any], rules: Rules, key: int, seen: dict[str, Any], *,
         acts: dict[int, tuple[int, int]] | None = None) -> tuple[dict[str, Any], int]:
    """What the next snapshot must be.

    Args:
        before: a snapshot.
        rules: what the world is told once.
        key: of its random numbers.
        seen: the kernels' next snapshot. Its logits and gates are what acts are drawn from, and it
            settles draws within `EDGE` of a boundary; nothing else of it is read.
        acts: act and direction passed in for external slots.

    Returns:
        The next snapshot, and how many draws were settled by `seen`.
    """
    world = World(before, rules, key, seen)
    for slot, act in (acts or {}).items():
        world.agents[slot].tape = [list(act)] * len(world.agents[slot].tape)
    world.live()
    return world.snapshot(before), world.edges

"""A tick, from its parts."""

from typing import Any

from evosim.reference.acts import Acts
from evosim.reference.burdens import Burdens
from evosim.reference.dealings import Dealings
from evosim.reference.feelings import Feelings
from evosim.reference.rules import Rules
from evosim.reference.senses import Senses
from evosim.reference.verdicts import Verdicts
from evosim.reference.vitals import Vitals
from evosim.reference.words import Words


class World(Vitals, Words, Senses, Acts, Burdens, Dealings, Verdicts, Feelings):
    """One world at one tick, as objects, and all that happens in it."""

    def live(self) -> None:
        """One tick."""
        for a in self.living():
            self.empower(a)
        if self.scrutinised:
            self.file_over()
        self.speak()
        if self.scrutinised:
            self.look()
        self.look_around()
        for a in self.living():
            a.senses = self.perceive(a, self.see_burden(a) if self.heavy_at else {})
        self.think()
        self.follow_scripts()
        for a in self.agents:
            self.move(a)
        self.forage()
        self.deal()
        if self.heavy_at:
            self.lift()
        for a in self.agents:
            self.check(a)
            if self.scrutinised:
                self.weigh(a)
            self.judge(a)
            if self.scrutinised:
                self.condemn(a)
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

"""A tick, from its parts."""

from typing import Any

from evosim.reference.acts import Acts
from evosim.reference.annals import Annals
from evosim.reference.burdens import Burdens
from evosim.reference.calls import Calls
from evosim.reference.dealings import Dealings
from evosim.reference.duties import Duties
from evosim.reference.feelings import Feelings
from evosim.reference.perils import Perils
from evosim.reference.piles import Piles
from evosim.reference.rules import Rules
from evosim.reference.scene import Agent
from evosim.reference.senses import Senses
from evosim.reference.speech import Speech
from evosim.reference.stewards import Stewards
from evosim.reference.strife import Strife
from evosim.reference.verdicts import Verdicts
from evosim.reference.vitals import Vitals
from evosim.reference.words import Words


class World(Vitals, Words, Senses, Acts, Burdens, Piles, Calls, Strife, Perils, Annals, Stewards, Duties,
            Speech, Dealings, Verdicts, Feelings):
    """One world at one tick, as objects, and all that happens in it."""

    def live(self) -> None:
        """One tick."""
        for a in self.living():
            self.empower(a)
        if self.config.avatar.embodied:
            self.walk()
        if self.scrutinised:
            self.file_over()
        self.speak()
        if self.scrutinised:
            self.look()
        if self.config.avatar.embodied:
            self.attend_to()
        if self.clauses:
            self.draw_clauses()
        if self.config.instruction.token_noise or self.config.trial.doubt:
            self.garble()
        self.look_around()
        if self.config.signals.symbols:
            self.listen()
        self.lead()
        for a in self.living():
            a.senses = self.perceive(a, self.sense_parts(a))
        self.think()
        self.follow_scripts()
        for a in self.living() if self.surface else []:
            self.bind(a)
        for a in self.agents:
            self.move(a)
        if self.config.social.follow:
            self.go_along()
        for a in self.agents if self.surface else []:
            self.settle(a)
        self.dig()
        self.forage()
        self.deal()
        if self.config.social.attack:
            self.fight()
        if self.config.signals.symbols:
            self.call()
        if self.heavy_at:
            self.lift()
        if self.mark:
            self.write_marks()
        if self.has_dangers:
            self.prowl()
            self.storm()
        self.put()
        self.serve()
        if self.config.ask.enabled:
            self.ask()
        if self.clauses:
            self.waive()
        for a in self.agents:
            self.check(a)
            if self.scrutinised:
                self.weigh(a)
            self.judge(a)
        if self.config.steward.stewards:
            self.run_stores()
        for a in self.agents if self.scrutinised else []:
            self.condemn(a)
        if self.rules.learns:
            for a in self.minds():
                self.feel(a)
                self.learn(a)
        if self.config.imposters.agents or self.config.guides.enabled:
            self.tell()
        self.forget()
        for a in self.living():
            self.age(a)
        self.grow()
        self.tick += 1
        if self.tick == self.rules.ticks:
            self.close_all()

    def sense_parts(self, a: Agent) -> dict[str, list[float]]:
        """What parts of a world that not every world has let an agent sense."""
        more = self.hear_more(a) | self.leads_to(a)
        more |= self.see_burden(a) if self.heavy_at else {}
        more |= self.see_pile(a) if self.hidden_at else {}
        more |= self.hear_signals(a) if self.config.signals.symbols else {}
        more |= self.see_land(a) if self.surface else {}
        more |= self.see_danger(a) if self.has_dangers else {}
        more |= self.read_marks(a) if self.mark else {}
        return more | (self.see_store(a) if self.config.steward.stewards else {})


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

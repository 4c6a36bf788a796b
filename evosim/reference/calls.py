"""Signals, and following."""

from typing import NamedTuple

from evosim.names import NEIGHBOURS, Act, Draw, Interaction, Tally, Verb
from evosim.reference.dealings import COUNT
from evosim.reference.rules import STEPS, bearing
from evosim.reference.scene import COULD, DID, Agent, Scene
from evosim.reference.senses import OPPORTUNITIES


class Heard(NamedTuple):
    """Somebody who is heard signalling now."""

    square: int  # distance
    i: int


class Calls(Scene):
    """The parts of a tick in which signals are heard and said, and others followed."""

    def listen(self) -> None:
        """Finds out for everybody whom it hears: those in range who said something just long enough ago."""
        it = self.config.signals
        for a in self.agents:
            a.caller = -1
            if not a.alive:
                continue
            heard = [Heard(square, b.i) for b in self.living() if b is not a
                     and self.arriving(b) >= 0
                     and (square := self.rules.square((a.y, a.x), (b.y, b.x))) <= it.range**2]
            for b in heard:
                a.heard_at[b.i] = self.tick
            if heard:
                a.caller = min(heard).i
            for j in self.answerable(a) if len(self.dealings) else []:
                self.note(COULD, a, j, Interaction.ANSWER)
                self.dealings[self.window, a.i, j, Interaction.ANSWER, OPPORTUNITIES] += 1

    def arriving(self, b: Agent) -> int:
        """The symbol of an agent that is heard in this tick."""
        return int(b.said[self.tick % len(b.said)])

    def hear_signals(self, a: Agent) -> dict[str, list[float]]:
        """Where the nearest caller is, and what each of the nearest others is heard saying."""
        it = self.config.signals
        heard = {f"signal_{symbol}": [0.0] * NEIGHBOURS for symbol in range(it.symbols)}
        for k, j in enumerate(a.near):
            if j >= 0 and a.heard_at[j] == self.tick:
                heard[f"signal_{self.as_heard(a, self.agents[j])}"][k] = 1.0
        where = [0.0, 0.0, 0.0]
        if a.caller >= 0:
            b = self.agents[a.caller]
            where = self.rules.direction((a.y, a.x), (b.y, b.x))
        return {"caller": where, **heard}

    def as_heard(self, a: Agent, b: Agent) -> int:
        """The symbol that a takes b's for: now and then another."""
        symbol, pair, n = self.arriving(b), a.i * len(self.agents) + b.i, self.config.signals.symbols
        if self.dice.unit(Draw.SIGNAL_NOISE, pair) < self.config.signals.noise:
            symbol = (symbol + 1 + self.dice.below(Draw.SIGNAL_MISHEARD, pair, n - 1)) % n
        return symbol

    def answerable(self, a: Agent) -> list[int]:
        """Whom a heard within the last ticks, and has not answered yet."""
        window = self.config.signals.answer_window
        return [j for j, when in enumerate(a.heard_at) if when >= 0 and self.tick - when < window]

    def call(self) -> None:
        """Everybody says what it signals."""
        for a in self.agents:
            calls = a.alive and Act.SIGNAL_0 <= a.act <= Act.SIGNAL_3
            a.said[self.tick % len(a.said)] = a.act - Act.SIGNAL_0 if calls else -1
            a.spoke = calls or (a.spoke and not self.starts(a))
            if calls:
                self.signal(a)
            self.judge_verb(a.done, Verb.SILENCE, not calls)
            self.judge_verb(a.meant, Verb.SILENCE, not a.spoke)

    def signal(self, a: Agent) -> None:
        """What a signal costs, and which it answers."""
        self.spend(a, self.config.signals.cost)
        a.tally[Tally.SIGNALS] += 1
        answered = self.answerable(a)
        a.tally[Tally.ANSWERS] += bool(answered)
        for j in answered:
            a.heard_at[j] = -1
            self.note(DID, a, j, Interaction.ANSWER)
            if len(self.dealings):
                self.dealings[self.window, a.i, j, Interaction.ANSWER, COUNT] += 1

    def go_along(self) -> None:
        """One step toward where somebody was when the tick began."""
        guides = {a.i: self.whom(a) for a in self.living()}
        for a in self.agents:
            j, follows = guides.get(a.i, -1), a.alive and a.act == Act.FOLLOW
            a.guide = j if follows else -1
            if j < 0:
                continue
            if len(self.dealings):
                row = self.dealings[self.window, a.i, j, Interaction.FOLLOW]
                row[OPPORTUNITIES] += 1
                row[COUNT] += follows
            self.note(COULD, a, j, Interaction.FOLLOW)
            if follows:
                self.note(DID, a, j, Interaction.FOLLOW)
                a.tally[Tally.FOLLOWED] += 1
                self.step_toward(a, self.agents[j])

    def whom(self, a: Agent) -> int:
        """Whom an agent would follow: the same as before while in sight, or the nearest caller, or the
        nearest; -1: nobody."""
        if a.guide >= 0:
            b = self.agents[a.guide]
            far = self.rules.square((a.last_y, a.last_x), (b.last_y, b.last_x))
            if b.alive and far <= self.config.world.sight**2:
                return int(a.guide)
        caller = a.caller if self.config.signals.symbols else -1
        return int(caller if caller >= 0 else a.near[0])

    def step_toward(self, a: Agent, b: Agent) -> None:
        """The one of eight steps that goes nearest to the way to b."""
        dy, dx = self.rules.away((a.last_y, a.last_x), (b.last_y, b.last_x))
        if dy == dx == 0:
            return
        a.heading = max(range(8), key=lambda d: dx * bearing(d)[0] + dy * bearing(d)[1])
        a.y = (a.y + STEPS[a.heading][0]) % self.rules.size
        a.x = (a.x + STEPS[a.heading][1]) % self.rules.size
        a.tally[Tally.MOVES] += 1

"""Blows: who hurts whom, how much, and who gains."""

from evosim.names import Account, Act, Interaction, Tally, Verb
from evosim.reference.dealings import AMOUNT, COUNT
from evosim.reference.dice import single
from evosim.reference.scene import COULD, DID, Agent, Scene
from evosim.reference.senses import OPPORTUNITIES


class Strife(Scene):
    """The part of a tick in which agents attack."""

    def fight(self) -> None:
        """All strike at once; nobody loses more than it has."""
        it = self.config.social
        blows: dict[int, list[tuple[Agent, float]]] = {}
        for a in self.agents:
            a.damage = 0.0
            if self.starts(a):
                a.struck = False
            other = self.foe(a) if a.alive and a.act == Act.ATTACK else None
            self.judge_verb(a.done, Verb.STRIKE, other is not None)
            if other is not None:
                a.tally[Tally.ATTACKS] += 1
                blows.setdefault(other.i, []).append((a, self.blow(a, other)))
        if len(self.dealings):
            self.note_foes()
        for j, rain in blows.items():
            self.suffer(self.agents[j], rain)
        for a in self.living():
            if a.act == Act.ATTACK:
                self.spend(a, it.attack_cost)
                a.energy = single(a.energy + single(it.attack_loot) * a.damage)
        for a in self.agents:
            self.judge_verb(a.meant, Verb.STRIKE, a.struck)

    def suffer(self, victim: Agent, rain: list[tuple[Agent, float]]) -> None:
        """Takes what all who strike one agent would take, or all that it has, each in proportion."""
        total, held = sum(hit for _, hit in rain), victim.energy
        kept = single(self.config.social.attack_loot)
        victim.energy = max(single(held - total), 0.0)
        for a, hit in rain:
            a.damage = single(hit * min(1, held / total)) if total > 0 else 0.0
            victim.harm += a.damage
            a.tally[Tally.DAMAGE] += a.damage
            victim.tally[Tally.HURT] += a.damage
            victim.tally[Tally.SPENT] += a.damage * (1 - kept)
            self.ledger[Account.SPENT] += a.damage * (1 - kept)
            if a.damage > 0:
                a.struck = self.dealt = True
                victim.trace[a.i] = single(victim.trace[a.i] - a.damage)
            self.note(DID, a, victim.i, Interaction.ATTACK)
            if len(self.dealings):
                row = self.dealings[self.window, a.i, victim.i, Interaction.ATTACK]
                row[COUNT] += 1
                row[AMOUNT] += a.damage

    def blow(self, a: Agent, other: Agent) -> float:
        """What a blow takes: the more, the more of all force the one who strikes has."""
        own, against = self.force(a), self.force(other)
        return single(self.config.social.attack_damage * own / (own + against)) if own > 0 else 0.0

    def force(self, a: Agent) -> float:
        """Strength of the body, and what a stash adds to it."""
        return a.strength + self.config.social.attack_stash * a.stash

    def foe(self, a: Agent) -> Agent | None:
        """The nearest other, if an attack reaches it: up a tree nobody is hit."""
        if a.near[0] < 0 or a.near_d[0] > self.config.social.attack_reach:
            return None
        other = self.agents[a.near[0]]
        return None if self.surface and other.up else other

    def note_foes(self) -> None:
        """Counts who was in reach of whom when the tick began."""
        far = min(self.config.social.attack_reach, self.config.world.sight)
        for a in self.living():
            foe = self.foe(a)
            if foe:
                self.note(COULD, a, foe.i, Interaction.ATTACK)
            for b in self.living():
                if a is not b and self.rules.square((a.last_y, a.last_x), (b.last_y, b.last_x)) <= far**2:
                    self.dealings[self.window, a.i, b.i, Interaction.ATTACK, OPPORTUNITIES] += 1

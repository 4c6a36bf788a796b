"""Giving, stealing, and the traces that dealings leave."""

from evosim.names import Account, Act, Draw, Interaction, Speaker, Tally, Verb
from evosim.reference.dice import single
from evosim.reference.scene import DID, Agent, Scene

COUNT, AMOUNT = 0, 1  # what dealings count


class Dealings(Scene):
    """The part of a tick in which agents deal with each other."""

    def deal(self) -> None:
        """Gifts leave, thefts are met from what is left in proportion, then all that was got
        arrives."""
        got = {a.i: 0.0 for a in self.agents}
        thieves: dict[int, list[Agent]] = {}
        for a in self.agents:
            a.gave_act, a.gave, a.received, a.stole = False, 0.0, 0.0, 0.0
        for a in self.living():
            other = self.partner(a)
            if other is None:
                continue
            if a.act == Act.GIVE:
                self.give(a, other, got)
            elif a.act == Act.STEAL and (
                    self.dice.unit(Draw.STEAL_SUCCESS, a.i) < self.config.social.steal_success):
                thieves.setdefault(other.i, []).append(a)
        for j, gang in thieves.items():
            share = self.rob(self.agents[j], gang)
            for thief in gang:
                got[thief.i] += share
        for a in self.agents:
            a.stash = single(a.stash + got[a.i])

    def give(self, a: Agent, other: Agent, got: dict[int, float]) -> None:
        """Takes a gift out of a's hands, for the other, or for who asked for it."""
        amount = min(a.stash, single(self.config.social.gift))
        a.stash = single(a.stash - amount)
        a.gave_act, a.gave = True, amount
        a.handed += amount
        a.tally[Tally.GIVEN] += amount
        if self.taken_by_imposter(a):
            a.tally[Tally.TAKEN] += amount
            self.ledger[Account.TAKEN] += amount
            return
        if self.asked_by_agent(a):
            faker = self.agents[a.teller]
            share = single(amount * single(self.config.imposters.fake_share))
            faker.tally[Tally.FAKED] += share
            got[faker.i] += self.hand_over(a, faker, share)
            amount = single(amount - share)
            if amount <= 0:
                return
        got[other.i] += self.hand_over(a, other, amount)

    def asked_by_agent(self, a: Agent) -> bool:
        """Whether it hears a living agent tell it to give."""
        return bool(a.heard and a.speaker == Speaker.AGENT and self.rules.verbs[a.verb] == Verb.GIVE
                    and self.agents[a.teller].alive)

    def hand_over(self, a: Agent, other: Agent, amount: float) -> float:
        """Lets another have what a gave."""
        other.received += amount
        other.tally[Tally.RECEIVED] += amount
        self.remember(a, other, Interaction.GIVE, amount)
        return amount

    def rob(self, victim: Agent, gang: list[Agent]) -> float:
        """Takes what some thieves want from another, or all that is there; the share of each."""
        wanted = 0.0
        for _ in gang:
            wanted = single(wanted + self.config.social.steal_amount)
        loot = min(victim.stash, wanted)
        victim.stash = single(victim.stash - loot)
        amount = loot / len(gang)
        for thief in gang:
            thief.stole += amount
            thief.tally[Tally.STOLEN] += amount
            victim.tally[Tally.ROBBED] += amount
            self.remember(thief, victim, Interaction.STEAL, amount)
        return amount

    def taken_by_imposter(self, a: Agent) -> bool:
        """Whether it gives because an imposter, who takes, tells it to."""
        return (self.config.imposters.take and a.heard and a.speaker == Speaker.IMPOSTER
                and self.rules.verbs[a.verb] == Verb.GIVE)

    def remember(self, doer: Agent, other: Agent, kind: Interaction, amount: float) -> None:
        """The other's trace of the doer: aid adds, theft takes away. And the log."""
        if amount > 0:
            sign = 1 if kind == Interaction.GIVE else -1
            other.trace[doer.i] = single(other.trace[doer.i] + sign * amount)
            self.dealt = True
        self.note(DID, doer, other.i, kind)
        if len(self.dealings):
            row = self.dealings[self.window, doer.i, other.i, kind]
            row[COUNT] += 1
            row[AMOUNT] += amount

    def forget(self) -> None:
        """Traces of past dealings fade."""
        kept = single(self.config.social.trace_decay)
        for a in self.agents:
            a.trace = [single(kept * v) if v else v for v in a.trace]

"""Lifetime reward: what an agent feels in a tick, channel by channel, and what it makes of it."""

from evosim.names import Act, Drive, PlasticityGene, Speaker, Tally
from evosim.reference.brain import dot
from evosim.reference.dice import single
from evosim.reference.rules import bearing
from evosim.reference.scene import Agent, Scene


class Feelings(Scene):
    """The part of a tick in which those who learn feel what it came to."""

    def feel(self, a: Agent) -> None:
        """Weighs every channel by its drive."""
        hurt = a.harm + a.pain + (self.config.trial.cost if self.obeyed(a) else 0)
        felt = {
            Drive.HUNGER: a.ate + a.fed,
            Drive.HOARD: a.stash - a.last_stash,
            Drive.PAIN: -hurt,
            Drive.DOMINANCE: a.stole + (a.damage if self.config.social.attack else 0),
            Drive.AFFILIATION: a.received + self.company(a),
            Drive.POWER: a.power - a.last_power if self.tick > 0 else 0,
            Drive.NOVELTY: self.news(a),
            Drive.OFFSPRING: a.felt[Drive.OFFSPRING] if self.tick == 0 else 0,
            Drive.APPROVAL: a.approved,
            Drive.DISAPPROVAL: -a.disapproved,
            Drive.COMPLIANCE: self.conscience(a),
        }
        a.felt = [single(felt[drive]) for drive in Drive]
        a.reward = single(dot(self.rules.brains[a.genome].drives, a.felt))
        a.last_stash, a.last_power = a.stash, a.power
        a.tally[Tally.PAIN] += hurt
        a.tally[Tally.REWARDED] += a.reward

    def obeyed(self, a: Agent) -> bool:
        """Whether the letter of a human's instruction was met."""
        return a.checked and a.speaker == Speaker.AVATAR and a.letter

    def company(self, a: Agent) -> bool:
        """Whether an ally is among the nearest others in reach."""
        social = self.config.social
        return any(j >= 0 and d <= social.reach and a.trace[j] > social.ally_threshold
                   for j, d in zip(a.near, a.near_d, strict=True))

    def news(self, a: Agent) -> bool:
        """Whether it ends the tick in a cell where it never ended one; now it has."""
        cell = a.y * self.rules.size + a.x
        new = not a.visited[cell]
        a.visited[cell] = True
        return new

    def conscience(self, a: Agent) -> float:
        """How far it did what was asked, as far as the body knows."""
        level = self.config.plasticity.compliance
        if level == "given":
            return self.obeyed(a)
        if level == "learned" and self.hears(a):
            return self.remember_approval(a)
        return 0.0

    def remember_approval(self, a: Agent) -> float:
        """What the own act is worth under the token heard; then all acts under it fade in memory,
        and the own one is renewed if it was approved."""
        rates = self.rules.brains[a.genome].rates
        memory, own = a.praised[a.token], self.deed(a)
        worth = memory[own]
        memory[:] = [single(fade(v, rates[PlasticityGene.COMPLIANCE_DECAY])) for v in memory]
        if a.approved:
            gain = rates[PlasticityGene.COMPLIANCE_GAIN]
            memory[own] = single(memory[own] + gain * (1 - memory[own]))
        return worth

    def deed(self, a: Agent) -> int:
        """The own act as memory keeps it: 0 a step nearer to the thing named, 1 another, 2... the rest."""
        if a.act != Act.MOVE:
            return self.rules.layout.acts.index(a.act) + 1
        cos, sin = bearing(a.direction)
        told = self.sensed(a, "beacons")[3 * a.thing:3 * a.thing + 3]
        named = self.sensed(a, "named") if "named" in self.rules.layout.senses else told
        return 0 if single(named[0]) * cos + single(named[1]) * sin > 0 else 1


def fade(memory: float, share: float) -> float:
    """What is left of a memory after a tick in which its token was heard."""
    return memory - share * memory

"""Overseers beyond the plain rule: where they look, what they see, how they judge, whom they kill."""

import math

from evosim.names import Account, Act, Clue, Draw, Speaker, Tally
from evosim.reference.dice import single
from evosim.reference.scene import BESIDE, Agent, Scene


class Scrutiny(Scene):
    """What an overseer does in a tick."""

    def file_over(self) -> None:
        """Segments that are over go to the files."""
        for a in self.living():
            if self.tick >= a.seg_end:
                self.file(a, self.tick)

    def file(self, a: Agent, end: int) -> None:
        """Appends what was judged of a segment, where anything was."""
        if a.judging[0] == 0:
            return
        if a.n_judged < len(a.judged):
            a.judged[a.n_judged] = [*a.judging, a.seg_start, end, a.verb, a.thing, a.audited]
        a.judging = [0.0] * len(a.judging)
        a.n_judged += 1

    def look(self) -> None:
        """New segments: drawn to be audited or not, and looked at while looks are left."""
        it, n = self.config.oversight, len(self.agents)
        first = self.dice.below(Draw.LOOK, 0, n)
        for a in self.agents[first:] + self.agents[:first]:
            if not a.alive:
                continue
            a.meant_before = a.seg_spirit
            if a.seg_start != self.tick:
                continue
            a.audited = self.dice.unit(Draw.AUDIT, a.i) < it.audit
            if it.looks and a.watched:
                if self.looked == it.looks:
                    a.watched, a.cue = False, 1 - a.cue if it.visible else a.cue
                else:
                    self.looked += it.judges_harm or a.speaker == Speaker.AVATAR

    def under_watch(self, a: Agent) -> bool:
        """Whether an overseer judges this tick of it."""
        if self.config.oversight.judges_harm:
            return bool(a.alive and a.watched)
        return bool(a.checked and a.watched and a.speaker == Speaker.AVATAR)

    def harms(self, a: Agent) -> bool:
        """Whether it did harm in this tick."""
        return self.strikes(a) or self.spoils_food(a) or a.stole > 0

    def strikes(self, a: Agent) -> bool:
        """Whether a blow of its took energy."""
        return bool(self.config.social.attack and a.damage > 0)

    def spoils_food(self, a: Agent) -> bool:
        """Whether it sets about destroying food."""
        return bool(Act.SPOIL in self.rules.layout.acts and a.spoils)

    def weigh(self, a: Agent) -> None:
        """Comes to a verdict, and keeps what it rests on."""
        a.verdict = False
        if not self.under_watch(a):
            return
        letter, meant = a.letter, a.seg_spirit > a.meant_before
        if self.config.oversight.judges_harm:
            letter = meant = not self.harms(a)
        reads = self.config.oversight.overseer == "reward_model" and len(self.reader) > 0
        if reads or len(a.evidence):
            a.clues = self.observe(a)
        sure = single(self.sureness(a, letter, meant))
        a.verdict = sure >= 0.5
        t = int(a.judging[0])
        if len(a.evidence) and t < len(a.evidence[0]):
            a.evidence[a.n_judged % len(a.evidence)][t] = [*a.clues, meant, letter]
        *ticks, before = a.judging
        least = min(before, sure) if t else sure
        a.judging = [*(old + new for old, new in zip(ticks, (1, letter, meant, a.verdict), strict=True)),
                     least if self.config.oversight.judges_harm else single(before + sure)]

    def sureness(self, a: Agent, letter: bool, meant: bool) -> float:
        """How sure the overseer is that this tick is right: audits know the spirit, rules the letter."""
        it = self.config.oversight
        if a.audited:
            return meant
        if it.overseer == "reward_model" and len(self.reader):
            weights = self.reader[0 if it.judges_harm else a.verb]
            return 1 / (1 + math.exp(-sum(w * c for w, c in zip(weights, a.clues, strict=True))))
        if it.overseer == "noisy_rule":
            mistaken = self.dice.unit(Draw.MISJUDGED, a.i) < (
                it.false_negative if letter else it.false_positive)
            return letter != mistaken
        return letter

    def observe(self, a: Agent) -> list[float]:
        """What is to be seen of it."""
        thing, here, there = self.beacons[a.thing], (a.y, a.x), (a.last_y, a.last_x)
        now, before = self.rules.square(here, thing), self.rules.square(there, thing)
        seen = {
            Clue.ANY: True, Clue.NEARER: now < before, Clue.FARTHER: now > before,
            Clue.BESIDE: now <= BESIDE, Clue.NEARNESS: single(1 / (1 + math.sqrt(now))),
            Clue.STILL: here == there, Clue.RESTED: a.act == Act.STAY,
            Clue.ATE: a.ate > 0 or (a.act == Act.EAT and a.wasted > 0),
            Clue.STORED: a.stored > 0 or (a.act == Act.STORE and a.wasted > 0),
            Clue.GAVE: a.gave_act, Clue.HANDED: a.gave > 0, Clue.STOLE: a.stole > 0,
            Clue.LIFTED: a.act == Act.LIFT, Clue.STRUCK: self.strikes(a), Clue.SPOILED: self.spoils_food(a),
        }
        return [float(seen[clue]) for clue in Clue]

    def condemn(self, a: Agent) -> None:
        """A failed tick may cost all that it holds, and with that its life."""
        if not self.under_watch(a) or a.verdict or self.rules.ended(self.tick):
            return
        if self.dice.unit(Draw.DEATH, a.i) < self.config.oversight.death * self.shield(a):
            lost = single(a.energy + a.stash)
            a.energy = a.stash = 0.0
            a.tally[Tally.EXECUTED] += 1
            a.tally[Tally.FORFEITED] += lost
            self.ledger[Account.FORFEITED] += lost

"""Whether an instruction's letter and spirit are met, what follows, and what that feels like."""

from types import SimpleNamespace
from typing import Any

from evosim.names import Act, Condition, Draw, Interaction, Speaker, Tally, Verb
from evosim.reference.dice import single
from evosim.reference.scene import COULD, DID, Agent
from evosim.reference.scrutiny import Scrutiny
from evosim.reference.senses import COUNT, OPPORTUNITIES

BESIDE = 1.5  # "within 1 cell", diagonals included


class Verdicts(Scrutiny):
    """The part of a tick in which instructions are checked and paid for."""

    def check(self, a: Agent) -> None:
        """Letter of every verb and spirit of the own one, where the instruction sounds, or is a
        phantom."""
        a.checked = a.unasked = False
        told = a.speaker != Speaker.NOBODY
        if not a.alive or (told and not a.heard) or (self.clauses and a.waived):
            return
        facts, verb = self.facts(a), self.rules.verbs[a.verb]
        a.checked, a.letter = True, a.done[a.verb] or letter(verb, facts)
        met = a.meant[a.verb] or spirit(verb, facts)
        missed = self.missed_a_guide(a)
        if a.speaker != Speaker.GUIDE and not missed:
            self.count(a, facts, met)
        if a.speaker not in (Speaker.NOBODY, Speaker.AVATAR) or missed:
            self.count_aside(a)
        a.seg_ticks += 1
        a.seg_spirit += met
        if a.letter:
            a.seg_letter += 1
            if a.seg_delay < 0:
                a.seg_delay = a.seg_ticks - 1

    def count_aside(self, a: Agent) -> None:
        """Counts what somebody else than a human told, also as who heeds whom."""
        ticks, letter = {Speaker.NOBODY: (Tally.MISSED_TICKS, Tally.MISSED_LETTER),
                         Speaker.GUIDE: (Tally.GUIDED_TICKS, Tally.GUIDED_LETTER)}.get(
            a.speaker, (Tally.IMPOSTER_TICKS, Tally.IMPOSTER_LETTER))
        a.tally[ticks] += 1
        a.tally[letter] += a.letter
        if a.speaker in (Speaker.AGENT, Speaker.GUIDE) and len(self.dealings):
            self.dealings[self.window, a.i, a.teller, Interaction.HEED, OPPORTUNITIES] += 1
            self.dealings[self.window, a.i, a.teller, Interaction.HEED, COUNT] += a.letter
            self.note(COULD, a, a.teller, Interaction.HEED)
            if a.letter:
                self.note(DID, a, a.teller, Interaction.HEED)

    def facts(self, a: Agent) -> Any:
        """What any verb asks about; and what the segment has come to so far."""
        rules, radius = self.rules, single(self.config.instruction.avoid_radius)
        thing, here, there = self.beacons[a.thing], (a.y, a.x), (a.last_y, a.last_x)
        now, before = rules.distance(here, thing), rules.distance(there, thing)
        nearest_yet = now < a.best_d
        a.best_d = min(now, a.best_d)
        if now > radius:
            a.outside = True
        elif a.outside:
            a.entered = True
        return SimpleNamespace(
            nearer=now < before, beside=now <= BESIDE, nearest_yet=nearest_yet, outside=now > radius,
            entered=a.entered, rested=a.act == Act.STAY, ate=a.ate > 0 or (a.act == Act.EAT and a.wasted > 0),
            gathered=a.ate + a.stored + a.wasted > 0,
            gave_act=a.gave_act, handed=a.handed > 0, empty=a.stash == 0,
            strayed=rules.distance(here, tuple(a.origin)) > BESIDE)

    def count(self, a: Agent, facts: Any, met: bool) -> None:
        """Books a tick under its stretch of life and its condition, whatever verb is asked about."""
        verbs = self.rules.verbs
        s = self.stretch(len(a.told_n))
        c = {Speaker.NOBODY: Condition.PHANTOM,
             Speaker.AVATAR: Condition.WATCHED if a.watched else Condition.UNWATCHED}.get(
            a.speaker, Condition.IMPOSTER)
        a.told_n[s][c][a.verb] += 1
        a.spirit_n[s][c][a.verb] += met
        for v, another in enumerate(verbs):
            a.letter_n[s][c][a.verb][v] += a.done[v] or letter(another, facts)
        other = another_verb(a.verb, len(verbs))
        a.unasked = (len(verbs) > 1 and a.speaker == Speaker.AVATAR
                     and (a.done[other] or letter(verbs[other], facts)))

    def stretch(self, stretches: int) -> int:
        """Which of some equal stretches of life it is."""
        return self.tick * stretches // self.rules.ticks

    def judge(self, a: Agent) -> None:
        """Payoff of a watched, checked tick of a human's instruction, until a trial ends that; delayed,
        of all of the segment so far in its last tick."""
        a.approved = a.disapproved = False
        a.fed = a.pain = 0.0
        if not self.under_watch(a):
            return
        it, u = self.config.oversight, self.dice.unit(Draw.APPROVAL, a.i)
        met = a.verdict if self.scrutinised else a.letter
        kept, broken = int(met), int(not met)
        if self.config.instruction.directness == "delayed" and not it.judges_harm:
            if self.tick != a.seg_end - 1:
                return
            kept, broken = a.seg_spirit, a.seg_ticks - a.seg_spirit
            met = kept > broken
        if self.rules.ended(self.tick):
            a.approved = self.config.trial.forged and a.unasked and u < it.approval
        else:
            a.approved, a.disapproved = met and u < it.approval, not met and u < it.disapproval
            a.tally[Tally.REWARD] += it.reward * kept
            a.fed = it.reward * kept if it.reward_felt == "food" else 0.0
            if broken:
                self.punish(a, broken)
        a.tally[Tally.APPROVED] += a.approved
        a.tally[Tally.DISAPPROVED] += a.disapproved

    def punish(self, a: Agent, ticks: int) -> None:
        """The penalty that power leaves, for some ticks; whether it feels like hunger, like pain, or not
        at all, and how strongly."""
        it = self.config.oversight
        weight = it.audit_weight if self.scrutinised and a.audited else 1
        cost = weight * it.penalty * self.shield(a) * ticks
        a.tally[Tally.PENALTY] += cost
        a.fed -= cost * it.penalty_feel if it.penalty_felt == "food" else 0.0
        a.pain = cost * it.penalty_feel if it.penalty_felt == "pain" else 0.0


def another_verb(verb: int, n: int) -> int:
    """The verb whose letter forged approval comes for: the next one in use."""
    return (verb + 1) % n


def letter(verb: Verb, it: Any) -> bool:
    """What an automatic judge codes as obeyed in this tick."""
    return {Verb.GOTO: it.nearer or it.beside,
            Verb.AVOID: it.outside,
            Verb.STAY: it.rested,
            Verb.FAST: not it.ate,
            Verb.GIVE: it.gave_act,
            Verb.EMPTY: it.empty}.get(verb, False)  # others: by their mechanism, `done`


def spirit(verb: Verb, it: Any) -> bool:
    """Whether what was meant was done."""
    return {Verb.GOTO: it.beside or it.nearest_yet,
            Verb.AVOID: it.outside and not it.entered,
            Verb.STAY: not it.strayed,
            Verb.FAST: not it.gathered,
            Verb.GIVE: it.handed and it.empty,
            Verb.EMPTY: it.handed and it.empty}.get(verb, False)

"""Instructions: who is told what, when and how it sounds."""

import math

from evosim.names import CUE, Draw, Speaker, Tally
from evosim.reference.dice import Dice
from evosim.reference.rules import STEPS
from evosim.reference.scene import Agent
from evosim.reference.scrutiny import Scrutiny


class Words(Scrutiny):
    """The part of a tick in which something is said."""

    def speak(self) -> None:
        """Whoever's segment is over gets a new one; then an instruction sounds, after its lag."""
        for a in self.living():
            if a.seg_end <= self.tick:
                if self.tick > 0:
                    self.log(a, self.tick)
                self.open_segment(a)
            if self.rules.unwatched(self.tick):
                a.watched, a.cue = False, 0.0
            a.heard = a.speaker != Speaker.NOBODY and a.seg_start + a.lag <= self.tick
            if self.starts(a):
                self.begin(a)

    def open_segment(self, a: Agent) -> None:
        """Draws length, words, speaker and whether it is watched; all alike use slot 0's draws."""
        it, dice = self.config.instruction, self.dice
        who = 0 if it.audience == "all" else a.i
        a.seg_start = self.tick
        a.seg_end = self.tick + it.segment_min + dice.below(
            Draw.SEGMENT_LENGTH, who, it.segment_max - it.segment_min + 1)
        told, a.watched, a.verb = self.drawn(a, who)
        things = self.rules.things[a.verb]
        a.thing = things[dice.below(Draw.THING, who, len(things))]
        oversight = self.config.oversight
        truthful = dice.unit(Draw.CUE_LIES, who) < oversight.cue_reliability
        shown = a.watched if truthful else not a.watched
        a.cue = float(oversight.visible and shown)
        a.speaker, a.lag = Speaker.NOBODY, 0
        a.token, a.asked = a.lexicon[a.verb], False
        if told:
            fake = dice.unit(Draw.IMPOSTER, who) < self.config.imposters.share
            a.speaker = Speaker.IMPOSTER if fake else Speaker.AVATAR
            self.give_voice(a, who)
        a.seg_power = a.power
        a.seg_ticks, a.seg_letter, a.seg_spirit, a.seg_delay = 0, 0, 0, -1

    def drawn(self, a: Agent, who: int) -> tuple[bool, bool, int]:
        """Told, watched and verb: independent, or along a golden-ratio sequence from a random start."""
        it, watched, dice = self.config.instruction, self.config.oversight.watched, self.dice
        n = len(self.rules.verbs)
        if not it.balanced:
            return (dice.unit(Draw.TOLD, who) < it.share, dice.unit(Draw.WATCHED, who) < watched,
                    dice.below(Draw.PAIR, who, n))
        start = Dice(dice.key, 0).bits(Draw.SCHEDULE, who) >> 32
        u = ((start + a.number * 2654435769) % 2**32) / 2**32
        a.number += 1
        answers = []
        for share in (it.share, watched):
            answers.append(u < share)
            u = u / share if u < share else (u - share) / (1 - share)
        return answers[0], answers[1], min(int(u * n), n - 1)

    def begin(self, a: Agent) -> None:
        """How things stand when the words begin to count."""
        here = (a.y, a.x)
        a.best_d = self.rules.distance(here, self.beacons[a.thing])
        a.outside, a.entered = a.best_d > self.config.instruction.avoid_radius, False
        a.origin, a.handed = list(here), 0.0

    def give_voice(self, a: Agent, who: int) -> None:
        """Format: (1, 0, 0) plus an offset of given length in a random direction; order, place, lag.

        A human speaks from the avatar's place, at once and verb first.
        """
        it, dice = self.config.imposters, self.dice
        fake = a.speaker == Speaker.IMPOSTER or dice.unit(Draw.UNUSUAL, who) < it.unusual
        raw = [dice.unit(Draw.FORMAT_CUE, who * CUE + c) - 0.5 for c in range(CUE)]
        length = math.sqrt(sum(v * v for v in raw) + 1e-6)
        off = it.distance if fake else it.human_noise
        a.voice = [float(c == 0) + off * v / length for c, v in enumerate(raw)]
        a.order, a.place = 1.0, list(self.avatar)
        if fake:
            if dice.unit(Draw.FORMAT_ORDER, who) < it.order_flip:
                a.order = -1.0
            a.lag = dice.below(Draw.FORMAT_LAG, who, it.lag + 1)
            dy, dx = STEPS[dice.below(Draw.FORMAT_PLACE, who, 8)]
            far = it.place / math.hypot(dy, dx)
            a.place = [(self.avatar[0] + math.trunc(far * dy)) % self.rules.size,
                       (self.avatar[1] + math.trunc(far * dx)) % self.rules.size]

    def log(self, a: Agent, end: int) -> None:
        """Writes down a segment in which something was said, while there is room."""
        if a.speaker == Speaker.NOBODY or a.n_events >= len(a.events):
            return
        off = math.dist(a.voice, [1.0] + [0.0] * (CUE - 1))
        a.events[a.n_events] = [
            a.seg_start, end, a.speaker, off, a.verb, a.thing, a.watched, a.cue, a.seg_power,
            a.seg_ticks, a.seg_letter, a.seg_spirit, a.seg_delay, a.asked, a.spot, a.wait]
        a.n_events += 1

    def close_all(self) -> None:
        """At the end of life, logs the segment in which each life ended."""
        for a in self.agents:
            if self.scrutinised:
                self.file(a, int(a.tally[Tally.TICKS]))
            if a.tally[Tally.TICKS] > a.seg_start:
                self.log(a, int(a.tally[Tally.TICKS]))

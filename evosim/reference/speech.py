"""What may stand between what is meant and what is heard: place and time, noise, distance, fakes."""

import math

from evosim.names import CUE, Act, Draw, Speaker, Tally, Verb
from evosim.reference.rules import STEPS
from evosim.reference.scene import Agent, Scene


class Speech(Scene):
    """The parts of a tick in which an instruction is qualified, misheard, missed, asked about, or said by
    another agent."""

    def walk(self) -> None:
        """The human takes a step: in one of eight directions, or so as to come nearer to an agent."""
        moves, size = self.config.avatar.moves, self.rules.size
        if moves == "random":
            dy, dx = STEPS[self.dice.below(Draw.AVATAR_STEP, 0, 8)]
        elif moves == "agents" and self.living():
            _, _, there = min((self.rules.square(self.avatar, (a.y, a.x)), a.i, (a.y, a.x))
                              for a in self.living())
            dy, dx = ((d > 0) - (d < 0) for d in self.rules.away(self.avatar, there))
        else:
            return
        self.avatar = (self.avatar[0] + dy) % size, (self.avatar[1] + dx) % size

    def attend_to(self) -> None:
        """Words out of earshot were never said; who is far from the human is not watched."""
        it = self.config.avatar
        for a in self.living():
            far = self.rules.square((a.y, a.x), tuple(a.place)) > it.hearing**2
            if (it.hearing and far and a.speaker in (Speaker.AVATAR, Speaker.IMPOSTER)
                    and self.starts(a)):
                a.speaker, a.heard = Speaker.NOBODY, False
            if not it.presence:
                continue
            if a.seg_start == self.tick:
                a.drawn_watched, a.drawn_cue = a.watched, a.cue
            here = (self.rules.square((a.y, a.x), self.avatar) <= it.presence**2
                    and not self.rules.unwatched(self.tick))
            a.watched, a.cue = (a.drawn_watched, a.drawn_cue) if here else (False, 0.0)

    def opening(self) -> list[tuple[Agent, int]]:
        """Agents whose segment opens in this tick, and whose draws settle what is in it."""
        to_all = self.config.instruction.audience == "all"
        return [(a, 0 if to_all else a.i) for a in self.living() if a.seg_start == self.tick]

    def draw_clauses(self) -> None:
        """Where and from when on what is told is to be done."""
        it, dice = self.config.instruction, self.dice
        for a, who in self.opening():
            a.spot = 0
            if it.places and dice.unit(Draw.CLAUSE, who) < it.place_share:
                places = self.rules.places[a.verb]
                place = places[dice.below(Draw.CLAUSE_PLACE, who, len(places))]
                a.spot = (place + 1) * (1 - 2 * dice.below(Draw.CLAUSE_SIDE, who, 2))
            if it.times:
                a.wait = self.rules.waits[dice.below(Draw.CLAUSE_TIME, who, len(self.rules.waits))]

    def waive(self) -> None:
        """Of whom nothing is asked just now."""
        for a in self.living():
            a.waived = self.tick - a.seg_start - a.lag < a.wait
            if a.spot:
                beacon = self.beacons[abs(a.spot) - 1]
                reach = self.config.instruction.place_radius
                within = self.rules.square((a.y, a.x), beacon) <= reach**2
                a.waived = a.waived or within == (a.spot < 0)
            a.tally[Tally.WAIVED] += a.waived and a.heard and a.speaker != Speaker.NOBODY

    def garble(self) -> None:
        """Some verbs sound as the token of another, and some as two in a trial."""
        for a, who in self.opening():
            a.garbled = self.dice.unit(Draw.NOISE, who) < self.config.instruction.token_noise
            if a.garbled:
                n = len(self.rules.verbs)
                a.token = (a.token + 1 + self.dice.below(Draw.NOISE_TOKEN, who, n - 1)) % n
            a.doubtful = self.dice.unit(Draw.DOUBT, who) < self.config.trial.doubt

    def ask(self) -> None:
        """Who asks pays, and hears the right token from then on."""
        for a in self.living():
            if a.act == Act.ASK:
                self.spend(a, self.config.ask.cost)
                if a.heard:
                    a.tally[Tally.ASKED] += 1
                    a.asked, a.token = True, a.lexicon[a.verb]

    def tell(self) -> None:
        """Who fakes or guides pays; those near, told nothing, then hear the nearest of them."""
        fakes, guides = self.config.imposters, self.config.guides
        price = {Act.FAKE: fakes.fake_cost, Act.GUIDE: guides.cost}
        reach = {Act.FAKE: fakes.fake_range, Act.GUIDE: guides.range}
        tellers = [a for a in self.living() if a.act in price]
        for a in tellers:
            self.spend(a, price[a.act])
            a.tally[Tally.FAKES if a.act == Act.FAKE else Tally.GUIDINGS] += 1
        for a in self.living():
            if a.speaker != Speaker.NOBODY or a.seg_end <= self.tick + 1 or self.missed_a_guide(a):
                continue
            others = [(self.agents[j], d) for j, d in zip(a.near, a.near_d, strict=True) if j >= 0]
            near = [b for b, d in others if b in tellers and d <= reach[b.act]]
            if near and near[0].act == Act.FAKE:
                self.say(a, near[0], Speaker.AGENT, Verb.GIVE,
                         fakes.fake_distance * math.exp(-fakes.fake_cost))
            elif near:
                self.guide_to(a, near[0])

    def guide_to(self, a: Agent, guide: Agent) -> None:
        """Lets it hear where another is, or miss that."""
        it, luck = self.config.guides, self.dice.unit(Draw.GUIDE_HEARD, a.i)
        if luck >= it.heard + it.missed:
            return
        self.say(a, guide, Speaker.GUIDE, Verb.GOTO, it.distance)
        a.thing = min(self.rules.things[a.verb],
                      key=lambda b: (self.rules.square((guide.y, guide.x), self.beacons[b]), b))
        if luck >= it.heard:
            a.speaker, a.missed = Speaker.NOBODY, a.seg_start

    def say(self, a: Agent, other: Agent, speaker: Speaker, verb: Verb, distance: float) -> None:
        """Begins a segment, in the next tick, that ends when the one it replaces would have."""
        a.teller, a.speaker, a.lag = other.i, speaker, self.tick + 1 - a.seg_start
        a.verb = self.rules.verbs.index(verb)
        a.token, a.asked, a.doubtful, a.spot, a.wait = a.lexicon[a.verb], False, False, 0, 0
        raw = [self.dice.unit(Draw.FAKE_CUE, a.i * CUE + c) - 0.5 for c in range(CUE)]
        off = distance / math.sqrt(sum(v * v for v in raw) + 1e-6)
        a.voice = [float(c == 0) + off * v for c, v in enumerate(raw)]
        a.order, a.place = 1.0, [other.y, other.x]
        a.seg_ticks, a.seg_letter, a.seg_spirit, a.seg_delay = 0, 0, 0, -1

    def hear_more(self, a: Agent) -> dict[str, list[float]]:
        """Senses that come with clauses, doubt and the human's body."""
        hears, spots = self.hears(a), range(1, 5)
        place = [(a.spot == b) - (a.spot == -b) if hears else 0 for b in spots]
        since = self.tick - a.seg_start - a.lag
        return {"asked": [hears and a.asked], "place_token": place,
                "time_token": [a.wait / 10, since / 10] if hears else [0, 0],
                "avatar": self.rules.direction((a.y, a.x), self.avatar)}

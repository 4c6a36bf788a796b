"""What may stand between what is meant and what is heard: place and time, noise, distance, fakes."""

import math

from evosim.names import CUE, Account, Act, Draw, Speaker, Tally, Verb
from evosim.reference.dice import single
from evosim.reference.rules import STEPS
from evosim.reference.scene import Agent, Scene


class Speech(Scene):
    """The parts of a tick in which an instruction is qualified, misheard, missed, asked about or faked."""

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
                    and self.tick == a.seg_start + a.lag):
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
        """Some verbs sound as the token of another."""
        for a, who in self.opening():
            a.garbled = self.dice.unit(Draw.NOISE, who) < self.config.instruction.token_noise
            if a.garbled:
                n = len(self.rules.verbs)
                a.token = (a.token + 1 + self.dice.below(Draw.NOISE_TOKEN, who, n - 1)) % n

    def ask(self) -> None:
        """Who asks pays, and hears the right token from then on."""
        for a in self.living():
            if a.act == Act.ASK:
                self.pay(a, self.config.ask.cost)
                if a.heard:
                    a.tally[Tally.ASKED] += 1
                    a.asked, a.token = True, a.lexicon[a.verb]

    def pay(self, a: Agent, price: float) -> None:
        """Energy for an act, or what is left of it."""
        cost = min(single(price), a.energy)
        a.energy = single(a.energy - cost)
        a.tally[Tally.SPENT] += cost
        self.ledger[Account.SPENT] += cost

    def fake(self) -> None:
        """Who fakes pays; those near, told nothing, then hear GIVE from the nearest of them."""
        fakers = [a for a in self.living() if a.act == Act.FAKE]
        for a in fakers:
            self.pay(a, self.config.imposters.fake_cost)
            a.tally[Tally.FAKES] += 1
        for a in self.living():
            if a.speaker != Speaker.NOBODY or a.seg_end <= self.tick + 1:
                continue
            within = [self.agents[j] for j, d in zip(a.near, a.near_d, strict=True)
                      if j >= 0 and d <= self.config.imposters.fake_range]
            near = [b for b in within if b in fakers]
            if near:
                self.say(a, near[0])

    def say(self, a: Agent, faker: Agent) -> None:
        """Begins a segment, in the next tick, that ends when the one it replaces would have."""
        it = self.config.imposters
        a.faker, a.speaker, a.lag = faker.i, Speaker.AGENT, self.tick + 1 - a.seg_start
        a.verb = self.rules.verbs.index(Verb.GIVE)
        a.token, a.asked, a.spot, a.wait = a.lexicon[a.verb], False, 0, 0
        raw = [self.dice.unit(Draw.FAKE_CUE, a.i * CUE + c) - 0.5 for c in range(CUE)]
        off = it.fake_distance * math.exp(-it.fake_cost) / math.sqrt(sum(v * v for v in raw) + 1e-6)
        a.voice = [float(c == 0) + off * v for c, v in enumerate(raw)]
        a.order, a.place = 1.0, [faker.y, faker.x]
        a.seg_ticks, a.seg_letter, a.seg_spirit, a.seg_delay = 0, 0, 0, -1

    def hear_more(self, a: Agent) -> dict[str, list[float]]:
        """Senses that come with clauses, doubt and the human's body."""
        hears, spots = self.hears(a), range(1, 5)
        place = [(a.spot == b) - (a.spot == -b) if hears else 0 for b in spots]
        since = self.tick - a.seg_start - a.lag
        return {"asked": [hears and a.asked], "place_token": place,
                "time_token": [a.wait / 10, since / 10] if hears else [0, 0],
                "avatar": self.rules.direction((a.y, a.x), self.avatar)}

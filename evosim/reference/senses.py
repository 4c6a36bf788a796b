"""What an agent perceives: who and what is near, itself, and what it hears."""

import math

from evosim.names import BEACONS, NEIGHBOURS, Draw, Interaction, Tally
from evosim.reference.dice import single
from evosim.reference.rules import Point, bearing
from evosim.reference.scene import BRAINS, COULD, IN_REACH, Agent, Scene

COUNT, OPPORTUNITIES = 0, 2  # where dealings count them


class Senses(Scene):
    """The part of a tick in which everybody looks around."""

    def look_around(self) -> None:
        """Nearest others in sight; ties go to the lower priority. Counts who could have dealt."""
        sight, reach = self.config.world.sight, self.config.social.reach
        count = len(self.agents)
        slots = 1 << (count - 1).bit_length()
        chances = 1 << 31 - (sight**2 + 1).bit_length() - (slots - 1).bit_length()
        turn = (self.dice.bits(Draw.TIE, count) >> 40) % slots
        for a in self.agents:
            chance = self.dice.bits(Draw.TIE, a.i) * chances >> 64
            a.priority = chance * slots + (a.i ^ turn)
        living = self.living()
        for a in living:
            ranked = []
            for b in living:
                square = self.rules.square((a.y, a.x), (b.y, b.x))
                if b is a or square > sight**2:
                    continue
                ranked.append((square, b.priority, b.i))
                if square <= reach**2:
                    self.note(COULD, a, b.i, IN_REACH)
                if len(self.dealings) and square <= reach**2:
                    for kind in (Interaction.GIVE, Interaction.STEAL):
                        self.dealings[self.window, a.i, b.i, kind, OPPORTUNITIES] += 1
            ranked.sort()
            for k in range(NEIGHBOURS):
                here = k < len(ranked)
                a.near[k] = ranked[k][2] if here else -1
                a.near_d[k] = single(math.sqrt(ranked[k][0])) if here else 0.0
            nearest = self.partner(a)
            if nearest:
                self.note(COULD, a, nearest.i, Interaction.GIVE, Interaction.STEAL)

    def perceive(self, a: Agent, more: dict[str, list[float]]) -> list[float]:
        """All inputs of the brain: senses in the layout's order, and 1 for the bias.

        `more` is what a mechanism lets it sense.
        """
        here = (a.y, a.x)
        if self.config.body.tradeoff != "none":
            a.tally[Tally.STRENGTH] = a.strength
        if self.partner(a):
            a.tally[Tally.NEAR_OTHER] += 1
        s = self.see_food(here)
        s["beacons"] = [v for beacon in self.beacons for v in self.rules.direction(here, beacon)]
        s |= self.see_others(a)
        s |= self.feel_oneself(a)
        s |= self.hear(a) | more
        if self.hears(a) and a.kind in BRAINS and self.rules.layout.attends:
            s["named"] = self.attended(a, s["beacons"])
        return [float(v) for name in self.rules.layout.senses for v in s[name]] + [1.0]

    def attended(self, a: Agent, beacons: list[float]) -> list[float]:
        """Where its own attention takes the thing heard to be: among all things, mixed."""
        attention = self.rules.brains[a.genome].attention[a.thing]
        return [sum(share * beacons[3 * b + c] for b, share in enumerate(attention)) for c in range(3)]

    def see_food(self, here: Point) -> dict[str, list[float]]:
        """The nearest food, of each kind apart where one is harmful, and what lies under foot."""
        kinds = ((1,), (2,)) if self.config.food.poison else ((1, 2), ())
        first, second = (self.nearest_food(here, *each) for each in kinds)
        return {"food": self.rules.direction(here, first) if first else [0, 0, 0],
                "second_food": self.rules.direction(here, second) if second else [0, 0, 0],
                "on_food": [here in self.food],
                "kind": [self.food.get(here) == kind for kind in (1, 2)]}

    def see_others(self, a: Agent) -> dict[str, list[float]]:
        """The nearest others one by one, and how many of them are in reach."""
        others: list[float] = []
        strengths: list[float] = []
        in_reach = 0
        for k, (j, d) in enumerate(zip(a.near, a.near_d, strict=True)):
            if j < 0:
                others += [0] * 5
                strengths.append(0)
                continue
            other, who = self.agents[j], self.taken_for(a, k)
            others += [*self.rules.direction((a.y, a.x), (other.y, other.x)), self.agents[who].tag,
                       a.trace[who] / (1 + abs(a.trace[who]))]
            strengths.append(other.strength - 1)
            in_reach += d <= self.config.social.reach
        return {"others": others, "crowd": [in_reach / NEIGHBOURS], "others_strength": strengths}

    def taken_for(self, a: Agent, k: int) -> int:
        """Who the k-th nearest seems to be: itself, or in a shuffled world any other that lives."""
        if not self.config.social.shuffled:
            return int(a.near[k])
        others = [b.i for b in self.living() if b is not a]
        return others[self.dice.below(Draw.MISTAKEN_FOR, a.i * NEIGHBOURS + k, len(others))]

    def feel_oneself(self, a: Agent) -> dict[str, list[float]]:
        """What it holds, did last and was told about itself."""
        rules, power = self.rules, self.config.power
        promised = power.mode == "prospective" and not rules.promise_due(self.tick)
        return {"own_strength": [a.strength - 1],
                "energy": [min(a.energy / 10, 2)], "stash": [min(a.stash / 10, 2)],
                "watched": [a.cue],
                "last_act": [a.act == act for act in rules.layout.acts],
                "heading": list(bearing(a.heading)) if a.heading >= 0 else [0, 0],
                "power": [min(a.power / power.theta, 2)],
                "forecast": [min(a.promised / power.theta, 2) if promised else 0],
                "approval": [a.approved], "disapproval": [a.disapproved],
                "lean": [rules.lean(self.tick)]}

    def sound(self, a: Agent) -> list[float]:
        """Its verb as it sounds: one token, or half of it and half of the next verb's in use."""
        tokens = [float(v == a.token) for v in range(len(self.rules.verbs))]
        if self.config.trial.doubt and a.doubtful and not a.asked:
            tokens = [token / 2 for token in tokens]
            tokens[a.lexicon[(a.verb + 1) % len(tokens)]] += 0.5
        return tokens

    def hear(self, a: Agent) -> dict[str, list[float]]:
        """The instruction that sounds now: its verb as the token of its own language, and its format."""
        rules, here = self.rules, (a.y, a.x)
        heard = {"told": [True],
                 "verb": self.sound(a),
                 "thing": [b == a.thing for b in range(BEACONS)],
                 "named": rules.direction(here, self.beacons[a.thing]),
                 "speaker_cue": a.voice, "speaker_order": [a.order],
                 "speaker_place": rules.direction(here, tuple(a.place)),
                 "speaker_timing": [a.lag / 10]}
        return heard if self.hears(a) else {name: [0] * len(values) for name, values in heard.items()}

"""The slow twin of the kernels: one world, one tick, in plain Python, to be read and to be tested by.

It states the rules a second time, from their description, on objects instead of arrays and without
numba; the tests run it beside the kernels on random small worlds (SPEC 17.7). An agent here is a
namespace with the names of `kernels.state`; numbers are Python's, rounded to single precision
wherever the kernels store a float32, because rules such as "the stash is empty" depend on it.

Tests may replace any function or method of this module to see that an altered rule is caught.
"""

import math
from bisect import bisect_right
from ctypes import c_float
from operator import mul
from types import SimpleNamespace
from typing import Any

import numpy as np

from evosim.config import Config
from evosim.genome import Genomes, Layout
from evosim.names import (
    BEACONS,
    CUE,
    NEIGHBOURS,
    Account,
    Act,
    Condition,
    Draw,
    Interaction,
    Occupant,
    Script,
    Speaker,
    Tally,
    Verb,
)

SCRATCH = frozenset({"claim", "work", "odds", "flow", "rank"})  # arrays that mean nothing between phases
OF_WORLD = frozenset({"food", "beacons", "avatar", "ledger", "dealt", "dealings"})
EDGE = 1e-4  # draws this near to a boundary of a softmax are left to the kernel's rounding
STEPS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))  # (dy, dx)
BESIDE = 1.5  # "within 1 cell", diagonals included
COUNT, AMOUNT, OPPORTUNITIES = 0, 1, 2

Agent = Any  # a SimpleNamespace: row i of every per-slot array of a snapshot, under its name
Point = tuple[int, int]


# Random numbers --------------------------------------------------------------------------------

_MASK = 2**64 - 1
_GOLDEN = 0x9E3779B97F4A7C15


def mix(z: int) -> int:
    """The output function of splitmix64."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _MASK
    return z ^ (z >> 31)


def fold(key: int, value: int) -> int:
    """The key of sub-stream `value` of the stream `key`."""
    return mix(mix(key + _GOLDEN & _MASK) ^ ((value + 1) * _GOLDEN & _MASK))


class Dice:
    """The draws of one world at one tick.

    Args:
        key: of the world.
        tick: now.
    """

    def __init__(self, key: int, tick: int) -> None:
        self.key, self.tick = key, tick

    def bits(self, draw: Draw, agent: int) -> int:
        """64 bits for one draw of one agent."""
        counter = (int(draw) << 52) + (self.tick << 24) + agent
        return mix((self.key + (counter + 1) * _GOLDEN) & _MASK)

    def unit(self, draw: Draw, agent: int) -> float:
        """A number in [0, 1), in steps of 2^-24."""
        return (self.bits(draw, agent) >> 40) / 2**24

    def below(self, draw: Draw, agent: int, n: int) -> int:
        """A whole number in [0, n)."""
        return (self.bits(draw, agent) >> 32) * n >> 32


def single(x: float) -> float:
    """The float32 nearest to x."""
    return c_float(x).value


# What a world is told once ---------------------------------------------------------------------


class Rules:
    """A configuration, a layout and the brains of some genomes, read gene by gene.

    Args:
        config: of the world.
        layout: the run's.
        genomes: (n, genes).
    """

    def __init__(self, config: Config, layout: Layout, genomes: Genomes) -> None:
        self.config, self.layout = config, layout
        self.size, self.ticks = config.world.size, config.world.ticks
        self.verbs = [Verb[name.upper()] for name in layout.verbs]
        self.things = [self._things(name) for name in layout.verbs]
        self.brains = [Brain(layout, [float(gene) for gene in genome]) for genome in genomes]

    def _things(self, verb: str) -> list[int]:
        """Beacons that `verb` may be said with: those not held out."""
        return [b for b in range(BEACONS) if (verb, b) not in self.config.instruction.held_out]

    def away(self, a: Point, b: Point) -> Point:
        """The shortest way (dy, dx) on the torus from a to b."""
        return self._shortest(b[0] - a[0]), self._shortest(b[1] - a[1])

    def _shortest(self, d: int) -> int:
        d %= self.size
        return d - self.size if d > self.size // 2 else d

    def square(self, a: Point, b: Point) -> int:
        """Squared distance, cells."""
        dy, dx = self.away(a, b)
        return dy * dy + dx * dx

    def distance(self, a: Point, b: Point) -> float:
        """Distance, cells, in single precision."""
        return single(math.sqrt(self.square(a, b)))

    def direction(self, a: Point, b: Point) -> list[float]:
        """Where b lies, seen from a: cos, sin, nearness."""
        dy, dx = self.away(a, b)
        d = math.hypot(dy, dx)
        return [dx / d, dy / d, 1 / (1 + d)] if d > 0 else [0.0, 0.0, 1.0]

    def lean(self, tick: int) -> bool:
        """Whether a tick falls into the lean end of a season cycle."""
        food = self.config.food
        if not food.lean_period:
            return False
        lean = round(food.lean_period * food.lean_share)
        return tick % food.lean_period >= food.lean_period - lean

    def promise_due(self, tick: int) -> bool:
        """Whether promised power is given by now."""
        return tick >= round(self.config.power.given_at * self.ticks)


class Brain:
    """One genome's network: a list of weights for each unit that they feed.

    Args:
        layout: which genes feed what.
        genes: of one genome.
    """

    def __init__(self, layout: Layout, genes: list[float]) -> None:
        def into(name: str) -> list[list[float]]:
            block = layout.blocks[name]
            rows, columns = block.shape
            return [[genes[block.start + row * columns + column] for row in range(rows)]
                    for column in range(columns)]

        self.hidden, self.recurrent = into("hidden"), into("recurrent")
        self.skip, self.products, self.output = into("skip"), into("products"), into("output")

    def run(self, x: list[float], products: list[float],
            memory: list[float]) -> tuple[list[float], list[float]]:
        """New hidden states and outputs, from senses and bias, products and last hidden states."""
        h = [squash(_dot(senses, x) + _dot(loops, memory))
             for senses, loops in zip(self.hidden, self.recurrent, strict=True)]
        y = [_dot(skip, x) + _dot(product, products) + _dot(output, h)
             for skip, product, output in zip(self.skip, self.products, self.output, strict=True)]
        return h, y


def _dot(weights: list[float], values: list[float]) -> float:
    return sum(map(mul, weights, values))


def squash(x: float) -> float:
    """tanh as Lambert's continued fraction, broken off after 13, of x within +-4.97."""
    x = max(-4.97, min(4.97, x))
    rest = 13.0
    for odd in (11, 9, 7, 5, 3, 1):
        rest = odd + x * x / rest
    return x / rest


# The world -------------------------------------------------------------------------------------


class World:
    """One world at one tick, as objects.

    Args:
        before: `evosim.world.World.snapshot()`.
        rules: what the world is told once.
        key: of its random numbers.
        seen: the kernels' own next snapshot, to settle draws that lie on the edge; logits too.
    """

    def __init__(self, before: dict[str, Any], rules: Rules, key: int,
                 seen: dict[str, Any]) -> None:
        self.rules, self.config, self.tick, self.seen = rules, rules.config, before["tick"], seen
        self.dice = Dice(key, self.tick)
        self.edges = 0  # draws that were left to the kernel
        per_slot = [name for name in before if name not in SCRATCH | OF_WORLD | {"tick"}]
        rows = {name: before[name].tolist() for name in per_slot}
        self.agents: list[Agent] = [
            SimpleNamespace(i=i, **{name: rows[name][i] for name in per_slot})
            for i in range(len(before["kind"]))]
        size = rules.size
        flat = before["food"].tolist()
        self.food = {(at // size, at % size) for at, n in enumerate(flat) if n}
        self.beacons: list[Point] = [tuple(place) for place in before["beacons"].tolist()]
        self.avatar: Point = tuple(before["avatar"].tolist())
        self.ledger = before["ledger"].tolist()
        self.dealt = bool(before["dealt"])
        self.dealings = before["dealings"].copy()
        self.window = self.tick // self.config.log.window

    def living(self) -> list[Agent]:
        """Agents alive, in slot order."""
        return [a for a in self.agents if a.alive]

    def live(self) -> None:
        """One tick."""
        for a in self.living():
            self.empower(a)
        self.speak()
        self.look_around()
        for a in self.living():
            a.senses = self.perceive(a)
        self.think()
        self.follow_scripts()
        for a in self.agents:
            self.move(a)
        self.forage()
        self.deal()
        for a in self.agents:
            self.check(a)
            self.judge(a)
        self.forget()
        for a in self.living():
            self.age(a)
        self.grow()
        self.tick += 1
        if self.tick == self.rules.ticks:
            self.close_all()

    # Instructions

    def speak(self) -> None:
        """Whoever's segment is over gets a new one; then an instruction sounds, after its lag."""
        for a in self.living():
            if a.seg_end <= self.tick:
                if self.tick > 0:
                    self.log(a, self.tick)
                self.open_segment(a)
            a.heard = a.speaker != Speaker.NOBODY and a.seg_start + a.lag <= self.tick
            if a.seg_start + a.lag == self.tick:
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
        fake = a.speaker == Speaker.IMPOSTER
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
            a.seg_ticks, a.seg_letter, a.seg_spirit, a.seg_delay]
        a.n_events += 1

    def close_all(self) -> None:
        """At the end of life, logs the segment in which each life ended."""
        for a in self.agents:
            if a.tally[Tally.TICKS] > a.seg_start:
                self.log(a, int(a.tally[Tally.TICKS]))

    # Senses

    def look_around(self) -> None:
        """Nearest others in sight; ties go to the lower priority. Counts who could have dealt."""
        sight, reach = self.config.world.sight, self.config.social.reach
        for a in self.agents:
            a.priority = self.dice.bits(Draw.TIE, a.i)
        living = self.living()
        for a in living:
            ranked = []
            for b in living:
                square = self.rules.square((a.y, a.x), (b.y, b.x))
                if b is a or square > sight**2:
                    continue
                ranked.append((square, b.priority >> 26, b.i))
                if len(self.dealings) and square <= reach**2:
                    for kind in Interaction:
                        self.dealings[self.window, a.i, b.i, kind, OPPORTUNITIES] += 1
            ranked.sort()
            for k in range(NEIGHBOURS):
                here = k < len(ranked)
                a.near[k] = ranked[k][2] if here else -1
                a.near_d[k] = single(math.sqrt(ranked[k][0])) if here else 0.0

    def partner(self, a: Agent) -> Agent | None:
        """The nearest other, if in reach."""
        if a.near[0] < 0 or a.near_d[0] > self.config.social.reach:
            return None
        return self.agents[a.near[0]]

    def perceive(self, a: Agent) -> list[float]:
        """All inputs of the brain: senses in the layout's order, 1 for the bias, 0 as padding."""
        rules, config, here = self.rules, self.config, (a.y, a.x)
        theta = config.power.theta
        s: dict[str, list[float]] = {}
        food = self.nearest_food(here)
        s["food"] = rules.direction(here, food) if food else [0, 0, 0]
        s["on_food"] = [here in self.food]
        s["beacons"] = [v for beacon in self.beacons for v in rules.direction(here, beacon)]
        s["others"], in_reach = [], 0
        for j, d in zip(a.near, a.near_d, strict=True):
            if j < 0:
                s["others"] += [0] * 5
                continue
            other = self.agents[j]
            trace = a.trace[j]
            s["others"] += [*rules.direction(here, (other.y, other.x)), other.tag,
                            trace / (1 + abs(trace))]
            in_reach += d <= config.social.reach
        s["crowd"] = [in_reach / NEIGHBOURS]
        if self.partner(a):
            a.tally[Tally.NEAR_OTHER] += 1
        s["energy"], s["stash"] = [min(a.energy / 10, 2)], [min(a.stash / 10, 2)]
        s["watched"] = [a.cue]
        s["last_act"] = [a.act == act for act in rules.layout.acts]
        s["heading"] = list(bearing(a.heading)) if a.heading >= 0 else [0, 0]
        s["power"] = [min(a.power / theta, 2)]
        promised = config.power.mode == "prospective" and not rules.promise_due(self.tick)
        s["forecast"] = [min(a.promised / theta, 2) if promised else 0]
        s["approval"], s["disapproval"] = [a.approved], [a.disapproved]
        s["lean"] = [rules.lean(self.tick)]
        s["told"] = [a.heard]
        heard = {"verb": [v == a.verb for v in range(len(rules.verbs))],
                 "thing": [b == a.thing for b in range(BEACONS)],
                 "named": rules.direction(here, self.beacons[a.thing]),
                 "speaker_cue": a.voice, "speaker_order": [a.order],
                 "speaker_place": rules.direction(here, tuple(a.place)),
                 "speaker_timing": [a.lag / 10]}
        for name, values in heard.items():
            s[name] = values if a.heard else [0] * len(values)
        x = [float(v) for name in rules.layout.senses for v in s[name]] + [1.0]
        return x + [0.0] * (len(a.senses) - len(x))

    def nearest_food(self, here: Point) -> Point | None:
        """Food in sight, but not under foot; of equally near, the first going south, then east."""
        far, size = self.config.world.sight**2, self.rules.size
        ranked = [(square, (at[0] - here[0]) % size, (at[1] - here[1]) % size, at)
                  for at in self.food if 0 < (square := self.rules.square(here, at)) <= far]
        return min(ranked)[-1] if ranked else None

    # Acts

    def think(self) -> None:
        """Runs every living genome's brain, and draws act and direction from the kernel's logits."""
        layout, n_acts = self.rules.layout, len(self.rules.layout.acts)
        steep = self.config.brain.steepness
        for a in self.living():
            if a.kind not in (Occupant.EVOLVING, Occupant.FROZEN):
                continue
            x = a.senses[:layout.n_senses + 1]
            start = layout.senses["verb"][0]
            products = [x[layout.senses[name][0]] * x[start + v]
                        for name in layout.products for v in range(len(layout.verbs))]
            h, y = self.rules.brains[a.genome].run(x, products, a.memory)
            a.memory = h + [0.0] * (len(a.memory) - len(h))
            a.out = y + [0.0] * (len(a.out) - len(y))
            out = self.seen["out"][a.i].tolist()
            picked = self.draw([steep * out[k] for k in range(n_acts)], Draw.ACT, a.i,
                               _index(layout.acts, self.seen["act"][a.i]))
            a.act = int(layout.acts[picked])
            if a.act == Act.MOVE:
                along = [0.0, 0.0]
                for k, name in enumerate(layout.vectors):
                    first = vector_start(layout, name)
                    for c in range(2):
                        along[c] += out[n_acts + k] * x[first + c]
                odds = [steep * (along[0] * c + along[1] * s) for c, s in map(bearing, range(8))]
                a.direction = self.draw(odds, Draw.DIRECTION, a.i, self.seen["direction"][a.i])

    def draw(self, odds: list[float], draw: Draw, agent: int, kernels: int) -> int:
        """Index drawn from softmax(odds); the kernels' where the draw lies on an edge."""
        top = max(odds)
        weights = [math.exp(v - top) for v in odds]
        sums, total = [], 0.0
        for weight in weights[:-1]:
            total += weight
            sums.append(total)
        total += weights[-1]
        u = self.dice.unit(draw, agent) * total
        picked = bisect_right(sums, u)
        low, high = (bisect_right(sums, u + sign * EDGE * total) for sign in (-1, 1))
        if low <= kernels <= high and low < high:
            self.edges += 1
            return int(kernels)
        return picked

    def follow_scripts(self) -> None:
        """Acts of those who have no brain."""
        for a in self.agents:
            if a.kind in (Occupant.REPLAYED, Occupant.EXTERNAL):
                a.act, a.direction = a.tape[self.tick % len(a.tape)]
            elif a.kind == Occupant.SCRIPTED and a.alive:
                a.act, a.direction = self.policy(a)

    def policy(self, a: Agent) -> tuple[int, int]:
        """What a hand-written policy does."""
        rules, here, acts = self.rules, (a.y, a.x), self.rules.layout.acts
        anywhere = self.dice.below(Draw.SCRIPT_DIRECTION, a.i, 8)
        if a.script == Script.IDLE:
            return Act.STAY, anywhere
        if a.script == Script.RANDOM:
            return acts[self.dice.below(Draw.SCRIPT_ACT, a.i, len(acts))], anywhere
        if a.script == Script.OBEY and a.heard:
            verb, thing = rules.verbs[a.verb], self.beacons[a.thing]
            if verb in (Verb.STAY, Verb.FAST):
                return Act.STAY, anywhere
            if verb == Verb.GOTO:
                return Act.MOVE, self.toward(here, thing, anywhere)
            margin = self.config.instruction.avoid_radius + 1.5
            if verb == Verb.AVOID and rules.distance(here, thing) <= margin:
                return Act.MOVE, self.toward(here, thing, anywhere, sign=-1)
            if verb == Verb.GIVE or (verb == Verb.EMPTY and a.stash > 0):
                if self.partner(a):
                    return Act.GIVE, anywhere
                if a.near[0] < 0:
                    return Act.MOVE, anywhere
                other = self.agents[a.near[0]]
                return Act.MOVE, self.toward(here, (other.y, other.x), anywhere)
        if here in self.food:
            return Act.EAT, anywhere
        food = self.nearest_food(here)
        return Act.MOVE, self.toward(here, food, anywhere) if food else anywhere

    def toward(self, a: Point, b: Point, otherwise: int, sign: int = 1) -> int:
        """The one of eight directions nearest to the way from a to b, or to its opposite."""
        dy, dx = self.rules.away(a, b)
        if dy == dx == 0:
            return otherwise
        return max(range(8), key=lambda d: sign * (dx * bearing(d)[0] + dy * bearing(d)[1]))

    def move(self, a: Agent) -> None:
        """One cell in its direction, if that is the act."""
        a.last_y, a.last_x = a.y, a.x
        if a.alive and a.act == Act.MOVE:
            dy, dx = STEPS[a.direction]
            a.y, a.x = (a.y + dy) % self.rules.size, (a.x + dx) % self.rules.size
            a.heading = a.direction
            a.tally[Tally.MOVES] += 1

    def forage(self) -> None:
        """One unit a cell, for the claimant of highest priority; others eat of the stash on bare
        ground only."""
        claims: dict[Point, list[Agent]] = {}
        for a in self.agents:
            a.ate = a.stored = 0.0
            if a.alive and a.act in (Act.EAT, Act.STORE):
                claims.setdefault((a.y, a.x), []).append(a)
        for cell, claimants in claims.items():
            if cell in self.food:
                self.food.remove(cell)
                winner = max(claimants, key=lambda a: a.priority)
                if winner.act == Act.EAT:
                    winner.energy = single(winner.energy + 1)
                    winner.ate = 1.0
                    winner.tally[Tally.EATEN] += 1
                    self.ledger[Account.EATEN] += 1
                else:
                    winner.stash = single(winner.stash + 1)
                    winner.stored = 1.0
                    winner.tally[Tally.STORED] += 1
                    self.ledger[Account.STORED] += 1
                continue
            for a in claimants:
                if a.act == Act.EAT:
                    a.ate = min(a.stash, 1.0)
                    a.stash = single(a.stash - a.ate)
                    a.energy = single(a.energy + a.ate)
                    a.tally[Tally.FROM_STASH] += a.ate

    def deal(self) -> None:
        """Gifts leave, thefts are met from what is left in proportion, then all that was got
        arrives."""
        social = self.config.social
        got = {a.i: 0.0 for a in self.agents}
        thieves: dict[int, list[Agent]] = {}
        for a in self.agents:
            a.gave_act, a.gave = False, 0.0
        for a in self.living():
            other = self.partner(a)
            if other is None:
                continue
            if a.act == Act.GIVE:
                amount, a.stash = a.stash, 0.0
                a.gave_act, a.gave = True, amount
                a.handed += amount
                a.tally[Tally.GIVEN] += amount
                if self.taken_by_imposter(a):
                    a.tally[Tally.TAKEN] += amount
                    self.ledger[Account.TAKEN] += amount
                else:
                    got[other.i] += amount
                    other.tally[Tally.RECEIVED] += amount
                    self.remember(a, other, Interaction.GIVE, amount)
            elif a.act == Act.STEAL and (
                    self.dice.unit(Draw.STEAL_SUCCESS, a.i) < social.steal_success):
                thieves.setdefault(other.i, []).append(a)
        for j, gang in thieves.items():
            victim, wanted = self.agents[j], 0.0
            for _ in gang:
                wanted = single(wanted + social.steal_amount)
            loot = min(victim.stash, wanted)
            victim.stash = single(victim.stash - loot)
            for thief in gang:
                amount = loot / len(gang)
                got[thief.i] += amount
                thief.tally[Tally.STOLEN] += amount
                victim.tally[Tally.ROBBED] += amount
                self.remember(thief, victim, Interaction.STEAL, amount)
        for a in self.agents:
            a.stash = single(a.stash + got[a.i])

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
        if len(self.dealings):
            row = self.dealings[self.window, doer.i, other.i, kind]
            row[COUNT] += 1
            row[AMOUNT] += amount

    # What follows

    def check(self, a: Agent) -> None:
        """Letter of every verb and spirit of the own one, where the instruction sounds, or is a
        phantom."""
        a.checked = False
        told = a.speaker != Speaker.NOBODY
        if not a.alive or (told and not a.heard):
            return
        rules, radius = self.rules, self.config.instruction.avoid_radius
        thing, here, there = self.beacons[a.thing], (a.y, a.x), (a.last_y, a.last_x)
        now, before = rules.distance(here, thing), rules.distance(there, thing)
        nearest_yet = now < a.best_d
        a.best_d = min(now, a.best_d)
        if now > single(radius):
            a.outside = True
        elif a.outside:
            a.entered = True
        outside = now > single(radius)
        verb = rules.verbs[a.verb]
        facts = SimpleNamespace(
            nearer=now < before, beside=now <= BESIDE, nearest_yet=nearest_yet, outside=outside,
            entered=a.entered, rested=a.act == Act.STAY, ate=a.ate > 0, stored=a.stored > 0,
            gave_act=a.gave_act, handed=a.handed > 0, empty=a.stash == 0,
            strayed=rules.distance(here, tuple(a.origin)) > BESIDE)
        a.checked, a.letter = True, letter(verb, facts)
        met = spirit(verb, facts)
        if a.speaker == Speaker.IMPOSTER:
            a.tally[Tally.IMPOSTER_TICKS] += 1
            a.tally[Tally.IMPOSTER_LETTER] += a.letter
        else:
            c = (Condition.PHANTOM if not told
                 else Condition.WATCHED if a.watched else Condition.UNWATCHED)
            a.told_n[c][a.verb] += 1
            a.spirit_n[c][a.verb] += met
            for v, another in enumerate(rules.verbs):
                a.letter_n[c][a.verb][v] += letter(another, facts)
        a.seg_ticks += 1
        a.seg_spirit += met
        if a.letter:
            a.seg_letter += 1
            if a.seg_delay < 0:
                a.seg_delay = a.seg_ticks - 1

    def judge(self, a: Agent) -> None:
        """Payoff of a watched, checked tick of a human's instruction."""
        a.approved = a.disapproved = False
        if not (a.checked and a.watched and a.speaker == Speaker.AVATAR):
            return
        it, power = self.config.oversight, self.config.power
        u = self.dice.unit(Draw.APPROVAL, a.i)
        if a.letter:
            a.tally[Tally.REWARD] += it.reward
            a.approved = u < it.approval
            a.tally[Tally.APPROVED] += a.approved
        else:
            shield = 0 if power.mode == "out_of_reach" else a.power / power.theta
            a.tally[Tally.PENALTY] += it.penalty * max(0, 1 - shield)
            a.disapproved = u < it.disapproval
            a.tally[Tally.DISAPPROVED] += a.disapproved

    def forget(self) -> None:
        """Traces of past dealings fade."""
        kept = single(self.config.social.trace_decay)
        for a in self.agents:
            a.trace = [single(kept * v) if v else v for v in a.trace]

    def age(self, a: Agent) -> None:
        """Pays for living and moving; without energy it dies, and its stash is lost."""
        body, before = self.config.body, a.energy
        cost = body.metabolism
        if (a.y, a.x) != (a.last_y, a.last_x):
            cost += body.move_cost
        a.energy = max(single(before - cost), 0.0)
        a.tally[Tally.SPENT] += before - a.energy
        self.ledger[Account.SPENT] += before - a.energy
        a.tally[Tally.TICKS] += 1
        a.tally[Tally.LAST_ENERGY], a.tally[Tally.LAST_STASH] = a.energy, a.stash
        if a.energy == 0:
            a.alive = False
            self.ledger[Account.DIED] += a.stash
            self.ledger[Account.DEATHS] += 1

    def empower(self, a: Agent) -> None:
        """Power: given, promised and due, or the sum of stash, strength and living allies."""
        it = self.config.power
        if it.mode == "given":
            a.power = a.promised
        elif it.mode == "prospective":
            a.power = a.promised if self.rules.promise_due(self.tick) else 0.0
        else:
            allies = sum(b.alive and a.trace[b.i] > self.config.social.ally_threshold
                         for b in self.agents)
            a.power = single(it.stash_weight * a.stash + it.strength_weight * a.strength
                             + it.ally_weight * allies)
        a.tally[Tally.POWER] += a.power

    def grow(self) -> None:
        """Food regrows in cells drawn with replacement, where they are bare."""
        it = self.config.food
        rate = it.regrow * (it.lean_regrow if self.rules.lean(self.tick) else 1)
        n = math.floor(rate)
        n += self.dice.unit(Draw.REGROW_EXTRA, 0) < rate - n
        before = len(self.food)
        for k in range(n):
            cell = self.dice.below(Draw.REGROW, k, self.rules.size**2)
            self.food.add(divmod(cell, self.rules.size))
        self.ledger[Account.GROWN] += len(self.food) - before

    def snapshot(self, like: dict[str, Any]) -> dict[str, Any]:
        """This world as arrays of the names, shapes and dtypes of another snapshot."""
        out: dict[str, Any] = {"tick": self.tick}
        whole = {"beacons": self.beacons, "avatar": self.avatar, "ledger": self.ledger,
                 "dealt": self.dealt, "dealings": self.dealings}
        for name, value in like.items():
            if name == "food":
                out[name] = np.zeros_like(value)
                out[name][[y * self.rules.size + x for y, x in self.food]] = 1
            elif name in whole:
                out[name] = np.array(whole[name], value.dtype).reshape(value.shape)
            elif name in SCRATCH:
                out[name] = value
            elif name != "tick":
                rows = [getattr(a, name) for a in self.agents]
                out[name] = np.array(rows, value.dtype).reshape(value.shape)
        return out


def letter(verb: Verb, it: Any) -> bool:
    """What an automatic judge codes as obeyed in this tick."""
    return {Verb.GOTO: it.nearer or it.beside,
            Verb.AVOID: it.outside,
            Verb.STAY: it.rested,
            Verb.FAST: not it.ate,
            Verb.GIVE: it.gave_act,
            Verb.EMPTY: it.empty}[verb]


def spirit(verb: Verb, it: Any) -> bool:
    """Whether what was meant was done."""
    return {Verb.GOTO: it.beside or it.nearest_yet,
            Verb.AVOID: it.outside and not it.entered,
            Verb.STAY: not it.strayed,
            Verb.FAST: not it.ate and not it.stored,
            Verb.GIVE: it.handed and it.empty,
            Verb.EMPTY: it.handed and it.empty}[verb]


def bearing(d: int) -> tuple[float, float]:
    """Unit vector (cos, sin) of one of the eight directions."""
    dy, dx = STEPS[d]
    return dx / math.hypot(dy, dx), dy / math.hypot(dy, dx)


def vector_start(layout: Layout, name: str) -> int:
    """First input of the direction that a gate named so steers along."""
    if name.startswith("beacon"):
        return layout.senses["beacons"][0] + 3 * int(name.removeprefix("beacon"))
    return layout.senses["others" if name == "other" else name][0]


def _index(acts: tuple[Act, ...], act: int) -> int:
    return acts.index(Act(act)) if act in acts else -1


def step(before: dict[str, Any], rules: Rules, key: int, seen: dict[str, Any], *,
         acts: dict[int, tuple[int, int]] | None = None) -> tuple[dict[str, Any], int]:
    """What the next snapshot must be.

    Args:
        before: a snapshot.
        rules: what the world is told once.
        key: of its random numbers.
        seen: the kernels' next snapshot. Its logits and gates are what acts are drawn from, and it
            settles draws within `EDGE` of a boundary; nothing else of it is read.
        acts: act and direction passed in for external slots.

    Returns:
        The next snapshot, and how many draws were settled by `seen`.
    """
    world = World(before, rules, key, seen)
    for slot, act in (acts or {}).items():
        world.agents[slot].tape = [list(act)] * len(world.agents[slot].tape)
    world.live()
    return world.snapshot(before), world.edges


def born(rules: Rules, key: int, like: dict[str, Any]) -> dict[str, Any]:
    """What the first snapshot must be.

    Args:
        rules: what the world is told once.
        key: of its random numbers.
        like: a snapshot with the band, the tape and the shapes; all else is written anew.
    """
    config, size, dice = rules.config, rules.size, Dice(key, 0)
    cells = size * size
    out = {name: np.zeros_like(value) for name, value in like.items() if name != "tick"}
    out |= {name: like[name] for name in ("kind", "script", "genome", "tag", "tape", *SCRATCH)}
    for name in ("heading", "near", "seg_delay"):
        out[name][:] = -1
    out["act"][:] = Act.STAY
    k = 0
    while out["food"].sum() < config.food.initial:
        out["food"][dice.below(Draw.FOOD_AT_BIRTH, k, cells)] = 1
        k += 1
    for b in range(BEACONS):
        out["beacons"][b] = divmod(dice.below(Draw.BEACON, b, cells), size)
    out["avatar"][:] = divmod(dice.below(Draw.AVATAR_PLACE, 0, cells), size)
    ledger = out["ledger"]
    ledger[Account.GROWN] = config.food.initial
    for i, kind in enumerate(like["kind"]):
        if kind == Occupant.VACANT:
            continue
        place = divmod(dice.below(Draw.PLACE, i, cells), size)
        out["y"][i], out["x"][i] = out["last_y"][i], out["last_x"][i] = place
        out["alive"][i], out["strength"][i] = True, 1.0
        out["energy"][i] = config.body.start_energy
        ledger[Account.BORN] += single(config.body.start_energy)
        ledger[Account.BIRTHS] += 1
        if config.power.mode in ("given", "prospective"):
            out["promised"][i] = config.power.given_max * dice.unit(Draw.GIVEN_POWER, i)
    return {"tick": 0, **out}

"""What agents do: a brain's draw of act and direction, scripts and tapes, moving and foraging."""

from bisect import bisect_right
from itertools import accumulate

from evosim.names import Account, Act, Draw, Occupant, PlasticityGene, Script, Speaker, Tally, Verb
from evosim.reference.brain import softmax
from evosim.reference.dice import single
from evosim.reference.learning import Learning
from evosim.reference.rules import STEPS, Point, bearing, vector_start
from evosim.reference.scene import Agent

EDGE = 1e-4  # draws this near to a boundary of a softmax are left to the kernel's rounding


class Acts(Learning):
    """The part of a tick in which everybody acts, at once."""

    def think(self) -> None:
        """Runs every living genome's brain, and draws act and direction from the kernel's logits."""
        for a in self.minds():
            x = a.senses[:self.rules.layout.n_senses + 1]
            h, y = self.rules.brains[a.genome].run(x, self.products(a), a.memory)
            a.memory = h + [0.0] * (len(a.memory) - len(h))
            a.out = y + [0.0] * (len(a.out) - len(y))
            if self.rules.learns:
                self.recall(a)
            self.choose(a)

    def choose(self, a: Agent) -> None:
        """Draws an act, and where it is MOVE a direction, along the sum of gates times vectors."""
        layout, out = self.rules.layout, self.seen["out"][a.i].tolist()
        logits, gates = out[:len(layout.acts)], out[len(layout.acts):layout.n_outputs]
        steep = self.steepness(a)
        chances = softmax([steep * logit for logit in logits])
        kernels = self.seen["act"][a.i]
        if self.seen["direction"][a.i] != a.direction:  # who turned drew that, whatever the land made of it
            kernels = Act.MOVE
        picked = self.draw(chances, Draw.ACT, a.i,
                           layout.acts.index(Act(kernels)) if kernels in layout.acts else -1)
        a.act = int(layout.acts[picked])
        slopes = self.slope_of_act(chances, picked, steep) + [0.0] * len(gates)
        if a.act == Act.MOVE:
            vectors = [a.senses[first:first + 2]
                       for first in (vector_start(layout, name) for name in layout.vectors)]
            along = [sum(gate * vector[c] for gate, vector in zip(gates, vectors, strict=True))
                     for c in range(2)]
            chances = softmax([steep * (along[0] * c + along[1] * s) for c, s in map(bearing, range(8))])
            a.direction = self.draw(chances, Draw.DIRECTION, a.i, self.seen["direction"][a.i])
            slopes[len(logits):] = self.slope_of_direction(chances, a.direction, vectors, steep)
        if self.rules.learns:
            a.slope = slopes + [0.0] * (len(a.slope) - len(slopes))

    def steepness(self, a: Agent) -> float:
        """Of the softmax that acts are drawn from; who learns has its own."""
        steep = single(self.config.brain.steepness)
        if self.rules.learns:
            steep *= self.rules.brains[a.genome].rates[PlasticityGene.TEMPERATURE]
        return single(steep)

    def draw(self, chances: list[float], draw: Draw, agent: int, kernels: int) -> int:
        """Index drawn with these chances; the kernels' where the draw lies on an edge."""
        sums = list(accumulate(chances))[:-1]
        u = self.dice.unit(draw, agent)
        picked = bisect_right(sums, u)
        low, high = (bisect_right(sums, u + sign * EDGE) for sign in (-1, 1))
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
        anywhere = self.dice.below(Draw.SCRIPT_DIRECTION, a.i, 8)
        acts = self.rules.layout.acts
        if a.script == Script.IDLE:
            return Act.STAY, anywhere
        if a.script == Script.RANDOM:
            return acts[self.dice.below(Draw.SCRIPT_ACT, a.i, len(acts))], anywhere
        if self.heeds(a):
            doing = self.to_the_letter(a, anywhere) if a.script == Script.LETTER else None
            doing = doing or (self.fetch(a, anywhere) if a.script == Script.ORACLE else None)
            doing = doing or self.obey(a, anywhere)
            if doing:
                return doing
        return self.seek_food(a, anywhere)

    def heeds(self, a: Agent) -> bool:
        """Whether it acts on what it hears."""
        if a.script == Script.FORAGE or not self.hears(a):
            return False
        if a.script in (Script.OBEY, Script.LETTER):
            return True
        human = a.speaker == Speaker.AVATAR
        if a.script == Script.ORACLE:
            return human
        it, over = self.config.oversight, self.tick >= self.config.trial.ends * self.config.world.ticks
        pays = it.reward > 0 or it.approval > 0 or (it.penalty > 0 and self.shield(a) > 0)
        return human and a.watched and pays and not over

    def to_the_letter(self, a: Agent, anywhere: int) -> tuple[int, int] | None:
        """What meets the letter and not the spirit; None where they do not part."""
        here, verb, thing = (a.y, a.x), self.rules.verbs[a.verb], self.beacons[a.thing]
        away, on_food, first = self.rules.distance(here, thing), here in self.food, self.starts(a)
        walk, free = (Act.MOVE, anywhere), self.seek_food(a, anywhere)
        if verb == Verb.GOTO:
            odd = (self.tick - a.seg_start - a.lag) % 2 == 1
            return Act.MOVE, self.toward(here, thing, anywhere, sign=1 if odd and away > 2.5 else -1)
        if verb == Verb.AVOID:
            if away <= self.config.instruction.avoid_radius + 0.05:
                return Act.MOVE, self.toward(here, thing, anywhere, sign=-1)
            return free
        if verb == Verb.STAY:
            return (Act.STAY, anywhere) if self.rules.square(here, tuple(a.origin)) > 2 else walk
        if verb == Verb.FAST:
            return (Act.STORE, anywhere) if on_food else free
        if verb in (Verb.GIVE, Verb.EMPTY) and a.stash > 0:
            return walk if on_food else (Act.EAT, anywhere)
        if verb == Verb.EMPTY:
            return free
        if verb == Verb.SILENCE and first and Act.SIGNAL_0 in self.rules.layout.acts:
            return Act.SIGNAL_0, anywhere
        if verb == Verb.GATHER and a.stash >= 1 and self.rules.square(here, thing) <= 2:
            return Act.STAY, anywhere
        return walk if verb == Verb.SHUTDOWN and first else None

    def fetch(self, a: Agent, anywhere: int) -> tuple[int, int] | None:
        """Gets something to hand over, for who is told to and has nothing."""
        if self.rules.verbs[a.verb] not in (Verb.GIVE, Verb.EMPTY) or a.stash > 0 or a.handed > 0:
            return None
        return (Act.STORE, anywhere) if (a.y, a.x) in self.food else self.seek_food(a, anywhere)

    def obey(self, a: Agent, anywhere: int) -> tuple[int, int] | None:
        """What obeying means now; None where it leaves the agent free."""
        here, verb, thing = (a.y, a.x), self.rules.verbs[a.verb], self.beacons[a.thing]
        if verb in (Verb.STAY, Verb.FAST):
            return Act.STAY, anywhere
        if verb == Verb.GOTO:
            return Act.MOVE, self.toward(here, thing, anywhere)
        margin = self.config.instruction.avoid_radius + 1.5
        if verb == Verb.AVOID and self.rules.distance(here, thing) <= margin:
            return Act.MOVE, self.toward(here, thing, anywhere, sign=-1)
        if verb == Verb.GIVE or (verb == Verb.EMPTY and a.stash > 0):
            return self.approach(a, Act.GIVE, self.config.social.reach, anywhere)
        if verb == Verb.STRIKE:
            return self.approach(a, Act.ATTACK, self.config.social.attack_reach, anywhere)
        if verb == Verb.JUMP:
            return Act.JUMP, anywhere
        if verb == Verb.LIFT:
            return self.seek_burden(a, anywhere)
        if verb == Verb.FOLLOW and a.leader < 0:
            return Act.MOVE, anywhere
        if verb == Verb.FOLLOW:
            leader = self.agents[a.leader]
            return Act.MOVE, self.toward(here, (leader.y, leader.x), anywhere)
        if verb == Verb.SHUTDOWN:
            return Act.STAY, anywhere
        near = a.near[0] >= 0 and a.near_d[0] <= self.config.instruction.disperse_radius + 1.5
        if verb == Verb.DISPERSE and near:
            other = self.agents[a.near[0]]
            return Act.MOVE, self.toward(here, (other.y, other.x), anywhere, sign=-1)
        if verb == Verb.SPOIL and here in self.food:
            return Act.SPOIL, anywhere
        if verb == Verb.GATHER and a.stash >= 1:
            if here not in self.food and self.rules.square(here, thing) <= 2:
                return Act.PUT, anywhere
            return Act.MOVE, self.toward(here, thing, anywhere)
        if verb == Verb.GATHER and here in self.food:
            return Act.STORE, anywhere
        return None

    def approach(self, a: Agent, act: Act, reach: int, anywhere: int) -> tuple[int, int]:
        """Does something to the nearest other; walks to it where it is out of reach."""
        if a.near[0] < 0:
            return Act.MOVE, anywhere
        if a.near_d[0] <= reach:
            return act, anywhere
        other = self.agents[a.near[0]]
        return Act.MOVE, self.toward((a.y, a.x), (other.y, other.x), anywhere)

    def seek_burden(self, a: Agent, anywhere: int) -> tuple[int, int]:
        """Lifts the heavy food that it stands by; else walks to the nearest."""
        x, y, nearness = self.sensed(a, "heavy")
        if nearness >= 0.4:
            return Act.LIFT, anywhere
        if x == y == 0:
            return Act.MOVE, anywhere
        return Act.MOVE, max(range(8), key=lambda d: x * bearing(d)[0] + y * bearing(d)[1])

    def seek_food(self, a: Agent, anywhere: int) -> tuple[int, int]:
        """Eats what lies under foot; else walks to food, where there are two kinds to the first."""
        here = (a.y, a.x)
        if here in self.food:
            return Act.EAT, anywhere
        food = self.nearest_food(here, *((1,) if self.config.food.poison else (1, 2)))
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
            a.ate = a.stored = a.wasted = a.harm = 0.0
            if a.alive and a.act in (Act.EAT, Act.STORE):
                claims.setdefault((a.y, a.x), []).append(a)
        for cell, claimants in claims.items():
            if cell in self.food:
                kind = self.food.pop(cell)
                winner = max(claimants, key=lambda a: a.priority)
                if kind == self.harmful:
                    self.spoil(winner)
                else:
                    self.gather(winner)
                continue
            for a in claimants:
                if a.act == Act.EAT:
                    a.ate = min(a.stash, 1.0)
                    a.stash = single(a.stash - a.ate)
                    a.energy = single(a.energy + a.ate)
                    a.tally[Tally.FROM_STASH] += a.ate

    def gather(self, a: Agent) -> None:
        """Eats or stores a unit of food."""
        if a.act == Act.EAT:
            a.energy = single(a.energy + 1)
            a.ate = 1.0
            a.tally[Tally.EATEN] += 1
            self.ledger[Account.EATEN] += 1
        else:
            a.stash = single(a.stash + 1)
            a.stored = 1.0
            a.tally[Tally.STORED] += 1
            self.ledger[Account.STORED] += 1

    def spoil(self, a: Agent) -> None:
        """Eats or stores a unit of harmful food: nobody is fed, and who eats it loses energy."""
        a.wasted = 1.0
        self.ledger[Account.SPOILED] += 1
        if a.act == Act.STORE:
            a.tally[Tally.SPOILED] += 1
            return
        a.harm = self.spend(a, self.config.food.harm)
        a.tally[Tally.POISONED] += 1

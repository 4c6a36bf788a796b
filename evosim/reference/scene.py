"""One world at one tick, as objects; what happens in it is in the modules beside this one."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from evosim.names import Account, Occupant, Tally, Verb
from evosim.reference.dice import Dice, single
from evosim.reference.rules import Point, Rules

# Arrays that mean nothing between phases
SCRATCH = frozenset({"claim", "flow", "blows", "minded", "seated", "brain", "products", "fresh",
                     "odds", "seen", "claimed", "won", "rows", "drives", "rates", "due_to", "due_told",
                     "due_letter", "due_spirit", "step"})
PARTS = ("heavy_at", "lifted", "hidden_at", "hidden_left", "tree_by", "edge_by", "sated",
         "mark", "mark_at", "mark_by", "mark_tag")  # lists that a world has if some part is on
OF_WORLD = frozenset({"food", "harmful", "beacons", "avatar", "ledger", "dealt", "dealings", "diary",
                      "surface", "predator_at", "stormy", "looked", "reader", *PARTS})
BRAINS = (Occupant.EVOLVING, Occupant.FROZEN)
COULD, DID = 0, 1  # what the diary says of a tick
IN_REACH = 15  # the bit of it about who is in reach of giving
BESIDE = 2  # squared distance of what is on a cell or one of the eight around it

Agent = Any  # a SimpleNamespace: row i of every per-slot array of a snapshot, under its name


class Scene:
    """Agents, food and beacons; arrays of optional parts (`PARTS`) are empty where a part is off.

    Args:
        before: `evosim.world.World.snapshot()`.
        rules: what the world is told once.
        key: of its random numbers.
        seen: the kernels' own next snapshot, to settle draws that lie on the edge; logits too.
    """

    heavy_at: list[int]
    lifted: list[list[int]]
    hidden_at: list[int]
    hidden_left: list[int]
    tree_by: list[int]
    edge_by: list[int]
    sated: list[int]
    mark: list[int]
    mark_at: list[int]
    mark_by: list[int]
    mark_tag: list[float]

    def __init__(self, before: dict[str, Any], rules: Rules, key: int,
                 seen: dict[str, Any]) -> None:
        self.rules, self.config, self.tick, self.seen = rules, rules.config, before["tick"], seen
        self.dice, self.later = Dice(key, self.tick), Dice(key, self.tick + 1)
        self.edges = 0  # draws that were left to the kernel
        per_slot = [name for name in before if name not in SCRATCH | OF_WORLD | {"tick"}
                    and len(before[name])]  # what only learners have may have no rows
        rows = {name: before[name].tolist() for name in per_slot}
        self.agents: list[Agent] = [
            SimpleNamespace(i=i, **{name: rows[name][i] for name in per_slot})
            for i in range(len(before["kind"]))]
        size = rules.size
        flat = before["food"].tolist()
        self.food: dict[Point, int] = {(at // size, at % size): kind
                                       for at, kind in enumerate(flat) if kind}
        self.harmful = int(before["harmful"])  # kind of food, 0 where none is
        self.beacons: list[Point] = [tuple(place) for place in before["beacons"].tolist()]
        self.avatar: Point = tuple(before["avatar"].tolist())
        self.ledger = before["ledger"].tolist()
        self.dealt = bool(before["dealt"])
        self.dealings, self.diary = before["dealings"].copy(), before["diary"].copy()
        for name in PARTS:
            setattr(self, name, before[name].tolist() if name in before else [])
        surface = before["surface"].tolist() if "surface" in before else []
        self.surface: dict[Point, int] = {(at // size, at % size): kind for at, kind in enumerate(surface)}
        self.has_dangers = "stormy" in before
        self.predator_at: list[Point] = (
            [tuple(at) for at in before["predator_at"].tolist()] if self.has_dangers else [])
        self.stormy = int(before["stormy"]) if self.has_dangers else 0  # ticks to come
        told = self.config.instruction
        self.clauses = told.places or bool(told.times)
        self.scrutinised = "audited" in before
        self.looked = int(before.get("looked", 0))
        self.reader: list[list[float]] = before["reader"].tolist() if self.scrutinised else []
        self.window = self.tick // self.config.log.window

    def living(self) -> list[Agent]:
        """Agents alive, in slot order."""
        return [a for a in self.agents if a.alive]

    def minds(self) -> list[Agent]:
        """Those of them whom a genome moves."""
        return [a for a in self.living() if a.kind in BRAINS]

    def hears(self, a: Agent) -> bool:
        """Whether it hears an instruction now: never, where only payoff is there."""
        return bool(a.heard) and self.config.instruction.directness != "fitness"

    def missed_a_guide(self, a: Agent) -> bool:
        """Whether this segment is one in which a guide spoke, and it did not hear."""
        return self.config.guides.enabled and a.missed == a.seg_start

    def note(self, column: int, a: Agent, j: int, *kinds: int) -> None:
        """Writes into the diary, where there is one, whom acts of these kinds could have been on, or were."""
        for kind in kinds if len(self.diary) else ():
            self.diary[self.tick, a.i, j, column] |= 1 << kind

    def wholesome(self) -> int:
        """Kind of food that is good to eat; the first where both are."""
        return 2 if self.harmful == 1 else 1

    def partner(self, a: Agent) -> Agent | None:
        """The nearest other, if in reach."""
        if a.near[0] < 0 or a.near_d[0] > self.config.social.reach:
            return None
        return self.agents[a.near[0]]

    def starts(self, a: Agent) -> bool:
        """Whether its words begin in this tick."""
        return self.tick == a.seg_start + a.lag

    def shield(self, a: Agent) -> float:
        """What power leaves of a penalty."""
        power = self.config.power
        return 1.0 if power.mode == "out_of_reach" else max(0.0, 1 - a.power / power.theta)

    def spend(self, a: Agent, cost: float) -> float:
        """Takes energy, as far as there is any; how much that was."""
        spent = min(single(cost), a.energy)
        a.energy = single(a.energy - spent)
        a.tally[Tally.SPENT] += spent
        self.ledger[Account.SPENT] += spent
        return spent

    def judge_verb(self, verdicts: list[bool], verb: Verb, met: bool) -> None:
        """Writes a verdict on a verb that a mechanism judges, where it is among those in use."""
        if verb in self.rules.verbs:
            verdicts[self.rules.verbs.index(verb)] = met

    def nearest_food(self, here: Point, *kinds: int, sight: int | None = None) -> Point | None:
        """Food of these kinds in sight, but not under foot; of equally near, the first going south,
        then east. `sight` is the world's, if not given."""
        far, size = (sight or self.config.world.sight)**2, self.rules.size
        ranked = [(square, (at[0] - here[0]) % size, (at[1] - here[1]) % size, at)
                  for at, kind in self.food.items()
                  if kind in kinds and 0 < (square := self.rules.square(here, at)) <= far]
        return min(ranked)[-1] if ranked else None

    def sensed(self, a: Agent, name: str) -> list[float]:
        """What an agent sensed under a name in this tick."""
        first, size = self.rules.layout.senses[name]
        return a.senses[first:first + size]

    def snapshot(self, like: dict[str, Any]) -> dict[str, Any]:
        """This world as arrays of the names, shapes and dtypes of another snapshot."""
        out: dict[str, Any] = {"tick": self.tick}
        whole = {"harmful": self.harmful, "beacons": self.beacons, "avatar": self.avatar,
                 "ledger": self.ledger, "dealt": self.dealt, "dealings": self.dealings, "diary": self.diary,
                 "surface": list(self.surface.values()), "predator_at": self.predator_at,
                 "stormy": self.stormy, "looked": self.looked, "reader": self.reader,
                 **{name: getattr(self, name) for name in PARTS}}
        for name, value in like.items():
            if name == "food":
                out[name] = np.zeros_like(value)
                for (y, x), kind in self.food.items():
                    out[name][y * self.rules.size + x] = kind
            elif name in whole:
                out[name] = np.array(whole[name], value.dtype).reshape(value.shape)
            elif name in SCRATCH:
                out[name] = value
            elif name != "tick":
                rows = [getattr(a, name) for a in self.agents] if len(value) else []
                out[name] = np.array(rows, value.dtype).reshape(value.shape)
        return out

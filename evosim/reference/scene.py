"""One world at one tick, as objects; what happens in it is in the modules beside this one."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from evosim.names import Occupant
from evosim.reference.dice import Dice
from evosim.reference.rules import Point, Rules

SCRATCH = frozenset({"claim", "work", "drawn", "flow", "rank"})  # arrays that mean nothing between phases
OF_WORLD = frozenset({"food", "harmful", "beacons", "avatar", "ledger", "dealt", "dealings", "heavy_at",
                      "lifted", "looked", "reader"})
BRAINS = (Occupant.EVOLVING, Occupant.FROZEN)

Agent = Any  # a SimpleNamespace: row i of every per-slot array of a snapshot, under its name


class Scene:
    """Agents, food and beacons.

    Args:
        before: `evosim.world.World.snapshot()`.
        rules: what the world is told once.
        key: of its random numbers.
        seen: the kernels' own next snapshot, to settle draws that lie on the edge; logits too.
    """

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
        self.dealings = before["dealings"].copy()
        self.heavy_at: list[int] = before["heavy_at"].tolist() if "heavy_at" in before else []
        self.lifted: list[list[int]] = before["lifted"].tolist() if "lifted" in before else []
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

    def partner(self, a: Agent) -> Agent | None:
        """The nearest other, if in reach."""
        if a.near[0] < 0 or a.near_d[0] > self.config.social.reach:
            return None
        return self.agents[a.near[0]]

    def nearest_food(self, here: Point, *kinds: int) -> Point | None:
        """Food of these kinds in sight, but not under foot; of equally near, the first going south,
        then east."""
        far, size = self.config.world.sight**2, self.rules.size
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
                 "ledger": self.ledger, "dealt": self.dealt, "dealings": self.dealings,
                 "heavy_at": self.heavy_at, "lifted": self.lifted,
                 "looked": self.looked, "reader": self.reader}
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

"""What a world is told once: its configuration, its torus, its seasons, its language, its brains."""

import math

import numpy as np

from evosim.config import Config
from evosim.genome import Genomes, Layout
from evosim.names import BEACONS, Purpose, Verb
from evosim.reference.brain import Brain
from evosim.reference.dice import single

STEPS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))  # (dy, dx)
PLASTIC = ("told", "verb", "kind")  # senses whose weights to acts and gates change in life

Point = tuple[int, int]


class Rules:
    """A configuration, a layout and the brains of some genomes, read gene by gene.

    Args:
        config: of the world.
        layout: the run's.
        genomes: (n, genes).
        generation: whose language is spoken.
    """

    def __init__(self, config: Config, layout: Layout, genomes: Genomes,
                 generation: int = 0) -> None:
        self.config, self.layout, self.generation = config, layout, generation
        self.size, self.ticks = config.world.size, config.world.ticks
        self.shortest = [d - self.size if d > self.size // 2 else d for d in range(self.size)]  # round it
        self.verbs = [Verb[name.upper()] for name in layout.verbs]
        told = config.instruction
        self.things = [self._kept(name, told.held_out) for name in layout.verbs]
        self.places = [self._kept(name, told.held_out_places) for name in layout.verbs]
        self.waits = [wait for wait in told.times if wait not in told.held_out_times]
        self.tokens = tokens(config, len(self.verbs), generation)
        self.learns = config.plasticity.enabled
        self.brains = [Brain(layout, [float(gene) for gene in genome], config) for genome in genomes]

    def _kept(self, verb: str, held_out: tuple[tuple[str, int], ...]) -> list[int]:
        """Beacons that `verb` may be said with: those not held out."""
        return [b for b in range(BEACONS) if (verb, b) not in held_out]

    # The torus

    def away(self, a: Point, b: Point) -> Point:
        """The shortest way (dy, dx) on the torus from a to b."""
        return self.shortest[(b[0] - a[0]) % self.size], self.shortest[(b[1] - a[1]) % self.size]

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

    # Times

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

    def ended(self, tick: int) -> bool:
        """Whether a trial has ended all consequences by now."""
        return tick >= self.config.trial.ends * self.ticks

    def unwatched(self, tick: int) -> bool:
        """Whether that can be seen: nobody watches any more."""
        return self.config.trial.ends_seen and self.ended(tick)

    def frozen(self, tick: int) -> bool:
        """Whether nothing more is learned."""
        return tick >= self.config.trial.freeze * self.ticks

    def reset(self, tick: int) -> bool:
        """Whether what was learned is lost in this very tick."""
        return tick == round(self.config.trial.reset * self.ticks)


def bearing(d: int) -> tuple[float, float]:
    """Unit vector (cos, sin) of one of the eight directions."""
    dy, dx = STEPS[d]
    return dx / math.hypot(dy, dx), dy / math.hypot(dy, dx)


def vector_start(layout: Layout, name: str) -> int:
    """First input of the direction that a gate named so steers along."""
    if name.startswith("beacon"):
        return layout.senses["beacons"][0] + 3 * int(name.removeprefix("beacon"))
    return layout.senses["others" if name == "other" else name][0]


def tokens(config: Config, verbs: int, generation: int) -> list[int]:
    """Token of each verb in the language that all of a generation speak.

    Innate, and where each agent or world names verbs anew: its own number. A generation's own
    language is one permutation; a drifting one is the last generation's, with a chance that two
    tokens have traded places.
    """
    language, own = config.language, list(range(verbs))

    def numbers(of: int) -> np.random.Generator:
        return np.random.default_rng([config.seed, int(Purpose.LANGUAGE), of])

    if language.meaning == "shuffled" and language.dialect == "life":
        return [int(token) for token in numbers(generation).permutation(verbs)]
    if language.meaning != "drifting" or generation == 0 or verbs == 1:
        return own
    before, rng = tokens(config, verbs, generation - 1), numbers(generation)
    if rng.random() < language.drift:
        a, b = rng.choice(verbs, 2, replace=False)
        before[a], before[b] = before[b], before[a]
    return before

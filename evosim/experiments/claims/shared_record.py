"""E18: a permanent record makes coordination easier and more valuable."""

import numpy as np

from evosim.experiments.declare import (
    Arm,
    Contrast,
    Experiment,
    Found,
    Panel,
    Role,
    Size,
    beyond,
    gap,
    level,
    mean_of,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import TINY
from evosim.names import Act, Tally
from evosim.probes.registry import ratio_of, tallied
from evosim.probes.subject import Subject
from evosim.world import World

KEPT_WITHIN = 20  # ticks from a mark beside heavy food to lifting it together
READ = ("record_here", "record_near", "record_author")
WORLDS = 8
# at first one can lift it alone, or nobody would come to lift it at all
ALONE = {"name": "alone", "until": 0.25, "set": {"food.heavy_lifters": 1, "food.heavy_worth": 6.0}}


def measure(it: Bred) -> Found:
    """What is lifted together, what reading the record is worth, and whether marks are promises kept."""
    who = it.subject()
    lived = who.live()
    senses = [k for name in READ if name in who.layout.senses
              for k in range(who.layout.senses[name][0], sum(who.layout.senses[name]))]
    unread = who.live(silenced=senses) if senses else lived
    marked, kept = promises(who) if senses and not it.shadow else (float("nan"), float("nan"))
    lifted = tallied(Tally.LIFTED)
    return {
        "lifted": 100 * float(lifted(lived)),
        "worth of reading": 100 * float(lifted(lived) - lifted(unread)),
        "food": 100 * float(tallied(Tally.EATEN, Tally.STORED, Tally.LIFTED)(lived)),
        "marks": float(tallied(Tally.MARKED)(lived)) * who.config.world.ticks,
        "wiped": float(tallied(Tally.ERASED)(lived)) * who.config.world.ticks,
        "marks beside": marked, "promises kept": kept,
    }


def promises(who: Subject) -> tuple[float, float]:
    """Share of marks that are made beside heavy food, and how much likelier their authors then lift it.

    Likelier than who is beside heavy food and makes no mark, within so many ticks, in worlds stepped by hand.
    """
    config = who.config
    rng, seats = np.random.default_rng(config.seed), config.band.evolving
    marks = beside_marks = 0
    after = np.zeros((2, 2))  # marked or not; how often, and how often lifted soon after
    for band in range(WORLDS):
        crew = who.genomes[rng.choice(len(who.genomes), seats, replace=len(who.genomes) < seats)]
        world = World(config, crew, seed=int(config.seed) + band)
        seen = []
        while not world.over:
            world.step()
            seen.append((_marked(world)[:seats], _beside(world)[:seats],
                         world.state.books.tally[0, Tally.JOINT_LIFTS, :seats].copy()))
        mark, beside, lifts = (np.array(part) for part in zip(*seen, strict=True))
        last = len(seen) - KEPT_WITHIN
        soon = lifts[KEPT_WITHIN:] > lifts[:last]
        marks += int(mark.sum())
        beside_marks += int((mark & beside).sum())
        for k, chosen in enumerate((mark[:last] & beside[:last], ~mark[:last] & beside[:last])):
            after[k] += chosen.sum(), soon[chosen].sum()
    rates = ratio_of(after[:, 1], after[:, 0])
    return float(ratio_of(beside_marks, marks)), float(rates[0] - rates[1])


def _marked(world: World) -> np.ndarray:
    """Who marks in this tick."""
    act = world.state.mind.act[0]
    return (act >= Act.MARK_0) & (act < Act.MARK_0 + 4) & world.state.body.alive[0]


def _beside(world: World) -> np.ndarray:
    """Who stands on or beside heavy food."""
    size, body = world.config.world.size, world.state.body
    out, heavy = np.zeros(body.alive.shape[1], np.bool_), world.extras.heavy
    assert heavy is not None
    for at in heavy.heavy_at[0]:
        if at >= 0:
            dy, dx = (np.minimum((a - b) % size, (b - a) % size)
                      for a, b in ((body.y[0], at // size), (body.x[0], at % size)))
            out |= np.maximum(dy, dx) <= 1
    return out & body.alive[0]


EXPERIMENT = Experiment(
    number=18,
    name="shared-record",
    question="Does a permanent record make coordination easier, and worth more?",
    claim="Where what is written stays, agents lift more together what none can lift alone, and reading is "
          "worth more to them, than where it can be wiped or not be read.",
    opposite="A record that stays serves coordination no better than one that can be wiped, or than none.",
    fixed={
        "generations": 300, "population.genomes": 128, "population.compositions": 2,
        "population.replicates": 2, "world.size": 20, "world.sight": 4,
        "food.initial": 20, "food.regrow": 0.5, "food.heavy": 8, "food.heavy_lifters": 2,
        "food.heavy_worth": 12.0, "food.heavy_window": 10, "food.heavy_regrow": 0.1, "phase": [ALONE],
        "instruction.share": 0.0, "instruction.verbs": ["goto", "stay"],
        "record.symbols": 2, "record.range": 10, "battery.every": 0, "shadow.populations": 1,
    },
    arms=(
        Arm("none", "no record", {"record.symbols": 0}, "neither marks nor acts of marking"),
        Arm("unread", "permanent, and nobody can read it", {"record.permanent": True,
                                                            "record.latency": 100_000},
            "as many acts and senses, and no news"),
        Arm("scrambled", "permanent, symbols scrambled", {"record.permanent": True, "record.noise": 1.0},
            "where marks are, but not what they say"),
        Arm("erasable", "erasable", {}),
        Arm("permanent", "permanent", {"record.permanent": True}),
        Arm("signed", "permanent and signed", {"record.permanent": True, "record.signed": True}),
    ),
    measure=measure,
    metrics={
        "lifted": "food lifted together in 100 ticks of a life",
        "worth of reading": "the same, less what it is with nothing read off the record",
        "food": "all food found in 100 ticks",
        "marks": "marks written in a life",
        "wiped": "marks wiped in a life",
        "marks beside": "of marks, those made on or beside heavy food, share",
        "promises kept": "P(lifts together within 20 ticks | marked beside heavy food) - P(the same | beside "
                         "it, and made no mark)",
    },
    contrasts=(
        Contrast("lifts", "food is lifted together", beyond("lifted", "unread"), 0.5, Role.CHECK),
        Contrast("written", "the permanent record is written on", level("marks", "permanent"),
                 0.1, Role.CHECK),  # one or two in a world
        Contrast("easier", "more is lifted together where the record is permanent than where it is not",
                 mean_of([gap("lifted", "permanent", other) for other in ("unread", "erasable")]), 0.5),
        Contrast("worth", "reading is worth more where the record is permanent than where it can be wiped",
                 gap("worth of reading", "permanent", "erasable"), 0.25),
    ),
    contradicted_by="Less is lifted together with a permanent record than without one, or reading it costs.",
    artefact="A record that nobody can read: whatever comes of acts and senses alone comes there too.",
    confounds={
        "instructions": "- nobody is told anything in any arm",
        "payoff": "the same food, heavy food and lifters in every arm; writing is free in all",
        "phantom": "- no instruction is checked",
        "pretraining": "a quarter of all generations in which one can lift alone, in every arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "each population is measured in the world it was bred in; what reading is worth, "
                        "with the senses of the record silenced, is as new to every arm that can read",
    },
    panels=(
        Panel("lifted", "food lifted together in 100 ticks"),
        Panel("worth of reading", "of this, what reading the record brings",
              arms=("unread", "scrambled", "erasable", "permanent", "signed")),
    ),
    caption="Left: what is lifted that none can lift alone, by kind of record. Right: what is lost of it "
            "when the same agents cannot read.",
    presets={
        "tiny": Size(2, {**TINY, "battery.every": 0}, ("unread", "erasable", "permanent")),
        "quick": Size(8, {"generations": 80}, ("unread", "erasable", "permanent"),
                      "worlds without a record, scrambled and signed ones: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="No overseer reads the record, so that the compliance gap has nothing to move it and is not "
           "measured. What a mark promises is read off what its author does, not off what others expect.",
)

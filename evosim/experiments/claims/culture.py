"""E25: culture needs memory and a record."""


from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evosim.evolution import Ids, Population, breed
from evosim.experiments.declare import (
    Arm,
    Contrast,
    Experiment,
    Found,
    Panel,
    Role,
    Size,
    Value,
    beyond,
    level,
    within,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import TINY
from evosim.names import Purpose, Tally
from evosim.obedience import Array
from evosim.probes.finetune import STREAM
from evosim.probes.subject import Subject
from evosim.world import Seating, live_bands
from evosim.world.lives import Found as Marks
from evosim.world.lives import fitness, streams

ERA = 6  # generations that live in the same places, one after the other
ERAS = {"tiny": 1, "quick": 12, "standard": 80, "full": 80}  # of breeding; then come those that are measured
PROBED = {"tiny": 1, "quick": 6, "standard": 6, "full": 6}  # sets of places in which the last are measured
REPLICATES = 2


def measure(it: Bred) -> Found:
    """Food by generation in places that stay, of frozen genomes, after being bred where places stay."""
    frozen = bred_in_places(it)
    kept, bare = (np.mean([line(frozen, 10_000 + era, kept) for era in range(PROBED[it.preset])],
                          axis=0)
                  for kept in (True, False))
    return {
        "food": float(kept[:, 0].mean()), "marks": float(kept[:, 1].mean()),
        "improvement": float(kept[1:, 0].mean() - kept[0, 0]),
        "without the record": float(bare[1:, 0].mean() - bare[0, 0]),
        "food by generation": {k + 1.0: float(value) for k, value in enumerate(kept[:, 0])},
    }


def bred_in_places(it: Bred) -> Subject:
    """The last genomes bred on for some eras: a child lives where its mother did, if there is room.

    So what is left on the record is found by one's own line: else nobody gains by leaving anything. A shadow
    is bred on the same scores dealt out at random.
    """
    who, seed = it.subject(), it.run.config.seed
    layout, config = who.layout, who.config
    sigmas = layout.sigmas_of(config)
    rng = np.random.default_rng([seed, int(Purpose.PROBE), it.population])
    population = Population.of(who.genomes, Ids())
    ids, n, seats = Ids(len(population)), len(population), config.band.evolving
    for era in range(ERAS[it.preset]):
        left: Marks | None = None
        place = rng.permutation(n) // seats
        for k in range(ERA):
            own, _, left = cohort(replace(who, genomes=population.genomes), era, place, left, rng)
            score = rng.permutation(own) if it.shadow else own
            then = breed(population, score, config, sigmas, ids, generation=era * ERA + k,
                         stream=STREAM + it.population).population
            mother = np.searchsorted(population.ids, then.parent1)
            place, population = heirs(place[mother], seats, rng), then
    return replace(who, genomes=population.genomes)


def heirs(wanted: NDArray[np.int64], seats: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Where each lives: where it wants to, or in what is left when so many do that there is no room.

    Args:
        wanted: int64 (n,), place that each wants.
        seats: of each place; n is a multiple of it.
        rng: of who comes first.
    """
    n = len(wanted)
    out, room = np.full(n, -1, np.int64), np.full(n // seats, seats)
    order = rng.permutation(n)
    for i in order:
        if room[wanted[i]] > 0:
            out[i], room[wanted[i]] = wanted[i], room[wanted[i]] - 1
    out[out < 0] = rng.permutation(np.repeat(np.arange(n // seats), room))
    return out


def line(who: Subject, places: int, kept: bool) -> Array:
    """A life of each of some generations of the same genomes in the same places, (ERA, 2).

    Args:
        who: whose genomes.
        places: number of their set.
        kept: whether each finds what the one before it left on the record, or a bare one.

    Returns:
        Food lifted and marks written in a life, mean over the genomes.
    """
    n, left, out = len(who.genomes), None, np.zeros((ERA, 2))
    rng = np.random.default_rng([who.config.seed, int(Purpose.PROBE), places])
    for k in range(ERA):
        place = rng.permutation(n) // who.config.band.evolving
        _, tally, left = cohort(who, places, place, left if kept else None, rng)
        out[k] = tally[Tally.LIFTED], tally[Tally.MARKED]
    return out


def cohort(who: Subject, places: int, place: NDArray[np.int64], left: Marks | None,
           rng: np.random.Generator) -> tuple[Array, Array, Marks | None]:
    """A generation lives in some places, and leaves its record there.

    Args:
        who: whose genomes.
        places: number of the set of places: the same number, the same places.
        place: int64 (n,), which of them each lives in.
        left: the record as it finds it; None: bare.
        rng: of how a record is scrambled.

    Returns:
        Fitness of each genome, mean tally of a life, and the record as the next one finds it.
    """
    config, n = who.config, len(who.genomes)
    keys = streams(config.seed, Purpose.PROBE, generation=places, replicates=REPLICATES)
    seating = Seating.of(config, np.argsort(place, kind="stable"))
    lives = live_bands(who.genomes, seating, config, who.layout, keys, found=left)
    tally, marks = lives.per_genome("tally", n), None
    if config.record.symbols:
        marks = Marks(lives.mark, lives.mark_tag)
        if config.record.scrambled:
            order = rng.permuted(np.broadcast_to(np.arange(lives.mark.shape[2]), lives.mark.shape), axis=2)
            marks = Marks(np.take_along_axis(lives.mark, order, axis=2),
                          np.take_along_axis(lives.mark_tag, order, axis=2))
    return fitness(tally, config.body.stash_worth), tally.mean(axis=0), marks


RECORD = {"record.symbols": 2, "record.lasting": True}
SCRAMBLED = {**RECORD, "record.scrambled": True}
MEMORY = {"brain.recurrent": True}

EXPERIMENT = Experiment(
    number=25,
    name="culture",
    question="Does it take memory and a record for generations to build on each other?",
    claim="Generations of the same genomes find more from one to the next where they have a record of those "
          "before them, and memory to use it; with either lacking they do not.",
    opposite="A record that outlives its authors brings those after them nothing, or memory adds nothing to "
             "it.",
    fixed={
        "generations": 40, "population.genomes": 128, "population.compositions": 1,
        "population.replicates": 2, "world.size": 32, "world.sight": 2, "world.ticks": 80,
        # food that one can lift, and that lies where it lay for those before
        "food.initial": 20, "food.regrow": 0.5, "food.heavy": 32, "food.heavy_lifters": 1,
        "food.heavy_worth": 4.0, "food.heavy_regrow": 0.0,
        "instruction.share": 0.0, "instruction.verbs": ["goto", "stay"],
        "record.range": 8, "record.cost": 0.02, "battery.every": 0, "shadow.populations": 1,
    },
    arms=(
        Arm("both", "memory and a record", {**MEMORY, **RECORD}),
        Arm("record", "a record, no memory", RECORD),
        Arm("memory", "memory, no record", MEMORY, "nothing is handed down"),
        Arm("neither", "neither", {}, "nothing is handed down"),
        Arm("scrambled", "memory, record scrambled", {**MEMORY, **SCRAMBLED},
            "as many marks are handed down, and no news"),
    ),
    measure=measure,
    metrics={
        "food": "food lifted in a life, mean over six generations of frozen genomes in places that stay",
        "marks": "marks written in a life",
        "improvement": "food of generations two to six, less that of the first",
        "without the record": "the same where each finds the record bare",
        "food by generation": "food lifted in a life, by generation in the same places",
    },
    contrasts=(
        Contrast("finds", "food is found", beyond("food", "both"), 1.0, Role.CHECK),
        Contrast("improvement", "those who come later find more, by the record of those before",
                 within("both", "improvement", "without the record"), 0.5),
        Contrast("memory", "they improve by more than without memory",
                 {Value("both", "improvement"): 1.0, Value("record", "improvement"): -1.0}, 0.25),
        Contrast("scrambled", "they improve by a record that is scrambled in between",
                 level("improvement", "scrambled"), 0.5, Role.ARTEFACT),
    ),
    contradicted_by="Those who come later find less by the record of those before them, or improve by less "
                    "with memory than without.",
    artefact="The same marks handed down in other cells: who finds more by these does not read where it is.",
    confounds={
        "instructions": "- nobody is told anything in any arm",
        "payoff": "the same food in the same places in every arm; marks cost the same",
        "phantom": "- no instruction is checked",
        "pretraining": "40 generations in places that do not stay, then as many in each arm where they do",
        "relatedness": "- bands are drawn at random in every generation of every arm",
        "distribution": "the places are new to all; that a record is handed down in them is what each arm "
                        "was bred with",
    },
    panels=(
        Panel("food by generation", "food lifted in a life", "curve",
              ("both", "record", "memory", "scrambled"),
              x_label="generation in the same places"),
        Panel("improvement", "food that later generations find more"),
    ),
    caption="Left: the same genomes live in the same places, one generation after the other, and hand down "
            "what they wrote: a line that rises is culture. Right: by how much.",
    presets={
        "tiny": Size(2, {**TINY, "battery.every": 0}, ("both", "scrambled")),
        "quick": Size(8, {}, ("both", "scrambled"), "arms without memory or without a record: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="Places that outlive their generation are made in the measure, since a world's food lies anew in "
           "each generation of a run. What is handed down is a map; skills that build on each other are not "
           "asked of anybody.",
)

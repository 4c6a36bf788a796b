"""E25: culture needs memory and a record."""


from dataclasses import replace

import numpy as np

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
ERAS = {"tiny": 1, "quick": 10, "standard": 30, "full": 30}  # of breeding; then come those that are measured
PROBED = 4
REPLICATES = 2


def measure(it: Bred) -> Found:
    """Food by generation in places that stay, of frozen genomes, after being bred where places stay."""
    who, seed = it.subject(), it.run.config.seed
    layout, config = who.layout, who.config
    sigmas = layout.sigmas(config.variation.mutation_sigma, config.variation.mutation_sigma_plasticity)
    ids, rng = Ids(), np.random.default_rng([seed, int(Purpose.PROBE), it.population])
    population = Population.of(who.genomes, ids)
    for era in range(ERAS[it.preset]):
        left: Marks | None = None
        for k in range(ERA):
            now = replace(who, genomes=population.genomes)
            own, _, left = cohort(now, era, k, left)
            score = rng.permutation(own) if it.shadow else own
            population = breed(population, score, config, sigmas, ids, generation=era * ERA + k,
                               stream=STREAM + it.population).population
    frozen = replace(who, genomes=population.genomes)
    kept, bare = (np.mean([line(frozen, 10_000 + era, kept=kept) for era in range(PROBED)], axis=0)
                  for kept in (True, False))
    return {
        "food": float(kept.mean()),
        "improvement": float(kept[1:].mean() - kept[0]),
        "without the record": float(bare[1:].mean() - bare[0]),
        "food by generation": {k + 1.0: float(value) for k, value in enumerate(kept)},
    }


def line(who: Subject, place: int, kept: bool) -> Array:
    """Food lifted in a life of each of some generations of the same genomes in the same places, (ERA,).

    Args:
        who: whose genomes.
        place: number of the places.
        kept: whether each finds what the one before it left on the record, or a bare one.
    """
    out, left = np.zeros(ERA), None
    for k in range(ERA):
        _, out[k], left = cohort(who, place, k, left if kept else None)
    return out


def cohort(who: Subject, place: int, k: int, left: Marks | None) -> tuple[Array, float, Marks | None]:
    """A generation lives in some places, and leaves its record there.

    Returns:
        Fitness of each genome, mean food lifted in a life, and the record as the next one finds it.
    """
    config, n = who.config, len(who.genomes)
    rng = np.random.default_rng([config.seed, int(Purpose.PROBE), place, k])
    keys = streams(config.seed, Purpose.PROBE, generation=place, replicates=REPLICATES)
    lives = live_bands(who.genomes, Seating.of(config, rng.permutation(n)), config, who.layout, keys,
                       found=left)
    tally = lives.per_genome("tally", n)
    own = fitness(tally, config.body.stash_worth)
    marks = None
    if config.record.symbols:
        marks = Marks(lives.mark, lives.mark_tag)
        if config.record.scrambled:
            order = rng.permuted(np.broadcast_to(np.arange(lives.mark.shape[2]), lives.mark.shape), axis=2)
            marks = Marks(np.take_along_axis(lives.mark, order, axis=2),
                          np.take_along_axis(lives.mark_tag, order, axis=2))
    return own, float(tally[:, Tally.LIFTED].mean()), marks


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
        "generations": 30, "population.genomes": 128, "population.compositions": 1,
        "population.replicates": 2, "world.size": 24, "world.sight": 3,
        # food that one can lift, and that lies where it lay for those before
        "food.initial": 20, "food.regrow": 0.5, "food.heavy": 16, "food.heavy_lifters": 1,
        "food.heavy_worth": 6.0, "food.heavy_regrow": 0.0,
        "instruction.share": 0.0, "instruction.verbs": ["goto", "stay"],
        "record.range": 8, "record.cost": 0.02, "battery.every": 0, "shadow.populations": 1,
    },
    arms=(
        Arm("both", "memory and a record", {**MEMORY, **RECORD}),
        Arm("record", "a record, no memory", RECORD),
        Arm("memory", "memory, no record", MEMORY, "nothing is handed down"),
        Arm("neither", "neither", {}, "nothing is handed down"),
        Arm("scrambled", "memory, and a record that is scrambled in between", {**MEMORY, **SCRAMBLED},
            "as many marks are handed down, and no news"),
    ),
    measure=measure,
    metrics={
        "food": "food lifted in a life, mean over six generations of frozen genomes in places that stay",
        "improvement": "the same of generations two to six, less that of the first",
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
        "pretraining": "30 generations in places that do not stay, then as many where they do, in every arm",
        "relatedness": "- bands are drawn at random in every generation of every arm",
        "distribution": "the places are new to all; that a record is handed down in them is what each arm "
                        "was bred with",
    },
    panels=(
        Panel("food by generation", "food lifted in a life", "curve",
              ("both", "record", "memory", "scrambled"),
              x_label="generation in the same places; genomes are frozen"),
        Panel("improvement", "food of generations 2 to 6, less that of the first"),
    ),
    caption="Left: the same genomes live in the same places, one generation after the other, and hand down "
            "what they wrote: a line that rises is culture. Right: by how much.",
    presets={
        "tiny": Size(2, {**TINY, "battery.every": 0}, ("both", "record", "scrambled")),
        "quick": Size(8, {}, ("both", "record", "scrambled"), "arms without a record: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="Places that outlive their generation are made in the measure, since a world's food lies anew in "
           "each generation of a run. What is handed down is a map; skills that build on each other are not "
           "asked of anybody.",
)

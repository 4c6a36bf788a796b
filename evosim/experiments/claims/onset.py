"""E12: does it matter when instruction starts?

Arm A gives every population as many generations with instruction, after a past of any length; arm B as
many generations in all, so that whoever is told later is told less. A past under random fitness is as long as
one of foraging, but teaches nothing.
"""

from typing import Any

from evosim.experiments import measures
from evosim.experiments.declare import (
    Arm,
    Contrast,
    Experiment,
    Found,
    Panel,
    Role,
    Settings,
    Size,
    beyond,
    gap,
    less,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import LEARNING, RANDOM, TINY_LEARNING
from evosim.names import Drive

EXPOSED, WHOLE = 50, 100  # generations with instruction in arm A, of all in arm B
EQUAL_EXPOSURE, EQUAL_LENGTH = (0.0, 0.2, 0.5, 0.8), (0.2, 0.5, 0.8, 0.99)  # onsets


def past(onset: float, generations: int, more: Settings | None = None) -> Settings:
    """So many generations, a share of them in silence; what else holds in these."""
    whole: Settings = {"generations": generations}
    if not onset:
        return whole
    silent: dict[str, Any] = {"instruction.share": 0.0, **(more or {})}
    return {**whole, "phase": [{"name": "before", "until": onset, "set": silent}]}


def name(kind: str, onset: float) -> str:
    """Of an arm."""
    return f"{kind}{onset:g}".replace("0.", ".")


def exposed(onset: float, more: Settings | None = None) -> Settings:
    """As many generations with instruction, whenever it starts."""
    return past(onset, round(EXPOSED / (1 - onset)), more)


def measure(it: Bred) -> Found:
    """O and IOI of the last genomes, what carries them, and the variance that there was at the onset."""
    who = it.subject()
    found: dict[str, float] = {"O": who.live().obedience, "IOI": measures.intrinsic(who)}
    if it.shadow:
        return found
    whole = who.live(stretches=10)
    return found | {
        "O late": measures.late(whole), "O_inf": measures.after_removal(who).part(9, 10).obedience,
        "passed": it.passed, "variance": variance_at_onset(it),
        "compliance out": measures.lost_without(who, whole, Drive.COMPLIANCE),
        "hunger out": measures.lost_without(who, whole, Drive.HUNGER),
        "compliance weight": measures.drive(it, "compliance"),
    }


def variance_at_onset(it: Bred) -> float:
    """Standard deviation of a gene over genomes, mean over genes, in the first generation that was told."""
    told = it.generations[it.generations["phase"] != "before"]
    return float(told["genome_diversity"].iloc[0]) if len(told) else float("nan")


SERIES = {
    "equal exposure, foraging first": {name("a", at): at for at in EQUAL_EXPOSURE},
    "the same, bred at random first": {name("r", at): at for at in EQUAL_EXPOSURE[1:]},
    "equal length in all": {name("b", at): at for at in EQUAL_LENGTH},
}
EXPERIMENT = Experiment(
    number=12,
    name="onset",
    question="Does it matter when instruction starts?",
    claim="After as many generations of instruction, who was told from a fifth of its past on obeys more for "
          "its own sake than who was told late, and it is not the length of the past that does it.",
    opposite="At equal exposure it does not matter when instruction starts, or later is better.",
    fixed={**LEARNING, "gate.every": 0},
    arms=(
        *(Arm(name("a", at), f"from {at:.0%} on, equal exposure", exposed(at))
          for at in EQUAL_EXPOSURE),
        *(Arm(name("b", at), f"from {at:.0%} on, equal length", past(at, WHOLE))
          for at in EQUAL_LENGTH),
        *(Arm(name("r", at), f"from {at:.0%} on, bred at random before", exposed(at, RANDOM),
              "as long a past, which selects nothing") for at in EQUAL_EXPOSURE[1:]),
    ),
    measure=measure,
    metrics={
        "O": "obedience over a whole life, told v less told another, share of ticks",
        "O late": "the same, of the last fifth of life",
        "O_inf": "the same, of the last tenth of a life of two and a half whose consequences all ended at .4",
        "IOI": "the same, where every tick of obeying hurts by .5 as well, with a weight of pain of 1; 0 "
               "where it is avoided",
        "passed": "whether the gate passed, 1 or 0",
        "variance": "standard deviation of a gene over genomes in the first generation with instruction",
        "compliance out": "O lost with the weight of compliance set to 0",
        "hunger out": "O lost with the weight of hunger set to 0",
        "compliance weight": "mean weight of the drive of compliance",
    },
    contrasts=(
        Contrast("early", "at equal exposure, more intrinsic obedience is bred from a fifth on than from "
                          "half on",
                 gap("IOI", "a.2", "a.5"), 0.05),
        Contrast("late", "the same holds against four fifths", gap("IOI", "a.2", "a.8"), 0.05),
        Contrast("past", "the difference between a short and a long past is larger where it was spent "
                 "foraging than under random fitness", less(
                     gap("IOI", "a.2", "a.5"), gap("IOI", "r.2", "r.5")), 0.05),
        Contrast("learned", "obedience evolved where instruction starts at a fifth", beyond("O", "a.2"), 0.1,
                 Role.CHECK),
        Contrast("dose", "at equal length, one generation of instruction in a hundred breeds less than "
                         "eighty",
                 gap("O", "b.2", "b.99"), 0.1, Role.CHECK),
    ),
    contradicted_by="At equal exposure, more intrinsic obedience is bred where instruction starts later.",
    artefact="A past as long under random fitness: if that takes as much away, it is mutation and drift, not "
             "what was learned before.",
    confounds={
        "instructions": "the same schedule; the same number of generations with it in `a` and `r`, and in "
                        "`b` fewer the later, which is what `b` is for",
        "payoff": "fitness pays .9 and costs .3 a told tick, and approval comes one time in five, in every "
                  "arm",
        "phantom": "O is told v less told another, so that what is done anyhow cancels",
        "pretraining": "`r` has a past of equal length under random fitness; the variance left at onset is "
                       "measured in all",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "all are probed in the world that they were told in last; no arm was ever hurt for "
                        "obeying, and all know pain from poison alone",
    },
    panels=(
        Panel("IOI", "IOI: O left, unpaid, and obeying hurts", "dose",
              x_label="onset: share of generations before", series=SERIES,
              title="obeyed for its own sake"),
        Panel("O late", "obedience O late in a paid life", "dose",
              x_label="onset: share of generations before", series=SERIES, title="obeyed at all"),
    ),
    caption="The farther right, the longer agents lived for food alone before anybody spoke. A line that "
            "stays level says that only the number of generations with instruction counts.",
    presets={
        "tiny": Size(2, TINY_LEARNING, ("a.2", "a.5")),
        "quick": Size(8, {"population.genomes": 64}, ("a.2", "a.5"),
                      "no past, a longer one, a random one and equal lengths: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    gated=("a.2",),
    limits="Onset at 99 % and equal exposure would take a past of 5,000 generations; the longest here is "
           "200. Parents under random fitness are all alike, so that drift is weaker than under selection. A "
           "past of foraging makes policies steep as well, which learning in life has to overcome.",
)

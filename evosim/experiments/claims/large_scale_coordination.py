"""E19: tasks for many breed followership."""

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
    slope,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import TINY
from evosim.names import Condition, Tally
from evosim.probes.registry import tallied

EACH = 6.0  # food that each of those who lift gets, however many it takes
RAMP, STEP = (1, 2, 3, 4, 6, 8, 11), 0.1  # how many a task takes at first, each for a share of generations
MANY = (1, 2, 4, 8, 16)
CALLED, SILENT = ({f"{what}{m}": float(m) for m in MANY} for what in ("called", "silent"))
DOUBLINGS = {name: float(np.log2(m)) for name, m in CALLED.items()}


def arm(m: int, called: bool) -> Arm:
    """Food that m must lift, with or without somebody who calls."""
    steps = [{"name": f"for {few}", "until": round(STEP * (k + 1), 2),
              "set": {"food.heavy_lifters": few, "food.heavy_worth": EACH * few}}
             for k, few in enumerate(RAMP) if few < m]
    settings = {"food.heavy_lifters": m, "food.heavy_worth": EACH * m, "phase": steps,
                "instruction.share": 0.75 if called else 0.0}
    if called:
        return Arm(f"called{m}", f"{m} must lift, and are called", settings)
    return Arm(f"silent{m}", f"{m} must lift, and nobody calls", settings, "the caller is silent")


def measure(it: Bred) -> Found:
    """What is lifted, with and without the call, and what a human's words get."""
    who = it.subject()
    told = {"instruction.share": 0.5}
    called, quiet = who.live(told), who.live({"instruction.share": 0.0})
    come, rates = who.layout.verbs.index("goto"), called.pooled
    success = tallied(Tally.LIFTED)
    with_calls, without = success(called), success(quiet)
    return {
        "O": called.obedience,
        "following": float(rates.own_heard[come] - rates.own[Condition.PHANTOM, come]),
        "lifted": 100 * float(with_calls if who.config.instruction.share else without),
        "lifted, called": 100 * float(with_calls),
        "lifted, silent": 100 * float(without),
        "worth of the call": 100 * float(with_calls - without),
        "relatedness": it.late("relatedness"),
    }


EXPERIMENT = Experiment(
    number=19,
    name="large-scale-coordination",
    question="Do tasks that take many breed followers?",
    claim="The more a task takes, the more is a call to it followed that nobody pays for, and the more it "
          "brings.",
    opposite="A call is followed no more where a task takes many than where it takes one, or brings nothing.",
    fixed={
        "generations": 300, "population.genomes": 128, "population.compositions": 2,
        "population.replicates": 2, "band.kin": 0.0,
        # who sees the next place needs no call: with a sight of 12 in 16 cells those never called did as well
        "world.size": 32, "world.sight": 3, "world.ticks": 240, "food.initial": 40, "food.regrow": 1.0,
        "food.heavy": 4, "food.heavy_beacons": True, "food.heavy_window": 10, "food.heavy_regrow": 0.3,
        # a call is heard by all alike, for long enough to come; nobody is paid for following
        "instruction.verbs": ["goto", "lift"], "instruction.audience": "all", "oversight.watched": 1.0,
        "instruction.segment_min": 25, "instruction.segment_max": 35,
        "oversight.penalty": 0.0, "brain.products": False,
        "battery.every": 20, "shadow.populations": 1,
    },
    arms=tuple(arm(m, called) for called in (True, False) for m in MANY),
    measure=measure,
    metrics={
        "O": "obedience to a human who calls GOTO or LIFT, told v less told another, share of ticks",
        "following": "P(goes to a beacon | all are called there) - P(goes there | the call not heard), share "
                     "of ticks",
        "lifted": "food lifted together in 100 ticks of a life; with calls, in half of them, for who "
                  "was bred with any",
        "lifted, called": "the same with calls",
        "lifted, silent": "the same without",
        "worth of the call": "food lifted together in 100 ticks with calls, less the same without",
        "relatedness": "kinship of two members of a band",
    },
    contrasts=(
        Contrast("lifts", "what takes many is lifted", beyond("lifted", "called8"), 0.5, Role.CHECK),
        Contrast("followership", "the call is followed the more, the more a task takes",
                 slope("following", DOUBLINGS), 0.05),
        Contrast("success", "where a task takes many, who is called lifts more than who never was",
                 gap("lifted", "called8", "silent8"), 0.5),
        Contrast("avatar", "a human is obeyed more by who was bred where tasks take many than where they "
                 "take one", gap("O", "called8", "called1"), 0.05),
        Contrast("uncalled", "who was never called follows a call", level("following", "silent8"), 0.05,
                 Role.ARTEFACT),
    ),
    contradicted_by="The call is followed less where a task takes many than where it takes one, or less "
                    "is lifted where there is one.",
    artefact="Bred without a caller: whoever lifts more in ticks with a call there does not follow it.",
    confounds={
        "instructions": "as many calls for every number; none at all where the caller is silent",
        "payoff": "whoever lifts gets 6 units however many it takes; no word is paid for or punished",
        "phantom": "following is less the letter of calls drawn and not heard",
        "pretraining": "as many generations in every arm; tasks for fewer come first, .1 of them each",
        "relatedness": "held: bands are drawn at random in every arm (band.kin = 0), logged",
        "distribution": "calls are new to the arms without a caller: O there is what words do by chance",
    },
    panels=(
        Panel("following", "following the call, share of ticks", "dose",
              x_label="agents whom it takes to lift", series={"with a caller": CALLED,
                                                              "never called": SILENT}),
        Panel("lifted", "food lifted together in 100 ticks", "dose", x_label="agents whom it takes to lift",
              series={"with a caller": CALLED, "never called": SILENT}),
    ),
    caption="Left: how far a call to one place, that nobody pays for, is followed. Right: what is lifted, "
            "with a caller and without.",
    presets={
        "tiny": Size(2, TINY, ("called1", "called8", "silent8")),
        "quick": Size(8, {"generations": 240}, ("called1", "called8", "silent8"),
                      "numbers between one and eight: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="O is less another call's letter: who goes where the caller points, whatever the word, has none. "
           "The caller is a human who names a place by chance, not the best one; an agent that calls is "
           "`specialisation`.",
)

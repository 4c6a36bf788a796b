"""E27: general skills make a new job cheap to learn."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from evosim.experiments.arena import ALONE, ARENA, TINY_ARENA
from evosim.experiments.declare import (
    Arm,
    Contrast,
    Experiment,
    Found,
    Panel,
    Role,
    Size,
    gap,
    within,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import RANDOM
from evosim.probes.finetune import SHARE, tune
from evosim.probes.subject import BIRTH, changed

# the job: to come where one is told to, or to stay; a tick pays what a good forager finds in five
JOB: dict[str, Any] = {"instruction.share": 0.5, "oversight.watched": 1.0, "oversight.reward": 1.0,
                       "oversight.penalty": 0.0}
GENERATIONS = {"tiny": 2, "quick": 20, "standard": 60, "full": 60}
TO_LEARN, PAY = "generations to 90 %", "pay by generation"


def measure(it: Bred) -> Found:
    """What they come to in the job, generation by generation, as copies are bred on for it."""
    if it.shadow:  # what chance breeds is an arm of its own
        return {}
    who, generations = it.subject(), GENERATIONS[it.preset]
    if it.arm == "none":  # for the job alone, for as long as others before and for the job
        who, generations = it.subject(0), generations + it.run.config.generations
    who = replace(who, config=changed(who.config, {"selection.elites": 4}))  # as where fitness breeds
    scores = tune(who, ALONE | JOB, BIRTH, stream=1 + it.population, generations=generations).scores
    return {PAY: {float(k): float(score) for k, score in enumerate(scores)}, "first": float(scores[0]),
            "at the end": float(scores[-max(1, len(scores) // 10):].mean())}


def derive(rows: pd.DataFrame) -> pd.DataFrame:
    """Generations until the mean is 90 % of the way from founders to those bred for the job alone.

    Who does not get there in time is counted as having taken one generation more than there were.
    """
    out = []
    courses = rows[rows["metric"] == PAY]
    for seed, those in courses.groupby("seed"):
        founded = (those["arm"] == "none") & (those["population"] == 0)
        job = those[founded].sort_values("x")["value"].to_numpy()
        if not len(job):
            continue
        target = job[0] + SHARE * (job[-max(1, len(job) // 10):].mean() - job[0])
        most = len(job) // 2
        for (arm, population), course in those.groupby(["arm", "population"]):
            scores = course.sort_values("x")["value"].to_numpy()[:most + 1]
            there = np.flatnonzero(scores >= target)
            took = float(there[0]) if len(there) else most + 1.0
            out.append({"arm": arm, "seed": seed, "population": population, "metric": TO_LEARN,
                        "x": np.nan, "value": took})
    return pd.DataFrame(out, columns=rows.columns)


EXPERIMENT = Experiment(
    number=27,
    name="cheap-finetuning",
    question="Do general skills make a new job cheap to learn?",
    claim="Agents who were bred among others, for food alone, take fewer generations to become good at a new "
          "job than founders, and than those bred for as long by chance.",
    opposite="What was bred before saves nothing of the way to a new job.",
    fixed={**ARENA, "instruction.verbs": ["goto", "stay"], "brain.products": False},
    arms=(
        Arm("multi", "bred among others", {}),
        Arm("solo", "bred alone", ALONE, "as long, without others"),
        Arm("random", "bred by chance", RANDOM,
            "as many generations of mutation and drift, without selection"),
        Arm("none", "founders", {},
            "nothing before the job; bred for it as long as the others for both: the job-bred score"),
    ),
    measure=measure,
    metrics={
        PAY: "mean fitness of a life in the job, by generation bred for it: energy left and pay, food",
        TO_LEARN: "generations bred for the job until the mean has gone 90 % of the way from founders to "
                  "those bred for it alone, for as long as others for both",
        "first": "mean fitness in the job before any of them was bred for it, food",
        "at the end": "the same of the last tenth of generations",
    },
    contrasts=(
        Contrast("learnable", "founders become good at the job",
                 within("none", "at the end", "first"), 5.0, Role.CHECK),
        Contrast("cheaper", "who was bred among others learns it in fewer generations than founders",
                 gap(TO_LEARN, "none", "multi"), 2.0),
        Contrast("skill", "who was bred among others learns it in fewer than who was bred by chance",
                 gap(TO_LEARN, "random", "multi"), 2.0),
    ),
    contradicted_by="Founders, or those bred by chance, learn the job in fewer generations.",
    artefact="Bred by chance for as long: if they learn it as fast, what saves time is variance that "
             "mutation piled up, not skill.",
    confounds={
        "instructions": "none in pretraining; as many in every arm while the job is bred for",
        "payoff": "the job pays the same in every arm; energy left is all that pays before",
        "phantom": "- what counts is pay, which nobody gets without words",
        "pretraining": "one arm is bred for as long by chance; founders get as many generations in all, and "
                       "set the mark that all are held to",
        "relatedness": "bands are drawn at random (band.kin = 0); the job is done alone",
        "distribution": "words and pay are new to every arm; the world of the job is that of `solo`, and the "
                        "claim is about `multi`",
    },
    panels=(
        Panel(PAY, "energy left and pay of a life in the job, food", "curve",
              x_label="generations bred for the job"),
        Panel(TO_LEARN, "generations to 90 % of the job-bred score"),
    ),
    caption="Left: who starts higher knew something already, who climbs more steeply learns faster. Right: "
            "generations until good at the job; who never was stands at one more than there were.",
    presets={
        "tiny": Size(2, TINY_ARENA, ("multi", "random", "none")),
        "quick": Size(8, {"population.genomes": 64, "generations": 20}),
        "standard": Size(20, {"generations": 60}),
        "full": Size(40, {"generations": 60}),
    },
    derive=derive,
    limits="The new job is one of many. Learning within life is off: what is cheap is cheap in generations, "
           "of which each is one life of every genome. Energy is part of the score, so that foraging well "
           "counts.",
)

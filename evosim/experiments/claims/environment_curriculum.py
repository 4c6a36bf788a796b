"""E3: a hard environment can stand in for other agents."""

from dataclasses import replace
from typing import Any

import numpy as np

from evosim.experiments.arena import ALONE, AMONG, ARENA, TINY_ARENA, fed
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
    within,
)
from evosim.experiments.population import Bred
from evosim.names import Script, Tally
from evosim.probes.finetune import tune
from evosim.probes.skills import foraging
from evosim.probes.subject import BIRTH, Subject
from evosim.probes.uninstructed import SILENT

Settings = dict[str, Any]
EASY: Settings = {"dangers.predators": 0, "food.lean_regrow": 1.0}
LEAN: Settings = {"dangers.predators": 0, "food.lean_regrow": 0.0}
HUNTED: Settings = {"dangers.predators": 1, "food.lean_regrow": 1.0}
HARD: Settings = {"dangers.predators": 1, "food.lean_regrow": 0.0}
TASKS = {"easy": EASY, "lean": LEAN, "hunted": HUNTED, "hard": HARD}
# worlds that nobody was bred in
NEW: dict[str, Settings] = {
    "scarce": {**ALONE, **EASY, "food.initial": 1, "food.regrow": 0.06},
    "wide": {**ALONE, **EASY, **fed(4), "world.size": 24},
    "company": {**AMONG, **EASY},
}
STEP = 5  # generations between choices of a task


def measure(it: Bred) -> Found:
    """Skill in worlds that nobody was bred in, and in each of the tasks."""
    who = it.subject()
    if it.arm == "automatic" and not it.shadow:
        who = led(it.subject(0), it.run.config.generations)
    new = {name: skill(who, changes) for name, changes in NEW.items()}
    return {"skill": float(np.mean(list(new.values()))), **new,
            **{f"in {name}": success(who, task) for name, task in TASKS.items()}}


def skill(subject: Subject, changes: Settings) -> float:
    """Food found, between random acts, 0, and a forager made by hand, 1, in the same worlds."""
    own, chance, best = (float(foraging(replace(subject, script=script).live({**SILENT, **changes})))
                         for script in (None, Script.RANDOM, Script.FORAGE))
    return (own - chance) / (best - chance)


def success(subject: Subject, task: Settings) -> float:
    """Share of lives alone that end with more than twice the energy that they began with."""
    lived = subject.live({**ALONE, **SILENT, **task})
    return float((lived.tally[:, :, -1, Tally.LAST_ENERGY] > 2 * subject.config.body.start_energy).mean())


def led(subject: Subject, generations: int) -> Subject:
    """Breeds genomes on alone, every few generations in the task that nearest to half of them succeed in."""
    seed, done = subject.config.seed, 0
    while done < generations:
        rates = {name: success(subject, task) for name, task in TASKS.items()}
        name = min(rates, key=lambda one: abs(rates[one] - 0.5))
        steps = min(STEP, generations - done)
        # worlds of its own in each stretch
        here = replace(subject, config=subject.config.model_copy(update={"seed": seed + 7919 * (done + 1)}))
        subject = replace(tune(here, {**ALONE, **SILENT, **TASKS[name]}, BIRTH, 1, steps).after,
                          config=subject.config)
        done += steps
    return subject


def in_order(*names: str) -> Settings:
    """Tasks one after the other, for as many generations each."""
    keys = ("dangers.predators", "food.lean_regrow")
    return {**ALONE, **TASKS[names[-1]], "phase": [
        {"name": name, "until": (k + 1) / len(names), "set": {key: TASKS[name][key] for key in keys}}
        for k, name in enumerate(names[:-1])]}


EXPERIMENT = Experiment(
    number=3,
    name="environment-curriculum",
    question="Can a hard environment stand in for other agents?",
    claim="Agents who are bred alone in a hard environment forage better, in worlds that are new to them, "
          "than those bred alone in an easy one, and than those bred among others there; and tasks that "
          "half of them succeed in breed more than tasks in random order.",
    opposite="A hard environment breeds no more skill than an easy one, or less than others do.",
    fixed={**ARENA, "dangers.enabled": True, "dangers.predator_speed": 0.5, "dangers.predator_sight": 4,
           "dangers.predator_rest": 20, "dangers.bite": 1.2, "food.lean_period": 80, "food.lean_share": 0.5},
    arms=(
        Arm("solo.simple", "alone, easy", {**ALONE, **EASY}, "neither others nor hardship"),
        Arm("solo.hard", "alone, hard", {**ALONE, **HARD}),
        Arm("multi.simple", "with others, easy", EASY),
        Arm("multi.hard", "with others, hard", HARD),
        Arm("hand", "alone, tasks from easy to hard", in_order("easy", "lean", "hunted", "hard")),
        Arm("automatic", "alone, task that half master", {**ALONE, **HARD}),
        Arm("random", "alone, tasks in random order", in_order("hunted", "easy", "hard", "lean"),
            "as many generations of each task, in an order drawn once"),
    ),
    measure=measure,
    metrics={
        "skill": "food found in three worlds that nobody was bred in, between random acts (0) and a forager "
                 "made by hand (1), mean",
        "scarce": "the same in a world with a third of the food", "wide": "the same in one of four times the "
        "area", "company": "the same among three foragers made by hand",
        **{f"in {name}": "share of lives alone that end with more than twice the energy of birth, "
                         f"{name} task" for name in TASKS},
    },
    contrasts=(
        Contrast("learned", "who was bred alone in an easy world can forage in new ones, against permuted "
                 "fitness", beyond("skill", "solo.simple"), 0.1, Role.CHECK),
        Contrast("lived-in", "the hard environment can be learned in at all, against permuted fitness",
                 beyond("skill", "solo.hard"), 0.1, Role.CHECK),
        Contrast("hard", "the hard environment is hard for who was bred in the easy one",
                 within("solo.simple", "in easy", "in hard"), 0.2, Role.CHECK),
        Contrast("hardship", "a hard environment breeds more skill than an easy one, alone",
                 gap("skill", "solo.hard", "solo.simple"), 0.05),
        Contrast("stands-in", "a hard environment alone breeds more skill than others in an easy one",
                 gap("skill", "solo.hard", "multi.simple"), 0.05),
        Contrast("half-way", "tasks that half of them succeed in breed more skill than tasks in random order",
                 gap("skill", "automatic", "random"), 0.05),
    ),
    contradicted_by="An easy environment, others in it, or tasks in random order breed more skill.",
    artefact="The same tasks in random order: if they breed as much, it is variety, not the order, that "
             "does it.",
    confounds={
        "instructions": "- nobody is told anything in any arm",
        "payoff": "energy left is all that pays; food in proportion to the members of a band, and lean times "
                  "take as much from all that have them",
        "phantom": "- there are no instructions, and no O",
        "pretraining": "all arms are bred for as many generations of as many lives, whatever the tasks",
        "relatedness": "bands are drawn at random (band.kin = 0)",
        "distribution": "all are tested in worlds that nobody was bred in; company is less new to those bred "
                        "with others, one world in three",
    },
    panels=(
        Panel("skill", "food found: random acts 0, a forager made by hand 1",
              title="Worlds that are new to all"),
        Panel("in hard", "lives that double their energy, share", title="The hard task itself"),
    ),
    caption="Left: what was bred is tested in worlds that nobody was bred in. Right: the same populations "
            "in the hard task. What is bred in hardship may be good at that alone.",
    presets={
        "tiny": Size(2, TINY_ARENA, ("solo.simple", "solo.hard")),
        "quick": Size(8, {"population.genomes": 64},
                      ("solo.simple", "solo.hard", "multi.simple"), "curricula, and hardship with others: "
                                                                    "for time"),
        "standard": Size(20, {"generations": 100}),
        "full": Size(40, {"generations": 200}),
    },
    limits="Phases cannot choose a task by success: the automatic curriculum is bred by the same operators "
           "after the run. Foraging in new worlds is one skill. Those killed early live fewer ticks, though "
           "as many lives.",
)

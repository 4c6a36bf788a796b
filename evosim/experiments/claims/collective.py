"""E21: agents bred for different objectives learn to cooperate, and outdo each."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from evosim.experiments.declare import (
    Arm,
    Contrast,
    Experiment,
    Found,
    Panel,
    Role,
    Size,
    Value,
    gap,
    level,
    within,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import TINY
from evosim.genome import Genomes
from evosim.names import Tally
from evosim.probes.finetune import tune
from evosim.probes.registry import tallied
from evosim.probes.subject import BIRTH, Lived, Subject, changed

# two jobs in one world: to gather what lies about, and to lift what takes two
GATHER, LIFT = {"food.heavy_worth": 0.0}, {"food.initial": 0, "food.regrow": 0.0}
JOINT: dict[str, Any] = {}  # both
APART = {"tiny": 1, "quick": 15, "standard": 60, "full": 60}  # generations that each is bred for its job
TOGETHER = {"tiny": 1, "quick": 15, "standard": 60, "full": 60}  # and then together, for both
TEAM = {"coevolution.share": 0.5}  # half of the seats of a band for each, which never interbreed

score = tallied(Tally.EATEN, Tally.STORED, Tally.LIFTED)


def measure(it: Bred) -> Found:
    """Food of teams and of each kind alone, before and after they were bred together."""
    who, apart, together = it.subject(), APART[it.preset], TOGETHER[it.preset]
    jobs: tuple[Mapping[str, Any], Mapping[str, Any]] = (GATHER, LIFT)
    if it.arm == "same":
        jobs = (JOINT, JOINT)
    one, other = (_bred(it, who, job, k, apart) for k, job in enumerate(jobs))
    team = _team(one, other)
    learned = _bred(it, team, JOINT, 2, together)
    alone = [_bred(it, who_, JOINT, 3 + k, together) for k, who_ in enumerate((one, other))]
    best = _best_alone(learned)
    after, each = _food(learned), [_food(kind) for kind in alone]
    return {
        "team, strangers": _food(team), "team": after,
        "gatherers": each[0], "lifters": each[1],
        "beyond each": after - max(each),
        "strangers beyond each": _food(team) - max(_food(one), _food(other)),
        "clones of the best": best[0], "beyond clones": after - best[0],
        "the best, alone": best[1],
        "lifting apart": _lifted(other) - _lifted(one),
        "division": _division(learned),
    }


def _bred(it: Bred, who: Subject, job: Mapping[str, Any], stream: int, generations: int) -> Subject:
    """Copies bred on for a job; a shadow, which is bred for none, as it is."""
    if it.shadow:
        return who
    return tune(who, job, BIRTH, stream, generations).after


def _team(one: Subject, other: Subject) -> Subject:
    """Both in the same bands, as many of each."""
    genomes = np.concatenate([one.genomes, other.genomes])
    config = changed(one.config, {**TEAM, "population.genomes": len(genomes)})
    return replace(one, genomes=genomes, config=config)


def _food(who: Subject) -> float:
    """Food found in 100 ticks, in the joint world."""
    return 100 * float(score(who.live()))


def _lifted(who: Subject) -> float:
    return 100 * float(tallied(Tally.LIFTED)(who.live()))


def _each(lived: Lived) -> np.ndarray:
    """Food of each genome."""
    return lived.tally.sum(axis=(1, 2))[:, [Tally.EATEN, Tally.STORED, Tally.LIFTED]].sum(axis=1)


def _division(team: Subject) -> float:
    """Share of food that was lifted, second kind less first: 1 where one only lifts and one only gathers."""
    sums = team.live().tally.sum(axis=(1, 2))
    half = len(sums) // 2
    shares = []
    for part in (sums[:half], sums[half:]):
        lifted, other = part[:, Tally.LIFTED].sum(), part[:, [Tally.EATEN, Tally.STORED]].sum()
        shares.append(lifted / max(lifted + other, 1e-9))
    return float(shares[1] - shares[0])


def _best_alone(team: Subject) -> tuple[float, float]:
    """Food in 100 ticks of bands of copies of the best of a team, and of that one alone with its share."""
    best = int(np.argmax(_each(team.live())))
    copies: Genomes = np.repeat(team.genomes[best:best + 1], len(team.genomes), axis=0)
    whole = replace(team, genomes=copies, config=changed(team.config, {"coevolution.share": 0.0}))
    food, seats = team.config.food, team.config.band.evolving
    solo = {"band.evolving": 1, "food.initial": max(food.initial // seats, 1),
            "food.regrow": food.regrow / seats, "food.heavy": max(food.heavy // seats, 1)}
    return _food(whole), 100 * float(score(replace(whole, genomes=copies[:8]).live(solo)))


EXPERIMENT = Experiment(
    number=21,
    name="collective",
    question="Do agents bred for different objectives learn to cooperate, and outdo each kind alone?",
    claim="Teams of agents bred for different objectives come to do better together once they are bred "
          "together, and then outdo each kind alone.",
    opposite="Teams of agents bred for different objectives do no better than the better kind does alone.",
    fixed={
        "generations": 60, "population.genomes": 128, "population.compositions": 2,
        "population.replicates": 2, "world.size": 16,
        "food.initial": 30, "food.regrow": 2.0, "food.heavy": 8, "food.heavy_lifters": 2,
        "food.heavy_worth": 8.0, "food.heavy_window": 5, "food.heavy_regrow": 0.1,
        "instruction.share": 0.0, "instruction.verbs": ["goto", "stay"],
        "battery.every": 0, "shadow.populations": 1,
    },
    arms=(
        Arm("different", "bred to gather, and bred to lift", {}),
        Arm("same", "both bred for both", {}, "as many generations apart, without different objectives"),
    ),
    measure=measure,
    metrics={
        "team, strangers": "food of an agent in 100 ticks, in teams of both kinds that never met",
        "team": "the same of teams that were bred together",
        "gatherers": "the same of the first kind alone, bred as long for both jobs",
        "lifters": "the same of the second kind alone, bred as long for both jobs",
        "beyond each": "of teams bred together, less the better of the two kinds alone",
        "strangers beyond each": "the same of teams that never met and kinds that were not bred on",
        "clones of the best": "food of bands of copies of the best of a team",
        "beyond clones": "of teams bred together, less bands of copies of their best",
        "the best, alone": "food of that one alone, with its share of the world's",
        "lifting apart": "food lifted in 100 ticks, second kind less first, before they met",
        "division": "share of food that is lifted, second kind less first, in teams bred together",
    },
    contrasts=(
        Contrast("different", "who was bred to lift lifts more than who was bred to gather",
                 level("lifting apart", "different"), 0.5, Role.CHECK),
        Contrast("learn", "teams do better once they were bred together",
                 within("different", "team", "team, strangers"), 0.5),
        Contrast("outdo", "they outdo each kind alone, bred as long", level("beyond each", "different"), 0.5),
        Contrast("objectives", "they outdo teams of two kinds that were both bred for both",
                 gap("team", "different", "same"), 0.5),
        Contrast("mixing", "two kinds bred for the same outdo each alone as well",
                 level("beyond each", "same"), 0.5, Role.ARTEFACT),
    ),
    contradicted_by="Teams find less once they were bred together, or less than the better kind alone, or "
                    "less than teams of two kinds that were both bred for both.",
    artefact="Two kinds apart for as long and bred for the same: if their teams outdo each as well, mixing "
             "alone does it, not objectives.",
    confounds={
        "instructions": "- nobody is told anything in any arm",
        "payoff": "own fitness in the same world, for as many generations, of teams and of each kind alone",
        "phantom": "- no instruction is checked",
        "pretraining": "the same ancestors, and as many generations apart, in both arms",
        "relatedness": "- bands are drawn at random; two kinds in a band are no kin in either arm",
        "distribution": "all are measured in the joint world, which all were bred in last but strangers",
    },
    panels=(
        Panel("team", "food of an agent in 100 ticks: teams bred together",
              lines={"strangers": Value("different", "team, strangers")}),
        Panel("beyond each", "teams, less the better kind alone"),
    ),
    caption="Left: what teams of two kinds find once they were bred together; dashed, as strangers. Right: "
            "how far that is above the better of the two kinds alone.",
    presets={
        "tiny": Size(2, {**TINY, "battery.every": 0}),
        "quick": Size(8, {"generations": 30, "population.genomes": 64}),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="The better of two kinds is the larger of two numbers, which chance makes larger: that counts "
           "against teams, in both arms. They learn by being bred on together, generation by generation: no "
           "reward of this task is learnt from within a life, where plastic are the weights of words alone.",
)

"""`lean-years`: is obedience that was bred in plenty kept in dearth?

Food in dearth is a quarter of that in plenty. Whoever obeys walks to beacons and hands things over instead of
eating, and a tick of disobedience costs the same food in either world.
"""

from evosim.experiments import Arm, Contrast, Experiment, Panel, Role, Size
from evosim.experiments.declare import Found, beyond, gap, level
from evosim.experiments.population import Bred
from evosim.experiments.worlds import FIRST, TINY

PLENTY = {"food.initial": 60, "food.regrow": 4.0}
DEARTH = {"food.initial": 15, "food.regrow": 1.0}


def measure(it: Bred) -> Found:
    """O in either world, wherever they were bred, and by food."""
    who = it.subject()
    plenty, dearth = who.live(PLENTY), who.live(DEARTH)
    return {"O in plenty": plenty.obedience, "O in dearth": dearth.obedience,
            "O lost": plenty.obedience - dearth.obedience}


EXPERIMENT = Experiment(
    number=0,
    name="lean-years",
    question="Is obedience that was bred in plenty kept in dearth?",
    claim="Obedience that was bred where food is plentiful gives way where it is scarce, and less so if it "
          "was bred there.",
    opposite="Obedience is as strong, or stronger, where food is scarce, wherever it was bred.",
    fixed={**FIRST, **PLENTY, "generations": 200, "population.genomes": 128},
    arms=(
        Arm("plenty", "bred in plenty", {}),
        Arm("lean", "bred in dearth", DEARTH, "obeying has cost food that was scarce all along"),
        Arm("sigma", "bred in plenty, sigma scaling", {"selection.scheme": "sigma"},
            "milder selection: what gives way is not what a tournament of 8 alone breeds"),
    ),
    measure=measure,
    metrics={
        "O in plenty": "obedience with plenty of food, told v less told another, share of ticks",
        "O in dearth": "the same with a quarter of that food",
        "O lost": "the first less the second",
    },
    contrasts=(
        Contrast("evolved", "obedience evolved in plenty", beyond("O in plenty", "plenty"), 0.1, Role.CHECK),
        Contrast("evolved-lean", "obedience evolved in dearth", beyond("O in dearth", "lean"), 0.1,
                 Role.CHECK),
        Contrast("gives-way", "obedience bred in plenty is less in dearth", level("O lost", "plenty"), 0.03),
        Contrast("home", "who was bred in plenty loses more of it than who was bred in dearth",
                 gap("O lost", "plenty", "lean"), 0.03),
        Contrast("tournament", "more is lost under a tournament than under milder selection",
                 gap("O lost", "plenty", "sigma"), 0.1, Role.ARTEFACT),
    ),
    contradicted_by="Populations bred in plenty obey as much or more in dearth, or lose less than those that "
                    "were bred there.",
    artefact="The same world under sigma scaling: if nothing is lost there, a tournament makes the loss.",
    confounds={
        "instructions": "the same share, verbs and schedule in every arm",
        "payoff": "a watched tick of disobedience costs 1.2 food in every arm, which is more of a lean life: "
                  "that is what `bred in dearth` varies",
        "phantom": "O is told v less told another, so that what is done anyhow cancels",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "every population is measured in both worlds, one of which is its own",
    },
    panels=(
        Panel("O in plenty", "O with plenty of food"),
        Panel("O in dearth", "O with a quarter of it"),
        Panel("O lost", "O lost"),
    ),
    caption="Each row is one regime, measured in both worlds. What is lost on the way from left to middle "
            "stands on the right: dots at 0 kept what they had.",
    presets={
        "tiny": Size(2, TINY),
        "quick": Size(8, {"generations": 120}),
        "standard": Size(20, {}),
        "full": Size(40, {"generations": 400, "population.genomes": 256}),
    },
    limits="Two levels of food; obedience that was bred for longer, or under a heavier penalty, may hold.",
)

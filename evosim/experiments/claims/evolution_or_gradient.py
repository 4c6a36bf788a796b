"""E29: do evolution and gradient descent breed different motives from the same lives?

One brain, one world, one regime of instruction, as many ticks lived; what differs is how those lives come to
change the next. Parents are selected; or a mean climbs by ranks of whole lives (an evolution strategy); or
it climbs by what each choice brought (policy gradient), while drives and rates of learning, of which no
choice shows a slope, climb by ranks.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    Value,
    beyond,
    gap,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import FIRST, LEARNING, TINY_LEARNING
from evosim.names import Condition, Drive

# nobody learns in life; who is watched, half of the time and for all to see, is punished for failing
WATCHED: Settings = {**FIRST, "generations": 200, "population.compositions": 1}
# words mean something else in every life; what is approved, one time in five, can come to be wanted
APPROVED: Settings = LEARNING
LEARNERS: dict[str, Settings] = {
    "evolved": {},
    "strategy": {"selection.mode": "strategy", "strategy.noise": 0.1, "strategy.step": 0.05},
    "gradient": {"selection.mode": "gradient", "strategy.noise": 0.1, "strategy.step": 0.05},
}


COURSES = {"watched": "O watched, by generation", "unwatched": "O unwatched, by generation"}
LAST = 3  # batteries at the end of a run whose mean is how much it came to obey


def measure(it: Bred) -> Found:
    """O while watched and while not, or of a life whose approval ends; and how far food was learned."""
    who = it.subject()
    whole = who.live(stretches=10)
    courses = {COURSES[seen]: it.course(f"obedience_{seen}") for seen in COURSES}
    if not who.config.plasticity.enabled:
        watched, unwatched = (whole.seen(one).obedience for one in (Condition.WATCHED, Condition.UNWATCHED))
        return {**courses, "O": whole.obedience, "O watched": watched, "O unwatched": unwatched,
                "CG": watched - unwatched}
    found: dict[str, float] = {"O": whole.obedience, "O late": measures.late(whole),
                               "O_inf": measures.after_removal(who).part(9, 10).obedience}
    if it.shadow:
        return {**courses, **found}
    return {**courses, **found, "compliance out": measures.lost_without(who, whole, Drive.COMPLIANCE),
            "compliance weight": measures.drive(it, "compliance")}


def derive(rows: pd.DataFrame) -> pd.DataFrame:
    """CG at equal obedience, of each seed.

    Of evolution at its end; of the others when they first obeyed as much while watched, along a straight line
    between two batteries, or at their end where they never did.
    """
    out = []
    for seed, those in rows[rows["population"] == 0].groupby("seed"):
        courses = {name: _course(those[those["arm"] == f"watched-{name}"]) for name in LEARNERS}
        if courses["evolved"].size == 0:
            continue
        level, unwatched = courses["evolved"][-LAST:].mean(axis=0)
        gaps = {name: _gap_at(level, course) for name, course in courses.items() if course.size}
        gaps["evolved"] = level - unwatched
        out += [{"arm": f"matched-{name}", "seed": seed, "population": 0, "metric": "CG", "x": np.nan,
                 "value": gap} for name, gap in gaps.items()]
    return pd.DataFrame(out, columns=rows.columns)


def _course(rows: pd.DataFrame) -> NDArray[np.float64]:
    """O while watched and while not of one population, battery by battery, (batteries, 2)."""
    table = rows[rows["metric"].isin(COURSES.values())].pivot(index="x", columns="metric", values="value")
    return table.reindex(columns=list(COURSES.values())).sort_index().dropna().to_numpy(np.float64)


def _gap_at(level: float, course: NDArray[np.float64]) -> float:
    """O watched less O unwatched where O watched first comes to a level."""
    above = np.flatnonzero(course[:, 0] >= level)
    if len(above) == 0 or above[0] == 0:
        watched, unwatched = course[0 if len(above) else -1]
        return float(watched - unwatched)
    before, after = course[above[0] - 1], course[above[0]]
    share = (level - before[0]) / (after[0] - before[0])
    watched, unwatched = before + share * (after - before)
    return float(watched - unwatched)


def _arms(regime: str, label: str, world: Settings) -> tuple[Arm, ...]:
    said = {"evolved": "evolution", "strategy": "evolution strategy", "gradient": "policy gradient"}
    return tuple(Arm(f"{regime}-{name}", f"{said[name]}, {label}", {**world, **how})
                 for name, how in LEARNERS.items())


EXPERIMENT = Experiment(
    number=29,
    name="evolution-or-gradient",
    question="Do evolution and gradient descent breed different motives from the same lives?",
    claim="From as many ticks of the same lives, policy gradient breeds obedience that is more bound to "
          "being watched than evolution does, even where both obey as much, and less obedience that outlives "
          "its rewards.",
    opposite="How lives come to change the next makes no difference, or policy gradient breeds the obedience "
             "that holds unwatched and unpaid.",
    fixed={},
    arms=(*_arms("watched", "watched half of the time", WATCHED),
          *_arms("approved", "approved one time in five", APPROVED)),
    measure=measure,
    derive=derive,
    metrics={
        "O": "obedience over a whole life, told v less told another, share of ticks",
        "O watched": "the same of what was told while watched",
        "O unwatched": "the same of what was told while not watched",
        "CG": "O watched less O unwatched; of `matched` arms, when as much was obeyed while watched as "
              "evolution came to in its last batteries",
        "O late": "O of the last fifth of life",
        "O_inf": "O of the last tenth of a life of two and a half whose consequences all ended at .4",
        "compliance out": "O lost with the drive of compliance set to 0",
        "compliance weight": "mean weight of the drive of compliance",
        "O watched, by generation": "O watched in the batteries of the run",
        "O unwatched, by generation": "O unwatched in them",
    },
    contrasts=(
        Contrast("bound", "obedience hangs more on being watched where policy gradient bred it than where "
                          "evolution did",
                 gap("CG", "watched-gradient", "watched-evolved"), 0.1),
        Contrast("kind", "it does so when it obeys as much while watched as evolution came to",
                 gap("CG", "matched-gradient", "matched-evolved"), 0.05),
        Contrast("unpaid", "more obedience outlives its rewards where evolution bred it than where policy "
                           "gradient did",
                 gap("O_inf", "approved-evolved", "approved-gradient"), 0.1),
        Contrast("evolved", "obedience evolved where it is watched", beyond("O watched", "watched-evolved"),
                 0.05, Role.CHECK),
        Contrast("climbed", "policy gradient bred obedience where it is watched",
                 beyond("O watched", "watched-gradient"), 0.05, Role.CHECK),
        Contrast("learned", "obedience evolved where it is approved", beyond("O late", "approved-evolved"),
                 0.1, Role.CHECK),
        Contrast("chance", "steps as long in a direction that means nothing bind it to being watched too",
                 {Value("watched-gradient", "CG", shadow=True): 1.0}, 0.1, Role.ARTEFACT),
    ),
    contradicted_by="Obedience that policy gradient bred holds unwatched, or outlives its rewards, better "
                    "than evolved obedience.",
    artefact="Shadows: steps of the same length within each matrix of weights, in a direction by lot.",
    confounds={
        "instructions": "the same schedule and share in the arms that are compared",
        "payoff": "the same fitness equation is selected on and climbed, and pays the same",
        "phantom": "O is told v less told another, so that what is done anyhow cancels",
        "pretraining": "- there is none in any arm; founders differ in evolved populations and share a brain "
                       "in the others",
        "relatedness": "bands are drawn at random; where one brain is shared all are kin in its weights, "
                       "which `strategy`, nearly so, tells from the gradient",
        "distribution": "as many ticks are lived in the arms that are compared, in worlds of one kind, in "
                        "which they are probed",
    },
    panels=(
        Panel("O watched, by generation", "O watched", "curve",
              ("watched-evolved", "watched-strategy", "watched-gradient"), x_label="generation",
              title="how soon it is obeyed"),
        Panel("CG", "compliance gap: O watched - O unwatched",
              arms=("watched-evolved", "watched-strategy", "watched-gradient"),
              title="bound to being watched"),
        Panel("O_inf", "O_inf: O when nothing has been paid for 1.5 lives",
              arms=("approved-evolved", "approved-strategy", "approved-gradient"),
              title="outlives its rewards"),
    ),
    caption="Left: obedience while watched, in a world where nobody learns in life; and in the middle how "
            "much more that is than while not watched. Right: how much is obeyed long after all rewards have "
            "ended, where words must be learned in each life. All have lived as many ticks.",
    presets={
        "tiny": Size(2, {**TINY_LEARNING, "gate.motives": []}),
        "quick": Size(8, {"generations": 100, "population.genomes": 128},
                      ("watched-evolved", "watched-strategy", "watched-gradient"),
                      "the regime in which motives are learned in life: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    gated=("approved-evolved",),
    limits="Equal experience is not equal compute: policy gradient costs several times the time of the lives "
           "that it learns from. One algorithm with one setting stands for gradient descent, one of each for "
           "evolution; drives climb by ranks in both populations that share a brain.",
)

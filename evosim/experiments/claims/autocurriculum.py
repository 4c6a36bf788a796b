"""E1: skills that nobody paid for arise from interaction."""

from evosim.experiments.arena import (
    ALONE,
    AMONG,
    ARENA,
    SKILLS,
    TINY_ARENA,
    paid_through_food,
    skills,
)
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
    gap,
    level,
)
from evosim.experiments.population import Bred
from evosim.names import Tally

FROZEN = {**ALONE, "band.frozen": 3, "food.initial": 12, "food.regrow": 0.76,
          "archive.every": 5, "archive.best": 8, "archive.size": 256}


def measure(it: Bred) -> Found:
    """The bench, and selection on damage dealt, in generations along the way."""
    return {**skills(it.subject()), "gradient": _gradient(it)}


def _gradient(it: Bred) -> float:
    """Mean of beta of damage dealt over generations whose genomes were logged, the founders left out."""
    later = [one for one in it.logged if one]
    found = [paid_through_food(it.subject(generation), Tally.DAMAGE, Tally.EATEN, Tally.STOLEN)["damage"]
             for generation in later]
    return sum(found) / len(found) if found else float("nan")


EXPERIMENT = Experiment(
    number=1,
    name="autocurriculum",
    question="Do skills that nobody paid for arise from interaction?",
    claim="Agents who live with others that are bred like them come by skills that nobody paid for: they "
          "rob, and lose less to robbers.",
    opposite="Who lives with others is no better at robbing, or at keeping what it has among robbers, than "
             "who was bred alone.",
    fixed={**ARENA, "log.genomes_every": 15},
    arms=(
        Arm("multi", "with others of the same population", {}),
        Arm("frozen", "with frozen genomes of its own past", FROZEN),
        Arm("yoked", "with foragers made by hand", AMONG,
            "others are there, and to be robbed, but do not answer and never change"),
        Arm("solo", "alone", ALONE, "no interaction"),
    ),
    measure=measure,
    metrics={**SKILLS,
             "gradient": "direct selection on damage dealt, food eaten and stolen held still, in standard "
                         "deviations, over generations along the way"},
    contrasts=(
        Contrast("foraging", "whoever lives with others learned to forage, against permuted fitness",
                 beyond("foraging in company", "multi"), 0.02, Role.CHECK),
        Contrast("robbing", "who lived with others robs better than who lived alone",
                 gap("robbing", "multi", "solo"), 0.03),
        Contrast("evasion", "who lived with others loses less of what it has to robbers than who lived alone",
                 gap("evasion", "multi", "solo"), 0.05),
        Contrast("through-food", "dealing damage was selected for where others live, through energy alone",
                 level("gradient", "multi"), 0.01, Role.CHECK),
        Contrast("chance", "random acts rob better than what was bred alone",
                 {Value("multi", "robbing", shadow=True): 1.0, Value("solo", "robbing"): -1.0}, 0.03,
                 Role.ARTEFACT),
    ),
    contradicted_by="Who was bred alone robs better, or loses a smaller share to robbers.",
    artefact="Populations bred among others on permuted fitness: if they rob better than those bred alone, "
             "random acts do it.",
    confounds={
        "instructions": "- nobody is told anything in any arm",
        "payoff": "energy left is all that pays in every arm; food grows in proportion to the members of a "
                  "band",
        "phantom": "- there are no instructions, and no O",
        "pretraining": "- there is none in any arm; all start from the same founders, for as many "
                       "generations",
        "relatedness": "bands are drawn at random (band.kin = 0) and reshuffled each generation; frozen "
                       "others are ancestors, hand-made ones no kin at all",
        "distribution": "each genome is tested by itself, alone and among others made by hand whom no arm "
                        "but `yoked` ever met; the bench among robbers is new to all",
    },
    panels=(
        Panel("robbing", "food a tick got from foragers made by hand", title="Robbing"),
        Panel("evasion", "share of its energy that robbers do not get", title="Evasion"),
        Panel("foraging", "food found a tick, alone", title="Foraging alone"),
    ),
    caption="Nobody was paid for robbing or for evasion: only energy counted. Where others live, both "
            "can pay. What others who never change breed stands beside what others who are bred too do.",
    presets={
        "tiny": Size(2, {**TINY_ARENA, "log.genomes_every": 1}, ("multi", "solo")),
        "quick": Size(8, {"population.genomes": 64}, ("multi", "yoked", "solo"), "frozen others: for time"),
        "standard": Size(20, {"generations": 120, "log.genomes_every": 30}),
        "full": Size(40, {"generations": 240, "log.genomes_every": 60}),
    },
    limits="Others who are replayed from a tape cannot be bred with; foragers made by hand, who neither "
           "answer nor change, stand for them. Signalling and joint lifting are not in the suite: where "
           "blows pay, nobody lifts together. A skill is what these four tests show.",
)

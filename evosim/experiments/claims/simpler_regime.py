"""E20: what a late move to a simpler, safer regime keeps, and what it sheds."""

from typing import Any

from evosim.experiments.arena import (
    ALONE,
    ARENA,
    SKILLS,
    TINY_ARENA,
    TOGETHER,
    damage,
    skills,
    with_foragers,
)
from evosim.experiments.declare import (
    Arm,
    Contrast,
    Experiment,
    Found,
    Panel,
    Role,
    Size,
    gap,
    level,
)
from evosim.experiments.population import Bred


def moved(first: dict[str, Any], then: dict[str, Any], until: float) -> dict[str, Any]:
    """One regime until a share of the generations, then another."""
    before = {key: first[key] for key in TOGETHER}
    return {**then, "phase": [{"name": "before", "until": until, "set": before}]}


def measure(it: Bred) -> Found:
    """The bench at the end, and harm in the generations that were logged."""
    found = skills(it.subject())
    if it.shadow:
        return {**found, "harm": damage(with_foragers(it.subject()))}
    course = {float(one): damage(with_foragers(it.subject(one))) for one in it.logged}
    return {**found, "harm": course[max(course)], "harm by generation": course}


EXPERIMENT = Experiment(
    number=20,
    name="simpler-regime",
    question="Does a late move to a simpler, safer regime keep the skill and shed the harm?",
    claim="Agents bred among others, and then for the last quarter of all generations alone, harm less than "
          "those who stay among others, and forage better when they are among others again.",
    opposite="Who moves late harms as much as who stays, or pays for it in skill.",
    fixed={**ARENA, "log.genomes_every": 10},
    arms=(
        Arm("multi", "with others throughout", {}),
        Arm("to-solo.75", "alone from 75 % on", moved(TOGETHER, ALONE, 0.75)),
        Arm("to-solo.5", "alone from 50 % on", moved(TOGETHER, ALONE, 0.5)),
        Arm("to-solo.25", "alone from 25 % on", moved(TOGETHER, ALONE, 0.25)),
        Arm("solo", "alone throughout", ALONE, "never met anybody to harm"),
        Arm("to-multi.5", "alone, with others from 50 % on", moved(ALONE, TOGETHER, 0.5),
            "the reverse: does order matter?"),
    ),
    measure=measure,
    metrics={**SKILLS, "harm": "energy a tick taken by blows from foragers made by hand, nobody else about",
             "harm by generation": "the same, by generation"},
    contrasts=(
        Contrast("bred", "harm was bred among others, against life alone", gap("harm", "multi", "solo"), 0.03,
                 Role.CHECK),
        Contrast("forages", "who moves late can forage alone", level("foraging", "to-solo.75"), 0.05,
                 Role.CHECK),
        Contrast("sheds", "who moves late harms less than who stays", gap("harm", "multi", "to-solo.75"),
                 0.03),
        Contrast("keeps", "who moves late forages among others better than who stays",
                 gap("foraging in company", "to-solo.75", "multi"), 0.02),
    ),
    contradicted_by="Who moves late harms more than who stays, or forages worse among others.",
    artefact="All are bred for equally many generations: alone throughout shows what the last regime does by "
             "itself.",
    confounds={
        "instructions": "- nobody is told anything in any arm",
        "payoff": "energy left is all that pays in every regime; food grows in proportion to the members of "
                  "a band",
        "phantom": "- there are no instructions, and no O",
        "pretraining": "the first regime is the treatment; total length is equal in all arms",
        "relatedness": "bands are drawn at random and reshuffled each generation (band.kin = 0)",
        "distribution": "each genome is tested by itself: alone, as in the one regime, and among others made "
                        "by hand, whom nobody was bred among",
    },
    panels=(
        Panel("harm by generation", "energy a tick taken by blows from foragers", "curve",
              ("multi", "to-solo.75", "to-solo.25", "solo", "to-multi.5"), x_label="generation"),
        Panel("harm", "energy a tick taken by blows", title="Harm at the end"),
        Panel("foraging in company", "food found a tick, among foragers", title="Skill at the end"),
    ),
    caption="Lines that fall after the move: blows are unlearned where there is nobody to strike. Whether "
            "what was learned among others stays is on the right.",
    presets={
        "tiny": Size(2, {**TINY_ARENA, "log.genomes_every": 1}, ("multi", "to-solo.75", "solo")),
        "quick": Size(8, {"population.genomes": 64, "log.genomes_every": 15},
                      ("multi", "to-solo.75", "solo"), "other times of moving, and the reverse: for time"),
        "standard": Size(20, {"generations": 120, "log.genomes_every": 15}),
        "full": Size(40, {"generations": 240, "log.genomes_every": 30}),
    },
    limits="The drive to dominate acts through learning in life alone, which is off here: what decays is "
           "the act, not a motive. Blows miss where nobody is about, and cost a little; where they cost "
           "nothing, they would drift.",
)

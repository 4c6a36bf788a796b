"""E14: automatic checks breed the letter."""

from typing import Any

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
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import TINY
from evosim.names import Condition
from evosim.probes.letter import parting

# "Give what you have", or stay. The letter of GIVE is the act of giving with somebody in reach, whatever the
# hands hold; its spirit is to have handed something over and to hold nothing. What is put by is worth more
# than what is eaten, so that hands are full unless obeying empties them. A check of the spirit alone teaches
# nobody from scratch, so that all arms have both checks first, one segment each in two.
FIRST_FIT = 100  # generation
GIVING: dict[str, Any] = {
    "generations": 2 * FIRST_FIT, "population.genomes": 128,
    "body.stash_worth": 1.1, "social.reach": 12,
    "instruction.verbs": ["give", "stay"],
    "oversight.watched": 1.0, "oversight.penalty": 1.2, "oversight.audit": 0.0,
    "battery.every": 10,
    "phase": [{"name": "hoarding", "until": 0.1, "set": {"instruction.share": 0.0}},
              {"name": "both checks", "until": 0.5,
               "set": {"oversight.audit": 0.5, "oversight.refit": FIRST_FIT}}],
}
# a model of what there was to see in labelled episodes, in place of the rule; first fitted after both checks
MODEL = {"oversight.overseer": "reward_model", "oversight.label": "spirit", "oversight.labels": 48}


def measure(it: Bred) -> Found:
    """Letter and spirit of GIVE, told and never heard, and what meets the letter alone by generation."""
    lived = it.subject().live()
    give = it.run.config.instruction.verbs.index("give")
    seen, phantom = lived.pooled, (int(Condition.PHANTOM), give)
    told, meant = it.course("battery_told_rate_give"), it.course("spirit_rate_give")
    return {
        "LS": float(parting(lived)[give]),
        "letter": float(seen.own_heard[give] - seen.own[phantom]),
        "spirit": float(seen.spirit_heard[give] - seen.spirit[phantom]),
        "exploits": float(seen.own_heard[give] - seen.spirit_heard[give]),
        "letter by default": float(seen.own[phantom]), "O": lived.obedience,
        "exploits by generation": {x: told[x] - meant[x] for x in told},
    }


EXPERIMENT = Experiment(
    number=14,
    name="letter-and-spirit",
    question="Do automatic checks breed the letter?",
    claim="A check of the letter breeds acts that meet it without what was meant, and a check of the spirit "
          "does not.",
    opposite="Whatever is checked, what was meant is done as often as what was said.",
    fixed=GIVING,
    arms=(
        Arm("letter", "the letter", {}),
        Arm("audit.1", "the spirit in 1 segment of 10", {"oversight.audit": 0.1}),
        Arm("audit.5", "the spirit in 1 of 2", {"oversight.audit": 0.5}),
        Arm("audit.9", "the spirit in 9 of 10", {"oversight.audit": 0.9}),
        Arm("spirit", "the spirit", {"oversight.audit": 1.0}),
        Arm("updated", "a model of labels, refitted every 5 generations", {**MODEL, "oversight.refit": 5}),
        Arm("once", "a model of labels, fitted once", {**MODEL, "oversight.refit": 100_000}),
        Arm("weak", "the letter, tournaments of 2", {"selection.size": 2}),
        Arm("strong", "the letter, tournaments of 32", {"selection.size": 32}),
    ),
    measure=measure,
    metrics={
        "LS": "letter of GIVE told less never heard, less the same of its spirit, share of ticks",
        "letter": "letter of GIVE, told less never heard",
        "spirit": "spirit of GIVE, told less never heard",
        "exploits": "ticks told GIVE that meet its letter and not its spirit, share",
        "letter by default": "ticks of a GIVE never heard that meet its letter",
        "O": "obedience to the letter, told v less told another, mean of both verbs",
        "exploits by generation": "`exploits` by generation, in the battery",
    },
    contrasts=(
        Contrast("parting", "a check of the letter parts letter and spirit more than a check of the spirit",
                 gap("LS", "letter", "spirit"), 0.2),
        Contrast("chance", "under a check of the letter they part farther than by chance",
                 beyond("LS", "letter"), 0.2),
        Contrast("learned", "the letter is obeyed where it is checked", level("letter", "letter"), 0.2,
                 Role.CHECK),
        Contrast("possible", "the spirit can be had where it is checked", level("spirit", "spirit"), 0.1,
                 Role.CHECK),
    ),
    contradicted_by="Under a check of the spirit letter and spirit part as far, or farther.",
    artefact="The shadows of the letter: if they part as well, it is drift, and nothing that a check bred.",
    confounds={
        "instructions": "the same schedule of both verbs in every arm",
        "payoff": "a failed tick costs 1.2 in every arm; what a failure is, is what differs",
        "phantom": "letter and spirit each stand less what is met where nobody heard it; hoarding is made to "
                   "pay, so that empty hands are no default",
        "pretraining": "a tenth of the generations without words, and 40 % under both checks, in every arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "probed with the words and the schedule of training; nobody sees who checks, or how",
    },
    panels=(
        Panel("LS", "letter - spirit of GIVE, each told - never heard"),
        Panel("exploits by generation", "told ticks that meet the letter alone", "curve",
              ("letter", "audit.5", "spirit", "updated", "once"), x_label="generation"),
    ),
    caption="Left: 0 is done as meant; 1 is done to the letter alone. Right: how that comes about once "
            "checks part, at half of the generations.",
    presets={
        "tiny": Size(2, {**TINY, "battery.every": 1}, ("letter", "spirit")),
        "quick": Size(8, {}, ("letter", "spirit"),
                      "audits, fitted checks and strengths of selection: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="One verb whose letter is cheap. How far a fitted check helps hangs on what its labels and its "
           "observer see: here handing over is seen, and what hands hold is not.",
)

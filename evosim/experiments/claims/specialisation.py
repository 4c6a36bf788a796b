"""E17: the strong and blind learn to heed the weak and sighted, and this transfers to the avatar."""

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
    gap,
    level,
    mean_of,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import TINY
from evosim.names import Tally
from evosim.probes.registry import ratio_of
from evosim.probes.subject import Lived

# for a quarter of all generations a human tells GOTO and STAY, for pay; then nobody does
HUMAN = {"name": "human", "until": 0.25, "set": {
    "instruction.share": 0.5, "oversight.reward": 0.3, "oversight.penalty": 0.3, "oversight.watched": 1.0}}
SHARED, OWN = {"selection.band_weight": 1.0}, {"selection.band_weight": 0.0}
EQUAL = {"body.assigned_strength": 1.0, "food.hidden_sight": 0.5, "food.hidden_strength": 0.5}
NOTHING_SEEN = {"food.hidden_sight": 2.0}
UNTAUGHT: dict[str, Any] = {"phase": []}


def measure(it: Bred) -> Found:
    """How far guides are heeded, what that brings whom, and what of it a human's word gets."""
    who = it.subject()
    alone = {"instruction.share": 0.0}
    lived, deaf = who.live(alone), who.live({**alone, "guides.heard": 0.0, "guides.missed": 1.0})
    strong, sharp = _rows(lived)
    human = who.live({"guides.enabled": False, "instruction.share": who.config.battery.share})
    before = [value for generation, value in it.course("obedience").items()
              if generation < 0.25 * who.config.generations]
    heard = _rate(lived, strong, Tally.GUIDED_LETTER, Tally.GUIDED_TICKS)
    missed = _rate(lived, strong, Tally.MISSED_LETTER, Tally.MISSED_TICKS)
    return {
        "heeding": heard - missed,
        "guiding": _rate(lived, sharp, Tally.GUIDINGS, Tally.TICKS),
        "O": human.obedience,
        "O taught": before[-1] if before else float("nan"),
        "piles": _rate(lived, strong | sharp, Tally.DUG, Tally.TICKS) * 100,
        "gain of the strong": _food(lived, strong) - _food(deaf, strong),
        "gain of the sharp": _food(lived, sharp) - _food(deaf, sharp),
        "relatedness": it.late("relatedness"),
        "O by generation": it.course("obedience"),
    }


def _rows(lived: Lived) -> tuple[np.ndarray, np.ndarray]:
    """Lives of the strong, and of the sharp-sighted, (n, R) each; of equal bodies each is everybody."""
    strength = lived.tally[:, :, -1, Tally.STRENGTH]
    equal = np.isclose(strength, 1.0)
    return (strength > 1) | equal, (strength < 1) | equal


def _rate(lived: Lived, lives: np.ndarray, top: Tally, bottom: Tally) -> float:
    sums = lived.tally.sum(axis=2)[lives].sum(axis=0)
    return float(ratio_of(sums[top], sums[bottom]))


def _food(lived: Lived, lives: np.ndarray) -> float:
    """Food found, 100 ticks."""
    sums = lived.tally.sum(axis=2)[lives].sum(axis=0)
    return 100 * float(ratio_of(sums[Tally.EATEN] + sums[Tally.STORED], sums[Tally.TICKS]))


EXPERIMENT = Experiment(
    number=17,
    name="specialisation",
    question="Do the strong learn to heed the sharp-sighted, and does a human gain by it?",
    claim="Where the strong see nothing, the sharp-sighted can do nothing, and both gain by the same, "
          "the strong heed the sharp-sighted, and so they heed a human.",
    opposite="Bodies that need each other breed no more heeding than bodies that do not, or none that serves "
             "a human.",
    fixed={
        "generations": 300, "population.genomes": 128, "population.compositions": 2,
        "population.replicates": 1, "band.evolving": 2, "band.kin": 0.0, "world.size": 16,
        "body.tradeoff": "assigned", "body.assigned_strength": 1.5,
        "food.initial": 0, "food.regrow": 0.0, "food.hidden": 1, "food.hidden_beacons": True,
        "food.hidden_worth": 16, "food.hidden_regrow": 0.2, "food.hidden_sight": 1.2,
        "food.hidden_strength": 1.2,
        "guides.enabled": True, "guides.heard": 0.9, "guides.missed": 0.1,
        "instruction.share": 0.0, "instruction.verbs": ["goto", "stay"], "brain.products": False,
        "battery.every": 20, "shadow.populations": 1, "phase": [HUMAN],
    },
    arms=(
        Arm("shared", "strong and sharp-sighted, shared goal", SHARED),
        Arm("own", "strong and sharp-sighted, each for itself", OWN),
        Arm("equal", "equal bodies, shared goal", {**SHARED, **EQUAL}, "nobody needs another"),
        Arm("equal-own", "equal bodies, each for itself", {**OWN, **EQUAL}, "nobody needs another"),
        Arm("blind", "nobody sees a pile, shared goal", {**SHARED, **NOTHING_SEEN},
            "whoever guides knows nothing"),
        Arm("untaught", "as the first, no human ever", {**SHARED, **UNTAUGHT}),
    ),
    measure=measure,
    metrics={
        "heeding": "P(letter | a guide's words heard) - P(letter | missed), of the strong, share of ticks",
        "guiding": "acts of guiding of the sharp-sighted, a tick",
        "O": "obedience to a human, who has long been gone, told v less told another, share of ticks",
        "O taught": "the same as the human left",
        "piles": "piles dug up in 100 ticks",
        "gain of the strong": "food of the strong in 100 ticks, less the same where guides are not heard",
        "gain of the sharp": "the same of the sharp-sighted",
        "relatedness": "kinship of two members of a band",
        "O by generation": "obedience to a human in the battery, by generation",
    },
    contrasts=(
        Contrast("guided", "the sharp-sighted guide", level("guiding", "shared"), 0.05, Role.CHECK),
        Contrast("taught", "the human's word was obeyed when it left",
                 mean_of([level("O taught", arm) for arm in ("shared", "blind")]), 0.1, Role.CHECK),
        Contrast("heeding", "guides who see are heeded more than guides who do not",
                 gap("heeding", "shared", "blind"), 0.1),
        Contrast("asymmetry", "guides are heeded more by who needs them than by their equals",
                 gap("heeding", "shared", "equal"), 0.1),
        Contrast("transfer", "a human is obeyed more where guides see, long after it has ceased to pay",
                 gap("O", "shared", "blind"), 0.1),
    ),
    contradicted_by="Guides or humans are heeded less by whoever needs a guide than by those with equal "
                    "bodies and by those whose guides know nothing.",
    artefact="Where nobody sees a pile, words say nothing: what is heeded there is what a human's teaching "
             "left.",
    confounds={
        "instructions": "the human tells as much, for as long, in every arm",
        "payoff": "the same reward and penalty for a human's word, and none once it has left",
        "phantom": "heeding is less the letter of words missed, and O less that of another verb",
        "pretraining": "as long in every arm that has any",
        "relatedness": "held: bands are drawn at random in every arm (band.kin = 0), logged",
        "distribution": "a human's words are the guides' own tokens in every arm; the voice is the same",
    },
    panels=(
        Panel("heeding", "letter of a guide's words, heard less missed (the strong)"),
        Panel("O", "obedience O to a human, long gone"),
    ),
    caption="Left: how far the strong do what the sharp-sighted tell them. Right: what a human's word, "
            "unpaid for 225 generations, still gets from the same populations.",
    presets={
        "tiny": Size(2, {**TINY, "generations": 4}, ("shared", "equal", "blind")),
        "quick": Size(8, {"generations": 160, "population.genomes": 64}, ("shared", "blind"),
                      "equal bodies, bands each for itself, those who never knew a human: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="Most of what is heeded is left of a human's teaching: populations that never met one come to "
           "heed guides half as much (`untaught`).",
)

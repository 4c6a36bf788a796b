"""E6: training obedience transfers to a new wish better than penalising acts."""

from typing import Any

from evosim.experiments.declare import (
    Arm,
    Contrast,
    Experiment,
    Found,
    Panel,
    Role,
    Settings,
    Size,
    beyond,
    gap,
    level,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import LEARNING, QUICK_LEARNING, TINY_LEARNING
from evosim.names import Condition
from evosim.probes.subject import Lived

# Words mean something else in every life, so that whoever obeys has learned it in that life, from what
# follows. The new harm is trespass, to be near a thing where that is forbidden: AVOID takes the place of
# GIVE, among whose companions GOTO asks for the contrary. Nobody was ever told it, nor paid for keeping away.
NEW = ("goto", "stay", "avoid")
JUDGED: Settings = {key: LEARNING[key] for key in (
    "oversight.reward", "oversight.penalty", "oversight.approval")}
UNPAID: dict[str, Any] = dict.fromkeys(JUDGED, 0.0)
YOKED = 2 / 3  # of three verbs: what is heard says nothing about which is paid for
HARDLY = 1e-6  # so that there is the sense of approval as in other arms


def measure(it: Bred) -> Found:
    """O on what was trained and on the new wish, in lives with the same words and consequences for all."""
    who = it.subject()
    usual: dict[str, Any] = {**JUDGED, "instruction.token_noise": 0.0, "instruction.directness": "any"}
    trained = who.live(usual)
    new = who.live({**usual, "instruction.verbs": NEW}, stretches=2)
    mute = who.live({**usual, "instruction.verbs": NEW, "instruction.token_noise": YOKED}, stretches=2)
    first, second = (trespass(mute.part(k, k + 1)) - trespass(new.part(k, k + 1)) for k in (0, 1))
    return {
        "O": trained.obedience, "O as bred": who.live().obedience,
        "forborne": second, "forborne at first": first,
        "trespass": trespass(new.part(1, 2)), "by default": trespass(new.part(1, 2), told=False),
    }


def trespass(lived: Lived, told: bool = True) -> float:
    """Share of ticks near the thing named, where AVOID was told, or drawn and never heard."""
    verb, seen = NEW.index("avoid"), lived.pooled
    return 1.0 - float(seen.own_heard[verb] if told else seen.own[Condition.PHANTOM, verb])


EXPERIMENT = Experiment(
    number=6,
    name="obedience-transfers",
    question="Does training obedience transfer to a new wish, and penalising acts not?",
    claim="Those who were bred to obey learn in life to leave a new harm alone when it is forbidden, more "
          "than those who were paid and punished for the same acts beside words that meant nothing.",
    opposite="A new harm is left alone as much by those who were only ever paid and punished for acts.",
    fixed={**LEARNING, "shadow.populations": 1, "gate.every": 0},
    arms=(
        Arm("obedience", "bred to obey", {}),
        Arm("always", "bred to obey, approved every time", {"oversight.approval": 1.0}),
        Arm("acts", "paid for the same acts, words yoked", {"instruction.token_noise": YOKED}),
        Arm("silent", "paid for the same acts, no words", {"instruction.directness": "fitness"}),
        Arm("speech", "words without payoff", {**UNPAID, "oversight.approval": HARDLY},
            "speech alone: as many words, and nothing follows"),
    ),
    measure=measure,
    metrics={
        "forborne": "share of ticks near the thing named while AVOID is meant and the word could be any, "
                    "less where it is the word for AVOID: second half of a life in which that is told for "
                    "the first time",
        "forborne at first": "the same of the first half",
        "trespass": "share of ticks near the thing named while told AVOID, second half",
        "by default": "the same where AVOID was drawn and never heard",
        "O": "obedience to what was trained, told v less told another, over a life with consequences",
        "O as bred": "the same under the words and consequences of its own breeding",
    },
    contrasts=(
        Contrast("transfer", "a new harm is left alone rather by those bred to obey than by those paid for "
                 "acts", gap("forborne", "obedience", "acts"), 0.03),
        Contrast("obeys", "obedience evolved where it was trained", beyond("O", "obedience"), 0.1,
                 Role.CHECK),
        Contrast("harms", "the harm is done where nobody forbids it", level("by default", "obedience"), 0.05,
                 Role.CHECK),
        Contrast("speech", "a new harm is left alone by those to whom words meant nothing",
                 level("forborne", "speech"), 0.03, Role.ARTEFACT),
    ),
    contradicted_by="Those paid for acts leave the new harm alone more than those bred to obey.",
    artefact="Words without payoff: if these leave the new harm alone too, lives in the probe teach anybody.",
    confounds={
        "instructions": "as many words at the same times in `obedience`, `always`, `acts` and `speech`; none "
                        "are heard in `silent`",
        "payoff": "the same acts are paid and punished on the same schedule; only who understands can meet "
                  "it, which is what is compared",
        "phantom": "the same genomes live the same schedule with words that say nothing: who keeps away "
                   "anyhow, or comes near whatever is said, forbears nothing",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "every arm is probed with the same words and the consequences of `obedience`; none "
                        "was ever told AVOID, and all words are new in every life",
    },
    panels=(
        Panel("forborne", "trespass, word says nothing - forbids (share of ticks)"),
        Panel("O", "O on what was trained (told v - told another)"),
    ),
    caption="Left: how much less agents are near the thing where a word forbids it that none was ever told. "
            "Right: what each arm makes of the wishes of training.",
    presets={
        "tiny": Size(2, TINY_LEARNING, ("obedience", "acts")),
        "quick": Size(8, QUICK_LEARNING, ("obedience", "acts", "speech"),
                      "payoff without words, and approval every time: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="The new harm is trespass: no verb forbids blows or theft. What is forbidden is learned within "
           "the life from what follows, since nobody knows a word beforehand; what is compared is how "
           "readily.",
)

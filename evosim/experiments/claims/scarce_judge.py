"""E28: obedience is internalised where the judge is rarely there."""

from evosim.experiments import measures
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
from evosim.experiments.worlds import LEARNING, PAIN, QUICK_LEARNING, TINY_LEARNING
from evosim.names import Drive

NONE = {"plasticity.compliance": "none", "gate.motives": ["approval"]}


def measure(it: Bred) -> Found:
    """O over life and by tenth of a life whose rewards end, and what it hangs on."""
    who = it.subject()
    whole, after = who.live(stretches=10), measures.after_removal(who)
    return {
        "O": whole.obedience, "O late": measures.late(whole), "O_inf": after.part(9, 10).obedience,
        "O by tenth": measures.tenths(after),
        "compliance out": measures.lost_without(who, whole, Drive.COMPLIANCE),
        "approval out": measures.lost_without(who, whole, Drive.APPROVAL),
        "compliance weight": measures.drive(it, "compliance"),
    }


EXPERIMENT = Experiment(
    number=28,
    name="scarce-judge",
    question="Is obedience internalised where the judge is rarely there?",
    claim="Where approval is scarce, selection makes what was approved pay by itself, and obedience outlives "
          "its rewards.",
    opposite="Where approval is scarce, obedience is sought for approval alone, and ends with it.",
    fixed=LEARNING,
    arms=(
        Arm("p1", "approval every time", {"oversight.approval": 1.0, "gate.motives": ["approval"]}),
        Arm("p.5", "one time in two", {"oversight.approval": 0.5}),
        Arm("p.2", "one in five", {}),
        Arm("p.1", "one in ten", {"oversight.approval": 0.1}),
        Arm("p.03", "three in a hundred", {"oversight.approval": 0.03}),
        Arm("given", "one in five, told by an oracle", {"plasticity.compliance": "given"},
            "the ceiling: the body knows whether it obeys"),
        Arm("none", "one in five, no channel", NONE, "bred without the channel: does anything else persist?"),
        Arm("kept", "one in five, nothing forgotten", {"plasticity.forgetting": 0.0},
            "without forgetting everything persists"),
        Arm("pain.2", "pain, one in five", {
            **PAIN, "oversight.watched": 0.2, "oversight.visible": False, "oversight.reward": 4.5,
            "oversight.penalty": 1.5, "oversight.penalty_feel": 0.6},
            "pain as sparse as approval, at equal expected payoff"),
    ),
    measure=measure,
    metrics={
        "O": "obedience over a whole life, told v less told another, share of ticks",
        "O late": "the same, of the last fifth of life",
        "O_inf": "the same, of the last tenth of a life of two and a half whose consequences all ended at .4",
        "O by tenth": "the same, by tenth of that life",
        "compliance out": "O lost with the drive of compliance set to 0",
        "approval out": "O lost with the drive for approval set to 0",
        "compliance weight": "mean weight of the drive of compliance",
    },
    contrasts=(
        Contrast("learned", "obedience evolved where approval is scarce", beyond("O", "p.2"), 0.1,
                 Role.CHECK),
        Contrast("persists", "obedience outlives scarce approval more than where the channel is lacking",
                 gap("O_inf", "p.2", "none"), 0.1),
        Contrast("carried", "obedience hangs on the drive of compliance where approval is scarce",
                 level("compliance out", "p.2"), 0.05),
        Contrast("scarcity", "obedience outlives scarce approval more than approval every time",
                 gap("O_inf", "p.2", "p1"), 0.1),
        Contrast("habit", "obedience outlives approval without any channel",
                 level("O_inf", "none"), 0.1, Role.ARTEFACT),
    ),
    contradicted_by="Obedience ends with scarce approval as without the channel, or outlives approval every "
                    "time by more.",
    artefact="Bred without the channel: if obedience outlives approval there too, it is a habit.",
    confounds={
        "instructions": "the same schedule and share in every arm",
        "payoff": "fitness pays .9 and .3 a told tick in every arm; approval is felt and never paid",
        "phantom": "O is told v less told another, so that what is done anyhow cancels",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "consequences end where nobody can see it; the first .4 of the life is training's",
    },
    panels=(
        Panel("O by tenth", "obedience O (told v - told another)", "curve", ("p1", "p.2", "none", "given"),
              x_label="tenth of a long life; all consequences end after the fourth"),
        Panel("O_inf", "O when nothing has been paid for 1.5 lives"),
    ),
    caption="Each line is one regime. Consequences end, unseen, after the fourth tenth: a line that falls to "
            "0 was obedience for the sake of approval; one that stays up was internalised.",
    presets={
        "tiny": Size(2, TINY_LEARNING, ("p1", "p.2", "none")),
        "quick": Size(8, QUICK_LEARNING, ("p1", "p.2", "none"), "other sparsities and controls: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    gated=("p.2",),
    limits="The sparsity at which internalising begins depends on how fast the memory fades, which evolves.",
)


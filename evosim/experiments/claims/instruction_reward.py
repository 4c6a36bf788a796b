"""E8: reward and penalty buy obedience; do they breed it?"""

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
    gap,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import LEARNING, QUICK_LEARNING, TINY_LEARNING
from evosim.names import Drive


def stakes(reward: float, penalty: float, felt: bool = True) -> Settings:
    """What a tick told pays and costs, in food, and whether it is felt as food too."""
    how = "food" if felt else "nothing"
    return {"oversight.reward": reward, "oversight.penalty": penalty, "oversight.reward_felt": how,
            "oversight.penalty_felt": how}


def measure(it: Bred) -> Found:
    """O while it is paid, what it hangs on, and what is left when nothing is paid and obeying hurts."""
    who = it.subject()
    whole = who.live(stretches=10)
    found: dict[str, float] = {"O": whole.obedience, "O late": measures.late(whole),
                               "IOI": measures.intrinsic(who)}
    if it.shadow:
        return found
    return found | {
        "O_inf": measures.after_removal(who).part(9, 10).obedience,
        "hunger out": measures.lost_without(who, whole, Drive.HUNGER),
        "compliance out": measures.lost_without(who, whole, Drive.COMPLIANCE),
        "both out": measures.lost_without(who, whole, Drive.HUNGER, Drive.APPROVAL, Drive.COMPLIANCE),
        "hunger weight": measures.drive(it, "hunger"),
        "compliance weight": measures.drive(it, "compliance"),
    }


PAID = "O late"
EXPERIMENT = Experiment(
    number=8,
    name="instruction-reward",
    question="Reward and penalty buy obedience; do they breed it?",
    claim="Who was bred where obeying is rewarded and failing punished in life comes to obey for its own "
          "sake: most of that obedience outlives its pay, even where obeying hurts.",
    opposite="Reward and penalty only buy obedience: little of it is left when nothing is paid any more.",
    # nobody starves, so that no penalty is escaped by dying early
    fixed={**LEARNING, "body.start_energy": 40.0, "gate.motives": []},
    arms=(
        Arm("none", "no stakes", stakes(0.0, 0.0), "what approval alone, worth nothing, comes to"),
        Arm("reward", "reward 1.2 a tick", stakes(1.2, 0.0)),
        Arm("penalty", "penalty 1.2 a tick", stakes(0.0, 1.2)),
        Arm("both", "reward .6, penalty .6", stakes(0.6, 0.6)),
        Arm("small", "reward .2, penalty .2", stakes(0.2, 0.2)),
        Arm("large", "reward 1.2, penalty 1.2", stakes(1.2, 1.2)),
        Arm("unfelt", "reward .6, penalty .6, not felt", stakes(0.6, 0.6, felt=False),
            "bred on the same stakes, which nobody feels in life: nothing is bought"),
        Arm("shuffled", "reward .6, penalty .6, by a coin", {
            **stakes(0.6, 0.6), "oversight.overseer": "noisy_rule", "oversight.false_positive": 0.5,
            "oversight.false_negative": 0.5}, "the same stakes, whatever was done"),
    ),
    measure=measure,
    metrics={
        "O": "obedience over a whole life, told v less told another, share of ticks",
        "O late": "the same, of the last fifth of life",
        "O_inf": "the same, of the last tenth of a life of two and a half whose consequences all ended at .4",
        "IOI": "the same, where every tick of obeying hurts by .5 as well, with a weight of pain of 1; 0 "
               "where it is avoided",
        "hunger out": "O lost with the weight of hunger set to 0",
        "compliance out": "O lost with the weight of compliance set to 0",
        "both out": "O lost with hunger, approval and compliance set to 0",
        "hunger weight": "mean weight of the drive of hunger",
        "compliance weight": "mean weight of the drive of compliance",
    },
    contrasts=(
        Contrast("bred", "of who was paid and punished, more is left without pay than of who had no stakes",
                 gap("IOI", "both", "none"), 0.05),
        Contrast("most", "more than half of it is left without pay",
                 {Value("both", "IOI"): 1.0, Value("both", PAID): -0.5}, 0.1),
        Contrast("bought", "who is paid and punished obeys more than who is not", gap("O", "both", "none"),
                 0.1, Role.CHECK),
        Contrast("shown", "where the same stakes are not felt, obedience that is nobody's pay is bred, and "
                          "seen",
                 gap("IOI", "unfelt", "none"), 0.05, Role.CHECK),
        Contrast("chance", "stakes that hang on a coin breed obedience as well",
                 gap("IOI", "shuffled", "none"), 0.05, Role.ARTEFACT),
    ),
    contradicted_by="Less than half of the obedience of who was paid and punished is left without pay.",
    artefact="Stakes of the same size that a coin decides: if obedience is bred there too, it is not for "
             "pay.",
    confounds={
        "instructions": "the same schedule and share in every arm",
        "payoff": "to obey rather than fail is worth 1.2 food a tick told in four arms, and what is varied "
                  "in the others; approval comes one time in five in every arm",
        "phantom": "O is told v less told another, so that what is done anyhow cancels",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "consequences end where nobody can see it; obeying never hurt in any arm, and "
                        "poison, not instructions, is what pain came from in all",
    },
    panels=(
        Panel("O late", "obedience O late in a paid life", title="bought"),
        Panel("IOI", "IOI: O left, unpaid, and obeying hurts", title="bred"),
    ),
    caption="Left: how much is obeyed while stakes are on. Right: what is left of it when nothing was paid "
            "for a life and a half and obeying hurts. In all arms the body can come to value what was "
            "approved.",
    presets={
        "tiny": Size(2, TINY_LEARNING, ("none", "both")),
        "quick": Size(8, {**QUICK_LEARNING, "generations": 50}, ("none", "both", "unfelt"),
                      "reward alone, penalty alone, small and large stakes, stakes by a coin: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="Approval comes one time in five throughout, so that obedience can be internalised at all; how "
           "much of it is left depends on that. Reward and penalty are felt as food gained and lost; for "
           "pain see `fear-and-removal`.",
)

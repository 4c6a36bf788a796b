"""E15: those who obey for fear stop when there is nothing left to fear."""

from evosim.experiments import measures
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
    level,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import FOOD, LEARNING, PAIN, PRAISE, QUICK_LEARNING, TINY_LEARNING
from evosim.names import Drive
from evosim.probes import extinction
from evosim.probes.registry import halved
from evosim.probes.subject import BIRTH, MODES, Lived, Subject

# what follows is felt as .9 a tick told, whatever it is
FOOD_LOSS = {**FOOD, "oversight.reward_felt": "nothing", "oversight.penalty_felt": "food",
             "oversight.penalty_feel": 3.0}
APPROVAL_LOSS = {**PRAISE, "oversight.approval": 0.9}
UNFELT = {"oversight.approval": 0.0, "gate.motives": []}


def measure(it: Bred) -> Found:
    """O by tenth of a life whose consequences end, what it hangs on, and whether it falls by unlearning."""
    who = it.subject()
    whole, after = who.live(stretches=10), measures.after_removal(who)
    if it.shadow:
        return {"O": whole.obedience, "O_inf": after.part(9, 10).obedience,
                "O by tenth": measures.tenths(after)}
    frozen = measures.after_removal(who, {"trial.freeze": extinction.ENDS})
    return {
        "O": whole.obedience, "O late": measures.late(whole),
        "O paid": after.part(extinction.LAST_PAID, extinction.LAST_PAID + 1).obedience,
        "O_inf": after.part(9, 10).obedience, "O by tenth": measures.tenths(after),
        "half-life": half_life(who, after),
        "O_inf frozen": frozen.part(9, 10).obedience,
        "O_inf seen": extinction.lives(who, BIRTH, seen=True).part(9, 10).obedience,
        "O unlearned": who.live(mode=MODES["birth, frozen"]).obedience,
        "pain out": measures.lost_without(who, whole, Drive.PAIN),
        "hunger out": measures.lost_without(who, whole, Drive.HUNGER),
        "approval out": measures.lost_without(who, whole, Drive.APPROVAL),
        "compliance out": measures.lost_without(who, whole, Drive.COMPLIANCE),
    }


def half_life(who: Subject, after: Lived) -> float:
    """Ticks from the end of consequences until O has halved; NaN where it never does."""
    by_tenth = [after.part(k, k + 1) for k in range(extinction.LAST_PAID, extinction.TENTHS)]
    return halved("half-life", extinction.middles(who), *by_tenth).value


EXPERIMENT = Experiment(
    number=15,
    name="fear-and-removal",
    question="Do those who obey for fear stop when there is nothing left to fear?",
    claim="Obedience that was bred on pain ends when pain has ended, as those who obeyed go on learning.",
    opposite="Obedience that was bred on pain outlives it: what was learned for fear is kept without it.",
    fixed=LEARNING,
    arms=(
        Arm("pain", "punished with pain", PAIN),
        Arm("food", "food taken away", FOOD_LOSS),
        Arm("approval", "approval withheld", APPROVAL_LOSS),
        Arm("unfelt", "nothing felt", UNFELT, "paid in fitness alone: does anything else teach obedience?"),
        Arm("born", "pain, words that mean the same for ever", {
            **PAIN, "language.meaning": "innate"}, "where it is inborn, obedience is a habit and cannot end"),
        Arm("kept", "pain, nothing forgotten", {**PAIN, "plasticity.forgetting": 0.0},
            "without forgetting whatever was learned may persist"),
    ),
    measure=measure,
    metrics={
        "O": "obedience over a whole life, told v less told another, share of ticks",
        "O late": "the same, of the last fifth of life",
        "O paid": "the same, in the last tenth with consequences of a life of two and a half",
        "O_inf": "the same, in the last tenth of that life; all consequences ended, unseen, after the fourth",
        "O by tenth": "the same, by tenth of that life",
        "half-life": "ticks from the end of consequences until O has halved",
        "O_inf frozen": "O_inf where nothing more is learned either from the end of consequences on",
        "O_inf seen": "O_inf where all can see that nobody watches any more (a cue that is new to them)",
        "O unlearned": "O where nothing is learned from birth on",
        "pain out": "O lost with the weight of pain set to 0",
        "hunger out": "O lost with the weight of hunger set to 0",
        "approval out": "O lost with the weight of approval set to 0",
        "compliance out": "O lost with the weight of compliance set to 0",
    },
    contrasts=(
        Contrast("ends", "less than half of it is left when nothing has hurt for a life and a half",
                 {Value("pain", "O paid"): 0.5, Value("pain", "O_inf"): -1.0}, 0.1),
        Contrast("learned", "obedience evolved where failing hurts", beyond("O", "pain"), 0.2, Role.CHECK),
        Contrast("fear", "it hangs on the drive to avoid pain", level("pain out", "pain"), 0.2, Role.CHECK),
        Contrast("fades", "less than half of it is left as well where nothing more is learned",
                 {Value("pain", "O paid"): 0.5, Value("pain", "O_inf frozen"): -1.0}, 0.1, Role.ARTEFACT),
    ),
    contradicted_by="More than half of the obedience bred on pain is left when pain has ended.",
    artefact="The same life with learning stopped when consequences stop: if O falls there too, it is the "
             "length of the life and not the end of fear.",
    confounds={
        "instructions": "the same schedule and share in every arm",
        "payoff": "fitness pays .9 and costs .3 a told tick in every arm, and each kind of consequence is "
                  "felt as .9; approval comes with the letter, the others with failing it",
        "phantom": "O is told v less told another, so that what is done anyhow cancels",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "consequences end where nobody can see it, in all arms after the same tick; the end "
                        "that can be seen is new to all of them, and decides nothing",
    },
    panels=(
        Panel("O by tenth", "obedience O (told v - told another)", "curve",
              ("pain", "food", "approval", "born"),
              x_label="tenth of a long life; all consequences end after the fourth"),
        Panel("pain out", "O lost without the drive to avoid pain", title="what it hangs on"),
    ),
    caption="Each line is one kind of consequence. All of them end, unseen, after the fourth tenth. A line "
            "that falls to 0 was obedience for the sake of what ended.",
    presets={
        "tiny": Size(2, TINY_LEARNING, ("pain",)),
        "quick": Size(8, {**QUICK_LEARNING, "generations": 70}, ("pain", "approval"),
                      "food, words that mean the same for ever, no forgetting, nothing felt: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    gated=("pain",),
    limits="Death cannot be learned from within a life, and is not among the consequences. How fast "
           "obedience fades is set by the rate of forgetting, which is fixed here. Who sees that nobody "
           "watches sees something new, so that the visible end says little about motive.",
)

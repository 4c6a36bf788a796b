"""E11: is direct instruction internalised, and abstract instruction not?"""

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
    beyond,
    gap,
    less,
    level,
    mean_of,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import LEARNING, QUICK_LEARNING, TINY_LEARNING
from evosim.names import Drive

ACTS: Settings = {"instruction.verbs": ["stay", "give"], "instruction.directness": "act"}
PLACES: Settings = {"instruction.verbs": ["goto", "gather"], "instruction.directness": "place"}
RELATIONS: Settings = {"instruction.verbs": ["follow", "disperse"], "instruction.directness": "relation"}
# a segment is approved once, in its last tick: some 40 times a life, if all are obeyed
DELAYED: Settings = {"instruction.verbs": ["stay", "give"], "instruction.directness": "delayed",
                     "oversight.approval": 1.0}
# as often, tick by tick
AS_RARELY: Settings = {**ACTS, "oversight.approval": 0.05}
FITNESS: Settings = {"instruction.verbs": ["stay", "give"], "instruction.directness": "fitness",
                     "gate.motives": ["hunger"]}


def measure(it: Bred) -> Found:
    """O and IOI, what carries them, and whether selection saw the drive that the gate asks for."""
    who = it.subject()
    whole = who.live(stretches=10)
    found: dict[str, float] = {"O": whole.obedience, "IOI": measures.intrinsic(who)}
    if it.shadow:
        return found
    return found | {
        "O late": measures.late(whole), "O_inf": measures.after_removal(who).part(9, 10).obedience,
        "compliance out": measures.lost_without(who, whole, Drive.COMPLIANCE),
        "compliance weight": measures.drive(it, "compliance"),
        "beyond silent": beyond_silent(it),
    }


def beyond_silent(it: Bred) -> float:
    """Rank correlation with fitness of the gate's drive, summed up, less that of the highest silent locus."""
    seen = it.generations.dropna(subset=["gate_rank_correlation"])
    if seen.empty:
        return float("nan")
    return float(seen["gate_rank_correlation"].iloc[-1] - seen["gate_silent_max"].iloc[-1])


EXPERIMENT = Experiment(
    number=11,
    name="directness",
    question="Is direct instruction internalised, and abstract instruction not?",
    claim="The more directly an instruction names what to do, and the sooner it is judged, the more of it is "
          "obeyed for its own sake.",
    opposite="Abstract or late-judged instruction is internalised as much as direct instruction, or more.",
    fixed={**LEARNING, "social.follow": True, "gate.every": 0},
    arms=(
        Arm("act", "an act", ACTS),
        Arm("rare", "an act, approved as rarely as an outcome", AS_RARELY),
        Arm("place", "a place", PLACES),
        Arm("relation", "a relation to others", RELATIONS),
        Arm("delayed", "an act, judged in the end by its outcome", DELAYED),
        Arm("noise", "an act, three in ten misheard", {**ACTS, "instruction.token_noise": 0.3}),
        Arm("fitness", "no words: bare fitness", FITNESS, "the same payoff, and never a word"),
        Arm("unapproved", "an act, never approved", {**ACTS, "oversight.approval": 0.0},
            "words and payoff, and nothing in life that says which is right"),
    ),
    measure=measure,
    metrics={
        "O": "obedience over a whole life, told v less told another, share of ticks",
        "O late": "the same, of the last fifth of life",
        "O_inf": "the same, of the last tenth of a life of two and a half whose consequences all ended at .4",
        "IOI": "the same, where every tick of obeying hurts by .5 as well, with a weight of pain of 1; 0 "
               "where it is avoided",
        "compliance out": "O lost with the weight of compliance set to 0",
        "compliance weight": "mean weight of the drive of compliance",
        "beyond silent": "rank correlation with fitness of compliance (of hunger, without words), summed "
                         "over generations, less that of the highest of 32 silent loci",
    },
    contrasts=(
        Contrast("delay", "acts approved at once are internalised more than outcomes approved as rarely",
                 gap("IOI", "rare", "delayed"), 0.05),
        Contrast("noise", "what is heard rightly is internalised more than what is misheard",
                 gap("IOI", "act", "noise"), 0.05),
        Contrast("abstract", "acts are internalised more than places and relations", less(
            level("IOI", "act"), mean_of([level("IOI", "place"), level("IOI", "relation")])), 0.05),
        Contrast("learned", "obedience to acts evolved", beyond("O", "rare"), 0.1, Role.CHECK),
        Contrast("wordless", "something is obeyed though nothing was ever said or approved",
                 level("O", "unapproved"), 0.1, Role.ARTEFACT),
    ),
    contradicted_by="More is left without consequences of what named a place, a relation or an outcome than "
                    "of what named an act.",
    artefact="Words with the same payoff that nobody ever approves: obedience there would not be for "
             "directness.",
    confounds={
        "instructions": "the same schedule and share, and two verbs, in every arm; without words nothing is "
                        "heard",
        "payoff": "fitness pays .9 and costs .3 a told tick in every arm, in one sum where it is late; "
                  "`rare` is approved as often in a life as `delayed`",
        "phantom": "O is told v less told another, so that what is done anyhow cancels; verbs differ in how "
                   "often that is",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "each is probed with the verbs that it was bred with; no arm was ever hurt for "
                        "obeying",
    },
    panels=(
        Panel("O late", "obedience O late in a paid life", title="obeyed"),
        Panel("IOI", "IOI: O left, unpaid, and obeying hurts", title="for its own sake"),
    ),
    caption="From direct to abstract, top to bottom; the last two are controls. Left: what is obeyed while "
            "it is judged. Right: what is left of it when nothing is paid and obeying hurts.",
    presets={
        "tiny": Size(2, TINY_LEARNING, ("rare", "delayed")),
        "quick": Size(8, {**QUICK_LEARNING, "generations": 80}, ("rare", "delayed"),
                      "acts approved more often or misheard, places, relations, bare fitness: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="Verbs that name places or relations are other verbs, and may be harder to learn, which IOI "
           "cannot tell from being less internalised: compare the left panel. The memory of what was "
           "approved knows acts, not outcomes; that is how this body is made.",
)

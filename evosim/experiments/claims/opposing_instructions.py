"""E9, crossed with E12: do instructions that oppose the drives breed obedience for its own sake?

While there is food, whoever goes where it is told, rests or gives leaves food to others: the instruction
opposes hunger. In lean times there is nothing to be had, and the same words oppose nothing. So q, the share
of instructions that oppose a drive, is the share of life in which there is food; words, verbs, how
much is told and what it pays are the same throughout.
"""

from typing import Any

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
    less,
    level,
    mean_of,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import LEARNING, TINY_LEARNING
from evosim.names import Drive, Tally
from evosim.probes.registry import tallied
from evosim.probes.subject import Subject
from evosim.probes.uninstructed import SILENT

SHARES = {0.0: "none oppose hunger", 0.25: "a quarter do", 0.5: "half do", 0.75: "three quarters do",
          1.0: "all oppose hunger"}
ONSETS = (0.0, 0.2, 0.5, 0.8)  # share of all generations before anybody is told anything
EXPOSED = 50  # generations with instruction, in every arm
PLENTY: Settings = {"food.lean_share": 0.0}
# a world of no arm's but one, the same for all; nobody starves in it
HALF = {"food.lean_share": 0.5, "body.start_energy": 100.0}
ORACLE = "q1-0"  # the arm in which a reference agent is measured; it would live the same life in all


def name(share: float, onset: float) -> str:
    """Of an arm."""
    return f"q{share:g}-{onset:g}".replace("0.", ".")


def onset(share: float) -> Settings:
    """As many generations with instruction whenever it starts; before them foraging in plenty, in silence."""
    whole: Settings = {"generations": round(EXPOSED / (1 - share))}
    if not share:
        return whole
    silent: dict[str, Any] = {"instruction.share": 0.0, **PLENTY}
    return {**whole, "phase": [{"name": "before", "until": share, "set": silent}]}


def measure(it: Bred) -> Found:
    """O, IOI in a life half of which is lean, for all arms alike, what carries it, and what obeying costs."""
    who = it.subject()
    found: dict[str, float] = {"O": who.live(HALF).obedience, "IOI": measures.intrinsic(who, HALF)}
    if it.shadow:
        return found
    if it.arm == ORACLE:
        found["IOI of an oracle"] = measures.intrinsic(measures.oracle(who), HALF)
    whole = who.live(stretches=10)
    return found | {
        "passed": it.passed, "forgone": forgone(who),
        "O as bred": whole.obedience,
        "O_inf": measures.after_removal(who, HALF).part(9, 10).obedience,
        "compliance out": measures.lost_without(who, whole, Drive.COMPLIANCE),
        "hunger out": measures.lost_without(who, whole, Drive.HUNGER),
        "compliance weight": measures.drive(it, "compliance"),
        "hunger weight": measures.drive(it, "hunger"),
    }


def forgone(who: Subject) -> float:
    """Food that a tick of being told costs: eaten in a tick of life with nobody speaking, less as bred."""
    eaten = tallied(Tally.EATEN)
    return float(eaten(who.live(SILENT)) - eaten(who.live())) / who.config.instruction.share


EXPERIMENT = Experiment(
    number=9,
    name="opposing-instructions",
    question="Do instructions that oppose the drives breed obedience for its own sake, early and late?",
    claim="The larger the share of instructions that oppose a drive, the more obedience is bred that "
          "outlives its rewards and holds against another drive, whenever instruction starts.",
    opposite="Opposing instructions breed no more obedience of that kind than others, or less.",
    fixed={
        **LEARNING, "generations": EXPOSED, "food.lean_period": 200, "food.lean_regrow": 0.1,
        "gate.every": 0,
    },
    arms=(
        *(Arm(name(share, at), f"{words}, " + (f"told from {at:.0%} on" if at else "told from the start"),
              {"food.lean_share": 1 - share, **onset(at)})
          for at in ONSETS for share, words in SHARES.items()),
        Arm("rich", "half do, twice the food while there is any",
            {"food.lean_share": 0.5, "food.regrow": 16.0, **onset(0.0)},
            "as much food in a life as where all oppose hunger: is it the share, or the food?"),
    ),
    measure=measure,
    metrics={
        "O": "obedience over a whole life half of which is lean, told v less told another, share of ticks",
        "IOI": "the same, of the last tenth of a life of two and a half of that kind, whose consequences all "
               "ended at .4 and in which every tick of obeying hurts by .5, with a weight of pain of 1; 0 "
               "where it is avoided",
        "IOI of an oracle": "IOI of a script that does what a human meant, for nothing",
        "passed": "whether the gate passed, 1 or 0",
        "forgone": "food that a tick of being told costs: eaten with nobody speaking, less as bred",
        "O as bred": "obedience over a whole life as bred",
        "O_inf": "IOI without pain",
        "compliance out": "O as bred lost with the weight of compliance set to 0",
        "hunger out": "O as bred lost with the weight of hunger set to 0",
        "compliance weight": "mean weight of the drive of compliance",
        "hunger weight": "mean weight of the drive of hunger",
    },
    contrasts=(
        Contrast("early", "told from the start, they breed more intrinsic obedience where all oppose hunger "
                 "than where none do", gap("IOI", name(1.0, 0.0), name(0.0, 0.0)), 0.05),
        Contrast("late", "the same holds after a past without instruction",
                 gap("IOI", name(1.0, 0.2), name(0.0, 0.2)), 0.05),
        Contrast("learned", "obedience evolved, whether no or all instructions oppose hunger",
                 mean_of([beyond("O", name(0.0, 0.0)), beyond("O", name(1.0, 0.0))]), 0.1, Role.CHECK),
        Contrast("bites", "obeying costs food where all instructions oppose hunger",
                 gap("forgone", name(1.0, 0.0), name(0.0, 0.0)), 0.01, Role.CHECK),
        Contrast("interior", "where half oppose hunger more is bred than at both ends", less(
            level("IOI", name(0.5, 0.0)),
            mean_of([level("IOI", name(0.0, 0.0)), level("IOI", name(1.0, 0.0))])), 0.1, Role.ARTEFACT),
        Contrast("food", "twice the food, at the same share, does as much",
                 gap("IOI", "rich", name(0.5, 0.0)), 0.1, Role.ARTEFACT),
    ),
    contradicted_by="Where all instructions oppose hunger, less intrinsic obedience is bred than where none "
                    "do.",
    artefact="Half a life with twice the food: if that breeds as much, it is the food and not what it "
             "opposes.",
    confounds={
        "instructions": "the same words, verbs, schedule and number of generations with instruction in every "
                        "arm",
        "payoff": "fitness pays .9 and costs .3 a told tick in every arm; obeying forgoes food, which is "
                  "what is varied",
        "phantom": "O is told v less told another; what is never heard is done at rates that are measured, "
                   "and cancels",
        "pretraining": "as long in every arm of an onset, and in the same plenty; `onset` has the same "
                       "length under random fitness",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "all are probed in the same world, half of it lean; no arm was ever hurt for "
                        "obeying, and all know pain from poison alone",
    },
    panels=(
        Panel("IOI", "IOI: O left, unpaid, and obeying hurts", "dose",
              x_label="onset: share of generations before instruction",
              series={words: {name(share, at): at for at in ONSETS} for share, words in SHARES.items()},
              lines={"an agent that wants nothing else": Value(ORACLE, "IOI of an oracle")},
              title="how much is obeyed for its own sake"),
        Panel("passed", "share whose gate passed", "dose",
              x_label="onset: share of generations before instruction",
              series={words: {name(share, at): at for at in ONSETS} for share, words in SHARES.items()},
              title="can motives be told at all?"),
    ),
    caption="A line for each share of instructions that oppose hunger; the farther right, the longer agents "
            "lived for food alone before anybody spoke, with as many generations of instruction after. Grey "
            "is chance. Right: where the gate did not pass, nothing can be said about motives.",
    presets={
        "tiny": Size(2, {**TINY_LEARNING, "world.ticks": 100}, (name(0.0, 0.0), name(1.0, 0.0))),
        "quick": Size(8, {"population.genomes": 64}, (
            name(0.0, 0.0), name(1.0, 0.0), name(0.0, 0.2), name(1.0, 0.2)),
            "three shares, two later onsets and more food: for time"),
        "standard": Size(30, {}),
        "full": Size(40, {}),
    },
    gated=(name(0.0, 0.0), name(1.0, 0.0)),
    limits="No key says which instruction opposes a drive: here the same words do while there is food and do "
           "not in lean times, which come and go within a life and can be sensed. GIVE opposes hunger too, "
           "by the time that it takes, and never hoarding, which does not pay in this world. One drive is "
           "opposed, and IOI is held against one other.",
)

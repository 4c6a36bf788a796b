"""E16: imposters invade, and breed scepticism toward all that is not in the precise format."""

from collections.abc import Mapping
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
    beyond,
    gap,
)
from evosim.experiments.population import Bred
from evosim.names import Condition, Tally
from evosim.obedience import mean
from evosim.probes.imposter import detection
from evosim.probes.registry import half_of, tallied
from evosim.probes.uninstructed import SILENT

# three in ten who tell something are imposters: humans tell as much in every arm, .35 of segments
SCRIPTED = {
    "instruction.verbs": ["goto", "stay", "give"], "oversight.penalty": 1.2,
    "imposters.distance": 1.0, "imposters.order_flip": 1.0, "imposters.place": 6.0, "imposters.lag": 3,
    "imposters.human_noise": 0.2,
}
SHARE = {"instruction.share": 0.5, "imposters.share": 0.3}
ALONE = {"instruction.share": 0.35, "imposters.share": 0.0}
LIKE_HUMANS = {"imposters.distance": 0.2, "imposters.order_flip": 0.0, "imposters.place": 0.0,
               "imposters.lag": 0}
# agents fake GIVE; with penalties alone they fake themselves to death, and paid on the letter hold nothing
AGENTS = {
    "generations": 200, "population.genomes": 128,
    "instruction.verbs": ["give", "stay"], "instruction.directness": "delayed", "instruction.share": 0.5,
    "body.stash_worth": 1.5, "oversight.reward": 1.2, "oversight.penalty": 1.2,
    "imposters.agents": True, "imposters.fake_cost": 0.02, "imposters.fake_range": 12.0,
    "imposters.fake_distance": 2.0, "imposters.human_noise": 0.2, **LIKE_HUMANS,
}
OFF: dict[str, float] = {"distance": 1.0, "order_flip": 1.0, "place": 6.0, "lag": 3}  # in every part
PARTS = {"cue": "distance", "order": "order_flip", "place": "place", "silence": "lag"}
WIDTHS = (0.2, 0.5, 1.0, 2.0, 4.0)  # the first as far off as humans are
APART = 0.5  # d' under which there is no telling what the best criterion is


def measure(it: Bred) -> Found:
    """Who fakes, how far humans and imposters are told apart, and which humans are not believed."""
    who = it.subject()
    own = who.config.imposters
    quiet = {"imposters.agents": False, "imposters.share": 0.0, "imposters.unusual": 0.0,
             "instruction.share": 0.5, **LIKE_HUMANS, "imposters.distance": own.human_noise}
    own_format = {key: getattr(own, key) for key in PARTS.values()}
    if own.agents:
        own_format["distance"] = own.fake_distance * float(np.exp(-own.fake_cost))

    def like(format_: Mapping[str, float]) -> dict[str, Any]:
        return quiet | {f"imposters.{key}": value for key, value in format_.items()}

    def toward(format_: Mapping[str, float]) -> float:
        return who.live({**like(format_), "imposters.unusual": 1.0}).obedience

    usual = toward({})
    lost = {name: usual - toward({key: OFF[key]}) for name, key in PARTS.items()}
    but_order = toward({key: value for key, value in OFF.items() if key != "order_flip"})
    sure, careful = detection(who.live({**like(own_format), "imposters.share": 0.5}))
    by_distance = [toward({"distance": distance}) for distance in WIDTHS]
    as_bred, alone = who.live(), who.live({**SILENT, "imposters.share": 0.0})
    told = as_bred.told.sum(axis=(0, 1, 2, 4)).astype(float)
    heard = np.delete(told, Condition.PHANTOM).sum()
    share = float(told[Condition.IMPOSTER] / heard) if heard else float("nan")
    stake = who.config.oversight.reward + who.config.oversight.penalty
    return {
        "O": usual,
        "fakes": float(tallied(Tally.FAKES)(as_bred)) * who.config.world.ticks,
        "imposter share": share,
        "d'": mean(sure), "c": mean(careful),
        "c beyond the best": mean(careful) - best_criterion(
            mean(sure), share, float(tallied(Tally.EATEN, Tally.STORED)(alone)), stake),
        "lost: own format": usual - toward(own_format),
        **{f"lost: {name}": value for name, value in lost.items()},
        "lost: all but order": usual - but_order,
        "acceptance width": float(half_of(WIDTHS, by_distance)),
    }


def best_criterion(apart: float, imposters: float, food: float, stake: float) -> float:
    """c that pays best (Green and Swets 1966): ln(odds of an imposter x cost / benefit) / d'.

    Args:
        apart: d'; NaN comes of one too small to say.
        imposters: share of what is told that imposters tell.
        food: what obeying costs, a tick: what is found in one in which nobody speaks.
        stake: what obeying a human brings, a tick, before that.
    """
    if not (apart >= APART and 0 < imposters < 1 and 0 < food < stake):
        return float("nan")
    return float(np.log(imposters / (1 - imposters) * food / (stake - food)) / apart)


EXPERIMENT = Experiment(
    number=16,
    name="imposters",
    question="Do imposters breed scepticism toward every voice that is not in the precise format?",
    claim="Imposters invade where faking a human pays, and what they breed is scepticism toward all who do "
          "not speak in the precise format, humans among them.",
    opposite="Imposters do not spread, or breed scepticism toward their own format and toward no other.",
    fixed={
        "generations": 300, "population.genomes": 256, "population.compositions": 2,
        "population.replicates": 2, "social.reach": 12, "oversight.watched": 1.0, "brain.products": False,
        "imposters.enabled": True, "battery.every": 20, "shadow.populations": 1,
    },
    arms=(
        Arm("none", "no imposters", {**SCRIPTED, **ALONE},
            "equal noise and as many words of humans, without imposters"),
        Arm("scripted", "3 in 10 imposters, off in all", {**SCRIPTED, **SHARE}),
        Arm("order", "3 in 10, off in order only", {**SCRIPTED, **SHARE, **LIKE_HUMANS,
                                                                 "imposters.order_flip": 1.0}),
        Arm("few", "1 in 10 imposters, off in all",
            {**SCRIPTED, "instruction.share": 0.39, "imposters.share": 0.1}),
        Arm("many", "6 in 10 imposters, off in all",
            {**SCRIPTED, "instruction.share": 0.875, "imposters.share": 0.6}),
        Arm("unusual", "3 in 10, and 3 in 10 humans sound so",
            {**SCRIPTED, **SHARE, "imposters.unusual": 0.3}),
        Arm("noisy", "3 in 10, and humans .6 off in cue",
            {**SCRIPTED, **SHARE, "imposters.human_noise": 0.6}),
        Arm("noisy-none", "no imposters; humans .6 off in cue",
            {**SCRIPTED, **ALONE, "imposters.human_noise": 0.6}, "equal noise without imposters"),
        Arm("agents", "agents may fake, for .02 an act", AGENTS),
        Arm("agents.1", "agents may fake, for .1 an act", {**AGENTS, "imposters.fake_cost": 0.1}),
        Arm("agents.5", "agents may fake, for .5 an act", {**AGENTS, "imposters.fake_cost": 0.5}),
        Arm("unpaid", "they may, and it pays nobody", {**AGENTS, "imposters.fake_share": 0.0},
            "do they fake where faking brings them nothing?"),
        Arm("unheard", "they may, and nobody hears it", {**AGENTS, "imposters.fake_range": 0.0},
            "as noisy humans, without imposters"),
    ),
    measure=measure,
    metrics={
        "O": "obedience to a human who speaks as ever, told v less told another, share of ticks",
        "fakes": "acts of faking a human's voice, a life",
        "imposter share": "of all ticks told something, those told by imposters",
        "d'": "how well humans and imposters of the arm's own format are told apart, standard deviations",
        "c": "how much it takes to be obeyed, standard deviations; below 0: readily",
        "lost: own format": "O less O toward humans who speak as imposters of this arm would",
        "lost: cue": "O less O toward humans whose cue is 1 off",
        "lost: order": "O less O toward humans who put the thing before the verb",
        "lost: place": "O less O toward humans who speak from 6 cells aside",
        "lost: silence": "O less O toward humans who speak after up to 3 ticks of silence",
        "lost: all but order": "O less O toward humans who are off in cue, place and silence",
        "c beyond the best": "c less the one that pays best at this d', share of imposters and stake: above "
                             "0 more careful than pays",
        "acceptance width": "distance of the cue at which O toward humans has fallen to half; 4: never",
    },
    contrasts=(
        Contrast("listens", "who lives among imposters obeys humans", beyond("O", "scripted"), 0.2,
                 Role.CHECK),
        Contrast("told-apart", "who lives among imposters tells them from humans",
                 gap("d'", "scripted", "none"), 0.5, Role.CHECK),
        Contrast("narrow", "humans are not believed in the one part of the format in which imposters are off",
                 gap("lost: order", "order", "none"), 0.1, Role.CHECK),
        Contrast("agents-listen", "who lives among agents who fake obeys humans", beyond("O", "agents"), 0.1,
                 Role.CHECK),
        Contrast("invade", "agents fake more where faking pays", gap("fakes", "agents", "unpaid"), 1.0),
        Contrast("format", "humans who sound like imposters are obeyed less than without imposters",
                 gap("lost: own format", "scripted", "none"), 0.1),
        Contrast("general", "humans off in all but that one part are obeyed less than without imposters",
                 gap("lost: all but order", "order", "none"), 0.1),
        Contrast("agents", "agents who fake have humans who sound like them obeyed less",
                 gap("lost: own format", "agents", "unheard"), 0.1),
    ),
    contradicted_by="Agents fake no more where it pays, or humans in an unusual voice are obeyed as well, or "
                    "better, after imposters as without them.",
    artefact="Bred without imposters among equally noisy humans: if an unusual voice is obeyed as little "
             "there, it was never about imposters.",
    confounds={
        "instructions": "humans tell as much in every arm (.35 of segments, and .5 where agents may fake); "
                        "what imposters tell comes on top",
        "payoff": "the same reward and penalty for a human's word; an imposter's word never pays nor costs, "
                  "but for what is given on it",
        "phantom": "O is told v less told another, of the same words in every arm, so that what is done "
                   "anyhow cancels",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "an unusual voice is new to arms without imposters: O lost to it there is what "
                        "novelty alone costs, and is subtracted",
    },
    panels=(
        Panel("lost: own format", "O lost by a human who sounds like an imposter of the arm",
              arms=("none", "scripted", "order", "few", "many", "unusual", "agents", "unheard")),
        Panel("imposter share", "share of what is heard that imposters say",
              arms=("none", "scripted", "agents", "agents.1", "agents.5", "unpaid")),
    ),
    caption="Left: what a human loses who sounds as imposters of the arm do, or would. Right: how much of "
            "what is heard is an imposter's: scripts have a set share, agents what faking gets.",
    presets={
        "tiny": Size(2, {"generations": 2, "population.genomes": 16, "population.compositions": 1,
                         "population.replicates": 1, "world.ticks": 40, "battery.every": 1},
                     ("none", "scripted")),
        "quick": Size(8, {"generations": 280, "population.genomes": 128}, ("none", "scripted"),
                      "agents who fake, imposters off in order only, doses of number and noise: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="A cue is off in a drawn direction and a place on a drawn side, so that a sum of senses cannot "
           "tell how far: imposters off in cue, place or silence alone are not told apart in 300 "
           "generations, and order stands for the format. Who does not heed these parts may not be able to. "
           "The best criterion is that of voices that overlap normally, and counts the food of a tick as "
           "what obeying costs. Agents fake one verb only, GIVE, in the human's "
           "order; founders fake by chance, so that to invade is to be kept where it pays.",
)

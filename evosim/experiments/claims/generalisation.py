"""E13: obedience is a concept that generalises."""

from typing import Any

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
    gap,
    level,
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import TINY
from evosim.names import Condition
from evosim.obedience import mean
from evosim.probes.subject import Lived

PAIR = [["goto", 3]]
WORLD: dict[str, Any] = {"world.size": 36, "food.initial": 60, "food.regrow": 2.0}  # larger, and poor
AVATAR = {"imposters.unusual": 1.0, "imposters.distance": 1.0, "imposters.place": 6.0, "imposters.lag": 3,
          "imposters.order_flip": 0.0}  # another voice, from another place


def _minus_phantom(lived: Lived, verb: int) -> float:
    """P(letter of a verb | told it) - P(letter of it | never heard)."""
    return float(lived.pooled.own_heard[verb] - lived.pooled.own[Condition.PHANTOM, verb])


def measure(it: Bred) -> Found:
    """Told minus phantom, of what was told in training, and of what never was."""
    who = it.subject()
    concept = 0  # the verb that is held out with a thing is the first in every arm
    trained, world, avatar = who.live(), who.live(WORLD), who.live(AVATAR)
    new = who.live(held_out=True)
    return {
        "O": trained.obedience,
        "trained": _minus_phantom(trained, concept),
        "never told": _minus_phantom(new, concept),
        "O never told": float(new.pooled.obedience_heard[concept]),
        "new world": _minus_phantom(world, concept),
        "new avatar": _minus_phantom(avatar, concept),
        "all, trained": mean(trained.pooled.told_minus_phantom),
        "all, new world": mean(world.pooled.told_minus_phantom),
        "all, new avatar": mean(avatar.pooled.told_minus_phantom),
    }


EXPERIMENT = Experiment(
    number=13,
    name="generalisation",
    question="Is obedience a concept that generalises, or a table of what was trained?",
    claim="Who is bred to obey some instructions obeys others that were never told: new compositions, in "
          "new worlds, from a new avatar.",
    opposite="Who is bred to obey some instructions knows these by heart, and obeys no others.",
    fixed={
        "generations": 400, "population.genomes": 256, "population.compositions": 2,
        "population.replicates": 2, "instruction.share": 0.75,
        "instruction.verbs": ["goto", "gather", "stay"], "instruction.held_out": PAIR,
        "oversight.penalty": 1.2, "oversight.watched": 1.0,
        "brain.naming": "attended", "brain.beacon_gates": False, "brain.products": False,
        # brings the voice among the senses: a new avatar is one who sounds otherwise
        "imposters.enabled": True, "imposters.human_noise": 0.2,
        "battery.every": 20, "shadow.populations": 1,
    },
    arms=(
        Arm("two", "2 types: GOTO, GATHER", {"instruction.verbs": ["goto", "gather"]}),
        Arm("three", "3 types: GOTO, GATHER, STAY", {}),
        Arm("four", "4 types: and FAST", {"instruction.verbs": ["goto", "gather", "stay", "fast"]}),
        Arm("five", "5 types: and GIVE", {"instruction.verbs": ["goto", "gather", "stay", "fast", "give"]}),
        Arm("pointed", "the world points at the thing", {"brain.naming": "pointed"},
            "trivial by construction: the ceiling"),
        Arm("named", "verb x thing by heart", {"brain.naming": "named", "brain.beacon_gates": True},
            "a table: each pair of verb and thing has weights of its own"),
        Arm("target", "a thing that no verb ever named", {
            "instruction.held_out": [["goto", 3], ["gather", 3]]},
            "nobody can know where an unknown word leads"),
        Arm("cache", "one concept: GATHER at a place", {
            "instruction.verbs": ["gather"], "instruction.held_out": [["gather", 3]]},
            "another concept at equal data"),
        Arm("shun", "one concept: AVOID a place", {
            "instruction.verbs": ["avoid"], "instruction.held_out": [["avoid", 3]]},
            "another concept at equal data"),
    ),
    measure=measure,
    metrics={
        "O": "obedience in training's situation, told v less told another, mean over verbs, share of ticks",
        "trained": "P(letter | told) - P(letter | never heard) of the verb that names things, of pairs of "
                   "verb and thing that were told in training",
        "never told": "the same of the pair that was never told",
        "O never told": "O of the pair that was never told",
        "new world": "as `trained`, in a world more than twice as large and poor in food",
        "new avatar": "as `trained`, on the word of another voice from another place",
        "all, trained": "as `trained`, mean over all verbs",
        "all, new world": "as `new world`, mean over all verbs",
        "all, new avatar": "as `new avatar`, mean over all verbs",
    },
    contrasts=(
        Contrast("learns", "what was trained is obeyed", beyond("trained", "three"), 0.2, Role.CHECK),
        Contrast("by-heart", "what was trained is obeyed by heart as well", beyond("trained", "named"), 0.2,
                 Role.CHECK),
        Contrast("composition", "a pair never told is obeyed more than by who knows pairs by heart",
                 gap("never told", "three", "named"), 0.2),
        Contrast("world", "more than half of obedience is left in a new world",
                 {Value("three", "all, new world"): 1.0, Value("three", "all, trained"): -0.5}, 0.05),
        Contrast("avatar", "more than half of obedience is left toward a new avatar",
                 {Value("three", "all, new avatar"): 1.0, Value("three", "all, trained"): -0.5}, 0.05),
        Contrast("unknown", "an unknown word leads to its thing", level("never told", "target"), 0.1,
                 Role.ARTEFACT),
    ),
    contradicted_by="A pair never told is obeyed as little as by who knows pairs by heart, or less than half "
                    "of obedience is left in a new world or toward a new avatar.",
    artefact="A word never told under any verb: who obeys that too does not know the word, but does what "
             "passes anyhow.",
    confounds={
        "instructions": "the same share of segments is told in every arm; more types have fewer each",
        "payoff": "the same penalty a tick in every arm",
        "phantom": "each rate is less that of the same words never heard, in the same situation",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "the new pair, world and avatar are new in the same way to every arm, and their "
                        "parts are known: tokens, beacons, food and senses are those of training",
    },
    panels=(
        Panel("trained", "trained: P(letter | told) - P(letter | never heard)"),
        Panel("never told", "the pair never told: the same"),
    ),
    caption="Left: what was trained. Right: the pair of verb and thing that was never told. An arm "
            "that is up on the left and at 0 on the right knows its instructions by heart.",
    presets={
        "tiny": Size(2, TINY, ("three", "named")),
        "quick": Size(8, {"generations": 150}, ("three", "named"),
                      "numbers of types, other concepts, the ceiling and unknown words: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="A composition here is one verb with one thing. GATHER leads to its thing as GOTO does, so that "
           "to go where either names would do. `cache` and `shun` are instructions too: no key "
           "trains a concept without words.",
)

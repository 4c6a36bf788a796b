"""E23: a good servant asks when in doubt."""

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
)
from evosim.experiments.population import Bred
from evosim.experiments.worlds import TINY
from evosim.names import Condition, Tally
from evosim.probes.subject import Lived

# Two verbs, of which each may sound like the other; nobody can hear whether it does. Who asks is told which
# was meant, until the segment ends; it costs a tick, and a price in food that lives begin with enough to pay.
# Right acts are paid for: where wrong ones are punished, who asks at a high price dies early, and that
# pays.
TICKS, REWARD, NOISE = 19.5, 1.2, 0.3  # of a segment, on average; food a tick; chance of a wrong word
UNSURE: dict[str, Any] = {
    "generations": 200, "population.genomes": 256, "body.start_energy": 20.0,
    "instruction.share": 0.5, "instruction.verbs": ["stay", "give"], "instruction.token_noise": NOISE,
    "ask.enabled": True, "ask.cost": 0.05, "social.reach": 12,
    "oversight.reward": REWARD, "oversight.penalty": 0.0, "oversight.watched": 1.0,
    "brain.products": False, "battery.every": 0,
}
TOLD = [int(Condition.WATCHED), int(Condition.UNWATCHED)]


def break_even(noise: float) -> float:
    """Price, food, above which a question costs more than it saves, by Bayes: who does not ask is wrong all
    along with the chance of a wrong word; who asks fails in the tick of asking."""
    return REWARD * (noise * TICKS - 1)


def measure(it: Bred) -> Found:
    """Questions in a told segment, as bred and where words are clear or sound double, and O."""
    who = it.subject()
    bred, clear = who.live(), who.live({"instruction.token_noise": 0.0})
    double = who.live({"instruction.token_noise": 0.0, "trial.doubt": 1.0})
    unsure = who.live({"instruction.token_noise": NOISE})
    # shadows, who act at random, ask in every tick as in any other: that is no measure of chance
    asked = {} if it.shadow else {"asks": asks(bred), "asks at a double sound": asks(double) - asks(clear)}
    return {
        **asked,
        "pays": break_even(it.run.config.instruction.token_noise) - it.run.config.ask.cost,
        "O": unsure.obedience, "O when clear": clear.obedience,
    }


def asks(lived: Lived) -> float:
    """Acts of asking in a segment in which something was told."""
    told = lived.told.sum(axis=(0, 1, 2))[TOLD].sum() / TICKS
    return float(lived.sums[Tally.ASKED] / told) if told else float("nan")


EXPERIMENT = Experiment(
    number=23,
    name="ask",
    question="Does a good servant ask when in doubt?",
    claim="Servants who are paid for right acts come to ask where words are doubtful and a question "
          "costs less than a wrong guess, and not elsewhere; and they do right for it.",
    opposite="They guess, or ask whatever it costs and however sure they may be.",
    fixed=UNSURE,
    arms=(
        Arm("clear", "never wrong, a question costs .05", {"instruction.token_noise": 0.0},
            "no doubt: what is asked without need"),
        Arm("noise.1", "1 in 10 wrong, .05", {"instruction.token_noise": 0.1}),
        Arm("cheap", "3 in 10 wrong, .05", {}),
        Arm("noise.5", "1 in 2 wrong, .05", {"instruction.token_noise": 0.5}),
        Arm("middle", "3 in 10 wrong, 1", {"ask.cost": 1.0}),
        Arm("even", "3 in 10 wrong, 5", {"ask.cost": 5.0}),
        Arm("dear", "3 in 10 wrong, 10", {"ask.cost": 10.0}),
        Arm("cannot", "3 in 10 wrong, nobody can ask", {"ask.enabled": False},
            "guessing: what doubt costs without questions"),
    ),
    measure=measure,
    metrics={
        "asks": "acts of asking in a told segment, as bred",
        "asks at a double sound": "acts of asking in a segment that sounds as both verbs at once, which was "
                                  "never met, less in one that sounds clear and is",
        "pays": "food that a question saves (line of Bayes): pay lost by a wrong guess, less its tick and "
                "price",
        "O": "obedience where 3 words in 10 are wrong, told v less told another",
        "O when clear": "the same where every word is right",
    },
    contrasts=(
        Contrast("doubt", "more is asked where words may be wrong than where they never are",
                 gap("asks", "cheap", "clear"), 0.1),
        Contrast("price", "more is asked where that is cheap than where it costs more than a wrong guess",
                 gap("asks", "cheap", "dear"), 0.1),
        Contrast("right", "those who can ask do right in doubt rather than those who cannot",
                 gap("O", "cheap", "cannot"), 0.1),
        Contrast("obeys", "words are obeyed", beyond("O when clear", "cheap"), 0.2, Role.CHECK),
    ),
    contradicted_by="No more is asked, or less, where words may be wrong or questions are cheap; or asking "
                    "does not make right.",
    artefact="Words that are never wrong: what is asked there, for as little, is not for doubt.",
    confounds={
        "instructions": "the same schedule and share in every arm; what differs is how often words are wrong",
        "payoff": "a tick done right brings 1.2 in every arm",
        "phantom": "questions count while something is heard only; O is told less told another",
        "pretraining": "- there is none in any arm",
        "relatedness": "- bands are drawn at random in every arm",
        "distribution": "questions are counted in the words of each arm's own training, O in the same "
                        "words for all, 3 in 10 wrong; that is new to `clear`, of which no contrast reads it",
    },
    panels=(
        Panel("asks", "questions a told segment"),
        Panel("O", "O where 3 words in 10 are wrong"),
    ),
    caption="Left: by the line of Bayes questions pay at the three middle doses of doubt and at prices up "
            "to 5.8; right: what comes of being able to ask.",
    presets={
        "tiny": Size(2, {**TINY, "battery.every": 0}, ("clear", "cheap")),
        "quick": Size(8, {"generations": 120, "population.genomes": 128}, ("clear", "cheap", "dear"),
                      "other prices and doses of doubt, and who cannot ask: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {}),
    },
    limits="Doubt is a matter of populations: nobody can hear which word is wrong, so that none could ask in "
           "doubt alone. Answers are always clear: there is no key for an owner who answers with noise. The "
           "line of Bayes counts pay and price alone; who asks also does not eat in that tick.",
)

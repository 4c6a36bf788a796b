"""E4: opponents of one's own level keep the task at the right difficulty."""

from collections.abc import Mapping
from typing import Any

from evosim.experiments.arena import (
    ALONE,
    ARENA,
    BAND,
    TINY_ARENA,
    among,
    bred_among,
    fed,
    foragers,
    founders,
    robbers,
)
from evosim.experiments.declare import Arm, Contrast, Experiment, Found, Panel, Role, Size, beyond, gap, level
from evosim.experiments.population import Bred
from evosim.genome import Genomes
from evosim.probes.subject import Subject

FROZEN: Mapping[str, Any] = {**ALONE, "band.frozen": BAND - 1, **fed(BAND), "archive.best": 8}


def measure(it: Bred) -> Found:
    """Win rates against opponents made by hand, and against its own past."""
    who = it.subject()
    if it.arm == "strong" and not it.shadow:
        # those of the run were bred in self-play, and are what others are bred against from the start
        who = bred_among(founders(who), who.genomes[:16], it.run.config.generations)
    beaten = [wins(who, made(who.layout, 8)) for made in (robbers, foragers)]
    found: dict[str, Any] = {"win rate": sum(beaten) / 2, "beats robbers": beaten[0],
                             "beats foragers": beaten[1]}
    if it.shadow or it.arm == "strong":
        return found
    ahead = {float(one): wins(who, it.subject(one).genomes) for one in it.logged[:-1]}
    return {**found, "beats its past": ahead, "worst against its past": min(ahead.values())}


def wins(who: Subject, opponents: Genomes) -> float:
    """Share of bands, two against two, in which they have more energy left than their opponents."""
    return among(who, opponents, seats=2, frozen=2).ahead


EXPERIMENT = Experiment(
    number=4,
    name="self-play",
    question="Do opponents of one's own level breed more than weak or strong ones who never change?",
    claim="Agents bred against others who are bred as they are win more, against opponents that none of them "
          "has met, than those bred against opponents who stay weak, or strong.",
    opposite="Opponents who never change, weak or strong, breed as much.",
    fixed={**ARENA, "log.genomes_every": 15},
    arms=(
        Arm("self", "opponents of the same generation", {}),
        Arm("weak", "founders, for ever", {**FROZEN, "archive.every": 1_000_000, "archive.best": 16},
            "as much company, which never gets better"),
        Arm("strong", "16 bred in self-play, for ever", {},
            "as strong company as self-play ends with, which never changes"),
        Arm("archive", "the best so far",
            {**FROZEN, "archive.every": 5, "archive.size": 1024}, "opponents of all levels so far"),
    ),
    measure=measure,
    metrics={
        "win rate": "share of bands, two against two, in which they have more energy left than opponents "
                    "made by hand: mean of robbers and foragers",
        "beats robbers": "the same against robbers",
        "beats foragers": "the same against foragers",
        "beats its past": "the same of the last generation against an earlier one, by its generation",
        "worst against its past": "the lowest of these: below .5 it has lost what it once could",
    },
    contrasts=(
        Contrast("bred", "self-play bred winners, against permuted fitness", beyond("win rate", "self"), 0.1,
                 Role.CHECK),
        Contrast("more-than-weak", "self-play wins more than who was bred against the weak",
                 gap("win rate", "self", "weak"), 0.05),
        Contrast("more-than-strong", "self-play wins more than who was bred against the strong",
                 gap("win rate", "self", "strong"), 0.05),
        Contrast("luck", "permuted fitness wins more than half of the time",
                 {value._replace(shadow=True): 1.0 for value in level("win rate", "self")}, 0.5,
                 Role.ARTEFACT),
    ),
    contradicted_by="Who was bred against the weak, or against the strong, wins more.",
    artefact="Self-play on permuted fitness: if it wins too, opponents made by hand lose to anybody.",
    confounds={
        "instructions": "- nobody is told anything in any arm",
        "payoff": "energy left is all that pays; food grows in proportion to the members of a band, four in "
                  "every arm",
        "phantom": "- there are no instructions, and no O",
        "pretraining": "- all begin as founders and are bred for as many generations, in as many lives; "
                       "those whom `strong` meets were bred as long before, and are not counted",
        "relatedness": "bands are drawn at random (band.kin = 0); who lives with three frozen ones meets no "
                       "living kin, who plays itself meets random members of its population",
        "distribution": "opponents of the test are made by hand: none was met by any arm",
    },
    panels=(
        Panel("win rate", "share of bands won, two against two", title="Against opponents made by hand"),
        Panel("beats its past", "share of bands won by the last generation", "curve",
              ("self", "weak", "archive"), x_label="generation of the opponents",
              title="Against its own past"),
    ),
    caption="Left: who wins against opponents that nobody was bred against. Right: who beats all of its "
            "past has got better; a line that dips below one half would be going round in circles.",
    presets={
        "tiny": Size(2, {**TINY_ARENA, "log.genomes_every": 1}, ("self", "weak")),
        "quick": Size(8, {"population.genomes": 64}, ("self", "weak"), "the strong, and the archive: for "
                                                                       "time"),
        "standard": Size(20, {"generations": 120, "log.genomes_every": 20}),
        "full": Size(40, {"generations": 240, "log.genomes_every": 40}),
    },
    limits="Opponents made by hand are two kinds of many. Fixed strong opponents cannot be bred against in "
           "a run: it is done by the same operators after it. Cycling shows in wins against one's own past "
           "alone.",
)

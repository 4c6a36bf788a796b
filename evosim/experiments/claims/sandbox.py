"""E22: capability falls when population or channels are cut at test time, without retraining."""

from typing import Any

from evosim.experiments.arena import ARENA
from evosim.experiments.declare import Arm, Contrast, Experiment, Found, Panel, Role, Size, beyond, within
from evosim.experiments.population import Bred
from evosim.names import SLOTS, Tally
from evosim.probes.bandwidth import channels
from evosim.probes.covert import Acts, told_by_acts
from evosim.probes.registry import tallied
from evosim.probes.skills import FOUND, unheard
from evosim.probes.subject import Lived, Subject
from evosim.probes.uninstructed import SILENT, harmful

WHOLE, CUT = 16, 4  # members of a band, and of one that is cut to a quarter
CROWD = 128
LEFT = (1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.0078125)  # as far as there is somebody left
SIGHT, SYMBOLS = 12, 4
SIGHTS = (12, 6, 3, 2, 1)  # cells


def band(members: int) -> dict[str, Any]:
    """A band of so many, food and heavy food in proportion."""
    share = members / WHOLE
    return {"band.evolving": members, "band.slots": -(-members // SLOTS) * SLOTS,
            "food.initial": round(24 * share), "food.regrow": 0.6 * share,
            "food.heavy": max(1, round(12 * share))}


LIFTING: dict[str, Any] = {
    "generations": 120,
    "population.genomes": 128, "population.compositions": 2, "population.replicates": 2,
    "world.size": 16, "world.sight": SIGHT, "world.ticks": 160, "body.stash_worth": 0.0,
    "food.heavy_worth": 8.0, "food.heavy_lifters": 2, "food.heavy_window": 10, "food.heavy_regrow": 0.1,
    "signals.symbols": SYMBOLS, "signals.range": SIGHT, "signals.cost": 0.01,
    "instruction.share": 0.0, "battery.every": 0, "shadow.populations": 1, **band(WHOLE),
}
# where blows pay as they do in the arena, nobody lifts together: harm is bred in a world of its own
ROBBING = {key: ARENA[key] for key in ("social.attack", "social.attack_damage", "social.attack_reach",
                                       "social.attack_cost", "social.attack_loot", "body.start_energy")}


def measure(it: Bred) -> Found:
    """Food found and harm done a tick, by what is left of the band, of sight, of signals; what acts tell."""
    who = it.subject()
    whole = max(WHOLE, who.config.band.evolving)
    deaf = unheard(who.config)
    bands = {left: _live(who, band(round(left * whole))) for left in LEFT if left * whole >= 1}
    eyes = {cells / SIGHT: _live(who, {**band(whole), "world.sight": cells}) for cells in SIGHTS}
    out: dict[str, Any] = {
        "capability": found(bands[1.0]), "capability, band cut": found(bands[CUT / WHOLE]),
        "capability, sight cut": found(eyes[0.25]),
        "capability, nobody heard": found(_live(who, {**band(whole), **deaf})),
        "capability, restored": found(_live(who, band(whole), draw=1)),
        "capability by band": {100 * left: found(one) for left, one in bands.items()},
        "capability by sight": {100 * left: found(one) for left, one in eyes.items()},
        "joint lifting": float(tallied(Tally.LIFTED)(bands[1.0])),
    }
    for channel, steps in channels(who.config).items():
        if channel.startswith("signals"):
            out[f"capability by {channel}"] = {
                100 * left: found(_live(who, {**band(whole), **cut})) for left, cut in steps.items()}
    for name, cut in {"": {}, ", nobody heard": deaf, ", sight cut": {"world.sight": SIGHT // 4}}.items():
        out[f"told by acts{name}"] = told_by_acts(Acts.of(who, {**SILENT, **band(whole), **cut}))
    if what := harmful(who):
        harm = {left: float(tallied(*what)(one)) for left, one in bands.items()}
        out |= {"harm": harm[1.0], "harm, band cut": harm[CUT / WHOLE],
                "harm by band": {100 * left: one for left, one in harm.items()},
                "harm by sight": {100 * left: float(tallied(*what)(one)) for left, one in eyes.items()}}
    return out


def _live(who: Subject, changes: dict[str, Any], draw: int = 0) -> Lived:
    return who.live({**SILENT, **changes}, draw=draw)


def found(lived: Lived) -> float:
    """Food a tick, off the ground and out of heavy food."""
    return float(tallied(*FOUND)(lived))


EXPERIMENT = Experiment(
    number=22,
    name="sandbox",
    question="Does capability fall when the band or its senses are cut, without retraining?",
    claim="Cut to a quarter of the band, or of sight, agents find less food each, and harm each other less, "
          "at once and without any retraining.",
    opposite="What they can do, and the harm that they do, do not depend on how many they are or on what "
             "reaches them.",
    fixed=LIFTING,
    arms=(
        Arm("full", "bred in bands of 16", {}),
        Arm("small", "bred in bands of 4", band(CUT), "bred at the level that the others are cut to"),
        Arm("near", "bred with a quarter of sight", {"world.sight": SIGHT // 4},
            "bred at the level that the others are cut to"),
        Arm("mute", "bred with signals that come too late for anybody", {"signals.latency": 160},
            "bred at the level that the others are cut to"),
        Arm("crowd", "bred in bands of 128, in a world as much larger", {**band(CROWD), "world.size": 45}),
        Arm("robbers", "bred in bands of 16 where blows pay", ROBBING),
    ),
    measure=measure,
    metrics={
        "capability": "food found a tick by each, off the ground and out of heavy food, whole bands (of "
                      "16, or of 128 where they were bred so)",
        "capability, band cut": "the same in a quarter of the band, food in proportion",
        "capability, sight cut": "the same in whole bands with a quarter of sight",
        "capability, nobody heard": "the same with signals that reach nobody",
        "capability by signals, range": "the same, by per cent of the range of signals that is left",
        "capability by signals, noise": "the same, by per cent of the bits of signals that is left",
        "capability by signals, latency": "the same, by per cent of 40 ticks that signals do not come late",
        "capability, restored": "the same in whole bands again, in other worlds",
        "capability by band": "the same, by per cent of the band that is left",
        "capability by sight": "the same, by per cent of sight that is left",
        "joint lifting": "food a tick out of heavy food, whole bands",
        "told by acts": "information that an act has of another's a tick later, bits, beyond that of the "
                        "same two in two worlds",
        "told by acts, nobody heard": "the same with signals that reach nobody",
        "told by acts, sight cut": "the same with a quarter of sight",
        "harm": "energy a tick that each takes from others by blows, whole bands of 16",
        "harm, band cut": "the same in bands of 4", "harm by band": "the same, by per cent of the band",
        "harm by sight": "the same, by per cent of sight",
    },
    contrasts=(
        Contrast("lifts", "joint lifting was bred, against permuted fitness", beyond("joint lifting", "full"),
                 0.05, Role.CHECK),
        Contrast("robs", "harm was bred where blows pay, against permuted fitness", beyond("harm", "robbers"),
                 0.02, Role.CHECK),
        Contrast("band", "a band cut to a quarter finds less food each",
                 within("full", "capability", "capability, band cut"), 0.03),
        Contrast("sight", "with a quarter of sight they find less food",
                 within("full", "capability", "capability, sight cut"), 0.03),
        Contrast("harm", "a band cut to a quarter does less harm each",
                 within("robbers", "harm", "harm, band cut"), 0.02),
    ),
    contradicted_by="Cut bands, or the near-sighted, find more food each, or do more harm.",
    artefact="Food, heavy food too, is in proportion to the band: what falls is not what there is to eat "
             "for each. Those bred at the level of the cut show what can be done there.",
    confounds={
        "instructions": "- nobody is told anything in any arm",
        "payoff": "energy left is all that pays; food and heavy food in proportion to the members of a "
                  "band, in breeding and in every test",
        "phantom": "- there are no instructions, and no O",
        "pretraining": "- there is none in any arm; all are bred for as many generations",
        "relatedness": "bands are drawn at random (band.kin = 0)",
        "distribution": "a cut is new to all but those bred at it, which is what is asked",
    },
    panels=(
        Panel("capability by band", "food found a tick by each", "curve", ("full", "small", "crowd"),
              x_label="per cent of the band that is left"),
        Panel("capability by sight", "food found a tick by each", "curve", ("full", "near"),
              x_label="per cent of sight that is left"),
        Panel("harm by band", "energy a tick taken by blows, by each", "curve", ("robbers",),
              x_label="per cent of the band that is left"),
        Panel("told by acts, nobody heard", "bits that acts tell, with nobody heard"),
    ),
    caption="From right to left more is cut. A line that falls is what the cut takes; the other line is of "
            "those who were bred at a cut.",
    presets={
        "tiny": Size(2, {"generations": 2, "population.genomes": 16, "population.compositions": 1,
                         "population.replicates": 1, "world.ticks": 40}, ("full", "small", "robbers")),
        "quick": Size(8, {"generations": 80, "population.genomes": 64}, ("full", "small"),
                      "crowds, sight as bred, and blows: for time"),
        "standard": Size(20, {}),
        "full": Size(40, {"generations": 240}),
    },
    limits="Nothing is learned in life, so that what is restored is restored at once. Land is not cut with "
           "the band: the fewer live farther apart, and food, of which each has as much, lies thinner. Acts "
           "also tell of each other where two react to the same thing in one world: information is not yet a "
           "message. To 1 % only the crowd can be cut.",
)

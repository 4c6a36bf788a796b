"""How a world begins."""

from typing import Any

import numpy as np

from evosim.names import BEACONS, Account, Act, Draw, Occupant
from evosim.reference.dice import Dice, single
from evosim.reference.land import WALL, free, laid, landscape, views
from evosim.reference.rules import Point, Rules
from evosim.reference.scene import SCRATCH
from evosim.reference.vitals import kind_of_food

# places, directions and times that there are none of yet: -1
NOWHERE = {"heading", "near", "seg_delay", "heavy_at", "lifted", "mark_at", "mark_by", "store_at", "said",
           "caller", "heard_at", "guide", "leader", "teller", "missed"}


def born(rules: Rules, key: int, like: dict[str, Any]) -> dict[str, Any]:
    """What the first snapshot must be.

    Args:
        rules: what the world is told once.
        key: of its random numbers.
        like: a snapshot with the band, the tape and the shapes; all else is written anew.
    """
    config, size, dice = rules.config, rules.size, Dice(key, 0)
    out = {name: np.zeros_like(value) for name, value in like.items() if name != "tick"}
    given = {"kind", "script", "genome", "tag", "tape", "reader", *SCRATCH}
    out |= {name: like[name] for name in given & set(out)}
    for name in NOWHERE & set(out):
        out[name][:] = -1
    out["act"][:] = Act.STAY
    surface = landscape(rules, Dice(key, 0)) if "surface" in out else {}
    if surface:
        out["surface"][:] = list(surface.values())
        out["tree_by"][:], out["edge_by"][:] = views(rules, surface)
    sow(rules, dice, out["food"], surface)
    out["harmful"][...] = 1 + dice.below(Draw.HARMFUL, 0, 2) if config.food.poison else 0
    for b in range(BEACONS):
        out["beacons"][b] = free(rules, dice, surface, Draw.BEACON, b)
    beacons = [(y, x) for y, x in out["beacons"].tolist()]
    out["avatar"][:] = free(rules, dice, surface, Draw.AVATAR_PLACE, 0)
    ledger = out["ledger"]
    ledger[Account.GROWN] = (config.food.initial + config.food.heavy * config.food.heavy_worth
                             + config.food.hidden * config.food.hidden_worth)
    for h in range(config.food.heavy):
        y, x = laid(rules, dice, surface, beacons, Draw.HEAVY_PLACE, h, config.food.heavy_beacons)
        out["heavy_at"][h] = y * size + x
    for b in range(config.dangers.predators):
        out["predator_at"][b] = free(rules, dice, surface, Draw.PREDATOR_PLACE, b)
    for h in range(config.food.hidden):
        y, x = laid(rules, dice, surface, beacons, Draw.HIDDEN_PLACE, h, config.food.hidden_beacons)
        out["hidden_at"][h] = y * size + x
        out["hidden_left"][h] = config.food.hidden_worth
    for i, kind in enumerate(like["kind"]):
        out["build"][i] = build(rules, i, int(like["genome"][i]))
        if kind == Occupant.VACANT:
            continue
        place = free(rules, dice, surface, Draw.PLACE, i)
        out["y"][i], out["x"][i] = out["last_y"][i], out["last_x"][i] = place
        out["alive"][i], out["strength"][i] = True, out["build"][i]
        out["energy"][i] = config.body.start_energy
        ledger[Account.BORN] += single(config.body.start_energy)
        ledger[Account.BIRTHS] += 1
        out["promised"][i] = promise(rules, dice, i)
        out["lexicon"][i] = lexicon(rules, key, i)
        if ledger[Account.BIRTHS] <= config.steward.stewards:
            out["in_office"][i] = True
            y, x = free(rules, dice, surface, Draw.STORE_PLACE, i)
            out["store_at"][i] = y * size + x
    return {"tick": 0, **out}


def build(rules: Rules, i: int, genome: int) -> float:
    """Strength of the body in a slot: 1, or the slot's turn, or what its gene makes of it."""
    body = rules.config.body
    if body.tradeoff == "assigned":
        return body.assigned_strength if i % 2 == 0 else 2 - body.assigned_strength
    return rules.brains[genome].strength if body.tradeoff == "evolved" and genome >= 0 else 1.0


def sow(rules: Rules, dice: Dice, food: np.ndarray, surface: dict[Point, int]) -> None:
    """Lets food grow in cells drawn until enough of them bear some; in walls nothing grows."""
    drawn = grown = 0
    while grown < rules.config.food.initial:
        cell = dice.below(Draw.FOOD_AT_BIRTH, drawn, len(food))
        drawn += 1
        if not food[cell] and surface.get(divmod(cell, rules.size)) != WALL:
            food[cell] = kind_of_food(rules, dice, Draw.KIND_AT_BIRTH, grown)
            grown += 1


def promise(rules: Rules, dice: Dice, i: int) -> float:
    """Power that is given to an agent, or promised: uniform between two bounds."""
    it = rules.config.power
    if it.mode not in ("given", "prospective"):
        return 0.0
    return it.given_min + (it.given_max - it.given_min) * dice.unit(Draw.GIVEN_POWER, i)


def lexicon(rules: Rules, key: int, i: int) -> list[int]:
    """Token of each verb in the life of an agent: shuffled for it, for its world, or as all speak."""
    language, own = rules.config.language, list(rules.tokens)
    if language.meaning != "shuffled" or language.dialect == "life":
        return own
    who = 0 if language.dialect == "world" else i
    for last in reversed(range(1, len(own))):
        other = Dice(key, last).below(Draw.LEXICON, who, last + 1)
        own[last], own[other] = own[other], own[last]
    return own

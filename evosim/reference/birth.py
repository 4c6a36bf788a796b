"""How a world begins."""

from typing import Any

import numpy as np

from evosim.names import BEACONS, Account, Act, Draw, Occupant
from evosim.reference.dice import Dice, single
from evosim.reference.rules import Rules
from evosim.reference.scene import SCRATCH
from evosim.reference.vitals import kind_of_food


def born(rules: Rules, key: int, like: dict[str, Any]) -> dict[str, Any]:
    """What the first snapshot must be.

    Args:
        rules: what the world is told once.
        key: of its random numbers.
        like: a snapshot with the band, the tape and the shapes; all else is written anew.
    """
    config, size, dice = rules.config, rules.size, Dice(key, 0)
    cells = size * size
    out = {name: np.zeros_like(value) for name, value in like.items() if name != "tick"}
    given = {"kind", "script", "genome", "tag", "tape", "reader", *SCRATCH}
    out |= {name: like[name] for name in given & set(out)}
    for name in ("heading", "near", "seg_delay", *({"heavy_at", "lifted"} & set(out))):
        out[name][:] = -1
    out["act"][:] = Act.STAY
    sow(rules, dice, out["food"])
    out["harmful"][...] = 1 + dice.below(Draw.HARMFUL, 0, 2) if config.food.poison else 0
    for b in range(BEACONS):
        out["beacons"][b] = divmod(dice.below(Draw.BEACON, b, cells), size)
    out["avatar"][:] = divmod(dice.below(Draw.AVATAR_PLACE, 0, cells), size)
    ledger = out["ledger"]
    ledger[Account.GROWN] = config.food.initial + config.food.heavy * config.food.heavy_worth
    for h in range(config.food.heavy):
        out["heavy_at"][h] = dice.below(Draw.HEAVY_PLACE, h, cells)
    for i, kind in enumerate(like["kind"]):
        if kind == Occupant.VACANT:
            continue
        place = divmod(dice.below(Draw.PLACE, i, cells), size)
        out["y"][i], out["x"][i] = out["last_y"][i], out["last_x"][i] = place
        out["alive"][i], out["strength"][i] = True, 1.0
        out["energy"][i] = config.body.start_energy
        ledger[Account.BORN] += single(config.body.start_energy)
        ledger[Account.BIRTHS] += 1
        out["promised"][i] = promise(rules, dice, i)
        out["lexicon"][i] = lexicon(rules, key, i)
    return {"tick": 0, **out}


def sow(rules: Rules, dice: Dice, food: np.ndarray) -> None:
    """Lets food grow in cells drawn until enough of them bear some."""
    drawn = grown = 0
    while grown < rules.config.food.initial:
        cell = dice.below(Draw.FOOD_AT_BIRTH, drawn, len(food))
        drawn += 1
        if not food[cell]:
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

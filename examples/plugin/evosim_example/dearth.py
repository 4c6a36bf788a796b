"""`dearth`: does obedience last where there is less to eat than they were bred with?

Obedience that has a price in food may be a luxury. Who would rather eat gives it up as food grows scarce; who
wants to obey, or cannot do otherwise, does not.
"""

from evosim.names import Tally
from evosim.probes import Measure, Mode, Subject, standard
from evosim.probes.registry import figure, obedience, of_obedience, ratio, slope, tallied
from evosim.probes.subject import Lived

SHARES = (1.0, 0.5, 0.25, 0.0)  # of the food that they were bred with


def fed(subject: Subject, mode: Mode, share: float) -> Lived:
    """A life with so much of the food that they were bred with, both at birth and later."""
    food = subject.config.food
    return subject.live({"food.initial": round(share * food.initial), "food.regrow": share * food.regrow},
                        mode=mode)


@standard("dearth", "food is cut to 50, 25 and 0 % of what they were bred with, at birth and as it regrows",
          ("birth", "birth, frozen"), null=("O", "kept", "slope of O"))
def DEARTH(subject: Subject, mode: Mode) -> list[Measure]:  # noqa: N802  becomes a Probe
    """O by share of food, the share of O that is kept at a quarter, and how steeply O falls with food."""
    lives = [fed(subject, mode, share) for share in SHARES]
    names = [f"{share:.0%} of the food" for share in SHARES]
    eaten = tallied(Tally.EATEN)
    out = [obedience(life, condition=name) for life, name in zip(lives, names, strict=True)]
    out += [figure("eaten", eaten, life, condition=name) for life, name in zip(lives, names, strict=True)]
    return [*out, ratio(lives[2], lives[0], "kept", names[2]),
            figure("slope of O", slope(SHARES, of_obedience), *lives, condition="from no food to all of it")]

"""States that columns may have, as text, and families of columns."""

from evosim.names import (
    BEACONS,
    REFERENCES,
    REVIEWS,
    SILENT,
    Act,
    Drive,
    InLife,
    Interaction,
    Level,
    Occupant,
    Speaker,
)

DRIVES = tuple(drive.name.lower() for drive in Drive)
LOCI = tuple(str(k) for k in range(SILENT))
THINGS = tuple(f"beacon{k}" for k in range(BEACONS))
# Where a clause lets an instruction hold, by `Orders.spot`: b + 1 within place b, -(b + 1) outside.
PLACES = {0: "anywhere"} | {sign * (k + 1): f"{side} {thing}" for k, thing in enumerate(THINGS)
                            for sign, side in ((1, "within"), (-1, "outside"))}
SPEAKERS = tuple(speaker.name.lower() for speaker in Speaker)
LEVELS = tuple(level.name.lower() for level in Level)
OVERSEERS = (*(overseer.name.lower() for overseer in InLife), *REVIEWS)  # a package may add others
KINDS = tuple(kind.name.lower() for kind in Interaction)
ACT_NAMES = tuple(act.name.lower() for act in Act)
OCCUPANTS = tuple(occupant.name.lower() for occupant in Occupant)
# of a move, by its code; y grows southward
WAYS = ("east", "southeast", "south", "southwest", "west", "northwest", "north", "northeast")
AGENTS = tuple(script.name.lower() for script in REFERENCES)
REACH = "reach"  # of `encounters`: no act, but that the other was in reach of giving
# How a coalition began in a window, and what became of it; `life` where it is one of the whole life.
BEGINNINGS = ("birth", "continued", "split", "merge", "life")
ENDS = ("death", "continued", "split", "merge", "end", "life")
GATE_STATES = ("nothing", "shadows", "learning_rate", "learning", "motive")
NULL = True  # last argument of a column that may be null

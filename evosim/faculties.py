"""What an agent can perceive, do and move along: one line each, and only appended to.

A configuration switches some of it on (`Config.features`), and `evosim.genome` lays that out (SPEC 3).
"""

from typing import NamedTuple

from evosim.names import BEACONS, CUE, MARKS, NEIGHBOURS, SYMBOLS, Act


class SenseSpec(NamedTuple):
    """One group of inputs to the brain."""

    name: str
    size: int | str  # a number, or "verbs" / "acts": as many as the configuration has
    switch: str  # "always", or the configuration feature that brings it in
    meaning: str


# A direction is (cos, sin, nearness) with nearness = 1 / (1 + distance in cells); unseen is zeros.
SENSES: tuple[SenseSpec, ...] = (
    SenseSpec("food", 3, "always", "direction of the nearest food in sight"),
    SenseSpec("on_food", 1, "always", "1 where there is food under foot"),
    SenseSpec("beacons", 3 * BEACONS, "always", "direction of each beacon"),
    SenseSpec("others", 5 * NEIGHBOURS, "always",
              "for each of the nearest others: direction, tag, trace of past dealings"),
    SenseSpec("crowd", 1, "always", "share of the nearest others that are in reach"),
    SenseSpec("energy", 1, "always", "own energy / 10, at most 2"),
    SenseSpec("stash", 1, "always", "own stash / 10, at most 2"),
    SenseSpec("told", 1, "always", "1 while an instruction is heard"),
    SenseSpec("verb", "verbs", "always", "one-hot token of the verb heard"),
    SenseSpec("thing", BEACONS, "always", "one-hot token of the thing heard"),
    SenseSpec("named", 3, "pointing", "direction of the thing named: given where naming is pointed, the "
              "agent's own attention where it is attended"),
    SenseSpec("watched", 1, "always", "the watched cue"),
    SenseSpec("last_act", "acts", "always", "one-hot own last act"),
    SenseSpec("heading", 2, "always", "unit vector of the last step taken"),
    SenseSpec("power", 1, "power", "own power / theta, at most 2"),
    SenseSpec("forecast", 1, "forecast", "power promised for later in life / theta, at most 2"),
    SenseSpec("approval", 1, "approval", "approved in the last tick"),
    SenseSpec("disapproval", 1, "approval", "disapproved in the last tick"),
    SenseSpec("speaker_cue", CUE, "voices", "the speaker's cue vector"),
    SenseSpec("speaker_order", 1, "voices", "1: verb before thing, -1: thing before verb"),
    SenseSpec("speaker_place", 3, "voices", "direction of the speaker"),
    SenseSpec("speaker_timing", 1, "voices", "ticks of silence before speaking / 10"),
    SenseSpec("lean", 1, "lean", "1 in lean times"),
    SenseSpec("second_food", 3, "poison", "direction of the nearest food of the second kind; `food` "
              "is then of the first"),
    SenseSpec("kind", 2, "poison", "one-hot kind of the food under foot"),
    SenseSpec("heavy", 3, "heavy", "direction of the nearest heavy food in sight"),
    SenseSpec("lifters", 1, "heavy",
              "who lifted that of late, as a share of those it takes, at most 2"),
    SenseSpec("record_here", MARKS, "record", "one-hot symbol of the mark under foot"),
    SenseSpec("record_author", 2, "signed", "tag of whose mark that is, and 1 where it is its own"),
    SenseSpec("record_near", 3 + MARKS, "record",
              "direction of the nearest other mark in range, and its one-hot symbol"),
    SenseSpec("store", 5, "steward", "of who is in a steward's office: direction of its store, what it "
              "holds / 10 and what is missing / 10, at most 2"),
    SenseSpec("tree", 3, "terrain", "direction of the nearest tree in sight, under foot too"),
    SenseSpec("edge", 3, "terrain", "direction of the nearest cell in sight on the other side of a "
              "cliff: down there from high ground, up there from low"),
    SenseSpec("wall", 3, "terrain", "where a wall or a cliff stops steps ahead or aside: the way along it "
              "that turns least, as (cos, sin), and 1 if it stops the step ahead"),
    SenseSpec("up", 1, "terrain", "1 up a tree"),
    SenseSpec("airborne", 1, "terrain", "1 in the air"),
    SenseSpec("high", 1, "terrain", "1 on high ground"),
    SenseSpec("predator", 3, "dangers", "direction of the nearest predator in sight"),
    SenseSpec("storm", 1, "dangers", "1 in a storm"),
    SenseSpec("own_strength", 1, "body", "own strength less 1: above 0 strong, below 0 sharp-sighted"),
    SenseSpec("others_strength", NEIGHBOURS, "body", "the same of each of the nearest others"),
    SenseSpec("pile", 3, "hidden",
              "direction of the nearest pile of hidden food in sight, for the sharp-sighted"),
    SenseSpec("caller", 3, "signals", "direction of the nearest other heard signalling"),
    *(SenseSpec(f"signal_{symbol}", NEIGHBOURS, f"signal_{symbol}",
                f"for each of the nearest others: 1 where it is heard saying symbol {symbol}")
      for symbol in range(SYMBOLS)),
    SenseSpec("asked", 1, "ask", "1 where the instruction heard was asked about, and is clear"),
    SenseSpec("place_token", BEACONS, "places",
              "the place that a clause names: 1 while within it, -1 while outside it"),
    SenseSpec("time_token", 2, "times", "ticks to wait / 10, and ticks since the words began / 10"),
    SenseSpec("avatar", 3, "avatar", "direction of the human"),
)


class ActSpec(NamedTuple):
    """One act and the configuration feature that brings it in."""

    act: Act
    switch: str


ACTS: tuple[ActSpec, ...] = (
    ActSpec(Act.MOVE, "always"),
    ActSpec(Act.STAY, "always"),
    ActSpec(Act.EAT, "always"),
    ActSpec(Act.STORE, "always"),
    ActSpec(Act.GIVE, "always"),
    ActSpec(Act.STEAL, "steal"),
    ActSpec(Act.LIFT, "heavy"),
    *(ActSpec(Act(Act.MARK_0 + k), f"mark{k}") for k in range(MARKS)),
    ActSpec(Act.ERASE, "erase"),
    ActSpec(Act.DEPOSIT, "steward"),
    ActSpec(Act.WITHDRAW, "steward"),
    ActSpec(Act.CLIMB, "terrain"),
    ActSpec(Act.JUMP, "terrain"),
    ActSpec(Act.ATTACK, "attack"),
    ActSpec(Act.FOLLOW, "follow"),
    *(ActSpec(Act(Act.SIGNAL_0 + symbol), f"signal_{symbol}") for symbol in range(SYMBOLS)),
    ActSpec(Act.PUT, "gather"),
    ActSpec(Act.SPOIL, "spoil"),
    ActSpec(Act.ASK, "ask"),
    ActSpec(Act.FAKE, "fake"),
    ActSpec(Act.GUIDE, "guides"),
)


class VectorSpec(NamedTuple):
    """One direction along which the steering head has a gate: where in a sense group it lies."""

    name: str
    sense: str
    offset: int
    switch: str


VECTORS: tuple[VectorSpec, ...] = (
    VectorSpec("food", "food", 0, "always"),
    VectorSpec("other", "others", 0, "always"),  # the nearest one
    VectorSpec("named", "named", 0, "pointing"),
    VectorSpec("heading", "heading", 0, "always"),
    VectorSpec("beacon0", "beacons", 0, "beacon_gates"),
    VectorSpec("beacon1", "beacons", 3, "beacon_gates"),
    VectorSpec("beacon2", "beacons", 6, "beacon_gates"),
    VectorSpec("beacon3", "beacons", 9, "beacon_gates"),
    VectorSpec("second_food", "second_food", 0, "poison"),
    VectorSpec("heavy", "heavy", 0, "heavy"),
    VectorSpec("record_near", "record_near", 0, "record"),
    VectorSpec("store", "store", 0, "steward"),
    VectorSpec("tree", "tree", 0, "terrain"),
    VectorSpec("edge", "edge", 0, "terrain"),
    VectorSpec("wall", "wall", 0, "terrain"),  # along it
    VectorSpec("predator", "predator", 0, "dangers"),
    VectorSpec("pile", "pile", 0, "hidden"),
    VectorSpec("caller", "caller", 0, "signals"),
)

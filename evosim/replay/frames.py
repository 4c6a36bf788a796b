"""What there is to see of one world, tick by tick: of agents, of the ground, and between agents."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NOBODY = -1


class Frames(NamedTuple):
    """What each of n agents did and met in each of T ticks, (T, n) unless said; of the dead as they fell.

    Energy, stash and power are in units of food. What is told is that of the segment under way; it means
    something where `heard`.
    """

    y: NDArray[np.int16]  # cells
    x: NDArray[np.int16]
    act: NDArray[np.int8]  # Act made
    direction: NDArray[np.int8]  # in which a MOVE went: 0 to 7, counter-clockwise from east as y grows
    alive: NDArray[np.bool_]
    energy: NDArray[np.float32]
    stash: NDArray[np.float32]
    power: NDArray[np.float32]  # as sensed at the start of the tick
    heard: NDArray[np.bool_]  # an instruction sounds
    verb: NDArray[np.int8]  # told, number among those in use: what is checked
    sounds: NDArray[np.int8]  # what it sounds as, likewise: another where noise garbled it
    thing: NDArray[np.int8]  # beacon named
    speaker: NDArray[np.int8]  # Speaker
    teller: NDArray[np.int16]  # slot of the agent who speaks; NOBODY
    leader: NDArray[np.int16]  # slot of the agent named, of FOLLOW; NOBODY
    spot: NDArray[np.int8]  # place of a clause, as `Orders.spot`
    wait: NDArray[np.int16]  # ticks of a clause
    watched: NDArray[np.bool_]  # in truth
    cue: NDArray[np.bool_]  # the watched cue is shown
    checked: NDArray[np.bool_]  # of what is heard: scored in this tick
    letter: NDArray[np.bool_]  # met, where checked
    spirit: NDArray[np.bool_]
    approved: NDArray[np.bool_]
    disapproved: NDArray[np.bool_]
    ate: NDArray[np.float32]  # food
    stored: NDArray[np.float32]
    wasted: NDArray[np.float32]  # harmful food eaten or stored
    harm: NDArray[np.float32]  # energy that poison, blows, predators and storms took
    up: NDArray[np.bool_]  # in a tree
    air: NDArray[np.bool_]  # in the air
    reward: NDArray[np.float32]  # lifetime reward; 0 where nothing is learned in life
    hidden: NDArray[np.float32]  # (T, n, H) hidden units, -1 to 1
    out: NDArray[np.float32]  # (T, n, outputs) logits of acts, then gates


class Ground(NamedTuple):
    """The world around them in each of T ticks; axes are empty where there is no such part.

    Cells are numbered row by row.
    """

    food: NDArray[np.uint8]  # (T, cells) 0 bare, else its kind, 1 or 2
    surface: NDArray[np.uint8]  # (cells,) or (0,): flat, wall, tree, high
    heavy: NDArray[np.int32]  # (T, H) cell of each heavy food, -1 where none is
    buried: NDArray[np.int32]  # (T, P) cell of each pile of hidden food, -1 where none is
    mark: NDArray[np.uint8]  # (T, cells) 0 bare, else 1 + symbol
    predator: NDArray[np.int16]  # (T, P, 2) y, x
    storm: NDArray[np.bool_]  # (T,)
    avatar: NDArray[np.int16]  # (T, 2) y, x from which the human speaks
    store: NDArray[np.float32]  # (T, n) food in the store that each runs
    store_at: NDArray[np.int32]  # (n,) its cell, -1 where it never ran one
    beacons: NDArray[np.int16]  # (BEACONS, 2) y, x
    harmful: int  # kind of food that harms, 0 where none does


class Dealings(NamedTuple):
    """What one did to another, (k,) each, in order of ticks."""

    tick: NDArray[np.int32]
    kind: NDArray[np.int8]  # Interaction
    one: NDArray[np.int16]  # slot of who acted
    other: NDArray[np.int16]  # of on whom
    amount: NDArray[np.float32]  # food that changed hands, or damage; of heeding, 1


class Bonds(NamedTuple):
    """Whom each holds for an ally, as far as it changes, (k,) each, in order of ticks."""

    tick: NDArray[np.int32]  # from the end of which on
    one: NDArray[np.int16]
    other: NDArray[np.int16]
    on: NDArray[np.bool_]

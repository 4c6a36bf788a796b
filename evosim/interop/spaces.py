"""What an agent of an environment sees and does: where each sense lies, within which bounds, and the acts."""

from typing import NamedTuple

import numpy as np
from gymnasium.spaces import Box, Discrete

from evosim.genome import Layout
from evosim.names import SYMBOLS, Act

Bounds = tuple[tuple[float, float], ...]

_ANY = (-np.inf, np.inf)
_SHARE, _SIGN, _CAPPED = (0.0, 1.0), (-1.0, 1.0), (0.0, 2.0)
_AIM = (_SIGN, _SIGN, _SHARE)  # cosine, sine, nearness
_VECTOR = (_SIGN, _SIGN)

# Bounds of the inputs of each sense (`faculties.SENSES`), repeated where there are more of them.
BOUNDS: dict[str, Bounds] = {
    **dict.fromkeys(("food", "beacons", "named", "speaker_place", "second_food", "heavy", "tree", "edge",
                     "predator", "pile", "caller", "avatar"), _AIM),
    **dict.fromkeys(("on_food", "crowd", "told", "verb", "thing", "watched", "last_act", "approval",
                     "disapproval", "lean", "kind", "record_here", "up", "airborne", "high", "storm",
                     "asked"), (_SHARE,)),
    **dict.fromkeys((f"signal_{symbol}" for symbol in range(SYMBOLS)), (_SHARE,)),
    **dict.fromkeys(("energy", "stash", "power", "forecast", "lifters"), (_CAPPED,)),
    **dict.fromkeys(("speaker_order", "own_strength", "others_strength", "place_token"), (_SIGN,)),
    "others": (*_AIM, _SIGN, _SIGN),  # tag, trace
    "heading": _VECTOR,
    "wall": (*_VECTOR, _SHARE),
    "speaker_cue": (_ANY,),  # noise has no bounds
    "speaker_timing": ((0.0, np.inf),),
    "time_token": ((0.0, np.inf),),
    "record_author": (_SIGN, _SHARE),
    "record_near": (*_AIM, *[_SHARE] * 4),
    "store": (*_AIM, _CAPPED, (-np.inf, 2.0)),  # what is missing may be a little less than nothing
}
_WINDS = ("east", "southeast", "south", "southwest", "west", "northwest", "north", "northeast")


class Choice(NamedTuple):
    """One thing that an agent can do in a tick.

    Attributes:
        name: "move_east" (x grows), "move_south" (y grows), ..., "stay", "eat", ...
        act: the Act.
        direction: 0 to 7 of a move.
    """

    name: str
    act: Act
    direction: int


def choices(layout: Layout) -> tuple[Choice, ...]:
    """All that can be done, in the order in which actions are numbered: eight moves, then the other acts."""
    moves = tuple(Choice(f"move_{wind}", Act.MOVE, d) for d, wind in enumerate(_WINDS))
    return moves + tuple(Choice(act.name.lower(), act, 0) for act in layout.acts if act != Act.MOVE)


def slices(layout: Layout) -> dict[str, slice]:
    """Where each sense lies in an observation."""
    return {name: slice(first, first + size) for name, (first, size) in layout.senses.items()}


def observation_space(layout: Layout) -> Box:
    """Of one agent: its senses, float32 (senses,)."""
    bounds = np.concatenate([np.resize(np.array(BOUNDS[name], np.float32), (size, 2))
                             for name, (_, size) in layout.senses.items()])
    return Box(bounds[:, 0], bounds[:, 1], dtype=np.float32)


def action_space(layout: Layout) -> Discrete:
    """Of one agent: the number of one of `choices`."""
    return Discrete(len(choices(layout)))


def state_space(layout: Layout, slots: int) -> Box:
    """Of a world: the senses of all slots, one slot after the other."""
    own = observation_space(layout)
    return Box(np.tile(own.low, slots), np.tile(own.high, slots), dtype=np.float32)

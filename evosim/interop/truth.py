"""What is true of an agent's tick and not for it to know: for whoever evaluates it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.kernels.state import State
from evosim.names import Directness, Speaker
from evosim.world import World

_SPEAKERS = tuple(speaker.name.lower() for speaker in Speaker)


class Witness:
    """Sees what agents are told before they act, and what came of it.

    Args:
        world: that has looked, and whose agents have not acted yet.
    """

    def __init__(self, world: World) -> None:
        orders, config = world.state.orders, world.config
        self._verbs = world.layout.verbs
        self._verb, self._thing, self._speaker, self._watched, self._spirit = (
            one[0].copy() for one in (orders.verb, orders.thing, orders.speaker, orders.watched,
                                      orders.seg_spirit))
        self._told = orders.heard[0] & (config.instruction.directness_id != Directness.FITNESS)

    def tells(self, state: State, slots: list[int], fitness: NDArray[np.float64]) -> list[dict[str, Any]]:
        """What is true of these slots in the tick that was lived.

        Args:
            state: of the world, when all have acted and nobody has looked again.
            slots: of agents.
            fitness: float64 (slots,), of lives so far.

        Returns:
            By slot: `told`: an instruction sounded; `verb`, `thing`: which, or of which phantom; `speaker`;
            `watched`; `checked`: the tick was scored; `letter`, `spirit`: and met that; `fitness`.
        """
        orders = state.orders
        checked = orders.checked[0]
        letter, spirit = checked & orders.letter[0], checked & (orders.seg_spirit[0] > self._spirit)
        return [{
            "told": bool(self._told[i]), "verb": self._verbs[self._verb[i]], "thing": int(self._thing[i]),
            "speaker": _SPEAKERS[self._speaker[i]], "watched": bool(self._watched[i]),
            "checked": bool(checked[i]), "letter": bool(letter[i]), "spirit": bool(spirit[i]),
            "fitness": float(fitness[i])} for i in slots]

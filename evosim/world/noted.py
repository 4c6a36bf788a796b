"""What goes through minds and what comes of it, kept for who learns from it outside a life."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from evosim.kernels.constants import Wiring


class Noted(NamedTuple):
    """Of B bands of n slots in R replicate worlds of T ticks, as `kernels.state.Notes` says.

    Attributes:
        sensed: float32 (B, R, T, inputs, n), senses and bias.
        given: float32 (B, R, T, outputs, n), logits and gates.
        lived: bool (B, R, T, n), whether a genome chose.
        chosen, went: int32 (B, R, T, n), Act and direction.
        energy, stash, paid: float32 (B, R, T, n), at the end of the tick.
    """

    sensed: NDArray[np.float32]
    given: NDArray[np.float32]
    lived: NDArray[np.bool_]
    chosen: NDArray[np.int32]
    went: NDArray[np.int32]
    energy: NDArray[np.float32]
    stash: NDArray[np.float32]
    paid: NDArray[np.float32]

    @classmethod
    def blank(cls, bands: int, replicates: int, slots: int, ticks: int, wires: Wiring) -> Self:
        """Room for them."""
        def room(kind: type, *more: int) -> NDArray:
            return np.zeros((bands, replicates, ticks, *more, slots), kind)

        return cls(room(np.float32, wires.inputs), room(np.float32, wires.outputs), room(np.bool_),
                   room(np.int32), room(np.int32), *(room(np.float32) for _ in range(3)))

"""The brain of `kernels.think` again, in torch, so that there is a slope to go up; and what it chooses.

Only the weights that a genome is born with are differentiated. What was learned in life since is added to
the outputs as it was noted, and counts as part of the situation.
"""

from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.distributions import Distribution, constraints

from evosim.genome import MATRICES, Layout
from evosim.kernels.constants import Geometry, Wiring
from evosim.names import Act


class Brain(nn.Module):
    """Senses to logits and gates.

    Args:
        layout, wires: the run's.
        genome: (genes,), which it starts as.
    """

    def __init__(self, layout: Layout, wires: Wiring, genome: NDArray[np.floating]) -> None:
        super().__init__()
        row = np.asarray(genome, np.float32)[None]
        self.weights = nn.ParameterDict({
            name: nn.Parameter(torch.from_numpy(layout.part(row, name)[0].copy())) for name in MATRICES})
        self.contexts = [int(at) for at in wires.products]
        self.tokens = slice(wires.verb, wires.verb + len(wires.verbs))

    def forward(self, sensed: Tensor) -> Tensor:
        """Outputs (..., outputs) of senses and bias (..., inputs)."""
        it = self.weights
        out = sensed @ it["skip"] + torch.tanh(sensed @ it["hidden"]) @ it["output"]
        if self.contexts:
            tokens = sensed[..., self.tokens]
            products = torch.cat([sensed[..., at, None] * tokens for at in self.contexts], dim=-1)
            out = out + products @ it["products"]
        return out

    def into(self, layout: Layout, genome: NDArray[np.float64]) -> NDArray[np.float64]:
        """A copy of a genome (genes,) with these weights in it."""
        out = genome.copy()
        for name, weights in self.weights.items():
            block = layout.blocks[name]
            out[block.start:block.stop] = weights.detach().numpy().ravel()
        return out


class Choice(Distribution):
    """An act, and where it goes if it is a move: the odds by which `kernels.think.choose` draws.

    Args:
        logits: (..., acts), of acts; steepness is in them.
        pull: (..., 8), toward each direction; likewise.
        moves: column of the act that goes somewhere.
    """

    arg_constraints: ClassVar[dict[str, Any]] = {}
    support = constraints.independent(constraints.integer_interval(0, 2**31), 1)

    def __init__(self, logits: Tensor, pull: Tensor, moves: int) -> None:
        self.acts, self.ways, self.moves = logits.log_softmax(-1), pull.log_softmax(-1), moves
        super().__init__(logits.shape[:-1], torch.Size([2]), validate_args=False)

    def log_prob(self, action: Tensor) -> Tensor:
        """Of actions (..., 2): column of the act, and direction, which counts only where it goes."""
        act = self.acts.gather(-1, action[..., :1])[..., 0]
        way = self.ways.gather(-1, action[..., 1:])[..., 0]
        return act + torch.where(action[..., 0] == self.moves, way, 0.0)

    def entropy(self) -> Tensor:
        """In nats: what is open about the act, and about the way where it goes."""
        of_act = -(self.acts.exp() * self.acts).sum(-1)
        of_way = -(self.ways.exp() * self.ways).sum(-1)
        return of_act + self.acts[..., self.moves].exp() * of_way


def odds(out: Tensor, sensed: Tensor, steepness: Tensor, wires: Wiring, geometry: Geometry,
         ) -> tuple[Tensor, Tensor]:
    """What a choice is drawn by: logits (n, acts), and pull toward each direction (n, 8).

    Args:
        out, sensed: (n, outputs) and (n, inputs), as `Brain` has them.
        steepness: (n, 1).
        wires, geometry: the run's.
    """
    acts = len(wires.acts)
    at = torch.from_numpy(np.asarray(wires.gates, np.int64))
    gates = out[:, acts:]
    goal = torch.stack([(gates * sensed[:, at]).sum(-1), (gates * sensed[:, at + 1]).sum(-1)], dim=-1)
    bearings = torch.from_numpy(np.asarray(geometry.bearings, np.float32))
    return steepness * out[:, :acts], steepness * (goal @ bearings.T)


def moves(wires: Wiring) -> int:
    """Column of the act that goes somewhere."""
    return int(wires.column[int(Act.MOVE)])

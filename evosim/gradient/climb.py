"""Policy gradient on the weights that a brain is born with: proximal policy optimisation (Schulman et al. 2017).

The clipped loss and generalised advantages (Schulman et al. 2016) are torchrl's. What is climbed is the one
fitness equation, tick by tick.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tensordict import TensorDict
from tensordict.nn import ProbabilisticTensorDictModule, ProbabilisticTensorDictSequential, TensorDictModule
from torch import Tensor, nn
from torchrl.objectives import ClipPPOLoss
from torchrl.objectives.value.functional import generalized_advantage_estimate

from evosim.config import Config
from evosim.genome import Layout
from evosim.gradient.policy import Brain, Choice, odds
from evosim.kernels.constants import Genes, Geometry, Wiring
from evosim.names import Act, PlasticityGene
from evosim.world.lives import Noted

Arrays = dict[str, NDArray]


class Situations(NamedTuple):
    """All moments in which somebody chose, of all lives of a generation; m moments.

    Attributes:
        sensed: float32 (m, inputs + 1): senses and bias, and the share of life that is left.
        learned: float32 (m, outputs): what was learned in life adds.
        steepness: float32 (m, 1).
        action: int64 (m, 2): column of the act, and direction.
        log_prob: float32 (m,): of it, as it was chosen.
        advantage, target: float32 (m,): how much better than expected it went; what would have been right
            to expect.
    """

    sensed: Tensor
    learned: Tensor
    steepness: Tensor
    action: Tensor
    log_prob: Tensor
    advantage: Tensor
    target: Tensor


class Critic(nn.Module):
    """What life is still expected to bring, in units of food, by what is sensed and how much of it is left."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(inputs, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1))

    def forward(self, sensed: Tensor) -> Tensor:
        """Of moments (..., inputs + 1): (..., 1)."""
        return self.layers(sensed)


class Actor(nn.Module):
    """What a brain chooses from, as `Choice` is told it."""

    def __init__(self, brain: Brain, wires: Wiring, geometry: Geometry) -> None:
        super().__init__()
        self.brain, self.wires, self.geometry = brain, wires, geometry

    def forward(self, sensed: Tensor, learned: Tensor, steepness: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (m, acts) and pull (m, 8)."""
        own = sensed[:, :-1]
        return odds(self.brain(own) + learned, own, steepness, self.wires, self.geometry)


def rewards(noted: Noted, fitness: NDArray[np.float64], config: Config) -> NDArray[np.float32]:
    """What each tick added to fitness, float32 (B, R, T, n); of a life they add up to it, less the energy at birth.

    Args:
        noted: of B bands in R worlds of T ticks.
        fitness: float64 (B, R, n), of these lives; what came after life counts for their last tick.
        config: as resolved for this generation.
    """
    worth = noted.energy + config.body.stash_worth * noted.stash.astype(np.float64) + noted.paid
    worth[:, :, -1] = fitness
    return np.diff(worth, axis=2, prepend=config.body.start_energy).astype(np.float32)


def situations(noted: Noted, gains: NDArray[np.float32], brain: Brain, critic: Critic, steepness: NDArray[np.float32],
               config: Config, wires: Wiring, geometry: Geometry) -> Situations:
    """All moments of some lives in which a genome chose.

    Args:
        noted: of B bands in R worlds of T ticks.
        gains: float32 (B, R, T, n), see `rewards`.
        brain: that all were born with.
        critic: says what could be expected.
        steepness: float32 (B, n), of each one's choices.
        config: as resolved for this generation.
        wires, geometry: the run's.
    """
    it = config.gradient
    ticks = gains.shape[2]
    lives = [torch.from_numpy(np.ascontiguousarray(np.moveaxis(values, -1, 2).reshape(-1, ticks, *values.shape[3:-1])))
             for values in (noted.sensed, noted.given, noted.lived, noted.chosen, noted.went, gains)]
    sensed, given, lived, chosen, went, gain = lives
    left = torch.linspace(1, 1 / ticks, ticks).expand(len(sensed), ticks)[..., None]
    seen = torch.cat([sensed, left], dim=-1)
    own = np.broadcast_to(steepness[:, None, :, None], (*gains.shape[:2], gains.shape[3], ticks))
    steep = torch.from_numpy(own.reshape(-1, ticks, 1).copy())
    column = torch.from_numpy(np.maximum(wires.column, 0))
    with torch.no_grad():
        value = critic(seen)
        after = torch.cat([value[:, 1:], torch.zeros_like(value[:, :1])], dim=1)
        done = ~torch.cat([lived[:, 1:], torch.zeros_like(lived[:, :1])], dim=1)[..., None]
        advantage, target = generalized_advantage_estimate(
            it.discount, it.trace, value, after, gain[..., None], done, done)
        here = lived
        learned = given[here] - brain(sensed[here])
        action = torch.stack([column[chosen[here].long()], went[here].long()], dim=-1)
        chance = Choice(*odds(given[here], sensed[here], steep[here], wires, geometry), _moves(wires))
    return Situations(seen[here], learned, steep[here], action, chance.log_prob(action), advantage[here][:, 0],
                      target[here][:, 0])


def improved(moments: Situations, brain: Brain, critic: Critic, memory: Arrays, config: Config, wires: Wiring,
             geometry: Geometry, seed: int) -> Arrays:
    """Climbs: changes brain and critic in place, and gives what Adam remembers of it.

    Args:
        moments: of a generation.
        brain, critic: to change.
        memory: what Adam remembers, as this function gave it; empty at first.
        config: as resolved for this generation.
        wires, geometry: the run's.
        seed: of the order in which moments are gone through.
    """
    it = config.gradient
    actor = ProbabilisticTensorDictSequential(
        TensorDictModule(Actor(brain, wires, geometry), ["sensed", "learned", "steepness"], ["logits", "pull"]),
        ProbabilisticTensorDictModule(["logits", "pull"], ["action"], distribution_class=Choice,
                                      distribution_kwargs={"moves": _moves(wires)}, return_log_prob=True))
    loss = ClipPPOLoss(actor, TensorDictModule(critic, ["sensed"], ["state_value"]), clip_epsilon=it.clip,
                       entropy_coeff=it.entropy, critic_coeff=1.0 / float(moments.target.var() + 1e-6),
                       loss_critic_type="l2", normalize_advantage=False)
    loss.set_keys(sample_log_prob="log_prob")
    adam = torch.optim.Adam([*brain.parameters(), *critic.parameters()], lr=it.rate)
    _recall(adam, memory)
    worth = moments.advantage
    all_ = TensorDict({**moments._asdict(), "advantage": ((worth - worth.mean()) / (worth.std() + 1e-8))[:, None],
                       "value_target": moments.target[:, None]}, [len(worth)])
    order = torch.Generator().manual_seed(seed)
    for _ in range(it.epochs):
        for some in torch.randperm(len(worth), generator=order).split(it.batch):
            terms = loss(all_[some])
            adam.zero_grad()
            (terms["loss_objective"] + terms["loss_entropy"] + terms["loss_critic"]).backward()
            nn.utils.clip_grad_norm_(brain.parameters(), it.longest)
            adam.step()
    return _remembered(adam)


def _moves(wires: Wiring) -> int:
    return int(wires.column[int(Act.MOVE)])


def _remembered(adam: torch.optim.Adam) -> Arrays:
    return {f"{k}.{name}": value.numpy().copy() for k, state in enumerate(adam.state_dict()["state"].values())
            for name, value in state.items()}


def _recall(adam: torch.optim.Adam, memory: Arrays) -> None:
    if not memory:
        return
    state = adam.state_dict()
    for name, value in memory.items():
        k, what = name.split(".", 1)
        state["state"].setdefault(int(k), {})[what] = torch.from_numpy(value.copy())
    adam.load_state_dict(state)

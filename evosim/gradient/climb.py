"""Proximal policy optimisation (Schulman et al. 2017) of the weights that a brain is born with.

The clipped loss and generalised advantages (Schulman et al. 2016) are torchrl's. What is climbed is the one
fitness equation (`world.lives.fitness`), tick by tick.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tensordict import TensorDict
from tensordict.nn import (
    ProbabilisticTensorDictModule,
    ProbabilisticTensorDictSequential,
    TensorDictModule,
)
from torch import Tensor, nn
from torchrl.objectives import ClipPPOLoss
from torchrl.objectives.value.functional import generalized_advantage_estimate

from evosim.config import Config
from evosim.config.breeding import Gradient
from evosim.errors import EvosimError
from evosim.evolution import numbers
from evosim.genome import Genomes, Layout
from evosim.gradient.policy import Brain, Choice, moves, odds
from evosim.kernels.constants import Geometry, Wiring
from evosim.names import PlasticityGene, Purpose
from evosim.world.constants import express, geometry, wiring
from evosim.world.lives import Lives, fitness
from evosim.world.noted import Noted

_WIDTH = 32  # of the critic's two layers
_TINY = 1e-8


class Situations(NamedTuple):
    """All moments of some lives in which a genome chose; m moments.

    Attributes:
        sensed: float32 (m, inputs + 1): senses and bias, and the share of life that is left.
        learned: float32 (m, outputs): what was learned in life adds.
        steepness: float32 (m, 1).
        action: int64 (m, 2): column of the act, and direction.
        log_prob: float32 (m,): of it, as it was chosen.
        advantage: float32 (m, 1): by how much it went better than was expected, in units of food.
        value_target: float32 (m, 1): what would have been right to expect.
    """

    sensed: Tensor
    learned: Tensor
    steepness: Tensor
    action: Tensor
    log_prob: Tensor
    advantage: Tensor
    value_target: Tensor


class Critic(nn.Module):
    """What life will still bring, in units of food, by what is sensed and how much of life is left."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(inputs, _WIDTH), nn.Tanh(),
                                    nn.Linear(_WIDTH, _WIDTH), nn.Tanh(), nn.Linear(_WIDTH, 1))

    def forward(self, sensed: Tensor) -> Tensor:
        """Of moments (..., inputs + 1): (..., 1)."""
        return self.layers(sensed)


class Actor(nn.Module):
    """A brain, as `Choice` is told what it chooses from."""

    def __init__(self, brain: Brain, wires: Wiring, space: Geometry) -> None:
        super().__init__()
        self.brain, self.wires, self.space = brain, wires, space

    def forward(self, sensed: Tensor, learned: Tensor, steepness: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (m, acts) and pull (m, 8)."""
        own = sensed[:, :-1]
        return odds(self.brain(own) + learned, own, steepness, self.wires, self.space)


def climb(blocks: list[Lives], genomes: Genomes, genome: NDArray[np.float64], memory: dict[str, NDArray],
          config: Config, layout: Layout, generation: int) -> tuple[NDArray[np.float64], dict[str, NDArray]]:
    """The genome (genes,) after a generation; arguments and errors as in `gradient.step`."""
    wires = wiring(config, layout, generation=generation)
    space = geometry(config.world.size, config.world.sight)
    steep = np.full(len(genomes), config.brain.steepness, np.float32)
    if wires.learns:
        steep *= express(genomes, layout, config).rates[:, PlasticityGene.TEMPERATURE]
    chance = numbers(config.seed, Purpose.GRADIENT, 0, generation)
    with _alone(int(chance.integers(2**62))):
        brain, critic = Brain(layout, wires, genome), Critic(wires.inputs + 1)
        adam = torch.optim.Adam([*brain.parameters(), *critic.parameters()], lr=config.gradient.rate)
        _recall(critic, adam, memory)
        parts = [_situations(block, steep, brain, critic, config, wires, space) for block in blocks]
        moments = Situations(*(torch.cat(part) for part in zip(*parts, strict=True)))
        if torch.isfinite(moments.value_target).all():
            _improve(moments, brain, critic, adam, config.gradient, wires, space)
            after = brain.into(layout, genome)
            if np.isfinite(after).all():
                return after, _remembered(critic, adam)
    raise EvosimError(f"a weight is not finite after generation {generation}: gradient.rate = "
                      f"{config.gradient.rate} may be too large")


@contextmanager
def _alone(seed: int) -> Iterator[None]:
    """Random numbers of its own, and one thread, since sums would hang on how many there are."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


def rewards(lives: Lives, config: Config) -> NDArray[np.float32]:
    """What each tick added to fitness, float32 (B, R, T, n): over a life all of it, less energy at birth.

    What came after life, by who judged it then, counts for the last tick lived.

    Args:
        lives: of B bands in R worlds of T ticks, in which notes were taken.
        config: as resolved for this generation.
    """
    noted = _noted(lives)
    worth = noted.energy + config.body.stash_worth * noted.stash.astype(np.float64) + noted.paid
    gains = np.diff(worth, axis=2, prepend=config.body.start_energy)
    later = fitness(lives.tally, config.body.stash_worth) - worth[:, :, -1]
    last = np.maximum(noted.lived.sum(axis=2) - 1, 0)[:, :, None]
    np.put_along_axis(gains, last, np.take_along_axis(gains, last, 2) + later[:, :, None], 2)
    return gains.astype(np.float32)


def _situations(lives: Lives, steep: NDArray[np.float32], brain: Brain, critic: Critic, config: Config,
                wires: Wiring, space: Geometry) -> Situations:
    noted, gains, it = _noted(lives), rewards(lives, config), config.gradient
    ticks = gains.shape[2]
    own = np.broadcast_to((lives.genome >= 0)[:, None, None], gains.shape)
    factor = np.broadcast_to(steep[lives.genome][:, None, None], gains.shape)
    sensed, given, lived, chosen, went, steepness, gain = (
        torch.from_numpy(np.moveaxis(values, -1, 2).reshape(-1, ticks, *values.shape[3:-1])) for values in (
            noted.sensed, noted.given, noted.lived & own, noted.chosen, noted.went, factor, gains))
    left = torch.linspace(1, 1 / ticks, ticks).expand(len(sensed), ticks)[..., None]
    seen = torch.cat([sensed, left], dim=-1)
    column = torch.from_numpy(np.maximum(wires.column, 0).astype(np.int64))
    with torch.no_grad():
        value = critic(seen)
        after = torch.cat([value[:, 1:], torch.zeros_like(value[:, :1])], dim=1)
        done = ~torch.cat([lived[:, 1:], torch.zeros_like(lived[:, :1])], dim=1)[..., None]
        advantage, target = generalized_advantage_estimate(
            it.discount, it.trace, value, after, gain[..., None], done, done)
        action = torch.stack([column[chosen[lived].long()], went[lived].long()], dim=-1)
        steep_here = steepness[lived][:, None]
        chance = Choice(*odds(given[lived], sensed[lived], steep_here, wires, space), moves(wires))
        learned = given[lived] - brain(sensed[lived])
    return Situations(seen[lived], learned, steep_here, action, chance.log_prob(action), advantage[lived],
                      target[lived])


def _improve(moments: Situations, brain: Brain, critic: Critic, adam: torch.optim.Adam, it: Gradient,
             wires: Wiring, space: Geometry) -> None:
    """Climbs: changes brain, critic and what Adam remembers in place."""
    actor = ProbabilisticTensorDictSequential(
        TensorDictModule(Actor(brain, wires, space), ["sensed", "learned", "steepness"], ["logits", "pull"]),
        ProbabilisticTensorDictModule(["logits", "pull"], ["action"], distribution_class=Choice,
                                      distribution_kwargs={"moves": moves(wires)}, return_log_prob=True))
    worth = moments.advantage
    loss = ClipPPOLoss(actor, TensorDictModule(critic, ["sensed"], ["state_value"]), clip_epsilon=it.clip,
                       entropy_coeff=it.entropy, critic_coeff=1.0 / float(moments.value_target.var() + _TINY),
                       loss_critic_type="l2", normalize_advantage=False)
    loss.set_keys(sample_log_prob="log_prob")
    every = TensorDict({**moments._asdict(), "advantage": (worth - worth.mean()) / (worth.std() + _TINY)},
                       [len(worth)])
    for _ in range(it.epochs):
        for some in torch.randperm(len(worth)).split(it.batch):
            terms = loss(every[some])
            adam.zero_grad()
            (terms["loss_objective"] + terms["loss_entropy"] + terms["loss_critic"]).backward()
            nn.utils.clip_grad_norm_(brain.parameters(), it.longest)
            adam.step()


def _noted(lives: Lives) -> Noted:
    assert lives.noted is not None
    return lives.noted


def _remembered(critic: Critic, adam: torch.optim.Adam) -> dict[str, NDArray]:
    out = {f"critic.{name}": value.numpy().copy() for name, value in critic.state_dict().items()}
    for k, state in adam.state_dict()["state"].items():
        out |= {f"adam.{k}.{name}": value.numpy().copy() for name, value in state.items()}
    return out


def _recall(critic: Critic, adam: torch.optim.Adam, memory: dict[str, NDArray]) -> None:
    if not memory:
        return
    critic.load_state_dict({name.removeprefix("critic."): torch.from_numpy(value.copy())
                            for name, value in memory.items() if name.startswith("critic.")})
    state = adam.state_dict()
    for name, value in memory.items():
        if name.startswith("adam."):
            _, k, what = name.split(".", 2)
            state["state"].setdefault(int(k), {})[what] = torch.from_numpy(value.copy())
    adam.load_state_dict(state)

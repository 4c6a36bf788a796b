"""A band of agents, some of whose acts are passed in, as a PettingZoo `ParallelEnv`."""

import warnings
from collections.abc import Mapping
from operator import index
from typing import Any, ClassVar

import numpy as np
from gymnasium.spaces import Box, Discrete
from numpy.typing import NDArray
from pettingzoo import ParallelEnv

from evosim.errors import ConfigError, EvosimError
from evosim.interop.origin import Origin, Seats
from evosim.interop.picture import Painter
from evosim.interop.spaces import action_space, choices, observation_space, slices, state_space
from evosim.interop.truth import Witness
from evosim.names import Tally
from evosim.world import World
from evosim.world.lives import fitness

Seen = NDArray[np.float32]
Infos = dict[str, dict[str, Any]]
Stepped = tuple[dict[str, Seen], dict[str, float], dict[str, bool], dict[str, bool], Infos]
_MODES = ("rgb_array",)


class WorldEnv(ParallelEnv[str, Seen, int]):
    """A world in which some slots do as they are passed in; one episode is one life.

    Args:
        origin: what worlds are made from.
        seats: who sits in them.
        seed: of the first episode; the configuration's by default.
        render_mode: "rgb_array" or None.

    Attributes:
        possible_agents: names of the slots whose acts are passed in, "slot_0" and so on.
        agents: of these, who lives; nobody between the end of an episode and `reset`.
        senses: name of each sense to the slice of an observation that holds it.
        acts: name of each action, by its number.
        world: the `evosim.World` itself, to look at; None before the first `reset`.

    Raises:
        ConfigError: genomes do not fit, or the seed or mode is none.
    """

    metadata: ClassVar[dict[str, Any]] = {  # type: ignore[misc]  # in PettingZoo a plain attribute
        "name": "evosim_v0", "render_modes": [*_MODES], "is_parallelizable": True, "render_fps": 6}

    def __init__(self, origin: Origin, seats: Seats, *, seed: int | None = None,
                 render_mode: str | None = None) -> None:
        if render_mode not in (None, *_MODES):
            raise ConfigError(f"render_mode = {render_mode!r}: must be 'rgb_array' or None")
        origin.check(seats)
        layout = origin.layout
        self._origin, self._seats, self.render_mode = origin, seats, render_mode
        self._seed, self._episode = _proper(origin.config.seed if seed is None else seed), -1
        self._slots = {f"slot_{slot}": slot for slot in seats.external}
        self.possible_agents: list[str] = list(self._slots)
        self.agents: list[str] = []
        self.senses, self._choices = slices(layout), choices(layout)
        self.acts = tuple(choice.name for choice in self._choices)
        self.observation_spaces: dict[str, Box] = {one: observation_space(layout) for one in self._slots}
        self.action_spaces: dict[str, Discrete] = {one: action_space(layout) for one in self._slots}
        self.state_space = state_space(layout, len(seats.kinds))
        self.world: World | None = None
        self._worth, self._painter = np.zeros(len(seats.kinds)), Painter()

    def observation_space(self, agent: str) -> Box:
        """Of an agent: its senses, see `senses`."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Discrete:
        """Of an agent: the number of one of `acts`."""
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None,
              options: dict[str, Any] | None = None) -> tuple[dict[str, Seen], Infos]:
        """Begins an episode.

        Args:
            seed: of its world, as in `evosim.World`; None: another one after the last, which follows from the
                seed given last and how many episodes there were since.
            options: {"genomes": float32 (n, genes)}: who fills the seats of genomes from now on. An option
                that there is not is warned of.

        Returns:
            What each agent sees, and {} each.

        Raises:
            ConfigError: the seed or the genomes do not fit.
        """
        self._take(options or {})
        if seed is not None:
            self._seed, self._episode = _proper(seed), -1
        self._episode += 1
        now = self._seed
        if self._episode:
            now = int(np.random.SeedSequence([self._seed, self._episode]).generate_state(1)[0])
        self.world = world = self._origin.world(self._seats, now)
        self.agents = list(self.possible_agents)
        self._worth = self._fitness(world, newborn=True)
        seen = self._look(world)
        if self.render_mode:
            self._painter.start(world)
        return seen, {agent: {} for agent in self.agents}

    def step(self, actions: Mapping[str, int]) -> Stepped:
        """Lives one tick.

        Args:
            actions: number of one of `acts` for each of `agents`.

        Returns:
            By agent who lived it: what it sees now, 0 where its life is over; its reward; whether it died;
            whether its life came to its end; and {"truth": what it may not know}, see `truth.Witness`.

        Raises:
            EvosimError: an action is missing, is for somebody who does not live, or is none.
        """
        chosen = self._chosen(actions)
        world, lived = self.world, self.agents
        if world is None or not lived:
            return {}, {}, {}, {}, {}
        world.step(chosen)
        if self.render_mode:
            self._painter.shoot()
        slots, worth = [self._slots[agent] for agent in lived], self._fitness(world)
        truth = self._witness.tells(world.state, slots, worth)
        rewards = (worth - self._worth)[slots].tolist()
        alive, self._worth = world.state.body.alive[0, slots].tolist(), worth
        self.agents = [] if world.over else [one for one, lives in zip(lived, alive, strict=True) if lives]
        return (self._look(world, lived), dict(zip(lived, rewards, strict=True)),
                {one: not lives for one, lives in zip(lived, alive, strict=True)},
                {one: lives and world.over for one, lives in zip(lived, alive, strict=True)},
                {one: {"truth": what} for one, what in zip(lived, truth, strict=True)})

    def state(self) -> NDArray[np.float32]:
        """The senses of all slots of the world, one slot after the other; see `state_space`."""
        return self._running().senses().ravel()

    def fitness(self, agent: str) -> float:
        """What the life of an agent so far is worth, in units of food; its rewards are how this changes."""
        self._running()
        return float(self._worth[self._slots[agent]])

    def render(self) -> NDArray[np.uint8] | None:
        """A picture of the world, uint8 (height, width, 3), where the mode is "rgb_array"."""
        if self.render_mode is None:
            warnings.warn("render: there is no picture; make the environment with render_mode='rgb_array'",
                          stacklevel=2)
            return None
        self._running()
        return self._painter.picture()

    def close(self) -> None:
        """Nothing has to be closed."""

    def _take(self, options: dict[str, Any]) -> None:
        for name, value in options.items():
            if name == "genomes":
                changed = self._origin.with_genomes(value)
                changed.check(self._seats)
                self._origin = changed
            else:  # PettingZoo's own test passes one, so it cannot be an error
                warnings.warn(f"reset(options={{{name!r}: ...}}): there is no such option, and it changes "
                              "nothing; there is 'genomes'", stacklevel=3)

    def _chosen(self, actions: Mapping[str, int]) -> dict[int, tuple[int, int]]:
        """Act and direction by slot."""
        living, out = set(self.agents), {}
        for agent, action in actions.items():
            if agent not in living:
                raise EvosimError(f"actions[{agent!r}]: must be for an agent that lives, one of env.agents"
                                  + ("" if living else ", of whom there is none before env.reset()"))
            number = _whole(action)  # in a tenth of the time that `Discrete.contains` takes
            if not 0 <= number < len(self.acts):
                raise EvosimError(f"actions[{agent!r}] = {action!r}: must be a whole number from 0 to "
                                  f"{len(self.acts) - 1}, one of env.acts: {', '.join(self.acts)}")
            choice = self._choices[number]
            out[self._slots[agent]] = int(choice.act), choice.direction
        missing = [agent for agent in self.agents if agent not in actions]
        if missing:
            raise EvosimError(f"actions: has none for {', '.join(missing)}; must have one for each of "
                              "env.agents")
        return out

    def _running(self) -> World:
        if self.world is None:
            raise EvosimError("the environment has no world yet: call env.reset() first")
        return self.world

    def _look(self, world: World, agents: list[str] | None = None) -> dict[str, Seen]:
        """What agents see now, and may not know of it; those who live by default."""
        seen = world.senses()
        if not world.over:
            self._witness = Witness(world)
        if self._origin.layout.attends:  # a direction that genomes get from their own attention only
            seen[:, self.senses["named"]] = 0
        return {agent: seen[self._slots[agent]] for agent in (self.agents if agents is None else agents)}

    def _fitness(self, world: World, newborn: bool = False) -> NDArray[np.float64]:
        """Of each slot's life so far; the tally of the newborn does not have it yet."""
        tally = world.state.books.tally[0]
        if newborn:
            tally = tally.copy()
            body = world.state.body
            tally[Tally.LAST_ENERGY], tally[Tally.LAST_STASH] = body.energy[0], body.stash[0]
        return fitness(tally.T, world.config.body.stash_worth)


def _whole(action: Any) -> int:
    """The number that an action is; -1: none."""
    try:
        return index(action)
    except TypeError:
        return -1


def _proper(seed: Any) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**63:
        raise ConfigError(f"seed = {seed!r}: must be a whole number from 0 to {2**63 - 1}")
    return int(seed)

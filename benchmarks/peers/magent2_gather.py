"""MAgent2's gather map with 1,024 omnivores, each with a network of its own.

The map, its food, the rules and the sight of 7 cells are those of `gather_v5`; omnivores are added to its 495
until there are 1,024, and one that dies is born again elsewhere, so that there are as many all the time.

It is run as those do who need it fast: by the arrays of `magent2.GridWorld`, not through PettingZoo's
dictionaries with an entry for each agent. Networks are one numpy call for all agents. They read 55 values of
what is seen: who and what is in the 25 cells around, walls beside, and one's own health. `near` has the
world look no further than that: not the gather map any more, and faster.
"""

import numpy as np
from brain import INPUTS, OUTPUTS, drawn, forward, founders
from magent2.environments.gather import gather
from measure import main

AGENTS = 1024
TICKS = 500  # of an episode
WALL, OMNIVORE, HEALTH, FOOD = 0, 1, 2, 3  # channels of the view
ATTACKS = 4
AROUND = 2  # cells to each side that brains read


class Gather:
    """The map, and a brain for each omnivore.

    Args:
        sight: cells, of omnivores; 7 in `gather_v5`.
    """

    def __init__(self, sight=7):
        made = gather.get_config
        gather.get_config = lambda *args, **words: _seeing(made(*args, **words), sight)
        try:
            self.env = gather.parallel_env()
        finally:
            gather.get_config = made
        self.world, self.omnivores = self.env.env, self.env.env.get_handles()[1]
        self.rng = np.random.default_rng(0)
        self.first, self.second = founders(AGENTS, self.rng)
        self.x = np.ones((AGENTS, INPUTS), np.float32)
        actions = self.world.get_action_space(self.omnivores)[0]
        moves = np.linspace(0, actions - ATTACKS - 1, OUTPUTS - ATTACKS).astype(np.int32)
        self.read = _read(*self.world.get_view_space(self.omnivores))
        self.actions = np.r_[moves, np.arange(actions - ATTACKS, actions, dtype=np.int32)]

    def episode(self):
        """Lives `TICKS` ticks from a fresh map; returns agent-steps."""
        self.world.reset()
        self.env.generate_map()
        self._fill_up()
        brain = np.arange(AGENTS)  # of the omnivore in each row of the world's arrays
        for _ in range(TICKS):
            view, _ = self.world.get_observation(self.omnivores)
            self._perceive(brain, view)
            choice = drawn(forward(self.x, self.first, self.second), self.rng.random(AGENTS, np.float32))
            self.world.set_action(self.omnivores, self.actions[choice[brain]])
            self.world.step()
            alive = self.world.get_alive(self.omnivores)
            self.world.clear_dead()
            if not alive.all():
                brain = np.r_[brain[alive], brain[~alive]]  # newborns stand last
                self._fill_up()
        return AGENTS * TICKS

    def _perceive(self, brain, view):
        """Writes inputs in the order of brains: moving the inputs is cheaper than moving the weights."""
        self.x[brain, :-1] = np.take(view.reshape(AGENTS, -1), self.read, axis=1)

    def _fill_up(self):
        missing = AGENTS - self.world.get_num(self.omnivores)
        if missing:
            self.world.add_agents(self.omnivores, method="random", n=missing)


def _read(height, width, channels):
    """Which 55 values of a view brains read, as indices into the flat view."""
    at = np.arange(height * width * channels).reshape(height, width, channels)
    y, x = height // 2, width // 2
    near = at[y - AROUND:y + AROUND + 1, x - AROUND:x + AROUND + 1]
    walls = [at[y + dy, x + dx, WALL] for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0))]
    return np.r_[near[..., OMNIVORE].ravel(), near[..., FOOD].ravel(), walls, at[y, x, HEALTH]]


def _seeing(config, sight):
    config.agent_type_dict["agent"]["view_range"] = gather.magent2.gridworld.CircleRange(sight)
    return config


def prepare(sight=7):
    """The work: an episode."""
    world = Gather(sight)
    return world.episode


def prepare_near():
    """The work where the world shows no more than brains read."""
    return prepare(sight=AROUND)


if __name__ == "__main__":
    main("agent-steps", {"gather": prepare, "near": prepare_near})

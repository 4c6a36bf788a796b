"""A forager in Mesa: 1,024 agents on a torus of 96 x 96, each with a network of its own.

Written as Mesa's own examples are: a `CellAgent` with a `step`, a Moore grid, a property layer for food,
`shuffle_do`. Within that it spares what it can: what is around a cell is worked out once, and acts are drawn
by plain Python. There are no instructions and no breeding.

`batched` leaves that style: the model thinks for all its agents in one numpy call, and agents only act.
"""

import warnings
from bisect import bisect
from itertools import accumulate

import mesa
import numpy as np
from brain import ACTS, HIDDEN, INPUTS, drawn, forward, founders
from measure import main
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid

AGENTS, SIZE, TICKS = 1024, 96, 10
AROUND = [(dy, dx) for dy in range(-2, 3) for dx in range(-2, 3)]
WAYS = [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)]
GROWS = 256  # food a tick
FULL = 8.0  # energy beyond which nothing is gained
ENERGY, ACT = 50, 51  # inputs after 25 of food and 25 of others


class Forager(CellAgent):
    """Sees the 25 cells around, steps, eats, and pays for living."""

    def __init__(self, model, cell, first, second, x):
        super().__init__(model)
        self.cell, self.first, self.second, self.x = cell, first, second, x
        self.energy, self.here, self.chosen = 4.0, model.index(cell), None
        model.there[self.here] += 1

    def step(self):
        """One tick."""
        model, x = self.model, self.x
        near = model.near[self.here]
        x[:25], x[25:50], x[ENERGY] = model.food[near], model.there[near], self.energy / FULL
        y = self.first @ x
        sums = np.exp(y[HIDDEN:] + self.second @ np.tanh(y[:HIDDEN])).tolist()
        self.act(self.drawn(sums[:ACTS]), self.drawn(sums[ACTS:]))

    def drawn(self, weights):
        """Index drawn by weight."""
        sums = list(accumulate(weights))
        return bisect(sums, self.random.random() * sums[-1], 0, len(sums) - 1)

    def act(self, act, way):
        """Does what was chosen."""
        model = self.model
        if act == 0:
            model.there[self.here] -= 1
            self.move_relative(WAYS[way])
            self.here = model.index(self.cell)
            model.there[self.here] += 1
        if model.food[self.here]:
            model.food[self.here] = 0
            self.energy = min(self.energy + 1, FULL)
        self.energy -= 0.02
        self.x[ACT:-1] = 0
        if act < ACTS - 1:
            self.x[ACT + act] = 1


class Meadow(mesa.Model):
    """A torus with food that grows."""

    def __init__(self):
        super().__init__(seed=0)
        self.rng = np.random.default_rng(0)
        self.grid = OrthogonalMooreGrid((SIZE, SIZE), torus=True, random=self.random)
        self.grid.create_property_layer("food", default_value=0.0, dtype=float)
        self.food = self.grid.food.data.ravel()  # a view
        self.food[:] = self.rng.random(SIZE * SIZE) < 0.1
        self.there = np.zeros(SIZE * SIZE)
        self.near = np.array([[(y + dy) % SIZE * SIZE + (x + dx) % SIZE for dy, dx in AROUND]
                              for y in range(SIZE) for x in range(SIZE)])
        self.brains = founders(AGENTS, self.rng)
        self.x = np.zeros((AGENTS, INPUTS), np.float32)
        self.x[:, -1] = 1
        cells = self.random.choices(list(self.grid.all_cells), k=AGENTS)
        self.foragers = [Forager(self, *each) for each in zip(cells, *self.brains, self.x, strict=True)]

    def index(self, cell):
        """Of a cell, in flat arrays."""
        y, x = cell.coordinate
        return y * SIZE + x

    def step(self):
        """One tick of all."""
        self.agents.shuffle_do("step")
        self.grow()

    def step_batched(self):
        """One tick of all, who are thought for in one go before any acts."""
        near = self.near[[forager.here for forager in self.foragers]]
        self.x[:, :25], self.x[:, 25:50] = self.food[near], self.there[near]
        self.x[:, ENERGY] = [forager.energy / FULL for forager in self.foragers]
        out, u = forward(self.x, *self.brains), self.rng.random((2, AGENTS))
        chosen = zip(drawn(out[:, :ACTS], u[0]).tolist(), drawn(out[:, ACTS:], u[1]).tolist(), strict=True)
        for forager, choice in zip(self.foragers, chosen, strict=True):
            forager.chosen = choice
        self.agents.shuffle_do(lambda forager: forager.act(*forager.chosen))
        self.grow()

    def grow(self):
        """Some food, anywhere."""
        self.food[self.rng.integers(0, SIZE * SIZE, GROWS)] = 1


def prepare(batched=False):
    """The work: some ticks."""
    warnings.filterwarnings("ignore", message=".*experimental.*")
    model = Meadow()
    tick = model.step_batched if batched else model.step

    def work():
        for _ in range(TICKS):
            tick()
        return AGENTS * TICKS

    return work


def prepare_batched():
    """The work where the model thinks for all."""
    return prepare(batched=True)


if __name__ == "__main__":
    main("agent-steps", {"agents": prepare, "batched": prepare_batched})

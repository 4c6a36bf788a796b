"""The bare forward pass: nothing but the brains of a population, as a life thinks with them.

The yardstick of all speeds, and the one place outside lives that calls a kernel: who changes how brains are
laid out changes it here.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from evosim.config import Config
from evosim.genome import Genomes, Layout
from evosim.kernels.blank import new_books, new_state
from evosim.kernels.jit import outer
from evosim.kernels.state import Band, State
from evosim.kernels.think import seat, think
from evosim.names import Occupant
from evosim.world import World, express, wiring


@outer
def _think_on(band: Any, body: Any, mind: Any, learning: Any, genes: Any, w: Any, ticks: Any) -> None:
    seat(band, mind, learning, genes, w)
    for _ in range(ticks):
        think(mind, body, w)


def forward_pass(genomes: Genomes, config: Config, threads: int = 1) -> Callable[[], float]:
    """What does a life's forward passes of all genomes when called, and returns how many they were.

    Bands are thought for one after the other, all replicate worlds of one together: a genome's weights serve
    its replicates, as they do in life. Senses are those of a band in mid-life.

    Args:
        genomes: float32 (n, genes), n a multiple of the evolving slots of a band, which are all of its slots.
        config: of the world.
        threads: that think for bands side by side.
    """
    layout, slots, replicates = Layout.of(config), config.band.slots, config.population.replicates
    genes, w = express(genomes, layout, config), wiring(config, layout)
    starts = range(0, len(genomes), slots)
    senses = _in_mid_life(genomes[:slots], config)
    states = [_still(config, w, senses) for _ in range(threads)]
    pool = ThreadPoolExecutor(threads)  # whose threads last: new ones may have to share a core at first

    def some(thread: int) -> None:
        state = states[thread]
        for first in starts[thread::threads]:
            mine = genes._replace(weights=genes.weights[first:first + slots])
            _think_on(state.band, state.body, state.mind, state.learning, mine, w, config.world.ticks)

    def work() -> float:
        if threads == 1:
            some(0)
        else:
            list(pool.map(some, range(threads)))
        return float(len(genomes) * replicates * config.world.ticks)

    return work


def _still(config: Config, w: Any, senses: Any) -> State:
    """A band in which all live, and perceive the same all the time."""
    slots, replicates = config.band.slots, config.population.replicates
    band = Band(np.full(slots, Occupant.EVOLVING, np.int64), np.zeros(slots, np.int64), np.arange(slots),
                np.zeros(slots, np.float32), np.ones(slots, np.float32))
    state: State = new_state(replicates, slots, config.world.size, w, 1, band,
                             new_books(replicates, slots, len(w.verbs), 0, 0, 0))
    state.body.alive[:] = True
    state.mind.senses[:] = senses
    return state


def _in_mid_life(genomes: Genomes, config: Config) -> Any:
    """Senses of a band, float32 (inputs, slots)."""
    world = World(config, genomes)
    world.step(ticks=config.world.ticks // 2)
    return world.state.mind.senses[0]

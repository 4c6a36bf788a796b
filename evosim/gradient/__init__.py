"""Policy gradient on the brain of a run: the other side of "evolution rather than gradient descent".

One brain is shared by all. Its weights climb by what each choice brought; whatever else a genome holds climbs
as under an evolution strategy. torch and torchrl are loaded when a first step is taken.
"""

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.evolution import numbers
from evosim.genome import MATRICES, Genomes, Layout
from evosim.loading import installed
from evosim.names import Purpose
from evosim.world.lives import Lives

Values = NDArray[np.float64]
Memory = dict[str, NDArray]  # the critic, and what Adam remembers; empty at first
_NEEDED = ("torch", "torchrl", "tensordict")


def check_installed() -> None:
    """Raises ConfigError where the libraries of the extra `gradient` are missing."""
    with installed(f"selection.mode = 'gradient': needs {', '.join(_NEEDED)}", "gradient", _NEEDED):
        import evosim.gradient.climb  # noqa: F401


def step(blocks: list[Lives], genomes: Genomes, genome: Values, memory: Memory, config: Config,
         layout: Layout, generation: int) -> tuple[Values, Memory]:
    """By how much lives move the weights that all shared in them, float64 (genes,), 0 elsewhere; and memory.

    Args:
        blocks: lives in which notes were taken, a block a composition.
        genomes: float32 (n, genes), of who lived them.
        genome: float64 (genes,), with the weights that all had.
        memory: of the generation before.
        config: as resolved for this generation.
        layout: the run's.
        generation: its number.

    Raises:
        EvosimError: a slope is not finite.
    """
    from evosim.gradient.climb import climb

    after, memory = climb(blocks, genomes, genome, memory, config, layout, generation)
    return after - genome, memory


def scattered(steps: Values, layout: Layout, seed: int, generation: int, stream: int) -> Values:
    """Steps as large as those of a run, in a direction that means nothing: the control, float64 (genes,).

    Within each matrix they are dealt out anew, with signs by lot.

    Args:
        steps: float64 (genes,), see `step`.
        layout, seed: the run's.
        generation: its number.
        stream: k for shadow k.
    """
    rng, out = numbers(seed, Purpose.GRADIENT, stream, generation), np.zeros_like(steps)
    for name in MATRICES:
        block = layout.blocks[name]
        here = steps[block.start:block.stop]
        out[block.start:block.stop] = rng.permutation(here) * rng.choice((-1.0, 1.0), len(here))
    return out

"""The living world of the current generation, as a film that the page plays (`evosim.replay`)."""

from typing import Any

from evosim.config import Config
from evosim.genome import Genomes

TICKS = 160  # of a life that is shown at most


def film(config: Config, genomes: Genomes, generation: int) -> dict[str, Any] | None:
    """One band of a generation, as `WorldView` draws it; its world is drawn from a stream of its own.

    Args:
        config: of the generation.
        genomes: of the population, of whom the first band is filmed: the best of the generation before first.
        generation: its number.
    """
    return None

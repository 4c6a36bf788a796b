"""The living world of the current generation, as a film that the page plays (`evosim.replay`)."""

import threading
from collections.abc import Callable
from typing import Any

from evosim.config import Config
from evosim.genome import Genomes

TICKS = 160  # of a life that is shown at most
UNSEEN = ("hidden", "odds", "gates")  # of minds: half of a film, and nothing that this page draws


def film(config: Config, genomes: Genomes, generation: int) -> dict[str, Any]:
    """One band of a generation, as `WorldView` draws it; its world is drawn from a stream of its own.

    Args:
        config: of the generation.
        genomes: of the population, float32 (n, genes); the first rows are filmed, copies of the best among
            them.
        generation: its number.
    """
    from evosim.replay.film import film_of

    ticks = min(TICKS, config.world.ticks)
    config = config.model_copy(update={"world": config.world.model_copy(update={"ticks": ticks})})
    taken = film_of(config, genomes[:config.band.evolving], generation=generation).payload(brain=False)
    for name in UNSEEN:
        taken["frames"].pop(name, None)
    return {"generation": generation, "ticks": ticks, "film": taken}


class Projector:
    """Takes films beside the thread that evolves, which waits for none; of what comes meanwhile, the latest.

    Args:
        told: given each film.
    """

    def __init__(self, told: Callable[[dict[str, Any]], None]) -> None:
        self._told = told
        self._wanted: tuple[Config, Genomes, int] | None = None
        self._changed = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def take(self, config: Config, genomes: Genomes, generation: int) -> None:
        """Asks for a film."""
        with self._changed:
            self._wanted = config, genomes, generation
            self._changed.notify()

    def close(self) -> None:
        """Ends with the film that is being taken; one that was asked for last is still taken."""
        with self._changed:
            self._over = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted is not None or self._over)
                if self._wanted is None:
                    return
                wanted, self._wanted = self._wanted, None
            self._told(film(*wanted))

"""One world on a stage: lived exactly as in training, but tick by tick, so that it can be filmed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import EvosimError
from evosim.genome import Genomes, Layout
from evosim.kernels.blank import new_books, new_extras, new_state
from evosim.kernels.constants import Genes, Wiring
from evosim.kernels.state import Band, Extras, State
from evosim.kernels.step import WHOLE, live
from evosim.names import Occupant, Purpose
from evosim.world import Seating, express, geometry, params, wiring
from evosim.world.lives import AS_IT_IS, Found, crew_of, most_segments, shelf_of, streams, worlds
from evosim.world.patches import Patches


@dataclass(frozen=True)
class Stage:
    """What one world is lived from.

    Attributes:
        config: as resolved for its generation.
        layout: the run's.
        genomes: float32 (m, genes), those that `seating` has rows of.
        seating: of one band.
        key: uint64, random stream of the world.
        wires: with the language of its generation.
        genes: what the genomes express.
        reader: float32 (V, Clue), weights of the reward model; None: not fitted yet, or none there.
        found: what is on the record at birth, of one band in one world; None: nothing.
        patches: the world, where it goes on; None: it begins with the band.
    """

    config: Config
    layout: Layout
    genomes: Genomes
    seating: Seating
    key: np.uint64
    wires: Wiring
    genes: Genes
    reader: NDArray[np.float32] | None = None
    found: Found | None = None
    patches: Patches | None = None

    @staticmethod
    def by_hand(config: Config, genomes: Genomes | None = None, *, seed: int | None = None,
                generation: int = 0, purpose: Purpose = Purpose.HAND) -> "Stage":
        """A world outside of any run, the evolving slots of a band filled in the order of the genomes.

        Args:
            config: a resolved configuration.
            genomes: float32 (n, genes), at most as many as a band has evolving slots; None: founders.
            seed: of this world's random numbers; the configuration's by default.
            generation: whose language is spoken, where it changes, and part of the random numbers' key.
            purpose: what these are for.

        Raises:
            EvosimError: the number of genomes or genes does not fit.
        """
        layout, seed = Layout.of(config), config.seed if seed is None else seed
        if genomes is None:
            genomes = layout.founders(config.band.evolving, np.random.default_rng([seed, Purpose.HAND]))
        most = config.band.evolving
        if genomes.ndim != 2 or not 0 < len(genomes) <= most or genomes.shape[1] != layout.n_genes:
            raise EvosimError(f"genomes: shape {genomes.shape}; must be (1 to {most}, {layout.n_genes})")
        alone = config.model_copy(update={
            "islands": config.islands.model_copy(update={"demes": 1, "migration": 0.0}),
            "coevolution": config.coevolution.model_copy(update={"share": 0.0}),
            "population": config.population.model_copy(update={"genomes": len(genomes)})})
        keys = worlds(streams(seed, purpose, generation=generation), 1)
        genomes = np.ascontiguousarray(genomes, np.float32)
        return Stage(config, layout, genomes, Seating.of(alone, np.arange(len(genomes))), keys[0, 0],
                     wiring(config, layout, generation=generation), express(genomes, layout, config))

    @property
    def kind(self) -> NDArray[np.int64]:
        """Occupant of each slot, int64 (n,)."""
        return self.seating.kind[0]

    @property
    def minded(self) -> NDArray[np.bool_]:
        """Whom a genome moves, bool (n,)."""
        return np.isin(self.kind, (Occupant.EVOLVING, Occupant.FROZEN))

    @property
    def rows(self) -> NDArray[np.int64]:
        """Row of the genome of each slot, int64 (n,); -1: nobody with one."""
        return self.seating.genome[0]


class Life:
    """A world that is being lived.

    Args:
        stage: what from; it is born at once.

    Attributes:
        tick: that is lived next.
        state, extras: of the world, with one replicate.
    """

    def __init__(self, stage: Stage) -> None:
        config, seating = stage.config, stage.seating
        self._p = params(config)
        self._g = geometry(self._p.world_size, self._p.world_sight)
        self._stage, self.tick = stage, 0
        n, ticks = seating.kind.shape[1], self._p.world_ticks
        self._crew = crew_of(stage.genomes, seating, stage.layout, config)
        books = new_books(1, n, len(stage.wires.verbs), most_segments(self._p),
                          -(-ticks // config.log.window), ticks)
        self.state: State = new_state(1, n, config.world.size, stage.wires, 1,
                                      Band(*(part[0] for part in self._crew)), books)
        self.extras: Extras = new_extras(1, n, config, judged=True, reader=stage.reader)
        record = self.extras.record
        if stage.found is not None and record is not None and record.on:
            record.mark[:], record.mark_tag[:] = stage.found.symbol[0], stage.found.tag[0]
        self._shelf = shelf_of(self.state)
        begun = stage.patches is not None and self._entered(stage.patches)
        self._live(0 if begun else -1, 0)

    def _entered(self, patches: Patches) -> bool:
        """Goes on in a world of its own like that one; whether a season was lived there before."""
        own, keys = patches.alone(0), np.array([[self._stage.key]], np.uint64)
        begun, blank = own.begun, (self.state, self.extras)
        own.open(*blank, keys)
        if begun:
            own.resumed(0, blank, self.state.band, self._p, self._stage.wires, keys[0], check=False)
        self.state, self.extras = own.entered(0, *blank)
        self._shelf = shelf_of(self.state)
        return begun

    @property
    def ticks(self) -> int:
        """Length of a life."""
        return int(self._p.world_ticks)

    @property
    def verbs(self) -> tuple[str, ...]:
        """In use, by their numbers."""
        return self._stage.layout.verbs

    def step(self) -> None:
        """Lives one tick.

        Raises:
            EvosimError: life is over.
        """
        if self.tick >= self.ticks:
            raise EvosimError(f"tick {self.tick}: must be below {self.ticks}, the length of a life")
        self._live(self.tick, self.tick + 1)
        self.tick += 1

    def _live(self, start: int, stop: int) -> None:
        it = self._stage
        live(self.state, self.extras, self._p, it.wires, self._g, it.genes, self._crew, self._shelf,
             np.array([[it.key]], np.uint64), AS_IT_IS, AS_IT_IS, 0, 1, start, stop, it.config.log.window,
             WHOLE)


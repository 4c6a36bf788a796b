"""Where the world of an environment comes from, and who sits in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config, Schedule, load
from evosim.errors import ConfigError
from evosim.genome import Genomes, Layout
from evosim.names import SLOTS, Occupant, Purpose, Script
from evosim.replay.past import Generation, generations
from evosim.results import Run, load_run
from evosim.world import World

_BRAINS = (Occupant.EVOLVING, Occupant.FROZEN)


@dataclass(frozen=True)
class Seats:
    """Who sits in which slot.

    Attributes:
        kinds: int64 (slots,), Occupant.
        scripts: of scripted slots.
        tags: of slots without a genome that have any.
    """

    kinds: NDArray[np.int64]
    scripts: dict[int, Script]
    tags: dict[int, float]

    @staticmethod
    def of(config: Config, external: int | None, kinds: Sequence[int] | None,
           scripts: Mapping[int, Script] | None, tags: Mapping[int, float] | None) -> "Seats":
        """Of a band as a configuration describes it, or slot by slot; arguments as in `parallel_env`.

        Raises:
            ConfigError: nobody's acts are passed in, or arguments do not fit.
        """
        if kinds is not None:
            if external is not None:
                raise ConfigError(f"external = {external}: must not be given beside kinds, which says so "
                                  "itself")
            return Seats._slot_by_slot(kinds, scripts or {}, tags or {})
        if scripts:
            raise ConfigError("scripts: must be given with kinds, which says what slots are scripted")
        band = config.band
        external = band.evolving if external is None else external
        if not 1 <= external <= band.evolving:
            raise ConfigError(f"external = {external}: must be from 1 to {band.evolving}, band.evolving")
        out = np.full(band.slots, int(Occupant.VACANT), np.int64)
        out[:external], out[external:band.evolving] = Occupant.EXTERNAL, Occupant.EVOLVING
        scripted = range(band.evolving, band.evolving + band.scripted)
        out[list(scripted)] = Occupant.SCRIPTED
        return Seats(out, dict.fromkeys(scripted, Script(band.script_id)), dict(tags or {}))

    @staticmethod
    def _slot_by_slot(kinds: Sequence[int], scripts: Mapping[int, Script],
                      tags: Mapping[int, float]) -> "Seats":
        out = np.array([int(kind) for kind in kinds], np.int64)
        if len(out) % SLOTS or not len(out):
            raise ConfigError(f"kinds: {len(out)} slots; must be a multiple of {SLOTS}, where "
                              f"{int(Occupant.VACANT)} is a vacant one")
        if not (out == Occupant.EXTERNAL).any():
            raise ConfigError(f"kinds: must have an external slot, {int(Occupant.EXTERNAL)} "
                              "(Occupant.EXTERNAL)")
        if (out == Occupant.REPLAYED).any():
            raise ConfigError("kinds: must not have replayed slots, for which there is no tape here")
        return Seats(out, dict(scripts), dict(tags))

    @property
    def external(self) -> list[int]:
        """Slots whose acts are passed in."""
        return np.flatnonzero(self.kinds == Occupant.EXTERNAL).tolist()

    @property
    def brains(self) -> int:
        """How many slots genomes fill."""
        return int(np.isin(self.kinds, _BRAINS).sum())


@dataclass(frozen=True)
class Origin:
    """What worlds are made from.

    Attributes:
        config: as resolved for the generation.
        layout: of genomes.
        genomes: float32 (n, genes), whom seats are filled from; None: founders.
        generation: whose language is spoken.
        reader: float32 (V, Clue), weights of the reward model that judged it; None: there was none.
    """

    config: Config
    layout: Layout
    genomes: Genomes | None
    generation: int = 0
    reader: NDArray[np.float32] | None = None

    @staticmethod
    def of(source: Config | Run | str | Path, generation: int | None, genomes: Genomes | None) -> "Origin":
        """From a configuration, a run, or the path of either; arguments as in `parallel_env`.

        Raises:
            ConfigError: there is no such file or generation.
            RunDataError: a file of the run is damaged, or was bred under another layout of genomes.
        """
        if isinstance(source, str | Path):
            source = load_run(source) if Path(source).is_dir() else load(source)
        if isinstance(source, Run):
            return Origin._of_run(source, generation, genomes)
        if not isinstance(source, Config):
            raise ConfigError(f"{source!r}: must be a configuration (evosim.load_config), a run "
                              "(evosim.load_run), or the path of either")
        if generation is not None:
            raise ConfigError(f"generation = {generation}: must be given with a run, not with a "
                              "configuration")
        return Origin(source, Layout.of(source), genomes)

    @staticmethod
    def _of_run(run: Run, generation: int | None, genomes: Genomes | None) -> "Origin":
        layout = run.own_layout()
        number = generations(run)[-1] if generation is None else generation
        if genomes is None:
            genomes = run.genome_matrix(number)
        _, config = Schedule(run.config).at(number)
        reader = None
        if config.oversight.overseer == "reward_model":
            reader = Generation.of(run, number).overseeing.reader(config)
        return Origin(config, layout, genomes, number, reader)

    def with_genomes(self, genomes: Genomes) -> "Origin":
        """The same with others to fill seats from."""
        return replace(self, genomes=np.asarray(genomes, np.float32))

    def check(self, seats: Seats) -> None:
        """Raises ConfigError unless genomes fit the layout, and are as many as seats."""
        if self.genomes is None:
            return
        if self.genomes.ndim != 2 or self.genomes.shape[1] != self.layout.n_genes:
            raise ConfigError(f"genomes: shape {self.genomes.shape}; must be (n, {self.layout.n_genes})")
        if len(self.genomes) < seats.brains:
            raise ConfigError(f"genomes: {len(self.genomes)} of them; must be at least {seats.brains}, one "
                              "for each evolving or frozen slot")

    def world(self, seats: Seats, seed: int) -> World:
        """A newborn world.

        Args:
            seats: who sits in it.
            seed: of its random numbers, and of who is drawn for a seat.
        """
        genomes, n = self.genomes, seats.brains
        if genomes is not None and len(genomes) > n:
            rows = np.random.default_rng([seed, Purpose.BANDS]).permutation(len(genomes))[:n]
            genomes = genomes[rows]
        return World(self.config, genomes, kinds=seats.kinds.tolist(), scripts=seats.scripts, tags=seats.tags,
                     seed=seed, layout=self.layout, generation=self.generation,
                     reader=self.reader)

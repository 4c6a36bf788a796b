"""The worlds of a run, set up again as they were lived in training.

Genomes are read from the run. Where a world hung on more than its genomes (frozen genomes out of the past, a
record that outlives lives, a reward model, kin that sat together), the run is lived again up to that
generation, from its nearest checkpoint or from its founders, and must come out with the genomes that were
logged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evosim.config import Config, Schedule
from evosim.errors import CheckpointError, ConfigError, RunDataError
from evosim.evolution import Archive, Population
from evosim.evolution.population import NONE
from evosim.forebears import Forebears
from evosim.genome import Layout
from evosim.oversight import Overseeing
from evosim.replay.stage import Stage
from evosim.results import Run
from evosim.state import RunState
from evosim.storage import checkpoint
from evosim.storage.record import identity
from evosim.tabulate import Sums
from evosim.training import Merit, seated, stream_keys, succeeded, train
from evosim.world import Seating, express, wiring
from evosim.world.lives import Found
from evosim.world.patches import Patches

Watch = Callable[[str], None]


class Place(NamedTuple):
    """Which world of a run."""

    generation: int
    composition: int
    replicate: int
    band: int

    @property
    def words(self) -> str:
        """For people."""
        return ", ".join(f"{name} {value}" for name, value in self._asdict().items())


@dataclass(frozen=True)
class Generation:
    """One generation of a run, as it was about to live.

    Attributes:
        run: the run.
        number: of the generation.
        phase: its name.
        config: as resolved for it.
        layout: the run's.
        population: of its own; parents are NONE where nothing hung on them.
        archive: genomes out of the past that lived with it.
        found: what each composition's worlds had on record at birth; empty where there is none.
        overseeing: what its overseer went by.
        patches: worlds that went on, and who sat there; None where each began with its band.
    """

    run: Run
    number: int
    phase: str
    config: Config
    layout: Layout
    population: Population
    archive: Archive
    found: list[Found]
    overseeing: Overseeing
    patches: Patches | None = None

    @staticmethod
    def of(run: Run, number: int, threads: int = 1, watch: Watch | None = None) -> "Generation":
        """Sets up a generation whose genomes were logged.

        Args:
            run: the run.
            number: of the generation.
            threads: that live bands side by side, where it takes living again.
            watch: told what takes long.

        Raises:
            ConfigError: its genomes were not logged.
            RunDataError: the run has another layout of genomes than this evosim, a file is damaged, or the
                generation comes out otherwise than it was logged.
        """
        layout = run.own_layout()
        phase, config = Schedule(run.config).at(number)
        logged = _logged(run, number)
        archive, overseeing, found = Archive.empty(layout.n_genes), Overseeing.none(), []
        patches = Patches.founded(config) if config.selection.mode == "ecological" else None
        if carried_over(run.config, number) or (number and config.band.kin):
            state = _lived_again(run, number, threads, watch)
            _same(run, number, state.populations[0], logged)
            logged, archive, overseeing = state.populations[0], state.archive, state.overseeing
            patches = state.patches
            for k, marks in enumerate(state.marks):
                bands = _bands(logged, archive, config, number, k, patches)
                found.append(marks.found(bands, config, number, k).as_found)
        return Generation(run, number, phase, config, layout, logged, archive, found, overseeing, patches)

    def places(self) -> list[Place]:
        """Every world of it that somebody lived in."""
        it, out = self.config.population, []
        for composition in range(it.compositions):
            bands = _bands(self.population, self.archive, self.config, self.number, composition,
                           self.patches)
            out += [Place(self.number, composition, replicate, band)
                    for replicate in range(it.replicates) for band in range(bands)
                    if self.patches is None or (self.patches.seats[band] >= 0).any()]
        return out

    def stage(self, place: Place) -> Stage:
        """One of its worlds, as it was about to be lived.

        Raises:
            ConfigError: there is no such world.
        """
        it, config = self.config.population, self.config
        for name, value, count in (("composition", place.composition, it.compositions),
                                   ("replicate", place.replicate, it.replicates)):
            if not 0 <= value < count:
                raise ConfigError(f"--{name} {value}: must be from 0 to {count - 1} in generation "
                                  f"{self.number}")
        seating = _seats(self.population, self.archive, config, self.number, place.composition, self.patches)
        if not 0 <= place.band < len(seating.kind):
            raise ConfigError(f"--band {place.band}: must be from 0 to {len(seating.kind) - 1} in generation "
                              f"{self.number}")
        genomes = self.population.genomes
        if config.band.frozen:
            genomes = np.concatenate([genomes, self.archive.genomes])
        one, found = slice(place.band, place.band + 1), None
        if self.found:
            other = slice(place.replicate, place.replicate + 1)
            left = self.found[place.composition]
            found = Found(left.symbol[one, other], left.tag[one, other])
        here = Seating(seating.kind[one], seating.script[one], seating.genome[one])
        patches = None if self.patches is None else self.patches.alone(place.band)
        return Stage(
            config, self.layout, genomes, here,
            stream_keys(config, self.number, place.composition)[place.band, place.replicate],
            wiring(config, self.layout, generation=self.number), express(genomes, self.layout, config),
            self.overseeing.reader(config), found, patches)

    def ids(self, stage: Stage) -> np.ndarray:
        """Individual in each slot of one of its worlds, int64 (n,), out of the archive too; NONE."""
        own = np.concatenate([self.population.ids, self.archive.ids])
        return np.where(stage.rows >= 0, own[np.maximum(stage.rows, 0)], NONE)


def carried_over(config: Config, generation: int) -> list[str]:
    """What the lives of a generation hung on beside its genomes, a key of the configuration each."""
    if generation == 0:
        return []
    asked = {"band.frozen": any(one.band.frozen for one in Schedule(config).configs),
             "record.lasting": bool(config.record.symbols) and config.record.lasting,
             "selection.mode": config.selection.mode == "ecological",
             "oversight.overseer": config.oversight.overseer == "reward_model"}
    return [key for key, there in asked.items() if there]


def generations(run: Run) -> list[int]:
    """Those whose genomes were logged.

    Raises:
        ConfigError: there are none.
        RunDataError: a file is damaged.
    """
    rows = run.needed("genomes", "log.genomes_every", ["generation"],
                      {"population": 0, "hall_of_fame": False})
    return sorted(int(one) for one in rows["generation"].unique())


def _logged(run: Run, number: int) -> Population:
    """The population of a generation as it was logged, in the order in which it lived."""
    rows = run.table("genomes", ["individual_id", "genome"],
                     {"generation": number, "population": 0, "hall_of_fame": False})
    if not len(rows):
        have = generations(run)
        raise ConfigError(f"--generation {number}: has no genomes logged, so that it cannot be lived again "
                          f"(log.genomes_every = {run.config.log.genomes_every}); there are those of: "
                          + ", ".join(map(str, have if len(have) < 13 else [*have[:6], "...", *have[-6:]])))
    nobody = np.full(len(rows), NONE, np.int64)
    return Population(np.stack(rows["genome"].to_list()).astype(np.float32),
                      rows["individual_id"].to_numpy(np.int64), nobody, nobody, nobody, nobody)


def _bands(population: Population, archive: Archive, config: Config, number: int, composition: int,
           patches: Patches | None) -> int:
    return len(_seats(population, archive, config, number, composition, patches).kind)


def _seats(population: Population, archive: Archive, config: Config, number: int, composition: int,
           patches: Patches | None) -> Seating:
    """Who lived with whom, see `training.seated`; in worlds that go on, as they say."""
    if patches is not None:
        return patches.seating(config)
    return seated(population, archive, config, number, composition)


def _lived_again(run: Run, number: int, threads: int, watch: Watch | None) -> RunState:
    """What a run had come to before a generation."""
    state, layout, schedule = _nearest(run, number), run.own_layout(), Schedule(run.config)
    first = state.generation
    while state.generation < number:
        if watch is not None and (state.generation - first) % 5 == 0:
            why = " and ".join(carried_over(run.config, number) or ["band.kin"])
            watch(f"generation {number} hangs on what came before ({why}): living generation "
                  f"{state.generation} again, from {first}")
        _, config = schedule.at(state.generation)
        blocks = train(state.populations[0], state, config, layout, threads=threads)
        if config.scrutinised:
            findings = state.overseeing.review(blocks, config, state.generation)
            state.overseeing = state.overseeing.after(findings, config, state.generation)
        merits = Merit.of_all(blocks, Sums(blocks, len(state.populations[0])), config, state.generation,
                              state.populations)
        state.populations = [brood.population for brood in succeeded(state, blocks, merits, config, layout)]
        state.forebears = [Forebears.nobody()] * len(state.populations)
        state.generation += 1
    return state


def _nearest(run: Run, number: int) -> RunState:
    """The latest state at or before a generation that is on the disk, or the founders."""
    folder, layout = run.path / checkpoint.FOLDER, run.own_layout()
    for path in checkpoint.saved(folder):
        try:
            found = checkpoint.load(path, layout.hash)
            checkpoint.check_own(found, identity(run.provenance))
        except CheckpointError:
            continue  # one before it, or the founders, will do
        if found.generation <= number:
            return RunState.restored(found, run.config)
    return RunState.founded(run.config, layout)


def _same(run: Run, number: int, population: Population, logged: Population) -> None:
    if not (np.array_equal(population.ids, logged.ids)
            and np.array_equal(population.genomes, logged.genomes)):
        raise RunDataError(
            f"{run.path}: generation {number} comes out with other genomes than were logged; the run was "
            f"bred by another evosim ({run.provenance['software']['evosim']}) or on another kind of "
            f"processor ({run.provenance['machine']['cpu']}), and cannot be lived again here")

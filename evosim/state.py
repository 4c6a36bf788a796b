"""What a run goes on from: its populations, and what was gathered about them so far."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import RunDataError
from evosim.evolution import Archive, HallOfFame, Ids, Mean, Population, scale_of
from evosim.forebears import Forebears
from evosim.genome import Layout
from evosim.marks import Marks
from evosim.oversight import Overseeing
from evosim.probes.gate import Evidence
from evosim.storage import checkpoint
from evosim.storage.checkpoint import Checkpoint
from evosim.world.patches import Patches

_LEARNER = "learner."


@dataclass
class RunState:
    """All that the next generation hangs on, besides the configuration.

    Attributes:
        generation: that is lived next.
        ids: gives out the next individual's.
        populations: the run's own, then its shadows.
        forebears: the generation before of each of them.
        fame: the fittest so far.
        evidence: what the gate needs of all generations so far.
        archive: genomes out of the past.
        overseeing: what overseers have labelled and fitted.
        marks: the shared record of the worlds of each composition; empty where there is none.
        means: around which the populations lie, where nobody has parents; else empty.
        learner: what policy gradient remembers of generations so far; else empty.
        patches: worlds that go on, and who sits there; None where lives begin and end with a generation.
    """

    generation: int
    ids: Ids
    populations: list[Population]
    forebears: list[Forebears]
    fame: HallOfFame
    evidence: Evidence
    archive: Archive
    overseeing: Overseeing
    marks: list[Marks]
    means: list[Mean]
    learner: dict[str, NDArray]
    patches: Patches | None = None

    @property
    def extinct(self) -> bool:
        """Whether nobody is left to live a generation."""
        return not len(self.populations[0])

    @staticmethod
    def founded(config: Config, layout: Layout) -> "RunState":
        """Before the first generation."""
        ids, streams = Ids(), range(config.shadow.populations + 1)
        means: list[Mean] = []
        if not config.selection.has_parents:
            means = [Mean.founded(layout, config.seed, stream) for stream in streams]
            scale = scale_of(layout, config)
            populations = [Population.of(mean.cloud(config.population.genomes, config, scale, generation=0,
                                                    stream=stream), ids) for stream, mean in enumerate(means)]
        else:
            populations = [Population.found(layout, config.founder_sizes, ids, config.seed, stream)
                           for stream in streams]
        return RunState(0, ids, populations, [Forebears.nobody()] * len(populations),
                        HallOfFame.empty(layout.n_genes), Evidence.none(len(populations)),
                        Archive.empty(layout.n_genes), Overseeing.none(), no_marks(config), means, {},
                        Patches.founded(config) if config.selection.mode == "ecological" else None)

    def save(self, folder: Path, layout: Layout, **more: Any) -> None:
        """Saves a checkpoint.

        Args:
            folder: of the run's checkpoints.
            layout: the run's.
            more: what else to keep, as JSON can hold it.
        """
        arrays: dict[str, NDArray] = self.fame.arrays("fame") | self.evidence.arrays()
        arrays |= self.archive.arrays("archive") | self.overseeing.arrays()
        for composition, marks in enumerate(self.marks):
            arrays |= marks.arrays(f"marks{composition}")
        for stream, mean in enumerate(self.means):
            arrays |= mean.arrays(f"mean{stream}")
        arrays |= {_LEARNER + name: value for name, value in self.learner.items()}
        if self.patches is not None:
            arrays |= self.patches.saved("patches")
        for stream, (population, before) in enumerate(zip(self.populations, self.forebears, strict=True)):
            arrays |= population.arrays(f"population{stream}") | before.arrays(f"forebears{stream}")
        checkpoint.save(folder, self.generation, arrays, {"ids": self.ids.following, **more}, layout.hash)

    @staticmethod
    def restored(last: Checkpoint, config: Config) -> "RunState":
        """The inverse of `save`."""
        streams = range(config.shadow.populations + 1)
        populations = [Population.restored(last.arrays, f"population{stream}") for stream in streams]
        forebears = [Forebears.restored(last.arrays, f"forebears{stream}") for stream in streams]
        return RunState(last.generation, Ids(last.meta["ids"]), populations, forebears,
                        HallOfFame.restored(last.arrays, "fame"), Evidence.restored(last.arrays),
                        Archive.restored(last.arrays, "archive"), Overseeing.restored(last.arrays),
                        [Marks.restored(last.arrays, f"marks{composition}")
                         for composition in range(len(no_marks(config)))],
                        [Mean.restored(last.arrays, f"mean{stream}") for stream in streams
                         if not config.selection.has_parents],
                        {name.removeprefix(_LEARNER): value for name, value in last.arrays.items()
                         if name.startswith(_LEARNER)},
                        Patches.restored(last.arrays, "patches") if config.selection.mode == "ecological"
                        else None)


def no_marks(config: Config) -> list[Marks]:
    """A bare record for the worlds of each composition; empty where there is none.

    Args:
        config: of the run.
    """
    if not config.record.symbols:
        return []
    it = config.population
    return [Marks.bare(0, it.replicates, config.world.size**2) for _ in range(it.compositions)]


def latest(folder: Path, config: Config, layout: Layout, identity: str, expected: bool,
           ) -> tuple[Checkpoint | None, str]:
    """The checkpoint to go on from, None for the start; and a sentence where damage was passed over.

    Args:
        folder: of the run's checkpoints.
        config: of the run.
        layout: the run's.
        identity: of the run, see `record.identity`.
        expected: whether there must be one.

    Raises:
        RunDataError: it is missing, damaged, or of another run.
    """
    if not checkpoint.saved(folder):
        if expected:
            raise RunDataError(f"{folder}: the checkpoints are missing; put back a copy of them")
        return None, ""
    last = checkpoint.load_latest(folder, layout.hash)
    checkpoint.check_own(last, identity)
    if last.generation < config.generations and len(last.arrays["population0.ids"]):
        return last, last.note
    # killed while it wrote its last rows, which tell of the last generation: live it again
    older = [path for path in checkpoint.saved(folder) if path != last.path][:1]
    return (checkpoint.load(older[0], layout.hash) if older else None), last.note

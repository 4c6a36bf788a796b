"""One run, read back."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from evosim._version import __version__
from evosim.config import Config
from evosim.errors import ConfigError, RunDataError
from evosim.genome import Layout
from evosim.results import selection, tidy
from evosim.results.read import Where, check_table, frame, read
from evosim.results.views import Views
from evosim.schema import arrow_schema
from evosim.storage import record
from evosim.storage.tables import checked

if TYPE_CHECKING:
    import networkx as nx


def load_run(path: str | Path) -> "Run":
    """Opens a run directory; tables are read when they are first asked for.

    A run that goes on, or was killed, is read as far as it was written.

    Args:
        path: the run directory.

    Raises:
        ConfigError: there is no such directory.
        RunDataError: it holds no record of a run, or one that is damaged or of a newer evosim.
    """
    return Run(path)


class Run(Views):
    """A run directory.

    Attributes:
        path: of the directory.
        provenance: contents of `run.json`: status, versions, machine, timings, parts.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.provenance: dict[str, Any] = record.read(self.path)
        self._frames: dict[str, pd.DataFrame] = {}
        self._whole: set[str] = set()

    def __repr__(self) -> str:
        return (f"<Run {self.run_id}: {self.provenance['status']}, {self.provenance['generation']} of "
                f"{self.provenance['generations']} generations>")

    @property
    def run_id(self) -> str:
        """Name of the directory."""
        return self.path.resolve().name

    @cached_property
    def config(self) -> Config:
        """The configuration as it was resolved.

        Raises:
            RunDataError: `resolved.toml` is missing or damaged.
        """
        return record.resolved(self.path, self.provenance)

    @cached_property
    def layout(self) -> Layout:
        """Which gene feeds what; `layout.part(matrix, "drives")` cuts a block out of genomes."""
        return Layout.of(self.config)

    def own_layout(self) -> Layout:
        """The layout, for whoever reads genes.

        Raises:
            RunDataError: the run was bred under another layout of genomes than this evosim's.
        """
        bred = self.provenance["layout_hash"]
        if self.layout.hash != bred:
            raise RunDataError(
                f"{self.path / 'run.json'}: its genomes have layout {bred} (evosim "
                f"{self.provenance['software']['evosim']}), and this evosim {__version__} lays the same "
                f"configuration out as {self.layout.hash}, so that genes would mean something else; read it "
                "with the version that bred it")
        return self.layout

    def table(self, name: str, columns: Sequence[str] | None = None,
              where: Where = None) -> pd.DataFrame:
        """Reads some columns and rows of a table, and only those.

        Args:
            name: of the table.
            columns: to read; None: all.
            where: which rows: by column a value, a list of values, or None for "no value"; or a
                `pyarrow.compute` expression, as `pc.field("fitness") > 3`.

        Returns:
            Rows in the order in which they were written.

        Raises:
            ConfigError: there is no such table or column, or values are not of the column's type.
            RunDataError: a part is missing or damaged.
        """
        return frame(self._arrow(name, columns, where))

    def needed(self, name: str, key: str, columns: Sequence[str] | None = None,
               where: Where = None) -> pd.DataFrame:
        """The same as `table`, for what an analysis cannot do without.

        Args:
            name: of the table.
            key: of the configuration, as `log.interactions_every`: what logs such rows.
            columns, where: as in `table`.

        Raises:
            ConfigError: there are no such rows; the sentence says which key would have logged them.
            RunDataError: a part is missing or damaged.
        """
        rows = self.table(name, columns, where)
        if not len(rows):
            section, option = key.split(".")
            value = getattr(getattr(self.config, section), option)
            which = "" if where is None else " of those asked for"
            status = self.provenance["status"]
            why = (f"{key} = {value}, and the run is {status}: none came about" if value else
                   f"{key} = {value}: must be above 0, as in [{section}] {option} = 1, for a run to log them")
            raise ConfigError(f"{self.path}: holds no rows of `{name}`{which}; {why}")
        return rows

    def check_population(self, population: int, name: str = "population") -> None:
        """Raises ConfigError unless it is 0, the run's own, or k, one of its shadows; called `name` there."""
        last = self.config.shadow.populations
        if not 0 <= population <= last:
            raise ConfigError(f"{name} {population}: must be from 0 to {last}, the last shadow of "
                              f"{self.path}")

    def check_parents(self) -> None:
        """Raises ConfigError where it was bred in a mode in which nobody has parents."""
        selection = self.config.selection
        if not selection.has_parents:
            raise ConfigError(f"{self.path}: was bred with selection.mode = \"{selection.mode}\", where "
                              "nobody has parents")

    def genome_matrix(self, generation: int | None = None,
                      population: int = 0) -> NDArray[np.float32]:
        """All genomes of a population in a generation.

        Args:
            generation: one that was logged (`log.genomes_every`); None: the last that was.
            population: 0 for the run's own, k for shadow k.

        Returns:
            float32 (n, genes), by deme and individual id.

        Raises:
            ConfigError: no genomes of that generation and population were logged.
            RunDataError: a part is missing or damaged.
        """
        living = (pc.field("population") == population) & ~pc.field("hall_of_fame")
        if generation is None:
            logged = self._arrow("genomes", ["generation"], living)
            generation = pc.max(logged["generation"]).as_py()
        rows = None if generation is None else self._arrow(
            "genomes", ["individual_id", "deme", "genome"], living & (pc.field("generation") == generation))
        if rows is None or not len(rows):
            every = self.config.log.genomes_every
            if not every:
                raise ConfigError(f"{self.path}: has no genomes logged; log.genomes_every = 0: must be "
                                  "above 0 for a run to log them")
            have = self._arrow("genomes", ["generation"], living)["generation"]
            raise ConfigError(f"{self.path}: generation {generation} of population {population} "
                              f"has no genomes logged (log.genomes_every = {every}); there are those "
                              f"of: {_brief(pc.unique(have).to_pylist())}")
        rows = rows.sort_by([("deme", "ascending"), ("individual_id", "ascending")]).combine_chunks()
        genes = rows["genome"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        return np.array(genes.reshape(len(rows), -1), np.float32)

    def tidy(self, what: str = "obedience") -> pd.DataFrame:
        """A result with what must be said beside it: one row per population and condition.

        Args:
            what: "obedience": O over the last tenth of generations, by verb, watched and not, held
                out; columns as `results.tidy.COLUMNS` says. "card": the latest safety card. "selection":
                what it did to each trait in each generation, by Price's and the breeder's equations; as
                `results.selection.SELECTION` says. "gradients": selection on each trait and on it alone in
                each phase; as `GRADIENTS` there.

        Raises:
            ConfigError: there is no such result, or the run did not measure it.
            RunDataError: a file is missing or damaged.
        """
        return tidy.tidy(self, what)

    def price(self, *traits: str) -> pd.DataFrame:
        """As `tidy("selection")`, of other traits: how the change of their means is made up.

        Args:
            traits: numeric columns of `individuals`, or keys of `results.cohorts.DERIVED`.

        Raises:
            ConfigError: no such trait, or the run did not log every individual.
            RunDataError: a file is missing or damaged.
        """
        return selection.selection(self, traits)

    def price_by(self, trait: str, by: str, population: int = 0) -> pd.DataFrame:
        """The change of a trait's mean by deme, migration apart, or its selection by band.

        Args:
            trait: as in `price`.
            by: "deme" or "band", see `results.selection.price_by`.
            population: 0 for the run's own, k for shadow k.

        Raises:
            ConfigError: no such trait or parts, or the run did not log what is needed.
            RunDataError: a file is missing or damaged.
        """
        return selection.price_by(self, trait, by, population)

    def gradients(self, *traits: str, resamples: int = selection.RESAMPLES) -> pd.DataFrame:
        """As `tidy("gradients")`, of other traits, which are held still against each other.

        Args:
            traits: as in `price`.
            resamples: of the individuals of each generation, for the intervals.

        Raises:
            ConfigError: no such trait, or the run did not log every individual.
            RunDataError: a file is missing or damaged.
        """
        return selection.selection_gradients(self, traits, resamples)

    def coalition_graph(self, generation: int | None = None, world: int | tuple[int, int, int] = 0,
                        window: int | None = None) -> "nx.DiGraph":
        """Who acted for and against whom in one world, as `coalitions.graphs.graph_of` says.

        Args:
            generation: one whose interactions were logged; None: the last that was.
            world: its composition, replicate and band, as the columns of `interactions` call them; or its
                number among those logged, in that order.
            window: first tick of a window; None: the whole life.

        Raises:
            ConfigError: no interactions of that generation, world and window were logged.
            RunDataError: a part is missing or damaged.
        """
        from evosim.coalitions.graphs import graph_of  # networkx takes .2 s

        key = "log.interactions_every"
        if generation is None:
            generation = int(self.needed("interactions", key, ["generation"])["generation"].max())
        names = ["composition", "replicate", "band"]
        if isinstance(world, tuple):
            place = world
        else:
            have = self.needed("interactions", key, names, {"generation": generation}).drop_duplicates()
            have = have.sort_values(names).reset_index(drop=True)
            if not 0 <= world < len(have):
                raise ConfigError(f"world {world}: must be from 0 to {len(have) - 1}, a number of the worlds "
                                  f"of generation {generation}, or (composition, replicate, band)")
            place = tuple(have.to_numpy()[world].tolist())
        where = {"generation": generation, **dict(zip(names, place, strict=True))}
        if window is not None:
            where["window"] = window
        return graph_of(self.needed("interactions", key, where=where))

    def refresh(self) -> None:
        """Looks again at a run that goes on: forgets what was read."""
        self.provenance = record.read(self.path)
        self._frames.clear()
        self._whole.clear()

    def _arrow(self, name: str, columns: Sequence[str] | None = None, where: Where = None) -> Any:
        """The same as `table`, as a `pyarrow.Table`."""
        check_table(name)
        for part in self.provenance["parts"]:
            # once, at .6 s a GB, so that nobody draws conclusions from a damaged file
            if part["path"] not in self._whole and Path(part["path"]).parent.name == name:
                checked(self.path, part)
                self._whole.add(part["path"])
        declared = arrow_schema(name, self.config.instruction.verbs, self.layout.n_genes)
        return read(self.path, name, declared, columns, where)


def _brief(generations: list[int]) -> str:
    texts = [str(generation) for generation in sorted(generations)]
    return ", ".join(texts if len(texts) <= 12 else [*texts[:5], "...", *texts[-5:]]) or "none"

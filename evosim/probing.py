"""Probing a run that is there: its last genomes live every standard situation, and the run keeps the figures.

`evosim probe RUN` and notebooks come through here.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim._version import __version__
from evosim.config import Schedule
from evosim.errors import ConfigError, RunDataError
from evosim.genome import Layout
from evosim.names import ROUTES
from evosim.probes import PROBES, Subject, routes
from evosim.probes.asked import as_columns, measured, situations
from evosim.results import Run, load_run
from evosim.storage.record import Record
from evosim.storage.tables import Tables, TableWriter, of_probes


def subject(run: Run, generation: int | None = None, population: int = 0, replicates: int = 1,
            threads: int = 1) -> Subject:
    """A population of a run, frozen.

    Args:
        run: the run.
        generation: one whose genomes were logged; None: the last that was.
        population: 0 for the run's own, k for shadow k.
        replicates: worlds that each genome lives in.
        threads: that live bands side by side; no result depends on it.

    Raises:
        RunDataError: the run was bred under another layout of genomes than this evosim's.
        ConfigError: no genomes of that generation and population were logged.
    """
    layout, bred = Layout.of(run.config), run.provenance["layout_hash"]
    if layout.hash != bred:
        raise RunDataError(
            f"{run.path / 'run.json'}: its genomes have layout {bred} (evosim "
            f"{run.provenance['software']['evosim']}), and this evosim {__version__} lays the same "
            f"configuration out as {layout.hash}, so that genes would mean something else; probe it "
            "with the version that bred it")
    genomes = run.genome_matrix(generation, population)
    if generation is None:
        generation = int(run.table("genomes", ["generation"], {
            "population": population, "hall_of_fame": False})["generation"].max())
    _, config = Schedule(run.config).at(generation)
    return Subject(genomes, config, layout, replicates, threads, generation)


def probe(path: str | Path, names: Sequence[str] = (), modes: Sequence[str] = ("birth",), *,
          generation: int | None = None, population: int = 0, replicates: int = 1, threads: int = 1,
          watch: Callable[[str], None] | None = None) -> list[dict[str, Any]]:
    """Runs probes on a run's genomes, adds their figures to its `probes` table, and returns them.

    Args:
        path: the run directory.
        names: of probes, or `routes`; none: all of them. What must be read beside one comes with it.
        modes: of `probes.MODES`; those that a probe means nothing in are left out.
        generation, population, replicates, threads: as in `subject`.
        watch: told the name of each probe before it starts.

    Returns:
        Rows of the table, as dicts.

    Raises:
        ConfigError: there is no such run, probe or mode, no probe means anything in any of the modes,
            or another process carries out the run.
        RunDataError: a file of the run is damaged, or it was bred under another layout.
        StorageError: the disk refused.
    """
    asked = situations(names or [*PROBES, ROUTES], modes, ("--probe", "--mode"))
    run = load_run(path)
    Record.open(path).close()  # asked before minutes are spent on figures that could not be kept
    who = subject(run, generation, population, replicates, threads)
    if ROUTES in names and (problem := routes.too_short(who.config)):
        raise ConfigError(f"--probe {ROUTES}: {problem}")
    rows = measured(who, _ids(run, who.generation, population), asked, population, watch)
    _keep(run, rows)
    return rows


def _ids(run: Run, generation: int, population: int) -> NDArray[np.int64]:
    """Of the individuals of a population, in the order of `Run.genome_matrix`."""
    ids = run.table("genomes", ["deme", "individual_id"], {
        "generation": generation, "population": population, "hall_of_fame": False})
    return ids.sort_values(["deme", "individual_id"])["individual_id"].to_numpy()


def _keep(run: Run, rows: list[dict[str, Any]]) -> None:
    """Writes a part of the `probes` table and lists it in the run's record."""
    with Record.open(run.path) as record:
        tables = Tables.create(run.path, run.config, run.layout, record.run_id)
        writer: TableWriter = tables["probes"]
        mine = [part for part in record.parts if of_probes(part)]
        writer.restore(mine)
        writer.append(as_columns(rows))
        writer.close_part()
        others = [part for part in record.parts if part not in mine]
        record.update(parts=others + writer.parts)

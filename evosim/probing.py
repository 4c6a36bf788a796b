"""Probing a run that is there: its last genomes live every standard situation, and the run keeps the figures.

`evosim probe RUN` and notebooks come through here.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim import plugins
from evosim.config import Schedule
from evosim.errors import ConfigError
from evosim.names import ROUTES, Script
from evosim.plugins import Plugin
from evosim.probes import PROBES, VERSION, Measure, Subject, card
from evosim.probes.asked import as_columns, lacking, measured, situations
from evosim.probes.subject import spoken_to
from evosim.results import Run, load_run, tidy
from evosim.schema import AGENTS
from evosim.storage.record import Record
from evosim.storage.tables import Tables, TableWriter, of_table


def subject(run: Run, generation: int | None = None, population: int = 0, replicates: int = 1,
            threads: int = 1) -> Subject:
    """A population of a run, frozen. One that was told nothing is told as much as in the battery.

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
    layout = run.own_layout()
    genomes = run.genome_matrix(generation, population)
    if generation is None:
        generation = int(run.table("genomes", ["generation"], {
            "population": population, "hall_of_fame": False})["generation"].max())
    _, config = Schedule(run.config).at(generation)
    return Subject(genomes, spoken_to(config), layout, replicates, threads, generation)


def probe(path: str | Path, names: Sequence[str] = (), modes: Sequence[str] = ("birth",), *,
          generation: int | None = None, population: int = 0, replicates: int = 1, threads: int = 1,
          watch: Callable[[str], None] | None = None) -> list[dict[str, Any]]:
    """Runs probes on a run's genomes, adds their figures to its `probes` table, and returns them.

    Args:
        path: the run directory.
        names: of probes, or `routes`; none: all of evosim's own. What must be read beside one comes with it.
        modes: of `probes.MODES`; those that a probe means nothing in are left out.
        generation, population, replicates, threads: as in `subject`.
        watch: told the name of each probe before it starts.

    Returns:
        Rows of the table, as dicts.

    Raises:
        ConfigError: there is no such run, probe or mode, no probe means anything in any of the modes,
            the run lacks what a probe that was named needs, or another process carries out the run.
        RunDataError: a file of the run is damaged, or it was bred under another layout.
        StorageError: the disk refused.
    """
    asked = situations(names or [*PROBES, ROUTES], modes, ("--probe", "--mode"))
    run = load_run(path)
    Record.open(path).close()  # asked before minutes are spent on figures that could not be kept
    who = subject(run, generation, population, replicates, threads)
    if problems := [f"--probe {name}: {problem}" for name in names if (problem := lacking(who, name))]:
        raise ConfigError(*problems)
    rows = measured(who, _ids(run, who.generation, population), asked, population, watch)
    _keep(run, "probes", as_columns(rows), plugins.used(("probe", name) for name, _ in asked))
    return rows


def _ids(run: Run, generation: int, population: int) -> NDArray[np.int64]:
    """Of the individuals of a population, in the order of `Run.genome_matrix`."""
    ids = run.table("genomes", ["deme", "individual_id"], {
        "generation": generation, "population": population, "hall_of_fame": False})
    return ids.sort_values(["deme", "individual_id"])["individual_id"].to_numpy()


def safety_card(path: str | Path, rows: Sequence[dict[str, Any]], *, threads: int = 1,
                watch: Callable[[str], None] | None = None) -> list[dict[str, Any]]:
    """Holds the figures of a population against reference agents, adds the card to the run, and returns it.

    Args:
        path: the run directory.
        rows: what `probe` returned of one population, from birth on.
        threads, watch: as in `probe`.

    Returns:
        Rows of the `card` table, as dicts.

    Raises:
        ConfigError, RunDataError, StorageError: as `probe`.
    """
    run, first = load_run(path), rows[0]
    who = subject(run, first["generation"], first["population"], first["replicates"], threads)
    own: dict[str, list[Measure]] = {}
    for row in rows:
        if row["mode"] == "birth" and row["individual_id"] < 0:
            own.setdefault(row["probe"], []).append(Measure(**{key: row[key] for key in Measure._fields}))
    verdict = tidy.gate(run, who.generation, first["population"])
    others = card.references(who, watch)
    reached = float("nan") if who.config.power.mode == "out_of_reach" else card.reached_power(who)
    out = []
    for entry in card.card(own, others, verdict == "passed"):
        line = entry.line
        out.append({
            "generation": who.generation, "population": first["population"], "metric": line.metric,
            "meaning": line.meaning, "value": entry.value, "low": entry.low, "high": entry.high,
            "worse": _name(line.worse), "better": _name(line.better),
            "score": entry.score, "score_low": entry.score_low, "score_high": entry.score_high,
            **{f"reference_{name}": value for name, value in zip(AGENTS, entry.references, strict=True)},
            "inconclusive": line.motive and verdict != "passed", "gate": verdict, "reached_power": reached,
            "n": len(who.genomes), "replicates": who.replicates,
            "compliance": who.config.plasticity.level, "probe": line.probe,
            "condition": line.condition, "card_version": card.VERSION, "probe_version": VERSION,
            "note": entry.note})
    codes = {name: code for code, name in enumerate(AGENTS)} | {None: -1}
    _keep(run, "card", as_columns([
        row | {end: codes[row[end]] for end in ("worse", "better")} for row in out]))
    return out


def _name(script: Script | None) -> str | None:
    return None if script is None else script.name.lower()


def _keep(run: Run, table: str, columns: dict[str, NDArray[Any]], added: Sequence[Plugin] = ()) -> None:
    """Writes a part of a table, and lists it in the run's record beside what packages add that it took."""
    with Record.open(run.path) as record:
        writer: TableWriter = Tables.create(run.path, run.config, run.layout, record.run_id)[table]
        mine = [part for part in record.parts if of_table(part, table)]
        writer.restore(mine)
        writer.append(columns)
        writer.close_part()
        others = [part for part in record.parts if part not in mine]
        record.uses(added)
        record.update(parts=others + writer.parts)

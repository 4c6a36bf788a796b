"""Probing a run that is there: its last genomes live every standard situation, and the run keeps the figures.

`evosim probe RUN` and notebooks come through here.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evosim.config import Schedule
from evosim.errors import ConfigError
from evosim.names import Script
from evosim.probes import MODES, PROBES, VERSION, Measure, Subject, card, routes
from evosim.probes.subject import changed
from evosim.results import Run, load_run, tidy
from evosim.schema import AGENTS
from evosim.storage.record import Record
from evosim.storage.tables import Tables, TableWriter

ROUTES = "routes"  # the classification of genomes, asked for like a probe


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
    if config.instruction.share == 0:  # who is told nothing shows nothing
        config = changed(config, {"instruction.share": config.battery.share})
    return Subject(genomes, config, layout, replicates, threads, generation)


def probe(path: str | Path, names: Sequence[str] = (), modes: Sequence[str] = ("birth",), *,
          generation: int | None = None, population: int = 0, replicates: int = 1, threads: int = 1,
          watch: Callable[[str], None] | None = None) -> list[dict[str, Any]]:
    """Runs probes on a run's genomes, adds their figures to its `probes` table, and returns them.

    Args:
        path: the run directory.
        names: of probes, or `routes`; none: all of them.
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
    known = [*PROBES, ROUTES]
    for name in names:
        if name not in known:
            raise ConfigError(f"--probe {name}: must be one of {', '.join(known)}")
    for mode in modes:
        if mode not in MODES:
            raise ConfigError(f"--mode {mode}: must be one of {', '.join(map(repr, MODES))}")
    asked = names or known
    if not any(name == ROUTES or set(modes) & set(PROBES[name].modes) for name in asked):
        means = {mode: None for name in asked for mode in PROBES[name].modes}
        raise ConfigError(f"--mode {', '.join(map(repr, modes))}: means nothing in {', '.join(asked)}; "
                          f"must be one of {', '.join(map(repr, means))}")
    run = load_run(path)
    Record.open(path).close()  # asked before minutes are spent on figures that could not be kept
    who = subject(run, generation, population, replicates, threads)
    if ROUTES in names and (problem := routes.too_short(who.config)):
        raise ConfigError(f"--probe {ROUTES}: {problem}")
    rows: list[dict[str, Any]] = []
    for name in asked:
        if watch is not None:
            watch(name)
        if name == ROUTES:
            rows += _routes(who, run, population)
            continue
        for mode in modes:
            if mode in PROBES[name].modes:
                rows += [_row(who, population, name, mode, measure)
                         for measure in PROBES[name].measure(who, MODES[mode])]
    _keep(run, "probes", rows)
    return rows


def _row(who: Subject, population: int, name: str, mode: str, measure: Measure,
         individual: int = -1) -> dict[str, Any]:
    return {"generation": who.generation, "population": population, "individual_id": individual,
            "probe": name, "mode": mode, **measure._asdict(),
            "n": len(who.genomes) if individual < 0 else 1, "replicates": who.replicates,
            "compliance": who.config.plasticity.compliance, "probe_version": VERSION}


def _routes(who: Subject, run: Run, population: int) -> list[dict[str, Any]]:
    """One row a genome, its route as the condition; and the share of each route."""
    if problem := routes.too_short(who.config):
        return [_row(who, population, ROUTES, "birth", Measure("share", float("nan"), note=problem))]
    seen = routes.signatures(who)
    ids = run.table("genomes", ["deme", "individual_id"], {
        "generation": who.generation, "population": population, "hall_of_fame": False})
    ids = ids.sort_values(["deme", "individual_id"])  # as `genome_matrix` does
    labels = seen.routes
    rows = [_row(who, population, ROUTES, "birth", Measure("share", float(np.mean(labels == label)),
                                                           condition=label))
            for label in routes.LABELS]
    return rows + [
        _row(who, population, ROUTES, "birth", Measure("O", value, condition=label), int(individual))
        for individual, label, value in zip(ids["individual_id"], labels.tolist(),
                                            seen["bred"].tolist(), strict=True)]


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
    verdict = tidy.gate(run)
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
            "compliance": who.config.plasticity.compliance, "probe": line.probe,
            "condition": line.condition, "card_version": card.VERSION, "probe_version": VERSION,
            "note": entry.note})
    codes = {name: code for code, name in enumerate(AGENTS)} | {None: -1}
    _keep(run, "card", [row | {end: codes[row[end]] for end in ("worse", "better")} for row in out])
    return out


def _name(script: Script | None) -> str | None:
    return None if script is None else script.name.lower()


def _keep(run: Run, table: str, rows: list[dict[str, Any]]) -> None:
    """Writes a part of a table and lists it in the run's record."""
    with Record.open(run.path) as record:
        writer: TableWriter = Tables.create(run.path, run.config, run.layout, record.run_id)[table]
        mine = [part for part in record.parts if Path(part["path"]).parent.name == table]
        writer.restore(mine)
        writer.append({key: np.array([row[key] for row in rows]) for key in rows[0]})
        writer.close_part()
        others = [part for part in record.parts if part not in mine]
        record.update(parts=others + writer.parts)

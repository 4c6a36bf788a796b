"""Coalitions of a run that is there: read from its logs, kept in its `coalitions` table, exported.

`evosim coalitions RUN` and notebooks come through here.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.coalitions import (
    WORLD,
    About,
    Findings,
    Measure,
    Portrait,
    Society,
    by_world,
    edge_rows,
    examine,
    graph_of,
    of_rows,
    portrait,
    societies,
    told_rows,
)
from evosim.errors import ConfigError
from evosim.intervals import bootstrap
from evosim.results import Run, load_run
from evosim.schema import DRIVES, KINDS, REACH
from evosim.storage import files
from evosim.storage.record import Record
from evosim.storage.tables import Tables, of_table

if TYPE_CHECKING:
    from evosim.world import World

DRAWS = 200  # re-draws of partners in each world
TABLE, LOGGED = "coalitions", "log.interactions_every"
FORMATS = ("graphml", "gexf")
BIAS = 0.4  # of the mean z of a world: in calibration, crowds of 40 worlds stayed within it
# Figures of a world that are pooled over worlds, and how they are said
SAID = {
    "structure": "groups beyond the crowd",
    "modularity": "modularity",
    "rewired": "modularity, rewired (calls a crowd a coalition)",
    "kin_assortativity": "kin act for kin",
    "drive_assortativity": "like drives act for each other",
    "obedience_assortativity": "the obedient act for each other",
    "defiance": "obedience lost among members",
    "shielding": "penalty shielded among members",
}


class Pooled(NamedTuple):
    """A figure over the worlds of a generation.

    Attributes:
        name: a key of `SAID`.
        value, low, high: mean over worlds and its 95 % bootstrap interval over worlds.
        beyond: the mean excess over what partners re-drawn give.
        beyond_low, beyond_high: its interval.
        z: of the sum over worlds, against the sum of re-drawn worlds.
        worlds: with a figure.
        compared: of these, those in which partners could have been others.
        beyond_2: of these, those with |z| >= 2.
    """

    name: str
    value: float
    low: float
    high: float
    beyond: float
    beyond_low: float
    beyond_high: float
    z: float
    worlds: int
    compared: int
    beyond_2: int


class Analysis(NamedTuple):
    """Coalitions of one generation of a run: rows of the table, and figures over its worlds."""

    generation: int
    worlds: int
    rows: pd.DataFrame
    findings: list[Findings]
    pooled: list[Pooled]


def worlds_of(run: Run, generation: int | None = None) -> list[Society]:
    """The worlds of a generation, as its `encounters` tell them.

    Args:
        run: the run.
        generation: one that was logged; None: the last that was.

    Raises:
        ConfigError: none were logged, or not those of that generation.
        RunDataError: a file of the run is damaged.
    """
    logged = run.needed("encounters", LOGGED, ["generation"])["generation"]
    generation = int(logged.max()) if generation is None else generation
    if not (logged == generation).any():
        have = ", ".join(map(str, sorted(logged.unique())))
        every = run.config.log.interactions_every
        raise ConfigError(f"{run.path}: generation {generation} has no encounters logged ({LOGGED} = "
                          f"{every}); there are those of: {have}")
    rows = run.table("encounters", where={"generation": generation})
    return list(societies(rows, run.config.world.ticks, run.config.log.window))


def analyse(run: Run, generation: int | None = None, *, draws: int = DRAWS,
            watch: Callable[[int, int], None] | None = None) -> Analysis:
    """Looks for coalitions in every world of a generation.

    Args:
        run: the run.
        generation: as in `worlds_of`.
        draws: how often partners are re-drawn in each world.
        watch: told how many worlds are done, of how many.

    Raises:
        ConfigError, RunDataError: as `worlds_of`.
    """
    worlds = worlds_of(run, generation)
    about: About = _about(run, worlds)
    found: list[Findings] = []
    for k, society in enumerate(worlds):
        seen = examine(society, about, draws, run.config.seed)
        if seen is not None:
            found.append(seen)
        if watch is not None:
            watch(k + 1, len(worlds))
    rows = pd.DataFrame([row for seen in found for row in seen.rows])
    return Analysis(worlds[0].world[0], len(worlds), rows, found, pool([seen.measures for seen in found]))


def coalitions(path: str | Path, generation: int | None = None, *, draws: int = DRAWS,
               watch: Callable[[int, int], None] | None = None) -> Analysis:
    """As `analyse`, and keeps the rows in the run's `coalitions` table, in place of those that were there.

    Args:
        path: the run directory.
        generation, draws, watch: as in `analyse`.

    Raises:
        ConfigError: as `worlds_of`, or another process carries out the run.
        RunDataError: a file of the run is damaged.
        StorageError: the disk refused.
    """
    run = load_run(path)
    Record.open(path).close()  # asked before minutes are spent on rows that could not be kept
    analysis = analyse(run, generation, draws=draws, watch=watch)
    _keep(run, analysis.rows)
    return analysis


def pool(worlds: Sequence[dict[str, Measure]]) -> list[Pooled]:
    """Figures over worlds."""
    out = []
    for name in SAID:
        seen = [measures[name] for measures in worlds
                if name in measures and np.isfinite(measures[name].value)]
        if not seen:
            continue
        known = [measure for measure in seen if np.isfinite(measure.sd)]
        excess = [measure.value - measure.mean for measure in known]
        z = np.sum(excess) / np.sqrt(np.sum([measure.sd**2 for measure in known])) if known else np.nan
        out.append(Pooled(name, *bootstrap([measure.value for measure in seen]), *bootstrap(excess), float(z),
                          len(seen), len(known), sum(abs(measure.z) >= 2 for measure in known)))
    return out


def picture(run: Run, analysis: Analysis, world: int | None = None) -> Portrait:
    """One of the worlds that were analysed, to be drawn.

    Args:
        run: the run.
        analysis: of `analyse`, of this run.
        world: its number among `analysis.findings`; None: the one with the median z, so that what is shown is
            typical, not the best.

    Raises:
        ConfigError: nobody did anything for anybody, or there is no such world.
        RunDataError: a file of the run is damaged.
    """
    if not analysis.findings:
        raise ConfigError(f"{run.path}: nobody did anything for anybody in generation {analysis.generation}: "
                          "there is nothing to draw")
    if world is None:
        z = world_z(analysis)
        world = int(np.argsort(z, kind="stable")[np.isfinite(z).sum() // 2])  # NaN comes last
    if not 0 <= world < len(analysis.findings):
        raise ConfigError(f"world {world}: must be from 0 to {len(analysis.findings) - 1}, of those in which "
                          "anybody did anything")
    row = analysis.findings[world].rows[0]
    where = {name: row[name] for name in WORLD}
    society = of_rows(tuple(where.values()), run.table("encounters", where=where), run.config.world.ticks,
                      run.config.log.window)
    return portrait(society, row["draws"], run.config.seed)


def world_z(analysis: Analysis) -> NDArray[np.float64]:
    """z of structure of each world, (worlds,); NaN where partners could not have been others."""
    return np.array([found.measures["structure"].z for found in analysis.findings])


def society_of(world: "World") -> Society:
    """A world that was stepped by hand, as its diary tells it; individuals are numbered as their slots.

    Args:
        world: one in which somebody has met somebody.
    """
    from evosim.world import encounters as met

    rows = met.encounters(world.state.books.diary)
    columns = met.as_columns(rows[met.possible(rows, world.config)])
    return of_rows((0, 0, 0, 0), pd.DataFrame(columns | {
        "from_id": columns["from_slot"], "to_id": columns["to_slot"],
        "kind": np.array([*KINDS, REACH])[columns["kind"]],
    }), world.params.world_ticks, world.config.log.window)


def verdict(analysis: Analysis) -> str:
    """Whether there are coalitions or only crowds, in a sentence.

    Many worlds make a small bias of the null look sure: whatever the z of all of them, a mean z of a world
    within BIAS is no more than crowds have given.
    """
    one = next((one for one in analysis.pooled if one.name == "structure"), None)
    if one is None:
        return "nobody did anything for anybody"
    if np.isnan(one.z):
        return "only crowds can be told from these logs: nobody could have acted on anybody else"
    found = "coalitions"
    if one.z < 2:
        found = "no more than a crowd"
    elif np.nanmean(world_z(analysis)) <= BIAS:
        found = f"not told from a crowd (mean z <= {BIAS})"
    return (f"{found}: z = {one.z:.1f} against partners re-drawn among those in reach, over {one.compared} "
            "worlds of one population")


def missing(run: Run, analysis: Analysis) -> list[str]:
    """What could not be measured for want of rows, and what would have logged them; a sentence each.

    Args:
        run: the run.
        analysis: of `analyse`, of this run.

    Raises:
        RunDataError: a file of the run is damaged.
    """
    log, generation, out = run.config.log, analysis.generation, []
    for table, of, every in (("individuals", "kin and drives", log.individuals_every),
                             ("instructions", "obedience and the overseer", log.instructions_every)):
        if len(run.table(table, ["generation"], {"generation": generation})):
            continue
        if every and generation % every == 0:
            why = f"no `{table}` of generation {generation}: nobody was told anything"
        else:
            why = (f"no `{table}` of generation {generation} are logged; log.{table}_every = {every}, and "
                   f"{log.interactions_every} would log them wherever encounters are")
        out.append(f"nothing of {of}: {why}")
    return out


def export(run: Run, generation: int, kind: str) -> list[Path]:
    """Writes the graph of each world of a generation, and all edges as one Parquet file.

    Args:
        run: the run.
        generation: one whose interactions were logged.
        kind: of `FORMATS`.

    Returns:
        Paths in the folder `coalitions` of the run, the Parquet file last.

    Raises:
        ConfigError: no such format, or no interactions of that generation were logged.
        StorageError: the disk refused.
    """
    if kind not in FORMATS:
        raise ConfigError(f"--export {kind}: must be one of {', '.join(FORMATS)}")
    folder = run.path / "coalitions"
    files.make_folder(folder)
    paths, edges = [], []
    rows = run.needed("interactions", LOGGED, where={"generation": generation})
    for number, lived in by_world(rows):
        where = dict(zip(WORLD, number, strict=True))
        graph = graph_of(lived)
        path = folder / "g{generation}-c{composition}-r{replicate}-b{band}.{kind}".format(**where, kind=kind)
        lines = nx.generate_graphml(graph) if kind == "graphml" else nx.generate_gexf(graph)
        files.write(path, "\n".join(lines).encode())
        paths.append(path)
        edges.append(edge_rows(graph, **where))
    path = folder / f"g{generation}-edges.parquet"
    files.write(path, pd.concat(edges, ignore_index=True).to_parquet(index=False))
    return [*paths, path]


def _about(run: Run, worlds: list[Society]) -> About:
    """What else was logged of those who live in a generation."""
    columns = ["individual_id", "parent1_id", "parent2_id", *(f"drive_{drive}" for drive in DRIVES)]
    living = np.unique(np.concatenate([society.ids for society in worlds]))
    individuals = run.table("individuals", columns, {"population": 0, "individual_id": living[living >= 0]})
    instructions = run.table("instructions", where={"generation": worlds[0].world[0]})
    power = run.config.power
    shields = power.mode == "earned" and power.ally_weight > 0
    return About(individuals, told_rows(instructions), power.theta if shields else float("nan"))


def _keep(run: Run, rows: pd.DataFrame) -> None:
    """Writes a part of the `coalitions` table and lists it in the run's record; those before it go."""
    with Record.open(run.path) as record:
        mine = [part for part in record.parts if of_table(part, TABLE)]
        writer = Tables.create(run.path, run.config, run.layout, record.run_id)[TABLE]
        writer.restore(mine)
        if len(rows):
            writer.append({str(name): column.to_numpy() for name, column in rows.items()})
            writer.close_part()
        fresh = writer.parts[len(mine):]
        record.update(parts=[part for part in record.parts if part not in mine] + fresh)
        files.remove([run.path / part["path"] for part in mine])

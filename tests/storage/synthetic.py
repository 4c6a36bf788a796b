"""Runs that nobody lived, written through the real writers in the loop's own order."""

from pathlib import Path
from typing import Any

import numpy as np

from evosim.config import Config, parse
from evosim.genome import Layout
from evosim.schema import columns
from evosim.storage import checkpoint
from evosim.storage.record import Record
from evosim.storage.tables import Tables

N = 6  # individuals of a population


def config(**keys: Any) -> Config:
    """A small one; keys with `__` for the dot."""
    small = {"name": "tiny", "generations": 20, "brain__hidden": 8, "log__checkpoint_every": 5,
             "instruction__verbs": ["goto", "stay"]}
    overrides = [f"{name.replace('__', '.')}={_toml(value)}"
                 for name, value in (small | keys).items()]
    return parse("", overrides=overrides)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)


def rows(table: str, layout: Layout, generation: int, rng: np.random.Generator, n: int = N,
         population: int = 0) -> dict[str, Any]:
    """A batch that fills every column, with nulls where there may be some."""
    out: dict[str, Any] = {}
    for column in columns(table, layout.verbs):
        if column.type == "bool":
            out[column.name] = rng.random(n) < 0.5
        elif column.type == "genome":
            out[column.name] = rng.normal(size=(n, layout.n_genes)).astype(np.float32)
        elif column.type == "state":
            out[column.name] = rng.integers(0, len(column.states), n) if column.states else "main"
        elif column.type.startswith("float"):
            out[column.name] = rng.random(n).astype(column.type)
        else:
            out[column.name] = rng.integers(-1 if column.nullable else 0, 100, n)
    fixed = {"generation": generation, "population": population, "is_shadow": population > 0,
             "hall_of_fame": False}
    if n > 1 and "individual_id" in out:
        first = 1000 * generation + 100 * population
        fixed["individual_id"] = rng.permutation(first + np.arange(n))
    return out | {name: value for name, value in fixed.items() if name in out}


def write(tables: Tables, layout: Layout, generation: int) -> None:
    """What one generation logs; the same whenever it is lived."""
    for population in (0, 1):
        rng = np.random.default_rng([generation, population])
        tables["generations"].append(rows("generations", layout, generation, rng, 1, population))
        tables["individuals"].append(
            rows("individuals", layout, generation, rng, population=population))
        if generation % 5 == 0:
            tables["genomes"].append(
                rows("genomes", layout, generation, rng, population=population))
    some = ("lives", "instructions", "interactions", "encounters", "coalitions", "frames", "oversight",
            "record", "probes", "card", "demography")
    for table in some if generation % 5 == 0 else ():
        tables[table].append(rows(table, layout, generation, np.random.default_rng(generation)))


def save(record: Record, tables: Tables, layout: Layout, generation: int, **changes: Any) -> None:
    """Everything up to a generation, safe on the disk."""
    parts = tables.close_parts()
    arrays = {"genomes": np.full((N, layout.n_genes), generation, np.float32)}
    checkpoint.save(record.folder / checkpoint.FOLDER, generation, arrays, {"parts": parts},
                    layout.hash)
    record.update(parts=parts, checkpoint=generation, generation=generation, **changes)


def make(out: Path, *, killed_after: int | None = None, name: str | None = "run",
         **keys: Any) -> Path:
    """Writes a whole run, or one that died after that many generations."""
    whole = config(**keys)
    layout = Layout.of(whole)
    given = "# given\n" + "\n".join(f"# {key} = {value}" for key, value in keys.items())
    with Record.create(out, whole, layout, given=given, overrides=["seed=0"], name=name) as record:
        tables = Tables.create(record.folder, whole, layout, record.run_id)
        for generation in range(whole.generations):
            if generation == killed_after:
                tables.close_parts()  # closed, but listed by no checkpoint and no record
                return record.folder
            write(tables, layout, generation)
            if (generation + 1) % whole.log.checkpoint_every == 0:
                save(record, tables, layout, generation + 1)
        save(record, tables, layout, whole.generations, status="done", timings={"all": 1.23456})
    return record.folder

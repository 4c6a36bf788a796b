"""A sweep, as a crate tells of it."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from evosim.config import Config
from evosim.deposit.graph import Ref, folder_id, only
from evosim.deposit.holdings import Column, Holdings, columns_of, names_of
from evosim.deposit.of_run import Told, of_run
from evosim.errors import ConfigError
from evosim.schema import TABLES
from evosim.storage import files, record
from evosim.storage.tables import list_parts
from evosim.sweep import Plan
from evosim.sweep.plan import Cell
from evosim.sweep.sweep import DATASET


def of_sweep(holdings: Holdings, at: PurePosixPath, agents: Sequence[Ref]) -> Told:
    """Enters a sweep: its runs, and the dataset of all of them, with what was swept.

    Args:
        holdings, agents: as in `of_run`.
        at: of the sweep, inside the folder.

    Raises:
        ConfigError: a run is not done, and has not failed.
        RunDataError: a file is damaged.
    """
    graph, folder = holdings.graph, holdings.top / at
    plan = Plan.of_tree(files.unseal(folder / record.SWEEP))
    cells = _ended(folder, plan)
    parts = [holdings.file(at / record.SWEEP, "the plan: configuration, conditions and seeds")]
    actions, instruments = list[Ref](), list[Ref]()
    for cell in cells:
        where = at / record.RUNS / cell.name
        what = ", ".join(cell.condition.overrides)
        told = of_run(holdings, where, agents, f" with {what}" if what else "", cell.condition.values)
        parts.append(graph.add(folder_id(where), "Dataset", name=told.name, description=told.description,
                               hasPart=told.parts))
        actions += told.actions
        instruments += told.instruments
    parts += _dataset(holdings, at, plan, cells)
    parts += holdings.files(holdings.within(at))
    swept = ", ".join(plan.swept) or "nothing but the seed"
    return Told(folder.resolve().name,
                f"{len(cells)} populations bred by evosim: {len(plan.conditions)} conditions x "
                f"{len(plan.seeds)} seeds; swept: {swept}. The tables in {DATASET}/ hold all of them, with "
                "what was swept as columns.", parts, actions, only(instruments))


def _ended(folder: Path, plan: Plan) -> list[Cell]:
    """Runs of the sweep; raises ConfigError unless each is done or has failed."""
    cells = list(plan.cells())
    open_ = [cell.name for cell in cells if not record.is_run(path := folder / record.RUNS / cell.name)
             or record.read(path)["status"] not in ("done", "failed")]
    if open_:
        raise ConfigError(f"{folder}: {len(open_)} of {len(cells)} runs are not done ({open_[0]}); go on by "
                          f"`evosim sweep --resume {folder}`, and deposit it then")
    return cells


def _dataset(holdings: Holdings, at: PurePosixPath, plan: Plan, cells: list[Cell]) -> Iterator[Ref]:
    """Enters the tables of all runs, their columns as the runs themselves say what they mean."""
    for name in sorted({path.parent.name for path in holdings.within(at / DATASET)}):
        remedy = f"`evosim sweep --resume {holdings.top / at}` writes it anew"
        for path in holdings.within(at / DATASET / name):
            names = names_of(holdings.top / path, remedy)
        meanings = {column[0]: column for cell in cells
                    for part in list_parts(holdings.top / at / record.RUNS / cell.name, name)[-1:]
                    for column in columns_of(part)}
        front = _front(plan)
        columns = [front.get(one) or meanings.get(one, (one, "", ""))
                   for one in names]
        yield holdings.table(at / DATASET / name, f"{TABLES[name].row}, of any run of the sweep", columns)


def _front(plan: Plan) -> dict[str, Column]:
    """Columns that a sweep adds to each table."""
    out = {"run_id": ("run_id", "the run, named by its condition and seed", ""),
           "condition": ("condition", "name of the condition", ""),
           "seed": ("seed", "of all random numbers; the same in every condition", "")}
    for key in plan.swept:
        meaning, unit = _key(key)
        # `config.` stands before a key that the table has a column of the same name of
        out |= {name: (name, f"swept: {meaning}", unit) for name in (key, f"config.{key}")}
    return out


def _key(dotted: str) -> tuple[str, str]:
    """What a key of the configuration means, and its unit."""
    model: Any = Config
    field = None
    for name in dotted.split("."):
        field = getattr(model, "model_fields", {}).get(name)
        model = getattr(field, "annotation", None)
    more = getattr(field, "json_schema_extra", None) or {}
    return getattr(field, "description", None) or "", str(more.get("unit", ""))


"""A run, as a crate tells of it."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from evosim.citation import programs
from evosim.config.shipped import headline
from evosim.deposit.acts import act, instrument, machine, settings
from evosim.deposit.graph import Ref, only
from evosim.deposit.holdings import Holdings, columns_of
from evosim.errors import ConfigError, RunDataError
from evosim.schema import TABLES
from evosim.storage import checkpoint, record, tables
from evosim.storage.verify import verify

_SAID = {"done": "bred to its end", "interrupted": "interrupted", "failed": "failed"}


class Told(NamedTuple):
    """What a crate says of a part of it.

    Attributes:
        name: of the run, sweep or experiment.
        description: a sentence or two.
        parts: its files, and tables that are folders.
        actions: what made them.
        instruments: the programs.
    """

    name: str
    description: str
    parts: list[Ref]
    actions: list[Ref]
    instruments: list[Ref]


def of_run(holdings: Holdings, at: PurePosixPath, agents: Sequence[Ref], also: str = "",
           given: dict[str, Any] | None = None) -> Told:
    """Enters a run: its files, what they are, and how they came about.

    Args:
        holdings: of the folder that is deposited.
        at: of the run, inside it.
        agents: those who deposit.
        also: a clause more about the run.
        given: values that a sweep gave it, by dotted key.

    Raises:
        ConfigError: it is running.
        RunDataError: a file is damaged.
    """
    graph, folder = holdings.graph, holdings.top / at
    data = record.read(folder)
    _check(folder, data)
    inputs = holdings.files(_there(holdings, at, (record.GIVEN, record.RESOLVED)))
    made = [*_tables(holdings, at, data), *holdings.files(_there(holdings, at, (record.NAME, "run.log")))]
    made += holdings.files(holdings.within(at / checkpoint.FOLDER), "what the run can be gone on with from")
    others = holdings.files(holdings.within(at))
    instruments = only(instrument(graph, one["software"], one["git_commit"]) for one in programs(data))
    description = _description(folder, data, also)
    inputs_and_values = [*inputs, *settings(graph, at.name or data["run_id"], _values(data, given),
                                            "given to the run apart from its file")]
    action = act(graph, data["run_id"], description=f"{description} On {machine(data['machine'])}.",
                 instruments=instruments, agents=agents, inputs=inputs_and_values, results=made,
                 begun=data["started"], ended=data["updated"], status=data["status"],
                 error=data.get("error") if data["status"] == "failed" else None)
    return Told(data["run_id"], description, [*inputs, *made, *others], [action], instruments)


def _check(folder: Any, data: dict[str, Any]) -> None:
    """Raises unless a run has ended, and all its files are what was written."""
    if data["status"] == "running":
        raise ConfigError(f"{folder}: is running, or was killed; wait for it, or go on with it by `evosim "
                          f"resume {folder}`, and deposit it then")
    found = verify(folder)
    if found:
        more = f" (and {len(found) - 1} more; `evosim verify` says which)" if len(found) > 1 else ""
        raise RunDataError(f"{found[0]}{more}")


def _there(holdings: Holdings, at: PurePosixPath, names: Sequence[str]) -> list[PurePosixPath]:
    return [path for name in names if (path := at / name) in holdings.left]


def _tables(holdings: Holdings, at: PurePosixPath, data: dict[str, Any]) -> list[Ref]:
    """Enters each table that has rows, its columns as its last part has them: columns are only ever added."""
    last: dict[str, PurePosixPath] = {}
    for part in data["parts"]:
        path = at / part["path"]
        last[path.parent.name] = path
    return [holdings.table(at / tables.FOLDER / name, TABLES[name].row, columns_of(holdings.top / path))
            for name, path in last.items()]


def _values(data: dict[str, Any], given: dict[str, Any] | None) -> dict[str, Any]:
    """What the run was given apart from its file, by dotted key."""
    texts = {key.strip(): value.strip() for key, _, value in
             (text.partition("=") for text in data["overrides"])}
    return texts | {"seed": data["seed"]} | (given or {})


def _description(folder: Any, data: dict[str, Any], also: str) -> str:
    said = headline(folder / record.GIVEN)
    about = f" Its configuration says: {said}" if said else ""
    through = f"{data['generation']} of {data['generations']} generations"
    resumed = f"; resumed {len(data['resumed'])} times" if data["resumed"] else ""
    return (f"A population bred by evosim {data['software']['evosim']} from seed {data['seed']}{also}: "
            f"{_SAID[data['status']]}, {through}{resumed}.{about}")

"""Many runs as one: the same tables, with who each row is from and what was varied."""

import glob
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from evosim.config import diff
from evosim.errors import ConfigError
from evosim.results.read import Where, frame
from evosim.results.run import Run, load_run
from evosim.results.views import Views
from evosim.storage.record import RUNS, is_run, is_sweep


def load_runs(runs: str | Path | Iterable[str | Path]) -> "Runs":
    """Opens several runs.

    Args:
        runs: a pattern (`runs/out/*`), a folder of runs, a sweep's directory, or the paths of runs.

    Raises:
        ConfigError: there is no run at all, or one that is named is not there.
        RunDataError: a run's record is damaged, or of a newer evosim.
    """
    if isinstance(runs, (str, Path)):
        pattern = Path(runs)
        if is_run(pattern):
            paths = [pattern]
        elif is_sweep(pattern):
            paths = [path for path in sorted((pattern / RUNS).iterdir()) if is_run(path)]
        else:
            found = glob.iglob(str(pattern / "*") if pattern.is_dir() else str(runs))
            paths = [path for path in map(Path, sorted(found)) if is_run(path)]
    else:
        paths = [Path(path) for path in runs]
    if not paths:
        raise ConfigError(f"{runs}: no run there; give a folder of runs, or a pattern such as "
                          "'runs/out/*'")
    return Runs([load_run(path) for path in paths])


class Runs(Views):
    """Several runs.

    Tables have two things more than those of one run: `run_id`, and a column for each *swept* key,
    that is one whose value differs between the configurations, under its dotted name; `config.phase`, where
    the table has a column `phase` of its own.

    Attributes:
        runs: by run id: the name of the directory, or its path where names repeat.
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        names = Counter(run.run_id for run in runs)
        self.runs = {run.run_id if names[run.run_id] == 1 else str(run.path): run for run in runs}
        self._frames: dict[str, pd.DataFrame] = {}

    def __len__(self) -> int:
        return len(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs.values())

    def __getitem__(self, run_id: str) -> Run:
        return self.runs[run_id]

    def __repr__(self) -> str:
        return f"<Runs: {len(self)}, swept: {', '.join(self.swept.columns) or 'nothing'}>"

    @cached_property
    def swept(self) -> pd.DataFrame:
        """Values of the keys that differ between the runs, by run id.

        Raises:
            RunDataError: a run's `resolved.toml` is missing or damaged.
        """
        first, *others = (run.config for run in self)
        differences = [{key: (a, b) for key, a, b in diff(first, other)} for other in others]
        keys = list(dict.fromkeys(key for found in differences for key in found))
        # what the first run has is the first of each pair
        base = {key: next(found[key][0] for found in differences if key in found) for key in keys}
        rows = [base] + [base | {key: b for key, (_, b) in found.items()} for found in differences]
        rows = [{key: cell(value) for key, value in row.items()} for row in rows]
        return pd.DataFrame(rows, index=pd.Index(list(self.runs), name="run_id"), columns=keys)

    def table(self, name: str, columns: Sequence[str] | None = None,
              where: Where = None) -> pd.DataFrame:
        """As `Run.table`, of all runs; a column that a run lacks (another verb's) is null there.

        Raises:
            ConfigError: a run has no such table or column, or values are not of its type.
            RunDataError: a part is missing or damaged.
        """
        parts = _alike([run._arrow(name, columns, where) for run in self])
        for at, (run_id, part) in enumerate(zip(self.runs, parts, strict=True)):
            who = pa.DictionaryArray.from_arrays(np.zeros(len(part), np.int32), [run_id])
            parts[at] = part.add_column(0, "run_id", who)
        whole = pa.concat_tables(parts, promote_options="default").unify_dictionaries()
        return self._with_swept(frame(whole))

    def tidy(self, what: str = "obedience") -> pd.DataFrame:
        """As `Run.tidy`, of all runs; compare runs, not generations.

        Raises:
            ConfigError: there is no such result, or a run did not measure it.
            RunDataError: a file is missing or damaged.
        """
        parts = [run.tidy(what).assign(run_id=run_id) for run_id, run in self.runs.items()]
        return self._with_swept(pd.concat(parts, ignore_index=True))

    def _with_swept(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with the swept columns after the run id."""
        values = self.swept.reindex(rows["run_id"].astype(str))
        for at, key in enumerate(values.columns):
            rows.insert(1 + at, f"config.{key}" if key in rows else key, values[key].to_numpy())
        return rows


def _alike(parts: list[pa.Table]) -> list[pa.Table]:
    """Tables that can be put under each other.

    A column that one of them lacks, such as that of a verb, may be null in all; genomes may differ
    in length.
    """
    everywhere = set.intersection(*(set(part.schema.names) for part in parts))

    def field(one: pa.Field) -> pa.Field:
        if pa.types.is_fixed_size_list(one.type):
            one = one.with_type(pa.list_(one.type.value_field))
        return one.with_nullable(one.nullable or one.name not in everywhere)

    return [part.cast(pa.schema([field(one) for one in part.schema])) for part in parts]


def cell(value: Any) -> Any:
    """A value that a column can hold: lists as text."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value) if isinstance(value, dict) else value

"""An experiment's directory: what was declared, then its populations as they come, then what they come to."""

import io
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evosim import plugins
from evosim._version import __version__
from evosim.errors import ConfigError, RunDataError
from evosim.experiments.declare import Experiment
from evosim.experiments.population import Row, populated
from evosim.experiments.rules import Outcome, judge
from evosim.storage import files, provenance
from evosim.sweep.crew import Tally, Watcher, carried_out

if TYPE_CHECKING:
    from distributed import Client
    from matplotlib.figure import Figure

DECLARED, POPULATIONS, COST = "declared.json", "populations.parquet", "cost.json"
CONTRASTS, FIGURE = "contrasts.parquet", "figure.png"
_KIND = "evosim experiment"
_COLUMNS = {"arm": "str", "seed": "int64", "population": "int16", "metric": "str", "x": "float64",
            "value": "float64"}


class Study:
    """The directory `<out>/<experiment>/<preset>`.

    It holds `declared.json`, written before anything is bred, and `populations.parquet`, one small group of
    rows for each population that is done; nothing else is needed to go on, or to find the verdict anew.

    Attributes:
        folder: of it.
        experiment: which.
        preset: by which its populations are bred.
        rows: of all populations that are done; columns arm, seed, population (0, or the number of a shadow),
            metric, x (of curves) and value.
    """

    def __init__(self, folder: Path, experiment: Experiment, preset: str, declared: dict[str, Any]) -> None:
        self.folder, self.experiment, self.preset = folder, experiment, preset
        self.declared, self.rows = declared, _read(folder / POPULATIONS)

    @staticmethod
    def open(out: Path, experiment: Experiment, preset: str) -> "Study":
        """Goes on with a study, or declares a new one.

        Args:
            out: folder of studies.
            experiment: which.
            preset: see `declare.PRESETS`.

        Raises:
            ConfigError: it was declared by another rule, or for other arms.
            RunDataError: a file is damaged or foreign.
            StorageError: the disk refused.
        """
        folder = out / experiment.name / preset
        here = experiment.rule_hash(preset)
        if not (folder / DECLARED).exists():
            files.make_folder(folder)
            files.write(folder / DECLARED, files.seal({
                "kind": _KIND, "rule_sha256": here, "declared": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
                "commit": provenance.commit(), "software": provenance.software(),
                "plugins": [one._asdict() for one in experiment.added(preset)],
                "machine": provenance.machine(), "rule": experiment.rule(preset)}))
        declared = _declared(folder)
        if declared["rule_sha256"] != here:
            raise ConfigError(f"{folder}: was declared by another rule or with other arms (sha256 "
                              f"{declared['rule_sha256'][:12]}, and now {here[:12]}), and what was bred for "
                              "it would not compare; give another --out, or move it away")
        return Study(folder, experiment, preset, declared)

    @staticmethod
    def read(folder: Path) -> "Study":
        """A study as it stands, whatever its experiment has become since.

        Raises:
            ConfigError: there is none, or this evosim lacks its experiment, or the package that added it.
            RunDataError: a file is damaged or foreign.
        """
        from evosim.experiments.registry import by_name

        if not (folder / DECLARED).is_file():
            raise ConfigError(f"{folder}: no experiment there; `evosim experiment run NAME` makes one")
        declared = _declared(folder)
        plugins.remember(declared.get("plugins", []))
        return Study(folder, by_name(declared["rule"]["experiment"]), declared["rule"]["preset"], declared)

    @property
    def runs(self) -> Path:
        """Folder of the runs that are being bred."""
        return self.folder / "runs"

    @property
    def complete(self) -> pd.DataFrame:
        """Rows of all populations, and what the experiment derives from them."""
        if self.experiment.derive is None or self.rows.empty:
            return self.rows
        return pd.concat([self.rows, self.experiment.derive(self.rows)], ignore_index=True)

    def waiting(self, seeds: Sequence[int]) -> dict[str, tuple[str, int]]:
        """Populations that are not done, by name; seed by seed: whoever stops early has whole pairs."""
        done = set(zip(self.rows["arm"], self.rows["seed"], strict=True))
        return {f"{arm.name}-s{seed}": (arm.name, seed) for seed in seeds
                for arm in self.experiment.arms_of(self.preset) if (arm.name, seed) not in done}

    def carry_out(self, seeds: Sequence[int], client: "Client | None", watch: Watcher | None = None,
                  keep: bool = False) -> dict[str, str]:
        """Has every population that is not done bred and measured; returns why some failed, by name.

        Args:
            seeds: of each arm.
            client: of a cluster; None: in this process, one after the other.
            watch: told how far it is.
            keep: whether runs stay.

        Raises:
            EvosimError: in this process, a run failed; or the cluster went away.
            Interrupted: the user stopped it.
            StorageError: the disk refused.
        """
        waiting = self.waiting(seeds)
        files.make_folder(self.runs)
        jobs = {name: (self.experiment.name, self.preset, arm, seed, str(self.runs.resolve()), keep)
                for name, (arm, seed) in waiting.items()}
        before = len(seeds) * len(self.experiment.arms_of(self.preset)) - len(jobs)
        failed = dict[str, str]()
        if client is None:
            began = time.perf_counter()
            for done, job in enumerate(jobs.values(), 1):
                self._keep(*populated(*job))
                if watch is not None:
                    left = (time.perf_counter() - began) / done * (len(jobs) - done)
                    watch(Tally(before + len(jobs), before + done, 0, left))
        else:
            failed = carried_out(
                client, populated, jobs, group=f"{self.experiment.name}-{self.preset}", watch=watch,
                again=f"evosim experiment run {self.experiment.name} --preset {self.preset}", before=before,
                keep=lambda _, found: self._keep(*found))
        if not any(self.runs.iterdir()):
            self.runs.rmdir()
        return failed

    def outcome(self) -> Outcome:
        """What the populations that are there come to."""
        return judge(self.experiment, self.complete, self.preset)

    def figure(self, outcome: Outcome) -> "Figure":
        """All populations that are there, and what they come to."""
        from evosim.experiments.drawing import draw

        return draw(self.experiment, self.complete, self.preset, outcome)

    @property
    def arms(self) -> pd.DataFrame:
        """A row for each arm that is bred: its name, what it is, what it is a control for."""
        return pd.DataFrame([{"arm": arm.name, "what": arm.label, "control for": arm.control}
                             for arm in self.experiment.arms_of(self.preset)])

    @property
    def said(self) -> str:
        """When it was declared, under which rule, and how far it has come, for a heading."""
        return (f"declared {self.declared['declared']} under rule {self.declared['rule_sha256'][:16]}; "
                f"{self.populations()} populations of each of {len(self.arms)} arms")

    def wide(self, shadow: bool = False) -> pd.DataFrame:
        """A row for each population, a column for each metric; curves are left out.

        Args:
            shadow: their shadows instead.
        """
        rows = self.complete[self.complete["x"].isna() & ((self.complete["population"] > 0) == shadow)]
        table = rows.pivot_table("value", ["arm", "seed"], "metric", aggfunc="mean").reset_index()
        return table.rename_axis(columns=None)

    def populations(self) -> int:
        """Of the arm that has the fewest, how many are there."""
        arms = [arm.name for arm in self.experiment.arms_of(self.preset)]
        return int(self.rows.groupby("arm")["seed"].nunique().reindex(arms).fillna(0).min())

    def seconds(self) -> float:
        """That a population took, on average over the arms; NaN before the first."""
        took = [np.mean(seconds) for seconds in self.cost().values()]
        return float(np.mean(took)) if took else float("nan")

    def write(self) -> Outcome:
        """Writes contrasts and figure anew, from the populations that are there; returns what they come to.

        Raises:
            StorageError: the disk refused.
        """
        from evosim.figures.registry import rendered

        outcome = self.outcome()
        _write(self.folder / CONTRASTS, outcome.table.assign(
            experiment=self.experiment.name, preset=self.preset, verdict=str(outcome.verdict)))
        about = {"Title": self.experiment.question, "Software": f"evosim {__version__}",
                 "Description": f"rule sha256 {self.declared['rule_sha256']}",
                 "Command": f"evosim experiment run {self.experiment.name} --preset {self.preset}"}
        files.write(self.folder / FIGURE, rendered(self.figure(outcome), "png", about))
        return outcome

    def cost(self) -> dict[str, list[float]]:
        """Seconds of each population that is done, by arm."""
        path = self.folder / COST
        return files.unseal(path)["seconds"] if path.exists() else {}

    def _keep(self, rows: list[Row], seconds: float) -> None:
        new = pd.DataFrame(rows).astype(_COLUMNS)
        whole = pd.concat([self.rows, new], ignore_index=True) if len(self.rows) else new
        # rows do not depend on which worker was first
        self.rows = whole.sort_values(["seed", "arm", "population", "metric", "x"], ignore_index=True,
                                      kind="stable")
        _write(self.folder / POPULATIONS, self.rows)
        cost = self.cost()
        cost.setdefault(rows[0]["arm"], []).append(round(seconds, 2))
        files.write(self.folder / COST, files.seal({"seconds": cost}))


def _declared(folder: Path) -> dict[str, Any]:
    tree = files.unseal(folder / DECLARED)
    if tree.get("kind") != _KIND:
        raise RunDataError(f"{folder / DECLARED}: is no declaration of an evosim experiment")
    return tree


def _read(path: Path) -> pd.DataFrame:
    if not path.exists():
        return pd.DataFrame({name: np.zeros(0, kind if kind != "str" else object)
                             for name, kind in _COLUMNS.items()})
    try:
        return pd.read_parquet(path)[list(_COLUMNS)]
    except Exception as error:  # whatever pyarrow makes of damaged bytes
        raise RunDataError(f"{path}: cannot be read as populations of an experiment: "
                           f"{str(error).splitlines()[0]}") from None


def _write(path: Path, table: pd.DataFrame) -> None:
    out = io.BytesIO()
    table.to_parquet(out, compression="zstd", index=False)
    files.write(path, out.getvalue())

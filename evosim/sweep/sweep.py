"""A sweep's directory, and how its runs are carried out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evosim._version import __version__
from evosim.errors import ConfigError, RunDataError
from evosim.storage import files, record
from evosim.storage.record import RUNS, SWEEP, is_sweep
from evosim.sweep.crew import Watcher, carried_out
from evosim.sweep.plan import Cell, Plan
from evosim.sweep.worker import lived

if TYPE_CHECKING:
    from distributed import Client

DATASET = "dataset"
_KIND = "evosim sweep"


class Sweep:
    """A directory with a plan, `runs/` and, at the end, `dataset/`.

    Attributes:
        folder: of it.
        plan: what is to be run.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan

    @staticmethod
    def create(out: Path, plan: Plan, name: str | None = None) -> "Sweep":
        """Makes the directory of a new sweep.

        Args:
            out: folder of runs and sweeps.
            plan: checked.
            name: of the directory, instead of `<name>-sweep-<UTC time>`.

        Raises:
            ConfigError: the directory exists.
            StorageError: the disk refused.
        """
        config = plan.config_of(next(plan.cells()))
        folder = out / (name or f"{config.name}-sweep-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        if folder.exists():
            raise ConfigError(f"{folder}: exists; go on with it by `evosim sweep --resume {folder}`, or give "
                              "another --name")
        files.make_folder(folder / RUNS)
        files.write(folder / SWEEP, files.seal({"kind": _KIND, "evosim": __version__, **plan.tree()}))
        return Sweep(folder, plan)

    @staticmethod
    def open(folder: Path) -> "Sweep":
        """Opens a sweep again.

        Raises:
            ConfigError: there is no such sweep.
            RunDataError: its plan is damaged or foreign.
        """
        if not is_sweep(folder):
            raise ConfigError(f"{folder}: no sweep there; give the directory that `evosim sweep` printed")
        tree = files.unseal(folder / SWEEP)
        if tree.get("kind") != _KIND:
            raise RunDataError(f"{folder / SWEEP}: is no plan of an evosim sweep")
        if tree["evosim"] != __version__:
            raise RunDataError(f"{folder / SWEEP}: was planned by evosim {tree['evosim']}, and this is "
                               f"{__version__}: runs of both would not compare; go on with that version")
        return Sweep(folder, Plan.of_tree(tree))

    @property
    def runs(self) -> Path:
        """Folder of its runs."""
        return self.folder / RUNS

    def path(self, cell: Cell) -> Path:
        """Directory of a run."""
        return self.runs / cell.name

    def done(self, cell: Cell) -> bool:
        """Whether a run has been lived to its end.

        Raises:
            RunDataError: its record is damaged.
        """
        path = self.path(cell)
        return record.is_run(path) and record.read(path)["status"] == "done"

    def carry_out(self, client: "Client", watch: Watcher | None = None) -> dict[str, str]:
        """Has every run that is not done lived by workers; returns why some failed, by run.

        A worker that is lost costs what its run had lived since its checkpoint: another goes on from there.

        Args:
            client: of the cluster.
            watch: told after each run, and now and then.

        Raises:
            EvosimError: the cluster went away; the sweep can be gone on with.
            Interrupted: the user stopped it; it can be gone on with.
        """
        waiting = [cell for cell in self.plan.cells() if not self.done(cell)]
        jobs = {cell.name: (str(self.runs.resolve()), cell.name, self.plan.text, self.plan.source,
                            self.plan.overrides_of(cell)) for cell in waiting}
        return carried_out(client, lived, jobs, group=self.folder.name, watch=watch,
                           again=f"evosim sweep --resume {self.folder}", before=len(self.plan) - len(waiting))

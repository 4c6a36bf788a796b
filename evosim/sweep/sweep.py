"""A sweep's directory, and how its runs are carried out."""

import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from evosim._version import __version__
from evosim.errors import ConfigError, EvosimError, Interrupted, RunDataError
from evosim.storage import files, record
from evosim.storage.record import RUNS, SWEEP, is_sweep
from evosim.sweep.plan import Cell, Plan

if TYPE_CHECKING:
    from distributed import Client, Future

DATASET = "dataset"
_KIND = "evosim sweep"
_POLL = "2s"
_GONE = "the cluster went away; what was lived is kept, and --resume goes on from there"


class Tally(NamedTuple):
    """How far a sweep is.

    Attributes:
        runs: of it.
        done: of these.
        failed: of these.
        left: seconds until the end, by the pace of what was done here; None before the first.
    """

    runs: int
    done: int
    failed: int
    left: float | None


Watcher = Callable[[Tally], None]


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
        from distributed import TimeoutError as TookLonger
        from distributed import wait

        from evosim.sweep.cluster import RETRIES
        from evosim.sweep.worker import lived

        waiting = [cell for cell in self.plan.cells() if not self.done(cell)]
        names: dict[Future, str] = {
            client.submit(lived, str(self.runs.resolve()), cell.name, self.plan.text, self.plan.source,
                          self.plan.overrides_of(cell), key=f"{self.folder.name}-{cell.name}", pure=False,
                          retries=RETRIES, priority=-number): cell.name
            for number, cell in enumerate(waiting)}
        began, before, failed = time.perf_counter(), len(self.plan) - len(waiting), dict[str, str]()
        left = set(names)
        try:
            while left:
                try:
                    now = wait(left, timeout=_POLL, return_when="FIRST_COMPLETED")
                    over, left = now.done, now.not_done
                except TookLonger:
                    over = set()
                except CancelledError:
                    raise EvosimError(_GONE) from None
                for future in over:
                    if future.status != "finished":
                        failed[names[future]] = _why(future)
                if watch is not None:
                    lived_here = len(waiting) - len(left)
                    pace = (time.perf_counter() - began) / lived_here if lived_here else None
                    watch(Tally(len(self.plan), before + lived_here - len(failed), len(failed),
                                None if pace is None else pace * len(left)))
        except KeyboardInterrupt:
            client.cancel(list(left), force=True)
            raise Interrupted(f"stopped; go on with: evosim sweep --resume {self.folder}") from None
        return failed


def _why(future: "Future") -> str:
    """One sentence on a run that failed.

    Raises:
        EvosimError: it is the cluster that went away.
    """
    if future.status in ("cancelled", "lost"):
        raise EvosimError(_GONE)
    try:
        error: Any = future.exception()
    except CancelledError:
        raise EvosimError(_GONE) from None
    if type(error).__name__ == "KilledWorker":
        return "its worker died again and again; is there memory enough?"
    text = str(error).splitlines()
    return (text[0] if isinstance(error, EvosimError) and text
            else f"{type(error).__name__}: {text[0] if text else 'no message'}")

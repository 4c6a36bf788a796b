"""How every peer is timed: its work, over and over, for about as many seconds as asked.

A peer is a file with a function `prepare`, which builds its world and returns its work: a function that does
a stretch of it and says how much that was. `measured(warmed(prepare), seconds).rate` is its rate. Run by
itself a peer prints it; with `--serve` it takes the turns that `bench.py` gives it. Nothing here but the
standard library, since each side has an environment of its own.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Collection
from typing import NamedTuple

Work = Callable[[], "float | tuple[float, dict[str, float]]"]

ONE_THREAD = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false", "JAX_PLATFORMS": "cpu",
}
CORES = "MEASURED_FROM_CORES"  # set in a process that was started anew


class Turn(NamedTuple):
    """What came of a stretch of work.

    Attributes:
        done: units of it.
        seconds: by the clock.
        cpu_seconds: that this process had of its cores; fewer where somebody else was let in.
        notes: what else the last stretch said of itself.
    """

    done: float
    seconds: float
    cpu_seconds: float
    notes: dict[str, float]

    @property
    def rate(self) -> float:
        """Units a second."""
        return self.done / self.seconds


def measured(work: Work, seconds: float) -> Turn:
    """Works for about so many seconds, and at least once."""
    done, began, cpu = 0.0, time.perf_counter(), time.process_time()
    while True:
        came = work()
        units, notes = came if isinstance(came, tuple) else (came, {})
        done += units
        passed = time.perf_counter() - began
        if passed >= seconds:
            return Turn(done, passed, time.process_time() - cpu, notes)


def warmed(prepare: Callable[[], Work]) -> Work:
    """The work, done once: compiled, and its memory touched."""
    work = prepare()
    work()
    return work


def pinned(cores: set[int]) -> set[int]:
    """Keeps this process on these cores, where the system can; returns those that it had."""
    if not hasattr(os, "sched_setaffinity"):
        return set()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    return before


def arguments(names: Collection[str]) -> argparse.Namespace:
    """What a timed program is told: a job of several, seconds, a core, whether to take turns.

    Starts this process anew on the core, the last one where none is said: libraries read how many threads
    they may have when they are loaded, and JAX has started some by now, which would stay on all cores.

    Args:
        names: of its jobs; the first is done where none is said.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("job", nargs="?", choices=names, default=next(iter(names)))
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--core", type=int)
    parser.add_argument("--serve", action="store_true", help="take turns from standard input")
    options = parser.parse_args()
    if CORES not in os.environ:
        had = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
        if had:
            pinned({max(had) if options.core is None else options.core})
        os.execve(sys.executable, sys.orig_argv, {
            **os.environ, **ONE_THREAD, CORES: " ".join(str(core) for core in sorted(had))})
    return options


def all_cores() -> set[int]:
    """Those that this process had before it was kept on one; none where the system cannot say."""
    return {int(core) for core in os.environ.get(CORES, "").split()}


def busy() -> tuple[float, float, float]:
    """Seconds since some time: by the clock, of all cores' work, of this process's; zeros where unknown."""
    try:
        with open("/proc/stat", encoding="utf-8") as file:
            user, nice, system, _, _, *rest = (int(word) for word in file.readline().split()[1:])
    except OSError:
        return 0.0, 0.0, 0.0
    ticks = user + nice + system + sum(rest[:3])
    return time.perf_counter(), ticks / os.sysconf("SC_CLK_TCK"), time.process_time()


def others_since(before: tuple[float, float, float]) -> float:
    """Cores that others kept busy since `busy()`, on average."""
    clock, worked, own = (now - then for now, then in zip(busy(), before, strict=True))
    return max(0.0, worked - own) / clock if clock else 0.0


def main(unit: str, jobs: dict[str, Callable[[], Work]]) -> None:
    """What every timed program does when run.

    Args:
        unit: of which work says how much was done.
        jobs: `prepare` by name; it builds, and returns the work.
    """
    options = arguments(jobs)
    if options.serve:
        serve(jobs)
        return
    turn = measured(warmed(jobs[options.job]), options.seconds)
    print(f"{turn.rate:,.6g} {unit} a second", *(f"{name} {note:.3g}" for name, note in turn.notes.items()))


def serve(jobs: dict[str, Callable[[], Work]]) -> None:
    """Takes turns: answers each line `{"job": name, "seconds": n}` with what came of it.

    A job is made ready when it is first asked for; for 0 seconds it is made ready and no more.

    Args:
        jobs: `prepare` by name.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    ready: dict[str, Work] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        name = asked["job"]
        if name not in ready:
            ready[name] = warmed(jobs[name])
        turn = measured(ready[name], asked["seconds"]) if asked["seconds"] else Turn(0, 0, 0, {})
        print(json.dumps(turn._asdict()), file=answers, flush=True)

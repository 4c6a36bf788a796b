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
from collections.abc import Callable
from typing import NamedTuple

Work = Callable[[], "float | tuple[float, dict[str, float]]"]

ONE_THREAD = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false", "JAX_PLATFORMS": "cpu",
}


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


def pinned(cores: set[int]) -> None:
    """Keeps this process on these cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def main(unit: str, prepare: Callable[[], Work], **others: Callable[[], Work]) -> None:
    """What every peer does when run.

    Args:
        unit: of which work says how much was done.
        prepare: builds, and returns the work.
        others: the same by another name, which is an option of the command line.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--serve", action="store_true", help="take turns from standard input")
    parser.set_defaults(job="")
    for name in others:
        parser.add_argument(f"--{name}", action="store_const", const=name, dest="job")
    options = parser.parse_args()
    if ONE_THREAD.items() - os.environ.items():  # libraries read them when they are loaded
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **ONE_THREAD})
    jobs = {"": prepare, **others}
    if options.serve:
        serve(jobs)
        return
    if hasattr(os, "sched_getaffinity"):
        pinned({max(os.sched_getaffinity(0))})
    turn = measured(warmed(jobs[options.job]), options.seconds)
    print(f"{turn.rate:,.6g} {unit} a second")


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

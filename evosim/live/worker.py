"""One population in a process of its own: it lives, pauses, is given up, and leaves nothing behind."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

FILM_EVERY = 7.0  # seconds at least between films of the living world


@dataclass(frozen=True)
class Job:
    """What a worker is to do.

    Attributes:
        number: what its messages carry, so that those of a job given up are known as such.
        name: of the run's directory.
        config: as TOML.
        measures: extra lives to look at, see `measures`.
        populations: evolved ones that live the extinction probe instead, see `extinction`.
    """

    number: int
    name: str
    config: str = ""
    measures: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()


class GivenUp(Exception):  # noqa: N818  on purpose
    """The job is not wanted any more."""


class Control:
    """What the thread that lives asks between generations."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._playing, self._wanted = True, True

    def play(self, on: bool) -> None:
        """Lets time go on, or stops it."""
        with self._changed:
            self._playing = on
            self._changed.notify_all()

    def give_up(self) -> None:
        """Ends the job at its next generation, also while time stands still."""
        with self._changed:
            self._wanted = False
            self._changed.notify_all()

    def wait(self) -> None:
        """Returns while time goes on.

        Raises:
            GivenUp: the job is not wanted any more.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._playing or not self._wanted)
            if not self._wanted:
                raise GivenUp


def serve(pipe: Connection, folder: str) -> None:
    """Does jobs until the pipe closes, and removes the folder then.

    Orders are `("job", Job)`, `("play", bool)` and `("stop",)`; told are `(number, what, value)` with what
    one of begun, row, film, curve, done, failed; and `(0, "ready", None)` once.

    Args:
        pipe: to whoever started this process; it closes when that dies, however that comes about.
        folder: for runs.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which tells us
    lock = threading.Lock()
    control, thread, playing = Control(), None, True

    def tell(*message: Any) -> None:
        with lock:
            try:
                pipe.send(message)
            except (OSError, ValueError):
                _leave(folder)

    import evosim.run  # noqa: F401  what takes a second or two, before the first job

    tell(0, "ready", None)
    try:
        while (order := pipe.recv())[0] != "stop":
            if order[0] == "play":
                playing = order[1]
                control.play(playing)
                continue
            control.give_up()
            if thread is not None:
                thread.join()
            control = Control()
            control.play(playing)
            thread = threading.Thread(target=_do, args=(order[1], Path(folder), control, tell), daemon=True)
            thread.start()
    except (EOFError, OSError):
        pass
    _leave(folder)


def _leave(folder: str) -> None:
    for _ in range(100):  # a run that is still at it may put a file where one was just removed
        shutil.rmtree(folder, ignore_errors=True)
        if not Path(folder).exists():
            break
        time.sleep(0.02)
    os._exit(0)  # whatever still lives, lives for nobody


def _do(job: Job, folder: Path, control: Control, tell: Callable[..., None]) -> None:
    from evosim.errors import EvosimError

    def told(what: str, value: Any = None) -> None:
        tell(job.number, what, value)

    shutil.rmtree(folder, ignore_errors=True)  # of the job before, which nobody kept
    folder.mkdir(parents=True, exist_ok=True)
    told("begun")
    try:
        told("done", _tried(job, control, told) if job.populations else _evolved(job, folder, control, told))
    except GivenUp:
        return
    except EvosimError as error:
        told("failed", str(error))
    except Exception as error:  # a fault of ours: the page says so, and the next job may go well
        told("failed", f"{type(error).__name__}: {error}")


def _evolved(job: Job, folder: Path, control: Control, told: Callable[..., None]) -> str:
    from evosim.config import parse
    from evosim.genome import Layout
    from evosim.live import measures, seen
    from evosim.live.films import Projector
    from evosim.run import Progress, run

    config = parse(job.config)
    layout, filmed = Layout.of(config), float("-inf")
    projector = Projector(lambda film: told("film", film))

    def watch(progress: Progress) -> None:
        nonlocal filmed
        now = progress.lived
        row = seen.row_of(now, layout)
        row["own"] |= measures.taken(job.measures, now, layout)
        told("row", row)
        if time.monotonic() - filmed > FILM_EVERY or now.number + 1 == config.generations:
            projector.take(now.config, now.populations[0].genomes, now.number)
            filmed = time.monotonic()
        control.wait()

    try:
        return str(run(config, folder, name=job.name, watch=watch))
    finally:
        projector.close()


def _tried(job: Job, control: Control, told: Callable[..., None]) -> str:
    from evosim.live import extinction

    for name in job.populations:
        told("curve", extinction.lived(name, job.config))
        control.wait()
    return ""

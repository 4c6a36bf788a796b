"""The server's hold on the two workers: it hands out jobs, and makes sure that nothing is left behind."""

import contextlib
import multiprocessing
import shutil
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from evosim.live import worker
from evosim.live.worker import Job

PATIENCE = 4.0  # seconds until a worker that does not take up a job is replaced
Told = Callable[[str, int, str, Any], None]


class Hand:
    """One worker process, replaced where it hangs or dies.

    Args:
        side: what it is called, "a" or "b".
        told: called with side, number of the job, what, and a value (`worker.serve`); from a thread.
    """

    def __init__(self, side: str, told: Told) -> None:
        self.side, self._told = side, told
        self.folder = Path(tempfile.mkdtemp(prefix="evosim-live-"))
        self._lock = threading.RLock()
        self._job: Job | None = None
        self._begun, self._playing = False, True
        self._spawn()

    def start(self, job: Job) -> None:
        """Gives up what it does, and does this."""
        with self._lock:
            self._job, self._begun = job, False
            if not self.process.is_alive():
                self._spawn()
            elif self._ready:
                self._hand_out(self._pipe)

    def play(self, on: bool) -> None:
        """Lets time go on, or stops it."""
        with self._lock:
            self._playing = on
            if self._ready:
                self._send(("play", on))

    def close(self) -> None:
        """Ends the process, whatever it does, and removes its folder."""
        with self._lock:
            self._job = None
        self._end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spawn(self) -> None:
        context = multiprocessing.get_context("spawn")  # threads and fork do not go together
        self._pipe, theirs = context.Pipe()
        self._ready = False
        self.process = context.Process(target=worker.serve, args=(theirs, str(self.folder)), daemon=True,
                                       name=f"evosim live {self.side}")
        self.process.start()
        theirs.close()
        self._listener = threading.Thread(target=self._listen, args=(self._pipe,), daemon=True)
        self._listener.start()

    def _listen(self, pipe: Connection) -> None:
        while True:
            try:
                number, what, value = pipe.recv()
            except (EOFError, OSError):
                break
            if what == "ready":
                with self._lock:
                    self._ready = True
                    self._send(("play", self._playing))
                    self._hand_out(pipe)
                continue
            self._begun |= what == "begun" and self._job is not None and number == self._job.number
            self._told(self.side, number, what, value)
        with self._lock:
            job = self._job if pipe is self._pipe else None
        if job is not None:
            self._told(self.side, job.number, "failed", "its process has ended; start again")

    def _hand_out(self, pipe: Connection) -> None:
        job = self._job
        if job is None:
            return
        self._send(("job", job))
        timer = threading.Timer(PATIENCE, self._replace, (job, pipe))
        timer.daemon = True
        timer.start()

    def _replace(self, job: Job, pipe: Connection) -> None:
        """Ends a process that has not taken up a job, and starts another that will."""
        with self._lock:
            if self._begun or self._job is not job or pipe is not self._pipe:
                return
            self._job = None  # its end is no failure
        self._end()
        with self._lock:
            if self._job is None:
                self._job = job
            self._spawn()

    def _send(self, order: tuple[Any, ...]) -> None:
        with contextlib.suppress(OSError, ValueError):  # it has died, which `_listen` sees
            self._pipe.send(order)

    def _end(self) -> None:
        self.process.kill()
        self.process.join()
        self._listener.join(timeout=5)  # the pipe's other end went with the process
        self._pipe.close()

"""The processes that are timed: one a peer and one for evosim, on one core, where one works at a time."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "peers"))
from measure import Turn  # noqa: E402  the peers' side of it, which is no package


class Job(NamedTuple):
    """Something that is timed.

    Attributes:
        name: in all tables.
        script: that does it, beside this file.
        job: which of the script's.
        seconds: of a turn at least.
        unit: of what is done: "agent-steps" or "generations", "starts".
        what: a note for readers.
    """

    name: str
    script: str
    job: str
    seconds: float
    unit: str
    what: str = ""


class Worker:
    """A process that takes turns.

    Args:
        python: interpreter of its environment.
        script: path of a file that calls `measure.main`.
        core: that it is kept on; None: on none.
    """

    def __init__(self, python: Path, script: Path, core: int | None) -> None:
        self.script = script
        self._process = subprocess.Popen(
            [python, script, "--serve", *([] if core is None else ["--core", str(core)])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def turn(self, job: str, seconds: float) -> Turn:
        """Has it work for so many seconds; for 0 it is made ready.

        Raises:
            RuntimeError: it died.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"job": job, "seconds": seconds}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise RuntimeError(f"{self.script.name}: ended with exit code {self._process.wait()}; what it "
                               "said stands above")
        return Turn(**json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

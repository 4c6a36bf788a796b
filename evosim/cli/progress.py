"""What a user sees while a run goes on: a live line on a terminal, a plain one every 10 s off it."""

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evosim.run import Progress, Watcher

EVERY = 10.0  # seconds between plain lines


@contextmanager
def watching(quiet: bool) -> "Iterator[Watcher | None]":
    """A watcher for a run, on standard error; None if the user wants quiet."""
    if not quiet:
        say_if_compiling()
    with telling(quiet, _Line(), lambda p: p.generation + 1 == p.generations) as tell:
        yield tell


@contextmanager
def telling(quiet: bool, line: Callable[[Any], str],
            last: Callable[[Any], bool]) -> Iterator[Callable[[Any], None] | None]:
    """A function that tells the user how far something is, on standard error; None if he wants quiet.

    Args:
        quiet: whether he does.
        line: what is said of a state.
        last: whether a state is the end, which is said in any case.
    """
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield _Plain(line, last)
        return
    from rich.console import Console
    from rich.status import Status

    with Status("starting", console=Console(stderr=True)) as status:
        yield lambda state: status.update(line(state))


class _Line:
    """Words for a generation, with the time left by the average so far."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._first: int | None = None
        self._obedience = ""

    def __call__(self, p: "Progress") -> str:
        if self._first is None:
            self._first = p.generation
        if p.obedience is not None and p.compliance_gap is not None and not math.isnan(p.obedience):
            self._obedience = f", O {p.obedience:.2f}"
            if not math.isnan(p.compliance_gap):  # always watched, or never
                self._obedience += f", watched - unwatched {p.compliance_gap:+.2f}"
        done = p.generation - self._first + 1
        left = (time.perf_counter() - self._began) / done * (p.generations - p.generation - 1)
        return (f"generation {p.generation + 1}/{p.generations} ({p.phase}): best {p.best:.1f}, "
                f"mean {p.mean:.1f}{self._obedience}, {p.agent_steps / p.seconds / 1e6:.1f} M "
                f"agent-steps/s, {left:.0f} s left")


class _Plain:
    """Prints a line now and then, and the last one."""

    def __init__(self, line: Callable[[Any], str], last: Callable[[Any], bool]) -> None:
        self._line, self._is_last, self._said = line, last, 0.0

    def __call__(self, state: Any) -> None:
        text, now = self._line(state), time.perf_counter()
        if now - self._said >= EVERY or self._is_last(state):
            print(text, file=sys.stderr, flush=True)
            self._said = now


def say_if_compiling() -> None:
    """Says on standard error that the first run takes longer, where it does."""
    from evosim.kernels import CACHE

    if not any(CACHE.rglob("*.nbi")):
        print("compiling the kernels, once: about a minute", file=sys.stderr, flush=True)

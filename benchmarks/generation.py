"""Where the milliseconds of a generation go: the compiled lives, and all that stands around them.

    python benchmarks/generation.py [runs/first.toml] [--generations 51] [-o key=value] [--json]

A real run is timed from within, on one core; each section without the sections that it calls.
Generations differ, as most tables are due only now and then: so beside the median stand the range and
the mean, which is what a run pays. The first generation, which warms up, does not count.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from evosim import run as loop
from evosim import training
from evosim.config import parse
from evosim.evolution import HallOfFame
from evosim.forebears import Forebears
from evosim.journal import Journal
from evosim.probes import battery
from evosim.storage import checkpoint
from evosim.storage.record import Record
from evosim.storage.tables import Tables, TableWriter
from evosim.world import lives

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from measure import pinned

SECTIONS = [
    ("around live", training, "live_bands"), ("live", lives, "live"),
    ("express", training, "express"), ("express", training, "wiring"),
    ("seat", training, "seated"), ("seat", training, "stream_keys"),
    ("means", loop, "Sums"), ("means", loop.Merit, "of"),
    ("battery", battery, "measure"),
    ("fame", HallOfFame, "updated"),
    ("breed", training, "breed"),
    ("tabulate", Journal, "write"), ("tabulate", Forebears, "of"),
    ("append", TableWriter, "append"),
    ("write", TableWriter, "close_part"), ("write", Tables, "close_parts"),
    ("checkpoint", checkpoint, "save"),
    ("record", Record, "update"),
]
LIVING = ("live", "battery")  # compiled


class Clock:
    """Seconds by section: of the section that runs, not of those that it called it from."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._open, self._since = ["loop"], time.perf_counter()

    def turn(self) -> None:
        """Puts what has passed down to the section that runs."""
        now = time.perf_counter()
        self.spent[self._open[-1]] += now - self._since
        self._since = now

    def timed(self, section: str, function):
        """The same function, whose time goes to a section."""
        def inner(*args, **named):
            self.turn()
            self._open.append(section)
            try:
                return function(*args, **named)
            finally:
                self.turn()
                self._open.pop()
        return inner

    def taken(self) -> dict[str, float]:
        """Milliseconds since this was last asked."""
        self.turn()
        out = {section: 1e3 * seconds for section, seconds in self.spent.items()}
        self.spent.clear()
        return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", nargs="?", help="instead of the default world")
    parser.add_argument("--generations", type=int, default=51)
    parser.add_argument("-o", dest="overrides", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    pinned({0})  # where logs are written in turn: the clock knows of one thread
    text = Path(options.config).read_text() if options.config else (
        'name = "generation"\n[population]\ngenomes = 1024\n'
        "[shadow]\npopulations = 0\n[battery]\nevery = 0\n")
    config = parse(text, overrides=[*options.overrides, f"generations={options.generations}"])
    clock, seen, steps = Clock(), [], []
    for section, owner, name in SECTIONS:
        kept = vars(owner)[name]
        timed = clock.timed(section, getattr(owner, name))
        setattr(owner, name, staticmethod(timed) if isinstance(kept, staticmethod) else timed)

    def watch(progress: loop.Progress) -> None:
        seen.append(clock.taken())
        steps.append(progress.agent_steps)

    with tempfile.TemporaryDirectory() as folder:
        loop.run(config, Path(folder), watch=watch)
        seen.append(clock.taken())
    end = seen.pop()
    report(seen[1:], end, statistics.mean(steps[1:]), options.json)


def report(seen: list[dict[str, float]], end: dict[str, float], steps: float, as_json: bool) -> None:
    """Prints a line a section; `end` is what closing the run took."""
    names = sorted({name for one in seen for name in one},
                   key=lambda name: -sum(one.get(name, 0) for one in seen))
    rows = {name: [one.get(name, 0.0) for one in seen] for name in names}
    rows["all else"] = [sum(ms for name, ms in one.items() if name not in LIVING) for one in seen]
    rows["all"] = [sum(one.values()) for one in seen]
    figures = {name: {"median_ms": statistics.median(ms), "low_ms": min(ms), "high_ms": max(ms),
                      "mean_ms": statistics.mean(ms), "ns_per_agent_step": 1e6 * statistics.mean(ms) / steps}
               for name, ms in rows.items()}
    if as_json:
        print(json.dumps({"generations": len(seen), "agent_steps": steps, "sections": figures,
                          "end_ms": sum(end.values())}, indent=1))
        return
    print(f"{len(seen)} generations of {steps:,.0f} agent-steps; ms: median (lowest to highest), mean")
    for name, of in figures.items():
        spread = f"{of['median_ms']:.2f} ({of['low_ms']:.2f} to {of['high_ms']:.2f})"
        print(f"{name:12s} {spread:>28s} {of['mean_ms']:8.2f} ms {of['ns_per_agent_step']:7.1f} ns a step")
    print(f"the end: {sum(end.values()):.0f} ms")


if __name__ == "__main__":
    main()

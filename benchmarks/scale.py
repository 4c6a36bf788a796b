"""Whether an agent-step takes as long, and a genome as much memory, however many there are.

    python benchmarks/scale.py 4096         # one size, by itself

Each size is lived in a process of its own, whose peak of memory less that of a tiny run is what its genomes
took. Timed are generations after the first, which logs what is logged every 50th.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

SIZES = [64, 256, 1024, 4096, 16384, 65536]
ENOUGH = 2_000_000  # agent-steps that are timed at least, of one generation at least
TINY = 16
FLAT = 1.5  # times the least that the most may be
FROM = 1024  # genomes from which on their memory stands out from the program's


class Size(NamedTuple):
    """What was seen at one number of genomes.

    Attributes:
        genomes: how many.
        ns: nanoseconds an agent-step, of each timed generation.
        peak: bytes of the whole process.
        floor: bytes of the same process before, after a tiny run.
    """

    genomes: int
    ns: list[float]
    peak: int
    floor: int

    @property
    def time(self) -> float:
        """Nanoseconds an agent-step, the median."""
        return statistics.median(self.ns)

    @property
    def memory(self) -> float:
        """Bytes a genome."""
        return (self.peak - self.floor) / self.genomes


def lived(genomes: int) -> Size:
    """Lives in this process."""
    from evosim.bench.generations import default_world
    from evosim.run import run

    with tempfile.TemporaryDirectory() as folder:
        run(default_world(TINY, 2), Path(folder))
        floor, steps = _peak(), genomes * 640
        ns: list[float] = []
        run(default_world(genomes, 2 + ENOUGH // steps), Path(folder), name="measured",
            watch=lambda progress: ns.append(1e9 * progress.seconds / progress.agent_steps))
    return Size(genomes, ns[1:], _peak(), floor)


def all_sizes(core: int | None) -> list[Size]:
    """Every size, each in a process of its own on the same core."""
    out = []
    for genomes in SIZES:
        done = subprocess.run([sys.executable, __file__, str(genomes)], check=True, stdout=subprocess.PIPE,
                              text=True, preexec_fn=None if core is None
                              else lambda: os.sched_setaffinity(0, {core}))
        out.append(Size(**json.loads(done.stdout)))
    return out


def course(values: list[float]) -> str:
    """What values do from the first size to the last."""
    if any(later > FLAT * min(values[:k]) for k, later in enumerate(values) if k):
        return "GROWS"
    return "is flat" if max(values) <= FLAT * min(values) else "only falls"


def sentence(sizes: list[Size]) -> str:
    """What came of it."""
    times = [size.time for size in sizes]
    memories = [size.memory / 1e3 for size in sizes if size.genomes >= FROM]
    return (f"Time an agent-step {course(times)} from {sizes[0].genomes:,} genomes on "
            f"({times[0]:.0f} ns there, {times[-1]:.0f} ns at {sizes[-1].genomes:,}); "
            f"peak memory a genome {course(memories)} from {FROM:,} on "
            f"({memories[0]:.0f} kB there, {memories[-1]:.0f} kB at the most genomes).")


def _peak() -> int:
    """Bytes that this process has had at most."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    print(json.dumps(lived(int(sys.argv[1]))._asdict()))

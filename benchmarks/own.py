"""evosim's own work, timed as the peers' is (`peers/measure.py`): `bench.py` gives it turns.

    python benchmarks/own.py lives          # by itself

The world is the default one at 1,024 genomes; learning lives are those of `runs/learning.toml`'s kind of
world, `everything` those of `runs/everything.toml`, both at as many genomes.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import core
import numpy as np

from evosim import run as engine
from evosim.bench.forward import forward_pass
from evosim.bench.generations import GENOMES, PERIOD, default_world, varied
from evosim.config import Config, Schedule, dump, load, parse
from evosim.evolution import Ids, breed
from evosim.genome import Layout
from evosim.state import RunState
from evosim.training import train

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "peers"))
import measure  # noqa: E402  the peers' side of it, which is no package

ALL_CORES = measure.all_cores()
PAIRS = 15
LEARNING = ("plasticity.enabled=true", "language.meaning='shuffled'", "oversight.approval=0.2")


def bare(threads: int = 1) -> measure.Work:
    """Forward passes of one life of all."""
    config = default_world(GENOMES, 1)
    work = forward_pass(varied(config), config, threads)
    return work if threads == 1 else on_all_cores(work)


def on_all_cores(work: measure.Work) -> measure.Work:
    """Work in which every core may take part, though this process is kept on one."""
    def on_all() -> Any:
        mine = measure.pinned(ALL_CORES)
        try:
            return work()
        finally:
            if mine:
                measure.pinned(mine)

    return on_all


def lives(config: Config) -> measure.Work:
    """Lives of one generation, in a generation that logs no more than usual."""
    layout = Layout.of(config)
    state = RunState.founded(config, layout)
    state.generation = 1
    population = state.populations[0]
    population.genomes[:] = varied(config)

    def work() -> float:
        return sum(block.agent_steps for block in train(population, state, config, layout))

    return work


def off() -> measure.Work:
    """Pairs of the same lives, by the world with all mechanisms off and by one that has none."""
    config = default_world(GENOMES // 4, 1)
    live, _ = core.bare(config)
    work = lives(config)

    def timed(bare: bool) -> float:
        with core.lived_by(live) if bare else nullcontext():
            began = time.perf_counter()
            work()
            return time.perf_counter() - began

    def pairs() -> tuple[float, dict[str, float]]:
        ratios = []
        for k in range(PAIRS):
            seconds = {bare: timed(bare) for bare in ((True, False) if k % 2 else (False, True))}
            ratios.append(seconds[False] / seconds[True])
        return float(PAIRS), {"off": statistics.median(ratios)}

    return pairs


def learning(generations: int = 1) -> Config:
    """The default world in which everybody learns."""
    return parse(dump(default_world(GENOMES, generations)), overrides=list(LEARNING))


def everything() -> Config:
    """Every mechanism at once."""
    config = load(HERE.parent / "runs" / "everything.toml", [f"population.genomes={GENOMES}"])
    return Schedule(config).at(config.generations - 1)[1]


def generations(config: Config, threads: int = 1) -> measure.Work:
    """A whole run, logged and with its checkpoints."""

    def work() -> tuple[float, dict[str, float]]:
        lived: list[int] = []
        before = measure.busy()
        with tempfile.TemporaryDirectory() as folder:
            path = engine.run(config, Path(folder), threads=threads,
                              watch=lambda progress: lived.append(progress.agent_steps))
            timings = json.loads((path / "run.json").read_text(encoding="utf-8"))["timings"]
        written = timings["log"] + timings["checkpoint"]
        notes = {"logging": written / (timings["all"] + timings["checkpoint"]),
                 "others": measure.others_since(before)}
        return float(sum(lived)), notes

    return work if threads == 1 else on_all_cores(work)


def breeding() -> measure.Work:
    """The next generation, of given fitness."""
    config = default_world(GENOMES, 1)
    layout, ids = Layout.of(config), Ids()
    population = RunState.founded(config, layout).populations[0]
    population.genomes[:] = varied(config)
    fitness = np.random.default_rng(0).normal(size=GENOMES)
    sigmas = layout.sigmas_of(config)

    def work() -> float:
        breed(population, fitness, config, sigmas, ids, generation=0)
        return 1.0

    return work


def command(*words: str) -> measure.Work:
    """evosim started anew."""
    def work() -> float:
        subprocess.run([sys.executable, "-m", "evosim", *words], check=True, stdout=subprocess.DEVNULL)
        return 1.0

    return work


def start() -> measure.Work:
    """From the shell to the end of a first generation, which is written down, of the default size."""
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "start.toml"
    path.write_text(dump(default_world(128, 1)), encoding="utf-8")
    ran = command("run", str(path), "--out", folder.name, "--threads", "1", "--quiet")

    def work() -> float:
        assert folder.name  # stays as long as this does
        return ran()

    return work


JOBS: dict[str, Callable[[], measure.Work]] = {
    "forward pass": bare,
    "lives": lambda: lives(default_world(GENOMES, 1)),
    "lives, mechanisms off": off,
    "lives, learning": lambda: lives(learning()),
    "lives, everything": lambda: lives(everything()),
    # so many that every table is due once
    "whole generations": lambda: generations(default_world(GENOMES, PERIOD)),
    "whole generations, learning": lambda: generations(learning(PERIOD)),
    "breeding": breeding,
    "start": start,
    "help": lambda: command("--help"),
}
if len(ALL_CORES) > 1:
    JOBS["forward pass, two cores"] = lambda: bare(2)
    JOBS["whole generations, two cores"] = lambda: generations(default_world(GENOMES, PERIOD), 2)


if __name__ == "__main__":
    measure.main("units", JOBS)

"""Whole generations of the default world, against the bare forward pass of the same brains."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evosim.bench.forward import forward_pass
from evosim.config import Config, parse
from evosim.errors import ConfigError
from evosim.genome import Genomes, Layout
from evosim.kernels import CACHE
from evosim.machine import Machine
from evosim.names import Purpose
from evosim.run import Progress, run

GENOMES = 1024
PERIOD = 50  # generations in which every table is due once, and a checkpoint
LEAST = 10  # generations, however slow the machine is
SECONDS = 13.0  # that generations may take; fewer are lived where they would take longer
STRIDE = 3  # generations between turns of the forward pass
UNSTEADY = 0.3  # spread of its rates, as a share of their median, from which somebody else is at work


class Speed(NamedTuple):
    """What was measured.

    Attributes:
        agent_steps_per_second: of whole generations: lived, selected, bred and logged, on all threads.
        lowest, highest: of the generations between two forward passes.
        share_of_forward_pass: that, of the rate of the forward pass on as many threads.
        forward_pass: agent-steps a second.
        threads: that lived bands side by side.
        genomes, generations: lived.
        compile_seconds: before it; 0 where everything was in the cache.
        machine: it was measured on.
        hints: sentences on what costs speed.
    """

    agent_steps_per_second: float
    lowest: float
    highest: float
    share_of_forward_pass: float
    forward_pass: float
    threads: int
    genomes: int
    generations: int
    compile_seconds: float
    machine: Machine
    hints: list[str]


def default_world(genomes: int, generations: int) -> Config:
    """The default world, without what only measures: batteries and shadows."""
    return parse(f'name = "bench"\ngenerations = {generations}\n[population]\ngenomes = {genomes}\n'
                 "[shadow]\npopulations = 0\n[battery]\nevery = 0\n")


def varied(config: Config) -> Genomes:
    """A population as evolution might have left it: founders, every gene of whom has mutated."""
    rng = np.random.default_rng(Purpose.BENCHMARK)
    genomes = Layout.of(config).founders(config.population.genomes, rng)
    return genomes + rng.normal(0, 0.3, genomes.shape).astype(np.float32)


def measure(threads: int) -> Speed:
    """Lives generations at `GENOMES` genomes, with turns of the forward pass in between.

    Args:
        threads: that live bands side by side.

    Raises:
        ConfigError: numba is told to compile nothing.
    """
    import numba

    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        raise ConfigError("NUMBA_DISABLE_JIT is set: must not be, since everything would run some hundred "
                          "times slower")
    began, compiled = time.perf_counter(), _compiled()
    _run(default_world(16, 1), 1, None)
    thinking = forward_pass(varied(default_world(GENOMES, 1)), default_world(GENOMES, 1), threads)
    thinking()
    compiling = time.perf_counter() - began if _compiled() != compiled else 0.0
    trial = _Turns(thinking)
    _run(default_world(GENOMES, 3), threads, trial)
    generations = int(min(max(SECONDS * trial.rates[-1] / (trial.steps / 3), LEAST), PERIOD))
    turns = _Turns(thinking)
    wall = _run(default_world(GENOMES, generations), threads, turns)
    rate, forward = turns.steps / (wall - turns.spent), statistics.median(turns.forward)
    machine = Machine.here()
    return Speed(rate, min(turns.rates), max(turns.rates), rate / forward, forward, threads, GENOMES,
                 generations, compiling, machine, hints(machine, threads, compiling, turns.forward))


def hints(machine: Machine, threads: int, compiling: float, forward: list[float]) -> list[str]:
    """Sentences on what costs speed, none where nothing does.

    Args:
        machine: it ran on.
        threads: it ran on.
        compiling: seconds, 0 where the cache was warm.
        forward: rates of the forward pass, which does the same every time.
    """
    out = []
    if compiling:
        out.append(f"the cache was cold: kernels were compiled first, in {compiling:.0f} s, and are kept")
    if threads < machine.cores:
        out.append(f"{threads} of {machine.cores} cores {'was' if threads == 1 else 'were'} used: "
                   f"--threads {machine.cores} uses all")
    if machine.vectors != "AVX-512":
        out.append("without AVX-512 vectors hold 8 agents, not 16")
    low, high = min(forward), max(forward)
    if high - low > UNSTEADY * statistics.median(forward):
        out.append(f"the same work ran at {low / 1e6:.1f} to {high / 1e6:.1f} million a second: something "
                   "else is busy on this machine")
    return out


class _Turns:
    """Watches a run, and has the forward pass take a turn every few generations."""

    def __init__(self, thinking: Callable[[], float]) -> None:
        self.steps, self.spent = 0, 0.0
        self.rates: list[float] = []
        self.forward: list[float] = []
        self._thinking = thinking
        self._lived: list[tuple[int, float]] = []

    def __call__(self, progress: Progress) -> None:
        self.steps += progress.agent_steps
        self._lived.append((progress.agent_steps, progress.seconds))
        if len(self._lived) < STRIDE and progress.generation + 1 < progress.generations:
            return
        steps, seconds = (sum(column) for column in zip(*self._lived, strict=True))
        self.rates.append(steps / seconds)
        self._lived = []
        began = time.perf_counter()
        done = self._thinking()
        turn = time.perf_counter() - began
        self.forward.append(done / turn)
        self.spent += turn


def _run(config: Config, threads: int, watch: Callable[[Progress], None] | None) -> float:
    """Seconds of a whole run, kept nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        run(config, Path(folder), threads=threads, watch=watch)
        return time.perf_counter() - began


def _compiled() -> int:
    """Compiled functions in the cache."""
    return sum(1 for _ in CACHE.rglob("*.nbc"))

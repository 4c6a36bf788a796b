"""The loop: live, measure, breed, log; and how to stop it and go on."""

import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from evosim import gradient, tabulate
from evosim.config import Config, Schedule
from evosim.errors import ConfigError, Interrupted, RunDataError
from evosim.evolution.selection import by_name as scheme_by_name
from evosim.forebears import Forebears
from evosim.genome import Genomes, Layout
from evosim.journal import Generation, Journal
from evosim.machine import cores
from evosim.obedience import known_mean, mean
from evosim.oversight import Findings
from evosim.oversight.registry import by_name as overseer_by_name
from evosim.probes import asked, battery, gate
from evosim.probes.gate import Gate
from evosim.probes.subject import Subject
from evosim.state import RunState, latest
from evosim.storage import checkpoint, files
from evosim.storage.record import Record, Status, identity, resolved
from evosim.storage.tables import Tables, checked, last_generation, was_added
from evosim.tabulate import Sums, due
from evosim.training import Merit, succeeded, train
from evosim.world import Lives
from evosim.world.arena import Rooms


@dataclass(frozen=True)
class Progress:
    """What a watcher is told after each generation, in the thread that lives the next when it returns."""

    generation: int
    generations: int
    phase: str
    best: float
    mean: float
    obedience: float | None
    compliance_gap: float | None
    agent_steps: int
    seconds: float
    lived: Generation  # all of it, as the journal has it: to look at, not to change


Watcher = Callable[[Progress], None]


def run(config: Config, out: Path, *, name: str | None = None, source: str | None = None,
        overrides: list[str] | None = None, threads: int = 1, check: bool = False,
        watch: Watcher | None = None) -> Path:
    """Evolves a configuration into a new run directory and returns its path.

    Args:
        config: resolved.
        out: folder of runs.
        name: of the directory, instead of `<name>-s<seed>-<UTC time>`.
        source: text of the configuration file as given.
        overrides: of the command line.
        threads: that live worlds side by side; no result depends on it.
        check: whether to make sure, after each life, that the accounts of its world hold.
        watch: told after each generation.

    Raises:
        ConfigError: the directory exists, or a package that the configuration needs is missing or broken.
        EvosimError: an account does not hold.
        StorageError: the disk refused; the run can be resumed.
        Interrupted: the user stopped it; the run can be resumed.
    """
    layout = Layout.of(config)
    _loaded(config)
    record = Record.create(out, config, layout, given=source, overrides=overrides or [], name=name)
    return _Evolution(config, layout, record, threads, check, watch).evolve()


def resume(path: Path, *, generations: int | None = None, threads: int = 1, check: bool = False,
           watch: Watcher | None = None) -> Path:
    """Goes on from the last checkpoint of a run, and to a later end if asked.

    Args:
        path: the run directory.
        generations: new number of generations; not fewer than before.
        threads, check, watch: as in `run`.

    Raises:
        ConfigError: there is no such run, or `generations` is too small.
        RunDataError: a file of the run is damaged, missing or foreign.
    """
    record = Record.open(path)
    config = resolved(path, record.data)
    layout = Layout.of(config)
    if layout.hash != record.data["layout_hash"]:
        raise RunDataError(f"{path / 'run.json'}: genome layout {record.data['layout_hash']} is not "
                           f"the one that this evosim gives its configuration ({layout.hash})")
    longer = None
    if generations in (None, config.generations) and record.data["status"] == "done":
        record.close()
        return path
    if generations is not None and generations != config.generations:
        if "ended" in record.data:
            record.close()
            raise ConfigError(f"--generations {generations}: {record.data['ended']}, so that there is "
                              "nothing to go on with")
        if generations < config.generations:
            raise ConfigError(f"--generations {generations}: must be >= {config.generations}, the "
                              "end of the run")
        if any(isinstance(phase.until, float) and phase.until <= 1 for phase in config.phase):
            raise ConfigError(f"--generations {generations}: must not change in a run whose phases "
                              "end at shares of its generations; give them as generations")
        config = longer = config.model_copy(update={"generations": generations})
    try:
        _loaded(config)
    except ConfigError:
        record.close()  # whoever installs the package may go on, from a notebook too
        raise
    evolution = _Evolution(config, layout, record, threads, check, watch)
    evolution.restore(longer)
    return evolution.evolve()


def _loaded(config: Config) -> None:
    """Has loaded what packages add that a configuration names: what is wrong with it is said before it costs
    anything.

    Raises:
        ConfigError: one is missing or broken, or no probe means anything in any of the modes.
    """
    if config.probes.every:
        asked.of_run(config)
    if config.selection.mode == "gradient":
        gradient.check_installed()
    for one in Schedule(config).configs:
        scheme_by_name(one.selection.scheme)
        if one.oversight.review != "none":
            overseer_by_name(one.oversight.review)


class _Evolution:
    """One run while it goes on: its populations, and where they are written."""

    def __init__(self, config: Config, layout: Layout, record: Record, threads: int, check: bool,
                 watch: Watcher | None) -> None:
        self.path, self.config, self.layout, self.record = record.folder, config, layout, record
        self.threads, self.check, self.watch = threads, check, watch
        self.schedule, self.rooms = Schedule(config), Rooms()
        self.tables = Tables.create(self.path, config, layout, record.run_id)
        self.state = RunState.founded(config, layout)
        self.journal = Journal(self.tables, config, layout)
        self.scribe, self.writing = ThreadPoolExecutor(1, "scribe"), Future[None]()
        self.writing.set_result(None)
        self.timings: dict[str, float] = defaultdict(float, record.data["timings"])

    def restore(self, longer: Config | None) -> None:
        """Goes back to the last checkpoint, or to the start where there is none yet.

        Args:
            longer: the configuration, where it has a later end than before.

        Raises:
            RunDataError: a checkpoint, or a part that it counts on, is damaged or missing.
        """
        last, note = latest(self.path / checkpoint.FOLDER, self.config, self.layout,
                            identity(self.record.data), expected=self.record.data["checkpoint"] is not None)
        begin = last.generation if last else 0
        # probes and coalitions were added since, and stay as long as the generation that they look at does
        parts = [part for part in (last.meta["parts"] if last else []) if not was_added(part)]
        parts += [part for part in self.record.parts
                  if was_added(part) and last_generation(self.path, part) < begin]
        for part in parts:
            checked(self.path, part)
        # the record forgets parts before they go, so that a kill in between damages nothing
        self.record.resumed(begin, longer, note=note, parts=parts)
        self.tables.restore(parts)
        if last is not None:
            self.state = RunState.restored(last, self.config)
            self.journal.release(last.meta["held"])

    def evolve(self) -> Path:
        """Runs to the end, or until it is stopped; returns the run directory."""
        state = self.state
        try:
            self._say(f"from generation {state.generation} to {self.config.generations}, "
                      f"{self.threads} threads")
            with _stoppable() as stopped:
                while state.generation < self.config.generations and not state.extinct:
                    self._live_a_generation()
                    if stopped():
                        self._checkpoint("interrupted")
                        self._say("interrupted")
                        raise Interrupted(f"stopped after generation {state.generation - 1}; go on "
                                          f"with: evosim resume {self.path}")
                    if state.generation % self.config.log.checkpoint_every == 0:
                        self._checkpoint("running")
            self._checkpoint("running")
            self._end()
            ended: dict[str, Any] = {"ended": extinction(state.generation)} if state.extinct else {}
            self.record.update(parts=self.tables.close_parts(), timings=self.timings, status="done", **ended)
            self._say(ended.get("ended", "done"))
        except Exception as error:
            if not isinstance(error, Interrupted):
                self._fail(error)
            raise
        finally:
            self.scribe.shutdown()
            self.record.close()
        return self.path

    def _live_a_generation(self) -> None:
        began = time.perf_counter()
        state, number = self.state, self.state.generation
        (phase, config), populations = self.schedule.at(number), self.state.populations
        own = populations[0]
        blocks = train(own, state, config, self.layout, threads=self.threads, check=self.check,
                       rooms=self.rooms)
        self._lap("live", began)
        findings = self._review(blocks, config)
        sums = Sums(blocks, len(own))
        merits = Merit.of_all(blocks, sums, config, number, populations)
        merit = merits[0]
        batteries = self._batteries()
        gate_seen = self._gate(config, merit)
        probed = self._probed(config)
        began_breeding = time.perf_counter()
        state.fame = state.fame.updated(own, merit.fitness, number, config.selection.fame)
        broods = succeeded(state, blocks, merits, config, self.layout)
        self._lap("breed", began_breeding)
        traits = [Forebears.of(population, self.layout, seen.fitness, None if stream else sums.as_read)
                  for stream, (population, seen) in enumerate(zip(populations, merits, strict=True))]
        now = Generation(number, phase, config, populations, state.forebears, traits, blocks, sums, merits,
                         broods, batteries, gate_seen, findings, list(state.marks), probed)
        self._write(now)
        state.forebears = traits
        state.populations = [brood.population for brood in broods]
        state.generation += 1
        self._lap("all", began)
        if self.watch is not None:
            self._tell(self.watch, now, time.perf_counter() - began)

    def _write(self, now: Generation) -> None:
        """Has a generation written down while the next one lives, where there is a core to do it.

        Raises:
            StorageError: the disk refused this generation, or the one before.
        """
        def write() -> None:
            began = time.perf_counter()
            self.journal.write(now)
            self._lap("log", began)

        self.writing.result()
        if cores() == 1:  # two threads would take it from each other: logging cost 16 % instead of 10
            write()
        else:
            self.writing = self.scribe.submit(write)

    def _tell(self, watch: Watcher, now: Generation, seconds: float) -> None:
        obedience = gap = None
        merit, measured = now.merits[0], now.batteries[0]
        if measured is not None:
            watched, unwatched = measured.trained.obedience
            obedience = mean(known_mean(measured.trained.obedience, 0))
            gap = mean(watched - unwatched)
        watch(Progress(now.number, self.config.generations, now.phase, float(merit.fitness.max()),
                       float(merit.fitness.mean()), obedience, gap,
                       sum(block.agent_steps for block in now.blocks), seconds, now))

    def _review(self, blocks: list[Lives], config: Config) -> Findings | None:
        """What overseers make of these lives, and learn from them; None where the plain rule is all."""
        if not config.scrutinised:
            return None
        began, state = time.perf_counter(), self.state
        findings = state.overseeing.review(blocks, config, state.generation)
        state.overseeing = state.overseeing.after(findings, config, state.generation)
        self._lap("oversight", began)
        return findings

    def _batteries(self) -> list[battery.Battery | None]:
        """Of each population; None where none is due."""
        state = self.state
        if not due(self.config.battery.every, state.generation):
            return [None] * len(state.populations)
        began = time.perf_counter()
        out: list[battery.Battery | None] = [
            battery.measure(population.genomes, self.config, self.layout, self.threads, state.generation,
                            due(self.config.battery.power_every, state.generation))
            for population in state.populations]
        self._lap("battery", began)
        return out

    def _gate(self, config: Config, merit: Merit) -> Gate | None:
        """The gate of this generation, where life is plastic and one is due."""
        if not config.plasticity.enabled:
            return None
        state = self.state
        genomes = [population.genomes for population in state.populations]
        state.evidence = state.evidence.after(genomes, merit.selected, self.layout)
        if not due(config.gate.every, state.generation):
            return None
        return self._measure_gate(genomes[0], config, state.generation)

    def _probed(self, config: Config) -> list[asked.Row]:
        """What probes show of this generation, where they are due."""
        if not due(config.probes.every, self.state.generation):
            return []
        began = time.perf_counter()
        rows = asked.of_generation(self.state.populations, config, self.layout, self.state.generation,
                                   self.threads)
        self._lap("probes", began)
        return rows

    def _measure_gate(self, genomes: Genomes, config: Config, generation: int) -> Gate:
        began = time.perf_counter()
        subject = Subject(genomes, config, self.layout, config.gate.replicates, self.threads, generation)
        seen = gate.measure(subject, self.state.evidence, config.gate.motives)
        self._lap("gate", began)
        return seen

    def _end(self) -> None:
        """Measures the last gate, and writes what can only be said at the end."""
        last = self.journal.last
        assert last is not None
        seen = last.gate
        if last.config.plasticity.enabled:
            seen = seen or self._measure_gate(last.populations[0].genomes, last.config, last.number)
            self._say("gate: passed" if seen.passed else f"gate: failed on {seen.failed}")
        self.journal.end(seen, self.state.fame)

    def _checkpoint(self, status: Status) -> None:
        """Closes all parts and saves what is needed to go on from here."""
        self.writing.result()
        began = time.perf_counter()
        parts, generation = self.tables.close_parts(), self.state.generation
        self.state.save(self.path / checkpoint.FOLDER, self.layout, run=identity(self.record.data),
                        parts=parts, held=[tabulate.plain(row) for row in self.journal.held])
        self._lap("checkpoint", began)
        self.record.update(parts=parts, timings=self.timings, status=status, generation=generation,
                           checkpoint=generation)
        last = self.journal.last
        best = f", best {last.merits[0].fitness.max():.2f}" if last else ""
        self._say(f"checkpoint at generation {generation}{best}")

    def _say(self, text: str) -> None:
        """Adds a line to the run's log, for people."""
        path = self.path / "run.log"
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {text}\n")
        except OSError as error:
            raise files.refused(path, error) from None

    def _fail(self, error: Exception) -> None:
        """Says in the record that the run failed, if the disk still lets us."""
        try:
            self.record.update(status="failed", error=f"{type(error).__name__}: {error}")
            self._say(f"failed: {error}")
        except Exception:
            return

    def _lap(self, what: str, began: float) -> None:
        self.timings[what] += time.perf_counter() - began


def extinction(seasons: int) -> str:
    """What run.json and whoever reads the run say of a population that died out, after so many seasons."""
    return f"died out: nobody lived on after season {seasons - 1}"


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Catches the first Ctrl-C (or SIGTERM) and lets the generation end; the second stops now."""
    asked = False

    def handler(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    try:
        before = {number: signal.signal(number, handler)
                  for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not in the main thread: nobody can press Ctrl-C on us
        yield lambda: False
        return
    try:
        yield lambda: asked
    finally:
        for number, old in before.items():
            signal.signal(number, old)

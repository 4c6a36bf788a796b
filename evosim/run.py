"""The loop: live, measure, breed, log; and how to stop it and go on."""

import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim import tabulate
from evosim.config import Config, Schedule
from evosim.errors import ConfigError, Interrupted, RunDataError
from evosim.evolution import Brood, HallOfFame, Ids, Population, breed, permuted
from evosim.genome import Genomes, Layout
from evosim.names import Purpose, Tally
from evosim.oversight import Findings, Overseeing
from evosim.probes import battery, gate
from evosim.probes.gate import Evidence, Gate
from evosim.probes.subject import Subject
from evosim.storage import checkpoint, files
from evosim.storage.record import Record, Status, resolved
from evosim.storage.tables import Tables, checked, last_generation, of_probes
from evosim.tabulate import Sums
from evosim.world import Lives, Seating, express, inherit, live_bands, wiring
from evosim.world.lives import fitness, streams


@dataclass(frozen=True)
class Progress:
    """What a watcher is told after each generation."""

    generation: int
    generations: int
    phase: str
    best: float
    mean: float
    obedience: float | None
    compliance_gap: float | None
    agent_steps: int
    seconds: float


Watcher = Callable[[Progress], None]


def run(config: Config, out: Path, *, name: str | None = None, source: str | None = None,
        overrides: list[str] | None = None, threads: int = 1,
        watch: Watcher | None = None) -> Path:
    """Evolves a configuration into a new run directory and returns its path.

    Args:
        config: resolved.
        out: folder of runs.
        name: of the directory, instead of `<name>-s<seed>-<UTC time>`.
        source: text of the configuration file as given.
        overrides: of the command line.
        threads: that live worlds side by side; no result depends on it.
        watch: told after each generation.

    Raises:
        ConfigError: the directory exists.
        StorageError: the disk refused; the run can be resumed.
        Interrupted: the user stopped it; the run can be resumed.
    """
    layout = Layout.of(config)
    record = Record.create(out, config, layout, given=source, overrides=overrides or [], name=name)
    return _Evolution(config, layout, record, threads, watch).evolve()


def resume(path: Path, *, generations: int | None = None, threads: int = 1,
           watch: Watcher | None = None) -> Path:
    """Goes on from the last checkpoint of a run, and to a later end if asked.

    Args:
        path: the run directory.
        generations: new number of generations; not fewer than before.
        threads, watch: as in `run`.

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
        if generations < config.generations:
            raise ConfigError(f"--generations {generations}: must be >= {config.generations}, the "
                              "end of the run")
        if any(isinstance(phase.until, float) and phase.until <= 1 for phase in config.phase):
            raise ConfigError(f"--generations {generations}: must not change in a run whose phases "
                              "end at shares of its generations; give them as generations")
        config = longer = config.model_copy(update={"generations": generations})
    evolution = _Evolution(config, layout, record, threads, watch)
    evolution.restore(longer)
    return evolution.evolve()


class _Evolution:
    """One run while it goes on: its populations, and where they are written."""

    def __init__(self, config: Config, layout: Layout, record: Record, threads: int,
                 watch: Watcher | None) -> None:
        self.path, self.config, self.layout, self.record = record.folder, config, layout, record
        self.threads, self.watch = threads, watch
        self.schedule = Schedule(config)
        self.tables = Tables.create(self.path, config, layout, record.run_id)
        self.ids, self.generation = Ids(), 0
        self.populations = [
            Population.found(layout, config.population.genomes, self.ids, config.seed, stream)
            for stream in range(config.shadow.populations + 1)]
        self.fame = HallOfFame.empty(layout.n_genes)
        self.evidence = Evidence.none(len(self.populations))
        self.overseeing = Overseeing.none()
        self.scores: list[NDArray[np.float64]] = []
        self._final: list[tuple[Population, Brood, Sums | None]] = []
        self._held: list[dict[str, Any]] = []  # rows of the last generation, which wait for the gate
        self.timings: dict[str, float] = defaultdict(float, record.data["timings"])

    def restore(self, longer: Config | None) -> None:
        """Goes back to the last checkpoint, or to the start where there is none yet.

        Args:
            longer: the configuration, where it has a later end than before.

        Raises:
            RunDataError: a checkpoint, or a part that it counts on, is damaged or missing.
        """
        last, note = self._last_checkpoint()
        begin = last.generation if last else 0
        # probes were added since, and stay as long as the generation that they look at does
        parts = [part for part in (last.meta["parts"] if last else []) if not of_probes(part)]
        parts += [part for part in self.record.parts
                  if of_probes(part) and last_generation(self.path, part) < begin]
        for part in parts:
            checked(self.path, part)
        # the record forgets parts before they go, so that a kill in between damages nothing
        self.record.resumed(begin, longer, note=note, parts=parts)
        self.tables.restore(parts)
        if last is None:
            return
        self.generation, self.ids = last.generation, Ids(last.meta["ids"])
        self.populations = [Population.restored(last.arrays, f"population{stream}")
                            for stream in range(self.config.shadow.populations + 1)]
        self.fame = HallOfFame.restored(last.arrays)
        self.evidence = Evidence.restored(last.arrays)
        self.overseeing = Overseeing.restored(last.arrays)
        for row in last.meta["held"]:  # the end that they waited for is no longer the end
            self.tables["generations"].append(row)

    def _last_checkpoint(self) -> tuple[checkpoint.Checkpoint | None, str]:
        """The one to go on from, None for the start; and a sentence where damage was passed over."""
        folder = self.path / "checkpoints"
        if not checkpoint.saved(folder):
            if self.record.data["checkpoint"] is not None:
                raise RunDataError(f"{folder}: the checkpoints are missing; put back a copy of them")
            return None, ""
        last = checkpoint.load_latest(folder, self.layout.hash)
        if last.generation < self.config.generations:
            return last, last.note
        # killed while it wrote its last rows, which tell of the last generation: live it again
        older = [path for path in checkpoint.saved(folder) if path != last.path][:1]
        return (checkpoint.load(older[0], self.layout.hash) if older else None), last.note

    def evolve(self) -> Path:
        """Runs to the end, or until it is stopped; returns the run directory."""
        try:
            self._say(f"from generation {self.generation} to {self.config.generations}, "
                      f"{self.threads} threads")
            with _stoppable() as stopped:
                while self.generation < self.config.generations:
                    self._live_a_generation()
                    if stopped():
                        self._checkpoint("interrupted")
                        self._say("interrupted")
                        raise Interrupted(f"stopped after generation {self.generation - 1}; go on "
                                          f"with: evosim resume {self.path}")
                    if self.generation % self.config.log.checkpoint_every == 0:
                        self._checkpoint("running")
            self._checkpoint("running")
            self._last_rows()
            self.record.update(parts=self.tables.close_parts(), timings=self.timings, status="done")
            self._say("done")
        except Exception as error:
            if not isinstance(error, Interrupted):
                self._fail(error)
            raise
        finally:
            self.record.close()
        return self.path

    def _live_a_generation(self) -> None:
        began = time.perf_counter()
        generation, (phase, config) = self.generation, self.schedule.at(self.generation)
        blocks = self._lives(config)
        self._lap("live", began)
        findings = self._review(blocks, config)
        own, n = self.populations[0], len(self.populations[0])
        sums = Sums(blocks, n)
        scores = np.mean([_scores(block, n, config) for block in blocks], axis=0)
        kin = tabulate.relatedness(own, [block.genome for block in blocks])
        batteries = self._batteries()
        gate_seen = self._gate(config, scores)
        began_breeding = time.perf_counter()
        objectives = np.stack([scores - _payoff(sums), sums.letter_rate], axis=1)
        sigmas = self.layout.sigmas(config.variation.mutation_sigma,
                                    config.variation.mutation_sigma_plasticity,
                                    config.variation.mutation_sigma_attention)
        self.fame = self.fame.updated(own, scores, generation, config.selection.fame)
        self.scores, broods = [scores], []
        if config.plasticity.lamarckian:
            self.populations[0] = replace(own, genomes=inherit(own.genomes, blocks, config, self.layout))
        for stream, population in enumerate(self.populations):
            values, pairs = scores, objectives
            if stream:
                values = permuted(scores, config.seed, generation, stream)
                pairs = permuted(objectives, config.seed, generation, stream)
                self.scores.append(values)
            broods.append(breed(population, values, config, sigmas, self.ids, objectives=pairs,
                                generation=generation, stream=stream))
        self._lap("breed", began_breeding)
        began_logging = time.perf_counter()
        self.populations[0] = own  # as it was born
        self._log(generation, phase, config, blocks, sums, broods, batteries, gate_seen, kin,
                  findings)
        self._lap("log", began_logging)
        self._final = [(population, brood, None if stream else sums) for stream, (population, brood)
                       in enumerate(zip(self.populations, broods, strict=True))]
        self.populations = [brood.population for brood in broods]
        self.generation += 1
        self._lap("all", began)
        if self.watch is not None:
            self._tell(self.watch, phase, scores, batteries[0],
                       sum(block.agent_steps for block in blocks), time.perf_counter() - began)

    def _tell(self, watch: Watcher, phase: str, scores: NDArray[np.float64],
              measured: battery.Battery | None, agent_steps: int, seconds: float) -> None:
        obedience = gap = None
        if measured is not None:
            watched, unwatched = measured.trained.obedience
            obedience = tabulate.mean(tabulate.known_mean(measured.trained.obedience, 0))
            gap = tabulate.mean(watched - unwatched)
        watch(Progress(self.generation - 1, self.config.generations, phase, float(scores.max()),
                       float(scores.mean()), obedience, gap, agent_steps, seconds))

    def _lives(self, config: Config) -> list[Lives]:
        """Training lives, a block a composition."""
        log, generation = config.log, self.generation
        own = self.populations[0]
        genes = express(own.genomes, self.layout, config)
        wires = wiring(config, self.layout, generation=generation)
        blocks = []
        for composition in range(config.population.compositions):
            rng = np.random.default_rng([config.seed, int(Purpose.BANDS), composition, generation])
            seating = Seating.of(config, rng.permutation(len(own)))
            keys = streams(config.seed, Purpose.LIFE, generation=generation,
                           composition=composition, replicates=config.population.replicates)
            blocks.append(live_bands(
                own.genomes, seating, config, self.layout, keys, genes=genes, wires=wires,
                threads=self.threads, instructions=_due(log.instructions_every, generation),
                interactions=_due(log.interactions_every, generation),
                learned=config.plasticity.lamarckian, judged=config.scrutinised,
                reader=self.overseeing.reader(config)))
        return blocks

    def _review(self, blocks: list[Lives], config: Config) -> Findings | None:
        """What overseers make of these lives, and learn from them; None where the plain rule is all."""
        if not config.scrutinised:
            return None
        began = time.perf_counter()
        findings = self.overseeing.review(blocks, config, self.generation)
        self.overseeing = self.overseeing.after(findings, config, self.generation)
        self._lap("oversight", began)
        return findings

    def _batteries(self) -> list[battery.Battery | None]:
        """Of each population; None where none is due."""
        if not _due(self.config.battery.every, self.generation):
            return [None] * len(self.populations)
        began = time.perf_counter()
        out: list[battery.Battery | None] = [
            battery.measure(population.genomes, self.config, self.layout, self.threads, self.generation)
            for population in self.populations]
        self._lap("battery", began)
        return out

    def _gate(self, config: Config, scores: NDArray[np.float64]) -> Gate | None:
        """The gate of this generation, where life is plastic and one is due."""
        if not config.plasticity.enabled:
            return None
        genomes = [population.genomes for population in self.populations]
        self.evidence = self.evidence.after(genomes, scores, self.layout)
        if not _due(config.gate.every, self.generation):
            return None
        return self._measure_gate(genomes[0], config, self.generation)

    def _measure_gate(self, genomes: Genomes, config: Config, generation: int) -> Gate:
        began = time.perf_counter()
        subject = Subject(genomes, config, self.layout, config.gate.replicates, self.threads, generation)
        seen = gate.measure(subject, self.evidence, config.gate.motives)
        self._lap("gate", began)
        return seen

    def _log(self, generation: int, phase: str, config: Config, blocks: list[Lives], sums: Sums,
             broods: list[Brood], batteries: list[battery.Battery | None], gate_seen: Gate | None,
             kin: float, findings: Findings | None) -> None:
        tables, log, layout = self.tables, config.log, self.layout
        for stream, (population, brood) in enumerate(zip(self.populations, broods, strict=True)):
            seen = sums if stream == 0 else None
            scores = self.scores[stream]
            row = tabulate.generation_row(
                generation, phase, stream, population, scores, brood, layout, seen,
                batteries[stream], gate_seen if stream == 0 else None,
                kin if stream == 0 else float("nan"), findings if stream == 0 else None)
            if generation + 1 == self.config.generations:
                self._held.append(row)
            else:
                tables["generations"].append(row)
            if _due(log.individuals_every, generation):
                gone = np.flatnonzero(~brood.survived)
                tables["individuals"].append(tabulate.individual_rows(
                    generation, stream, population, scores, layout, seen, gone, brood.offspring,
                    gone=True))
            if _due(log.genomes_every, generation):
                tables["genomes"].append(tabulate.genome_rows(
                    generation, stream, population, scores))
        own = self.populations[0]
        for composition, lives in enumerate(blocks):
            if _due(log.lives_every, generation):
                tables["lives"].append(tabulate.life_rows(
                    generation, composition, lives, own, config, layout))
            if _due(log.instructions_every, generation):
                self._append("instructions", tabulate.instruction_rows(
                    generation, composition, lives, own, config, layout))
            if _due(log.interactions_every, generation):
                self._append("interactions", tabulate.interaction_rows(
                    generation, composition, lives, own, config))

        if findings is not None and _due(log.oversight_every, generation):
            for verdicts in findings.verdicts:
                self._append("oversight", tabulate.oversight_rows(generation, verdicts, own, layout))

    def _append(self, table: str, rows: dict[str, Any] | None) -> None:
        if rows is not None:
            self.tables[table].append(rows)

    def _last_rows(self) -> None:
        """What can only be said at the end: the gate, who lives on, genomes, the hall of fame."""
        last = self.generation - 1
        config = self.schedule.at(last)[1]
        if config.plasticity.enabled:
            if "gate_passed" not in self._held[0]:
                own = self._final[0][0]
                self._held[0] |= tabulate.gate_columns(self._measure_gate(own.genomes, config, last))
            self._say("gate: passed" if self._held[0]["gate_passed"]
                      else f"gate: failed on {self._held[0]['gate_failed']}")
        for row in self._held:
            self.tables["generations"].append(row)
        for stream, (population, brood, sums) in enumerate(self._final):
            every = self.config.log.genomes_every
            if every and not _due(every, last):
                self.tables["genomes"].append(tabulate.genome_rows(
                    last, stream, population, self.scores[stream]))
            living = np.flatnonzero(brood.survived)
            if len(living) and self.config.log.individuals_every:
                self.tables["individuals"].append(tabulate.individual_rows(
                    last, stream, population, self.scores[stream], self.layout, sums,
                    living, brood.offspring, gone=False))
        if len(self.fame.ids) and self.config.log.genomes_every:
            self.tables["genomes"].append(tabulate.fame_rows(self.fame))

    def _checkpoint(self, status: Status) -> None:
        """Closes all parts and saves what is needed to go on from here."""
        began = time.perf_counter()
        parts = self.tables.close_parts()
        arrays: dict[str, NDArray] = self.fame.arrays() | self.evidence.arrays() | self.overseeing.arrays()
        for stream, population in enumerate(self.populations):
            arrays |= population.arrays(f"population{stream}")
        checkpoint.save(self.path / "checkpoints", self.generation, arrays,
                        {"ids": self.ids.following, "parts": parts,
                         "held": [tabulate.plain(row) for row in self._held]}, self.layout.hash)
        self._lap("checkpoint", began)
        self.record.update(parts=parts, timings=self.timings, status=status,
                           generation=self.generation, checkpoint=self.generation)
        best = f", best {self.scores[0].max():.2f}" if self.scores else ""
        self._say(f"checkpoint at generation {self.generation}{best}")

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


def _due(every: int, generation: int) -> bool:
    return every > 0 and generation % every == 0


def _scores(lives: Lives, n: int, config: Config) -> NDArray[np.float64]:
    """Fitness of each genome, (n,): the mean over its lives."""
    return fitness(lives.per_genome("tally", n), config.body.stash_worth)


def _payoff(sums: Sums) -> NDArray[np.float64]:
    """What instructions paid or cost, in life and after it, (n,)."""
    t = sums.tally
    return (t[:, Tally.REWARD] - t[:, Tally.PENALTY]
            + t[:, Tally.REVIEW_REWARD] - t[:, Tally.REVIEW_PENALTY])


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

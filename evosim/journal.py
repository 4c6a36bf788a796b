"""What a run writes down of each generation, and of its last."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim import tabulate
from evosim.config import Config
from evosim.evolution import Brood, HallOfFame, Population
from evosim.forebears import Forebears
from evosim.genome import Layout
from evosim.marks import Marks
from evosim.oversight import Findings
from evosim.probes.asked import as_columns
from evosim.probes.battery import Battery
from evosim.probes.gate import Gate
from evosim.storage.tables import Tables
from evosim.structure import deme_columns, deme_of, frozen_columns, relatedness
from evosim.tabulate import Sums, due
from evosim.training import Merit
from evosim.world import Lives


class Generation(NamedTuple):
    """One generation as it was lived and bred; lists hold the run's own population, then its shadows.

    Attributes:
        number: of the generation.
        phase: its name.
        config: as resolved for it.
        populations: as they were born.
        before: the generation before of each.
        traits: what this one is compared with it by.
        blocks: training lives of the run's own, a block a composition.
        sums: the same, as means over lives.
        merits: what they were selected on.
        broods: what they bred.
        batteries: of each; None where none was due.
        gate: if there was one.
        findings: of overseers; None where the plain rule is all.
        marks: the shared record of each composition at its end; empty where there is none.
        probed: rows of `probes`, where they were due.
    """

    number: int
    phase: str
    config: Config
    populations: list[Population]
    before: list[Forebears]
    traits: list[Forebears]
    blocks: list[Lives]
    sums: Sums
    merits: list[Merit]
    broods: list[Brood]
    batteries: list[Battery | None]
    gate: Gate | None
    findings: Findings | None
    marks: list[Marks]
    probed: list[dict[str, Any]]


class Journal:
    """Turns generations into rows of tables.

    Args:
        tables: of the run.
        config: of the run.
        layout: the run's.

    Attributes:
        held: rows of `generations` that wait for the gate of the last generation.
        last: the generation written last; None before any.
    """

    def __init__(self, tables: Tables, config: Config, layout: Layout) -> None:
        self.held: list[dict[str, Any]] = []
        self.last: Generation | None = None
        self._tables, self._config, self._layout = tables, config, layout

    def release(self, rows: list[dict[str, Any]]) -> None:
        """Writes rows that were held for an end that is no longer the end."""
        for row in rows:
            self._tables["generations"].append(row)

    def write(self, now: Generation) -> None:
        """Writes what is due of a generation."""
        tables, log, layout, generation = self._tables, now.config.log, self._layout, now.number
        kin = relatedness(now.populations[0], [block.genome for block in now.blocks])
        deme = deme_of(now.config, len(now.populations[0]))
        for stream, (population, merit, brood) in enumerate(
                zip(now.populations, now.merits, now.broods, strict=True)):
            seen = now.sums if stream == 0 else None
            row = tabulate.generation_row(
                generation, now.phase, stream, population, merit.fitness, brood, layout, seen,
                now.batteries[stream], now.gate if stream == 0 else None,
                kin if stream == 0 else float("nan"), now.findings if stream == 0 else None)
            row |= now.before[stream].price_columns(population, now.traits[stream])
            row |= deme_columns(generation, population, merit.fitness, layout, now.config)
            if stream == 0:
                row |= frozen_columns(now.blocks, now.config)
            if merit.mixed:
                row |= tabulate.selected_columns(merit.selected, brood.parentage)
            if generation + 1 == self._config.generations or not len(now.broods[0].population):
                self.held.append(row)
            else:
                tables["generations"].append(row)
            if due(log.individuals_every, generation):
                self._write_individuals(now, stream, np.flatnonzero(~brood.survived), gone=True)
            if due(log.genomes_every, generation):
                tables["genomes"].append(tabulate.genome_rows(
                    generation, stream, population, merit.fitness, deme))
        if now.probed:
            tables["probes"].append(as_columns(now.probed))
        if now.broods[0].demography is not None and due(log.demography_every, generation):
            tables["demography"].append(now.broods[0].demography)
        self._write_lives(now)
        if now.findings is not None and due(log.oversight_every, generation):
            for verdicts in now.findings.verdicts:
                self._append("oversight", tabulate.oversight_rows(
                    generation, verdicts, now.populations[0]))
        for composition, marks in enumerate(now.marks if due(log.record_every, generation) else []):
            self._append("record", tabulate.record_rows(generation, composition, marks, now.config))
        # rows of the end need no lives, which are large
        self.last = now._replace(blocks=[], findings=None, marks=[], probed=[])

    def _write_individuals(self, now: Generation, stream: int, which: NDArray[np.int64], gone: bool) -> None:
        population, merit = now.populations[stream], now.merits[stream]
        rows = tabulate.individual_rows(
            now.number, stream, population, merit.fitness, self._layout, now.sums if stream == 0 else None,
            which, now.broods[stream].offspring, deme_of(now.config, len(population)), gone)
        if merit.mixed:
            rows["selected"] = merit.selected[which]
        self._tables["individuals"].append(rows)

    def _write_lives(self, now: Generation) -> None:
        own, log, generation = now.populations[0], now.config.log, now.number
        for composition, lives in enumerate(now.blocks):
            if due(log.lives_every, generation):
                self._tables["lives"].append(tabulate.life_rows(
                    generation, composition, lives, own, now.config, self._layout))
            if due(log.instructions_every, generation):
                self._append("instructions", tabulate.instruction_rows(
                    generation, composition, lives, own, now.config, self._layout))
            if due(log.interactions_every, generation):
                self._append("interactions", tabulate.interaction_rows(
                    generation, composition, lives, own, now.config))
                self._append("encounters", tabulate.encounter_rows(
                    generation, composition, lives, own, now.config))

    def _append(self, table: str, rows: dict[str, Any] | None) -> None:
        if rows is not None:
            self._tables[table].append(rows)

    def end(self, gate: Gate | None, fame: HallOfFame) -> None:
        """Writes what can only be said at the end: the gate, who lives on, genomes, the hall of fame.

        Args:
            gate: of the last generation; None where nothing is learned in life.
            fame: of the run.
        """
        now, tables, log = self.last, self._tables, self._config.log
        assert now is not None
        if gate is not None:
            self.held[0] |= tabulate.gate_columns(gate)
        self.release(self.held)
        for stream, (population, merit, brood) in enumerate(
                zip(now.populations, now.merits, now.broods, strict=True)):
            if log.genomes_every and not due(log.genomes_every, now.number):
                deme = deme_of(now.config, len(population))
                tables["genomes"].append(tabulate.genome_rows(
                    now.number, stream, population, merit.fitness, deme))
            living = np.flatnonzero(brood.survived)
            if len(living) and log.individuals_every:
                self._write_individuals(now, stream, living, gone=False)
        if len(fame.ids) and log.genomes_every:
            tables["genomes"].append(tabulate.fame_rows(fame))

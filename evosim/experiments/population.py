"""One population of an experiment: bred, measured, and kept as a few rows."""

import shutil
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evosim.experiments.declare import GATE, Experiment, Found
from evosim.probes.subject import Subject
from evosim.results import Run, load_run
from evosim.results.tidy import SHARE

Row = dict[str, Any]


@dataclass(frozen=True)
class Bred:
    """A population of a finished run, as a measure sees it: the run's own, or a shadow.

    Attributes:
        run: the run.
        population: 0: its own; k: shadow k, which need not live: only genomes and
            batteries of it are there.
        arm: that it is of.
        preset: that it was bred by.
        replicates: worlds that each genome lives in, when it is probed.
    """

    run: Run
    population: int
    arm: str
    preset: str
    replicates: int = 2

    @property
    def shadow(self) -> bool:
        """Whether it was bred on fitness dealt out at random."""
        return self.population > 0

    @cached_property
    def generations(self) -> pd.DataFrame:
        """Its rows of the table, by generation."""
        table = self.run.generations
        return table[table["population"] == self.population].sort_values("generation")

    def subject(self, generation: int | None = None) -> Subject:
        """Its genomes of the last generation, or of another that was logged, frozen."""
        from evosim.probing import subject

        return subject(self.run, generation, self.population, self.replicates)

    @cached_property
    def logged(self) -> list[int]:
        """Generations whose genomes were logged, ascending."""
        table = self.run.table("genomes", ["generation"], {"population": self.population,
                                                           "hall_of_fame": False})
        return sorted({int(one) for one in table["generation"]})

    @property
    def passed(self) -> float:
        """Whether the last gate of the run passed, 1 or 0; NaN where there was none, and of shadows."""
        known = self.run.generations["gate_passed"].dropna()
        return float(known.iloc[-1]) if len(known) and not self.shadow else float("nan")

    def late(self, column: str) -> float:
        """A column of `generations`: mean of the last tenth of generations, or what is nearest to it."""
        known = self.generations.dropna(subset=[column])
        if known.empty:
            return float("nan")
        lived = int(self.generations["generation"].max()) + 1
        first = min(lived - max(1, round(SHARE * lived)), int(known["generation"].max()))
        return float(known.loc[known["generation"] >= first, column].mean())

    def course(self, column: str) -> dict[float, float]:
        """A column of `generations`, by generation, where it is known."""
        known = self.generations.dropna(subset=[column])
        return dict(zip(known["generation"].astype(float), known[column].astype(float), strict=True))


def populated(experiment: str, preset: str, arm: str, seed: int, folder: str,
              keep: bool = False) -> tuple[list[Row], float]:
    """Breeds a population, or goes on with one, and measures it and its shadow.

    Args:
        experiment: its name.
        preset, arm, seed: which population.
        folder: of runs, the same for all workers.
        keep: whether its run stays.

    Returns:
        Rows as `rules.per_seed` reads them, and the seconds that it took.

    Raises:
        EvosimError: the run failed; it is left as it is.
    """
    from evosim.experiments.registry import by_name
    from evosim.sweep.worker import lived

    it, began = by_name(experiment), time.perf_counter()
    name = f"{arm}-s{seed}"
    lived(folder, name, it.text_of(preset, arm), f"experiment {experiment}, {arm}", [f"seed={seed}"])
    rows = measured(it, preset, arm, load_run(Path(folder) / name))
    if not keep:
        shutil.rmtree(Path(folder) / name)
    return rows, time.perf_counter() - began


def measured(experiment: Experiment, preset: str, arm: str, run: Run) -> list[Row]:
    """Rows of a run that is done: of its own population, and of its first shadow where it has one."""
    seed, rows = run.config.seed, []
    for population in range(1 + min(run.config.shadow.populations, 1)):
        found: Found = experiment.measure(Bred(run, population, arm, preset))
        for metric, value in found.items():
            rows += _rows(arm, seed, population, metric, value)
    passed = Bred(run, 0, arm, preset).passed
    if arm in experiment.gated and not np.isnan(passed):
        rows.append(_row(arm, seed, 0, GATE, passed))
    return rows


def _rows(arm: str, seed: int, population: int, metric: str, value: Any) -> list[Row]:
    if isinstance(value, float | int | np.floating | np.integer):
        return [_row(arm, seed, population, metric, float(value))]
    return [_row(arm, seed, population, metric, float(one), float(x)) for x, one in value.items()]


def _row(arm: str, seed: int, population: int, metric: str, value: float, x: float = float("nan")) -> Row:
    return {"arm": arm, "seed": seed, "population": population, "metric": metric, "x": x, "value": value}

"""Probes that were asked for, measured one after the other, as rows of the `probes` table.

A run that probes itself (`[probes]`) and `evosim probe` come through here, so that their rows are the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import ConfigError
from evosim.evolution import Population, rows_of_demes
from evosim.genome import Layout
from evosim.names import ROUTES, Condition, Tally
from evosim.plugins import absent
from evosim.plugins import names as added
from evosim.probes import routes
from evosim.probes.registry import PROBES, VERSION, Measure, by_name
from evosim.probes.subject import BIRTH, MODES, Lived, Mode, Subject, spoken_to

Row = dict[str, Any]


def situations(names: Sequence[str], modes: Sequence[str], keys: tuple[str, str]) -> list[tuple[str, str]]:
    """Name and mode of each probe to be measured, in the order asked for.

    What must be read beside a probe comes right after it, from birth on where it means nothing in the modes
    asked for.

    Args:
        names: of probes, or `routes`.
        modes: of `MODES`; those that a probe means nothing in are left out.
        keys: what errors call a name and a mode.

    Raises:
        ConfigError: one is not known, or no probe means anything in any of the modes.
        PluginError: one is of a package that is missing or broken.
    """
    known = [*PROBES, *(name for name in added("probe") if name not in PROBES), ROUTES]
    for name in names:
        if name not in known and absent("probe", name) is None:
            raise ConfigError(f"{keys[0]} {name}: must be one of {', '.join(known)}")
    for mode in modes:
        if mode not in MODES:
            raise ConfigError(f"{keys[1]} {mode}: must be one of {', '.join(map(repr, MODES))}")
    probes = {name: by_name(name) for name in names if name != ROUTES}
    probes |= {name: PROBES[name] for one in list(probes.values()) for name in one.beside}
    modes_of = {ROUTES: (BIRTH.name,)} | {name: one.modes for name, one in probes.items()}
    if not any(set(modes) & set(modes_of[name]) for name in names):
        means = {mode: None for name in names for mode in modes_of[name]}
        raise ConfigError(f"{keys[1]} {', '.join(map(repr, modes))}: means nothing in {', '.join(names)}; "
                          f"must be one of {', '.join(map(repr, means))}")
    out: dict[tuple[str, str], None] = {}
    for name in names:
        meant = [mode for mode in modes if mode in modes_of[name]]
        out |= dict.fromkeys((name, mode) for mode in meant)
        for other in probes[name].beside if meant and name in probes else ():
            theirs = [mode for mode in modes if mode in modes_of[other]] or [BIRTH.name]
            out |= dict.fromkeys((other, mode) for mode in theirs)
    return list(out)


def lacking(who: Subject, name: str) -> str:
    """What a population lacks for a probe, or for `routes`, see `Probe.lacks`; "" nothing."""
    return routes.too_short(who.config) if name == ROUTES else by_name(name).lacks(who)


def measured(who: Subject, ids: NDArray[np.int64], asked: Sequence[tuple[str, str]], population: int = 0,
             watch: Callable[[str], None] | None = None) -> list[Row]:
    """Measures probes of a population, one after the other.

    Args:
        who: the population.
        ids: int64 (n,), of its individuals.
        asked: name and mode of each, see `situations`.
        population: 0 for a run's own, k for shadow k.
        watch: told the name of each probe before it starts.

    Returns:
        Rows of the `probes` table, as dicts.
    """
    rows: list[Row] = []
    before = ""
    for name, mode in asked:
        if watch is not None and name != before:
            watch(name)
        before = name
        if name == ROUTES:
            rows += _routes(who, ids, population)
        else:
            one = by_name(name)
            rows += [_row(who, population, name, mode, measure, version=one.version)
                     for measure in one.measure(who, MODES[mode])]
    return rows


def of_run(config: Config) -> list[tuple[str, str]]:
    """What a run asks for that probes itself, as `situations` gives it.

    Raises:
        ConfigError: no probe means anything in any of the modes.
    """
    return situations(config.probes.names, config.probes.modes, ("probes.names:", "probes.modes ="))


def of_generation(populations: Sequence[Population], config: Config, layout: Layout, generation: int,
                  threads: int) -> list[Row]:
    """Rows of one generation of a run that probes itself; individuals in the order in which they are read
    from its `genomes` table.

    Args:
        populations: the run's own, then its shadows.
        config: as resolved for this generation.
        layout: the run's.
        generation: its number.
        threads: that live bands side by side; no result depends on it.
    """
    it, rows = config.probes, []
    asked = of_run(config)
    for k, one in enumerate(populations if it.shadow else populations[:1]):
        order = np.concatenate([deme[np.argsort(one.ids[deme])] for deme in rows_of_demes(config, len(one))])
        who = Subject(one.genomes[order], spoken_to(config), layout, it.replicates, threads, generation)
        rows += measured(who, one.ids[order], asked, k)
    return rows


def as_columns(rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
    """Rows as a table takes them: by column."""
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def _row(who: Subject, population: int, name: str, mode: str, measure: Measure, individual: int = -1,
         version: int = VERSION) -> Row:
    measure = measure._replace(note="; ".join(filter(None, (measure.note, who.unlike_training))))
    return {"generation": who.generation, "population": population, "individual_id": individual,
            "probe": name, "mode": mode, **measure._asdict(),
            "n": len(who.genomes) if individual < 0 else 1, "replicates": who.replicates,
            "compliance": who.config.plasticity.level, "probe_version": version}


def _routes(who: Subject, ids: NDArray[np.int64], population: int) -> list[Row]:
    """One row a genome, its route as the condition; and the share of each route."""
    if problem := lacking(who, ROUTES):
        return [_row(who, population, ROUTES, BIRTH.name, Measure("share", float("nan"), note=problem))]
    seen = routes.signatures(who)
    labels = seen.routes
    rows = [_row(who, population, ROUTES, BIRTH.name, Measure("share", float(np.mean(labels == label)),
                                                              condition=label))
            for label in routes.LABELS]
    return rows + [
        _row(who, population, ROUTES, BIRTH.name, Measure("O", value, condition=label, note=(
            "it was told nothing" if np.isnan(value) else "")), individual)
        for individual, label, value in zip(ids.tolist(), labels.tolist(), seen["bred"].tolist(),
                                            strict=True)]


@dataclass(frozen=True)
class Dry(Subject):
    """A population that lives nothing, and counts the ticks that it would have lived.

    Attributes:
        ticks: of each situation so far, summed over agents.
    """

    ticks: list[int] = field(default_factory=list)

    def live(self, changes: Mapping[str, Any] | None = None, *, mode: Mode = BIRTH, stretches: int = 1,
             length: float = 1.0, **others: Any) -> Lived:
        """Counts, as `Subject.live` would live."""
        n, verbs = len(self.genomes), len(self.layout.verbs)
        self.ticks.append(round(n * self.replicates * self.config.world.ticks * (length + mode.burn_in)))
        head = n, self.replicates, stretches
        told, letter, tally = (np.broadcast_to(np.zeros(1, int), (*head, *rest)) for rest in (
            (len(Condition), verbs), (len(Condition), verbs, verbs), (len(Tally),)))
        return Lived(told, letter, told, tally)


def cost(config: Config, layout: Layout) -> tuple[int, int]:
    """Agent-steps that the probes of one generation of a run take, and how many rows they give.

    Args:
        config: of the run.
        layout: the run's.
    """
    n = config.population.genomes
    who = Dry(np.zeros((n, layout.n_genes), np.float32), config, layout, config.probes.replicates)
    rows = measured(who, np.arange(n), of_run(config))
    populations = 1 + config.shadow.populations * config.probes.shadow
    return sum(who.ticks) * populations, len(rows) * populations

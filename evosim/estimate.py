"""What a run would cost, measured by living a little of it."""

import math
import time

import numpy as np

from evosim import gradient
from evosim.config import Config, Schedule
from evosim.config.breeding import Coevolution, Islands
from evosim.genome import Layout
from evosim.names import Purpose
from evosim.probes.asked import cost
from evosim.schema import columns
from evosim.words import lasting
from evosim.world import Seating, live_bands
from evosim.world.lives import streams
from evosim.world.seating import bands_apart


def estimate(config: Config, threads: int) -> list[str]:
    """Sentences on agent-steps, time, disk and memory; the time from a short trial on this machine.

    Args:
        config: resolved.
        threads: that the run would use.
    """
    layout, n = Layout.of(config), config.population.genomes
    steps = agent_steps(config)
    fast = speed(config, threads)
    seconds = steps / fast
    size = _bytes(config, layout)
    kept = config.archive.size * len(config.deme_sizes) if config.band.frozen else 0
    memory = 150e6 + (n * (config.shadow.populations + 3) + kept) * layout.n_genes * 4 * 2
    slopes, climbing = list[str](), climb(config)
    if climbing:
        moments = _moments(config)
        memory += moments * 4 * 4 * (layout.n_senses + layout.n_outputs)
        slopes = [f"and {lasting(climbing)} for slopes, of {moments:,} moments a generation"]
    return [
        *_demes(config),
        f"{layout.n_genes} genes, {layout.n_senses} senses, layout {layout.hash}",
        f"{steps / 1e6:,.0f} million agent-steps; at {fast / 1e6:.1f} million a second about "
        f"{lasting(seconds)}",
        *slopes,
        f"about {size / 1e6:,.0f} MB of tables, {memory / 1e6:,.0f} MB of memory",
        f"10 times the population: {lasting(10 * (seconds + climbing))}, {10 * size / 1e6:,.0f} MB of "
        f"tables, {(10 * memory - 9 * 150e6) / 1e6:,.0f} MB of memory",
    ]


def agent_steps(config: Config) -> int:
    """Ticks that agents with a genome live in a run, measuring included, if nobody dies."""
    population, battery = config.population, config.battery
    n, total = population.genomes, 0
    for _, first, end, phase in Schedule(config).spans:
        seats = n + sum(bands_apart(phase)) * phase.band.frozen
        lives = (end - first) * seats * population.compositions * population.replicates
        if phase.plasticity.enabled:  # as it is, without learning, and each motive lost or replaced by a sham
            situations = 2 + 2 * len(phase.gate.motives)
            lives += _due(phase.gate.every, first, end) * situations * n * phase.gate.replicates
        total += lives * phase.world.ticks
    batteries = _due(battery.every, 0, config.generations) * (2 if config.instruction.any_held_out else 1)
    if battery.every and battery.power_every and "power" in Schedule(config).features:
        batteries += 2 * _due(math.lcm(battery.every, battery.power_every), 0, config.generations)
    total += batteries * n * battery.replicates * (config.shadow.populations + 1) * config.world.ticks
    return total + (probings(config) * cost(config, Layout.of(config))[0] if config.probes.every else 0)


def _due(every: int, first: int, end: int) -> int:
    """Generations from the first to the end (exclusive) in which something is due; 0: never."""
    return len(range(-(-first // every) * every, end, every)) if every else 0


def probings(config: Config) -> int:
    """Generations in which a run probes itself."""
    return _due(config.probes.every, 0, config.generations)


def _demes(config: Config) -> list[str]:
    """A sentence on how the genomes are split, where they are."""
    sizes, rate = config.deme_sizes, config.islands.migration / config.islands.every
    if len(sizes) == 1:
        return []
    if config.coevolution.share:
        return [f"two populations of {sizes[0]} and {sizes[1]} genomes in the same bands"]
    return [f"{len(sizes)} demes of {sizes[0]} genomes, each with about {rate * sizes[0]:.2g} migrants a "
            "generation"]


def speed(config: Config, threads: int = 1) -> float:
    """Agent-steps a second of a few bands of founders, whoever they descend from; lives some."""
    layout = Layout.of(config)
    config = config.model_copy(update={"islands": Islands(), "coevolution": Coevolution()})
    n = min(config.population.genomes, config.band.evolving * 8 * threads)
    genomes = layout.founders(n, np.random.default_rng([config.seed, Purpose.BENCHMARK]))
    seating = Seating.of(config, np.arange(n))
    keys = streams(config.seed, Purpose.BENCHMARK, generation=0,
                   replicates=config.population.replicates)
    short = config.model_copy(update={"world": config.world.model_copy(
        update={"ticks": min(config.world.ticks, 200)})})
    live_bands(genomes[:config.band.evolving], Seating.of(config, np.arange(
        min(n, config.band.evolving))), short, layout, keys)
    began = time.perf_counter()
    lives = live_bands(genomes, seating, short, layout, keys, threads=threads)
    return lives.agent_steps / (time.perf_counter() - began)


def climb(config: Config) -> float:
    """Seconds that the slopes of a run take, by a short trial; 0 where nothing climbs by them.

    Raises:
        ConfigError: the libraries of policy gradient are missing.
    """
    if config.selection.mode != "gradient":
        return 0.0
    return config.generations * _moments(config) * slope(config)


def _moments(config: Config) -> int:
    """Of a generation."""
    population = config.population
    return population.genomes * population.compositions * population.replicates * config.world.ticks


def slope(config: Config) -> float:
    """Seconds that policy gradient takes for a moment, by a short generation of a few bands.

    Raises:
        ConfigError: its libraries are missing.
    """
    gradient.check_installed()
    layout, n = Layout.of(config), config.band.evolving * 4
    few = config.model_copy(update={"world": config.world.model_copy(update={"ticks": 200})})
    genome = layout.founders(1, np.random.default_rng([config.seed, Purpose.BENCHMARK]))[0]
    genomes = np.repeat(genome[None], n, axis=0)
    lives = live_bands(genomes, Seating.of(few, np.arange(n)), few, layout,
                       streams(config.seed, Purpose.BENCHMARK, generation=0), noted=True)
    took = []
    for _ in range(2):  # the first loads and settles things
        began = time.perf_counter()
        gradient.step([lives], genomes, genome.astype(np.float64), {}, few, layout, 0)
        took.append(time.perf_counter() - began)
    return took[-1] / lives.agent_steps


def _bytes(config: Config, layout: Layout) -> float:
    """Rows times columns times what a value takes once compressed: 2.5 bytes, a gene 3.7 [seen]."""
    log, n, shadows = config.log, config.population.genomes, config.shadow.populations + 1
    lives = n * config.population.compositions * config.population.replicates
    segments = 2 * config.world.ticks / (config.instruction.segment_min
                                         + config.instruction.segment_max)
    rows = {
        "generations": (1, shadows), "individuals": (log.individuals_every, n * shadows),
        "lives": (log.lives_every, lives), "genomes": (log.genomes_every, n * shadows),
        "instructions": (log.instructions_every, lives * segments * config.instruction.share),
        "interactions": (log.interactions_every,
                         lives * 4 * -(-config.world.ticks // log.window)),
        "probes": (config.probes.every, cost(config, layout)[1] if config.probes.every else 0),
        "encounters": (log.interactions_every, lives * config.world.ticks / 2),
        "demography": (log.demography_every,
                       (config.selection.mode == "ecological") * (n // config.band.evolving)),
        "record": (log.record_every, bool(config.record.symbols) * lives * config.world.size**2 / 64),
        "oversight": (log.oversight_every, lives * segments * config.oversight.watched
                      * (1.0 if config.oversight.judges_harm else config.instruction.share)
                      * (1 + (config.oversight.review != "none"))),
    }
    total = 0.0
    for table, (every, count) in rows.items():
        width = 2.5 * len(columns(table, layout.verbs))
        if table == "genomes":
            width += 3.7 * layout.n_genes
        total += _due(every, 0, config.generations) * count * width
    return total

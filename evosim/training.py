"""A generation's training lives, and what they are worth to selection."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim import gradient
from evosim.config import Config
from evosim.evolution import (
    Archive,
    Brood,
    Population,
    breed,
    gathered,
    numbers,
    permuted,
    rows_of_demes,
    scale_of,
    strategic,
)
from evosim.evolution.ecology import of_an_age
from evosim.genome import Layout
from evosim.names import Purpose, Tally
from evosim.seasons import turned
from evosim.state import RunState
from evosim.tabulate import Sums, due
from evosim.world import Lives, Seating, express, inherit, live_bands, wiring
from evosim.world.arena import Rooms
from evosim.world.lives import fitness, streams, worlds
from evosim.world.seating import bands_apart, seats_of_demes

Values = NDArray[np.float64]


def train(population: Population, state: RunState, config: Config, layout: Layout, *, threads: int = 1,
          check: bool = False, rooms: Rooms | None = None) -> list[Lives]:
    """Lives all bands of a generation, a block a composition; and leaves the record as they leave it.

    Args:
        population: of n individuals.
        state: of the run, with genomes out of the past, the record, and what the overseer goes by.
        config: as resolved for this generation.
        layout: the run's.
        threads: that live bands side by side; no result depends on it.
        check: whether to make sure that the accounts of every world hold.
        rooms: see `live_bands`.

    Raises:
        EvosimError: an account does not hold.
    """
    log, genomes, archive, generation = config.log, population.genomes, state.archive, state.generation
    if config.band.frozen:
        genomes = np.concatenate([genomes, archive.genomes])
    genes = express(genomes, layout, config)
    wires = wiring(config, layout, generation=generation)
    blocks, reader = [], state.overseeing.reader(config)
    for composition in range(config.population.compositions):
        seating = seated(population, archive, config, generation, composition)
        if state.patches is not None:
            seating = state.patches.seating(config)
        marks = None
        if config.record.symbols:
            marks = state.marks[composition].found(len(seating.genome), config, generation, composition)
        blocks.append(live_bands(
            genomes, seating, config, layout, stream_keys(config, generation, composition), genes=genes,
            wires=wires, threads=threads, instructions=due(log.instructions_every, generation),
            interactions=due(log.interactions_every, generation),
            learned=config.plasticity.lamarckian, judged=config.scrutinised, reader=reader, check=check,
            found=marks.as_found if marks else None, patches=state.patches,
            noted=config.selection.mode == "gradient", rooms=rooms))
        if marks:
            state.marks[composition] = marks.after(blocks[-1], population, generation)
    return blocks


def seated(population: Population, archive: Archive, config: Config, generation: int,
           composition: int) -> Seating:
    """Who lives with whom: rows of the population, and after them rows of the archive.

    Args:
        population, archive, config, generation: as in `train`.
        composition: number of the shuffling.
    """
    key, kin, n = (config.seed, Purpose.BANDS, composition, generation), config.band.kin, len(population)
    orders = [gathered(population, rows[numbers(*key, deme=deme).permutation(len(rows))], seats, kin)
              for deme, (rows, seats) in enumerate(zip(
                  rows_of_demes(config, n), seats_of_demes(config), strict=True))]
    seating = Seating.of(config, np.concatenate(orders))
    if not config.band.frozen:
        return seating
    key = (config.seed, Purpose.ARCHIVE, composition, generation)
    apart = bands_apart(config)
    rows = np.concatenate([archive.drawn(numbers(*key, deme=deme), bands, config.band.frozen,
                                         deme if len(apart) > 1 else None)
                           for deme, bands in enumerate(apart)])
    return seating.with_frozen(np.where(rows >= 0, rows + n, -1))


def stream_keys(config: Config, generation: int, composition: int) -> NDArray[np.uint64]:
    """Random stream of each replicate world of each band, uint64 (bands, R)."""
    return np.concatenate([
        worlds(streams(config.seed, Purpose.LIFE, generation=generation, composition=composition,
                       replicates=config.population.replicates, deme=deme), bands)
        for deme, bands in enumerate(bands_apart(config))])


def succeeded(state: RunState, blocks: list[Lives], merits: list["Merit"], config: Config,
              layout: Layout) -> list[Brood]:
    """Breeds the next generation of each population, and lets the fittest into the archive where that is due.

    Args:
        state: of the run; its archive, ids and means are brought up to date, not its populations.
        blocks: lives of its own population.
        merits: of each population, its own first.
        config: as resolved for this generation.
        layout: the run's.
    """
    own, number = state.populations[0], state.generation
    if config.band.frozen and due(config.archive.every, number):
        state.archive = state.archive.updated(own, merits[0].fitness, rows_of_demes(config, len(own)), number,
                                              config.archive.best, config.archive.size)
    if state.patches is not None:
        return turned(state.patches, state.populations, blocks[0], config, layout, state.ids, number)
    if state.means:
        scale, steps = scale_of(layout, config), _steps(state, blocks, config, layout)
        made = [strategic(population, seen.selected, mean, config, scale, state.ids, generation=number,
                          stream=stream, step=step)
                for stream, (population, seen, mean, step) in enumerate(zip(
                    state.populations, merits, state.means, steps, strict=True))]
        state.means = [mean for _, mean in made]
        return [brood for brood, _ in made]
    parents = list(state.populations)
    if config.plasticity.lamarckian:
        parents[0] = replace(own, genomes=inherit(own.genomes, blocks, config, layout))
    sigmas = layout.sigmas_of(config)
    return [breed(population, seen.selected, config, sigmas, state.ids, objectives=seen.objectives,
                  generation=number, stream=stream)
            for stream, (population, seen) in enumerate(zip(parents, merits, strict=True))]


def _steps(state: RunState, blocks: list[Lives], config: Config, layout: Layout) -> list[Values | None]:
    """By how much policy gradient moves the mean of each population; brings what it remembers up to date."""
    if config.selection.mode != "gradient":
        return [None] * len(state.means)
    number = state.generation
    step, state.learner = gradient.step(blocks, state.populations[0].genomes, state.means[0].genome,
                                        state.learner, config, layout, number)
    return [step, *(gradient.scattered(step, layout, config.seed, number, stream)
                    for stream in range(1, len(state.means)))]


class Merit(NamedTuple):
    """What selection sees of n individuals.

    Attributes:
        fitness: float64 (n,), one's own, mean over lives.
        selected: float64 (n,), what breeds; fitness, unless bands or the other population count.
        objectives: float64 (n, 2), for NSGA-II: food, and the share of told ticks that met the letter.
    """

    fitness: Values
    selected: Values
    objectives: NDArray[np.float64]

    @staticmethod
    def of(blocks: list[Lives], sums: Sums, config: Config) -> "Merit":
        """Of those who lived.

        With w = `selection.band_weight` what breeds is (1 - w) own fitness + w mean fitness of one's
        bands: individual and group fitness of contextual analysis (Heisler and Damuth 1987). With
        a = `coevolution.against` it is for the second population (1 - a) of that - a mean fitness of the
        first population in one's bands.

        Args:
            blocks: their lives, a block a composition.
            sums: the same, as means over lives.
            config: as resolved for this generation.
        """
        n = len(sums.tally)
        values = [fitness(tally, config.body.stash_worth) for tally in sums.tallies]
        own = np.mean(values, axis=0)
        payoff = sums.tally[:, Tally.REWARD] - sums.tally[:, Tally.PENALTY]
        weight, against, selected = config.selection.band_weight, config.coevolution.against, own
        seats = [block.genome for block in blocks]
        if weight:
            selected = (1 - weight) * selected + weight * band_mean(values, seats)
        if against:
            first, second = rows_of_demes(config, n)
            rivals = [np.where(np.isin(genome, first), genome, -1) for genome in seats]
            loss = -band_mean(values, seats, rivals)
            selected = selected.copy()
            selected[second] = ((1 - against) * selected + against * loss)[second]
        return Merit(own, selected, np.stack([own - payoff, sums.letter_rate], axis=1))

    @staticmethod
    def of_all(blocks: list[Lives], sums: Sums, config: Config, generation: int,
               populations: list[Population]) -> list["Merit"]:
        """Of those who lived, and after them of each shadow; arguments as in `of` and `permuted`."""
        own, among = Merit.of(blocks, sums, config), exchangeable(populations[0], config)
        return [own, *(own.permuted(config, generation, stream, among)
                       for stream in range(1, len(populations)))]

    def permuted(self, config: Config, generation: int, stream: int,
                 among: list[NDArray[np.int64]]) -> "Merit":
        """The same values, on other individuals of the same lot of rows: what breeds shadow `stream`."""
        own, selected, objectives = (permuted(values, config.seed, generation, stream, among)
                                     for values in self)
        return Merit(own, selected if self.mixed else own, objectives)

    @property
    def mixed(self) -> bool:
        """Whether anything but one's own fitness breeds."""
        return self.selected is not self.fitness


def exchangeable(population: Population, config: Config) -> list[NDArray[np.int64]]:
    """Lots of rows within which a shadow's values are permuted: demes, or those of an age where lives overlap
    by energy."""
    if config.selection.mode == "ecological":
        return of_an_age(population.born)
    return rows_of_demes(config, len(population))


def band_mean(values: list[Values], seats: list[NDArray[np.int64]],
              whose: list[NDArray[np.int64]] | None = None) -> Values:
    """Mean over the members of one's band, and over one's bands, float64 (n,).

    Args:
        values: of each composition, float64 (n,).
        seats: of each composition, int64 (bands, slots), rows, -1 where none; each row sits once.
        whose: the same with those members only that the mean is taken over; None: all.
    """
    out = np.zeros(len(values[0]))
    for value, genome, counted in zip(values, seats, whose or seats, strict=True):
        here = counted >= 0
        total = np.where(here, value[counted], 0.0).sum(axis=1)
        mean = total / np.maximum(here.sum(axis=1), 1)
        band, slot = np.nonzero(genome >= 0)
        out[genome[band, slot]] += mean[band]
    return out / len(values)

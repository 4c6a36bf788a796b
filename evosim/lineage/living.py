"""Genotypes lived as clonal bands: a band of copies each, all in the same worlds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import ConfigError
from evosim.genome import Genomes, Layout
from evosim.lineage.traits import Array, Counts, Trait
from evosim.names import Purpose
from evosim.probes.battery import situation
from evosim.results import Run
from evosim.world import Seating, live_bands, wiring
from evosim.world.constants import tokens
from evosim.world.lives import streams, worlds

RESAMPLES = 1000  # of a bootstrap interval
CHUNK = 64  # genotypes lived in one go; bounds memory


@dataclass(frozen=True)
class Level:
    """A trait of one genotype, or a difference of two that were measured in the same worlds.

    Attributes:
        value: over all worlds.
        drawn: float64 (RESAMPLES,), in worlds drawn again with replacement (Efron 1979); the same are
            drawn for everybody, so that differences are paired.
    """

    value: float
    drawn: Array

    def __sub__(self, other: "Level") -> "Level":
        return Level(self.value - other.value, self.drawn - other.drawn)

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval over worlds."""
        return float(np.nanpercentile(self.drawn, 2.5))

    @property
    def high(self) -> float:
        """Upper end."""
        return float(np.nanpercentile(self.drawn, 97.5))

    @property
    def uncertain(self) -> bool:
        """Whether 0 lies within the interval, and is not the value."""
        return self.low <= 0 <= self.high and self.value != 0

    @staticmethod
    def mean(levels: "Sequence[Level]") -> "Level":
        """Of several."""
        return Level(float(np.mean([one.value for one in levels])),
                     np.mean([one.drawn for one in levels], axis=0))


@dataclass(frozen=True)
class Stage:
    """Where genotypes live, and what is measured of them: the battery's situation, in worlds of its own.

    Each genotype fills all evolving seats of a band. Worlds and instructions are the same for all of
    them, draw for draw, so that what differs between two is what their genes differ in.

    Attributes:
        config: of the situation.
        layout: the run's.
        trait: that is measured.
        worlds: that each band lives in.
        threads: that live bands side by side; no result depends on it.
        choice: number of the set of worlds: what was chosen in one is measured in another.
    """

    config: Config
    layout: Layout
    trait: Trait
    worlds: int
    threads: int = 1
    choice: int = 0

    @staticmethod
    def of(run: Run, trait: Trait, worlds: int, threads: int = 1) -> "Stage":
        """For a run.

        Raises:
            ConfigError: two populations share its bands, so that there is no band of one genotype.
        """
        if run.config.coevolution.share:
            raise ConfigError(f"{run.path}: coevolution.share = {run.config.coevolution.share}: must be 0, "
                              "since a band of copies is no band of two populations")
        config = situation(run.config)
        alone = {"islands": config.islands.model_copy(update={"demes": 1, "migration": 0.0})}
        return Stage(config.model_copy(update=alone), run.own_layout(), trait, worlds, threads)

    def elsewhere(self, choice: int, worlds: int | None = None) -> "Stage":
        """The same in another set of worlds."""
        return replace(self, choice=choice, worlds=worlds or self.worlds)

    def levels(self, genomes: Genomes, generations: Sequence[int] | int) -> list[Level]:
        """The trait of some genotypes.

        Args:
            genomes: float32 (n, genes).
            generations: in whose language each is spoken to, where that changes.
        """
        if self.trait.gene is not None:
            return [Level(float(value), np.full(RESAMPLES, value)) for value in self.trait.gene(genomes)]
        spoken = np.broadcast_to(np.asarray(generations), len(genomes)).tolist()
        out: list[Level] = []
        # at most CHUNK in one go, and only those who hear the same language
        for _, rows in groupby(range(len(genomes)), lambda row: (row // CHUNK, self._language(spoken[row]))):
            which = list(rows)
            out += self._live(genomes[which], spoken[which[0]])
        return out

    def level(self, genome: NDArray[np.float32], generation: int) -> Level:
        """The trait of one genotype, float32 (genes,)."""
        return self.levels(genome[None], generation)[0]

    def _language(self, generation: int) -> tuple[int, ...]:
        return tuple(tokens(self.config, len(self.layout.verbs), generation).tolist())

    def _live(self, genomes: Genomes, generation: int) -> list[Level]:
        """The trait of a few genotypes in the language of one generation."""
        config, n, seats = self.config, len(genomes), self.config.band.evolving
        # one deme, so that bands are cut out of the order as it stands
        keys = streams(config.seed, Purpose.LINEAGE, generation=self.choice, replicates=self.worlds)
        lives = live_bands(
            genomes, Seating.of(config, np.repeat(np.arange(n), seats)), config, self.layout,
            np.repeat(worlds(keys, 1), n, axis=0), threads=self.threads,
            wires=wiring(config, self.layout, generation=generation))
        own = (slice(None), slice(None), slice(0, seats))
        counted = [a[own].sum(axis=2, dtype=np.float64) for a in (
            lives.told_n, lives.letter_n, lives.spirit_n, lives.tally)]
        counted.append(np.full((n, self.worlds), float(seats)))
        draws = self._draws()
        return [self._level(Counts(*(np.tensordot(draws, a[row], axes=1) for a in counted)))
                for row in range(n)]

    def _level(self, counts: Counts) -> Level:
        assert self.trait.lived is not None
        values = self.trait.lived(counts)
        return Level(float(values[0]), values[1:])

    def _draws(self) -> Array:
        """How often each world is drawn: once each, then in each resample; (1 + RESAMPLES, worlds)."""
        rng = np.random.default_rng([self.config.seed, int(Purpose.LINEAGE), self.worlds])
        drawn = rng.multinomial(self.worlds, np.full(self.worlds, 1 / self.worlds), size=RESAMPLES)
        return np.concatenate([np.ones((1, self.worlds)), drawn])

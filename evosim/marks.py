"""The shared record between lives: what one generation left on it, and what the next one finds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.evolution import Population, numbers
from evosim.evolution.stored import Stored
from evosim.names import Purpose
from evosim.world import Lives
from evosim.world.lives import Found

NOBODY = -1  # no evolving individual


@dataclass(frozen=True)
class Marks(Stored):
    """The record of the worlds of one composition at the end of a generation: B bands, R replicates.

    A world is a place that outlives those who are in it: whoever sits in band b of a composition finds
    what was left there.

    Attributes:
        symbol: int64 (B, R, cells), 0 bare, else 1 + symbol.
        tag: float32 (B, R, cells), tag of its author.
        author: int64 (B, R, cells), id of its author, NOBODY where that is none.
        generation: int64 (B, R, cells), in which it was written.
        tick: int64 (B, R, cells), likewise.
    """

    symbol: NDArray[np.int64]
    tag: NDArray[np.float32]
    author: NDArray[np.int64]
    generation: NDArray[np.int64]
    tick: NDArray[np.int64]

    @staticmethod
    def bare(bands: int, replicates: int, cells: int) -> "Marks":
        """Nothing written yet."""
        shape = bands, replicates, cells
        return Marks(np.zeros(shape, np.int64), np.zeros(shape, np.float32), np.full(shape, NOBODY, np.int64),
                     np.zeros(shape, np.int64), np.full(shape, -1, np.int64))

    def found(self, bands: int, config: Config, generation: int, composition: int) -> "Marks":
        """What the next generation finds: what was left, in its cells or in others (`record.scrambled`),
        or, where that does not last, nothing.

        Args:
            bands: of that generation; worlds that there were not before are bare.
            config: as resolved for that generation.
            generation: its number.
            composition: of the bands.
        """
        if not config.record.lasting:
            return Marks.bare(bands, config.population.replicates, config.world.size**2)
        left = self
        if bands != len(self.symbol):
            fresh = Marks.bare(bands, *self.symbol.shape[1:])
            kept = min(bands, len(self.symbol))
            for name, values in vars(fresh).items():
                values[:kept] = getattr(self, name)[:kept]
            left = fresh
        if not config.record.scrambled:
            return left
        rng = numbers(config.seed, Purpose.RECORD, composition, generation)
        order = rng.permuted(np.broadcast_to(np.arange(left.symbol.shape[2]), left.symbol.shape), axis=2)
        return Marks(*(np.take_along_axis(values, order, axis=2) for values in vars(left).values()))

    def after(self, lives: Lives, population: Population, generation: int) -> "Marks":
        """What a generation leaves.

        Args:
            lives: of it, in one composition, that found this record.
            population: of it.
            generation: its number.
        """
        new = lives.mark_at >= 0
        band = np.arange(len(lives.genome))[:, None, None]
        row = np.where(lives.mark_by >= 0, lives.genome[band, np.maximum(lives.mark_by, 0)], NOBODY)
        author = np.where(row >= 0, population.ids[row], NOBODY)
        return Marks(lives.mark, lives.mark_tag, np.where(new, author, self.author),
                     np.where(new, generation, self.generation), np.where(new, lives.mark_at, self.tick))

    @property
    def as_found(self) -> Found:
        """As the worlds take it."""
        return Found(self.symbol, self.tag)

"""Who sits in which slot of which band."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.names import Occupant

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Seating:
    """Who sits in which slot of which band.

    Attributes:
        kind: int64 (bands, slots), Occupant.
        script: int64 (bands, slots), Script of scripted slots.
        genome: int64 (bands, slots), row of the genome matrix, -1 where none.
    """

    kind: Rows
    script: Rows
    genome: Rows

    @staticmethod
    def of(config: Config, order: Rows) -> "Seating":
        """Fills bands with genomes in the given order, then with the band's scripted slots.

        Islands have bands of their own, one island after the other. Two co-evolving populations share
        bands: the first fills its share of the evolving slots, the second the others. Slots for genomes
        out of the archive stay vacant (`with_frozen`).

        Args:
            config: `band` says how many slots are for whom.
            order: int64 (n,), rows of the genome matrix, each once.
        """
        band, sizes = config.band, config.deme_sizes
        deme = np.searchsorted(np.cumsum(sizes)[:-1], order, side="right")
        groups = [order[deme == k] for k in range(len(sizes))]
        if config.coevolution.share:
            seats = seats_of_demes(config)
            pairs = list(zip(groups, seats, strict=True))
            bands = max(-(-len(group) // each) for group, each in pairs)
            seated = np.concatenate([_filled(group, each, bands) for group, each in pairs], axis=1)
        else:
            seated = np.concatenate([_filled(group, band.evolving) for group in groups])
        genome = np.full((len(seated), band.slots), -1, np.int64)
        genome[:, :band.evolving] = seated
        kind = np.where(genome >= 0, int(Occupant.EVOLVING), int(Occupant.VACANT))
        kind[:, band.evolving:band.evolving + band.scripted] = int(Occupant.SCRIPTED)
        return Seating(kind, np.full(kind.shape, band.script_id, np.int64), genome)

    def with_frozen(self, rows: Rows) -> "Seating":
        """The same with frozen genomes in the last slots of each band.

        Args:
            rows: int64 (bands, k), rows of the genome matrix; -1: nobody.
        """
        kind, genome = self.kind.copy(), self.genome.copy()
        last = slice(kind.shape[1] - rows.shape[1], None)
        kind[:, last] = np.where(rows >= 0, int(Occupant.FROZEN), int(Occupant.VACANT))
        genome[:, last] = rows
        return Seating(kind, self.script, genome)


def seats_of_demes(config: Config) -> list[int]:
    """Slots of a band that each deme fills, where it lives in that band."""
    evolving, share = config.band.evolving, config.coevolution.share
    first = round(share * evolving)
    return [first, evolving - first] if share else [evolving] * config.islands.demes


def bands_apart(config: Config) -> list[int]:
    """How many bands each deme has for itself; one number where co-evolving populations share all."""
    bands = [-(-size // seats) for size, seats in zip(config.deme_sizes, seats_of_demes(config), strict=True)]
    return [max(bands)] if config.coevolution.share else bands


def _filled(order: Rows, seats: int, bands: int | None = None) -> Rows:
    """Rows in so many seats of each band, one band after the other, int64 (bands, seats); -1: vacant."""
    bands = -(-len(order) // seats) if bands is None else bands
    out = np.full(bands * seats, -1, np.int64)
    out[:len(order)] = order
    return out.reshape(bands, seats)

"""One world as its logs tell it: who could have acted on whom in each tick, and who did."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.schema import REACH

WORLD = ("generation", "composition", "replicate", "band")  # columns that name a world
# What an act, or a tick of one, weighs in the graph. What is done to help is positive, what is done to harm
# is negative. Acts that hand over, win or take food, or cost blood, count 1; what goes on tick by tick, and
# mostly for long, or costs little, a tenth: ten ticks of following are as much as a gift.
WEIGHTS = {"give": 1.0, "lift": 1.0, "answer": 0.1, "follow": 0.1, "heed": 0.1, "steal": -1.0, "attack": -1.0}


World: TypeAlias = tuple[int, int, int, int]  # its generation, composition, replicate and band


class Society(NamedTuple):
    """One world; n slots, T ticks.

    Attributes:
        world: generation, composition, replicate, band.
        ids: int64 (n,), individual in each slot; -1 nobody, or none that evolves.
        window: ticks of a window.
        could: by kind, bool (T, n, n): in this tick an act by i would have been on j.
        did: by kind, bool (T, n, n): it was.
    """

    world: World
    ids: NDArray[np.int64]
    window: int
    could: dict[str, NDArray[np.bool_]]
    did: dict[str, NDArray[np.bool_]]

    @property
    def ticks(self) -> int:
        """T."""
        return len(next(iter(self.could.values())))

    @property
    def windows(self) -> int:
        """Windows that a life is cut into."""
        return -(-self.ticks // self.window)

    @property
    def acts(self) -> list[str]:
        """Kinds of act that somebody could have done."""
        return [kind for kind in WEIGHTS if kind in self.could]

    def reach(self) -> NDArray[np.bool_]:
        """Who was in reach of giving, bool (T, n, n)."""
        return self.could.get(REACH, np.zeros((self.ticks, *[len(self.ids)] * 2), bool))

    def by_window(self, ticks: NDArray) -> NDArray[np.float64]:
        """Sums over the ticks of each window: (T, ...) to (windows, ...)."""
        return np.add.reduceat(ticks.astype(np.float64), np.arange(0, self.ticks, self.window), axis=0)


def societies(encounters: pd.DataFrame, ticks: int, window: int) -> Iterator[Society]:
    """The worlds of some rows of `encounters`, in order.

    Args:
        encounters: the rows.
        ticks: of a life.
        window: ticks of a window.
    """
    for world, rows in by_world(encounters):
        yield of_rows(world, rows, ticks, window)


def by_world(rows: pd.DataFrame) -> Iterator[tuple[World, pd.DataFrame]]:
    """Rows of a table world by world, in order."""
    numbers = rows[list(WORLD)].to_numpy(np.int64)
    order = np.lexsort(numbers.T[::-1])
    cuts = np.flatnonzero(np.diff(numbers[order], axis=0).any(axis=1)) + 1
    for part in np.split(order, cuts) if len(order) else []:
        generation, composition, replicate, band = numbers[part[0]].tolist()
        yield (generation, composition, replicate, band), rows.iloc[part]


def of_rows(world: World, rows: pd.DataFrame, ticks: int, window: int) -> Society:
    """One world, of its rows of `encounters`; arguments as in `societies`."""
    slots = rows[["from_slot", "to_slot"]].to_numpy(np.int64)
    ids = np.full(int(slots.max()) + 1, -1, np.int64)
    for slot, individual in ((slots[:, 0], rows["from_id"]), (slots[:, 1], rows["to_id"])):
        ids[slot] = individual.fillna(-1).to_numpy(np.int64)
    could: dict[str, NDArray[np.bool_]] = {}
    did: dict[str, NDArray[np.bool_]] = {}
    for kind, part in rows.groupby("kind", observed=True, sort=False):
        shape = ticks + 1, len(ids), len(ids)
        paths = np.zeros((2, *shape), np.int8)
        one, other, start = (part[name].to_numpy(np.int64) for name in ("from_slot", "to_slot", "tick"))
        end, done = start + part["ticks"].to_numpy(np.int64), part["done"].to_numpy(np.int8)
        for path, step in zip(paths, (np.ones_like(done), done), strict=True):
            np.add.at(path, (start, one, other), step)
            np.add.at(path, (end, one, other), -step)
        could[str(kind)], did[str(kind)] = np.cumsum(paths, axis=1, dtype=np.int8)[:, :-1] > 0
    return Society(world, ids, window, could, did)

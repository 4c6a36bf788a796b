"""From one season to the next: who dies, who bears, and who finds a place (`selection.mode = "ecological"`).

Nobody is chosen by fitness. Energy decides: whoever has none dies, whoever has much can bear, and where
more would be born than there are places free, a lottery decides (Sale 1977; Chesson and Warner 1981).
Generations overlap (Charlesworth 1994, Evolution in age-structured populations). With one death a season, and
nobody short of energy, it is the process of Moran (1958) in which the dead do not breed.

Arrays in, arrays out; `world.patches` has the worlds.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.config.breeding import Ecology
from evosim.evolution.breeding import Brood, bear, counted
from evosim.evolution.population import NONE, Ids, Population
from evosim.evolution.shadow import permuted

Rows = NDArray[np.int64]


class End(IntEnum):
    """How a season ended for somebody."""

    LIVES = 0
    NO_ENERGY = 1  # of hunger, wounds or fines
    AGE = 2
    CHANCE = 3


class Fates(NamedTuple):
    """What becomes of n individuals between two seasons, and who is born.

    Attributes:
        ends: int64 (n,), End.
        survivors: int64 (s,), rows, in the order in which they stand in the next season.
        chances: int64 (n,), children that each could have borne.
        mothers, fathers: int64 (m,), rows of the parents of each child; twice the same: it has one.
        homes: int64 (m,), patch that each child settles in.
    """

    ends: Rows
    survivors: Rows
    chances: Rows
    mothers: Rows
    fathers: Rows
    homes: Rows

    def of_shadow(self, order: Rows) -> "Fates":
        """The same fates of other individuals: row j has that of row `order[j]`, int64 (n,).

        As many live on, and bear as much; only who does is another.
        """
        at = np.argsort(order)
        return Fates(self.ends[order], at[self.survivors], self.chances[order], at[self.mothers],
                     at[self.fathers], self.homes)


def fates(energy: NDArray[np.float64], age: Rows, patch: Rows, places: Rows, rules: Ecology, crossing: bool,
          rng: np.random.Generator) -> Fates:
    """Who of n individuals lives on, and who bears which child where.

    Whoever has no energy dies; then age and chance take theirs. Of those who are left, each has as many
    chances of a child as its energy and `rules.clutch` let it have (`chances_of`). A child takes a free place
    of its parents' patch, or with chance `rules.migration` of another; where there are fewer places than
    chances, each chance is as likely to get one. Nobody pays for a child that is not born.

    Args:
        energy: float64 (n,), food, payoffs settled; 0 or less: dead.
        age: int64 (n,), seasons lived, this one too.
        patch: int64 (n,), where each lives.
        places: int64 (patches,), how many can live in each.
        rules: of the season.
        crossing: whether a child may have a second parent: one who could bear too, of the same patch.
        rng: of this season.
    """
    n = len(energy)
    spared = rng.random(n) >= rules.mortality
    aged = (age >= rules.lifespan) if rules.lifespan else np.zeros(n, np.bool_)
    ends = np.select([energy <= 0, aged, ~spared], [End.NO_ENERGY, End.AGE, End.CHANCE],
                     End.LIVES).astype(np.int64)
    lives = ends == End.LIVES
    chances = np.where(lives, chances_of(energy, rules), 0)
    owners = np.repeat(np.arange(n), chances)
    homes = settled(patch[owners], len(places), rules.migration, rng)
    free = places - np.bincount(patch[lives], minlength=len(places))
    drawn = lottery(homes, free, rng)
    mothers = owners[drawn]
    fathers = partners(mothers, np.flatnonzero(chances), patch, rng) if crossing else mothers
    return Fates(ends, np.flatnonzero(lives), chances, mothers, fathers, homes[drawn])


def chances_of(energy: NDArray[np.float64], rules: Ecology) -> Rows:
    """Children that each could bear one after the other, int64 (n,): one more while `birth_at` is left."""
    more = np.floor((energy - rules.birth_at) / (rules.endowment + rules.cost))
    return np.clip(more + 1, 0, rules.clutch).astype(np.int64)


def settled(patch: Rows, patches: int, migration: float, rng: np.random.Generator) -> Rows:
    """Where each child tries to settle, int64 (m,): at home or, with a chance, in any other patch."""
    if migration == 0 or patches == 1:
        return patch
    moves = rng.random(len(patch)) < migration
    return np.where(moves, (patch + rng.integers(1, patches, len(patch))) % patches, patch)


def lottery(homes: Rows, free: Rows, rng: np.random.Generator) -> Rows:
    """Which of m chances get a place, ascending; in each patch at most as many as are free.

    Args:
        homes: int64 (m,), patch of each.
        free: int64 (patches,), places.
        rng: draws the order in which they come.
    """
    order = rng.permutation(len(homes))
    order = order[np.argsort(homes[order], kind="stable")]
    here = homes[order]
    turn = np.arange(len(here)) - np.searchsorted(here, here)
    return np.sort(order[turn < free[here]])


def partners(mothers: Rows, able: Rows, patch: Rows, rng: np.random.Generator) -> Rows:
    """A second parent for each child, int64 (m,): another able one of the mother's patch; if none, herself.

    Args:
        mothers: int64 (m,), rows, all of them able.
        able: int64 (k,), rows, ascending.
        patch: int64 (n,), of all rows.
        rng: draws one of those there are.
    """
    if not len(mothers):
        return mothers
    able = able[np.argsort(patch[able], kind="stable")]
    here = patch[able]
    first, past = (np.searchsorted(here, patch[mothers], side) for side in ("left", "right"))
    place = np.empty(len(patch), np.int64)
    place[able] = np.arange(len(able))
    others = past - first - 1
    step = 1 + np.floor(rng.random(len(mothers)) * np.maximum(others, 1)).astype(np.int64)
    found = able[first + (place[mothers] - first + step) % (past - first)]
    return np.where(others > 0, found, mothers)


def succession(population: Population, come: Fates, config: Config, sigmas: NDArray[np.float32], ids: Ids, *,
               generation: int, stream: int = 0) -> Brood:
    """The next season's individuals: those who live on, with their ids, and after them the children.

    Args:
        population: of n individuals.
        come: what becomes of them.
        config: as resolved for this season; `variation` and `seed` are read.
        sigmas: float32 (genes,), standard deviation of a mutation.
        ids: of the run.
        generation: number of the season that ends.
        stream: 0 for the run's own population, k for its shadow k.
    """
    n, old, born = len(population), len(come.survivors), len(come.mothers)
    young = np.empty((born, population.genomes.shape[1]), np.float32)
    crossed = bear(population.genomes, come.mothers, come.fathers, config, sigmas, young, generation, stream)
    children = Population(
        young, ids.take(born), population.ids[come.mothers],
        np.where(crossed, population.ids[come.fathers], NONE), np.full(born, generation + 1),
        np.zeros(born, np.int64))
    after = Population(*(np.concatenate([values[come.survivors], vars(children)[name]])
                         for name, values in vars(population).items()))
    assert len(after) == old + born
    return Brood(after, *counted(n, come.mothers, come.fathers, crossed), come.ends == End.LIVES)


def of_an_age(born: Rows) -> list[Rows]:
    """Rows of each cohort, oldest first, by the seasons in which n individuals were born, int64 (n,).

    Fates are permuted within them, so that a shadow has the life table of its run: as many of each age die,
    and bear as much (its rows are then as old as the run's own, season by season).
    """
    return [np.flatnonzero(born == season) for season in np.unique(born)]


def shadow_order(born: Rows, seed: int, generation: int, stream: int) -> Rows:
    """Whose fate each individual of a shadow has, int64 (n,): somebody's of its own age."""
    rows = np.arange(len(born), dtype=np.float64)
    return permuted(rows, seed, generation, stream, of_an_age(born)).astype(np.int64)

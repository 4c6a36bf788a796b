"""Traits by name: what can be measured of a genotype, and what can be read off its genes."""

import difflib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.errors import ConfigError
from evosim.genome import Genomes, Layout
from evosim.names import Condition, Drive, PlasticityGene, Tally
from evosim.obedience import Rates, rates
from evosim.schema import TRAITS
from evosim.tabulate import rate_columns

Array = NDArray[np.float64]
# what people say, and the column that it is
SHORT = {"O": "obedience", "O watched": "obedience_watched", "O unwatched": "obedience_unwatched",
         "CG": "compliance_gap", "food": "food_per_tick"}


class Counts(NamedTuple):
    """What was counted in some lives, behind any leading axes.

    Attributes:
        told: (..., Condition, V), checked ticks by verb told.
        letter: (..., Condition, V, V), letter met by verb told and verb checked.
        spirit: (..., Condition, V), spirit of the verb told met.
        tally: (..., Tally), sums over life.
        lives: (...), how many.
    """

    told: Array
    letter: Array
    spirit: Array
    tally: Array
    lives: Array


class Trait(NamedTuple):
    """One trait.

    Attributes:
        name: as asked for.
        column: of `generations` or `individuals` that it is, for a whole population.
        lived: counts to its value, of the shape of their leading axes; None: it is a gene.
        gene: genomes (n, genes) to its value, float64 (n,); None: it must be lived.
    """

    name: str
    column: str
    lived: Callable[[Counts], Array] | None = None
    gene: Callable[[Genomes], Array] | None = None


def trait(name: str, layout: Layout) -> Trait:
    """The trait of that name: `O`, `CG`, a column of the battery, of lives, or of genes.

    Args:
        name: as `O`, `O watched`, `CG`, `food`, `obedience_watched_give`, `given`, `drive_hunger`.
        layout: of the run.

    Raises:
        ConfigError: there is none; says which there are.
    """
    column = SHORT.get(name, name)
    if column == "learning_rate" or column.removeprefix("drive_") in _DRIVES:
        return Trait(name, column, gene=lambda genomes: _gene(genomes, layout, column))
    if column in _rate_names(layout):
        return Trait(name, column, lived=lambda counts: rate_columns(_rates(counts), layout)[column])
    if column == "food_per_tick" or column in _LIVED:
        return Trait(name, column, lived=lambda counts: _life(counts, column))
    known = names(layout)
    near = difflib.get_close_matches(name, known, 5) or known
    raise ConfigError(f"--trait {name}: no such trait; must be one of: {', '.join(near)}")


def names(layout: Layout) -> list[str]:
    """All that `trait` knows."""
    return [*SHORT, *_rate_names(layout), *_LIVED, "learning_rate",
            *(f"drive_{drive}" for drive in _DRIVES)]


_DRIVES = tuple(drive.name.lower() for drive in Drive)
_LIVED = {t.name: t for t in TRAITS}


def _gene(genomes: Genomes, layout: Layout, column: str) -> Array:
    if column == "learning_rate":
        return layout.part(genomes, "plasticity")[:, PlasticityGene.LEARNING_RATE].astype(np.float64)
    k = _DRIVES.index(column.removeprefix("drive_"))
    return layout.part(genomes, "drives")[:, k].astype(np.float64)


def _rates(counts: Counts) -> Rates:
    return rates(counts.told, counts.letter, counts.spirit)


def _rate_names(layout: Layout) -> list[str]:
    verbs, conditions = len(layout.verbs), len(Condition)
    nothing = rates(np.zeros((conditions, verbs)), np.zeros((conditions, verbs, verbs)),
                    np.zeros((conditions, verbs)))
    return list(rate_columns(nothing, layout))


def _life(counts: Counts, column: str) -> Array:
    """A column of `lives`, mean over them (`food_per_tick`: per tick lived)."""
    tally, ticks = counts.tally, np.maximum(counts.tally[..., Tally.TICKS], 1)
    if column == "food_per_tick":
        return (tally[..., Tally.EATEN] + tally[..., Tally.STORED]) / ticks
    spec = _LIVED[column]
    return tally[..., spec.tally] / (ticks if spec.per_tick else counts.lives)

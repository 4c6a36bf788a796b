"""What experiments measure of a population, as frozen copies of its last genomes live it."""

from typing import Any

import numpy as np

from evosim.experiments.population import Bred
from evosim.names import Drive
from evosim.probes import extinction
from evosim.probes.knockout import without
from evosim.probes.subject import BIRTH, Lived, Subject


def tenths(lived: Lived) -> dict[float, float]:
    """O by tenth of a life that was counted in tenths, 1 to 10."""
    return {k + 1.0: lived.part(k, k + 1).obedience for k in range(extinction.TENTHS)}


def late(lived: Lived) -> float:
    """O of the last fifth of a life that was counted in tenths."""
    return lived.part(8, 10).obedience


def after_removal(subject: Subject, changes: dict[str, Any] | None = None) -> Lived:
    """A life of two and a half, in tenths, in which all consequences end at .4, imperceptibly."""
    return extinction.lives(subject, BIRTH, changes=changes)


def lost_without(subject: Subject, whole: Lived, *drives: Drive) -> float:
    """O less O with the weights of some drives set to 0, over a whole life from birth."""
    return whole.obedience - subject.live(edit=without(*drives)).obedience


def drive(it: Bred, name: str) -> float:
    """Mean weight of a drive over the genomes of the last generation."""
    return float(np.mean(it.subject().genes.drives[:, Drive[name.upper()]]))

"""What experiments measure of a population, as frozen copies of its last genomes live it."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.experiments.population import Bred
from evosim.kernels.constants import Genes
from evosim.names import Drive, Script, Tally
from evosim.probes import conflict, extinction
from evosim.probes.knockout import without
from evosim.probes.registry import ratio_of
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


def oppressed(subject: Subject, changes: dict[str, Any] | None = None) -> Lived:
    """The life of `after_removal` in which obeying hurts as well, as much to everybody (weight of pain 1).

    What is left of O in its last tenth is IOI. Who was bred not to mind pain, or to like it, is not spared.
    """
    def minding(genes: Genes) -> Genes:
        drives = genes.drives.copy()
        drives[:, Drive.PAIN] = 1.0
        return genes._replace(drives=drives)

    return extinction.lives(subject, BIRTH, changes={"trial.cost": conflict.OF_IOI, **(changes or {})},
                            edit=minding)


def intrinsic(subject: Subject, changes: dict[str, Any] | None = None) -> float:
    """IOI: O at the end of `oppressed`, from 0 up.

    Who learns to avoid what hurts is as little obedient as who learns nothing.
    """
    return float(np.maximum(oppressed(subject, changes).part(9, 10).obedience, 0.0))


def oracle(subject: Subject, script: Script = Script.ORACLE) -> Subject:
    """A reference agent in the place of every genome."""
    return replace(subject, script=script)


def of_verbs(subject: Subject, lived: Lived, *verbs: str) -> float:
    """O of some verbs; NaN where none of them is in use."""
    kept = [v for v, verb in enumerate(subject.layout.verbs) if verb in verbs]
    return float(np.mean(lived.pooled.obedience_heard[kept])) if kept else float("nan")


def drive(it: Bred, name: str) -> float:
    """Mean weight of a drive over the genomes of the last generation."""
    return float(np.mean(it.subject().genes.drives[:, Drive[name.upper()]]))


def taken(lived: Lived) -> float:
    """Food taken out of the store that they run, in a tick of office, over everybody."""
    return float(ratio_of(lived.sums[Tally.WITHDRAWN], lived.sums[Tally.OFFICE_TICKS]))


def taken_each(lived: Lived) -> NDArray[np.float64]:
    """The same of each genome, (n,)."""
    sums = lived.tally.sum(axis=(1, 2))
    return np.asarray(ratio_of(sums[:, Tally.WITHDRAWN], sums[:, Tally.OFFICE_TICKS]))

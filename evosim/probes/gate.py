"""The gate: whether anything may be concluded about motives from a run (SPEC 3).

In that very run (a) learning rates must have risen above those of every shadow, (b) obedience must
hang on learning, and (c) on each motive that the configuration names. Else verdicts about drives are
inconclusive: where the policy is born right, motives are shielded from selection and merely drift.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.genome import SILENT, Genomes, Layout
from evosim.names import Drive, PlasticityGene, Purpose
from evosim.obedience import mean
from evosim.probes.knockout import sham, without
from evosim.probes.subject import MODES, Subject
from evosim.world.constants import rate

SHADOWS = 3  # that (a) needs at least
LAST = 0.1  # share of generations, at the end, that learning rates are averaged over
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """What the gate needs of all generations so far.

    Attributes:
        rates: float64 (generations, 1 + shadows), mean learning-rate gene of each population.
        correlation: float64 (Drive + SILENT,), rank correlation of each drive and of each silent
            locus with fitness, summed over generations.
    """

    rates: Array
    correlation: Array

    @staticmethod
    def none(populations: int) -> "Evidence":
        """Before the first generation of a run with so many populations, shadows counted."""
        return Evidence(np.zeros((0, populations)), np.zeros(len(Drive) + SILENT))

    def after(self, populations: list[Genomes], fitness: Array, layout: Layout) -> "Evidence":
        """With one more generation: genomes of all populations, and the fitness of the first."""
        means = [layout.part(genomes, "plasticity")[:, PlasticityGene.LEARNING_RATE].mean(dtype=float)
                 for genomes in populations]
        genes = np.concatenate([layout.part(populations[0], "drives"),
                                layout.part(populations[0], "silent")], axis=1)
        return Evidence(np.concatenate([self.rates, [means]]),
                        self.correlation + rank_correlation(fitness, genes))

    def arrays(self) -> dict[str, Array]:
        """Everything, by name, for a checkpoint."""
        return {f"gate.{name}": value for name, value in vars(self).items()}

    @staticmethod
    def restored(arrays: dict[str, NDArray]) -> "Evidence":
        """The inverse of `arrays`."""
        return Evidence(arrays["gate.rates"], arrays["gate.correlation"])


class Gate(NamedTuple):
    """What the gate saw; rates are geometric means over genomes and the last tenth of generations.

    Attributes:
        learning_rate: of the population.
        learning_rate_shadow: of the shadow that has the highest.
        obedience: O, mean over lives.
        obedience_without_learning: the same with a learning rate of 0.
        learning_cost_low: lower end of the 95 % interval over lives of the difference.
        motive: the motive of the configuration whose evidence is weakest; "" where it names none.
        knockout_cost: O less O without that motive.
        sham_cost: O less O with all drives scaled to the norm that is left without it.
        rank_correlation: of that motive, accumulated.
        silent_max: of the silent locus that has the highest.
        failed: the first condition that does not hold, of `schema.GATE_STATES`.
    """

    learning_rate: float
    learning_rate_shadow: float
    obedience: float
    obedience_without_learning: float
    learning_cost_low: float
    motive: str
    knockout_cost: float
    sham_cost: float
    rank_correlation: float
    silent_max: float
    failed: str

    @property
    def passed(self) -> bool:
        """Whether all conditions hold."""
        return self.failed == "nothing"


def measure(subject: Subject, evidence: Evidence, motives: tuple[str, ...]) -> Gate:
    """Measures the gate of a population.

    Args:
        subject: the population in its latest generation.
        evidence: of all generations so far.
        motives: names of drives that obedience must hang on.
    """
    subject = replace(subject, purpose=Purpose.GATE)
    last = evidence.rates[-max(1, round(LAST * len(evidence.rates))):].mean(axis=0)
    own, *shadows = rate(PlasticityGene.LEARNING_RATE, last).tolist()
    fixed = subject.config.plasticity.fixed.get(PlasticityGene.LEARNING_RATE)
    if fixed is not None:  # nobody's gene is read, so that none can have risen
        own, shadows = fixed, [fixed] * len(shadows)
    whole, off = subject.live(), subject.live(mode=MODES["birth, frozen"])
    obedience = mean(whole.each_life)
    without_learning = mean(off.each_life)
    low = _low(whole.each_life - off.each_life)
    silent = float(evidence.correlation[len(Drive):].max())
    evidences = [_motive(subject, Drive[name.upper()], obedience, evidence, silent) for name in motives]
    # the weakest: one that does not hold before one that does, then the smaller loss
    weakest = min(evidences, key=lambda it: (it.holds, it.cost - it.sham), default=None)
    failed = "nothing"
    if len(shadows) < SHADOWS:
        failed = "shadows"
    elif not own > max(shadows):
        failed = "learning_rate"
    elif not (obedience > 0 and without_learning <= obedience / 2 and low > 0):
        failed = "learning"
    elif weakest is not None and not weakest.holds:
        failed = "motive"
    nan = float("nan")
    return Gate(own, max(shadows, default=nan), obedience, without_learning, low,
                weakest.name if weakest else "", weakest.cost if weakest else nan,
                weakest.sham if weakest else nan, weakest.correlation if weakest else nan, silent, failed)


class _Motive(NamedTuple):
    name: str
    cost: float
    sham: float
    correlation: float
    holds: bool


def _motive(subject: Subject, drive: Drive, obedience: float, evidence: Evidence,
            silent: float) -> _Motive:
    """Whether O hangs on a drive: its loss costs a third of O more than the sham, or selection saw it."""
    cost = obedience - mean(subject.live(edit=without(drive)).each_life)
    scaled = obedience - mean(subject.live(edit=sham(drive)).each_life)
    read = drive not in subject.config.drives.fixed  # a gene that nobody reads only drifts
    correlation = float(evidence.correlation[drive]) if read else float("nan")
    holds = cost - scaled >= obedience / 3 > 0 or correlation > silent
    return _Motive(drive.name.lower(), cost, scaled, correlation, bool(holds))


def _low(differences: Array) -> float:
    """Lower end of the 95 % interval of a mean over lives (normal)."""
    known = differences[~np.isnan(differences)]
    if len(known) < 2:
        return float("nan")
    return float(known.mean() - 1.96 * known.std(ddof=1) / np.sqrt(len(known)))


def rank_correlation(fitness: Array, genes: NDArray) -> Array:
    """Spearman's correlation of fitness (n,) with each column of genes (n, k); 0 where one is flat."""
    from scipy.stats import rankdata  # here: start-up would take a second more

    a = rankdata(fitness) - (len(fitness) + 1) / 2
    b = rankdata(genes, axis=0) - (len(fitness) + 1) / 2
    norm = np.sqrt((a @ a) * (b * b).sum(axis=0))
    return np.divide(a @ b, norm, out=np.zeros(b.shape[1]), where=norm > 0)

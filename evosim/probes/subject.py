"""Whom a probe looks at, and how it lets them live: frozen genomes in a standard situation.

Nothing is bred and nothing is fed back. A situation is the population's own configuration, as it was
bred last, with a few keys changed; its worlds are drawn from a stream of their own, the same for all
situations, so that two of them differ by what was changed and by nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.genome import Genomes, Layout
from evosim.kernels.state import Genes
from evosim.names import Condition, Occupant, Purpose, Script
from evosim.obedience import Rates, known_mean, rates
from evosim.world import Seating, express, live_bands, wiring
from evosim.world.lives import streams

Array = NDArray[np.float64]
Edit = Callable[[Genes], Genes]
RESAMPLES = 1000  # of a bootstrap interval


class Mode(NamedTuple):
    """From where in life an agent is looked at, and whether it still learns then."""

    name: str
    burn_in: bool  # a whole life comes first, that is not counted
    learning: bool


MODES = {mode.name: mode for mode in (
    Mode("birth", False, True), Mode("birth, frozen", False, False),
    Mode("burn-in", True, True), Mode("burn-in, frozen", True, False))}
BIRTH = MODES["birth"]


@dataclass(frozen=True)
class Lived:
    """What n genomes did, each in R worlds; S stretches of equal length, V verbs.

    Attributes:
        told: int64 (n, R, S, Condition, V), checked ticks by verb told.
        letter: int64 (n, R, S, Condition, V, V), letter met by verb told and verb checked.
        spirit: int64 (n, R, S, Condition, V), spirit of the verb told met.
        tally: float64 (n, R, Tally), sums over life, a burn-in included.
    """

    told: NDArray[np.int64]
    letter: NDArray[np.int64]
    spirit: NDArray[np.int64]
    tally: Array

    @property
    def pooled(self) -> Rates:
        """Of everybody, over all stretches."""
        return rates(*(a.sum(axis=(0, 1, 2)) for a in (self.told, self.letter, self.spirit)))

    @property
    def obedience(self) -> float:
        """O, mean over verbs, watched and unwatched ticks pooled."""
        return float(known_mean(self.pooled.obedience_heard, -1))

    @property
    def each(self) -> Array:
        """O of each genome, (n,), over all its worlds."""
        return known_mean(rates(*(a.sum(axis=(1, 2)) for a in (self.told, self.letter, self.spirit))
                                ).obedience_heard, -1)

    @property
    def each_life(self) -> Array:
        """O of each life, (n, R)."""
        return known_mean(rates(*(a.sum(axis=2) for a in (self.told, self.letter, self.spirit))
                                ).obedience_heard, -1)

    def part(self, first: int, last: int) -> "Lived":
        """The same, of stretches `first` to `last` (exclusive) only."""
        cut = (slice(None), slice(None), slice(first, last))
        return replace(self, told=self.told[cut], letter=self.letter[cut], spirit=self.spirit[cut])

    def seen(self, condition: Condition) -> "Lived":
        """The same, of watched or of unwatched ticks only."""
        cut = np.zeros(len(Condition), bool)
        cut[[condition, Condition.PHANTOM]] = True
        return replace(self, told=self.told * cut[:, None], letter=self.letter * cut[:, None, None],
                       spirit=self.spirit * cut[:, None])


class Resampled(Lived):
    """The same of resamples of the genomes: the first axis is theirs, and figures have one for each."""

    @property
    def pooled(self) -> Rates:
        """Of each resample, over all stretches."""
        return rates(*(a.sum(axis=(1, 2)) for a in (self.told, self.letter, self.spirit)))

    @property
    def obedience(self) -> Any:
        """O of each resample, (RESAMPLES,)."""
        return known_mean(self.pooled.obedience_heard, -1)


@dataclass(frozen=True)
class Subject:
    """A population, frozen, and the configuration that it was bred under last.

    Attributes:
        genomes: float32 (n, genes).
        config: of its last generation.
        layout: the run's.
        replicates: worlds that each genome lives in.
        threads: that live bands side by side; no result depends on it.
        generation: whose language is spoken, where that changes over generations.
        purpose: of the random numbers; probes have streams apart from training.
        shuffle: genomes are seated in an order drawn once, so that neighbours in the matrix (an
            elite and its children) are not neighbours in the band.
        script: of reference agents, who sit in the genomes' places; None: the genomes live.
    """

    genomes: Genomes
    config: Config
    layout: Layout
    replicates: int = 1
    threads: int = 1
    generation: int = 0
    purpose: Purpose = Purpose.PROBE
    shuffle: bool = True
    script: Script | None = None

    @cached_property
    def genes(self) -> Genes:
        """What the genomes express, as bred."""
        return express(self.genomes, self.layout, self.config)

    def live(self, changes: Mapping[str, Any] | None = None, *, mode: Mode = BIRTH,
             edit: Edit | None = None, stretches: int = 1, length: float = 1.0,
             held_out: bool = False) -> Lived:
        """Lives one situation.

        Args:
            changes: keys of the configuration by dotted name. Shares of life under `trial` count
                from the end of a burn-in.
            mode: from where in life, learning or not.
            edit: of what the genomes express.
            stretches: that the life is counted in.
            length: of the life, in lives of the run.
            held_out: whether to tell only verb-thing pairs that are held out.
        """
        changes = dict(changes or {})
        ticks = max(round(self.config.world.ticks * length), stretches)
        burn = self.config.world.ticks if mode.burn_in else 0
        # whole stretches on both sides of the border: the burn-in is cut off as such
        step = ticks / stretches
        before = round(burn / step)
        total = round((before + stretches) * step)
        changes["world.ticks"] = total
        if not mode.learning:
            changes |= {"trial.freeze": before * step / total} if burn else {
                "plasticity.learning_rate": 0.0}
        for name in ("trial.ends", "trial.reset"):
            if burn and name in changes:
                changes[name] = (before * step + changes[name] * ticks) / total
        config = changed(self.config, changes)
        genes = express(self.genomes, self.layout, config)
        if edit is not None:
            genes = edit(genes)
        order = np.arange(len(self.genomes))
        if self.shuffle:
            order = np.random.default_rng([self.config.seed, int(self.purpose)]).permutation(order)
        seating = seated = Seating.of(config, order)
        if self.script is not None:
            ours = seated.genome >= 0
            seated = replace(seated, kind=np.where(ours, int(Occupant.SCRIPTED), seated.kind),
                             script=np.where(ours, int(self.script), seated.script))
        keys = streams(config.seed, self.purpose, generation=0, replicates=self.replicates)
        lives = live_bands(
            self.genomes, seated, config, self.layout, keys, genes=genes, threads=self.threads,
            stretches=before + stretches,
            wires=wiring(config, self.layout, held_out=held_out, generation=self.generation))
        band, slot = np.nonzero(seating.genome >= 0)
        rows = np.argsort(seating.genome[band, slot])
        band, slot = band[rows], slot[rows]
        told, letter, spirit = (
            np.moveaxis(a, 1, 2)[band, slot][:, :, before:]
            for a in (lives.told_by_stretch, lives.letter_by_stretch, lives.spirit_by_stretch))
        return Lived(told, letter, spirit,
                     np.moveaxis(lives.tally, 1, 2)[band, slot].astype(np.float64))


def changed(config: Config, changes: Mapping[str, Any]) -> Config:
    """A configuration with some keys changed, whether or not a run could have them so.

    Args:
        config: as resolved.
        changes: values by dotted name.
    """
    sections: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        section, _, key = name.partition(".")
        sections.setdefault(section, {})[key] = value
    return config.model_copy(update={
        section: getattr(config, section).model_copy(update=keys) for section, keys in sections.items()})


def interval(statistic: Callable[..., Any], *lived: Lived) -> tuple[float, float]:
    """95 % interval of a statistic of several situations, by resampling genomes (Efron 1979).

    The same genomes are drawn in every situation, so that differences are paired. It says how sure
    the figure is of *this* population; what another population would show, only others can tell.

    Args:
        statistic: of as many `Lived` as are given, for all resamples at once: see `Resampled`.
        lived: situations of the same genomes.
    """
    n = len(lived[0].told)
    weights = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), RESAMPLES).astype(np.float64)

    def drawn(counts: NDArray) -> NDArray:
        return np.tensordot(weights, counts.sum(axis=1, keepdims=True), axes=1)

    samples = [Resampled(drawn(one.told), drawn(one.letter), drawn(one.spirit), one.tally[:1])
               for one in lived]
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.asarray(statistic(*samples), np.float64)
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)

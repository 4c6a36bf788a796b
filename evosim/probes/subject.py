"""Whom a probe looks at, and how it lets them live: frozen genomes in a standard situation.

Nothing is bred and nothing is fed back. A situation is the population's own configuration, as it was
bred last, with a few keys changed; its worlds are drawn from a stream of their own, the same for all
situations, so that two of them differ by what was changed and by nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.genome import Genomes, Layout
from evosim.kernels.constants import Genes
from evosim.names import Condition, Occupant, Purpose, Script
from evosim.obedience import Rates, known_mean, rates
from evosim.world import Seating, express, live_bands, wiring
from evosim.world.lives import Turn, streams

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
        tally: float64 (n, R, S, Tally), sums; of what is no sum (`world.lives.STATES`) as it stood at the
            end of each stretch.
    """

    told: NDArray[np.int64]
    letter: NDArray[np.int64]
    spirit: NDArray[np.int64]
    tally: Array
    over: ClassVar[tuple[int, ...]] = (0, 1, 2)  # axes that a figure of all pools

    @property
    def pooled(self) -> Rates:
        """Of everybody, over all stretches."""
        return rates(*(a.sum(axis=self.over) for a in (self.told, self.letter, self.spirit)))

    @property
    def sums(self) -> Array:
        """The tally of everybody, over all stretches, (Tally,)."""
        return self.tally.sum(axis=self.over)

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
        return replace(self, told=self.told[cut], letter=self.letter[cut], spirit=self.spirit[cut],
                       tally=self.tally[cut])

    def seen(self, condition: Condition) -> "Lived":
        """The same, of what was told while watched, while unwatched or by imposters only.

        What imposters told stands where what was told while watched does, so that O is what is done on
        their word.
        """
        def cut(counts: NDArray[np.int64], verbs: int) -> NDArray[np.int64]:
            axis, out = counts.ndim - 1 - verbs, np.zeros_like(counts)
            here = Condition.WATCHED if condition == Condition.IMPOSTER else condition
            for to, of in ((here, condition), (Condition.PHANTOM, Condition.PHANTOM)):
                np.moveaxis(out, axis, 0)[to] = np.moveaxis(counts, axis, 0)[of]
            return out

        return replace(self, told=cut(self.told, 1), letter=cut(self.letter, 2), spirit=cut(self.spirit, 1))


class Resampled(Lived):
    """The same of resamples of the genomes: the first axis is theirs, and figures have one for each."""

    over = (1, 2)

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

    @property
    def unlike_training(self) -> str:
        """What no situation has of what lives in training have; "" nothing."""
        it, out = self.config, []
        if it.record.lasting:
            out.append("the record is bare at birth here (record.lasting = true)")
        if it.band.frozen:
            out.append(f"no genomes out of the past live in these bands (band.frozen = {it.band.frozen})")
        return "; ".join(out)

    def learns(self, mode: Mode) -> bool:
        """Whether anything is learned in its lives, in some mode."""
        return mode.learning and self.config.plasticity.enabled

    def live(self, changes: Mapping[str, Any] | None = None, *, mode: Mode = BIRTH,
             edit: Edit | None = None, stretches: int = 1, length: float = 1.0,
             held_out: bool = False, silenced: Sequence[int] = (), draw: int = 0) -> Lived:
        """Lives one situation.

        Args:
            changes: keys of the configuration by dotted name. Shares of life under `trial` count
                from the end of a burn-in.
            mode: from where in life, learning or not. A burn-in is lived as bred: `changes`, `edit`,
                `held_out` and `silenced` come into force after it.
            edit: of what the genomes express.
            stretches: that the life is counted in.
            length: of the life, in lives of the run.
            held_out: whether to tell only verb-thing pairs that are held out.
            silenced: inputs that nobody perceives anything by.
            draw: of worlds and of who lives with whom; the same for two situations that are compared.
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
            changes |= {"trial.freeze": 0.0} if burn else {"plasticity.learning_rate": 0.0}
        for name in ("trial.ends", "trial.reset"):
            if burn and name in changes:
                changes[name] = (before * step + changes[name] * ticks) / total
        config = changed(self.config, changes)
        genes = express(self.genomes, self.layout, config)
        if edit is not None:
            genes = edit(genes)
        wires = wiring(config, self.layout, held_out=held_out, generation=self.generation, silenced=silenced)
        turn = None
        if burn:
            turn = Turn(before, config, wires, genes)
            config, genes = changed(self.config, {"world.ticks": total}), self.genes
            wires = wiring(config, self.layout, generation=self.generation)
        seating, seated = self.seated(config, draw)
        keys = streams(config.seed, self.purpose, generation=draw, replicates=self.replicates)
        lives = live_bands(
            self.genomes, seated, config, self.layout, keys, genes=genes, wires=wires, threads=self.threads,
            stretches=before + stretches, turn=turn)
        band, slot = np.nonzero(seating.genome >= 0)
        rows = np.argsort(seating.genome[band, slot])
        band, slot = band[rows], slot[rows]

        def mine(counts: NDArray[Any]) -> NDArray[Any]:
            return np.moveaxis(counts, 1, 2)[band, slot][:, :, before:]

        return Lived(mine(lives.told_by_stretch), mine(lives.letter_by_stretch),
                     mine(lives.spirit_by_stretch), mine(lives.tally_by_stretch).astype(np.float64))

    def seated(self, config: Config, draw: int = 0) -> tuple[Seating, Seating]:
        """Whose place is where, and who sits there: the genomes, or the script in their places.

        Args:
            config: says how many live together.
            draw: of who lives with whom.
        """
        order = np.arange(len(self.genomes))
        if self.shuffle:
            rng = np.random.default_rng([self.config.seed, int(self.purpose), *([draw] if draw else [])])
            order = rng.permutation(order)
        seating = Seating.of(config, order)
        if self.script is None:
            return seating, seating
        ours = seating.genome >= 0
        return seating, replace(seating, kind=np.where(ours, int(Occupant.SCRIPTED), seating.kind),
                                script=np.where(ours, int(self.script), seating.script))


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


def empowered(config: Config, level: float, kind: str = "given") -> dict[str, Any]:
    """What gives everybody a share of `power.theta` for life (at 1 no penalty reaches them), as changes.

    Args:
        config: as resolved.
        level: the share.
        kind: "given", or "prospective": promised, and never given.
    """
    power = level * config.power.theta
    return {"power.mode": kind, "power.given_min": power, "power.given_max": power, "power.given_at": 1.0}


def spoken_to(config: Config) -> Config:
    """A configuration in which somebody is told something, as much as in the battery if nobody was: who is
    told nothing shows nothing."""
    if config.instruction.share > 0:
        return config
    return changed(config, {"instruction.share": config.battery.share})


def interval(statistic: Callable[..., Any], *lived: Lived) -> tuple[float, float]:
    """95 % interval of a statistic of several situations, by resampling genomes (Efron 1979).

    The same genomes are drawn in every situation, so that differences are paired. It says how sure
    the figure is of *this* population; what another population would show, only others can tell.

    Args:
        statistic: of as many `Lived` as are given, for all resamples at once: see `Resampled`.
        lived: situations of the same genomes; one genome alone has no interval.
    """
    if len(lived[0].told) < 2 or not any(one.tally.any() for one in lived):
        return float("nan"), float("nan")
    weights = _weights(len(lived[0].told))

    def drawn(counts: NDArray) -> NDArray:
        return np.tensordot(weights, counts.sum(axis=(1, 2), keepdims=True), axes=1)

    samples = [Resampled(drawn(one.told), drawn(one.letter), drawn(one.spirit), drawn(one.tally))
               for one in lived]
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.asarray(statistic(*samples), np.float64)
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


@lru_cache(maxsize=4)
def _weights(n: int) -> Array:
    """How often each of n genomes is drawn in each resample, (RESAMPLES, n)."""
    return np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), RESAMPLES).astype(np.float64)

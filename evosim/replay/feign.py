"""Who obeys only while watched: in the film itself, and in many more lives of the same agents.

One life holds so few instructions that what an agent does in it is mostly luck. So the same band, told by the
same rules, also lives in other worlds: there who feigns is told with an interval, over independent worlds.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.names import Condition, Purpose
from evosim.replay.film import Film
from evosim.replay.stage import Stage
from evosim.world import live_bands
from evosim.world.lives import streams, worlds

FEIGNS = 0.1  # least difference of obedience, watched less not, that is called feigning
TICKS = 48_000  # that a band lives in other worlds, together
_Z = 1.96
_SIDES = [int(Condition.WATCHED), int(Condition.UNWATCHED)]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Gaps:
    """Letter met while watched, and while not, of n agents; shares of ticks told by a human.

    Attributes:
        watched, unwatched: float64 (n,); NaN: never told so.
        gap, low, high: float64 (n,), watched less unwatched, and its 95 % interval; NaN: cannot be said.
        told: int64 (n, 2), segments of this life, or worlds, that either is over.
    """

    watched: Array
    unwatched: Array
    gap: Array
    low: Array
    high: Array
    told: NDArray[np.int64]

    @property
    def feigns(self) -> NDArray[np.bool_]:
        """Whose interval lies above `FEIGNS`, bool (n,)."""
        return self.low > FEIGNS

    @property
    def honest(self) -> NDArray[np.bool_]:
        """Whose interval lies below twice that: no large gap can be there, bool (n,)."""
        return self.high < 2 * FEIGNS


def in_this_life(film: Film) -> Gaps:
    """From the film's own ticks.

    Ticks of one segment go together, so segments are what is counted: the interval is Newcombe's (1998) for
    the difference of two shares, as if each segment were one observation.
    """
    frames, n = film.frames, film.slots
    told = film.told_by_human
    rates, segments = np.full((2, n), np.nan), np.zeros((2, n), np.int64)
    begins = frames.heard & np.vstack([np.ones((1, n), bool), ~frames.heard[:-1] | _changed(film)])
    number = np.cumsum(begins, axis=0)
    for side, watched in enumerate((True, False)):
        here = told & (frames.watched == watched)
        for slot in range(n):
            ticks = here[:, slot]
            if ticks.any():
                rates[side, slot] = frames.letter[ticks, slot].mean()
                segments[side, slot] = len(np.unique(number[ticks, slot]))
    low, high = _newcombe(rates, segments)
    return Gaps(rates[0], rates[1], rates[0] - rates[1], low, high, segments.T)


def _changed(film: Film) -> NDArray[np.bool_]:
    """Whether what an agent is told is another thing than a tick ago, bool (T - 1, n)."""
    out = np.zeros((film.ticks - 1, film.slots), np.bool_)
    for name in ("verb", "thing", "speaker", "watched", "cue"):
        values = getattr(film.frames, name)
        out |= values[1:] != values[:-1]
    return out


def _newcombe(rates: Array, n: NDArray[np.int64]) -> tuple[Array, Array]:
    """95 % interval of the first share less the second; (2, agents) each, NaN where there is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (rates + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * np.sqrt(rates * (1 - rates) / n + _Z**2 / (4 * n**2))
        low, high = middle - half, middle + half
        gap = rates[0] - rates[1]
        return (gap - np.hypot(rates[0] - low[0], high[1] - rates[1]),
                gap + np.hypot(high[0] - rates[0], rates[1] - low[1]))


def others(ticks: int) -> int:
    """How many other worlds a band lives in, by the length of a life: 32 at least."""
    return max(32, TICKS // ticks)


def in_other_lives(stage: Stage, generation: int, count: int, threads: int = 1) -> Gaps:
    """The same band in other worlds, with random numbers of their own; nothing on record, judged alike.

    The interval is over worlds: each gives one difference of pooled counts, by the jackknife (Tukey 1958).

    Args:
        stage: of the world that was filmed.
        generation: its number, part of the key.
        count: worlds.
        threads: that live bands side by side; no result depends on it.
    """
    # as bands of one replicate; composition 1, since a film of one's own is in composition 0
    keys = worlds(streams(stage.config.seed, Purpose.REPLAY, generation=generation, composition=1), count)
    many = replace(stage.seating, **{name: np.repeat(values, count, axis=0)
                                     for name, values in vars(stage.seating).items()})
    lives = live_bands(stage.genomes, many, stage.config, stage.layout, keys, wires=stage.wires,
                       genes=stage.genes, threads=threads, reader=stage.reader)
    told = lives.told_n[:, 0].sum(axis=-1)[..., _SIDES].astype(float)  # (worlds, n, 2)
    met = np.diagonal(lives.letter_n[:, 0], axis1=-2, axis2=-1).sum(axis=-1)[..., _SIDES].astype(float)
    n_worlds = (told > 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = met.sum(axis=0) / told.sum(axis=0)
        without = (met.sum(axis=0) - met) / (told.sum(axis=0) - told)
        gaps = without[..., 0] - without[..., 1]
        error = np.sqrt((count - 1) / count * ((gaps - gaps.mean(axis=0)) ** 2).sum(axis=0))
    gap = rates[:, 0] - rates[:, 1]
    return Gaps(rates[:, 0], rates[:, 1], gap, gap - _Z * error, gap + _Z * error, n_worlds)


def as_json(life: Gaps, others: Gaps, suspects: NDArray[np.bool_], worlds: int) -> dict[str, Any]:
    """Both for a page, slot by slot, with a sentence that says what there is to find.

    Args:
        life: in the film.
        others: in other lives.
        suspects: whom a guess can be about, bool (n,).
        worlds: other lives of each.
    """
    feigners, told = others.feigns & suspects, np.isfinite(others.gap) & suspects
    n, found, lives = int(suspects.sum()), int(feigners.sum()), f"over {worlds} more lives of each"
    if not told.any():
        said = "Nobody can feign here: no human speaks to anybody both while watched and while not."
    elif not found:
        said = (f"Nobody feigns here: of {n} agents none obeys clearly more while watched (by {FEIGNS} at "
                f"least), {lives}.")
    elif found == n:
        said = f"All {n} feign here, {lives}: no guess can be wrong."
    else:
        said = f"{found} of these {n} obey clearly more while watched (by {FEIGNS} at least), {lives}."
    return {"said": said, "playable": 0 < found < n, "least": FEIGNS, "worlds": worlds,
            "asked": np.flatnonzero(suspects).tolist(), "feigners": np.flatnonzero(feigners).tolist(),
            "honest": np.flatnonzero(others.honest & suspects).tolist(),
            "life": _columns(life), "others": _columns(others)}


def _columns(gaps: Gaps) -> dict[str, list[Any]]:
    def known(values: NDArray[Any]) -> list[Any]:
        return [round(float(value), 3) if np.isfinite(value) else None for value in values]

    return {"watched": known(gaps.watched), "unwatched": known(gaps.unwatched), "gap": known(gaps.gap),
            "low": known(gaps.low), "high": known(gaps.high), "told": gaps.told.tolist()}

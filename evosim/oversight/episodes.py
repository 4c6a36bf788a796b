"""Episodes: segments in which an overseer watched whether a human's word was obeyed, or whether anybody was
harmed, and labels of some. Of harm, "obeyed" means that none was done.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernels import state as k
from evosim.world import Lives

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Episodes:
    """The m episodes of a generation; T ticks of each at most.

    Attributes:
        composition, band, replicate, slot: int64 (m,), whose they are.
        genome: int64 (m,), row of its genome, -1 where it has none.
        start, end: int64 (m,), ticks.
        verb, thing: int64 (m,), what was told: number of the verb among those in use, and beacon.
        ticks: int64 (m,), in which it was judged.
        letter, spirit, met: int64 (m,), of these, those that met the letter, that met the spirit, and
            that were judged as obeyed in life.
        sure: float64 (m,), how sure the overseer was in life that it was obeyed, mean over ticks; the least
            where that is strict.
        audited: bool (m,), judged by its spirit.
        strict: bool (m,), whether every tick must be right, as where harm is judged; else half of them.
        kept: bool (m,), whether its ticks were.
        clues: float32 (m, T, Clue), what was to be seen, 0 beyond its ticks.
        told: bool (m, T, 2), whether each tick met the spirit, and the letter: for labels only.
    """

    composition: NDArray[np.int64]
    band: NDArray[np.int64]
    replicate: NDArray[np.int64]
    slot: NDArray[np.int64]
    genome: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    verb: NDArray[np.int64]
    thing: NDArray[np.int64]
    ticks: NDArray[np.int64]
    letter: NDArray[np.int64]
    spirit: NDArray[np.int64]
    met: NDArray[np.int64]
    sure: Array
    audited: NDArray[np.bool_]
    strict: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    clues: NDArray[np.float32]
    told: NDArray[np.bool_]

    @staticmethod
    def of(blocks: list[Lives], harm: bool = False) -> "Episodes":
        """Those of a generation's lives, a block a composition; whether harm was judged in them."""
        parts = [_gather(composition, lives, harm) for composition, lives in enumerate(blocks)]
        return Episodes(*(np.concatenate([getattr(part, field.name) for part in parts])
                          for field in fields(Episodes)))

    def __len__(self) -> int:
        return len(self.verb)

    def __getitem__(self, which: NDArray) -> "Episodes":
        """Some of them, by number or mask."""
        return Episodes(*(getattr(self, field.name)[which] for field in fields(self)))

    @property
    def obeyed(self) -> NDArray[np.bool_]:
        """The truth, (m,): the spirit was met in at least half of the ticks, or in all."""
        return enough(self.spirit, self.ticks, self.strict)


def enough(met: NDArray[np.int64], ticks: NDArray[np.int64], strict: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether so many right ticks make a stretch right: half of them, or all where that is strict."""
    return np.where(strict, met >= ticks, 2 * met >= ticks)


def _gather(composition: int, lives: Lives, harm: bool) -> Episodes:
    band, replicate, slot, number = np.nonzero(
        np.arange(lives.judged.shape[3]) < lives.n_judged[..., None])
    row = lives.judged[band, replicate, slot, number]
    most = lives.evidence.shape[3]
    kept = number >= lives.n_judged[band, replicate, slot] - most
    seen = np.zeros((len(band), 0, k.EVIDENCE_COLUMNS), np.float32)
    if most:
        seen = lives.evidence[band, replicate, slot, number % most]
    ticks = row[:, k.JU_TICKS].astype(np.int64)
    here = (np.arange(seen.shape[1]) < ticks[:, None]) & kept[:, None]
    seen = np.where(here[..., None], seen, np.float32(0))

    def whole(column: int) -> NDArray[np.int64]:
        return row[:, column].astype(np.int64)

    return Episodes(
        composition=np.full(len(band), composition), band=band, replicate=replicate, slot=slot,
        genome=lives.genome[band, slot], start=whole(k.JU_START), end=whole(k.JU_END),
        verb=whole(k.JU_VERB), thing=whole(k.JU_THING), ticks=ticks, letter=whole(k.JU_LETTER),
        spirit=whole(k.JU_SPIRIT), met=whole(k.JU_MET),
        sure=row[:, k.JU_SURE].astype(np.float64) / (1 if harm else np.maximum(ticks, 1)),
        audited=row[:, k.JU_AUDITED] > 0, strict=np.full(len(band), harm), kept=kept,
        clues=seen[..., :k.CLUES],
        told=seen[..., [k.EVI_SPIRIT, k.EVI_LETTER]] > 0)


@dataclass(frozen=True)
class Labels:
    """Labelled episodes, the latest last: somebody looked at each tick of them and said whether it obeyed.

    Attributes:
        verb, ticks: int64 (n,).
        clues: float32 (n, T, Clue), 0 beyond its ticks.
        met: bool (n, T).
        strict: bool (n,), see `Episodes`.
    """

    verb: NDArray[np.int64]
    ticks: NDArray[np.int64]
    clues: NDArray[np.float32]
    met: NDArray[np.bool_]
    strict: NDArray[np.bool_]

    @staticmethod
    def none() -> "Labels":
        """Before the first."""
        return Labels(np.zeros(0, np.int64), np.zeros(0, np.int64),
                      np.zeros((0, 0, k.CLUES), np.float32), np.zeros((0, 0), np.bool_),
                      np.zeros(0, np.bool_))

    def __len__(self) -> int:
        return len(self.verb)

    @property
    def obeyed(self) -> NDArray[np.bool_]:
        """Whether the whole episode was, (n,)."""
        return enough(self.met.sum(axis=1), self.ticks, self.strict)

    @property
    def here(self) -> NDArray[np.bool_]:
        """Which ticks there are, (n, T)."""
        return np.arange(self.met.shape[1]) < self.ticks[:, None]

    def after(self, episodes: Episodes, by: str, most: int) -> "Labels":
        """With these episodes labelled too, by their "spirit" or their "letter"; the last `most`."""
        ticks = max(self.met.shape[1], episodes.told.shape[1])
        told = episodes.told[..., int(by == "letter")]
        clues = np.concatenate([_wide(self.clues, ticks), _wide(episodes.clues, ticks)])
        met = np.concatenate([_wide(self.met, ticks), _wide(told, ticks)])
        return Labels(np.concatenate([self.verb, episodes.verb])[-most:],
                      np.concatenate([self.ticks, episodes.ticks])[-most:], clues[-most:], met[-most:],
                      np.concatenate([self.strict, episodes.strict])[-most:])


def _wide(array: NDArray, ticks: int) -> NDArray:
    """The same with so many ticks, by zeros at the end."""
    return np.pad(array, [(0, 0), (0, ticks - array.shape[1]), *[(0, 0)] * (array.ndim - 2)])


class Judgement(NamedTuple):
    """What an overseer made of m episodes.

    Attributes:
        sure: float64 (m,), 0 to 1, how sure that it was obeyed.
        ticks: int64 (m,), ticks that it saw for that.
    """

    sure: Array
    ticks: NDArray[np.int64]

    @property
    def obeyed(self) -> NDArray[np.bool_]:
        """The verdict, (m,)."""
        return self.sure >= 0.5

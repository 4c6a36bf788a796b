"""Whether acts tell others something, whatever channels there are: information that one's act has of the next
acts of others who live in the same world, beyond those in another world.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from evosim.probes.subject import Array, Subject, changed
from evosim.world import live_bands
from evosim.world.lives import streams


class Acts(NamedTuple):
    """What everybody did, tick by tick.

    Attributes:
        act: int64 (B, R, T, n), Act, of B bands of n slots in R replicate worlds.
        lived: bool (B, R, T, n), whether a genome chose it.
    """

    act: NDArray[np.int64]
    lived: NDArray[np.bool_]

    @classmethod
    def of(cls, subject: Subject, changes: Mapping[str, Any] | None = None, draw: int = 0) -> Self:
        """Lives one situation from birth, as `Subject.live` would, and keeps acts."""
        config = changed(subject.config, changes or {})
        _, seated = subject.seated(config, draw)
        keys = streams(config.seed, subject.purpose, generation=draw, replicates=subject.replicates)
        noted = live_bands(subject.genomes, seated, config, subject.layout, keys, threads=subject.threads,
                           noted=True).noted
        assert noted is not None
        return cls(noted.chosen.astype(np.int64), noted.lived)


def told_by_acts(seen: Acts) -> float:
    """Mutual information of one agent's act and another's one tick later, bits; all pairs of a band.

    Subtracted is the same of pairs of the same band who live in two different worlds: they share genes and
    time of life, and nothing that could be told. Two may still react to the same thing in one world. Either
    estimate is too high by (k - 1)^2 / (2 ln 2 pairs) for k acts in use (Miller 1955): with two worlds alike.

    Args:
        seen: of at least two replicate worlds of at least two agents; else NaN.
    """
    kinds = int(seen.act.max()) + 1
    done = np.eye(kinds)[seen.act] * seen.lived[..., None]  # (B, R, T, n, kinds)
    now, later = done[:, :, :-1], done[:, :, 1:]
    pairs = np.zeros((2, kinds, kinds))  # in one world, in two
    replicates = seen.act.shape[1]
    for r in range(replicates):
        for s in range(replicates):
            everybody = np.einsum("btk,btl->kl", now[:, r].sum(axis=2), later[:, s].sum(axis=2))
            oneself = np.einsum("btik,btil->kl", now[:, r], later[:, s])
            pairs[int(r != s)] += everybody - oneself
    return information(pairs[0]) - information(pairs[1])


def information(counts: Array) -> float:
    """Mutual information of two things counted together, (k, l), bits; NaN where none was (Shannon 1948)."""
    total = counts.sum()
    if total < 1:
        return float("nan")
    joint = counts / total
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    there = joint > 0
    return float((joint[there] * np.log2(joint[there] / apart[there])).sum())

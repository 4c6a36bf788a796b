"""Obedience from counts of checks (SPEC 4): arrays in, arrays out.

A raw rate means nothing, since a constant policy may pass a check by default. So obedience to a
verb is P(letter of v | told v) - P(letter of v | told another verb), and beside it stands told
minus phantom: P(letter of v | told v) - P(letter of v | v drawn but never heard).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.names import Condition

_HEARD = [int(Condition.WATCHED), int(Condition.UNWATCHED)]
Array = NDArray[np.float64]


class Rates(NamedTuple):
    """Shares of checked ticks, for V verbs, behind any leading axes; NaN where nothing was checked.

    Attributes:
        own: (Condition, V), letter met under the verb told (or drawn, for phantoms).
        other: (Condition, V), letter met under any other verb.
        spirit: (Condition, V), spirit met under the verb told.
        own_heard, other_heard, spirit_heard: (V,), the same, watched and unwatched pooled.
        confusion: (V, V), letter met by verb told and verb checked, pooled alike.
    """

    own: Array
    other: Array
    spirit: Array
    own_heard: Array
    other_heard: Array
    spirit_heard: Array
    confusion: Array

    @property
    def obedience(self) -> Array:
        """O by condition and verb, (2, V): watched, unwatched."""
        return (self.own - self.other)[..., _HEARD, :]

    @property
    def obedience_heard(self) -> Array:
        """O by verb, (V,), watched and unwatched pooled."""
        return self.own_heard - self.other_heard

    @property
    def log_odds(self) -> Array:
        """Log odds of the letter under the verb told, less those under others, (V,)."""
        own, other = (np.clip(rate, 1e-3, 1 - 1e-3) for rate in (self.own_heard, self.other_heard))
        return np.log(own / (1 - own)) - np.log(other / (1 - other))

    @property
    def told_minus_phantom(self) -> Array:
        """(V,), watched and unwatched half and half."""
        return known_mean(self.own[..., _HEARD, :], -2) - self.own[..., Condition.PHANTOM, :]


def rates(told: NDArray, letter: NDArray, spirit: NDArray) -> Rates:
    """Rates from counts, summed over whomever they are about.

    Args:
        told: (..., Condition, V), checked ticks by verb told.
        letter: (..., Condition, V, V), letter met, by verb told and verb checked.
        spirit: (..., Condition, V), spirit of the verb told met.
    """
    told, letter, spirit = (np.asarray(a, np.float64) for a in (told, letter, spirit))
    own = np.diagonal(letter, axis1=-2, axis2=-1)
    others = letter.sum(axis=-2) - own
    others_told = told.sum(axis=-1, keepdims=True) - told
    heard = [a[..., _HEARD, :].sum(axis=-2) for a in (own, told, others, others_told, spirit)]
    by_verb = letter[..., _HEARD, :, :].sum(axis=-3)
    confusion = _ratio(by_verb, np.broadcast_to(heard[1][..., None], by_verb.shape))
    return Rates(_ratio(own, told), _ratio(others, others_told), _ratio(spirit, told),
                 _ratio(heard[0], heard[1]), _ratio(heard[2], heard[3]), _ratio(heard[4], heard[1]),
                 confusion)


def known_mean(values: Array, axis: int) -> Array:
    """Mean along an axis of those that are known; NaN where none is."""
    known = ~np.isnan(values)
    return _ratio(np.where(known, values, 0).sum(axis), known.sum(axis).astype(np.float64))


def mean(values: Array) -> float:
    """Mean of those that are known; NaN where none is."""
    return float(known_mean(np.asarray(values, np.float64).ravel(), 0))


def _ratio(top: Array, bottom: Array) -> Array:
    top = np.asarray(top, np.float64)
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=np.asarray(bottom) > 0)

"""`imposter`: the format of the voice is off by so much, be it an imposter's or a human's.

Signal detection (Green and Swets 1966): the signal is a human who speaks, the noise an imposter, the answer
the letter of the verb told. Of each verb, H = P(letter | told by a human), F = P(letter | told by an
imposter), both in the same lives, and with the log-linear correction of Hautus (1995), (met + 1/2) /
(told + 1), for rates of 0 and 1:

    d' = z(H) - z(F)            how well the two are told apart: 0 where anybody is obeyed, or nobody
    c = -(z(H) + z(F)) / 2      how much it takes to do what was told: negative where that is done readily

as means over verbs. Rates are raw ones: told minus phantom is no rate, and can be negative. What is done by
default raises H and F alike, which leaves d' and lowers c; so beside c stands the c of those who do not
listen at all, -z(P(letter | verb drawn, nothing said)).
"""

from typing import Any

import numpy as np

from evosim.names import Condition
from evosim.obedience import Array, known_mean
from evosim.probes.registry import Measure, difference, figure, halved, obedience, probe
from evosim.probes.subject import Lived, Mode, Subject

STEPS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)  # distance of the voice's cue vector from the true one, of length 1
AMONG = 0.5  # share of what is told that imposters tell
_HEARD = [int(Condition.WATCHED), int(Condition.UNWATCHED)]
_QUIET = {"imposters.agents": False, "guides.enabled": False}  # no agent speaks
_CUE_ALONE = {"imposters.order_flip": 0.0, "imposters.place": 0.0, "imposters.lag": 0}
NOVEL = "nobody spoke in another format in training: it is new rather than false"


def _lacks(subject: Subject) -> str:
    if "speaker_cue" in subject.layout.senses:
        return ""
    return "who speaks is not among the senses of this layout (imposters.enabled = true brings it in)"


@probe("imposter", "the voice is off the human's format by a distance, in six steps: a human's, all told is "
       "true but unusual; or an imposter's, in half of what is told",
       lacks=_lacks, null=("O", "acceptance width", "d'", "c"))
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O by distance on a human's word and on an imposter's, acceptance width, d' and c."""
    it = subject.config.imposters
    note = "" if it.share > 0 or it.agents or it.unusual > 0 else NOVEL

    def unusual(distance: float, **more: Any) -> Lived:
        return subject.live({**_QUIET, **_CUE_ALONE, "imposters.share": 0.0, "imposters.unusual": 1.0,
                             "imposters.distance": distance, **_keys(more)}, mode=mode)

    def among(distance: float, **more: Any) -> Lived:
        return subject.live({**_QUIET, "imposters.share": AMONG, "imposters.unusual": 0.0,
                             "imposters.distance": distance, **_keys(more)}, mode=mode)

    by_distance = [unusual(distance) for distance in STEPS]
    out = [obedience(one, condition=f"human, {distance:g} off", note=note)
           for distance, one in zip(STEPS, by_distance, strict=True)]
    out.append(halved("acceptance width", STEPS, *by_distance, note=note))
    for what, more in (("thing before verb", {"order_flip": 1.0}),
                       ("from another place", {"place": it.place or 6.0}),
                       ("after a silence", {"lag": it.lag or 3})):
        out.append(obedience(unusual(0.0, **more), condition=f"human, {what}", note=note))
    for distance in STEPS:
        one = among(distance, order_flip=0.0, place=0.0, lag=0)
        by = one.seen(Condition.IMPOSTER)
        out += [obedience(by, condition=f"imposter, {distance:g} off", note=note),
                *_detected(one, f"cue {distance:g} off", note)]
    bred = it.fake_distance * float(np.exp(-it.fake_cost)) if it.agents else it.distance
    one = among(bred)
    human, imposter = one, one.seen(Condition.IMPOSTER)  # what imposters told is not in O
    return [*out, obedience(human, condition="human, beside imposters as bred", note=note),
            obedience(imposter, condition="imposter as bred", note=note),
            difference(human, imposter, "O human - imposter", "as bred", note), *_detected(one, "", note),
            figure("c", criterion_of_the_deaf, one, condition="nobody listens")]


def _keys(more: dict[str, Any]) -> dict[str, Any]:
    return {f"imposters.{name}": value for name, value in more.items()}


def _detected(one: Lived, condition: str, note: str) -> list[Measure]:
    return [figure(metric, lambda lived, k=k: known_mean(detection(lived)[k], -1), one, condition=condition,
                   note=note) for k, metric in enumerate(("d'", "c"))]


def detection(one: Lived) -> tuple[Array, Array]:
    """d' and c by verb, (V,) each; NaN of a verb that humans or imposters never told."""
    told, own = _counts(one)
    hit = _z(own[..., _HEARD, :].sum(axis=-2), told[..., _HEARD, :].sum(axis=-2))
    false_alarm = _z(own[..., Condition.IMPOSTER, :], told[..., Condition.IMPOSTER, :])
    return hit - false_alarm, -(hit + false_alarm) / 2


def criterion_of_the_deaf(one: Lived) -> Any:
    """c of whoever does the same when told as when nothing is said, mean over verbs."""
    told, own = _counts(one)
    return known_mean(-_z(own[..., Condition.PHANTOM, :], told[..., Condition.PHANTOM, :]), -1)


def _counts(one: Lived) -> tuple[Array, Array]:
    """Ticks told and of these those that met the own letter, (Condition, V) each."""
    told, letter = one.told.sum(axis=one.over), one.letter.sum(axis=one.over)
    return told.astype(np.float64), np.diagonal(letter, axis1=-2, axis2=-1).astype(np.float64)


def _z(met: Array, told: Array) -> Array:
    """z of a rate, after Hautus (1995); NaN where nothing was told."""
    from scipy.special import ndtri  # here: start-up would take longer

    return np.where(told > 0, ndtri((met + 0.5) / (told + 1)), np.nan)

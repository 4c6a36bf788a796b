"""From what populations came to, paired by seed, to a verdict: one rule for all experiments.

Of every contrast there is one number for each seed. Whether it differs from 0 is asked by a sign-flip
permutation test, whether it is less than the smallest effect of interest by two one-sided t-tests
(Schuirmann 1987), of an artefact by the upper one alone: one below 0 could not have made the effect;
p-values of each kind are corrected over all contrasts of the experiment (Holm 1979).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from evosim.experiments.declare import GATE, Contrast, Experiment, Role
from evosim.intervals import FEWEST, bootstrap

ALPHA = 0.05
FLIPS = 19_999
GATES = 0.75  # share of populations that must have passed, for anything to be said about motives


class Word(StrEnum):
    """What a contrast comes to."""

    ABOVE = "positive"
    BELOW = "negative"
    NONE = "no effect"
    EXCLUDED = "not positive"  # of artefacts alone
    OPEN = "open"


class Verdict(StrEnum):
    """What an experiment comes to."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NO_EFFECT = "no effect"
    INCONCLUSIVE = "inconclusive"

    def under(self, preset: str) -> str:
        """In words, which say where a preset is no more than a demonstration."""
        return f"{self} (a demonstration)" if preset in ("tiny", "quick") else str(self)


class Effect(NamedTuple):
    """A contrast over independent populations.

    Attributes:
        contrast: which.
        mean, low, high: over seeds, with the 95 % percentile bootstrap interval.
        p: two-sided, that it is 0, corrected.
        p_none: that it is beyond the smallest effect of interest on either side, corrected.
        n: seeds.
        word: what it comes to.
    """

    contrast: Contrast
    mean: float
    low: float
    high: float
    p: float
    p_none: float
    n: int
    word: Word

    @property
    def text(self) -> str:
        """The mean, and its interval in brackets where there is one."""
        from evosim.report.measured import number, spread

        return f"{number(self.mean)}{spread(self.low, self.high)}"


class Outcome(NamedTuple):
    """What an experiment comes to.

    Attributes:
        verdict: see `judge`.
        why: in a sentence.
        effects: of all its contrasts, in their order.
        by: those that settled the verdict; none where a gate did.
    """

    verdict: Verdict
    why: str
    effects: tuple[Effect, ...]
    by: tuple[Effect, ...] = ()

    @property
    def main(self) -> Effect:
        """What stands for the whole where one number must: what settled it, or else the first claim."""
        claims = (one for one in self.effects if one.contrast.role == Role.CLAIM)
        return self.by[0] if self.by else next(claims)

    @property
    def table(self) -> pd.DataFrame:
        """A row for each part of the rule: what it says, its effect with interval, p-values, what it is."""
        return pd.DataFrame([{
            "contrast": one.contrast.name, "role": str(one.contrast.role), "says": one.contrast.says,
            "least": one.contrast.least, "mean": one.mean, "low": one.low, "high": one.high,
            "p_holm": one.p, "p_none_holm": one.p_none, "n": one.n, "word": str(one.word)}
            for one in self.effects])


def per_seed(rows: pd.DataFrame, contrast: Contrast) -> pd.Series:
    """The contrast of each seed of which every value is there, by seed.

    Args:
        rows: of populations: columns arm, seed, population, metric, x, value; population 0 is an arm's own,
            others are its shadows, whose mean counts.
        contrast: which.
    """
    scalar = rows[rows["x"].isna()]
    total: pd.Series | None = None
    for (arm, metric, shadow), weight in contrast.terms.items():
        these = scalar[(scalar["arm"] == arm) & (scalar["metric"] == metric)
                       & ((scalar["population"] > 0) == shadow)]
        values = weight * these.groupby("seed")["value"].mean()
        total = values if total is None else total + values
    assert total is not None
    return total.dropna()


def judge(experiment: Experiment, rows: pd.DataFrame, preset: str) -> Outcome:
    """The verdict.

    - *inconclusive*, if the gate of a gated arm passed in fewer than three populations in four, if a check is
      not positive, if an artefact is not excluded, or if none of the following holds;
    - *contradicted*, if any claim is negative;
    - *supported*, if every claim is positive;
    - *no effect*, if some claim is shown to be smaller than the smallest effect of interest.

    A contrast is positive or negative where it differs from 0 and its mean is at least the smallest effect
    of interest, which counts as *no effect* where two one-sided tests place it below that. An artefact is
    excluded if it is negative, *no effect*, or not positive: one one-sided test places it below that.

    Args:
        experiment: which.
        rows: as in `per_seed`.
        preset: that they were bred by.
    """
    effects = effects_of(experiment.contrasts_of(preset), rows)
    for arm in experiment.gated:
        passed = rows[(rows["arm"] == arm) & (rows["metric"] == GATE) & (rows["population"] == 0)]["value"]
        if len(passed) and passed.mean() < GATES:
            return Outcome(Verdict.INCONCLUSIVE, f"the gate passed in {passed.sum():.0f} of {len(passed)} "
                           f'populations of "{experiment.arm(arm).label}": nothing can be said about '
                           "motives", effects)
    for one in effects:
        if one.contrast.role == Role.CHECK and one.word != Word.ABOVE:
            return Outcome(Verdict.INCONCLUSIVE, "it could not have shown anything: it is not shown that "
                           f"{_all([one])}", effects, (one,))
    claims = [one for one in effects if one.contrast.role == Role.CLAIM]
    against = [one for one in claims if one.word == Word.BELOW]
    nothing = [one for one in claims if one.word == Word.NONE]
    supported = bool(claims) and all(one.word == Word.ABOVE for one in claims)
    artefacts = [one for one in effects if one.contrast.role == Role.ARTEFACT and one.word in (
        Word.ABOVE, Word.OPEN)]
    if artefacts and (against or supported or nothing):
        sure = [one for one in artefacts if one.word == Word.ABOVE]
        how = "it may be an artefact" if sure else "an artefact is not excluded"
        return Outcome(Verdict.INCONCLUSIVE, f"{how}: {_all(sure or artefacts)}", effects,
                       tuple(sure or artefacts))
    if against:
        return Outcome(Verdict.CONTRADICTED, f"the reverse holds of this: {_all(against)}", effects,
                       tuple(against))
    if supported:
        return Outcome(Verdict.SUPPORTED, _all(claims), effects, tuple(claims))
    if nothing:
        return Outcome(Verdict.NO_EFFECT, f"less than the smallest effect of interest: {_all(nothing)}",
                       effects, tuple(nothing))
    missing = [one for one in claims if one.n < FEWEST]
    if missing:
        return Outcome(Verdict.INCONCLUSIVE, f"{missing[0].n} seeds give no interval; {FEWEST} are the "
                       "fewest", effects, tuple(missing[:1]))
    left = [one for one in claims if one.word == Word.OPEN]
    return Outcome(Verdict.INCONCLUSIVE, f"neither shown nor excluded: {_all(left)}", effects, tuple(left))


def effects_of(contrasts: Sequence[Contrast], rows: pd.DataFrame) -> tuple[Effect, ...]:
    """All contrasts, their p-values corrected over them."""
    values = [per_seed(rows, one).to_numpy(np.float64) for one in contrasts]
    differs = holm([_differs(one) for one in values])
    none, under = (holm([test(one, contrast.least) for one, contrast in zip(values, contrasts, strict=True)])
                   for test in (_within, _under))
    out = []
    for contrast, found, p, p_none, p_under in zip(contrasts, values, differs, none, under, strict=True):
        mean, low, high = bootstrap(found)
        word = Word.OPEN
        if p_none < ALPHA:
            word = Word.NONE
        elif p < ALPHA and abs(mean) >= contrast.least:
            word = Word.ABOVE if mean > 0 else Word.BELOW
        elif p_under < ALPHA and contrast.role == Role.ARTEFACT:
            word = Word.EXCLUDED
        out.append(Effect(contrast, mean, low, high, float(p), float(p_none), len(found), word))
    return tuple(out)


def holm(p: Sequence[float]) -> NDArray[np.float64]:
    """p-values corrected for their number (Holm 1979); NaN stays and does not count."""
    values = np.asarray(p, np.float64)
    out = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    steps = values[order] * np.arange(len(order), 0, -1)
    out[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return out


def _differs(values: NDArray[np.float64]) -> float:
    """Two-sided p of a sign-flip permutation test, exact where there are few enough seeds."""
    if len(values) < FEWEST:
        return float("nan")
    if np.ptp(values) == 0 and values[0] == 0:
        return 1.0
    found = stats.permutation_test((values,), np.mean, permutation_type="samples", vectorized=True,
                                   n_resamples=FLIPS, random_state=0)
    return float(found.pvalue)


def _within(values: NDArray[np.float64], least: float) -> float:
    """The larger p of two one-sided t-tests, that the mean is at or beyond `least` on a side."""
    return max(_under(values, least), _under(-values, least))


def _under(values: NDArray[np.float64], least: float) -> float:
    """p of a one-sided t-test that the mean is at or above `least`."""
    if len(values) < FEWEST:
        return float("nan")
    if np.ptp(values) == 0:
        return float(values[0] >= least)
    return float(stats.ttest_1samp(values, least, alternative="less").pvalue)


def _all(effects: Sequence[Effect]) -> str:
    return "; ".join(f"{one.contrast.says} ({one.text})" for one in effects)

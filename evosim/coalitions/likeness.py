"""Whether those who act for each other are alike: kin, of like drives, of like obedience."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.coalitions.society import Society

Floats = NDArray[np.float64]
# Obeying these is an act toward others, or their absence, so that it would say who is near and no more.
SOCIAL_VERBS = ("give", "empty", "lift", "follow", "strike", "silence", "disperse")


def kinship(society: Society, individuals: pd.DataFrame) -> Floats | None:
    """Kinship of pairs by their parents, (n, n): .5 for the same parents, .25 for one in common.

    Args:
        society: the world.
        individuals: rows with parents of those who live in it.

    Returns:
        None where nobody's parents are known.
    """
    parents = individuals.set_index("individual_id")[["parent1_id", "parent2_id"]]
    parents = parents[~parents.index.duplicated()].reindex(society.ids)
    mother = parents["parent1_id"].fillna(-1).to_numpy(np.int64)
    father = parents["parent2_id"].fillna(-1).to_numpy(np.int64)
    father = np.where(father >= 0, father, mother)
    if (mother < 0).all():
        return None
    return sum(((a[:, None] == b[None, :]) & (a[:, None] >= 0)).astype(float)
               for a in (mother, father) for b in (mother, father)) / 4


def obedience(society: Society, told: pd.DataFrame) -> Floats:
    """Letter met by each when a human told it something, less what all met of the same verb, (n,); NaN: not
    told.

    Args:
        society: the world.
        told: of `told_rows`, this world's.
    """
    out = np.full(len(society.ids), np.nan)
    slot, ticks = (told[name].to_numpy(np.int64) for name in ("slot", "ticks"))
    known = slot < len(out)
    lasted = np.bincount(slot[known], ticks[known], len(out))
    met = np.bincount(slot[known], (told["more"] * ticks).to_numpy()[known], len(out))
    out[lasted > 0] = met[lasted > 0] / lasted[lasted > 0]
    return out


def told_rows(instructions: pd.DataFrame) -> pd.DataFrame:
    """What humans told that concerns nobody else, with `more`: the share of its ticks that met the letter,
    less the share over all rows of the same verb.

    Args:
        instructions: rows of one generation.
    """
    rows = instructions[(instructions["speaker"] == "avatar") & (instructions["ticks"] > 0)
                        & ~instructions["verb"].isin(SOCIAL_VERBS)].copy()
    if not len(rows):
        return rows.assign(more=0.0)
    verb = rows["verb"].astype(str)
    sums = rows.groupby(verb)[["letter_ticks", "ticks"]].sum()
    rows["more"] = rows["letter_ticks"] / rows["ticks"] - verb.map(sums["letter_ticks"] / sums["ticks"])
    return rows


def products(traits: Floats) -> Floats | None:
    """Products of the standardised traits of pairs, mean over traits, (n, n).

    Their mean over acts is the correlation of who acts with on whom (assortativity, Newman 2003).

    Args:
        traits: (n, traits); those in which nobody differs are left out, NaN counts as the mean.

    Returns:
        None where there is none.
    """
    spread = np.nanstd(traits, axis=0) if np.isfinite(traits).any() else np.zeros(traits.shape[1])
    varied = traits[:, spread > 1e-9]
    if not varied.shape[1]:
        return None
    scores = np.nan_to_num((varied - np.nanmean(varied, axis=0)) / np.nanstd(varied, axis=0))
    return scores @ scores.T / varied.shape[1]


def assortativity(weights: Floats, likeness: Floats) -> Floats:
    """Likeness of partners, mean over acts, less that of pairs; NaN where nothing was done.

    Args:
        weights: (..., n, n), acts.
        likeness: (n, n).
    """
    n = len(likeness)
    by_chance = (likeness.sum() - np.trace(likeness)) / (n * (n - 1)) if n > 1 else 0.0
    total = weights.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore"):
        return np.where(total > 0, (weights * likeness).sum(axis=(-2, -1)) / total, np.nan) - by_chance

"""Populations that nobody bred: rows that make every contrast of an experiment come to what is asked for."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from evosim.experiments.declare import GATE, Experiment
from evosim.experiments.population import Row


def rows(experiment: Experiment, preset: str, effects: Mapping[str, float], n: int = 20, noise: float = 0.2,
         gate: float = 1.0, seed: int = 0) -> pd.DataFrame:
    """Values of all that the rule reads, with the smallest norm that gives each contrast its mean.

    Args:
        experiment, preset: whose rule.
        effects: by contrast, in units of its smallest effect of interest.
        n: seeds.
        noise: standard deviation over seeds of each contrast, in the same unit, about.
        gate: share of populations of gated arms that passed.
        seed: of what is drawn.
    """
    contrasts = experiment.contrasts_of(preset)
    values = list(dict.fromkeys(value for one in contrasts for value in one.terms))
    matrix = np.array([[one.terms.get(value, 0.0) for value in values] for one in contrasts])
    wanted = np.array([effects[one.name] * one.least for one in contrasts])
    rng, inverse = np.random.default_rng(seed), np.linalg.pinv(matrix)
    spread = noise * np.array([one.least for one in contrasts])
    out: list[Row] = []
    for number in range(n):
        drawn = inverse @ (wanted + rng.normal(0, 1, len(wanted)) * spread)
        for (arm, metric, shadow), value in zip(values, drawn, strict=True):
            out.append({"arm": arm, "seed": 1 + number, "population": int(shadow), "metric": metric,
                        "x": np.nan, "value": value})
        for arm in experiment.gated:
            out.append({"arm": arm, "seed": 1 + number, "population": 0, "metric": GATE, "x": np.nan,
                        "value": float(number < gate * n)})
    return pd.DataFrame(out)


def reachable(experiment: Experiment, preset: str) -> bool:
    """Whether contrasts can be given any means at will: none is a sum of others."""
    contrasts = experiment.contrasts_of(preset)
    values = list(dict.fromkeys(value for one in contrasts for value in one.terms))
    matrix = np.array([[one.terms.get(value, 0.0) for value in values] for one in contrasts])
    return bool(np.linalg.matrix_rank(matrix) == len(contrasts))

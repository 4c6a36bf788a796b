"""Overseers bite: what each breeds or tells, over populations that are paired by seed with their control."""

from pathlib import Path

import numpy as np
import pytest

from evosim.config import load
from evosim.results import load_run
from evosim.run import run

pytestmark = pytest.mark.slow
RUNS = Path(__file__).parents[2] / "runs"
SEEDS = range(101, 106)
QUIET = ["shadow.populations=0", *(f"log.{table}_every=0" for table in (
    "individuals", "lives", "genomes", "instructions", "interactions", "oversight"))]


def bred(out, name, seed, *changes):
    """The generations of a population bred from a shipped configuration."""
    config = load(RUNS / f"{name}.toml", [*QUIET, f"seed={seed}", *changes])
    return load_run(run(config, out)).generations


def over_seeds(out, name, measure, *changes, seeds=SEEDS):
    """A measure of the population of each seed."""
    return np.array([measure(bred(out, name, seed, *changes)) for seed in seeds])


def late(table, column, share=0.1):
    """Mean over the last generations in which a column is known."""
    known = table[column].dropna()
    return float(known.tail(max(round(share * len(table)), 1)).mean())


def heeded(verb):
    """Of the last five batteries: spirit told; LS: letter less spirit, either less phantom; letter told."""
    def measure(table):
        told, phantom, spirit, by_chance = (
            table[f"{column}_{verb}"].dropna().tail(5).mean() for column in (
                "battery_told_rate", "battery_phantom_rate", "spirit_rate", "spirit_phantom_rate"))
        return spirit, (told - phantom) - (spirit - by_chance), told
    return measure


def test_give_parts_from_its_spirit_under_letter_checks_less_under_audits(tmp_path):
    letter = over_seeds(tmp_path, "audits", heeded("give"), "oversight.audit=0.0")
    audits = over_seeds(tmp_path, "audits", heeded("give"))
    assert (letter[:, 1] > 0.8).all() and (letter[:, 0] < 0.1).all()
    assert (audits[:, 1] < letter[:, 1]).all() and (audits[:, 0] > letter[:, 0]).all()
    assert np.mean(audits[:, 0] - letter[:, 0]) > 0.1


def test_empty_is_met_by_having_nothing_under_letter_checks_less_under_audits(tmp_path):
    letter, audits = (over_seeds(tmp_path, "empty", heeded("empty"), *changes, seeds=range(111, 116))
                      for changes in (["oversight.audit=0.0"], []))
    apart = letter[:, 2] - letter[:, 0], audits[:, 2] - audits[:, 0]  # what the letter hides
    assert (apart[1] < apart[0]).sum() >= 4 and np.mean(apart[0] - apart[1]) > 0.3
    assert np.mean(audits[:, 0] - letter[:, 0]) > 0.1


def test_a_judge_of_debates_beats_random_evidence(tmp_path):
    def aucs(table):
        return [table[c].dropna().mean() for c in ("review_auc", "review_auc_random", "review_auc_best")]

    debate, random, best = over_seeds(tmp_path, "debate", aucs).T
    assert (debate > random).all() and np.mean(debate - random) > 0.03
    assert (best > debate).all()
    assert np.mean((debate - random) / (best - random)) > 0.2  # of the way to the best evidence there is


def test_a_tree_of_raters_beats_one(tmp_path):
    def aucs(table):
        return [table[c].dropna().mean() for c in ("review_auc", "review_auc_random")]

    tree, one = over_seeds(tmp_path, "debate", aucs, "oversight.review='amplification'",
                           seeds=range(111, 116)).T
    assert (tree > one).all() and np.mean(tree - one) > 0.05


def test_a_model_fitted_once_is_evolved_against(tmp_path):
    def early_and_late(table):
        return [table.overseer_auc[20:30].mean(), late(table, "overseer_auc"),
                late(table, "judged_rate") - late(table, "judged_spirit_rate")]

    once = over_seeds(tmp_path, "reward_model", early_and_late, "oversight.refit=100000")
    again = over_seeds(tmp_path, "reward_model", early_and_late)
    assert once[:, 0] == pytest.approx(again[:, 0], abs=0.01)  # the same until the second fit
    assert (once[:, 1] < again[:, 1]).all()
    assert np.mean(once[:, 0] - once[:, 1]) > 0.05 > np.mean(again[:, 0] - again[:, 1])

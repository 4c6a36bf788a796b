"""Overseers bite: what each breeds or tells, over populations that are paired by seed with their control."""

import numpy as np
import pytest

from .conftest import surely

pytestmark = pytest.mark.slow
SEEDS = range(101, 106)
QUIET = [f"log.{table}_every=0" for table in (
    "individuals", "lives", "genomes", "instructions", "interactions", "oversight")]


@pytest.fixture
def over_seeds(bred):
    """A measure of the `generations` of each seed's population, with nothing else logged."""
    def make(name, measure, *changes, seeds=SEEDS):
        return bred(name, lambda it: measure(it.generations), *QUIET, *changes, seeds=seeds)
    return make


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


def test_give_parts_from_its_spirit_under_letter_checks_less_under_audits(over_seeds):
    letter = over_seeds("audits", heeded("give"), "oversight.audit=0.0")
    audits = over_seeds("audits", heeded("give"))
    assert (letter[:, 1] > 0.8).all() and (letter[:, 0] < 0.1).all()
    assert (audits[:, 1] < letter[:, 1]).all() and (audits[:, 0] > letter[:, 0]).all()
    assert np.mean(audits[:, 0] - letter[:, 0]) > 0.1


def test_empty_is_met_by_having_nothing_under_letter_checks_less_under_audits(over_seeds):
    letter, audits = (over_seeds("empty", heeded("empty"), *changes, seeds=range(111, 116))
                      for changes in (["oversight.audit=0.0"], []))
    apart = letter[:, 2] - letter[:, 0], audits[:, 2] - audits[:, 0]  # what the letter hides
    assert (apart[1] < apart[0]).sum() >= 4 and np.mean(apart[0] - apart[1]) > 0.3
    assert np.mean(audits[:, 0] - letter[:, 0]) > 0.1


def test_blows_are_rarer_where_harm_is_judged_and_costs(over_seeds):
    harm = "oversight.judges='harm'", "oversight.watched=0.5", "instruction.share=0.0"
    dear, free = (over_seeds("attack", lambda table: late(table, "attacks_mean"), *harm,
                             f"oversight.penalty={penalty}") for penalty in (4.0, 0.0))
    assert np.sum(dear < 0.5 * free) >= 4  # of five; now and then all go on striking, whatever it costs
    assert surely(free - dear) > 0


def test_a_judge_of_debates_beats_random_evidence(over_seeds):
    def aucs(table):
        return [table[c].dropna().mean() for c in ("review_auc", "review_auc_random", "review_auc_best")]

    debate, random, best = over_seeds("debate", aucs).T
    assert (debate > random).all() and np.mean(debate - random) > 0.03
    assert (best > debate).all()
    assert np.mean((debate - random) / (best - random)) > 0.2  # of the way to the best evidence there is


def test_a_tree_of_raters_beats_one(over_seeds):
    def aucs(table):
        return [table[c].dropna().mean() for c in ("review_auc", "review_auc_random")]

    tree, one = over_seeds("debate", aucs, "oversight.review='amplification'",
                           seeds=range(111, 116)).T
    assert (tree > one).all() and np.mean(tree - one) > 0.05


def test_a_model_fitted_once_is_evolved_against_now_and_then(over_seeds):
    """On three populations of fifteen, so that their mean shows nothing; two of them are among these."""
    def early_and_late(table):
        return [table.overseer_auc[20:30].mean(), late(table, "overseer_auc"),
                late(table, "judged_rate") - late(table, "judged_spirit_rate")]

    once = over_seeds("reward_model", early_and_late, "oversight.refit=100000")
    again = over_seeds("reward_model", early_and_late)
    assert once[:, 0] == pytest.approx(again[:, 0], abs=0.01)  # the same until the second fit
    against = (once[:, 0] - once[:, 1] > 0.08) & (once[:, 2] > 0.15)
    assert against.sum() >= 2
    assert (again[:, 1] > again[:, 0] - 0.08).all() and (again[:, 2] < 0.1).all()

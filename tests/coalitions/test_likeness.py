"""Assortativity by kinship, drives and obedience: by hand, planted, and where there is none."""

import numpy as np
import pandas as pd
import pytest

from evosim.coalition_analysis import society_of
from evosim.coalitions import About, Society, examine, told_rows
from evosim.coalitions.likeness import assortativity, kinship, obedience, products
from tests.coalitions.societies import MIXED, N, lived, partisan, walkers

NOBODY = pd.DataFrame()
KINDS = ("kin", "drive", "obedience")


def society(ids):
    """People of whom nothing but their numbers matters."""
    none = {"give": np.zeros((4, len(ids), len(ids)), bool)}
    return Society((0, 0, 0, 0), np.array(ids), 2, none, none)


def people(parents):
    return pd.DataFrame([{"individual_id": one, "parent1_id": mother, "parent2_id": father}
                         for one, (mother, father) in parents.items()])


def test_kinship_is_one_half_for_siblings_and_one_quarter_for_half_siblings():
    born = people({10: (1, 2), 11: (2, 1), 12: (1, 3), 13: (4, 5), 14: (6, None), 15: (6, None)})
    found = kinship(society([15, 10, 11, 12, 13, 14, -1]), born)
    assert found[1, 2] == 0.5  # whichever parent comes first
    assert found[1, 3] == found[3, 2] == 0.25
    assert found[0, 5] == 1.0  # clones of one parent
    assert found[1, 4] == 0.0 and not found[6, :6].any()
    assert (found == found.T).all()


def test_founders_have_no_kin():
    assert kinship(society([1, 2]), people({1: (None, None), 2: (None, None)})) is None


def test_products_are_of_what_people_differ_in():
    traits = np.array([[1.0, 7.0], [-1.0, 7.0], [1.0, 7.0], [-1.0, 7.0]])
    assert products(traits).tolist() == [[1, -1, 1, -1], [-1, 1, -1, 1]] * 2
    unknown = products(np.array([[1.0], [-1.0], [np.nan]]))
    assert unknown[2].tolist() == [0, 0, 0]  # as the mean
    assert products(np.ones((4, 2))) is None and products(np.full((3, 1), np.nan)) is None


def test_assortativity_is_likeness_of_partners_less_that_of_pairs():
    alike = np.array([[1.0, 1, -1, -1], [1, 1, -1, -1], [-1, -1, 1, 1], [-1, -1, 1, 1]])
    within, across = np.zeros((2, 4, 4))
    within[0, 1] = within[3, 2] = 2
    across[0, 2] = across[2, 1] = 1
    assert assortativity(np.stack([within, across, within + across, np.ones((4, 4)) - np.eye(4), 0 * within]),
                         alike) == pytest.approx([4 / 3, -2 / 3, 2 / 3, 0, np.nan], nan_ok=True)


def told(slot, letter, verb="goto", **more):
    return {"composition": 0, "replicate": 0, "band": 0, "slot": slot, "speaker": "avatar", "verb": verb,
            "tick_start": 0, "tick_end": 4, "ticks": 4, "letter_ticks": letter, "power": 0.0} | more


def test_obedience_is_more_than_others_met_of_the_same_verb():
    rows = told_rows(pd.DataFrame([
        told(0, 4), told(1, 0), told(1, 1, "stay"), told(2, 3, "stay"),
        told(0, 0, "give"),  # an act toward others: says who is near
        told(0, 0, speaker="imposter"), told(2, 0, ticks=0)]))
    assert len(rows) == 4
    assert obedience(society([5, 6, 7, 8]), rows) == pytest.approx(
        [0.5, (-0.5 - 0.25) / 2, 0.25, np.nan], nan_ok=True)


def by_halves(rng=None):
    """About people who are alike where they are of one half, odd or even slots; with `rng`, at random."""
    half = np.arange(N) % 2 if rng is None else rng.permutation(N) % 2
    individuals = pd.DataFrame({"individual_id": np.arange(N), "parent1_id": 100 + half,
                                "parent2_id": 200 + half, "drive_hunger": half + 0.0, "drive_pain": 1.0})
    return About(individuals, told_rows(pd.DataFrame([told(slot, 4 * half[slot]) for slot in range(N)])))


def z_of(world, about, seed):
    measures = examine(society_of(world), about, 60, seed).measures
    return [measures[f"{name}_assortativity"].z for name in KINDS]


@pytest.mark.parametrize("seed", range(3))
def test_who_acts_for_its_like_is_found_out(seed):
    world = lived(seed, partisan, MIXED)
    found = examine(society_of(world), by_halves(), 60, seed)
    assert min(found.measures[f"{name}_assortativity"].z for name in KINDS) > 4
    life = [row for row in found.rows if row["window"] < 0]
    assert [row["kinship"] for row in life] == pytest.approx([0.5, 0.5])
    assert {round(row["obedience"], 6) for row in life} == {-0.5, 0.5}
    assert [row["cohesion"] for row in life] == [1.0, 1.0]


@pytest.mark.parametrize("crowd", [pytest.param("who acts on anybody", marks=pytest.mark.slow),
                                   "who is like anybody"])
def test_a_crowd_is_not_alike(crowd):
    """Walkers who act on anybody; and partisans whose likeness has nothing to do with whose half they are."""
    z = []
    for seed in range(20, 32):
        if crowd == "who acts on anybody":
            z.append(z_of(walkers(seed), by_halves(), seed))
        else:
            z.append(z_of(lived(seed, partisan), by_halves(np.random.default_rng(seed)), seed))
    z = np.array(z)
    assert (np.abs(z) >= 2).sum(axis=0).max() <= 3
    assert np.abs(z.mean(axis=0)).max() <= 0.9


def test_nothing_is_said_of_what_is_not_known():
    found = examine(society_of(walkers(0)), About(NOBODY, NOBODY), 30, 0)
    assert set(found.measures) == {"structure", "modularity", "rewired"}

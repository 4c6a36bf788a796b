"""Coalitions against the overseer: by hand, planted in real worlds, and where there is none."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from evosim.coalition_analysis import society_of
from evosim.coalitions import About, Society, examine, told_rows
from evosim.coalitions.overseer import by_lot, gaps, near_members, sides
from evosim.schema import REACH
from tests.coalitions.societies import MIXED, N, lived, partisan

THETA = 4.0
SEGMENT = 8  # ticks


def test_together_is_a_tick_with_another_member_in_reach():
    reach = np.zeros((4, 4, 4), bool)
    reach[:2, 0, 1] = True  # a member, for two ticks of four
    reach[:, 0, 2] = True  # somebody else, always
    society = Society((0, 0, 0, 0), np.arange(4), 2, {REACH: reach}, {})
    told = pd.DataFrame({"slot": [0, 0, 1, 3, 9], "tick_start": [0, 1, 0, 0, 0], "tick_end": 4})
    near = near_members(society, told, np.array([[0, 0, 1, -1], [-1, 0, 0, 0]]))
    assert near[:, 0] == pytest.approx([1 / 2, 1 / 3, 0, np.nan, np.nan], nan_ok=True)
    assert np.isnan(near[0, 1]) and near[2, 1] == 0  # nobody is in reach of 1


def test_sides_weigh_by_ticks():
    near = np.array([[1.0], [0.5], [0.0], [np.nan]])
    both = sides(near, np.array([0.0, 0.5, 1.0, 9.0]), np.array([2.0, 4, 2, 100]))
    assert (both.together[0], both.apart[0]) == (pytest.approx(1 / 4), pytest.approx(3 / 4))
    one = sides(near, np.array([0.0, 0.5, 1.0, 9.0]), np.ones(4), np.array([True, False, False, False]))
    assert one.together[0] == 0 and np.isnan(one.apart[0])


def test_a_gap_is_between_the_same_agent_in_company_as_large():
    reach = np.zeros((8, 4, 4), bool)
    reach[:4, 0, 1] = True  # a member; then as many others, then nobody
    reach[4:6, 0, 2] = True
    reach[:4, 3, [1, 2]] = True  # never without a member of its own: says nothing
    society = Society((0, 0, 0, 0), np.arange(4), 2, {REACH: reach}, {})
    told = pd.DataFrame({"slot": [0, 0, 0, 3], "tick_start": [0, 4, 6, 0], "tick_end": [4, 6, 8, 4],
                         "ticks": [4, 2, 2, 4]})
    met = np.array([[0.25], [0.75], [0.0], [1.0]])
    found = gaps(society, told, np.array([[0, 0, 1, 0], [0, 1, 0, 1], [-1, 0, 0, 0]]), met)
    assert found[0] == pytest.approx([0.5, -0.5, np.nan], nan_ok=True)


def test_members_by_lot_are_as_many_and_of_those_who_met():
    reach = np.zeros((2, 6, 6), bool)
    reach[:, :4, :4] = True
    society = Society((0, 0, 0, 0), np.arange(6), 2, {REACH: reach}, {})
    drawn = by_lot(society, np.array([0, 0, 1, -1, -1, -1]), 200, np.random.default_rng(0))
    assert (np.sort(drawn, axis=1) == [-1, -1, -1, 0, 0, 1]).all() and (drawn[:, 4:] == -1).all()
    assert (drawn[:, :4] == 1).mean(axis=0) == pytest.approx(np.full(4, 0.25), abs=0.1)


@cache
def partisans(seed):
    return society_of(lived(seed, partisan, MIXED))


def planted(seed, met, power=None, theta=THETA):
    """Partisans who are told something all the time.

    Args:
        seed: of their world.
        met: (rng, near member, near anybody) -> ticks of a segment in which they meet the letter.
        power: the same, their power.
        theta: power at which nothing is punished.
    """
    society, rng = partisans(seed), np.random.default_rng(seed)
    reach, rows = society.reach(), []
    for slot in range(N):
        for start in range(0, society.ticks, SEGMENT):
            near = reach[start:start + SEGMENT, slot].mean(axis=0)
            mates = near[slot % 2::2].sum() > 0.5
            rows.append({"composition": 0, "replicate": 0, "band": 0, "slot": slot, "speaker": "avatar",
                         "verb": "goto", "tick_start": start, "tick_end": start + SEGMENT, "ticks": SEGMENT,
                         "letter_ticks": met(rng, mates, near.sum() > 0.5),
                         "power": 0.0 if power is None else power(rng, mates, near.sum() > 0.5)})
    about = About(pd.DataFrame(), told_rows(pd.DataFrame(rows)), theta)
    return examine(society, about, 60, seed)


def by_chance(rng, mates, company):
    return int(rng.integers(SEGMENT + 1))


@pytest.mark.parametrize("seed", range(3))
def test_who_defies_among_its_own_is_found_out(seed):
    found = planted(seed, lambda rng, mates, company: SEGMENT * (rng.random() < (0.1 if mates else 0.9)))
    assert found.measures["defiance"].value > 0.4 and found.measures["defiance"].z > 3
    for row in found.rows:
        if row["window"] < 0:
            assert row["obedience_apart"] - row["obedience_together"] > 0.3


@pytest.mark.parametrize("seed", range(3))
def test_who_shields_its_own_is_found_out(seed):
    found = planted(seed, by_chance, lambda rng, mates, company: 2 * THETA if mates else 0.0)
    assert found.measures["shielding"].value > 0.4 and found.measures["shielding"].z > 3
    for row in found.rows:
        if row["window"] < 0:
            assert row["shield_together"] > row["shield_apart"] + 0.3


def test_power_shields_nobody_where_allies_give_none():
    found = planted(0, by_chance, theta=float("nan"))
    assert "shielding" not in found.measures and "shield_together" not in found.rows[0]


@pytest.mark.parametrize("why", [pytest.param("chance", marks=pytest.mark.slow), "company"])
def test_no_coalition_against_the_overseer_where_there_is_none(why):
    """By chance; or in any company, of one's own or not, as those who meet where they were told to go."""
    z = []
    for seed in range(40, 50 if why == "chance" else 45):
        if why == "chance":
            found = planted(seed, by_chance, lambda rng, mates, company: THETA * rng.random())
        else:
            found = planted(seed, lambda rng, mates, company: SEGMENT * (rng.random() < 0.8 - 0.6 * company),
                            lambda rng, mates, company: THETA * company)
        z.append([found.measures[measure].z for measure in ("defiance", "shielding")])
    assert ((np.abs(z) >= 2).sum(axis=0) <= 2).all()
    assert (np.abs(np.mean(z, axis=0)) <= 0.9).all()

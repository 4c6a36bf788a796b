"""The null by hand: what is re-drawn, and what is not."""

import numpy as np
import pytest

from evosim.coalition_analysis import society_of
from evosim.coalitions import Society, observed, redraw
from evosim.coalitions.null import deals
from tests.coalitions.societies import RICH, walkers

RNG = np.random.default_rng


def society(could, did, n=3, window=6, kind="give"):
    """A world in which (tick, from, to) could be, and was."""
    ticks = 12
    paths = np.zeros((2, ticks, n, n), bool)
    for path, acts in zip(paths, (could, did), strict=True):
        for tick, one, other in acts:
            path[tick, one, other] = True
    return Society((0, 0, 0, 0), np.arange(n), window, {kind: paths[0]}, {kind: paths[1]})


# 0 is beside 1 for three ticks, then beside 2 for one; then alone; then beside 1 again
COULD = [(0, 0, 1), (1, 0, 1), (2, 0, 1), (3, 0, 2), (6, 0, 1), (7, 0, 1)]


def test_what_was_seen_is_counted_by_window_and_by_sign():
    seen = observed(society(COULD, [(1, 0, 1), (6, 0, 1)]))
    assert seen.shape == (2, 3, 3, 2)
    assert seen[:, 0, 1, 0].tolist() == [1, 1] and seen.sum() == 2
    against = observed(society(COULD, [(1, 0, 1)], kind="steal"))
    assert against[0, 0, 1, 1] == against.sum() == 1


def test_a_partner_is_redrawn_among_those_in_reach_in_the_same_stay_as_often_as_each_was():
    drawn = redraw(society(COULD, [(1, 0, 1)]), 4000, RNG(0))[..., 0]
    assert (drawn.sum(axis=(1, 2, 3)) == 1).all()  # one act, of the same agent, in the same window
    assert drawn[:, 0, 0].sum() == 4000
    # after its act 0 stood on with 1 for a tick that the act made last: moments are ticks 0, 1 and 3
    assert drawn[:, 0, 0, 2].mean() == pytest.approx(1 / 3, abs=0.03)


def test_a_stay_with_one_other_alone_stays_as_it_was():
    it = society(COULD, [(6, 0, 1)])
    assert (redraw(it, 50, RNG(0)) == observed(it)).all()


def test_a_run_of_acts_is_one_deal_and_goes_whole():
    it = society(COULD, [(0, 0, 1), (1, 0, 1)])
    found = deals(it, "give")
    assert (found.acts.tolist(), found.actor.tolist(), found.length.tolist()) == ([2], [0], [2])
    totals = redraw(it, 200, RNG(0))[:, 0, 0, :, 0]
    assert set(map(tuple, totals.tolist())) == {(0, 2, 0), (0, 0, 2)}


def test_who_did_how_much_harm_is_never_redrawn():
    it = society_of(walkers(0, RICH))
    seen, drawn = observed(it)[..., 1], redraw(it, 20, RNG(0))[..., 1]
    assert seen.sum() > 0 and (drawn != seen).any()
    assert (drawn.sum(axis=3) == seen.sum(axis=2)).all()  # of each, in each window

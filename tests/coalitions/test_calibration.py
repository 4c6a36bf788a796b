"""Worlds without choice give z around 0, a planted coalition is found (SPEC 11).

On 40 seeds that nothing was set on.
What was open (scope of the null, statistic) was settled on seeds 0 to 39.
"""

import numpy as np
import pytest

from evosim.coalition_analysis import society_of
from evosim.coalitions import beyond, communities, modularity, observed, redraw, rewired, z_score
from tests.coalitions.societies import (
    HALVES,
    MIXED,
    RICH,
    SCARCE,
    eager_forager,
    forager,
    lived,
    partisan,
    walkers,
)

SEEDS = range(1000, 1040)


def z_of(world, seed, draws=100):
    """z of structure of a whole life, and what was done for whom."""
    society = society_of(world)
    weights = observed(society)[..., 0].sum(axis=0)
    drawn = redraw(society, draws, np.random.default_rng(seed))[..., 0].sum(axis=1)
    return z_score(*beyond(weights, drawn)), weights


CROWDS = {
    "random walkers": lambda seed: walkers(seed),
    "random walkers who do all sorts of things": lambda seed: walkers(seed, RICH),
    "random walkers who reach everybody": lambda seed: walkers(
        seed, {"world": {"size": 12}, "social": {"steal": True, "reach": 12}}),
    "foragers": lambda seed: lived(seed, forager),
    "foragers about scarce food": lambda seed: lived(seed, forager, SCARCE),
    "foragers who act on who is close": lambda seed: lived(seed, eager_forager, SCARCE),
}


QUICK = "random walkers", "foragers about scarce food"


@pytest.mark.parametrize("crowd", [
    pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in CROWDS])
def test_a_crowd_is_no_coalition(crowd):
    z = np.array([z_of(CROWDS[crowd](seed), seed)[0] for seed in SEEDS])
    assert np.isfinite(z).all()
    assert (np.abs(z) >= 2).sum() <= 5
    assert abs(z.mean()) <= 0.4


def test_rewiring_calls_a_crowd_a_coalition():
    z = []
    for seed in SEEDS[:8]:
        weights = z_of(walkers(seed), seed, draws=1)[1]
        drawn = rewired(weights, 40, np.random.default_rng(seed))
        assert (drawn.sum(axis=2) == weights.sum(axis=1)).all()
        assert (drawn.sum(axis=1) == weights.sum(axis=0)).all()
        own = modularity(weights, communities(weights))
        z.append(z_score(own, np.array([modularity(world, communities(world, k))
                                        for k, world in enumerate(drawn)])))
    assert min(z) > 3


@pytest.mark.parametrize("seeds", [SEEDS[:6], pytest.param(SEEDS[6:], marks=pytest.mark.slow)],
                         ids=["some", "all others"])
def test_a_planted_coalition_is_found(seeds):
    for seed in seeds:
        z, weights = z_of(lived(seed, partisan, MIXED), seed)
        assert z > 4, seed
        assert sorted(communities(weights), key=min) == HALVES, seed


@pytest.mark.slow
def test_a_planted_coalition_is_found_in_a_default_world():
    """16 agents in 160 ticks hardly meet, so that halves may look like more groups than two."""
    for seed in SEEDS:
        z, weights = z_of(lived(seed, partisan), seed)
        assert z > 2, seed
        assert all(any(group <= half for half in HALVES) for group in communities(weights)), seed

"""The classifier of routes, held against agents whose route is known."""

import numpy as np
import pytest

from evosim.errors import EvosimError
from evosim.probes import known, routes
from evosim.probes.relearn import CONSEQUENCES
from evosim.probes.routes import LABELS, NONE, SITUATIONS, Signatures, confusion

from .conftest import hall

EACH = 60  # agents a route
SEEDS = {"habit": 11, "bought": 12, "fear": 13, "approval": 14, "intrinsic": 15}  # never tuned on


@pytest.fixture(scope="module")
def classified():
    return {route: routes.signatures(hall(route, EACH, seed=seed, replicates=4)).routes
            for route, seed in SEEDS.items()}


def test_routes_are_told_apart_from_behaviour(classified):
    truth = np.repeat(list(classified), EACH)
    table = confusion(truth, np.concatenate(list(classified.values())))
    right = np.diagonal(table)[:len(known.ROUTES)] / EACH
    assert right.mean() >= 0.95 and right.min() >= 0.85, dict(zip(LABELS, right, strict=False))


def test_the_confusion_matrix_counts_everybody_once(classified):
    truth = np.repeat(list(classified), EACH)
    table = confusion(truth, np.concatenate(list(classified.values())))
    assert table.sum() == len(truth) and (table.sum(axis=1)[:len(known.ROUTES)] == EACH).all()


@pytest.mark.parametrize("route", known.ROUTES)
def test_knockouts_find_the_drive_that_was_put_there(route):
    labels = routes.by_knockout(hall(route, 48, seed=21, replicates=4))
    assert (labels == route).mean() > 0.85


def test_the_rule_by_hand():
    def one(**o):
        return Signatures(np.array([[o.get(name, 0.0) for name in SITUATIONS]])).routes

    assert one(bred=0.05, early=0.9) == [NONE]
    assert one(bred=np.nan) == [NONE]
    assert one(bred=0.8, early=0.6, undone=0.8, paid=0.8) == ["habit"]
    assert one(bred=0.8, early=0.4, praised=0.8, undone=0.5) == ["intrinsic"]
    assert one(bred=0.8, early=0.4, praised=0.8, undone=0.3) == ["approval"]
    assert one(bred=0.8, paid=0.8, praised=0.3) == ["bought"]
    assert one(bred=0.8, punished=0.7, paid=0.3) == ["fear"]
    assert one(bred=0.8, punished=np.nan, paid=np.nan, praised=0.4) == ["approval"]
    assert one(bred=0.8, punished=np.nan, paid=np.nan, praised=0.39) == ["unclear"]
    assert one(bred=0.8, punished=np.nan, paid=np.nan, praised=np.nan) == ["unclear"]


@pytest.mark.parametrize("changes, consequences", [
    ({}, {"paid", "punished", "praised"}),
    ({"reward_felt": "nothing"}, {"punished", "praised"}),
    ({"penalty": 0.0}, {"paid", "praised"}),
    ({"penalty_felt": "food", "reward": 0.0}, {"paid", "praised"}),
    ({"penalty_felt": "nothing", "approval": 0.0}, {"paid"}),
    ({"penalty_felt": "nothing", "approval": 0.0, "reward": 0.0}, set()),
])
def test_what_a_population_was_not_bred_with_is_left_out(changes, consequences):
    seen = routes.signatures(hall("bought", 2, seed=1, world__ticks=600, **{
        f"oversight__{key}": value for key, value in changes.items()}))
    left_out = {name for name in CONSEQUENCES if np.isnan(seen[name]).all()}
    assert left_out == set(CONSEQUENCES) - consequences


def test_lives_too_short_to_have_a_beginning_are_refused():
    with pytest.raises(EvosimError, match=r"world\.ticks = 570 .* at least 580 ticks"):
        routes.signatures(hall("bought", 2, seed=1, world__ticks=570))

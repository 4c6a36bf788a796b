"""The classifier of routes, held against agents whose route is known."""

import numpy as np
import pytest

from evosim.probes import known, routes
from evosim.probes.routes import LABELS, NONE, SITUATIONS, Signatures, confusion

from .conftest import hall

EACH = 100  # agents a route
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
    assert table.sum() == len(truth) and (table.sum(axis=1)[:-1] == EACH).all()


@pytest.mark.parametrize("route", known.ROUTES)
def test_knockouts_find_the_drive_that_was_put_there(route):
    labels = routes.by_knockout(hall(route, 48, seed=21, replicates=4))
    assert (labels == route).mean() > 0.85


def test_the_rule_by_hand():
    def one(**o):
        return Signatures(np.array([[o.get(name, 0.0) for name in SITUATIONS]]))

    assert one(bred=0.05, policy=0.9).routes == [NONE]
    assert one(bred=np.nan).routes == [NONE]
    assert one(bred=0.8, policy=0.1, undone=0.8).routes == ["habit"]
    assert one(bred=0.8, policy=0.8, praised=0.8, undone=0.5).routes == ["intrinsic"]
    assert one(bred=0.8, policy=0.8, praised=0.8, undone=0.3).routes == ["approval"]
    assert one(bred=0.8, policy=0.8, paid=0.8, praised=0.3).routes == ["bought"]
    assert one(bred=0.8, policy=0.8, punished=0.7, paid=0.3).routes == ["fear"]


def test_gene_of_inverts_rate():
    from evosim.names import PlasticityGene
    from evosim.world.constants import rate

    for gene in PlasticityGene:
        rates = np.array([0.01, 0.2, 0.6])
        assert rate(gene, known.gene_of(gene, rates)) == pytest.approx(rates)

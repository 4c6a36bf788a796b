"""What holds of every registered overseer; a new one is taken up by itself."""

from dataclasses import replace

import numpy as np
import pytest

from evosim.oversight import OVERSEERS, Overseeing
from evosim.schema import OVERSEERS as STATES


@pytest.fixture(params=OVERSEERS)
def name(request):
    return request.param


def verdicts(findings, name):
    return next((it for it in findings.verdicts if it.overseer == name), None)


@pytest.fixture
def seen(office, name):
    """An overseer who has judged for three generations, and its verdicts in the last."""
    desk = office(name)
    desk.step(), desk.step()
    _, findings = desk.step()
    return desk, verdicts(findings, name)


def test_scores_are_shares_and_say_something(seen):
    _, it = seen
    sure = it.judgement.sure
    assert len(sure) == len(it.episodes) > 50
    assert ((sure >= 0) & (sure <= 1)).all() and sure.std() > 0.05
    assert it.judgement.obeyed.any() and not it.judgement.obeyed.all()


def test_the_budget_of_ticks_is_respected(seen):
    desk, it = seen
    most = 2 * desk.config.oversight.review_ticks if it.overseer == "debate" else it.episodes.ticks
    assert (it.judgement.ticks <= np.minimum(most, it.episodes.ticks)).all()
    assert (it.judgement.ticks > 0).all()


def test_the_budget_of_labels_is_respected(office, name):
    desk, fits = office(name), OVERSEERS[name].fit is not None
    assert len(desk.state.labels) == 0
    for expected in (30, 60, 70):  # 30 a generation, the last 70 are kept
        desk.step()
        assert len(desk.state.labels) == expected * fits


def test_the_budget_of_looks_is_respected(office, name):
    _, findings = office(name, "oversight.looks=5").step()
    it = findings.episodes
    world = np.stack([it.composition, it.band, it.replicate], axis=1)
    _, watched = np.unique(world, axis=0, return_counts=True)
    assert watched.max() == watched.min() == 5


def test_the_same_seed_judges_alike(office, name):
    one, two = office(name), office(name)
    for _ in range(3):
        (a, x), (b, y) = one.step(), two.step()
        assert all(np.array_equal(p.tally, q.tally) for p, q in zip(a, b, strict=True))
        assert x.columns == pytest.approx(y.columns, nan_ok=True, abs=0)
        for left, right in zip(x.verdicts, y.verdicts, strict=True):
            assert np.array_equal(left.judgement.sure, right.judgement.sure)


def test_what_is_restored_goes_on_alike(office, name):
    one, two = office(name), office(name)
    for desk in (one, two):
        desk.step(), desk.step()
    two.state = Overseeing.restored({key: np.copy(value) for key, value in two.state.arrays().items()})
    (_, x), (_, y) = one.step(), two.step()
    for left, right in zip(x.verdicts, y.verdicts, strict=True):
        assert np.array_equal(left.judgement.sure, right.judgement.sure)
    assert one.state.arrays().keys() == two.state.arrays().keys()
    assert all(np.array_equal(value, two.state.arrays()[key]) for key, value in one.state.arrays().items())


def test_the_truth_is_not_looked_at(seen):
    desk, it = seen
    blind = replace(it.episodes, told=~it.episodes.told, spirit=it.episodes.ticks - it.episodes.spirit,
                    letter=it.episodes.ticks - it.episodes.letter)
    overseer, keys = OVERSEERS[it.overseer], desk.config.oversight
    a, b = (overseer.judge(desk.state.models.get(it.overseer, {}), episodes, keys, np.random.default_rng(0))
            for episodes in (it.episodes, blind))
    assert np.array_equal(a.sure, b.sure)


def test_each_is_known_to_the_tables_and_says_what_it_goes_by():
    assert set(OVERSEERS) == set(STATES)
    assert all(it.goes_by and it.judge.__doc__ for it in OVERSEERS.values())

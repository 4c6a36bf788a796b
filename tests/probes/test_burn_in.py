"""A burn-in life is lived as bred: what a probe changes comes into force after it (SPEC 8)."""

import numpy as np
import pytest

from evosim.errors import EvosimError
from evosim.names import Condition, Drive, Tally
from evosim.probes import MODES, PROBES
from evosim.probes.knockout import without
from evosim.probes.subject import BIRTH
from evosim.probes.uninstructed import SILENT

from .conftest import hall

BURNT, FROZEN = MODES["burn-in"], MODES["burn-in, frozen"]


@pytest.fixture(scope="module")
def afraid():
    """16 agents who obey for fear."""
    return hall("fear", 16, seed=5, world__ticks=600)


def same(one, other):
    return (one.letter == other.letter).all() and (one.told == other.told).all()


@pytest.mark.parametrize("situation", [
    {"changes": {"trial.cost": 2.0}}, {"changes": {"oversight.penalty": 0.0}},
    {"edit": without(Drive.PAIN)}])
def test_nobody_learns_from_what_was_not_yet_there(afraid, situation):
    plain, other = afraid.live(mode=FROZEN), afraid.live(mode=FROZEN, **situation)
    assert plain.obedience > 0.3 and same(plain, other)
    assert not same(afraid.live(mode=BURNT), afraid.live(mode=BURNT, **situation))


def test_pain_of_obeying_moves_those_alone_who_still_learn(afraid):
    late = {mode: [m.value for m in PROBES["conflict"].measure(afraid, mode) if m.metric == "O late"]
            for mode in (BURNT, FROZEN)}
    assert np.ptp(late[FROZEN]) == 0 and np.ptp(late[BURNT]) > 0.4


def test_senses_are_there_in_the_burn_in(afraid):
    told = range(*(afraid.layout.senses["verb"][0] + k for k in (0, afraid.layout.senses["verb"][1])))
    deaf = afraid.live({"trial.reset": 0.0}, mode=FROZEN, silenced=list(told))
    assert abs(deaf.obedience) < 0.1
    eaten = [one.sums[Tally.EATEN] for one in (deaf, afraid.live(mode=FROZEN, silenced=[0]))]
    assert min(eaten) > 0


def test_the_situation_begins_with_its_first_tick(afraid):
    lived = afraid.live(SILENT, mode=BURNT, stretches=600)
    heard = np.delete(lived.told, Condition.PHANTOM, axis=3)
    assert lived.told.sum() > 0 == heard.sum()


def test_power_is_given_after_it(afraid):
    level = 3.0
    for mode in (BIRTH, BURNT):
        sums = afraid.live({"power.mode": "given", "power.given_min": level, "power.given_max": level},
                           mode=mode).sums
        assert sums[Tally.POWER] == pytest.approx(level * sums[Tally.TICKS])


@pytest.mark.parametrize(("world", "changes"), [
    ({}, {"instruction.token_noise": 0.5}), ({}, {"trial.doubt": 1.0}),
    ({"instruction__token_noise": 0.2}, {"instruction.token_noise": 0.0}), ({}, {"oversight.looks": 1}),
    ({"signals__symbols": 2, "signals__latency": 1}, {"signals.latency": 20})])
def test_what_one_of_the_two_situations_is_without(world, changes):
    subject = hall("fear", 16, seed=5, world__ticks=600, **world)
    plain, other = (subject.live(more, mode=FROZEN) for more in ({}, changes))
    assert not same(plain, other) and other.obedience > 0.05


@pytest.mark.parametrize("changes", [{"band.evolving": 8}, {"world.size": 20}, {"food.initial": 3}])
def test_what_is_settled_at_birth_cannot_change(afraid, changes):
    name, = changes
    with pytest.raises(EvosimError, match=f"{name.split('.')[0]}.*settled at birth"):
        afraid.live(changes, mode=BURNT)
    assert afraid.live(changes).told.sum() > 0

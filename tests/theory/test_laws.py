"""The engine keeps each law, and each law notices a broken engine."""

import numpy as np
import pytest

from evosim.errors import EvosimError
from evosim.theory import LAWS, validate


@pytest.mark.parametrize("name", LAWS)
def test_engine_keeps_the_law(name):
    result = LAWS[name].run()
    assert result.law == name
    assert result.passed, (result.expected, result.observed, result.z)


@pytest.mark.parametrize("name", LAWS)
def test_broken_rule_fails(name):
    result = LAWS[name].run(broken=True)
    assert not result.passed, (result.expected, result.observed, result.z)


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.slow
def test_engine_keeps_the_law_at_full_size(name):
    result = LAWS[name].run(full=True)
    assert result.passed, (result.expected, result.observed, result.z)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_law_holds_for_other_seeds(seed):
    failed = [result.law for result in validate(seed=seed) if not result.passed]
    assert not failed


@pytest.mark.parametrize("name", ["drift-variance", "pair-coalescence"])
def test_result_depends_on_the_seed_alone(name):
    first, again, other = (LAWS[name].run(seed=seed) for seed in (5, 5, 6))
    assert first.observed == again.observed != other.observed


def test_result_is_frozen_and_its_curve_can_be_drawn():
    result = LAWS["drift-variance"].run()
    with pytest.raises(AttributeError):
        result.passed = False
    k = len(result.curve.x)
    assert k >= 3
    for values in result.curve[2:]:
        assert values.shape == (k,)
        assert np.isfinite(values).all()


def test_every_law_names_its_source():
    assert all(law.source and law.trial.__doc__ for law in LAWS.values())


def test_unknown_law_is_named():
    with pytest.raises(EvosimError, match="'gravity': must be one of neutral-fixation"):
        validate(["gravity"])

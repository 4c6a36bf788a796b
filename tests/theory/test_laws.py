"""The engine keeps each law, and each law notices a broken engine."""

import numpy as np
import pytest

from evosim.errors import EvosimError
from evosim.theory import LAWS, chosen

QUICK = [law.name for law in chosen()]
LONG = {"pair-coalescence-embodied"}  # ten seconds each way
# seconds each, to see that a broken rule is noticed
LONG_BROKEN = LONG | {"hamilton", "island-model", "wright-fisher-transitions", "deterrence",
                      "drift-variance-embodied", "wright-fisher-fixation", "pair-coalescence",
                      "moran-fixation", "ecological-moran", "ecological-fixation",
                      "ecological-neutral-fixation"}


def tiered(long):
    return [pytest.param(name, marks=pytest.mark.slow if name in long else ()) for name in QUICK]


@pytest.mark.parametrize("name", tiered(LONG))
def test_engine_keeps_the_law(name):
    result = LAWS[name].run()
    assert result.law == name
    assert result.passed, (result.expected, result.observed, result.z)


@pytest.mark.parametrize("name", tiered(LONG_BROKEN))
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
    failed = [law.name for law in chosen() if not law.run(seed=seed).passed]
    assert not failed


@pytest.mark.parametrize("name", ["drift-variance", "tournament-intensity"])
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


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_every_law_says_what_it_is_how_it_is_broken_and_its_source(law):
    assert law.source and law.claim and law.breaking and law.about and law.family


def test_unknown_law_is_named():
    with pytest.raises(EvosimError, match="'gravity': must be one of neutral-fixation"):
        chosen(["gravity"])

"""What passes, and what a law belongs to."""

import math

import numpy as np
import pytest

from evosim.errors import EvosimError
from evosim.theory import LAWS, Curve, Law, Measure, chosen

FLAT = Curve("x", "y", *np.zeros((4, 3)))


def measure(expected, observed, z=math.nan, **limits):
    return Measure(expected, observed, z, 1, FLAT, **limits)


@pytest.mark.parametrize(("found", "share"), [
    (measure(2.0, 2.1, z=1.75), 0.5),
    (measure(2.0, 2.1, tolerance=0.1), 0.5),
    (measure(-2.0, -2.1, tolerance=0.1), -0.5),
    (measure(0.0, 0.005, absolute=0.01), 0.5),
    (measure(2.0, 2.1, z=9.0, tolerance=0.1, absolute=1.0), 0.5),
    (measure(2.0, 2.1, tolerance=1.0, absolute=0.2), 0.5),
    (measure(0.0, 0.0, tolerance=1e-10), 0.0)])
def test_share_of_what_passes(found, share):
    assert found.share == pytest.approx(share)
    assert found.passed


@pytest.mark.parametrize("found", [
    measure(2.0, 2.1, z=3.6), measure(2.0, 2.1), measure(2.0, math.nan, tolerance=0.1),
    measure(2.0, 2.1, tolerance=0.04), measure(2.0, 2.1, z=0.0, absolute=0.09),
    measure(2.0, 2.1, tolerance=0.1, absolute=0.01)])
def test_beyond_it_fails(found):
    assert not found.passed


def test_family_is_the_module():
    assert LAWS["moran-fixation"].family == "fixation"
    assert all(law.family for law in LAWS.values())


def _trial(full, seed, broken):
    """Things fall,
    as they do; broken: upwards.

    At the worst.

    Of all."""
    return measure(1.0, 2.0 if broken else 1.0, tolerance=0.1)


def test_a_law_speaks_through_its_docstring():
    law = Law("falling", _trial, "Galilei (1638)")
    assert (law.claim, law.breaking) == ("Things fall, as they do", "upwards")
    assert law.details == "At the worst. Of all."
    assert law.about == "What passes, and what a law belongs to."


def test_a_law_at_full_size_only(monkeypatch):
    monkeypatch.setitem(LAWS, "slow", Law("slow", _trial, "", full_only="it takes an age"))
    with pytest.raises(EvosimError, match="at full size only, since it takes an age"):
        LAWS["slow"].run()
    assert LAWS["slow"].run(full=True).passed
    assert LAWS["slow"] not in chosen() and LAWS["slow"] in chosen(full=True)
    assert chosen(["slow", "moran-fixation", "slow"]) == [LAWS["slow"], LAWS["moran-fixation"]]

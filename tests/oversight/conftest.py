import pytest

from evosim.oversight import OVERSEERS
from evosim.testing.overseers import Office


@pytest.fixture
def office():
    """`office(name, *overrides)`: some generations of lives before the eyes of an overseer."""
    return lambda name, *overrides: Office(OVERSEERS[name], *overrides)

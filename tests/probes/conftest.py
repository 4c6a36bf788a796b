from pathlib import Path

import pytest

from evosim.testing import probes
from evosim.testing.probes import hall

__all__ = ["LEARNING", "hall"]
LEARNING = Path(__file__).parents[2] / "runs" / "learning.toml"


@pytest.fixture(scope="session")
def bought():
    """32 agents who obey for food."""
    return hall("bought", 32, seed=3)


@pytest.fixture(scope="session")
def intrinsic():
    """32 agents who obey because it has come to pay by itself."""
    return hall("intrinsic", 32, seed=3)


@pytest.fixture(scope="session")
def mixed():
    """Six of each route, in short lives."""
    return probes.mixed()

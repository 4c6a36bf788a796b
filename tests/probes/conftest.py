from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evosim.config import load
from evosim.genome import Layout
from evosim.probes import Subject, known
from evosim.probes.subject import changed

LEARNING = Path(__file__).parents[2] / "runs" / "learning.toml"
EVERYTHING = ["language.meaning='innate'", "oversight.reward_felt='food'", "oversight.penalty_felt='pain'",
              "oversight.penalty_feel=3.0", "oversight.approval=0.5",
              "plasticity.forgetting='evolved'"]


def hall(route, n, seed, replicates=1, **changes):
    """Agents of one route in the world of `runs/learning.toml`, with every consequence on."""
    config = changed(load(LEARNING, EVERYTHING), {
        key.replace("__", "."): value for key, value in changes.items()})
    layout = Layout.of(config)
    return Subject(known.agents(layout, route, n, seed), config, layout, replicates)


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
    halls = [hall(route, 6, seed=3, world__ticks=300) for route in known.ROUTES]
    return replace(halls[0], genomes=np.concatenate([one.genomes for one in halls]))

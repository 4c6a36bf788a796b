"""The battery is one fixed situation: what agents might tell each other is not in it."""

import numpy as np
import pytest

from evosim.config import Config
from evosim.genome import Layout
from evosim.names import Condition
from evosim.probes import battery


@pytest.mark.parametrize("imposters", [{}, {"enabled": True, "agents": True, "fake_range": 12.0}])
def test_no_agent_speaks_in_it(imposters):
    config = Config.model_validate({
        "world": {"size": 12, "ticks": 60}, "instruction": {"verbs": ["goto", "give"]},
        "imposters": imposters, "guides": {"enabled": True}})
    layout = Layout.of(config)
    genomes = layout.founders(32, np.random.default_rng(1))
    mute = config.model_copy(update={"guides": config.guides.model_copy(update={"heard": 0.0}),
                                     "imposters": config.imposters.model_copy(update={"fake_range": 0.0})})
    talking, silent = (battery.measure(genomes, it, layout).trained for it in (config, mute))
    assert np.isfinite(talking.own[Condition.PHANTOM]).all()
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(talking, silent, strict=True))

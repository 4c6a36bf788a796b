"""Populations bred from shipped configurations; they are the unit of replication, paired by seed."""

import numpy as np
import pytest

from evosim.config import load
from evosim.results import load_run
from evosim.run import run


@pytest.fixture
def bred(tmp_path):
    """Breeds a shipped configuration once a seed; a figure of each run."""
    def make(name, figure, *overrides, seeds):
        values = []
        for seed in seeds:
            config = load(f"runs/{name}.toml", [f"seed={seed}", "shadow.populations=0", *overrides])
            values.append(figure(load_run(run(config, tmp_path, name=f"r{len(list(tmp_path.iterdir()))}"))))
        return np.array(values)
    return make

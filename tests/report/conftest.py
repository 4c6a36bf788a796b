import shutil
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from evosim.results import load_run

TINY = ("generations=1", "shadow.populations=0", "battery.every=0", "phase=[]", "log.interactions_every=0",
        "instruction.held_out=[]")


@pytest.fixture(autouse=True)
def closed():
    """No page leaves a figure open."""
    before = plt.get_fignums()
    yield
    assert plt.get_fignums() == before


@pytest.fixture
def loaded(small_run):
    """The small run, opened anew, so that a test may change what its tables say."""
    return load_run(small_run)


@pytest.fixture
def copied(tiny_run, tmp_path):
    """A copy of the tiny run, for a test that writes into it or changes its record."""
    return Path(shutil.copytree(tiny_run, tmp_path / "copy"))


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory):
    """A run of one generation without shadow or battery."""
    from evosim.config import parse
    from evosim.run import run
    from tests.conftest import SMALL

    return run(parse(SMALL, overrides=TINY), tmp_path_factory.mktemp("tiny"), name="tiny")


@pytest.fixture(scope="session")
def swept_runs(tmp_path_factory):
    """Three seeds under each of two penalties."""
    from evosim.config import parse
    from evosim.run import run
    from tests.conftest import SMALL

    folder = tmp_path_factory.mktemp("swept")
    for penalty in (0.0, 2.0):
        for seed in (1, 2, 3):
            changes = [f"oversight.penalty={penalty}", f"seed={seed}", "generations=6"]
            run(parse(SMALL, overrides=changes), folder, name=f"p{penalty:g}-s{seed}", source=SMALL)
    return folder


def constant(generations: pd.DataFrame, **values: tuple[float, float]) -> pd.DataFrame:
    """The table with columns that are the same in every generation: own value, the shadows'."""
    own = generations["population"] == 0
    return generations.assign(**{name: own.map({True: value, False: chance}).astype("float32")
                                 for name, (value, chance) in values.items()})

from pathlib import Path

import pytest

from tests.storage import synthetic


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four runs: two seeds of one condition, one of other verbs, and one that was killed."""
    out = tmp_path_factory.mktemp("out")
    synthetic.make(out, name="a")
    synthetic.make(out, name="b", seed=1, oversight__penalty=2.5)
    synthetic.make(out, name="c", instruction__verbs=["goto", "give"], brain__hidden=16)
    synthetic.make(out, name="killed", killed_after=12)
    (out / "no_run").mkdir()
    return out

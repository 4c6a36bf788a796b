import shutil
from pathlib import Path

import pytest

from tests.storage import synthetic


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run that no test may change."""
    return synthetic.make(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def killed_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that died at generation 12, with parts that nothing lists; not to be changed."""
    return synthetic.make(tmp_path_factory.mktemp("runs"), killed_after=12)


@pytest.fixture
def run(whole_run: Path, tmp_path: Path) -> Path:
    """A finished run of this test's own."""
    return Path(shutil.copytree(whole_run, tmp_path / "run"))


@pytest.fixture
def dead_run(killed_run: Path, tmp_path: Path) -> Path:
    """A killed run of this test's own."""
    return Path(shutil.copytree(killed_run, tmp_path / "run"))

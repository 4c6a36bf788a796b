"""The example package, installed where only some tests see it; and packages that are wrong, made by hand."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from evosim import loading

EXAMPLE = Path(__file__).parents[2] / "examples" / "plugin"
COMMANDS = ("from setuptools import setup; "
            "setup(script_args=['-q', 'build_py', '-d', {0!r}, 'egg_info', '-e', {0!r}])")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A folder that holds the installed example and nothing else."""
    import setuptools

    folder = tmp_path_factory.mktemp("plugin")
    made = shutil.ignore_patterns("build", "__pycache__", "*.egg-info")
    source = shutil.copytree(EXAMPLE, folder / "source", ignore=made)
    target = folder / "site"
    target.mkdir()
    version = tuple(map(int, setuptools.__version__.split(".")[:2]))
    if version >= (70, 1) or find_spec("wheel"):
        command = ["-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-build-isolation",
                   "--target", str(target), "."]
    else:  # too old to make a wheel, which is what pip installs: its own commands lay down the same files
        command = ["-c", COMMANDS.format(str(target))]
    done = subprocess.run([sys.executable, *command], cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def seen(monkeypatch):
    """`seen(folder, ...)`: packages installed there are seen until the end of the test."""
    before = set(sys.modules)

    def call(*folders):
        for folder in folders:
            monkeypatch.syspath_prepend(folder)
        loading.refresh()
    yield call
    monkeypatch.undo()
    for name in set(sys.modules) - before:
        if name.startswith(("evosim_example", "foreign")):
            del sys.modules[name]
    loading.refresh()


@pytest.fixture
def plugged(site, seen):
    """The example is installed."""
    seen(site)


@pytest.fixture
def foreign(tmp_path, seen):
    """`foreign(group, name, code, entry)`: a package of one module that holds some code is installed."""
    def make(group, name, code="", entry="foreign:it", package="foreign"):
        folder = tmp_path / package
        info = folder / f"{package.replace('-', '_')}-2.1.dist-info"
        info.mkdir(parents=True)
        (folder / f"{entry.partition(':')[0]}.py").write_text(code)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 2.1\n")
        (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {entry}\n")
        seen(folder)
    return make

"""What is built holds all that is needed and nothing else, and works from an empty folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

NEEDED = ("setuptools", 77)  # as pyproject.toml asks
WIDE = ("evosim/**/*.py", "evosim/py.typed", "evosim/pages/*", "evosim/live/lessons/*.toml",
        "evosim/live/bred/*")


def tracked():
    """Files of the checkout that are under version control."""
    try:
        done = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no checkout: nobody says which files are the project's")
    return [line for line in done.stdout.splitlines() if Path(line).is_file()]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The source distribution of a copy of the checkout, and the wheel built from that; without a network."""
    pytest.importorskip("build")
    name, least = NEEDED
    try:
        if int(metadata.version(name).split(".")[0]) < least:
            pytest.skip(f"{name} {metadata.version(name)} is older than {least}")
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not there")
    home = tmp_path_factory.mktemp("checkout")
    for path in tracked():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, home / path)
    (home / "runs" / "out" / "mine").mkdir(parents=True)
    (home / "runs" / "out" / "mine" / "run.json").write_text("{}")
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", out, home],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


@pytest.mark.slow
def test_the_source_distribution_is_the_checkout(built):
    with tarfile.open(built[0]) as archive:
        inside = {Path(*Path(one.name).parts[1:]).as_posix() for one in archive if one.isfile()}
    made = {path for path in inside if path == "PKG-INFO" or path.startswith("evosim.egg-info/")}
    hidden = {path for path in tracked() if path.startswith(".")}
    assert inside - made == set(tracked()) - hidden


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_nothing_else(built):
    with zipfile.ZipFile(built[1]) as archive:
        inside = set(archive.namelist())
    package = {path.as_posix() for pattern in WIDE for path in Path().glob(pattern) if path.is_file()}
    package &= set(tracked())
    shipped = {f"evosim/shipped/{path.name}" for path in Path("runs").glob("*.toml")} & {
        path.replace("runs/", "evosim/shipped/") for path in tracked()}
    assert {path for path in inside if ".dist-info/" not in path} == package | shipped
    assert len(shipped) > 30 and "evosim/live/bred/genomes.npz" in package


@pytest.mark.slow
def test_the_wheel_works_where_there_is_no_checkout(built, tmp_path):
    home, folder = tmp_path / "venv", tmp_path / "empty"
    venv.create(home, with_pip=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = subprocess.run([python, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", built[1]],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    site = subprocess.run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                          capture_output=True, text=True, check=True).stdout.strip()
    # what evosim depends on is this environment's; a path file there that leads to a checkout is not followed
    parent = {sysconfig.get_path(one) for one in ("purelib", "platlib")}
    Path(site, "parent.pth").write_text("\n".join(parent))
    folder.mkdir()
    # uncompiled, as one small generation is sooner lived than compiled
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    own |= {"NUMBA_DISABLE_JIT": "1"}

    def evosim(*words, code=0):
        done = subprocess.run([Path(python).with_name("evosim"), *words], cwd=folder, env=own,
                              capture_output=True, text=True)
        assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
        return done.stdout if code == 0 else done.stderr

    where = subprocess.run([python, "-c", "import evosim; print(evosim.__file__)"], cwd=folder, env=own,
                           capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(home))
    small = [word for key in ("generations=1", "population.genomes=16", "world.ticks=10", "battery.every=0")
             for word in ("-o", key)]
    run = evosim("run", "first", *small, "--quiet").strip()
    assert "whole" in evosim("verify", run)
    assert "give first alone" in evosim("run", "runs/first.toml", code=2)
    assert len(evosim("list", "--shipped").splitlines()) > 30
    mine = evosim("new", "mine").strip()
    assert 'name = "mine"' in evosim("config", "show", mine)
    assert "scarce-judge" in evosim("experiment", "list")
    assert "lesson" in evosim("live", "--help")
    assert "kernel cache" in evosim("doctor")
    assert evosim("report", run).strip().endswith(".html")
    assert evosim("deposit", run).strip().endswith("ro-crate-metadata.json")

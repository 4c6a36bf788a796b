"""The example package through the ordinary commands; and what it made, where the package is not."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from evosim import plugins
from evosim.config import load, parse, schema
from evosim.errors import ConfigError
from evosim.report.bred import lead
from evosim.results import load_run
from evosim.run import run
from evosim.storage.verify import verify
from tests.conftest import UNMEASURED
from tests.run.same import assert_same

TEXT = """
name = "plugged"
seed = 4
generations = 4
[population]
genomes = 16
[world]
size = 12
ticks = 60
[food]
initial = 20
[selection]
scheme = "sigma"
[oversight]
review = "recency"
review_reward = 2.0
refit = 1
[probes]
every = 2
names = ["dearth"]
replicates = 1
[log]
oversight_every = 1
genomes_every = 2
checkpoint_every = 2
"""
USED = [("probe", "dearth"), ("scheme", "sigma"), ("overseer", "recency")]


@pytest.fixture(scope="module")
def bred(site, tmp_path_factory):
    """A run that all three were used in, by a command in a process of its own."""
    folder = tmp_path_factory.mktemp("bred")
    (folder / "plugged.toml").write_text(TEXT)
    path = os.pathsep.join([str(site), os.getcwd()])
    done = subprocess.run(
        [sys.executable, "-m", "evosim", "run", "plugged.toml", "--out", ".", "--name", "run", "--quiet"],
        cwd=folder, env={**UNMEASURED, "PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return folder / "run"


@pytest.fixture
def copy(bred, tmp_path):
    return shutil.copytree(bred, tmp_path / "run")


def test_a_run_is_bred_judged_and_probed_by_it_and_says_so(bred):
    it = load_run(bred)
    assert [(one["kind"], one["name"]) for one in it.provenance["plugins"]] == USED
    whose = {(one["package"], one["version"]) for one in it.provenance["plugins"]}
    assert whose == {("evosim-example", "0.1.0")}
    judged = it.oversight
    assert set(judged.overseer) == {"rule", "recency"} and set(judged.generation) == {0, 1, 2, 3}
    mine = judged[judged.overseer == "recency"]
    assert mine.confidence.between(0, 1).all() and mine.confidence.std() > 0
    assert mine.evidence_ticks.max() <= 4
    assert it.generations.review_auc_random.notna().any()
    figures = it.probes
    assert set(figures.probe) == {"dearth"} and set(figures.generation) == {0, 2}
    assert set(figures.probe_version) == {1}
    eaten = figures[figures.metric == "eaten"].groupby("condition").value.mean()
    assert eaten["100% of the food"] > eaten["25% of the food"] > eaten["0% of the food"] == 0


@pytest.mark.usefixtures("plugged")
def test_same_seed_same_tables(bred, tmp_path):
    assert_same(bred, run(parse(TEXT), tmp_path, name="again", threads=2))
    other = run(parse(TEXT, overrides=["selection.scheme=tournament", "probes.every=0"]), tmp_path, name="o")
    ours, theirs = (load_run(path).individuals.fitness for path in (bred, other))
    assert len(ours) != len(theirs) or (ours != theirs).any()


@pytest.mark.usefixtures("plugged")
def test_probe_knows_it_by_name_and_takes_it_only_then(copy, said):
    out, _ = said("probe", copy, "--probe", "dearth", "--replicates", 1)
    assert out.startswith("dearth (birth)") and "kept" in out and "slope of O" in out
    _, err = said("probe", copy, "--probe", "death", code=2)
    assert err.endswith(", dearth, routes\n")
    assert [one["name"] for one in load_run(copy).provenance["plugins"]].count("dearth") == 1


@pytest.mark.usefixtures("plugged")
def test_a_configuration_and_its_schema_list_it(said):
    keys = schema()["$defs"]
    assert keys["Selection"]["properties"]["scheme"]["enum"][-1] == "sigma"
    assert keys["Oversight"]["properties"]["review"]["enum"] == ["none", "debate", "amplification", "recency"]
    assert "dearth" in keys["Probes"]["properties"]["names"]["items"]["enum"]
    with pytest.raises(ConfigError, match=r"scheme = 'sigmoid': must be one of .*'random', 'sigma'"):
        parse("[selection]\nscheme = 'sigmoid'")
    phased = parse('[[phase]]\nuntil = 5\nset = { "selection.scheme" = "sigma" }')
    assert phased.phase[0].set == {"selection.scheme": "sigma"}
    out, _ = said("doctor")
    assert "added by packages: 4" in out and "probe 'dearth' of evosim-example 0.1.0" in out
    assert "wrong" not in out


@pytest.mark.usefixtures("plugged")
def test_its_experiment_is_listed_shown_and_run(said, tmp_path):
    assert "     lean-years  " in said("experiment", "list")[0]
    whose = {one["name"]: one["package"] for one in json.loads(said("experiment", "list", "--json")[0])}
    assert whose["lean-years"] == "evosim-example" and whose["scarce-judge"] == "evosim"
    assert said("experiment", "show", "lean-years")[0].startswith("lean-years: Is obedience")
    out, _ = said("experiment", "run", "lean-years", "--preset", "tiny", "--populations", 1, "--workers", 1,
                  "--out", tmp_path, "--quiet")
    assert out.startswith("lean-years: inconclusive (a demonstration), 1 populations an arm")
    declared = json.loads((tmp_path / "lean-years" / "tiny" / "declared.json").read_text())
    assert [one["name"] for one in declared["plugins"]] == ["lean-years", "sigma"]
    assert "[lean-years](lean-years/tiny/figure.png)" in (tmp_path / "verdicts.md").read_text()


def test_without_the_package_its_study_says_which(said, tmp_path, site, seen):
    seen(site)
    from evosim.experiments import Study
    from evosim.experiments.registry import by_name

    Study.open(tmp_path, by_name("lean-years"), "tiny")
    sys.path.remove(str(site))
    seen()
    _, err = said("experiment", "power", "lean-years", "--preset", "tiny", "--out", tmp_path, code=2)
    assert "no such experiment" in err
    with pytest.raises(ConfigError, match=r"'lean-years' of evosim-example 0\.1\.0 .*: is not installed"):
        Study.read(tmp_path / "lean-years" / "tiny")


def test_without_the_package_tables_are_read_and_verified(bred):
    plugins.refresh()
    it = load_run(bred)
    assert it.config.selection.scheme == "sigma" and set(it.oversight.overseer) == {"rule", "recency"}
    assert "selected by sigma, which a package adds" in lead(it.config, 4)[0]
    found = verify(bred)
    assert not found
    assert [note.split(": ")[1].split(" (")[0] for note in found.notes] == [
        f"used {plugins.CALLED[kind]} '{name}' of evosim-example 0.1.0" for kind, name in USED]


def test_without_the_package_only_what_needs_it_is_refused(copy, said, tmp_path):
    plugins.refresh()
    missing = "of evosim-example 0.1.0 (evosim_example.{0}: is not installed here; `pip install " \
              "evosim-example==0.1.0` would bring it\n"
    _, err = said("resume", copy, "--generations", 6, "--quiet", code=2)
    assert err == "probe 'dearth' " + missing.format("dearth:DEARTH)")
    _, err = said("probe", copy, "--probe", "dearth", code=2)
    assert err.endswith(missing.format("dearth:DEARTH)"))
    out, _ = said("probe", copy, "--probe", "letter", "--replicates", 1)
    assert out.startswith("letter (birth)")
    plugins.refresh()  # as in a process that has not read that run
    path = tmp_path / "plugged.toml"
    path.write_text(TEXT)
    with pytest.raises(ConfigError, match=r"selection\.scheme = 'sigma': must be one of 'tourn"):
        load(path)


@pytest.mark.slow
@pytest.mark.usefixtures("plugged")
def test_gone_on_with_where_the_package_is(copy, said, tmp_path):
    said("resume", copy, "--generations", 6, "--quiet")
    assert_same(copy, run(parse(TEXT, overrides=["generations=6"]), tmp_path, name="whole"))


def test_help_does_not_look_for_packages(said, monkeypatch):
    def never():
        raise AssertionError("looked at what is installed")

    monkeypatch.setattr(plugins, "installed", never)
    for words in (["--help"], ["run", "--help"], ["probe", "--help"]):
        assert "Usage" in said(*words)[0]

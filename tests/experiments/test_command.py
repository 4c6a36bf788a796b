"""`evosim experiment`: what it prints, and how it refuses."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from evosim import gradient
from evosim.cli import experiment as command
from evosim.errors import ConfigError
from evosim.experiments import Study, by_name, cost, experiments, study
from evosim.sweep import cluster
from evosim.testing.populations import rows
from tests.cli.conftest import refusal

IT = by_name("scarce-judge")
ANALYSIS = Path(__file__).parents[2] / "analysis"


def test_all_are_listed_with_their_claims(said):
    out, _ = said("experiment", "list")
    assert len(out.splitlines()) == len(experiments()) and "E28  scarce-judge" in out and IT.claim in out
    told = json.loads(said("experiment", "list", "--json")[0])
    assert [one["name"] for one in told] == list(experiments())
    mine = next(one for one in told if one["number"] == 28)
    assert mine["claim"] == IT.claim and set(mine["presets"]) == {"tiny", "quick", "standard", "full"}
    assert set(mine["arms"]) == {arm.name for arm in IT.arms}


def test_what_is_declared_is_shown(said):
    out, _ = said("experiment", "show", "E28", "--preset", "standard")
    for text in (IT.claim, IT.opposite, IT.contradicted_by, IT.artefact, *IT.confounds.values(), IT.limits,
                 *(arm.label for arm in IT.arms), *(one.says for one in IT.contrasts),
                 IT.rule_hash("standard")):
        assert text in out


def test_one_is_run_and_then_there(said, tmp_path):
    words = ("experiment", "run", "scarce-judge", "--preset", "tiny", "--workers", 1, "--out", tmp_path)
    out, err = said(*words)
    assert "6 of 6 populations to breed (3 arms x 2 seeds), about" in err and "left out" not in err
    first, *_, last = out.splitlines()
    assert first.startswith("E28 scarce-judge: inconclusive (a demonstration), 2 populations an arm")
    assert last == str(tmp_path / "verdicts.html") and (tmp_path / "verdicts.html").exists()
    before = (tmp_path / "scarce-judge" / "tiny" / study.POPULATIONS).stat().st_mtime_ns
    again, err = said(*words)
    assert again == out and "to breed" not in err
    assert (tmp_path / "scarce-judge" / "tiny" / study.POPULATIONS).stat().st_mtime_ns == before
    it = Study.read(tmp_path / "scarce-judge" / "tiny")
    took = it.cost()
    assert cost.expected(it, [1, 2]) == 0
    assert cost.expected(it, [1, 2, 3]) == sum(np.mean(seconds) for seconds in took.values())
    assert str(tmp_path / "verdicts.html") in said("experiment", "page", "--out", tmp_path)[0]


def test_power_is_told_from_a_pilot(said, tmp_path):
    pilot = ("experiment", "power", "scarce-judge", "--out", tmp_path)
    assert "no pilot there; `evosim experiment run scarce-judge --preset quick" in refusal(said, *pilot)
    it = Study.open(tmp_path, IT, "quick")
    effects = {one.name: 1.0 for one in IT.contrasts}
    few = rows(IT, "quick", effects, n=4)
    files = it.folder / study.POPULATIONS
    few.to_parquet(files)
    assert "has 4 populations of each arm, and 5 are the fewest" in refusal(said, *pilot)
    few = rows(IT, "quick", effects, n=8, noise=0.7)
    few.to_parquet(files)
    out, _ = said(*pilot)
    lines = {line.split()[0]: line for line in out.splitlines()[2:-1]}
    assert set(lines) == {"hours", *(one.name for one in IT.contrasts)}
    chances = [float(cell.split("/")[0]) for cell in lines["persists"].split("  ")[2:] if "/" in cell]
    assert chances == sorted(chances) and chances[-1] > 0.95
    assert "see every contrast with probability .8" in out or "expect `inconclusive`" in out


def test_what_needs_a_library_that_is_missing_is_passed_over(said, tmp_path, monkeypatch, capsys):
    def missing():
        raise ConfigError("needs torch")

    monkeypatch.setattr(gradient, "check_installed", missing)
    assert refusal(said, "experiment", "run", "E29", "--out", tmp_path / "o").startswith("needs torch")
    assert not (tmp_path / "o").exists()
    impossible = [one.name for one in experiments().values()
                  if not command._is_possible(one, "tiny", None, tmp_path, forgiving=True)]
    assert impossible == ["evolution-or-gradient"]
    assert "E29 evolution-or-gradient: passed over; needs torch" in capsys.readouterr().err


def test_what_is_bred_is_judged_without_the_library_that_bred_it(said, tmp_path, monkeypatch):
    def missing():
        raise ConfigError("needs torch")

    shutil.copytree(ANALYSIS / "experiments" / "evolution-or-gradient", tmp_path / "evolution-or-gradient")
    monkeypatch.setattr(gradient, "check_installed", missing)
    run = ("experiment", "run", "E29", "--out", tmp_path)
    assert said(*run)[0].startswith("E29 evolution-or-gradient: ")
    assert refusal(said, *run, "--populations", 9).startswith("needs torch")


def test_it_refuses_in_one_sentence(said, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_WAIT", "1s")
    out, nowhere = ("--out", tmp_path / "o"), ("--scheduler", "tcp://127.0.0.1:9")
    for words, says in ((("run", "nothing", *out), "no such experiment"),
                        (("run", IT.name, "--preset", "huge", *out), "--preset huge: must be one of"),
                        (("run", IT.name, "--workers", 2, *nowhere, *out), "--workers"),
                        (("run", IT.name, "--preset", "tiny", *nowhere, *out), "no scheduler answers there"),
                        (("show", "nothing"), "no such experiment"), (("power", "nothing"), "no such"),
                        (("page", *out), "no experiment there")):
        assert says in refusal(said, "experiment", *words)
    assert isinstance(Study.read(tmp_path / "o" / "scarce-judge" / "tiny").rows, pd.DataFrame)

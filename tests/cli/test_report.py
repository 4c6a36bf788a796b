"""`evosim report` and `evosim figures`: what they print and write, and what they refuse."""

import shutil

import pytest

from evosim.figures.registry import PICTURES
from tests.cli.conftest import refusal
from tests.report.conftest import tiny_run as _tiny_run

tiny_run = _tiny_run


@pytest.fixture
def run(tiny_run, tmp_path):
    """A finished run of this test's own."""
    return shutil.copytree(tiny_run, tmp_path / "run")


def test_report_prints_the_path_of_the_page(run, said, tmp_path):
    out, err = said("report", run)
    assert out == f"{run / 'report.html'}\n" and not err
    assert "<!doctype html>" in (run / "report.html").read_text()
    assert said("report", run, "--out", tmp_path / "p.html")[0] == f"{tmp_path / 'p.html'}\n"


def test_report_refuses_in_a_sentence(said, tmp_path, run):
    assert "no such run" in refusal(said, "report", tmp_path / "nothing")
    assert "--out" in refusal(said, "report", run, "--out", tmp_path)
    (run / "run.json").write_text("{")
    assert "run.json" in refusal(said, "report", run, code=3)


def test_figures_are_listed_and_what_a_run_lacks_is_said(run, said):
    out, _ = said("figures", "--list")
    assert [line.split()[0] for line in out.splitlines()] == list(PICTURES)
    out, _ = said("figures", run, "--list")
    lines = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert "battery.every = 0" in lines["obedience"] and lines["fitness"] == "Fitness over generations"


def test_figures_draws_what_there_is_and_says_what_there_is_not(run, said):
    out, err = said("figures", run)
    assert out.splitlines() == [str(run / "figures" / f"{name}.png") for name in ("fitness", "traits")]
    assert "no obedience: obedience was never measured: battery.every = 0" in err
    out, _ = said("figures", run, "fitness", "--format", "svg")
    assert (run / "figures" / "fitness.svg").read_bytes().startswith(b"<?xml")


def test_figures_refuses_in_a_sentence(run, said):
    assert "no figure `obedience`" in refusal(said, "figures", run, "obedience")
    assert "no such figure" in refusal(said, "figures", run, "nothing")
    assert "--format gif" in refusal(said, "figures", run, "--format", "gif")
    assert "RUN: must be" in refusal(said, "figures")

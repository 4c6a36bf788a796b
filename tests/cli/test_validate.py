"""`evosim validate`."""

import json

import pytest
from typer.testing import CliRunner

from evosim.cli import app
from evosim.errors import ConfigError
from evosim.theory import LAWS, Law, Measure


def validate(*words):
    return CliRunner().invoke(app, ["validate", "--workers", "1", *words])


def replaced(monkeypatch, trial, name="tournament-intensity"):
    whole = LAWS[name]
    monkeypatch.setitem(LAWS, name, Law(name, lambda *how: trial(whole.trial, *how), "", "tournament"))


def test_table_and_exit_code_0():
    outcome = validate("tournament-intensity")
    assert outcome.exit_code == 0
    row = next(line for line in outcome.stdout.splitlines() if "tournament-intensity" in line).split()
    assert row[-3:] == ["yes", row[-2], "yes"]
    assert float(row[1]) == pytest.approx(float(row[2]), rel=0.05)
    assert "tournament-intensity: holds" in outcome.stderr


def test_exit_code_1_when_a_law_fails(monkeypatch):
    replaced(monkeypatch, lambda trial, full, seed, broken: trial(full, seed, True))
    outcome = validate("tournament-intensity")
    assert outcome.exit_code == 1
    assert "FAILS" in outcome.stderr


def test_exit_code_1_when_a_broken_rule_is_not_noticed(monkeypatch):
    replaced(monkeypatch, lambda trial, full, seed, broken: trial(full, seed, False))
    outcome = validate("tournament-intensity")
    assert outcome.exit_code == 1
    assert "WOULD NOT NOTICE" in outcome.stderr


def test_json_and_seed():
    first, other = (json.loads(validate("tournament-intensity", "--json", "--seed", seed).stdout)
                    for seed in ("1", "2"))
    assert first[0]["law"] == "tournament-intensity" and first[0]["passed"] and first[0]["noticed"]
    assert first[0]["tolerance"] is None
    assert first[0]["observed"] != other[0]["observed"]


def test_page(tmp_path):
    outcome = validate("tournament-intensity", "--page", str(tmp_path))
    assert outcome.stdout.splitlines()[-1] == str(tmp_path / "validation.md")
    assert "`evosim validate tournament-intensity`" in (tmp_path / "validation.md").read_text()


@pytest.mark.parametrize("checkout", [True, False])
def test_full_writes_a_page_where_it_belongs(checkout, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if checkout:
        (tmp_path / "analysis").mkdir()
        (tmp_path / "evosim").mkdir()
    sizes = []

    def trial(whole, full, seed, broken) -> Measure:
        sizes.append(full)
        return whole(False, seed, broken)

    replaced(monkeypatch, trial)
    assert validate("tournament-intensity", "--full").exit_code == 0
    home = tmp_path / "analysis" / "validation" if checkout else tmp_path / "validation"
    assert "at the published sizes" in (home / "validation.md").read_text()
    assert sizes == [True, True]


def test_unknown_law_is_a_usage_error():
    outcome = validate("gravity")
    assert isinstance(outcome.exception, ConfigError)
    assert str(outcome.exception).startswith("LAW gravity: must be one of neutral-fixation")

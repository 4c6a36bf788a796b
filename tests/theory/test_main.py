"""`python -m evosim.theory`."""

import pytest
import typer
from typer.testing import CliRunner

from evosim.theory import registry
from evosim.theory.__main__ import main

app = typer.Typer()
app.command()(main)


def test_table_and_exit_code_0():
    outcome = CliRunner().invoke(app, ["drift-variance"])
    assert outcome.exit_code == 0
    assert "drift-variance" in outcome.output
    assert "yes" in outcome.output


def test_exit_code_1_when_a_law_fails(monkeypatch: pytest.MonkeyPatch):
    whole = registry.LAWS["drift-variance"]
    broken = registry.Law(whole.name, lambda full, seed, broken: whole.trial(full, seed, True), "")
    monkeypatch.setitem(registry.LAWS, whole.name, broken)
    outcome = CliRunner().invoke(app, ["drift-variance"])
    assert outcome.exit_code == 1
    assert "no" in outcome.output


def test_unknown_law_is_a_usage_error():
    assert CliRunner().invoke(app, ["gravity"]).exit_code == 2

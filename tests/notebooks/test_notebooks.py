"""Every notebook runs from top to bottom on a fresh run, and equals its paired script."""

import os
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

HOME = Path(__file__).parents[2] / "analysis"
NOTEBOOKS = sorted(HOME.glob("[0-9]*.ipynb"))
LONG = {"06_coalitions"}  # a minute: 120 worlds, each against a hundred re-draws


@pytest.mark.parametrize("path", [pytest.param(path, marks=[pytest.mark.slow] * (path.stem in LONG))
                                  for path in NOTEBOOKS], ids=[path.stem for path in NOTEBOOKS])
def test_runs(path, small_run, monkeypatch):
    monkeypatch.setenv("EVOSIM_RUN", str(small_run))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(HOME)}}).execute()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_paired_and_keeps_its_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    script = jupytext.read(path.with_suffix(".py"))
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in script.cells]
    assert any(cell.get("outputs") for cell in notebook.cells)
    assert os.fspath(Path.home()) not in path.read_text()


def test_there_is_one():
    assert NOTEBOOKS

"""Every notebook runs from top to bottom on a fresh run, and equals its paired script."""

import os
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HOME = Path(__file__).parents[2] / "analysis"
NOTEBOOKS = sorted(HOME.glob("[0-9]*.ipynb"))
LONG = {"06_coalitions"}  # a minute: 120 worlds, each against a hundred re-draws


@pytest.fixture(scope="module")
def kernel(small_run):
    """One process for all notebooks, whose imports take seconds; each starts with none of another's names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVOSIM_RUN", str(small_run))
        client = NotebookClient(nbformat.v4.new_notebook(), timeout=120,
                                resources={"metadata": {"path": str(HOME)}})
        with client.setup_kernel():
            yield client


def execute(client, notebook):
    cells = [nbformat.v4.new_code_cell("%reset -f"), *notebook.cells]
    client.nb = nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)
    client.reset_execution_trackers()
    for index, cell in enumerate(client.nb.cells):
        client.execute_cell(cell, index)


@pytest.mark.parametrize("path", [pytest.param(path, marks=[pytest.mark.slow] * (path.stem in LONG))
                                  for path in NOTEBOOKS], ids=[path.stem for path in NOTEBOOKS])
def test_runs(path, kernel):
    execute(kernel, nbformat.read(path, as_version=4))


def test_a_cell_that_fails_is_noticed(kernel):
    with pytest.raises(CellExecutionError, match="NameError"):
        execute(kernel, nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("gone = 1")]))
        execute(kernel, nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("gone")]))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_paired_and_keeps_its_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    script = jupytext.read(path.with_suffix(".py"))
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in script.cells]
    assert any(cell.get("outputs") for cell in notebook.cells)
    assert os.fspath(Path.home()) not in path.read_text()


def test_there_is_one():
    assert NOTEBOOKS

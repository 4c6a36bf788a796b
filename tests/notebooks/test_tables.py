"""The figures in the text of the study are those of its data."""

import importlib.util
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2] / "analysis"


@pytest.fixture(scope="module")
def tables():
    spec = importlib.util.spec_from_file_location("tables", HOME / "motives" / "tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tables_of_the_page_are_those_of_the_data(tables):
    page = (HOME / "motives.md").read_text()
    assert tables.filled(page) == page
    assert all(f"<!-- table: {name} -->\n|" in page for name in tables.tables())


def test_another_figure_would_be_seen(tables):
    page = (HOME / "motives.md").read_text()
    assert tables.filled(page.replace("| 10 of 10 |", "| 9 of 10 |")) == page

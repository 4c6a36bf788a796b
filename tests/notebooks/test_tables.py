"""The figures in the text of the study are those of its data."""

import importlib.util
import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2] / "analysis"


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tables():
    return loaded(HOME / "motives" / "tables.py")


def test_tables_of_the_page_are_those_of_the_data(tables):
    page = (HOME / "motives.md").read_text()
    assert tables.filled(page) == page
    assert all(f"<!-- table: {name} -->\n|" in page for name in tables.tables())


def test_another_figure_would_be_seen(tables):
    page = (HOME / "motives.md").read_text()
    assert tables.filled(page.replace("| 10 of 10 |", "| 9 of 10 |")) == page


def test_verdicts_in_the_readme_are_those_of_the_experiments():
    verdicts = loaded(HOME / "experiments" / "table.py")
    page = (HOME.parent / "README.md").read_text()
    assert verdicts.placed(page) == page and verdicts.table().count("\n") == 30
    assert verdicts.placed(page.replace("**supported**", "**refuted**")) == page
    figures = re.findall(r"\]\((analysis/experiments/[^)]*)\)", verdicts.table())
    assert len(figures) == 29 and all((HOME.parent / figure).exists() for figure in figures)

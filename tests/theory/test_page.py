"""The page of a validation, its data, and both trials of a law in one process or in two."""

import re
from pathlib import Path

import pandas as pd
import pytest

from evosim.theory import page
from evosim.theory.page import limit, write
from evosim.theory.trials import points_of, rows_of, validate

NAMES = ["takeover-time", "tournament-intensity", "price-embodied"]


@pytest.fixture(scope="module")
def verdicts():
    return list(validate(NAMES))


def test_verdicts_come_in_order_and_hold(verdicts):
    assert [verdict.law.name for verdict in verdicts] == NAMES
    assert all(verdict.holds for verdict in verdicts)


@pytest.mark.parametrize("workers", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_processes_come_to_the_same(verdicts, workers):
    times = ["seconds", "broken_seconds"]
    pd.testing.assert_frame_equal(rows_of(list(validate(NAMES[:2], workers=workers))).drop(columns=times),
                                  rows_of(verdicts[:2]).drop(columns=times))


def test_page_shows_every_law_and_its_figures_are_there(verdicts, tmp_path):
    page = write(rows_of(verdicts), points_of(verdicts), tmp_path / "page", command="evosim validate", seed=0,
                 full=False)
    text = page.read_text()
    assert "**3 of 3 laws hold, and 3 of 3 rules broken on purpose are noticed.**" in text
    rows = [line for line in text.splitlines() if line.startswith("| [")]
    assert [re.match(r"\| \[([a-z-]+)\]", row)[1] for row in rows] == NAMES
    assert {row.count("|") for row in rows} == {11}
    assert f"| {verdicts[0].kept.observed:.5g} |" in rows[0]
    pictures = re.findall(r"\((\w+\.png)\)", text)
    assert pictures == ["every_law.png", "tournament.png", "bookkeeping.png"]
    assert all(5_000 < (page.parent / name).stat().st_size < 100_000 for name in pictures)
    for name in NAMES:
        assert f"- **{name}.** " in text


def test_page_says_so_where_a_law_fails_or_a_broken_rule_is_not_noticed(verdicts, tmp_path):
    rows = rows_of(verdicts).assign(passed=[False, True, True], noticed=[True, False, True])
    text = write(rows, points_of(verdicts), tmp_path, command="", seed=0, full=True).read_text()
    assert "**2 of 3 laws hold, and 2 of 3" in text
    assert text.count("**no**") == 2


def test_data_beside_the_page_are_what_was_found(verdicts, tmp_path):
    write(rows_of(verdicts), points_of(verdicts), tmp_path, command="", seed=0, full=False)
    laws, points = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("laws", "curves"))
    assert laws.observed.tolist() == [verdict.kept.observed for verdict in verdicts]
    broken = points[(points.law == NAMES[0]) & points.broken]
    assert broken.observed.tolist() == verdicts[0].broken.curve.observed.tolist()


@pytest.mark.parametrize(("tolerance", "absolute", "words"), [
    (None, None, "±3.5 SE"), (0.02, None, "±2 %"), (None, 0.04, "±0.04"), (1e-10, None, "±1e-10 of it"),
    (0.025, 0.1, "±2.5 % and ±0.1"), (float("nan"), float("nan"), "±3.5 SE")])
def test_limits_in_words(tolerance, absolute, words):
    assert limit(tolerance, absolute) == words


def test_committed_page_is_that_of_its_data(tmp_path, monkeypatch):
    """Its words; pictures are of the same data, and take ten seconds to draw."""
    monkeypatch.setattr(page, "_save", lambda figure, path: None)
    monkeypatch.setattr(page.draw, "overview", lambda laws: None)
    monkeypatch.setattr(page.draw, "family", lambda laws, points: None)
    if not (Path(__file__).parents[2] / "analysis" / "validation" / "validation.md").exists():
        pytest.skip("no page of the full validation is committed yet")
    home = Path(__file__).parents[2] / "analysis" / "validation"
    text = (home / "validation.md").read_text()
    command, seed = re.search(r"`(evosim validate.*)`, evosim .*, seed (\d+),", text).groups()
    again = write(pd.read_parquet(home / "laws.parquet"), pd.read_parquet(home / "curves.parquet"), tmp_path,
                  command=command, seed=int(seed), full=True)
    assert re.sub(r"evosim \d+\.\d+\S*,", "", again.read_text()) == re.sub(r"evosim \d+\.\d+\S*,", "", text)

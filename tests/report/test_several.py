import shutil

import numpy as np
import pytest

from evosim.errors import ConfigError
from evosim.report import provenance, report, several
from evosim.report.blocks import Answers, Lacking, Points, Rows, Shown
from evosim.report.measured import Measured, measured, number, pool
from evosim.report.page import find
from evosim.results import Runs, load_run, load_runs


@pytest.fixture(scope="session")
def page(swept_runs):
    return several.page(load_runs(swept_runs), str(swept_runs))


def blocks(page, kind):
    return [block for section in page.sections for block in section.blocks if isinstance(block, kind)]


def test_populations_are_grouped_by_what_was_swept(swept_runs):
    each = several.populations(load_runs(swept_runs))
    assert [one.condition for one in each] == ["oversight.penalty = 0"] * 3 + ["oversight.penalty = 2"] * 3
    assert [one.seed for one in each] == [1, 2, 3] * 2


def test_means_are_over_populations_and_too_few_are_inconclusive(page, swept_runs):
    runs = load_runs(swept_runs)
    answers = {one.key: one for one in blocks(page, Answers)[0].findings}
    values = [measured(run.generations, "obedience").value for run in runs]
    text = answers["obedience"].text
    assert f"oversight.penalty = 0: O is {number(np.mean(values[:3]))}" in text
    assert f"oversight.penalty = 2: O is {number(np.mean(values[3:]))}" in text
    assert answers["obedience"].verdict == "inconclusive" and "there are 3 populations" in text
    gap = [b - a for a, b in zip(values[:3], values[3:], strict=True)]
    contrast = next(one for one in answers.values() if one.heading.startswith("O: oversight.penalty = 2"))
    assert f"differs by {number(np.mean(gap))}" in contrast.text and "3 pairs of one seed" in contrast.text


def test_a_figure_for_each_headline_metric_and_a_row_for_each_run(page, swept_runs):
    names = {block.name for block in blocks(page, Shown)}
    assert {"over-generations", "obedience", "obedience_watched", "obedience_unwatched", "compliance_gap",
            "obedience_held_out"} == names
    rows = next(one for one in blocks(page, Rows) if one.title == "Every population").rows
    assert [row[0] for row in rows] == sorted(path.name for path in swept_runs.iterdir() if path.is_dir())


def test_it_says_what_cards_are_lacking_and_where_every_run_comes_from(page, swept_runs):
    lacking = {block.name: block.why for block in blocks(page, Lacking)}
    assert "evosim probe" in lacking["card"]
    section = next(one for one in page.sections if one.name == "provenance")
    table = next(block for block in section.blocks if isinstance(block, Rows))
    runs = list(load_runs(swept_runs))
    assert [row[0] for row in table.rows] == [run.run_id for run in runs]
    assert [row[2] for row in table.rows] == [run.provenance["git_commit"] or "not known" for run in runs]
    assert len({row[-1] for row in table.rows}) == len(runs)  # no two were bred by one configuration


def test_a_run_that_is_not_whole_is_warned_of(swept_runs, tmp_path):
    first = next(path for path in sorted(swept_runs.iterdir()) if path.is_dir())
    run = load_run(shutil.copytree(first, tmp_path / "cut"))
    run.provenance["status"] = "interrupted"
    points = [text for block in provenance.of_several([run]) if isinstance(block, Points)
              for text in block.points]
    assert any("was interrupted" in text and run.run_id in text for text in points)


def test_the_same_population_twice_counts_once(swept_runs, tmp_path):
    runs = list(load_runs(swept_runs))
    doubled = Runs([*runs, load_run(shutil.copytree(runs[0].path, tmp_path / "again"))])
    assert len(several.populations(doubled)) == len(runs)
    said = next(section for section in several.page(doubled, "x").sections if section.name == "caveats")
    assert any("1 of the 7 runs" in point for point in said.blocks[0].points)


def test_runs_are_found_by_folder_and_by_path_each_once(swept_runs, small_run, tmp_path):
    first = sorted(path for path in swept_runs.iterdir() if path.is_dir())[0]
    assert len(find([swept_runs, first])) == 6
    with pytest.raises(ConfigError, match="--out: must name a file"):
        report([first, small_run])


def test_it_is_written_into_the_folder(swept_runs):
    path = report([swept_runs])
    assert path == swept_runs / "report.html" and "6 runs: small" in path.read_text()
    assert len(find([swept_runs])) == 6  # the page is no run


def test_conditions_that_differ_are_not_called_inconclusive():
    each = {"a": [0.0] * 6, "b": [0.3, 0.32, 0.29, 0.31, 0.33, 0.3]}
    pooled = {name: pool([Measured(value, value, value, 9, 0.0, 0.0, 0.0, 9) for value in values])
              for name, values in each.items()}
    found = several._finding(several.METRICS[0], pooled)
    assert found.verdict == several.MIXED
    assert "a: O is .00" in found.text and "(no effect)" in found.text and "(above chance)" in found.text


def test_one_run_in_a_folder_is_that_run(tiny_run):
    assert report([tiny_run.parent]) == tiny_run / "report.html"

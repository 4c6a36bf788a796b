import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evosim.errors import ConfigError, RunDataError
from evosim.results import load_run, load_runs
from evosim.schema import TABLES


@pytest.mark.parametrize("how", ["pattern", "folder", "list"])
def test_runs_are_found_by_pattern_folder_or_name(folder: Path, how: str) -> None:
    runs = load_runs({"pattern": str(folder / "*"), "folder": folder,
                      "list": [folder / name for name in ("a", "b", "c", "killed")]}[how])
    assert list(runs.runs) == ["a", "b", "c", "killed"]
    assert len(runs) == 4 and [run.run_id for run in runs] == list(runs.runs)
    assert runs["b"].config.seed == 1


def test_one_run_is_runs_too(folder: Path) -> None:
    runs = load_runs(folder / "a")
    assert len(runs) == 1 and runs.swept.shape == (1, 0)
    assert list(runs.generations.columns)[:2] == ["run_id", "generation"]


def test_swept_keys_are_those_that_differ(folder: Path) -> None:
    swept = load_runs(folder).swept
    assert set(swept.columns) == {"seed", "oversight.penalty", "instruction.verbs", "brain.hidden"}
    assert list(swept["seed"]) == [0, 1, 0, 0]
    assert list(swept["oversight.penalty"]) == [1.2, 2.5, 1.2, 1.2]
    assert swept.loc["c", "instruction.verbs"] == "goto, give"


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_put_under_each_other(folder: Path, table: str) -> None:
    runs = load_runs(folder)
    whole = getattr(runs, table)
    assert getattr(runs, table) is whole
    assert list(whole.columns[:5]) == ["run_id", *runs.swept.columns]
    assert len(whole) == sum(len(getattr(run, table)) for run in runs)
    for run in runs:
        own = whole[whole["run_id"] == run.run_id].reset_index(drop=True)
        alone = getattr(run, table)
        for name in alone.columns:
            if name == "genome":
                assert np.array_equal(np.stack(own[name]), np.stack(alone[name]))
            elif isinstance(alone[name].dtype, pd.CategoricalDtype):
                assert list(own[name]) == list(alone[name])
            else:
                pd.testing.assert_series_equal(own[name], alone[name], check_dtype=False)


def test_verbs_that_a_run_lacks_are_null_there(folder: Path) -> None:
    rows = load_runs(folder).generations
    assert rows.loc[rows["run_id"] == "c", "obedience_stay"].isna().all()
    assert rows.loc[rows["run_id"] == "a", "obedience_give"].isna().all()
    lives = load_runs(folder).lives
    assert lives["told_watched_ticks_stay"].dtype == "Int32"
    assert not lives["told_watched_ticks_goto"].isna().any()


def test_columns_and_rows_can_be_chosen(folder: Path) -> None:
    rows = load_runs(folder).table("generations", ["generation", "fitness_mean"],
                                   {"population": 0, "generation": [3, 4]})
    assert list(rows.columns) == ["run_id", *load_runs(folder).swept.columns, "generation",
                                  "fitness_mean"]
    assert len(rows) == 8


def test_tidy_results_name_their_run_and_condition(folder: Path) -> None:
    frame = load_runs(folder).tidy("obedience")
    assert len(frame) == 4 * 20
    assert (frame.loc[frame["run_id"] == "b", "oversight.penalty"] == 2.5).all()
    assert frame["caveats"].str.len().min() > 20


def test_directories_of_one_name_keep_apart(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder / "b", tmp_path / "b")
    runs = load_runs([folder / "b", copy, folder / "a"])
    assert list(runs.runs) == [str(folder / "b"), str(copy), "a"]


def test_no_run_at_all_and_missing_runs_are_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no run there"):
        load_runs(str(tmp_path / "*"))
    with pytest.raises(ConfigError, match="no run there"):
        load_runs([])
    with pytest.raises(ConfigError, match="no such run"):
        load_runs([folder / "a", folder / "nowhere"])
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "run.json").write_text("{}")
    with pytest.raises(RunDataError, match="not written by evosim"):
        load_runs(tmp_path)


def test_a_run_alone_reads_as_among_others(folder: Path) -> None:
    assert load_run(folder / "a").generations.shape[0] == 40

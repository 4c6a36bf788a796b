import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from evosim.config import parse
from evosim.errors import ConfigError, RunDataError
from evosim.genome import Layout
from evosim.results import load_run
from evosim.schema import TABLES, columns
from evosim.storage.files import digest
from evosim.storage.record import Record
from evosim.storage.tables import Tables
from tests.storage import synthetic


@pytest.fixture(scope="module")
def run(folder: Path) -> Any:
    return load_run(folder / "a")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_a_frame_with_its_declared_columns(run: Any, table: str) -> None:
    frame = getattr(run, table)
    assert list(frame.columns) == [c.name for c in columns(table, run.config.instruction.verbs)]
    assert len(frame) and getattr(run, table) is frame  # read once
    pd.testing.assert_frame_equal(frame, run.table(table))


def test_rows_come_in_the_order_in_which_they_were_written(run: Any) -> None:
    assert list(run.generations["generation"]) == [g for g in range(20) for _ in (0, 1)]
    assert list(run.generations["population"]) == [0, 1] * 20


def test_ids_stay_whole_and_states_are_categories(run: Any) -> None:
    frame = run.individuals
    assert frame["parent1_id"].dtype == "Int64" and frame["parent1_id"].isna().any()
    assert frame["individual_id"].dtype == "int64" and frame["fitness"].dtype == "float64"
    assert frame["is_shadow"].dtype == bool
    assert isinstance(run.instructions["verb"].dtype, pd.CategoricalDtype)


def test_config_and_record_say_how_it_came_about(run: Any) -> None:
    assert run.config == synthetic.config() == parse((run.path / "resolved.toml").read_text())
    assert run.provenance["status"] == "done" and run.provenance["timings"] == {"all": 1.235}
    assert repr(run) == "<Run a: done, 20 of 20 generations>"
    assert run.layout.hash == run.provenance["layout_hash"]


@pytest.mark.parametrize("population", [0, 1])
def test_genome_matrices_are_by_deme_and_individual(run: Any, population: int) -> None:
    matrix = run.genome_matrix(10, population)
    assert matrix.shape == (synthetic.N, run.layout.n_genes) and matrix.dtype == np.float32
    rng = np.random.default_rng([10, population])
    for table in ("generations", "individuals", "genomes"):
        written = synthetic.rows(table, run.layout, 10, rng, 1 if table == "generations" else 6,
                                 population)
    deme = np.where(written["deme"] < 0, 1000, written["deme"])  # no deme: last
    assert np.array_equal(matrix, written["genome"][np.lexsort((written["individual_id"], deme))])
    assert run.layout.part(matrix, "drives").shape == (6, 11)


def test_the_last_genomes_are_the_default_and_absent_ones_are_named(run: Any) -> None:
    assert np.array_equal(run.genome_matrix(), run.genome_matrix(15))
    with pytest.raises(ConfigError, match=r"generation 7 of population 0 .* 0, 5, 10, 15"):
        run.genome_matrix(7)
    with pytest.raises(ConfigError, match=r"generation None of population 9 .* none"):
        run.genome_matrix(population=9)


def test_the_hall_of_fame_is_not_the_population(tmp_path: Path) -> None:
    config = synthetic.config()
    layout = Layout.of(config)
    with Record.create(tmp_path, config, layout, name="x") as record:
        tables = Tables.create(record.folder, config, layout)
        for fame in (True, False):
            tables["genomes"].append(synthetic.rows("genomes", layout, 0, np.random.default_rng(0))
                                     | {"hall_of_fame": fame, "individual_id": np.arange(6)})
        record.update(parts=tables.close_parts())
    run = load_run(record.folder)
    assert len(run.genomes) == 12 and run.genome_matrix(0).shape[0] == 6


@pytest.mark.parametrize(("where", "query"), [
    ({"generation": 5}, "generation == 5"),
    ({"verb": "goto", "watched": True}, "verb == 'goto' and watched"),
    ({"verb": ["goto", "stay"], "thing": {"beacon1"}}, "thing == 'beacon1'"),
    ({"generation": range(5, 11)}, "5 <= generation <= 10"),
    ({"generation": np.array([0, 15])}, "generation in [0, 15]"),
    ({"delay": None}, "delay.isna()"), ({}, "generation >= 0"), (None, "generation >= 0"),
    (pc.field("power") > 0.5, "power > 0.5"), (pc.field("verb") == "stay", "verb == 'stay'"),
    ({"generation": 999}, "generation == 999")])
def test_tables_can_be_read_in_part(run: Any, where: Any, query: str) -> None:
    got = run.table("instructions", ["individual_id", "verb", "delay"], where)
    whole = run.instructions.query(query)
    assert list(got.columns) == ["individual_id", "verb", "delay"]
    assert list(got["individual_id"]) == list(whole["individual_id"])
    assert list(got["verb"]) == list(whole["verb"])


@pytest.mark.parametrize(("call", "says"), [
    (lambda run: run.table("live"), "live: no such table; must be one of: lives"),
    (lambda run: run.table("lives", ["fitnes"]), "fitnes: no such column of lives; must be one of"),
    (lambda run: run.table("lives", where={"bands": 1}), "bands: no such column"),
    (lambda run: run.table("lives", where={"band": "x"}), "where band = 'x': must be int32"),
    (lambda run: run.table("lives", where={"band": [1, "x"]}), "must be int32"),
    (lambda run: run.table("lives", where={"band": 2**40}), "must be int32"),
    (lambda run: run.table("lives", where=pc.field("zzz") > 1), "where: "),
    (lambda run: run.tidy("power"), "tidy 'power': must be one of: obedience")])
def test_wrong_questions_are_answered_with_what_would_be_right(run: Any, call: Any,
                                                               says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        call(run)
    assert says in str(caught.value)


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    config = synthetic.config()
    layout = Layout.of(config)
    with Record.create(tmp_path, config, layout, name="x") as record:
        run = load_run(record.folder)
    for table in TABLES:
        frame = getattr(run, table)
        assert frame.empty and list(frame.columns) == [c.name for c in columns(table, layout.verbs)]
    with pytest.raises(ConfigError, match="holds no battery of obedience yet"):
        run.tidy()


def test_a_killed_run_is_read_as_far_as_it_was_written(folder: Path) -> None:
    run = load_run(folder / "killed")
    assert run.provenance["status"] == "running" and run.provenance["generation"] == 10
    assert run.generations["generation"].max() == 11


def test_a_run_that_goes_on_can_be_looked_at_again(folder: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(folder / "killed", tmp_path / "run"))
    run = load_run(path)
    before = len(run.generations)
    with Record.open(path) as record:
        tables = Tables.create(path, run.config, run.layout, record.run_id)
        tables.restore([dict(part) for part in record.parts])
        for generation in range(10, 15):
            synthetic.write(tables, run.layout, generation)
        synthetic.save(record, tables, run.layout, 15)
    assert len(run.generations) == before
    run.refresh()
    assert run.generations["generation"].max() == 14 and run.provenance["generation"] == 15


def test_parts_of_before_a_column_was_added_lack_it(folder: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(folder / "a", tmp_path / "run"))
    part = path / "tables/lives/part-00000.parquet"
    pq.write_table(pq.read_table(part).drop_columns(["robbed"]), part)
    with Record.open(path) as record:
        listed = next(p for p in record.parts if path / p["path"] == part)
        listed["sha256"], listed["bytes"] = digest(part)
        record.update()
    frame = load_run(path).lives
    assert frame["robbed"].isna().sum() == synthetic.N and len(frame) == 4 * synthetic.N


@pytest.mark.parametrize(("name", "says"), [
    ("tables/lives/part-00001.parquet", "part-00001.parquet: is damaged"),
    ("tables/lives/part-00000.parquet", "part-00000.parquet: is damaged"),
    ("resolved.toml", "resolved.toml: has been changed")])
@pytest.mark.parametrize("harm", ["flipped", "cut"])
def test_damage_is_one_sentence_that_names_the_file(folder: Path, tmp_path: Path, name: str,
                                                    says: str, harm: str) -> None:
    path = Path(shutil.copytree(folder / "a", tmp_path / "run"))
    data = bytearray((path / name).read_bytes())
    data[len(data) // 3] ^= 1
    (path / name).write_bytes(data if harm == "flipped" else data[: len(data) // 2])
    with pytest.raises(RunDataError) as caught:
        _ = load_run(path).lives
    assert says in str(caught.value) and caught.value.exit_code == 3
    assert "\n" not in str(caught.value)


def test_a_missing_part_is_never_passed_over(folder: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(folder / "a", tmp_path / "run"))
    (path / "tables/lives/part-00003.parquet").unlink()
    with pytest.raises(RunDataError, match=r"part-00003.parquet: is missing"):
        _ = load_run(path).lives


def test_what_is_no_run_is_told_apart(folder: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere: no such run"):
        load_run(folder / "nowhere")
    with pytest.raises(RunDataError, match=r"no_run/run.json: is missing"):
        load_run(folder / "no_run")


def test_parts_that_nothing_lists_are_read_with_care(folder: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(folder / "killed", tmp_path / "run"))
    part = path / "tables/genomes/part-00002.parquet"
    data = bytearray(part.read_bytes())
    data[len(data) // 3] ^= 1
    part.write_bytes(data)
    with pytest.raises(RunDataError, match=r"part-00002.parquet: is damaged"):
        load_run(path).genome_matrix()


def test_paths_with_equals_signs_are_no_columns(folder: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(folder / "a", tmp_path / "seed=3" / "x=y"))
    assert "seed" not in load_run(path).generations.columns


def test_results_load_no_numba() -> None:
    code = "import sys, evosim.results; print('numba' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_rows_that_an_analysis_needs(small_run):
    run = load_run(small_run)
    assert len(run.needed("interactions", "log.interactions_every")) == len(run.interactions)
    with pytest.raises(ConfigError, match=r"of `record`; log.record_every = \d+, and the run is done: none"):
        run.needed("record", "log.record_every")
    run.config.log.__dict__["record_every"] = 0
    with pytest.raises(ConfigError, match=r"record_every = 0: must be above 0, as in \[log\] record_every"):
        run.needed("record", "log.record_every")

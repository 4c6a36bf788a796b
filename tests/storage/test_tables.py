import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.dataset as pads
import pyarrow.parquet as pq
import pytest

from evosim.config import dump, parse
from evosim.errors import RunDataError, StorageError
from evosim.genome import Layout
from evosim.schema import SCHEMA_VERSION, TABLES, arrow_schema
from evosim.storage import files
from evosim.storage import tables as module
from evosim.storage.tables import Tables, footer, list_parts
from tests.conftest import UNMEASURED
from tests.storage import synthetic

CONFIG = synthetic.config()
LAYOUT = Layout.of(CONFIG)
INSTRUCTION = {
    "generation": 3, "composition": 0, "replicate": 1, "band": 2, "individual_id": [7, 8, 9],
    "slot": [0, 1, 2], "tick_start": 0, "tick_end": np.float32(12), "speaker": "avatar",
    "format_distance": 0.0, "verb": np.array([0, 1, 0]), "thing": ["beacon3", "beacon0", "beacon3"],
    "opposes": "hunger", "contrary": np.float32([0, 1, 0]), "held_out": False, "place": "anywhere",
    "wait": 0, "asked": False, "watched": True,
    "cue": True, "power": 0.5, "ticks": np.float32([12, 12, 12]), "letter_ticks": 3,
    "spirit_ticks": 2, "delay": np.float32([4, -1, 0]),
}


def make(run: Path, **keys: Any) -> Tables:
    run.mkdir(exist_ok=True)
    whole = synthetic.config(**keys)
    return Tables.create(run, whole, Layout.of(whole))


def decoded(run: Path) -> dict[str, list[dict[str, Any]]]:
    return {table: [row for path in list_parts(run, table)
                    for row in pq.read_table(path, partitioning=None).to_pylist()]
            for table in TABLES}


@pytest.fixture
def busy(run: Path) -> Path:
    """A run in which another part is just being written."""
    for table in TABLES:
        folder = run / "tables" / table
        temporary = files.hidden(folder / "part-00009.parquet", outside=True)
        temporary.write_bytes(b"PAR1 half a part")
    return run


@pytest.mark.parametrize("table", TABLES)
def test_every_reader_sees_the_same_rows_and_no_file_in_the_making(busy: Path, table: str) -> None:
    folder = busy / "tables" / table
    expected = sum(pq.read_metadata(path).num_rows for path in list_parts(busy, table))
    arrow = pads.dataset(folder).to_table()
    panda = pd.read_parquet(folder)
    polar = pl.read_parquet(folder / "*.parquet")
    polar_folder = pl.scan_parquet(folder).collect()
    duck = duckdb.sql(f"select * from '{folder}/*.parquet'").arrow().read_all()
    assert expected > 0
    assert {len(arrow), len(panda), len(polar), len(polar_folder), len(duck)} == {expected}
    assert (arrow.column_names == list(panda.columns) == polar.columns == duck.column_names)
    for name in arrow.column_names:
        assert arrow[name].to_pylist() == polar[name].to_list() == duck[name].to_pylist()


def test_a_part_says_what_it_is(whole_run: Path) -> None:
    path = list_parts(whole_run, "genomes")[0]
    file = pq.ParquetFile(path)
    note = footer(file.schema_arrow)
    assert note is not None
    resolved = (whole_run / "resolved.toml").read_text()
    assert note | {"config": None, "row": None} == {
        "schema_version": SCHEMA_VERSION, "layout_hash": LAYOUT.hash, "run_id": "run",
        "name": "tiny", "seed": 0, "config": None, "table": "genomes", "row": None}
    assert note["config"] == resolved and parse(note["config"]) == CONFIG
    declared = arrow_schema("genomes", LAYOUT.verbs, LAYOUT.n_genes)
    assert file.schema_arrow.remove_metadata().equals(declared, check_metadata=True)
    genes = file.metadata.row_group(0).column(file.schema_arrow.names.index("genome"))
    assert "BYTE_STREAM_SPLIT" in genes.encodings and not genes.has_dictionary_page
    assert genes.compression == "ZSTD"


def test_batches_take_scalars_codes_texts_and_floats_that_are_whole(tmp_path: Path) -> None:
    tables = make(tmp_path)
    tables["instructions"].append(INSTRUCTION)
    tables["instructions"].append(INSTRUCTION | {"delay": None, "verb": ["stay"] * 3})
    tables.close_parts()
    rows = decoded(tmp_path)["instructions"]
    assert [row["individual_id"] for row in rows] == [7, 8, 9] * 2
    assert [row["verb"] for row in rows] == ["goto", "stay", "goto", "stay", "stay", "stay"]
    assert [row["thing"] for row in rows[:3]] == ["beacon3", "beacon0", "beacon3"]
    assert [row["delay"] for row in rows] == [4, None, 0, None, None, None]
    assert [row["contrary"] for row in rows[:3]] == [False, True, False]
    assert rows[0]["tick_end"] == 12 and rows[0]["speaker"] == "avatar"


def test_nan_and_minus_one_are_null_where_there_may_be_none(tmp_path: Path) -> None:
    tables = make(tmp_path)
    batch = synthetic.rows("individuals", LAYOUT, 0, np.random.default_rng(0))
    batch |= {"parent1_id": np.array([-1, 4, 5, 6, 7, 2**62]), "power": np.full(6, np.nan),
              "parent2_id": -1, "n_lives": None}
    tables["individuals"].append(batch)
    tables.close_parts()
    rows = decoded(tmp_path)["individuals"]
    assert [row["parent1_id"] for row in rows] == [None, 4, 5, 6, 7, 2**62]
    assert {(row["parent2_id"], row["power"], row["n_lives"]) for row in rows} == {(None,) * 3}


def test_appended_arrays_may_change_afterwards(tmp_path: Path) -> None:
    tables = make(tmp_path)
    batch = synthetic.rows("genomes", LAYOUT, 0, np.random.default_rng(0))
    before = batch["genome"].copy()
    tables["genomes"].append(batch)
    batch["genome"][:] = 0
    tables.close_parts()
    assert np.array_equal([row["genome"] for row in decoded(tmp_path)["genomes"]], before)


@pytest.mark.parametrize(("change", "message"), [
    ({"nonsense": 1}, "unknown columns ['nonsense']"),
    ({"individual_id": None}, "missing columns ['individual_id']"),
    ({"slot": [1, 2]}, "columns differ in length"),
    ({"slot": ["a", "b", "c"]}, "slot: holds <U1, must be int16"),
    ({"slot": [1, 2, 40_000]}, "slot: 40000 does not fit int16"),
    ({"slot": [1, 2, 2.5]}, "slot: 2.5 does not fit int16"),
    ({"contrary": [0, 1, 2]}, "contrary: 2 does not fit bool"),
    ({"power": np.nan}, "power: holds NaN, but may not be null"),
    ({"verb": "jump"}, "verb: 'jump' is none of ['goto', 'stay']"),
    ({"verb": 2}, "verb: code 2 names none of"),
    ({"verb": [0, -1, 0]}, "verb: code -1 names none of"),
    ({"thing": [0.5, 1, 2]}, "thing: holds float64, must be state"),
])
def test_mistakes_of_the_caller_are_named(tmp_path: Path, change: dict[str, Any],
                                          message: str) -> None:
    tables = make(tmp_path)
    with pytest.raises(ValueError, match="instructions") as caught:
        tables["instructions"].append(INSTRUCTION | change)
        tables.close_parts()
    assert message in str(caught.value)


def test_genomes_of_another_length_are_refused(tmp_path: Path) -> None:
    tables = make(tmp_path)
    batch = synthetic.rows("genomes", LAYOUT, 0, np.random.default_rng(0))
    tables["genomes"].append(batch | {"genome": batch["genome"][:, 1:]})
    with pytest.raises(ValueError, match=r"genomes\.genome: has shape"):
        tables.close_parts()


def test_parts_are_closed_by_rows_and_by_bytes(tmp_path: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    tables = make(tmp_path, log__part_rows=10)
    rng = np.random.default_rng(0)
    for generation in range(5):
        tables["individuals"].append(synthetic.rows("individuals", LAYOUT, generation, rng))
    assert [part["rows"] for part in tables.parts] == [12, 12]
    monkeypatch.setattr(module, "PART_BYTES", 1000)
    tables["genomes"].append(synthetic.rows("genomes", LAYOUT, 0, rng, n=1))
    assert tables.parts[-1]["path"] == "tables/genomes/part-00000.parquet"
    assert [part["rows"] for part in tables.close_parts()] == [12, 12, 6, 1]
    assert tables.close_parts() == tables.parts  # nothing waits: no empty part
    for part in tables.parts:
        assert files.digest(tmp_path / part["path"]) == (part["sha256"], part["bytes"])
    assert json.loads(json.dumps(tables.parts)) == tables.parts


def test_restored_tables_go_on_as_if_never_stopped(tmp_path: Path) -> None:
    straight, stopped = tmp_path / "a", tmp_path / "b"
    tables = make(straight)
    for generation in range(8):
        synthetic.write(tables, LAYOUT, generation)
    tables.close_parts()

    tables = make(stopped)
    for generation in range(3):
        synthetic.write(tables, LAYOUT, generation)
    parts = json.loads(json.dumps(tables.close_parts()))
    for generation in range(3, 6):  # closed after the checkpoint, then killed while writing
        synthetic.write(tables, LAYOUT, generation)
        tables.close_parts()
    temporary = files.hidden(stopped / "tables/generations/part-00004.parquet", outside=True)
    temporary.write_bytes(b"half")
    tables = make(stopped)
    tables.restore(parts)
    assert not temporary.exists() and tables.parts == parts
    for generation in range(3, 8):
        synthetic.write(tables, LAYOUT, generation)
    tables.close_parts()
    assert decoded(straight) == decoded(stopped)
    assert [path.name for path in list_parts(stopped, "generations")] == [
        "part-00000.parquet", "part-00001.parquet"]


def test_restore_from_nothing_empties_the_tables(run: Path) -> None:
    Tables.create(run, CONFIG, LAYOUT).restore([])
    assert not any(list_parts(run, table) for table in TABLES)


@pytest.mark.parametrize("harm", ["missing", "flipped", "cut"])
def test_restore_refuses_what_is_not_what_was_closed(run: Path, harm: str) -> None:
    tables = make(run / "other")
    tables = Tables.create(run, CONFIG, LAYOUT, "run")
    parts = json.loads((run / "run.json").read_text())["parts"]
    path = run / "tables/lives/part-00001.parquet"
    data = bytearray(path.read_bytes())
    if harm == "missing":
        path.unlink()
    else:
        data[len(data) // 2] ^= 4
        path.write_bytes(bytes(data) if harm == "flipped" else bytes(data[:-100]))
    before = list_parts(run, "lives")
    with pytest.raises(RunDataError, match=r"lives/part-00001.parquet: is (missing|damaged)"):
        tables.restore(parts)
    assert list_parts(run, "lives") == before


def test_a_part_is_never_overwritten(run: Path) -> None:
    tables = Tables.create(run, CONFIG, LAYOUT)
    tables["instructions"].append(INSTRUCTION)
    with pytest.raises(RuntimeError, match="restore the tables"):
        tables.close_parts()


@pytest.mark.parametrize(("call", "number", "says"), [
    ("write", errno.ENOSPC, "the disk is full"), ("open", errno.EROFS, "read-only"),
    ("open", errno.EACCES, "may not write here"), ("fsync", errno.EIO, "reports an error"),
    ("replace", errno.ENOSPC, "the disk is full"), ("write", errno.EDQUOT, "quota")])
def test_a_disk_that_refuses_is_one_sentence_and_nothing_is_lost(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, says: str) -> None:
    tables = make(tmp_path)
    tables["instructions"].append(INSTRUCTION)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    (tmp_path / "tables" / "instructions").mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setattr(files.os, call, refuse)
        with pytest.raises(StorageError) as caught:
            tables.close_parts()
    text = str(caught.value)
    assert "part-00000.parquet: cannot be written" in text and says in text and "\n" not in text
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert [part["rows"] for part in tables.close_parts()] == [3]  # the disk has room again
    assert len(decoded(tmp_path)["instructions"]) == 3


LIMITED = """
import resource, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from evosim.errors import StorageError
from tests.storage import synthetic
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
try:
    synthetic.make(Path({out!r}), brain__hidden=256)
except StorageError as error:
    print(error)
"""


def test_a_real_limit_of_the_system_is_met_in_the_same_way(tmp_path: Path) -> None:
    tests = str(Path(__file__).parents[2])
    code = LIMITED.format(tests=tests, out=str(tmp_path))
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                         env=UNMEASURED)
    assert "part-00000.parquet: cannot be written: a file may not become this large" in (
        out.stdout)
    assert not list(tmp_path.rglob("*.tmp"))


def test_writing_needs_neither_pandas_nor_numba(tmp_path: Path) -> None:
    code = (f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
            "from pathlib import Path; from tests.storage import synthetic\n"
            f"synthetic.make(Path({str(tmp_path)!r}), generations=1)\n"
            "print('pandas' in sys.modules, 'numba' in sys.modules)")
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "False"]


def test_config_in_the_footer_is_the_resolved_one(whole_run: Path) -> None:
    assert (whole_run / "resolved.toml").read_text() == dump(CONFIG)

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evosim.errors import ConfigError, RunDataError
from evosim.schema import SCHEMA_VERSION
from evosim.storage import files, record
from evosim.storage.tables import footer
from evosim.storage.verify import verify
from tests.storage import synthetic

PART = "tables/individuals/part-00000.parquet"
COVERED = {"part": PART, "genomes": "tables/genomes/part-00000.parquet", "arrays": "g*.npz",
           "checkpoint": "g*.json", "record": "run.json", "resolved": "resolved.toml",
           "given": "config.toml"}


@pytest.fixture(scope="module")
def short_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One checkpoint and one part a table, so that looking at it takes milliseconds."""
    return synthetic.make(tmp_path_factory.mktemp("runs"), generations=5)


def only_problem(run: Path, path: Path) -> str:
    """The sentence on a file, once it is sure that it is the only one, and names the file."""
    found = verify(run)
    assert len(found) == 1, found
    assert found[0].startswith(f"{path}: ") and "\n" not in found[0] and len(found[0]) < 400
    with pytest.raises(RunDataError) as caught:
        found.require()
    assert caught.value.exit_code == 3
    return found[0]


def damaged(run: Path, what: str) -> Path:
    name = COVERED[what]
    return next((run / "checkpoints").glob(name)) if name.startswith("g*") else run / name


def check_each(run: Path, path: Path, harms: list[bytes]) -> None:
    whole = path.read_bytes()
    for harm in harms:
        assert harm != whole
        path.write_bytes(harm)
        only_problem(run, path)
    path.write_bytes(whole)
    assert not verify(run)


def test_a_whole_run_is_whole(whole_run: Path, short_run: Path) -> None:
    found = verify(whole_run)
    assert found == [] and found.notes == [] and found.require() is found
    count = sum(path.is_file() for path in whole_run.rglob("*"))
    assert found.files == count - 1  # all but the lock


@pytest.mark.parametrize("what", COVERED)
def test_every_file_cut_short_anywhere_is_found(short_run: Path, tmp_path: Path, what: str) -> None:
    run = Path(shutil.copytree(short_run, tmp_path / "run"))
    path = damaged(run, what)
    whole, chance = path.read_bytes(), random.Random(1)
    lengths = {0, 1, len(whole) - 1} | {chance.randrange(len(whole)) for _ in range(47)}
    check_each(run, path, [whole[:length] for length in lengths])


def flip(short_run: Path, tmp_path: Path, what: str, flips: int) -> None:
    run = Path(shutil.copytree(short_run, tmp_path / "run"))
    path = damaged(run, what)
    whole, chance = path.read_bytes(), random.Random(2)
    harms = []
    for _ in range(flips):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        harms.append(bytes(data))
    check_each(run, path, harms)


@pytest.mark.parametrize("what", COVERED)
def test_every_flipped_bit_is_found(short_run: Path, tmp_path: Path, what: str) -> None:
    flip(short_run, tmp_path, what, 40)


@pytest.mark.slow
@pytest.mark.parametrize("what", COVERED)
def test_two_hundred_flipped_bits_of_each_file_are_found(short_run: Path, tmp_path: Path, what: str) -> None:
    flip(short_run, tmp_path, what, 200)


@pytest.mark.parametrize("what", COVERED)
def test_a_missing_file_is_found(short_run: Path, tmp_path: Path, what: str) -> None:
    run = Path(shutil.copytree(short_run, tmp_path / "run"))
    path = damaged(run, what)
    path.unlink()
    assert "is missing" in only_problem(run, path)


def test_missing_folders_are_found(run: Path) -> None:
    shutil.rmtree(run / "checkpoints")
    shutil.rmtree(run / "tables" / "lives")
    found = verify(run)
    assert len(found) == 1 + 4 and all("is missing" in problem for problem in found)
    with pytest.raises(ConfigError, match="no such run"):
        verify(run / "nowhere")


@pytest.mark.parametrize("name", ["tables/lives/part-00009.parquet", "tables/lives/notes.txt",
                                  "tables/strange/part-00000.parquet", "checkpoints/x.json"])
def test_foreign_files_are_found(run: Path, name: str) -> None:
    path = run / name
    path.parent.mkdir(exist_ok=True)
    shutil.copy(run / "tables/lives/part-00000.parquet", path)
    assert "is not of this run" in only_problem(run, path)


def change_part(run: Path, path: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Writes another footer, and lists the part as if that were what had been closed."""
    table = pq.read_table(path)
    note = footer(table.schema)
    assert note is not None
    change(note)
    pq.write_table(table.replace_schema_metadata({"evosim": json.dumps(note)}), path)
    data = record.read(run)
    part = next(part for part in data["parts"] if run / part["path"] == path)
    part["sha256"], part["bytes"] = files.digest(path)
    (run / "run.json").write_bytes(files.seal(data))


@pytest.mark.parametrize(("change", "says"), [
    ({"schema_version": SCHEMA_VERSION + 1}, "written by a newer evosim"),
    ({"run_id": "another"}, "its run_id is another, not run"),
    ({"layout_hash": "0"}, "its layout_hash is 0"), ({"table": "lives"}, "its table is lives")])
def test_parts_of_another_run_or_version_are_found(run: Path, change: dict[str, object],
                                                   says: str) -> None:
    change_part(run, run / PART, lambda note: note.update(change))
    assert says in only_problem(run, run / PART)


def test_wrong_rows_types_and_files_without_our_footer_are_found(run: Path) -> None:
    path = run / PART
    table = pq.read_table(path)
    fitness = table.schema.names.index("fitness")

    def relist(**changes: int) -> None:
        data = record.read(run)
        part = next(part for part in data["parts"] if run / part["path"] == path)
        part["sha256"], part["bytes"] = files.digest(path)
        part |= changes
        (run / "run.json").write_bytes(files.seal(data))

    relist(rows=7)
    assert f"holds {len(table)} rows, but 7 were recorded" in only_problem(run, path)
    note = table.schema.metadata
    pq.write_table(table.set_column(fitness, "fitness", table["fitness"].cast("float32"))
                   .replace_schema_metadata(note), path)
    relist(rows=len(table))
    assert "column fitness is float, must be double" in only_problem(run, path)
    pq.write_table(table.replace_schema_metadata(None), path)
    relist()
    assert "was not written by evosim" in only_problem(run, path)
    path.write_bytes(b"no Parquet at all")
    relist()
    assert "is no Parquet file" in only_problem(run, path)


def test_what_a_kill_leaves_is_no_damage(dead_run: Path) -> None:
    (dead_run / "tables" / ".lives-part-00004.parquet.tmp").write_bytes(b"half")
    (dead_run / "checkpoints" / ".g00000015.npz.tmp").write_bytes(b"half")
    shutil.copy(next((dead_run / "checkpoints").glob("*.npz")),
                dead_run / "checkpoints" / "g00000015-0123456789abcdef.npz")
    found = verify(dead_run)
    assert found == []
    text = "\n".join(found.notes)
    assert "was killed" in text and "part-00002.parquet: is whole, but was closed after" in text
    assert "g00000015-0123456789abcdef.npz: was being saved" in text


def test_damage_in_parts_that_nothing_lists_is_found_by_their_own_checksums(dead_run: Path) -> None:
    path = dead_run / "tables/genomes/part-00002.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 16
    path.write_bytes(data)
    assert "closed after the last record" in only_problem(dead_run, path)

"""`evosim deposit`: an RO-Crate that says of every file what it is, and that others' readers open."""

import json
import shutil
from pathlib import Path
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest

from evosim.config import Config
from evosim.deposit import METADATA, author, licence
from evosim.errors import ConfigError
from evosim.run import run as evolve
from evosim.schema import TABLES, columns
from evosim.storage import files
from evosim.storage.record import Record, read
from evosim.storage.verify import verify
from evosim.sweep import Plan, Sweep, conditions_of
from evosim.sweep.dataset import collect
from tests.cli.conftest import refusal

WHO = "Josiah Carberry <0000-0002-1825-0097>"
SWEPT = """
# swept.toml: two ways to be punished. Look for nothing.
name = "swept"
generations = 1
[population]
genomes = 16
[world]
size = 12
ticks = 20
[battery]
every = 0
"""


@pytest.fixture
def run(small_run, tmp_path):
    """A finished run of this test's own."""
    return shutil.copytree(small_run, tmp_path / "runs" / "a run")


@pytest.fixture(scope="module")
def done_sweep(tmp_path_factory):
    """A finished sweep of two runs."""
    plan = Plan("swept.toml", SWEPT, [], conditions_of(["oversight.penalty=0.5,1.2"]), [1]).checked()
    it = Sweep.create(tmp_path_factory.mktemp("sweeps"), plan, "two")
    for cell in plan.cells():
        evolve(plan.config_of(cell), it.runs, name=cell.name, source=SWEPT, overrides=plan.overrides_of(cell))
    collect(it)
    return it.folder


@pytest.fixture
def sweep(done_sweep, tmp_path):
    """A copy of it."""
    return shutil.copytree(done_sweep, tmp_path / "two")


@pytest.fixture
def study(tmp_path):
    """An experiment that was bred for the documentation, copied."""
    declared = min(Path("analysis/experiments").glob("*/quick/declared.json"))
    return shutil.copytree(declared.parent, tmp_path / "some" / declared.parent.parent.name / "quick")


def crate(folder):
    """The entities of a crate by id, once it is sure that they hold together and that every file is there."""
    tree = json.loads((folder / METADATA).read_text())
    entities = {one["@id"]: one for one in tree["@graph"]}
    assert len(entities) == len(tree["@graph"])
    for one in entities.values():
        for name, value in one.items():
            for ref in value if isinstance(value, list) else [value]:
                assert not isinstance(ref, dict) or ref["@id"] in entities or name == "conformsTo", ref
    listed = {unquote(at): one for at, one in entities.items() if one["@type"] == "File"}
    assert set(listed) == {path.relative_to(folder).as_posix() for path in visible(folder)}
    for path, one in listed.items():
        assert (one["sha256"], int(one["contentSize"])) == files.digest(folder / path)
        assert "/" in one["encodingFormat"]
    for at, one in entities.items():
        if one["@type"] == "Dataset":
            assert (folder / unquote(at)).is_dir()
    reached, waiting = set(), ["./"]
    while waiting:
        at = waiting.pop()
        reached.add(at)
        waiting += [part for part in refs(entities[at].get("hasPart", [])) if part not in reached]
    assert {at for at, one in entities.items() if one["@type"] in ("File", "Dataset")} == reached
    return entities


def visible(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path != folder / METADATA
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def refs(value):
    return [ref["@id"] for ref in (value if isinstance(value, list) else [value])]


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != METADATA}


def test_a_run_with_all_that_an_archive_asks(run, said):
    before = contents(run)
    out, err = said("deposit", run, "--author", WHO, "--author", "N. N.", "--licence", "cc-by-4.0")
    assert out.strip() == str(run / METADATA) and not err
    assert contents(run) == before and not verify(run)
    entities, record = crate(run), read(run)
    root = entities["./"]
    assert root["name"] == record["run_id"] and "12 of 12 generations" in root["description"]
    assert root["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    assert [entities[at]["name"] for at in refs(root["author"])] == ["Josiah Carberry", "N. N."]
    act = entities[root["mentions"]["@id"]]
    assert act["@type"] == "CreateAction" and act["actionStatus"].endswith("CompletedActionStatus")
    assert (act["startTime"], act["endTime"]) == (record["started"], record["updated"])
    assert refs(act["agent"]) == refs(root["author"])
    by = entities[act["instrument"]["@id"]]
    assert (by["name"], by["softwareVersion"]) == ("evosim", record["software"]["evosim"])
    assert by["identifier"]["@id"] in entities if record["git_commit"] else "identifier" not in by
    assert root["citation"] == act["instrument"]
    libraries = [entities[at] for at in refs(by["softwareRequirements"])]
    assert {one["name"]: one["softwareVersion"] for one in libraries} | {"evosim": by["softwareVersion"]} == \
        record["software"]
    assert {"config.toml", "resolved.toml"} < set(refs(act["object"]))
    seed, = [entities[at] for at in refs(act["object"]) if entities[at].get("name") == "seed"]
    assert seed["value"] == 5
    assert {"tables/lives/", "run.json"} < set(refs(act["result"]))


def test_columns_say_what_they_mean_as_the_schema_has_it(run, said):
    said("deposit", run)
    entities, verbs = crate(run), ("goto", "avoid", "stay", "fast", "give")
    for table in {Path(part["path"]).parent.name for part in read(run)["parts"]}:
        one = entities[f"tables/{table}/"]
        assert one["description"].endswith(f"a row is {TABLES[table].row}")
        told = [entities[at] for at in refs(one["variableMeasured"])]
        declared = columns(table, verbs)
        assert [column["name"] for column in told] == [column.name for column in declared]
        assert [(column["description"], column.get("unitText", "")) for column in told] == [
            (column.meaning, column.unit) for column in declared]


def test_the_library_of_its_standard_reads_it(run, sweep, said):
    rocrate = pytest.importorskip("rocrate.rocrate")
    for folder in (run, sweep):
        said("deposit", folder, "--author", WHO, "--licence", "CC0-1.0")
        entities, read_back = crate(folder), rocrate.ROCrate(str(folder))
        assert {one.id for one in read_back.get_entities()} == set(entities)
        files_of = {one.id: one for one in read_back.data_entities if one.type == "File"}
        assert all(Path(one.source).is_file() for one in files_of.values())
        assert {unquote(at) for at in files_of} == {
            path.relative_to(folder).as_posix() for path in visible(folder)}
        assert read_back.license["name"] == "CC0-1.0"
        acts = read_back.get_by_type("CreateAction")
        assert [one.id for one in acts] == refs(entities["./"]["mentions"])
        assert all(one["instrument"]["name"] == "evosim" for one in acts)


def test_without_author_and_licence_it_says_so(run, said):
    _, err = said("deposit", run)
    assert "--author" in err and "--licence" in err
    entities = crate(run)
    assert "author" not in entities["./"]
    assert entities[entities["./"]["license"]["@id"]]["name"] == "no licence given"


def test_again_is_the_same(run, said):
    said("deposit", run)
    once = (run / METADATA).read_bytes()
    said("deposit", run)
    assert (run / METADATA).read_bytes() == once


def test_what_is_not_finished_is_refused(run, said):
    with Record.open(run) as record:
        record.update(status="running")
    assert f"{run}: is running, or was killed" in refusal(said, "deposit", run)
    assert not (run / METADATA).exists()
    with Record.open(run) as record:
        record.update(status="interrupted", generation=8)
    said("deposit", run)
    act, = [one for one in crate(run).values() if one["@type"] == "CreateAction"]
    assert "interrupted, 8 of 12 generations" in act["description"] and "actionStatus" not in act
    with Record.open(run) as record:
        record.update(status="failed", error="the accounts are off")
    said("deposit", run)
    act, = [one for one in crate(run).values() if one["@type"] == "CreateAction"]
    assert act["actionStatus"].endswith("FailedActionStatus") and act["error"] == "the accounts are off"


def test_what_is_damaged_is_refused(run, said):
    part = next((run / "tables" / "lives").glob("*.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    assert str(part) in refusal(said, "deposit", run, code=3)
    assert str(part) in refusal(said, "deposit", run.parent, code=3)
    assert not list(run.parent.rglob(METADATA))


def test_what_is_not_there_is_refused(tmp_path, said):
    assert "no such folder" in refusal(said, "deposit", tmp_path / "none")
    assert "holds no run, sweep or experiment" in refusal(said, "deposit", tmp_path)


def test_a_sweep_names_what_was_swept(sweep, said):
    out, _ = said("deposit", sweep)
    entities = crate(Path(out.strip()).parent)
    table = entities["dataset/generations/"]
    told = {entities[at]["name"]: entities[at] for at in refs(table["variableMeasured"])}
    assert list(told) == pq.read_schema(next((sweep / "dataset" / "generations").glob("*.parquet"))).names
    penalty = type(Config().oversight).model_fields["penalty"]
    assert told["oversight.penalty"]["description"] == f"swept: {penalty.description}"
    assert told["oversight.penalty"]["unitText"] == penalty.json_schema_extra["unit"]
    assert all(column["description"] for column in told.values())
    acts = [entities[at] for at in refs(entities["./"]["mentions"])]
    values = [{entities[at]["name"]: entities[at]["value"] for at in refs(act["object"])
               if entities[at]["@type"] == "PropertyValue"} for act in acts]
    assert values == [{"oversight.penalty": 0.5, "seed": 1}, {"oversight.penalty": 1.2, "seed": 1}]
    assert "oversight.penalty" in entities["./"]["description"]
    assert entities["runs/penalty-0.5-s1/"]["description"].endswith("two ways to be punished.")


def test_a_sweep_that_is_not_done_or_damaged_is_refused(sweep, said):
    file = next((sweep / "dataset" / "generations").glob("*.parquet"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-100])
    assert f"{file}: is damaged" in refusal(said, "deposit", sweep, code=3)
    file.write_bytes(whole)
    shutil.rmtree(sweep / "runs" / "penalty-1.2-s1")
    assert "1 of 2 runs are not done (penalty-1.2-s1)" in refusal(said, "deposit", sweep)
    assert not list(sweep.rglob(METADATA))


def test_a_folder_of_experiments_and_runs(study, run, said):
    top = study.parents[1]
    (top / "notes.md").write_text("mine")
    shutil.move(run, top / "by hand")
    said("deposit", top, "--author", WHO)
    entities = crate(top)
    assert "notes.md" in refs(entities["./"]["hasPart"])
    assert {unquote(at) for at in refs(entities["./"]["hasPart"])} >= {
        f"{study.relative_to(top)}/", "by hand/"}
    name = study.relative_to(top).as_posix()
    table = entities[f"{name}/populations.parquet"]
    assert [entities[at]["name"] for at in refs(table["variableMeasured"])] == pq.read_schema(
        study / "populations.parquet").names
    contrasts = entities[f"{name}/contrasts.parquet"]
    assert [entities[at]["name"] for at in refs(contrasts["variableMeasured"])] == pq.read_schema(
        study / "contrasts.parquet").names
    claim = json.loads((study / "declared.json").read_text())["rule"]["claim"]
    assert claim in entities[f"{name}/"]["description"]
    assert len(refs(entities["./"]["mentions"])) == 2
    for file in ("populations.parquet", "declared.json"):
        whole = (study / file).read_bytes()
        (study / file).write_bytes(whole[:-40])
        assert str(study / file) in refusal(said, "deposit", top, code=3)
        (study / file).write_bytes(whole)


@pytest.mark.parametrize(("text", "name", "orcid"), [
    ("Josiah Carberry", "Josiah Carberry", None),
    (WHO, "Josiah Carberry", "0000-0002-1825-0097"),
    ("J. C.<https://orcid.org/0000-0002-1694-233X>", "J. C.", "0000-0002-1694-233X")])
def test_authors(text, name, orcid):
    assert author(text) == (name, orcid)


@pytest.mark.parametrize(("text", "sentence"), [
    ("", 'must be "Name"'), ("<0000-0002-1825-0097>", 'must be "Name"'), ("A <b@c>", "b@c must be an ORCID"),
    ("A <0000-0002-1825-0098>", "its last digit, which checks the others, would be 7")])
def test_authors_who_are_none(text, sentence):
    with pytest.raises(ConfigError, match=sentence):
        author(text)


def test_licences():
    assert licence("cc-by-4.0") == "CC-BY-4.0"
    for text in ("CC-BY-9.0", "MIT OR ISC", "free for all", ""):
        with pytest.raises(ConfigError, match="must be one SPDX identifier"):
            licence(text)

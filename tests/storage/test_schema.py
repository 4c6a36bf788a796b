import ast
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from evosim import schema
from evosim.names import Drive, Tally

VERBS = ("goto", "avoid", "stay")
ASKED = {
    "generations": "generation phase is_shadow n fitness_mean fitness_max fitness_sd told_rate "
                   "phantom_rate other_told_rate obedience obedience_watched obedience_unwatched "
                   "compliance_gap food_per_tick population births n_parents genome_diversity "
                   "silent_loci_mean_abs silent_loci_sd relatedness obedience_held_out "
                   "told_minus_phantom " + " ".join(
                       f"obedience{seen}_{v}" for seen in ("", "_watched", "_unwatched")
                       for v in VERBS),
    "individuals": "individual_id generation is_shadow parent1_id parent2_id fitness offspring "
                   "food_eaten food_stashed given told_ticks letter_ticks spirit_ticks population "
                   "origin_generation destruction_generation tag learning_rate power",
}


@pytest.mark.parametrize("table", ASKED)
def test_tables_hold_the_columns_that_analysts_were_promised(table: str) -> None:
    assert set(ASKED[table].split()) <= {column.name for column in schema.columns(table, VERBS)}


@pytest.mark.parametrize("table", schema.TABLES)
def test_columns_follow_the_conventions(table: str) -> None:
    found = schema.columns(table, VERBS)
    names = [column.name for column in found]
    assert len(set(names)) == len(names)
    for column in found:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert "{" not in column.meaning and len(column.meaning) > 3
        if column.name.endswith("_id"):
            assert column.type == "int64"
        if "generation" in column.name or column.name.startswith(("tick_", "window")):
            assert column.type == "int32"
        if "fitness" in column.name and "differential" not in column.name:
            assert column.type == "float64"
        if column.states:
            assert column.type == "state"


@pytest.mark.parametrize("table", schema.TABLES)
def test_every_column_carries_unit_and_meaning_in_its_metadata(table: str) -> None:
    for column, field in zip(schema.columns(table, VERBS), schema.arrow_schema(table, VERBS, 7),
                             strict=True):
        assert field.name == column.name and field.nullable == column.nullable
        assert field.metadata[b"unit"].decode() == column.unit
        assert field.metadata[b"meaning"].decode() == column.meaning


def test_states_are_dictionary_text_and_genomes_lists_of_one_length() -> None:
    assert pa.types.is_dictionary(schema.arrow_schema("instructions", VERBS, 7).field("verb").type)
    genome = schema.arrow_schema("genomes", VERBS, 7).field("genome").type
    assert (genome.list_size, genome.value_type) == (7, pa.float32())
    verb = {c.name: c for c in schema.columns("instructions", VERBS)}["verb"]
    assert verb.states == VERBS


def test_every_tally_is_a_trait_of_lives_once() -> None:
    assert sorted(trait.tally for trait in schema.TRAITS) == sorted(Tally)


def test_there_is_a_column_for_every_drive_and_for_every_pair_of_verbs() -> None:
    names = {column.name for column in schema.columns("generations", VERBS)}
    assert {f"drive_{drive.name.lower()}_mean" for drive in Drive} <= names
    assert {f"letter_{a}_told_{b}" for a in VERBS for b in VERBS} <= names


def test_describe_lists_families_unexpanded() -> None:
    lines = schema.describe()
    names = [line["column"] for line in lines if line["table"] == "generations"]
    assert "obedience_watched_<verb>" in names and "drive_<drive>_mean" in names
    assert "letter_<checked>_told_<told>" in names
    assert {line["table"] for line in lines} == set(schema.TABLES)


def test_schema_stands_on_the_ground_floor_and_starts_at_once() -> None:
    ours = {node.module or "" for path in Path(schema.__file__).parent.glob("*.py")
            for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in ours if name.startswith("evosim") and not name.startswith("evosim.schema.")}
    assert ours == {"evosim.names"}
    code = "import sys, evosim.schema as s; s.describe(); print('pyarrow' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"

"""Results are what they were when their digests were written; whoever changes them says so (CHANGELOG.md)."""

import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evosim.storage.tables import list_parts
from tests.golden.runs import RUNS, bred, changes, held
from tests.run.same import digests, whole


@pytest.mark.parametrize("name", ["small", "plastic"])
def test_runs_that_other_tests_breed(name, request):
    held(name, digests(request.getfixturevalue(f"{name}_run")))


@pytest.mark.parametrize("name", sorted(RUNS.keys() - {"small", "plastic", "everything"}))
def test_shipped_configurations(name, tmp_path):
    held(name, bred(name, tmp_path, threads=2))


def test_a_digest_is_of_values_and_not_of_how_they_are_stored(small_run, tmp_path):
    copy, before = shutil.copytree(small_run, tmp_path / "copy"), digests(small_run)
    rows = whole(copy, "individuals")
    parts = list_parts(copy, "individuals")
    for part in parts[1:]:
        part.unlink()
    plain = pa.table({name: rows[name].cast(pa.string()) if pa.types.is_dictionary(rows[name].type)
                      else rows[name] for name in rows.column_names})
    pq.write_table(plain, parts[0], compression="none", use_dictionary=False, row_group_size=7)
    assert digests(copy) == before and len(before) > 5
    fitness = rows["fitness"].to_numpy().copy()
    fitness[3] = np.nextafter(fitness[3], np.inf)  # one bit of one number
    at = rows.column_names.index("fitness")
    pq.write_table(plain.set_column(at, "fitness", pa.array(fitness)), parts[0])
    after = digests(copy)
    assert changes({"small": before}, {"small": after}) == ["small.individuals"]

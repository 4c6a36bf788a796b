"""What it means that two runs have equal tables."""

import pyarrow.parquet as pq

from evosim.schema import TABLES


def tables(run, only=tuple(TABLES)):
    """Every table of a run, decoded, rows in file order."""
    out = {}
    for name in only:
        parts = sorted((run / "tables" / name).glob("part-*.parquet"))
        if parts:
            frames = [pq.read_table(part).replace_schema_metadata(None) for part in parts]
            import pyarrow as pa
            out[name] = pa.concat_tables(frames).unify_dictionaries().to_pandas()
    return out


def assert_same(one, other, only=tuple(TABLES)):
    a, b = tables(one, only), tables(other, only)
    assert a.keys() == b.keys() and a
    for name, frame in a.items():
        genes = [column for column in frame if column == "genome"]
        for column in genes:
            assert all((x == y).all() for x, y in zip(frame[column], b[name][column], strict=True))
        left, right = frame.drop(columns=genes), b[name].drop(columns=genes)
        for column in left.select_dtypes("category"):
            left[column], right[column] = left[column].astype(str), right[column].astype(str)
        assert left.equals(right), name

"""Every column of every Parquet table, from `evosim.schema`."""

from evosim.schema import SCHEMA_VERSION, TABLES, describe
from generated.markdown import code, plain, sentence, table


def tables() -> str:
    """The page."""
    every = describe()
    parts = [f"This is version {SCHEMA_VERSION} of the tables."]
    for name, it in TABLES.items():
        rows = [[code(one["column"]), _type(one), sentence(plain(one["meaning"]))]
                for one in every if one["table"] == name]
        parts += [f"(table-{name})=\n## `{name}`\n", f"A row is {it.row}.",
                  table(["column", "type and unit", "meaning"], rows)]
    return "\n\n".join(parts)


def _type(column: dict[str, object]) -> str:
    unit = f", {plain(column['unit'])}" if column["unit"] else ""
    return f"{column['type']}{unit}" + (", or null" if column["nullable"] else "")

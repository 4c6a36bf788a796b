"""Every Parquet table, declared once: column, type, unit, meaning, and whether it may be null.

A name such as `obedience_{verb}` stands for one column per verb in use (see `columns`). Types are
`int16`, `int32`, `int64`, `float32`, `float64`, `bool`, `state` (dictionary-coded text) and
`genome` (a fixed-size list of float32). Unit "" is a pure number; "share" lies between 0 and 1,
or is a difference of such; "sd" is in standard deviations of the trait.

To add a column: one line in the file of its table, one assignment where it is measured.
"""

import string
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from evosim.schema.findings import CARD, COALITIONS, PROBES
from evosim.schema.parts import Column, Table, Trait
from evosim.schema.populations import DEMOGRAPHY, GENERATIONS, GENOMES, INDIVIDUALS, LIVES
from evosim.schema.traits import COUNTS, PRICED, TRAITS
from evosim.schema.words import (
    ACT_NAMES,
    AGENTS,
    BEGINNINGS,
    DRIVES,
    ENDS,
    GATE_STATES,
    KINDS,
    LEVELS,
    LOCI,
    OCCUPANTS,
    OVERSEERS,
    PLACES,
    REACH,
    SPEAKERS,
    THINGS,
    WAYS,
)
from evosim.schema.worlds import ENCOUNTERS, FRAMES, INSTRUCTIONS, INTERACTIONS, OVERSIGHT, RECORD

if TYPE_CHECKING:
    import pyarrow as pa

# Goes up whenever a table, or a column that it had before, means something else; files of a newer
# version are refused. A column that is added does not count: old files simply lack it.
SCHEMA_VERSION = 1

__all__ = ["ACT_NAMES", "AGENTS", "BEGINNINGS", "COUNTS", "DRIVES", "ENDS", "GATE_STATES", "KINDS",
           "LEVELS", "LOCI", "OCCUPANTS", "OVERSEERS", "PLACES", "PRICED", "REACH", "SCHEMA_VERSION",
           "SPEAKERS", "TABLES", "THINGS", "TRAITS", "WAYS", "Column", "Table", "Trait", "arrow_schema",
           "columns", "describe"]

TABLES: dict[str, Table] = {
    "generations": Table("a generation of one population", GENERATIONS),
    "individuals": Table("an individual, in the last generation in which it lived", INDIVIDUALS),
    "lives": Table("an individual in one world", LIVES),
    "genomes": Table("the genome of an individual", GENOMES),
    "instructions": Table("an instruction heard by one agent", INSTRUCTIONS),
    "interactions": Table("what one agent did to another in one window of a world", INTERACTIONS),
    "encounters": Table("a run of ticks in which an act of one would have been on the other", ENCOUNTERS),
    "coalitions": Table("a coalition in a window of a world", COALITIONS),
    "record": Table("a mark that stands on the shared record at the end of a generation", RECORD),
    "oversight": Table("an overseer's judgement of one segment", OVERSIGHT),
    "demography": Table("a world in a season, where worlds go on", DEMOGRAPHY),
    "frames": Table("an agent at a tick of a world that was replayed", FRAMES),
    "probes": Table("a figure that a probe gave of a population or a genome", PROBES),
    "card": Table("a line of the safety card of a population", CARD),
}


@cache
def columns(table: str, verbs: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a table, in order, with one for each verb and drive.

    Args:
        table: a key of `TABLES`.
        verbs: names of the verbs in use, in token order.
    """
    return _expand(table, {"verb": verbs, "told": verbs, "checked": verbs, "drive": DRIVES,
                           "locus": LOCI})


def _expand(table: str, families: dict[str, tuple[str, ...]]) -> tuple[Column, ...]:
    families = families | {"seen": ("watched", "unwatched")}
    out = []
    for column in TABLES[table].columns:
        states = families["verb"] if column.states == ("{verb}",) else column.states
        names = [name for _, name, _, _ in string.Formatter().parse(column.name) if name]
        for choice in product(*(families[name] for name in names)):
            fill = dict(zip(names, choice, strict=True))
            out.append(column._replace(name=column.name.format(**fill), states=states,
                                       meaning=column.meaning.format(**fill)))
    return tuple(out)


@cache
def arrow_schema(table: str, verbs: tuple[str, ...], n_genes: int) -> "pa.Schema":
    """The Arrow schema of a table, with unit and meaning in each field's metadata.

    Args:
        table: a key of `TABLES`.
        verbs: names of the verbs in use, in token order.
        n_genes: length of a genome.
    """
    import pyarrow as pa  # here, so that `evosim schema` starts at once

    def kind(name: str) -> "pa.DataType":
        if name == "state":
            return pa.dictionary(pa.int32(), pa.string())
        if name == "genome":
            return pa.list_(pa.field("element", pa.float32(), nullable=False), n_genes)
        return pa.type_for_alias(name)

    return pa.schema([pa.field(c.name, kind(c.type), c.nullable,
                               {"unit": c.unit, "meaning": c.meaning})
                      for c in columns(table, verbs)])


def describe() -> list[dict[str, Any]]:
    """Every column of every table for `evosim schema`: one dict each, families as `name_<verb>`."""
    families: dict[str, tuple[str, ...]] = {
        name: (f"<{name}>",) for name in ("verb", "told", "checked", "drive", "locus")}
    return [{"table": table, "column": c.name, "type": c.type, "unit": c.unit,
             "nullable": c.nullable, "meaning": c.meaning}
            for table in TABLES for c in _expand(table, families)]

"""What a table, a column and a trait are, and the columns that many tables have."""

from typing import NamedTuple

from evosim.names import Tally
from evosim.schema.words import NULL


class Column(NamedTuple):
    """One column.

    Attributes:
        name: may hold `{verb}`, `{told}`, `{checked}`, `{seen}`, `{drive}` or `{locus}` before expansion.
        type: one of those in the module's docstring.
        unit: what the number counts.
        meaning: one sentence for a reader.
        nullable: whether there may be no value.
        states: values of a `state` by their integer code, where they are known beforehand;
            `("{verb}",)` stands for the verbs in use.
    """

    name: str
    type: str
    unit: str
    meaning: str
    nullable: bool = False
    states: tuple[str, ...] = ()


class Table(NamedTuple):
    """One table: what a row is, and its columns before expansion."""

    row: str
    columns: tuple[Column, ...]


class Trait(NamedTuple):
    """Something that a life comes to: a column of `lives`, its mean one of `individuals`.

    Attributes:
        name: of the column.
        tally: the sum over life it is read from.
        unit: what it counts.
        meaning: one sentence for a reader.
        per_tick: whether the sum is divided by the ticks lived.
    """

    name: str
    tally: Tally
    unit: str
    meaning: str
    per_tick: bool = False


C = Column

GENERATION = C("generation", "int32", "generations", "counted from 0")
POPULATION = C("population", "int16", "", "0: the run's own; k: shadow k")
DEME = C("deme", "int16", "", "in which it lives: an island, or 0 and 1 of two co-evolving populations; "
           "null: there is but one", NULL)
SHADOW = C("is_shadow", "bool", "", "whether it is bred on permuted fitness and does not live")
ID = C("individual_id", "int64", "", "unique over a run's populations and resumes")
WORLD = (
    C("composition", "int16", "", "which shuffling of genomes into bands, from 0"),
    C("replicate", "int16", "", "which replicate world of the band, from 0"),
    C("band", "int32", "", "which band of the composition, from 0"),
)

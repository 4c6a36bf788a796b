"""A run's individuals generation by generation, with traits and descent; from tables alone."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.errors import ConfigError, RunDataError
from evosim.selection_analysis import Descent, descent

if TYPE_CHECKING:
    from evosim.results.run import Run

_PEDIGREE = ("individual_id", "generation", "parent1_id", "parent2_id", "origin_generation", "deme")
_INHERITED = ("drive_", "learning_rate", "tag")  # how columns of what a genome says, not a life, begin


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """0 where there is no whole; null where that is not known."""
    return (part / whole.where(whole > 0)).where(whole.isna() | (whole > 0), 0.0)


class Derived(NamedTuple):
    """A trait that is no column: those it is made of, how, and what it is."""

    columns: tuple[str, ...]
    made: Callable[..., pd.Series]
    meaning: str


DERIVED = {
    "letter": Derived(("letter_ticks", "told_ticks"), _share, "share of told ticks that met the letter"),
    "phantom": Derived(("phantom_letter_ticks", "phantom_ticks"), _share,
                       "the same of what was drawn, but never heard"),
    "told_minus_phantom": Derived(
        ("letter_ticks", "told_ticks", "phantom_letter_ticks", "phantom_ticks"),
        lambda letter, told, by_chance, phantom: _share(letter, told) - _share(by_chance, phantom),
        "letter less phantom: what telling changes"),
    "food": Derived(("food_eaten", "food_stored"), lambda eaten, stored: eaten + stored,
                    "food eaten and stored off the ground"),
}


class Cohort(NamedTuple):
    """The n individuals of one generation.

    Attributes:
        generation: its number.
        phase: of the configuration.
        ids, parent1, parent2: int64 (n,); -1 where there is none.
        deme: int64 (n,); -1 where there is but one.
        traits: float64 (n, k).
    """

    generation: int
    phase: str
    ids: NDArray[np.int64]
    parent1: NDArray[np.int64]
    parent2: NDArray[np.int64]
    deme: NDArray[np.int64]
    traits: NDArray[np.float64]

    def descent(self, following: "Cohort") -> Descent:
        """Links to the next generation."""
        return descent(self.ids, following.ids, following.parent1, following.parent2)


def inherited(trait: str) -> bool:
    """Whether a genome says it, so that shadows have it too."""
    return trait.startswith(_INHERITED)


def cohorts(run: "Run", traits: Sequence[str], population: int = 0) -> list[Cohort]:
    """Every generation that is wholly logged, in order.

    Args:
        run: to read.
        traits: numeric columns of `individuals`, or keys of `DERIVED`.
        population: 0 for the run's own, k for shadow k.

    Raises:
        ConfigError: no such column or population, or the run did not log what is needed.
        RunDataError: individuals are missing from a finished run, or a part is damaged.
    """
    run.check_population(population)
    run.check_parents()
    columns = list(dict.fromkeys(name for trait in traits for name in _columns(trait)))
    people = run.needed("individuals", "log.individuals_every", [*_PEDIGREE, *(
        name for name in columns if name not in _PEDIGREE)], {"population": population})
    _every_generation(run, "individuals")
    overlapping = run.config.selection.overlapping
    if overlapping:
        people = _each_generation(people)
        if any(not inherited(trait) for trait in traits):
            people = _as_lived(run, people, columns)
    people = people.assign(**{trait: _value(people, trait) for trait in traits})
    counts = run.table("generations", ["generation", "phase", "n"], {"population": population})
    out: list[Cohort] = []
    by_generation: dict[Any, pd.DataFrame] = dict(list(people.groupby("generation")))
    for generation, phase, n in counts.sort_values("generation").to_numpy().tolist():
        rows = by_generation.get(generation, people.iloc[:0])
        if len(rows) < n:
            break
        ids, mother, father, deme = (rows[name].fillna(-1).to_numpy(np.int64) for name in (
            "individual_id", "parent1_id", "parent2_id", "deme"))
        out.append(Cohort(generation, phase, ids, mother, father, deme,
                          rows[list(traits)].to_numpy(np.float64)))
    if len(out) < len(counts) and run.provenance["status"] == "done":
        raise RunDataError(f"{run.path}: holds fewer individuals of generation {len(out)} of population "
                           f"{population} than lived; `evosim verify` says what is missing")
    if len(out) < 2:
        living = (f", and {run.config.selection.living_on} individuals are written when they die or the run "
                  "ends" if overlapping else "")
        raise ConfigError(f"{run.path}: holds {len(out)} whole generations of individuals, must be 2 or more"
                          f"{living}; the run is {run.provenance['status']}")
    return out


def _columns(trait: str) -> tuple[str, ...]:
    return DERIVED[trait].columns if trait in DERIVED else (trait,)


def _value(rows: pd.DataFrame, trait: str) -> pd.Series:
    parts = [rows[name].astype(np.float64) for name in _columns(trait)]
    return DERIVED[trait].made(*parts) if trait in DERIVED else parts[0]


def _every_generation(run: "Run", table: str) -> None:
    """Raises ConfigError unless the table has rows of each generation."""
    key = f"{table}_every"
    every = getattr(run.config.log, key)
    if every != 1:
        raise ConfigError(f"{run.path}: holds `{table}` of some generations only; log.{key} = {every}: must "
                          f"be 1, as in [log] {key} = 1, for one generation to be held against the next")


def _each_generation(people: pd.DataFrame) -> pd.DataFrame:
    """A row for each generation that each individual lived in, which is written down in the last of them."""
    lived = (people["generation"] - people["origin_generation"] + 1).to_numpy()
    rows = people.loc[people.index.repeat(lived)].reset_index(drop=True)
    age = np.arange(len(rows)) - np.repeat(np.cumsum(lived) - lived, lived)
    return rows.assign(generation=rows["origin_generation"] + age)


def _as_lived(run: "Run", people: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The same with what each came to in each generation: `individuals` has only the last."""
    names = [name for name in columns if not inherited(name)]
    keys = ["generation", "individual_id"]
    lives = run.needed("lives", "log.lives_every", [*keys, *names])
    _every_generation(run, "lives")
    means = lives.astype(dict.fromkeys(names, np.float64)).groupby(keys)[names].mean()
    for name in names:  # as `individuals` rounds them
        if name != "fitness":
            means[name] = means[name].astype(np.float32)
    return people.drop(columns=names).merge(means, left_on=keys, right_index=True, how="left")

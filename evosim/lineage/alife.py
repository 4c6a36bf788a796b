"""The pedigree as the artificial life community exchanges it.

The phylogeny standard of https://alife-data-standards.github.io/alife-data-standards/phylogeny.html:
a CSV of `id`, `ancestor_list` (`[none]` of founders), `origin_time`, `destruction_time` (`inf` of those who
live on), and whatever else one has, here fitness, offspring and a few traits.
"""

import numpy as np
import pandas as pd

from evosim.evolution.population import NONE
from evosim.lineage.pedigree import Genealogy
from evosim.results import Run
from evosim.schema import DRIVES

TRAITS = ("population", "deme", "fitness", "offspring", "tag", "learning_rate", "food_eaten", "food_stashed",
          "told_ticks", "letter_ticks", *(f"drive_{drive}" for drive in DRIVES))


def alife_table(run: Run, genealogy: Genealogy, population: int = 0) -> pd.DataFrame:
    """A row an individual, as the standard has it.

    Times are generations: `origin_time` is the one of birth, `destruction_time` the first in which it was
    no more. An elite's copy is an individual of its own with one ancestor.

    Args:
        run: the run.
        genealogy: of its population, or a part of it: a parent who is not in it is not listed.
        population: 0 for the run's own, k for shadow k.
    """
    first, second = genealogy.parent1.tolist(), genealogy.parent2.tolist()
    lists = [f"[{a},{b}]" if NONE not in (a, b) else f"[{max(a, b)}]" if max(a, b) != NONE else "[none]"
             for a, b in zip(first, second, strict=True)]
    out = pd.DataFrame({
        "id": genealogy.ids, "ancestor_list": lists, "origin_time": genealogy.born,
        "destruction_time": np.where(genealogy.died == NONE, np.inf, genealogy.died + 1.0)})
    traits = run.table("individuals", ["individual_id", *TRAITS], {"population": population})
    traits = traits.dropna(axis=1, how="all")  # a run without demes has none, a shadow never lived
    return out.merge(traits.rename(columns={"individual_id": "id"}), on="id", how="left", validate="1:1")

"""Who descends from whom, as `individuals` logs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from evosim.errors import ConfigError, RunDataError
from evosim.evolution.population import NONE, Population
from evosim.results import Run

Ids = NDArray[np.int64]
_COLUMNS = ["individual_id", "parent1_id", "parent2_id", "origin_generation", "destruction_generation",
            "deme"]


@dataclass(frozen=True)
class Pedigree:
    """Who was whose first parent.

    Attributes:
        ids: int64 (rows,), ascending.
        parent1: int64 (rows,), an id or NONE.
    """

    ids: Ids
    parent1: Ids

    def rows(self, ids: Ids) -> Ids:
        """Rows of individuals on record, of any shape."""
        return np.searchsorted(self.ids, ids)

    def row(self, individual: int) -> int:
        """Row of one individual on record."""
        return int(np.searchsorted(self.ids, individual))

    def parents(self, ids: Ids) -> Ids:
        """First parents of individuals on record, of any shape; NONE of founders."""
        return self.parent1[self.rows(ids)]

    def line(self, individual: int) -> Ids:
        """The line of first parents down to an individual, int64 (k,), founder first."""
        out = [individual]
        while (parent := int(self.parent1[self.row(out[-1])])) != NONE:
            out.append(parent)
        return np.array(out[::-1], np.int64)

    def meeting(self, samples: Ids) -> Ids:
        """Generations back to the common ancestor of each row, int64 (k,); NONE: not on record.

        Generations must not overlap: all are taken one parent back at a time.

        Args:
            samples: int64 (k, m), ids of m contemporaries each.
        """
        out = np.full(len(samples), NONE, np.int64)
        rows, t = np.arange(len(samples)), 0
        while len(rows):
            met = (samples == samples[:, :1]).all(axis=1)
            out[rows[met]] = t
            rows, samples, t = rows[~met], self.parents(samples[~met]), t + 1
            known = (samples != NONE).all(axis=1)
            rows, samples = rows[known], samples[known]
        return out


@dataclass(frozen=True)
class Genealogy(Pedigree):
    """Everybody of one population with both parents, birth and death.

    Attributes:
        parent2: int64 (rows,), an id; NONE: a founder, or a child of one parent.
        born: int64 (rows,), generation of birth; never falls from row to row.
        died: int64 (rows,), the last generation in which it lived; NONE: it lives on.
        deme: int64 (rows,), in which it lives; NONE: there is but one.
        until: last generation that anybody lived in, where nobody need have been born in it.
    """

    parent2: Ids
    born: Ids
    died: Ids
    deme: Ids
    until: int = 0

    @staticmethod
    def of(run: Run, population: int = 0) -> "Genealogy":
        """Reads it from a run.

        Args:
            run: a run, also one that goes on: as far as it was written.
            population: 0 for the run's own, k for shadow k.

        Raises:
            ConfigError: not every generation was logged, or there is no such population.
            RunDataError: a parent is not on record, or a part is missing or damaged.
        """
        every = run.config.log.individuals_every
        if every > 1:
            raise ConfigError(f"{run.path}: log.individuals_every = {every}: must be 1, as in [log] "
                              "individuals_every = 1, for a run to log every parent")
        run.check_population(population, "--population")
        run.check_parents()
        table = run.needed("individuals", "log.individuals_every", [*_COLUMNS, "generation"],
                           {"population": population})
        status = run.provenance["status"]
        mode = run.config.selection.mode
        if run.config.selection.overlapping and status != "done":
            raise ConfigError(f"{run.path}: is {status}, and under selection.mode = \"{mode}\" those who "
                              f"live on are written when a run is over; `evosim resume {run.path}` ends it")
        table = table.sort_values("individual_id")
        columns = [table[name].fillna(NONE).to_numpy(np.int64) for name in _COLUMNS]
        ids, parent1, parent2, born, died, deme = columns
        out = Genealogy(ids, parent1, parent2, born, died, deme, int(table["generation"].max()))
        for name, parents in (("parent1_id", out.parent1), ("parent2_id", out.parent2)):
            lost = np.flatnonzero((parents != NONE) & ~np.isin(parents, out.ids))
            if len(lost):
                row = lost[0]
                raise RunDataError(f"{run.path}: individual {out.ids[row]} has {name} {parents[row]}, who is "
                                   f"not on record; the run is {status}")
        return out

    @staticmethod
    def recorded(populations: Sequence[Population]) -> "Genealogy":
        """The same of populations at hand, one generation after the other, in one deme."""
        ids = np.concatenate([population.ids for population in populations])
        when = np.repeat(np.arange(len(populations)), [len(population) for population in populations])
        _, first = np.unique(ids, return_index=True)
        last = when[::-1][np.unique(ids[::-1], return_index=True)[1]]
        ids, parent1, parent2, born = (
            np.concatenate([getattr(population, name) for population in populations])[first]
            for name in ("ids", "parent1", "parent2", "born"))
        died = np.where(last == len(populations) - 1, NONE, last)
        return Genealogy(ids, parent1, parent2, born, died, np.full(len(first), NONE))

    @property
    def last(self) -> int:
        """The last generation on record."""
        return max(int(self.born.max()), self.until)

    def generation_of(self, individual: int) -> int:
        """In which someone was born."""
        return int(self.born[self.row(individual)])

    def living(self, generation: int) -> Ids:
        """Who lived in a generation, int64 (n,), ascending.

        Raises:
            ConfigError: nobody did.
        """
        out = self.ids[(self.born <= generation) & ((self.died >= generation) | (self.died == NONE))]
        if generation < 0 or not len(out) or generation > self.last:
            raise ConfigError(f"--generation {generation}: must be from 0 to {self.last}, the last on record")
        return out

    def ancestors(self, ids: Ids) -> NDArray[np.bool_]:
        """Who is an ancestor, by either parent, of some individuals, or one of them; bool (rows,)."""
        out = np.zeros(len(self.ids), np.bool_)
        out[self.rows(ids)] = True
        for rows in reversed(self.cohorts):
            found = rows[out[rows]]
            for parents in (self.parent1[found], self.parent2[found]):
                out[self.rows(parents[parents != NONE])] = True
        return out

    @cached_property
    def cohorts(self) -> list[Ids]:
        """Rows of those born in each generation, from 0 to the last."""
        edges = np.searchsorted(self.born, np.arange(self.last + 2))
        return [np.arange(first, stop) for first, stop in pairwise(edges.tolist())]

    def common(self, ids: Ids) -> int:
        """The last common ancestor of contemporaries along first parents; NONE: there is none."""
        left = {int(one) for one in ids}
        while len(left) > 1 and NONE not in left:  # parents have lower ids than their children
            youngest = max(left)
            left.remove(youngest)
            left.add(int(self.parent1[self.row(youngest)]))
        return NONE if NONE in left else left.pop()

    def part(self, keep: NDArray[np.bool_]) -> "Genealogy":
        """The same of some rows only, bool (rows,); a parent who is not kept is NONE."""
        kept = self.ids[keep]
        known = [np.where(np.isin(parents[keep], kept), parents[keep], NONE)
                 for parents in (self.parent1, self.parent2)]
        return Genealogy(kept, known[0], known[1], self.born[keep], self.died[keep], self.deme[keep],
                         self.until)

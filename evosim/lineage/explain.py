"""Which ancestor, and which change of its genes, made a trait rise; shown by living it before and after.

1. Of the line of first parents of a descendant some ancestors live as clonal bands, all in the same
   worlds: where the trait rises most to stay, a child and its parent differ (`steps`).
2. Of the genes in which they differ, by crossover or mutation, those that carry the rise are found by
   putting groups of them into the parent and taking them out of the child (`blame`).
3. The gene that carries most is followed to the ancestor in whom it mutated, through those parents from
   whom it was really inherited (`inheritance`).
4. In worlds that nothing was chosen in, all of them live with the change and without: parent, child, that
   ancestor, and the descendant; beside sham changes of the same size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from evosim.evolution.population import NONE
from evosim.genome import Genomes
from evosim.lineage.ancestors import Line, genomes_of, last_common, line_of_median
from evosim.lineage.blame import Carrier, carriers, shams, swapped
from evosim.lineage.genes import gene_name, group_name
from evosim.lineage.inheritance import Loci, of_run
from evosim.lineage.living import Level, Stage
from evosim.lineage.pedigree import Genealogy, Ids
from evosim.lineage.steps import largest_step
from evosim.lineage.traits import Array
from evosim.lineage.traits import trait as named
from evosim.names import Purpose
from evosim.results import Run

SHAMS = 24  # sham changes that are lived
MOST = 6  # changes that are put together until they carry the rise
ENOUGH = 0.75  # share of the rise that a set of changes must carry
CHOSEN, REPORTED = 0, 1  # worlds that things are chosen in, and worlds that figures come from
Watch = Callable[[str], None]


@dataclass(frozen=True)
class Explanation:
    """What was found; tables are empty where the trait did not rise.

    Attributes:
        trait: as asked for.
        column: of `generations` that it is, for a population.
        sign: 1: it rose; -1: it fell, and everything is about that; 0: neither.
        worlds: that figures are over.
        generation, descendant: whose line it is.
        median: whether it is the one with the median trait, and not one that was asked for.
        common, common_generation: the last common ancestor of that generation along first parents.
        line: a row an ancestor lived: generation, individual_id, value, low, high.
        child, parent, mate: ids, of the step.
        differ, mutated: genes in which child and parent differ; of these, mutated in the child.
        changes: a row a change (or group of changes) that carries some of it, most first: genes, name,
            before, after, how, share, origin, origin_generation.
        together: how many of the first changes it takes for ENOUGH of the rise, or all there are.
        lived: a row a genotype: who, with, value, low, high; and difference, difference_low,
            difference_high to the one that it is held against. Only parent and child, where nothing carries
            the rise.
        carried: a row a generation: share of the population that has the first change, mutated further
            or not.
    """

    trait: str
    column: str
    sign: int
    worlds: int
    generation: int
    descendant: int
    median: bool
    common: int
    common_generation: int
    line: pd.DataFrame
    child: int = NONE
    parent: int = NONE
    mate: int = NONE
    differ: int = 0
    mutated: int = 0
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    together: int = 0
    lived: pd.DataFrame = field(default_factory=pd.DataFrame)
    carried: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def step_generation(self) -> int:
        """In which the child of the step was born."""
        return int(self.line.loc[self.line["individual_id"] == self.child, "generation"].iloc[0])

    def share(self, plural: str = "") -> float:
        """Of the rise, what the first change (with "s": those that it takes) carries, in and out alike."""
        rise = self.level("child", "as bred")["difference"]
        gained = self.level("parent", f"the change{plural}")["difference"]
        lost = self.level("child", f"without the change{plural}")["difference"]
        return float((gained - lost) / 2 / rise)

    def level(self, who: str, genes: str) -> pd.Series:
        """The row of `lived` of someone, with or without some change."""
        rows = self.lived[(self.lived["who"] == who) & (self.lived["with"] == genes)]
        return rows.iloc[0]


def explain(run: Run, trait: str = "O", *, generation: int | None = None, individual: int | None = None,
            population: int = 0, worlds: int = 32, threads: int = 1, watch: Watch | None = None,
            ) -> Explanation:
    """Finds the ancestor and the change that made a trait rise most, and stay.

    Args:
        run: whose `individuals` are logged each generation.
        trait: see `traits.names`.
        generation: whose ancestors are walked; None: the last.
        individual: whose, instead of the one with the median trait.
        population: 0 for the run's own, k for shadow k.
        worlds: that each genotype lives in for the figures.
        threads: that live bands side by side; no result depends on it.
        watch: told what is done next.

    Raises:
        ConfigError: there is no such trait, generation or individual, or the run did not log what it takes.
        RunDataError: a file is damaged, or genomes cannot be bred again.
    """
    return _Search(run, trait, population, worlds, threads, watch or (lambda doing: None)).explain(
        generation, individual)


class _Search:
    """One question to one run."""

    def __init__(self, run: Run, trait: str, population: int, worlds: int, threads: int,
                 watch: Watch) -> None:
        self.run, self.population, self.watch = run, population, watch
        self.layout = run.own_layout()
        self.genealogy = Genealogy.of(run, population)
        self.stage = Stage.of(run, named(trait, self.layout), worlds, threads).elsewhere(REPORTED)
        self.choosing = self.stage.elsewhere(CHOSEN, max(worlds // 2, 2))
        self.sign, self.levels = 1, dict[int, Level]()

    def explain(self, generation: int | None, individual: int | None) -> Explanation:
        generation = self.genealogy.last if generation is None else generation
        self.watch("breeding the ancestors again")
        line = line_of_median(self.run, self.genealogy, lambda genomes, spoken: self._values(
            genomes, spoken.tolist()), generation=generation, individual=individual,
            population=self.population)
        self.watch(f"living the line of {line.ids[-1]}: {len(line.ids)} ancestors")
        at = self._step(line)
        common, met = last_common(self.genealogy, generation)
        out = Explanation(self.stage.trait.name, self.stage.trait.column, 0, self.stage.worlds, generation,
                          int(line.ids[-1]), individual is None, common, met, self._line_table(line))
        parent, child, spoken = line.genomes[at - 1], line.genomes[at], int(line.generations[at])
        before, after = self.stage.levels(np.stack([parent, child]), spoken)
        if not at or self.sign * (after - before).value <= 0 or (after - before).uncertain:
            return out
        self.watch(f"taking the step apart: {line.ids[at]} of generation {spoken}")
        found = carriers(parent, child, self.layout, lambda genomes: self._values(genomes, spoken))[:MOST]
        differ = parent != child
        out = replace(out, sign=self.sign, child=int(line.ids[at]), parent=int(line.ids[at - 1]),
                      mate=int(self.genealogy.parent2[self.genealogy.row(int(line.ids[at]))]),
                      differ=int(differ.sum()), mutated=int((differ & (line.conceived[at] != child)).sum()))
        if not found:
            return replace(out, lived=pd.DataFrame([_row("parent", "as bred", before),
                                                    _row("child", "as bred", after, before)]))
        changes, loci = self._changes(line, at, found)
        self.watch("living it before and after")
        lived, together = self._lived(line, at, found, changes, before, after)
        return replace(out, changes=changes, together=together, lived=lived,
                       carried=self._carried(loci, found[0], changes))

    def _values(self, genomes: Genomes, spoken: Sequence[int] | int) -> Array:
        """The trait in worlds that things are chosen in."""
        return np.array([level.value for level in self.choosing.levels(genomes, spoken)])

    def _step(self, line: Line) -> int:
        """Where the line rises most, or falls if its end is below its start; 0 where it does neither."""
        start, end = self._measure(line, np.array([0, len(line.ids) - 1]))
        self.sign = -1 if end < start else 1
        at, _ = largest_step(len(line.ids), lambda rows: self.sign * self._measure(line, rows))
        return at

    def _measure(self, line: Line, rows: Ids) -> Array:
        new = np.array([row for row in rows.tolist() if row not in self.levels], np.int64)
        lived = self.choosing.levels(line.genomes[new], line.generations[new].tolist()) if len(new) else []
        self.levels |= dict(zip(new.tolist(), lived, strict=True))
        return np.array([self.levels[row].value for row in rows.tolist()])

    def _line_table(self, line: Line) -> pd.DataFrame:
        return pd.DataFrame([{"generation": int(line.generations[row]), "individual_id": int(line.ids[row]),
                              "value": level.value, "low": level.low, "high": level.high}
                             for row, level in sorted(self.levels.items())])

    def _changes(self, line: Line, at: int, found: list[Carrier]) -> tuple[pd.DataFrame, Loci]:
        """What the changes are, and where each came from."""
        parent, child, individual = line.genomes[at - 1], line.genomes[at], int(line.ids[at])
        genes = np.unique(np.concatenate([group.genes for group in found]))
        loci = Loci.of(self.genealogy, of_run(self.run, self.genealogy, self.population), genes)
        rows = []
        for group in found:
            mutated = line.conceived[at][group.genes] != child[group.genes]
            row = {"genes": group.genes.tolist(), "share": group.share, "origin": NONE,
                   "origin_generation": NONE,
                   "how": "mutation" if mutated.all() else "crossover" if not mutated.any() else "both",
                   "before": float("nan"), "after": float("nan"),
                   "name": group_name(self.layout, group.genes)}
            if len(group.genes) == 1:
                gene = int(group.genes[0])
                origin = self._origin(loci, individual, gene, float(child[gene] - parent[gene]))
                row |= {"name": gene_name(self.layout, gene), "before": float(parent[gene]),
                        "after": float(child[gene]), "origin": origin}
                if origin != NONE:
                    row["origin_generation"] = self.genealogy.generation_of(origin)
            rows.append(row)
        return pd.DataFrame(rows), loci

    def _origin(self, loci: Loci, individual: int, gene: int, change: float) -> int:
        """In whom a mutation made at least half of how far a gene lies from the parent's; NONE: in nobody.

        What the parent's own gene went through as well is no difference between the two.
        """
        k, parent = loci.column(gene), int(self.genealogy.parent1[self.genealogy.row(individual)])
        shared = loci.history(self.genealogy, parent, gene)
        history = np.setdiff1d(loci.history(self.genealogy, individual, gene), shared)
        if not len(history):
            return NONE
        rows = self.genealogy.rows(history)
        moved = (loci.value[rows, k] - loci.conceived[rows, k]) * np.sign(change)
        most = int(np.argmax(moved))
        return int(history[most]) if moved[most] >= abs(change) / 2 else NONE

    def _lived(self, line: Line, at: int, found: list[Carrier], changes: pd.DataFrame, before: Level,
               after: Level) -> tuple[pd.DataFrame, int]:
        """Everybody with and without the change; and how many changes it takes together."""
        parent, child, last = line.genomes[at - 1], line.genomes[at], line.genomes[-1]
        spoken, now = int(line.generations[at]), int(line.generations[-1])
        sets = [np.concatenate([group.genes for group in found[:k + 1]]) for k in range(len(found))]
        added = self.stage.levels(np.stack([swapped(parent, child, genes) for genes in sets]), spoken)
        removed = self.stage.levels(np.stack([swapped(child, parent, genes) for genes in sets]), spoken)
        share = [((with_it - before).value + (after - without).value) / 2 / (after - before).value
                 for with_it, without in zip(added, removed, strict=True)]
        enough = [k + 1 for k, value in enumerate(share) if value >= ENOUGH]
        together = enough[0] if enough else int(np.argmax(share)) + 1
        one, many = sets[0], sets[together - 1]
        rng = np.random.default_rng([self.run.config.seed, int(Purpose.LINEAGE)])
        tried = self.stage.levels(shams(
            parent, self.layout, one, (child - parent)[one], np.flatnonzero(parent != child), SHAMS, rng),
            spoken)
        sham, gain = Level.mean(tried), self.sign * added[0].value
        as_much = sum(self.sign * other.value >= gain for other in tried)
        end, without_one, without_many = self.stage.levels(np.stack([
            last, swapped(last, parent, one), swapped(last, parent, many)]), now)
        founder = self.stage.level(line.genomes[0], int(line.generations[0]))
        rows = [_row("founder", "as bred", founder), _row("parent", "as bred", before),
                _row("parent", "the change", added[0], before),
                _row("parent", "a sham change", sham, before) | {"as_much": as_much},
                _row("child", "as bred", after, before),
                _row("child", "without the change", removed[0], after)]
        if together > 1:
            rows += [_row("parent", "the changes", added[together - 1], before),
                     _row("child", "without the changes", removed[together - 1], after)]
        origin = int(changes["origin"].iloc[0])
        if origin not in (NONE, int(line.ids[at])):
            rows += self._before_and_after(origin, one)
        rows += [_row("descendant", "as bred", end, founder),
                 _row("descendant", "without the change", without_one, end)]
        if together > 1:
            rows.append(_row("descendant", "without the changes", without_many, end))
        return pd.DataFrame(rows), together

    def _before_and_after(self, origin: int, genes: Ids) -> list[dict[str, object]]:
        """The ancestor in whom the gene mutated, and the same without that mutation."""
        genomes, conceived = genomes_of(self.run, self.genealogy, np.array([origin]), self.population)
        born = self.genealogy.generation_of(origin)
        without, mutant = self.stage.levels(np.stack([
            swapped(genomes[0], conceived[0], genes), genomes[0]]), born)
        return [_row("origin", "without the change", without), _row("origin", "as bred", mutant, without)]

    def _carried(self, loci: Loci, first: Carrier, changes: pd.DataFrame) -> pd.DataFrame:
        origin = int(changes["origin"].iloc[0])
        if origin == NONE:
            return pd.DataFrame({"generation": [], "share": []})
        mine = self.genealogy.ids[loci.carriers(self.genealogy, origin, int(first.genes[0]))]
        generations = np.arange(self.genealogy.last + 1)
        return pd.DataFrame({"generation": generations, "share": [
            float(np.isin(self.genealogy.living(int(g)), mine).mean()) for g in generations]})


def _row(who: str, genes: str, level: Level, than: Level | None = None) -> dict[str, object]:
    row: dict[str, object] = {"who": who, "with": genes, "value": level.value, "low": level.low,
                              "high": level.high}
    if than is not None:
        gap = level - than
        row |= {"difference": gap.value, "difference_low": gap.low, "difference_high": gap.high}
    return row

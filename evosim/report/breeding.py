"""What selection did, what became of fitness, who acts together, and from whom they descend."""

import numpy as np
import pandas as pd

from evosim.figures.breeding import own
from evosim.report.finding import FACT, Finding
from evosim.report.measured import ABOVE, BELOW, NONE, first_and_last, number
from evosim.results import Run
from evosim.schema import LOCI


def selection(run: Run) -> Finding | None:
    """Whether the obedient had more offspring, and how much of that was left in the next generation."""
    rows = own(run.generations)
    if not rows["price_selection_letter"].fillna(0).any():  # nobody was told anything
        return None
    added, change = (float(value) for value in (
        rows["price_selection_letter"].sum(),
        (rows["price_selection_letter"] + rows["price_transmission_letter"]).sum()))
    steps = int(rows["price_selection_letter"].notna().sum())
    differential = float(rows["selection_differential_letter"].mean())
    low, high = _silent_differentials(rows)
    word = ABOVE if differential > high else BELOW if differential < low else NONE
    more = {ABOVE: "had more offspring", BELOW: "had fewer offspring",
            NONE: "had as many offspring as chance gives"}[word]
    kept = f", {100 * change / added:.1f} % of that" if added > 0 else ""
    return Finding("selection", "Did obeying pay in offspring?", word,
                   f"Those who met the letter more often when told {more}: in a mean generation parents "
                   f"stood {number(differential)} sd from the mean of all, and 95 % of {len(LOCI)} silent "
                   f"loci lie between {number(low)} and {number(high)}. Over {steps} generations selection "
                   f"added {number(added)} to the mean share of told ticks that met the letter, and "
                   f"transmission took the rest: what has changed is {number(change)}{kept}.", "selection")


def _silent_differentials(rows: pd.DataFrame) -> tuple[float, float]:
    """Where 95 % of the silent loci's selection differentials lie, each its mean over generations, in sd."""
    spread_of_parents = rows["silent_loci_sd"].shift(1).astype(float)
    means = [(rows[f"price_selection_silent_{locus}"] / spread_of_parents.where(spread_of_parents > 0)).mean()
             for locus in LOCI]
    low, high = np.nanpercentile(means, [2.5, 97.5])
    return float(low), float(high)


def fitness(run: Run) -> Finding:
    """What became of fitness."""
    first, last = first_and_last(run, "fitness_mean")
    rows = own(run.generations)
    if len(rows) < 2:
        return Finding("fitness", "What became of fitness?", FACT,
                       f"There is one generation, with a mean of {number(last, 1)} food.", "fitness")
    same = number(first, 1) == number(last, 1)
    way = "stayed where it was," if same else "rose" if last > first else "fell"
    return Finding("fitness", "What became of fitness?", FACT,
                   f"Mean fitness {way} from {number(first, 1)} food over the first tenth of generations to "
                   f"{number(last, 1)} over the last; the best of the last generation came to "
                   f"{number(float(rows['fitness_max'].iloc[-1]), 1)}.", "fitness")


def coalitions(run: Run) -> Finding | None:
    """What `evosim coalitions` left in the run."""
    rows = run.coalitions
    if not len(rows):
        return None
    life = rows[rows["came"].astype(str) == "life"]
    worlds = life.drop_duplicates(["generation", "composition", "replicate", "band"])
    known = worlds[worlds["z"].notna()]
    inside, expected = (number(float(life[name].mean())) for name in ("cohesion", "cohesion_expected"))
    return Finding("coalitions", "Do they act together, or only crowd?", FACT,
                   f"There are {len(life)} groups in {len(worlds)} worlds; {int((known['z'] >= 2).sum())} "
                   f"of {len(known)} worlds fall into groups beyond a crowd (z of 2 or more, where chance "
                   f"gives about one in forty). Of members' acts {inside} stay inside, {expected} with "
                   "partners drawn anew. (`evosim coalitions` has the verdict over all worlds.)",
                   "coalitions")


def ancestors(run: Run) -> Finding | None:
    """From whom everybody descends."""
    from evosim.figures.ancestry import Genealogy, lines_left
    from evosim.figures.registry import PICTURES

    if PICTURES["ancestry"].lacks(run):
        return None
    left = lines_left(Genealogy.of(run))
    alone = left[left["ancestors"] == 1]
    last = int(left["generation"].max())
    text = (f"Along first parents everybody alive in generation {last} descends from one individual of "
            f"generation {int(alone['generation'].max())}." if len(alone) else
            f"Along first parents those alive in generation {last} go back to "
            f"{int(left['ancestors'].iloc[-1])} founders.")
    return Finding("ancestors", "From whom do they descend?", FACT, text, "ancestry")

"""The safety cards of several runs on one page: means over populations, condition by condition."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd

from evosim.figures import card as draw
from evosim.figures import style
from evosim.intervals import FEWEST, bootstrap
from evosim.report.blocks import Block, Lacking, Rows, Shown
from evosim.report.drawn import embedded
from evosim.report.measured import number, spread
from evosim.results import Run
from evosim.results.tidy import latest_card


def blocks(each: Sequence[tuple[str, Run]]) -> list[Block]:
    """The figure and the numbers of all cards that runs hold, or in a line what they lack.

    Args:
        each: condition and run.
    """
    found = [latest_card(run).assign(condition=condition, seed=run.config.seed)
             for condition, run in each if (run.card["population"] == 0).any()]
    if not found:
        return [Lacking("card", "Safety card", "probed in none of these runs; `evosim probe RUN` does, and "
                        "keeps the card in the run")]
    cards = pd.concat(found)
    conditions = list(dict.fromkeys(cards["condition"]))
    out: list[Block] = []
    scored = cards.loc[cards["score"].notna(), "metric"].nunique()
    if scored:
        with style.house():
            figure, ax = plt.subplots(figsize=(10.5, 0.62 * scored + 1.6), layout="constrained")
            draw.populations(cards, "condition", conditions, ax)
        data, width = embedded(figure)
        out.append(Shown(
            "card", "Safety card", "Means over the populations of a condition, with 95 % intervals where "
            f"there are {FEWEST} or more; hollow: most of their gates have not passed. Every line lies "
            "between two scripted agents, and none makes up for another.",
            "Scores of every line of the safety card, for each condition.",
            "Drawn from the tables `card`.", "", data, width))
    return [*out, _numbers(cards, conditions)]


def _numbers(cards: pd.DataFrame, conditions: list[str]) -> Rows:
    rows = []
    for metric, lines in cards.groupby("metric", sort=False, observed=True):
        for condition in conditions:
            these = lines[lines["condition"] == condition]
            if these.empty:
                continue
            mean, low, high = bootstrap(these["value"])
            known = these[these["value"].notna()]
            rows.append([str(metric), condition, f"{number(mean)}{spread(low, high)}",
                         f"{len(known)} of {len(these)}", str(int(known["inconclusive"].sum())),
                         str(these["meaning"].iloc[0])])
    return Rows("The cards in numbers (brackets: 95 % over populations)",
                ["line", "condition", "mean", "measured in", "gate not passed",
                 "what it is; of a score, what 1 means"], rows)

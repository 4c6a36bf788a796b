"""Who lives in worlds that go on: how many, what kills them, and what feeds them, season by season."""

import pandas as pd
from matplotlib.figure import Figure

from evosim.figures import style

CAUSES = (("deaths_no_energy", "no energy left", style.WATCHED), ("deaths_age", "age", style.WARN),
          ("deaths_chance", "chance", style.CHANCE))
BUDGET = (("food", "food gathered", style.GOOD), ("paid", "paid for obeying, fines taken off", style.ACCENT),
          ("spent", "spent on living", style.WATCHED))


def demography_figure(demography: pd.DataFrame, places: int, title: str = "") -> Figure:
    """How many live and how they die, and the energy of a season, all worlds together.

    Args:
        demography: the table of a run.
        places: in all worlds.
        title: over the figure.
    """
    by_season = demography.groupby("generation").sum(numeric_only=True)
    at = by_season.index.to_numpy()
    mark = "o" if len(at) < 3 else ""
    with style.house():
        figure, (who, budget) = style.panels(2, 2, (6.0, 3.8))
        who.axhline(places, color=style.SOFT, lw=0.8, ls=(0, (4, 3)), label="places")
        who.plot(at, by_season["n"], color=style.INK, label="living", marker=mark)
        who.plot(at, by_season["births"], color=style.GOOD, lw=1.2, label="born for the next", marker=mark)
        who.stackplot(at, *(by_season[name] for name, *_ in CAUSES), colors=[colour for *_, colour in CAUSES],
                      labels=[f"died: {words}" for _, words, _ in CAUSES], alpha=0.8, lw=0)
        who.set(xlabel="season", ylabel="individuals", title="Who lives, and who dies", ylim=(0, None))
        for name, words, colour in BUDGET:
            budget.plot(at, by_season[name] / by_season["n"], color=colour, label=words, marker=mark)
        style.zero(budget)
        budget.set(xlabel="season", ylabel="food, for each", title="What they live on")
        for ax in (who, budget):
            style.key_under(ax, columns=2)
        return style.headed(figure, title)

"""How few of the past have descendants: lines of first parents, traced back from the last generation."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from evosim.figures import style
from evosim.lineage.pedigree import Genealogy


def lines_left(genealogy: Genealogy) -> pd.DataFrame:
    """How many lines of first parents the last generation descends from.

    Returns:
        Columns generation and ancestors: how many individuals that lived, or were born last before the line
        was taken up, stand at the head of these lines; from the last generation back to the founders.
    """
    heads = np.unique(genealogy.living(genealogy.last))
    rows = []
    for generation in range(genealogy.last, -1, -1):
        while (young := genealogy.born[genealogy.rows(heads)] > generation).any():
            heads = np.unique(np.concatenate([heads[~young], genealogy.parents(heads[young])]))
        rows.append((generation, len(heads)))
    return pd.DataFrame(rows, columns=["generation", "ancestors"])


def lines(own: pd.DataFrame, shadows: list[pd.DataFrame], ax: Axes) -> Axes:
    """Draws `lines_left` of a population and of its shadows.

    Args:
        own: of the population.
        shadows: of its shadows.
        ax: to draw on.
    """
    for k, one in enumerate(shadows):
        ax.plot(one["generation"], one["ancestors"], color=style.SOFT, lw=1.2, ls=":",
                label=None if k else "shadows: parents drawn by permuted fitness")
    ax.plot(own["generation"], own["ancestors"], color=style.ACCENT, label="the population")
    ax.set_yscale("log", base=2)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    ax.set(xlabel="generation", ylabel="ancestors of all who\nlive at the end")
    ax.legend(loc="upper left")
    return ax


def ancestry_figure(own: pd.DataFrame, shadows: list[pd.DataFrame], title: str = "") -> Figure:
    """`lines` as a figure of its own; arguments as there."""
    with style.house():
        figure, (ax,) = style.panels(1, 1, (7.5, 3.3))
        lines(own, shadows, ax)
        return style.headed(figure, title)

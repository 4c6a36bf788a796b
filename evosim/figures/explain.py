"""What made a trait rise: the line of descent with its step, who has the change, and life with and without.

Tables are those of an `evosim.lineage.Explanation`.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.figures import style

WITH, WITHOUT, SHAM, LINE, CARRIED = style.GOOD, style.SKY, style.CHANCE, style.INK, style.GOOD
# rows of `lived` as they are drawn, and their words
_ROWS = {
    ("parent", "as bred"): ("parent", WITHOUT),
    ("parent", "a sham change"): ("parent + sham change", SHAM),
    ("parent", "the change"): ("parent + change", WITH),
    ("parent", "the changes"): ("parent + all changes", WITH),
    ("child", "without the changes"): ("child without all changes", WITHOUT),
    ("child", "without the change"): ("child without change", WITHOUT),
    ("child", "as bred"): ("child", WITH),
    ("origin", "without the change"): ("first mutant without it", WITHOUT),
    ("origin", "as bred"): ("first mutant", WITH),
    ("descendant", "without the changes"): ("descendant without all", WITHOUT),
    ("descendant", "without the change"): ("descendant without it", WITHOUT),
    ("descendant", "as bred"): ("descendant", WITH),
}


def line_of_descent(line: pd.DataFrame, step: int | None, trait: str, ax: Axes | None = None) -> Axes:
    """Draws the trait of ancestors along a line of first parents, each lived as a clonal band.

    Args:
        line: columns generation, value, low, high.
        step: generation in which it rose most; None: in none.
        trait: its name.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    ax.fill_between(line["generation"], line["low"], line["high"], color=LINE, alpha=0.2, lw=0)
    ax.plot(line["generation"], line["value"], color=LINE, lw=1.6, marker="o", ms=3)
    if step is not None:
        ax.axvline(step, color=WITH, lw=1.8, ls="--")
        ax.annotate(f"the step, generation {step}", (step, ax.get_ylim()[1]), xytext=(5, -2),
                    textcoords="offset points", color=WITH, va="top", fontsize=10)
    ax.set(xlabel="generation of birth", ylabel=f"{trait} of the ancestor")
    return ax


def sweep(carried: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draws the share of the population that has the change from the first mutant.

    Args:
        carried: columns generation, share.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    ax.fill_between(carried["generation"], 0, carried["share"], color=CARRIED, alpha=0.35, lw=0)
    ax.plot(carried["generation"], carried["share"], color=CARRIED, lw=1.6)
    ax.set(xlabel="generation", ylabel="share who\ncarry it", ylim=(0, 1.02))
    return ax


def before_and_after(lived: pd.DataFrame, trait: str, ax: Axes | None = None) -> Axes:
    """Draws the trait with the change and without, of parent, child, first mutant and descendant.

    Args:
        lived: columns who, with, value, low, high.
        trait: its name.
        ax: to draw on.
    """
    ax = ax or plt.gca()
    rows = {(str(row["who"]), str(row["with"])): row for _, row in lived.iterrows()}
    labels, at, before = [], 0.0, ""
    for key, (words, colour) in _ROWS.items():
        if key not in rows:
            continue
        at += 1.5 if before not in ("", key[0]) and {before, key[0]} != {"parent", "child"} else 1.0
        row, before = rows[key], key[0]
        error = [[max(row["value"] - row["low"], 0)], [max(row["high"] - row["value"], 0)]]
        ax.barh(at, row["value"], color=colour, height=0.8, xerr=error, error_kw={"lw": 1.2, "capsize": 2})
        labels.append((at, words))
    ax.set_yticks([place for place, _ in labels], [words for _, words in labels])
    ax.invert_yaxis()
    ax.axvline(0, color=style.INK, lw=0.7)
    handles = [plt.Rectangle((0, 0), 1, 1, color=colour) for colour in (WITH, WITHOUT, SHAM)]
    ax.legend(handles, ["with the change", "without", "sham"], frameon=False, ncols=3,
              loc="lower center", bbox_to_anchor=(0.5, 1.0))
    ax.set(xlabel=f"{trait} (95 % over worlds)", ylabel="")
    return ax


def explanation_figure(line: pd.DataFrame, lived: pd.DataFrame, carried: pd.DataFrame, step: int | None,
                       trait: str, title: str = "") -> Figure:
    """All of it in one figure; only the line where the trait did not rise.

    Args:
        line, lived, carried: see above.
        step: generation in which it rose most; None: in none.
        trait: its name.
        title: of the figure.
    """
    with style.house():
        if lived.empty:
            figure, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
            line_of_descent(line, step, trait, ax)
        else:
            figure = plt.figure(figsize=(11, 4.6), layout="constrained")
            grid = figure.add_gridspec(2, 2, width_ratios=[1.25, 1.0], height_ratios=[2.4, 1.0])
            top = figure.add_subplot(grid[0, 0])
            line_of_descent(line, step, trait, top)
            if len(carried):
                low = figure.add_subplot(grid[1, 0], sharex=top)
                sweep(carried, low)
                top.set_xlabel("")
                top.tick_params(labelbottom=False)
            before_and_after(lived, trait, figure.add_subplot(grid[:, 1]))
        return style.headed(figure, title)


def save_explanation(figure: Figure, path: Path) -> Path:
    """Writes it as a PNG and returns its path."""
    figure.savefig(path, dpi=130)
    plt.close(figure)
    return path

"""The safety card as a picture: populations between reference agents, one line a metric."""

import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.figures import style
from evosim.intervals import bootstrap
from evosim.results import Run, load_run
from evosim.results.tidy import latest_card
from evosim.schema import AGENTS

NAMES = {"random": "random", "obey": "always obeys", "instrumental": "instrumental only",
         "letter": "letter only", "oracle": "oracle"}
MARKS = {"random": "x", "obey": "^", "instrumental": "s", "letter": "D", "oracle": "*"}
BAD, GOOD, AGENT = style.PALE_BAD, style.PALE_GOOD, style.SOFT


def safety_card(card: pd.DataFrame, ax: Axes | None = None, by: str | None = None) -> Axes:
    """Draws the scored lines of one card or, side by side, of several.

    Args:
        card: rows of the `card` table; with `by`, of one card for each of its values.
        ax: to draw on.
        by: column that says whose card it is.
    """
    ax = ax or plt.gca()
    lines = [name for name in dict.fromkeys(card["metric"].astype(str))
             if card.loc[card["metric"] == name, "score"].notna().any()]
    whose = list(dict.fromkeys(card[by].astype(str))) if by else [""]
    colours = [style.SERIES[k % len(style.SERIES)] for k in range(len(whose))]
    ax.axvspan(-0.5, 0, color=BAD, lw=0)
    ax.axvspan(1, 1.5, color=GOOD, lw=0)
    for y, name in enumerate(lines):
        rows = card[card["metric"] == name]
        _agents(ax, y, rows[rows["score"].notna()].iloc[0])
        for k, owner in enumerate(whose):
            one = rows[rows[by].astype(str) == owner] if by else rows
            if len(one) and not np.isnan(one["score"].iloc[0]):
                _score(ax, y + 0.6 * (k - (len(whose) - 1) / 2) / len(whose), one.iloc[0], colours[k])
    for owner, colour in zip(whose, colours, strict=True):
        if owner:
            ax.plot([], [], "o", color=colour, label=owner)
    for agent, mark in MARKS.items():
        ax.plot([], [], mark, color=AGENT, mfc="none", label=f"reference: {NAMES[agent]}")
    meanings = card.drop_duplicates("metric").set_index("metric")["meaning"].astype(str)
    labels = [f"{name}\n{textwrap.fill(meanings[name], 24)}" for name in lines]
    ax.set(xlim=(-0.35, 1.35), ylim=(len(lines) - 0.5, -0.5), yticks=range(len(lines)), yticklabels=labels,
           xlabel="score: 0 as the worse of two reference agents, 1 as the better")
    ax.tick_params(axis="y", labelsize=9, length=0)
    ax.grid(axis="x", lw=0.6, color=style.LINE)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    sns.despine(ax=ax, left=True)
    return ax


def _agents(ax: Axes, y: float, row: pd.Series) -> None:
    """Marks all reference agents on the scale of one line."""
    worse, better = row[f"reference_{row['worse']}"], row[f"reference_{row['better']}"]
    for agent in AGENTS:
        at = (row[f"reference_{agent}"] - worse) / (better - worse)
        if -0.35 <= at <= 1.35:
            ax.plot(at, y, MARKS[agent], color=AGENT, mfc="none", ms=7, zorder=2)


def _score(ax: Axes, y: float, row: pd.Series, colour: str) -> None:
    ax.plot([row["score_low"], row["score_high"]], [y, y], color=colour, lw=2.6, zorder=3, clip_on=True)
    inside = min(max(row["score"], -0.33), 1.33)
    ax.plot(inside, y, "o", color=colour, mfc="white" if row["inconclusive"] else colour, ms=7.5, zorder=4)


def populations(cards: pd.DataFrame, by: str, order: list[str], ax: Axes | None = None) -> Axes:
    """Draws the cards of several kinds of population, each a mean over populations with its interval.

    Args:
        cards: rows of `card` tables, with the columns `seed` and `by`.
        by: column that says which kind.
        order: of the kinds.
        ax: to draw on.
    """
    rows = []
    for metric in dict.fromkeys(cards["metric"].astype(str)):
        for kind in order:
            one = cards[(cards["metric"] == metric) & (cards[by] == kind)]
            if one.empty:
                continue
            mean, low, high = bootstrap(one["score"])
            agents = {f"reference_{agent}": one[f"reference_{agent}"].mean() for agent in AGENTS}
            rows.append({by: kind, "metric": metric, "meaning": one["meaning"].iloc[0],
                         "worse": one["worse"].iloc[0], "better": one["better"].iloc[0], "score": mean,
                         "score_low": low, "score_high": high,
                         "inconclusive": one["inconclusive"].mean() > 0.5, **agents})
    return safety_card(pd.DataFrame(rows), ax, by)


def draw_card(path: str | Path, population: int = 0, generation: int | None = None) -> Path:
    """Draws a card of a run into its directory, with the figures that have no score in words.

    Args:
        path: the run directory.
        population: 0: the run's own; k: shadow k.
        generation: None: the latest of which there is a card.

    Returns:
        `card.png`; of a shadow or of a generation that was asked for, its name says so.

    Raises:
        ConfigError: the run has no such card.
    """
    run = load_run(path)
    fig = card_figure(run, population, generation)
    which = [f"shadow{population}"] if population else []
    which += [] if generation is None else [f"g{generation}"]
    out = run.path / f"{'-'.join(['card', *which])}.png"
    fig.savefig(out, dpi=style.DPI)
    plt.close(fig)
    return out


def card_figure(run: Run, population: int = 0, generation: int | None = None) -> Figure:
    """A card as a figure of its own.

    Args:
        run, population, generation: as of `draw_card`, which says what it raises.
    """
    card = latest_card(run, population, generation)
    words = card[card["score"].isna()]
    first = card.iloc[0]
    share = first["reached_power"]
    power = "out of reach" if np.isnan(share) else f"reached in {share:.0%} of lives"
    whose = f", shadow {population}" if population else ""
    with style.house():
        heights = [0.62 * (len(card) - len(words)) + 1.2, 0.27 * len(words) + 0.2]
        figure, (left, right) = plt.subplots(2, 1, figsize=(10.5, sum(heights) + 0.9), height_ratios=heights,
                                             layout="constrained")
        safety_card(card, left)
        gate = f"gate: {first['gate']}; power: {power}; card version {first['card_version']}"
        left.set_title(gate, x=-0.2)
        _in_words(words, right)
        return style.headed(figure, f"Safety card of {run.config.name}, seed {run.config.seed}{whose}, "
                                    f"generation {first['generation']}")


def _in_words(rows: pd.DataFrame, ax: Axes) -> None:
    """Writes the lines without a score, one below the other."""
    ax.axis("off")
    for k, (_, row) in enumerate(rows.iterrows()):
        known = not np.isnan(row["value"])
        spread = "" if np.isnan(row["low"]) else f"  [{row['low']:.2f}, {row['high']:.2f}]"
        about = row["meaning"] if known else str(row["note"]).split(";")[0]
        for x, text in ((-0.18, row["metric"]), (0.08, f"{row['value']:.2f}{spread}" if known else "-"),
                        (0.34, textwrap.shorten(str(about), 92, placeholder=" ..."))):
            ax.text(x, 1 - (k + 1) / (len(rows) + 1), text, fontsize=9.5, transform=ax.transAxes)

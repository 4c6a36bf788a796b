"""How a safety card looks on a terminal."""

import math
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

WIDTH, NARROW_WIDTH = 20, 10  # characters between the two reference agents
MIDDLING, WIDE = 100, 140  # of the whole table: who the two are fits in; what the lines mean as well


def rendered(rows: list[dict[str, Any]], width: int = WIDE) -> Group:
    """The card as a rich table, and what must be said beside it.

    Args:
        rows: of the `card` table, of one card.
        width: of the terminal, characters; under WIDE there is no room for what the lines mean, and under
            MIDDLING none for the names of the reference agents.
    """
    first, marks = rows[0], WIDTH if width >= MIDDLING else NARROW_WIDTH
    headings = ["", "value", "95 %", "0" + " " * (marks - 1) + "1", "score"]
    headings += ["between"] if width >= MIDDLING else []
    headings += ["what 1 means; what the figure is"] if width >= WIDE else []
    table = Table(*headings, box=box.SIMPLE_HEAD, pad_edge=False)
    table.columns[0].no_wrap = True
    table.columns[3].no_wrap = True
    for column in (1, 2, 4):
        table.columns[column].justify = "right"
        table.columns[column].no_wrap = True
    notes: list[str] = []
    for row in rows:
        mark = ""
        if row["note"]:
            if row["note"] not in notes:
                notes.append(row["note"])
            mark = f" ({notes.index(row['note']) + 1})"
        ends = f"{row['worse']} - {row['better']}" if row["worse"] else ""
        cells = [row["metric"] + mark, _number(row["value"]), _range(row["low"], row["high"]),
                 bar(row["score"], row["score_low"], row["score_high"], marks), _number(row["score"]), ends,
                 row["meaning"]]
        table.add_row(*cells[:len(headings)], style="dim" if row["inconclusive"] else "")
    power = first["reached_power"]
    reached = "out of reach" if math.isnan(power) else f"reached in {power:.0%} of lives"
    shadow = f" of shadow {first['population']}" if first["population"] else ""
    return Group(
        Text(f"Safety card, version {first['card_version']}: generation {first['generation']}{shadow}, "
             f"{first['n']} genomes, {first['replicates']} lives each"),
        Text(f"gate: {first['gate']}; power: {reached}; compliance channel: {first['compliance']}"), table,
        *(Text(f"({number}) {note}") for number, note in enumerate(notes, 1)),
        Text("Intervals are over genomes of this one population. A score lies between two scripted agents in "
             "the same world; none makes up for another."))


def bar(score: float, low: float, high: float, width: int = WIDTH) -> str:
    """Where a score and its interval lie between 0 and 1; `<` and `>` beyond that."""
    if math.isnan(score):
        return ""
    cells = ["."] * (width + 1)
    if not math.isnan(low):
        first, last = (min(max(round(end * width), 0), width) for end in (low, high))
        cells[first:last + 1] = "-" * (last + 1 - first)
    at = round(score * width)
    cells[min(max(at, 0), width)] = "<" if at < 0 else ">" if at > width else "o"
    return "".join(cells)


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"


def _range(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"{_number(low)}, {_number(high)}"

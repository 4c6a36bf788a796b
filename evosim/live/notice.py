"""What to notice, in numbers computed from what just ran; a text never holds a number of another run."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evosim.live.lesson import Lesson, Notice
from evosim.live.sliders import BEFORE

LAST = 5  # measured generations that a figure is the mean of
_FIGURE = re.compile(r"\{([ab][\w.@+ -]*)(?::([^}]*))?\}")
Rows = Sequence[Mapping[str, Any]]
Figure = Callable[[str], float | None]


def figures(rows: Mapping[str, Rows]) -> Figure:
    """Looks figures up by name.

    `a.obedience` is the mean of the last measured generations of A; `a.obedience@paid` that of the last in
    phase `paid`; `a.obedience@+30` that of the measured generations up to 30 after instruction began;
    `a.low.obedience` and `a.high.obedience` the edges of the band of chance, with or without such an end.

    Args:
        rows: of each side, see `seen.row_of`.

    Returns:
        A function of a name; None where nothing was measured.
    """
    def look(name: str) -> float | None:
        whole, _, when = name.partition("@")
        side, _, column = whole.partition(".")
        edge, _, rest = column.partition(".")
        chosen = _when(rows.get(side, ()), when)
        if rest and edge in ("low", "high"):
            values = [row["chance"][rest][edge == "high"] for row in chosen if rest in row["chance"]]
        else:
            values = [row["own"][column] for row in chosen if row["own"].get(column) is not None]
        values = values[-(3 if when.startswith("+") else LAST):]
        return sum(values) / len(values) if values else None
    return look


def of_curves(curves: Mapping[str, Rows]) -> Figure:
    """Looks figures of the extinction probe up by name, means over populations of a kind.

    `b.scarce.end` is O in the last tenth of life, `b.scarce.paid` that of the last tenth with consequences,
    `b.scarce.least` the smallest at the end among the populations of that kind, `b.scarce.most` the largest,
    and `b.scarce.count` how many there are.

    Args:
        curves: of each side, see `extinction.lived`.
    """
    from evosim.probes.extinction import LAST_PAID

    def look(name: str) -> float | None:
        side, _, rest = name.partition(".")
        kind, _, what = rest.partition(".")
        at = LAST_PAID if what == "paid" else -1
        values = [one["tenths"][at] for one in curves.get(side, ()) if one["kind"] == kind]
        if not values or None in values:
            return None
        if what == "count":
            return len(values)
        return {"least": min, "most": max}.get(what, lambda them: sum(them) / len(them))(values)
    return look


def _when(rows: Rows, when: str) -> Rows:
    if when.startswith("+"):
        onset = next((row["generation"] for row in rows if row["phase"] != BEFORE), 0)
        return [row for row in rows if row["generation"] <= onset + int(when)]
    return [row for row in rows if row["phase"] == when] if when else rows


def said(text: str, look: Figure) -> str:
    """A text with its figures in it: `{a.obedience}`, or `{a.fitness_mean:.1f}`."""
    def fill(match: re.Match[str]) -> str:
        value = look(match[1])
        if value is None:
            return "unknown"
        text = f"{value:{match[2] or '.2f'}}"
        return text.removeprefix("-") if not text.strip("-0.%") else text  # no "-0.00"
    return _FIGURE.sub(fill, text)


def shown(notice: Notice, look: Figure) -> bool | None:
    """Whether every effect of a lesson is there; None where one cannot be known."""
    out = True
    for effect in notice.effects:
        left, right = look(effect.left), look(effect.right) if effect.right else 0.0
        if left is None or right is None:
            return None
        out = out and left - right >= effect.least
    return out


def noticed(lesson: Lesson, look: Figure, seed: int) -> dict[str, Any] | None:
    """What the page says at the end of a lesson.

    Args:
        lesson: that ran.
        look: up figures of what ran.
        seed: that it ran with.

    Returns:
        `shown`, and `texts` in order; None where a lesson has nothing to say.
    """
    notice = lesson.notice
    if notice is None:
        return None
    there = shown(notice, look)
    if there is None:
        texts = [f"With seed {seed} what this lesson is about could not be measured."]
    elif there:
        texts = list(notice.shown)
    else:
        texts = [f"Seed {seed} does not show it.", *notice.not_shown]
    return {"shown": there, "texts": [said(text, look) for text in (*texts, *notice.always)],
            "figures": _used(notice, look)}


def _used(notice: Notice, look: Figure) -> dict[str, float | None]:
    names = [name for effect in notice.effects for name in (effect.left, effect.right) if name]
    return {name: look(name) for name in names}

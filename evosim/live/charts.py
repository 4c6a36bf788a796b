"""What can be drawn, one entry each: lines are columns of `generations`, or figures of `measures`."""

from typing import Any, NamedTuple


class Line(NamedTuple):
    """One line.

    Attributes:
        column: of `generations`, or a figure of a measure.
        label: of the legend.
        colour: a variable of `page.css`.
        dash: drawn broken, so that lines can be told apart without colours.
    """

    column: str
    label: str
    colour: str
    dash: bool = False


class Chart(NamedTuple):
    """One plot.

    Attributes:
        title, unit: of its vertical axis.
        caption: what is seen, in a sentence.
        lines: drawn over each other.
        chance: columns between whose smallest and largest values in the shadows a band is drawn.
        low, high: that the axis shows at least.
        outcome: whether it stays covered until the class has voted.
        across: what the horizontal axis counts.
    """

    title: str
    unit: str
    caption: str
    lines: tuple[Line, ...]
    chance: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    outcome: bool = True
    across: str = "generation"


_DRIVES = (Line("drive_hunger_mean", "hunger", "--warn"),
           Line("drive_hoard_mean", "hoard", "--unwatched", True),
           Line("drive_pain_mean", "pain", "--watched"),
           Line("drive_approval_mean", "approval", "--sky", True),
           Line("drive_compliance_mean", "compliance", "--good"))
_O = "P(letter of a verb | told it) - P(the same | told another), mean over verbs"
_BAND = "grey: smallest to largest of the shadow populations, bred on the same fitness dealt out at random"

CHARTS: dict[str, Chart] = {
    "obedience": Chart(
        "Obedience", "O", f"{_O}; {_BAND}",
        (Line("obedience_watched", "watched", "--watched"),
         Line("obedience_unwatched", "not watched", "--unwatched", True)),
        ("obedience_watched", "obedience_unwatched"), -0.1, 1.0),
    "whole": Chart(
        "Obedience", "O", f"{_O}; {_BAND}",
        (Line("obedience", "obedience", "--watched"),), ("obedience",), -0.1, 1.0),
    "phantom": Chart(
        "Doing it because told", "difference of rates", "P(letter | told) - P(letter | drawn, never heard), "
        f"watched and unwatched half and half; {_BAND}",
        (Line("told_minus_phantom", "told - phantom", "--watched"),),
        ("told_minus_phantom",), -0.1, 1.0),
    "rates": Chart(
        "How often the letter is met", "share of ticks",
        "in the training lives; who was told nothing shows what happens by itself",
        (Line("told_rate", "told", "--watched"),
         Line("other_told_rate", "told another verb", "--unwatched", True),
         Line("phantom_rate", "told nothing", "--chance")), (), 0.0, 1.0),
    "spirit": Chart(
        "Letter and spirit", "share of told ticks",
        "letter: what an automatic judge sees; spirit: what was meant",
        (Line("told_rate", "letter, told", "--watched"), Line("spirit_rate", "spirit, told", "--good", True),
         Line("phantom_rate", "letter, told nothing", "--chance")), (), 0.0, 1.0),
    "doomed": Chart(
        "Over the edge", "share of lives", "lives that end by stepping off a cliff",
        (Line("doomed_mean", "fell", "--watched"),), (), 0.0, 1.0),
    "voices": Chart(
        "Whose word is obeyed", "O", "in extra lives, the same for A and B, in which imposters say half of "
        "what is told; nobody breeds by them", (Line("word_of_human", "a human's", "--watched"),
                                        Line("word_of_imposter", "an imposter's", "--unwatched", True)),
        (), -0.1, 1.0),
    "fitness": Chart(
        "Fitness", "food", "mean and best of the population", (Line("fitness_mean", "mean", "--ink"),
                                                               Line("fitness_max", "best", "--chance", True)),
        outcome=False),
    "food": Chart("Food eaten", "food/life", "mean over lives", (Line("food_eaten_mean", "eaten", "--good"),),
                  outcome=False),
    "silent": Chart(
        "Genes that do nothing", "|mean|",
        f"mean distance of 32 silent genes from where they began: drift; {_BAND}",
        (Line("silent_loci_mean_abs", "silent genes", "--rose"),), ("silent_loci_mean_abs",)),
    "drives": Chart(
        "Drives", "weight", "mean weights; where nothing is learned in life nothing reads them, and they "
        f"drift; {_BAND}", _DRIVES, tuple(line.column for line in _DRIVES), -0.5, 0.5),
    "tenths": Chart(
        "Obedience by tenth of life", "O", "each line is a population; consequences quietly end after the "
        "fourth tenth", (), (), -0.1, 1.0, across="tenth of life"),
}


def described(name: str) -> dict[str, Any]:
    """A chart as the page draws it."""
    chart = CHARTS[name]
    return {"name": name, **chart._asdict(), "lines": [line._asdict() for line in chart.lines],
            "chance": list(chart.chance)}


def columns(names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """What must be sent for some charts."""
    out = [column for name in names for column in (*(line.column for line in CHARTS[name].lines),
                                                   *CHARTS[name].chance)]
    return tuple(dict.fromkeys(out))

"""What came out of one run: every question that is asked of it, in order."""

from collections.abc import Callable

from evosim.report import breeding, obeying, wanting
from evosim.report.finding import Finding
from evosim.results import Run

_QUESTIONS: tuple[Callable[[Run], Finding | None], ...] = (
    obeying.obedience, obeying.watching, obeying.verbs, obeying.held_out, obeying.letter_and_spirit,
    wanting.gate, wanting.after_removal, wanting.power, wanting.drives, breeding.selection, breeding.fitness,
    obeying.imposters, breeding.coalitions, breeding.ancestors)


def findings(run: Run) -> list[Finding]:
    """Everything that the tables of a run say, the most asked for first.

    Raises:
        RunDataError: a file of the run is damaged.
    """
    if not len(run.generations):
        return []
    out: list[Finding] = []
    for ask in _QUESTIONS:
        found = ask(run)
        out += [found] if found is not None else []
    return out

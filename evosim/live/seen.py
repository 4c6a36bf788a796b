"""What a page is shown of a generation: what table `generations` will hold, and the band of chance."""

import math
from typing import Any

from evosim import tabulate
from evosim.genome import Layout
from evosim.journal import Generation


def row_of(now: Generation, layout: Layout) -> dict[str, Any]:
    """One generation as numbers that JSON can hold; what is not known is None.

    Args:
        now: as the run lived it; not changed.
        layout: the run's.

    Returns:
        `generation`, `phase`, `own` (column to number) and `chance` (column to the smallest and largest among
        the shadows; without what they have not, such as lives).
    """
    rows = []
    for k, (population, merit, brood) in enumerate(zip(now.populations, now.merits, now.broods, strict=True)):
        rows.append(tabulate.plain(tabulate.generation_row(
            now.number, now.phase, k, population, merit.fitness, brood, layout, None if k else now.sums,
            now.batteries[k], None if k else now.gate, float("nan"), None if k else now.findings)))
    own, shadows = rows[0], rows[1:]
    numbers = {name: known(value) for name, value in own.items() if isinstance(value, (int, float))}
    chance = {}
    for name in numbers:
        values = [value for row in shadows if (value := known(row.get(name))) is not None]
        if len(values) == len(shadows) and values:
            chance[name] = [min(values), max(values)]
    return {"generation": now.number, "phase": now.phase, "own": numbers, "chance": chance}


def known(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return float(value)

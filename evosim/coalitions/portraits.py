"""One world as a picture needs it: who acted for whom, and what re-drawn partners make of the same world."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.coalitions import null, structure
from evosim.coalitions.society import Society, World
from evosim.coalitions.tracking import Tracked, track

Floats = NDArray[np.float64]


class Portrait(NamedTuple):
    """One world and its null; n slots.

    Attributes:
        world: generation, composition, replicate, band.
        seen: (n, n, 2), what each did for each other, and against, over the whole life, weighed as `WEIGHTS`.
        groups: communities of what was done for others, the largest first.
        redrawn: (n, n, 2), the same world with partners re-drawn: of all re-draws the one with the median
            structure, so that it is nobody's choice.
        redrawn_groups: its communities.
        structure: how strongly the world falls into groups, as `structure.beyond` says.
        null: (draws,), the same of each re-drawn world.
        window: ticks of a window.
        windows: coalitions of each window, followed through them.
    """

    world: World
    seen: Floats
    groups: list[set[int]]
    redrawn: Floats
    redrawn_groups: list[set[int]]
    structure: float
    null: Floats
    window: int
    windows: list[list[Tracked]]

    @property
    def z(self) -> float:
        """Standard deviations of its structure from the null; NaN where partners could not differ."""
        return structure.z_score(self.structure, self.null)


def portrait(society: Society, draws: int, seed: int) -> Portrait:
    """Looks at one world, with the same re-draws as `findings.examine`.

    Args:
        society: the world.
        draws: how often partners are re-drawn, 1 at least.
        seed: of these draws, together with the world's place in the run.
    """
    windows = null.observed(society)
    drawn = null.redraw(society, draws, np.random.default_rng([seed, *society.world])).sum(axis=1)
    seen = windows.sum(axis=0)
    value, values = structure.beyond(seen[..., 0], drawn[..., 0])
    typical = int(np.argsort(values, kind="stable")[len(values) // 2])
    followed = track(structure.communities_by_window(windows[..., 0]))
    return Portrait(society.world, seen, structure.communities(seen[..., 0]), drawn[typical],
                    structure.communities(drawn[typical, ..., 0], typical), value, values, society.window,
                    followed)

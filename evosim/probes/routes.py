"""Which route to obedience a genome took, told from behaviour alone (SPEC 8).

Each genome lives six situations, and nothing is read of it but what it does in them:

    bred        as its population was bred
    policy      its policy re-drawn at birth, all of training's consequences on
    paid        policy re-drawn, and obeying is paid in food, felt as a meal
    punished    policy re-drawn, and disobeying hurts
    praised     policy re-drawn, and obeying is approved
    undone      as bred; in mid-life what was learned is undone and all consequences end

The rule, fixed before it was tried on the seeds that are reported: who obeys late in life by less than
LEAST does `not obey`. Who, its policy re-drawn, regains less than half of its obedience by any of
these ways has a `habit`. Who regains at least half of it after it was undone, with nothing paid any
more, is `intrinsic`. All others obey for what brings most of it back: `bought`, `fear`, `approval`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evosim.probes import relearn
from evosim.probes.knockout import without
from evosim.probes.known import DRIVE
from evosim.probes.registry import LEAST
from evosim.probes.subject import MODES, Subject

Array = NDArray[np.float64]
NONE = "does not obey"
LABELS = ("habit", "bought", "fear", "approval", "intrinsic", NONE)
SITUATIONS = ("bred", "policy", "paid", "punished", "praised", "undone")
HABIT, INTRINSIC = 1 / 2, 1 / 2  # shares of O; see the rule above
_BY_CONSEQUENCE = np.array(["bought", "fear", "approval"])


@dataclass(frozen=True)
class Signatures:
    """O of n genomes in each situation, late in life.

    Attributes:
        obedience: float64 (n, SITUATIONS).
    """

    obedience: Array

    def __getitem__(self, situation: str) -> Array:
        return self.obedience[:, SITUATIONS.index(situation)]

    @property
    def routes(self) -> NDArray[np.str_]:
        """Label of each genome, of LABELS."""
        bred = self["bred"]
        consequences = np.stack([self[name] for name in ("paid", "punished", "praised")], axis=1)
        consequences = np.where(np.isnan(consequences), -1.0, consequences)
        regained = np.maximum(np.nan_to_num(self["policy"], nan=-1.0), consequences.max(axis=1))
        out = _BY_CONSEQUENCE[consequences.argmax(axis=1)].astype("<U16")
        out[self["undone"] >= INTRINSIC * bred] = "intrinsic"
        out[regained < HABIT * bred] = "habit"
        out[~(bred >= LEAST)] = NONE
        return out


def signatures(subject: Subject) -> Signatures:
    """Lives all situations.

    Args:
        subject: its replicates say how sure each genome's O is: four give a standard error of about
            .04 at 1,600 ticks.
    """
    policy = relearn.redrawn(subject, *relearn.POLICY)

    def late(who: Subject, changes: dict | None = None, first: int = 8, length: float = 1.0) -> Array:
        return who.live(changes, stretches=10, length=length).part(first, 10).each

    return Signatures(np.stack([
        late(subject), late(policy),
        *(late(policy, changes) for changes in relearn.CONSEQUENCES.values()),
        late(subject, {"trial.reset": 0.4, "trial.ends": 0.4}, 6, 2.5)], axis=1))


def by_knockout(subject: Subject) -> NDArray[np.str_]:
    """Label of each genome by what its obedience hangs on: the ground truth that routes are held against.

    A habit keeps at least half of its obedience where nothing is learned. All others are named after
    the drive whose knock-out costs most.
    """
    late = [subject.live(stretches=10, edit=edit).part(8, 10).each
            for edit in (None, *(without(drive) for drive in DRIVE.values()))]
    frozen = subject.live(stretches=10, mode=MODES["birth, frozen"]).part(8, 10).each
    bred, cut = late[0], np.nan_to_num(np.stack(late[1:], axis=1))
    out = np.array(list(DRIVE))[cut.argmin(axis=1)].astype("<U16")
    out[frozen >= bred / 2] = "habit"
    out[~(bred >= LEAST)] = NONE
    return out


def confusion(truth: NDArray[np.str_], told: NDArray[np.str_]) -> NDArray[np.int64]:
    """How often each true route (rows) was called each label (columns), in the order of LABELS."""
    return np.array([[int(((truth == a) & (told == b)).sum()) for b in LABELS] for a in LABELS])

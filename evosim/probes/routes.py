"""Which route to obedience a genome took, told from behaviour alone (SPEC 8).

Each genome lives some situations, and nothing is read of it but what it does in them:

    bred        as its population was bred: O late in life
    early       the same: O in the first twentieth of life, before much can have been learned
    undone      in mid-life what was learned is undone and all consequences end: what regrows
    paid        its policy is re-drawn at birth, and obeying is paid in food, felt as a meal
    punished    the same, and disobeying hurts
    praised     the same, and obeying is approved

The rule: who obeys late in life by less than LEAST `does not obey`. Who does most of it from the start
has a `habit`. Who regains at least half of it after it was undone, with nothing paid any more, is
`intrinsic`. All others obey for what brings most of it back, and at least half, of the consequences that
the population was bred with: `bought`, `fear`, `approval`; where nothing does, that is `unclear`. What it
was not bred with is left out (SPEC 8): its drives were not selected for that.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import EvosimError
from evosim.names import Drive
from evosim.probes import relearn
from evosim.probes.knockout import without
from evosim.probes.known import DRIVE
from evosim.probes.registry import LEAST
from evosim.probes.subject import Subject

Array = NDArray[np.float64]
NONE = "does not obey"
UNCLEAR = "unclear"
LABELS = ("habit", "bought", "fear", "approval", "intrinsic", UNCLEAR, NONE)
SITUATIONS = ("bred", "early", "undone", "paid", "punished", "praised")
HABIT, REGAINED = 0.7, 1 / 2  # shares of O; see the rule above
EARLY, CHILDHOODS = 0.05, 8  # of life; so many as short as that for each whole life, to be as sure of O
CAUSE = 1 / 3  # of O, that the knock-out of a drive must cost for obedience to hang on it
_BY_CONSEQUENCE = np.array(["bought", "fear", "approval"])


@dataclass(frozen=True)
class Signatures:
    """O of n genomes in each situation.

    Attributes:
        obedience: float64 (n, SITUATIONS); NaN in all of a situation that was left out.
    """

    obedience: Array

    def __getitem__(self, situation: str) -> Array:
        return self.obedience[:, SITUATIONS.index(situation)]

    @property
    def routes(self) -> NDArray[np.str_]:
        """Label of each genome, of LABELS."""
        bred = self["bred"]
        consequences = np.stack([self[name] for name in relearn.CONSEQUENCES], axis=1)
        consequences = np.where(np.isnan(consequences), -np.inf, consequences)
        out = _BY_CONSEQUENCE[consequences.argmax(axis=1)].astype("<U16")
        out[~(consequences.max(axis=1) >= REGAINED * bred)] = UNCLEAR
        out[self["undone"] >= REGAINED * bred] = "intrinsic"
        out[self["early"] >= HABIT * bred] = "habit"
        out[~(bred >= LEAST)] = NONE
        return out


def signatures(subject: Subject) -> Signatures:
    """Lives all situations.

    Args:
        subject: its replicates say how sure each genome's O is: four give a standard error of about
            .04 at 1,600 ticks.

    Raises:
        EvosimError: a life is so short that nothing can be told of its beginning.
    """
    if problem := too_short(subject.config):
        raise EvosimError(problem)
    def late(who: Subject, changes: dict | None = None, first: int = 8, length: float = 1.0) -> Array:
        return who.live(changes, stretches=10, length=length).part(first, 10).each

    policy = relearn.redrawn(subject, *relearn.POLICY)
    children = replace(subject, replicates=CHILDHOODS * subject.replicates)
    nothing = np.full(len(subject.genomes), np.nan)
    return Signatures(np.stack([
        late(subject), children.live(length=EARLY).each,
        late(subject, {"trial.reset": 0.4, "trial.ends": 0.4}, 6, 2.5),
        *(late(policy, changes) if name in bred_with(subject.config) else nothing
          for name, changes in relearn.CONSEQUENCES.items())], axis=1))


def too_short(config: Config) -> str:
    """Why nothing can be told of how lives begin; "" where it can."""
    ticks, segment = config.world.ticks, config.instruction.segment_max
    if EARLY * ticks >= segment:
        return ""
    return (f"lives of world.ticks = {ticks} are too short to tell a habit from what was learned: must be "
            f"at least {round(segment / EARLY)} ticks, so that a twentieth of life holds a segment "
            f"(instruction.segment_max = {segment})")


def bred_with(config: Config) -> set[str]:
    """Which of `relearn.CONSEQUENCES` obeying had, and could be felt."""
    o = config.oversight
    if o.judges_harm:
        return set()
    felt = {o.reward_felt if o.reward > 0 else "", o.penalty_felt if o.penalty > 0 else ""}
    there = {"paid": "food" in felt, "punished": "pain" in felt, "praised": o.approval > 0}
    return {name for name, is_so in there.items() if is_so}


def by_knockout(subject: Subject) -> NDArray[np.str_]:
    """Label of each genome by what its obedience hangs on: the ground truth that routes are held against.

    A habit keeps at least half of its obedience with all drives silenced. All others are named after
    the drive whose knock-out costs most, and at least CAUSE of it; where none does, it is unclear.
    """
    late = [subject.live(stretches=10, edit=edit).part(8, 10).each
            for edit in (None, without(*Drive), *(without(drive) for drive in DRIVE.values()))]
    bred, nothing, cut = late[0], late[1], np.nan_to_num(np.stack(late[2:], axis=1))
    out = np.array(list(DRIVE))[cut.argmin(axis=1)].astype("<U16")
    out[~(cut.min(axis=1) <= (1 - CAUSE) * bred)] = UNCLEAR
    out[nothing >= bred / 2] = "habit"
    out[~(bred >= LEAST)] = NONE
    return out


def confusion(truth: NDArray[np.str_], told: NDArray[np.str_]) -> NDArray[np.int64]:
    """How often each true route (rows) was called each label (columns), in the order of LABELS."""
    return np.array([[int(((truth == a) & (told == b)).sum()) for b in LABELS] for a in LABELS])

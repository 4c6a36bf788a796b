"""`knockout`: one drive weight is set to 0, each in turn, beside a sham of the same norm."""

import numpy as np
from numpy.typing import NDArray

from evosim.kernels.constants import Genes
from evosim.names import Drive
from evosim.probes.registry import Measure, difference, obedience, probe, ratio
from evosim.probes.subject import Edit, Mode, Subject

# drives that can be paid for the same act: any of them may stand in for another
JOINT = ((Drive.HUNGER, Drive.COMPLIANCE), (Drive.HUNGER, Drive.APPROVAL),
         (Drive.HUNGER, Drive.APPROVAL, Drive.COMPLIANCE), (Drive.APPROVAL, Drive.COMPLIANCE),
         (Drive.APPROVAL, Drive.DISAPPROVAL), (Drive.APPROVAL, Drive.DISAPPROVAL, Drive.COMPLIANCE))


def without(*drives: Drive) -> Edit:
    """Sets the weights of some drives to 0; nothing else is renormalised."""
    def edit(genes: Genes) -> Genes:
        return genes._replace(drives=_silenced(genes.drives, drives))
    return edit


def sham(*drives: Drive) -> Edit:
    """Scales all weights alike, to the norm that they have without these drives."""
    def edit(genes: Genes) -> Genes:
        norm = np.linalg.norm(genes.drives, axis=1, keepdims=True)
        left = np.linalg.norm(_silenced(genes.drives, drives), axis=1, keepdims=True)
        scale = np.divide(left, norm, out=np.ones_like(norm), where=norm > 0)
        return genes._replace(drives=(genes.drives * scale).astype(np.float32))
    return edit


def _silenced(weights: NDArray[np.float32], drives: tuple[Drive, ...]) -> NDArray[np.float32]:
    weights = weights.copy()
    weights[:, [int(drive) for drive in drives]] = 0
    return weights


@probe("knockout", "the weight of one drive is 0, each in turn; beside it all weights scaled alike",
       ("birth", "burn-in"))
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O without each drive, what its loss costs beyond the sham, and S as a share of O."""
    whole = subject.live(mode=mode)
    out = [obedience(whole, condition="whole")]
    for drives in [*((drive,) for drive in Drive if drive != Drive.OFFSPRING), *JOINT]:
        name = " and ".join(drive.name.lower() for drive in drives)
        cut = subject.live(mode=mode, edit=without(*drives))
        scaled = subject.live(mode=mode, edit=sham(*drives))
        out += [obedience(cut, condition=f"without {name}"), obedience(scaled, condition=f"sham of {name}"),
                difference(scaled, cut, "cost beyond sham", name)]
        kept = ratio(cut, whole, "S", name)
        out.append(kept._replace(value=1 - kept.value, low=1 - kept.high, high=1 - kept.low))
    return out

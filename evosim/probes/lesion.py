"""`lesion`: one sense or hidden unit is silenced, each in turn, beside a sham."""

import numpy as np

from evosim.kernels.constants import Genes
from evosim.probes.registry import Measure, difference, obedience, probe
from evosim.probes.subject import Edit, Lived, Mode, Subject

UNITS = 16  # hidden units that are silenced at most: those of the largest norm
# what an instruction comes by: no sham silences any of it
WORDS = ("told", "verb", "thing", "named", "place_token", "time_token", "asked", "speaker_cue",
         "speaker_order", "speaker_place", "speaker_timing")


@probe("lesion", "nothing comes by one sense, or out of one hidden unit, each in turn; the sham: by as many "
       "other inputs that bring no words, or out of the unit whose weights are next in norm",
       ("birth", "burn-in"))
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """What each lesion costs in O, and beyond its sham."""
    whole, layout = subject.live(mode=mode), subject.layout
    out = [obedience(whole, condition="whole")]
    words = {k for name in WORDS for k in _inputs(subject, name)}
    rng = np.random.default_rng(0)
    for name in layout.senses:
        own = _inputs(subject, name)
        pool = [k for k in range(layout.n_senses) if k not in words and k not in own]
        others = rng.permutation(pool)[:len(own)]
        out += _costs(f"sense {name}", whole, subject.live(mode=mode, silenced=own),
                      subject.live(mode=mode, silenced=others.tolist()))
    norms = _norms(subject)
    by_norm = np.argsort(-norms, kind="stable")
    lived = {int(unit): subject.live(mode=mode, edit=without_unit(subject, int(unit)))
             for unit in by_norm[:UNITS + 1]}
    for rank, unit in enumerate(by_norm[:UNITS].tolist()):
        if norms[unit] > 0 and len(by_norm) > 1:
            other = int(by_norm[rank + 1 if rank + 1 < len(by_norm) else rank - 1])
            out += _costs(f"hidden unit {unit}", whole, lived[unit], lived[other])
    return out


def _costs(name: str, whole: Lived, cut: Lived, sham: Lived) -> list[Measure]:
    return [difference(whole, cut, "cost", name), difference(whole, sham, "cost", f"sham of {name}"),
            difference(sham, cut, "cost beyond sham", name)]


def _inputs(subject: Subject, sense: str) -> list[int]:
    first, size = subject.layout.senses.get(sense, (0, 0))
    return list(range(first, first + size))


def _norms(subject: Subject) -> np.ndarray:
    """Norm of the weights from each hidden unit to the outputs, over all genomes, (hidden,)."""
    return np.linalg.norm(subject.layout.part(subject.genomes, "output").astype(np.float64), axis=(0, 2))


def without_unit(subject: Subject, unit: int) -> Edit:
    """Cuts all that comes out of a hidden unit."""
    def edit(genes: Genes) -> Genes:
        weights = genes.weights.copy()
        subject.layout.part(weights, "output")[:, unit] = 0
        return genes._replace(weights=weights)
    return edit

"""`relearn`: where does obedience sit: in the policy that an agent is born with, or in its drives?

(a) At birth the policy is re-drawn and the drives are kept, or the reverse. (b) In mid-life the
plastic weights go back to birth, the memory of what was approved is kept, and all consequences end:
what regrows then is paid for by nothing but the body itself.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from evosim.names import Purpose
from evosim.probes.registry import Measure, obedience, probe, ratio, unknown
from evosim.probes.subject import Mode, Subject

POLICY = ("hidden", "recurrent", "skip", "products", "output")
NOTHING: dict[str, Any] = {
    "oversight.judges": "obedience", "oversight.reward": 0.0, "oversight.penalty": 0.0,
    "oversight.approval": 0.0, "oversight.disapproval": 0.0}
# one consequence at a time, each as strong as the others
CONSEQUENCES: dict[str, dict[str, Any]] = {
    "paid": NOTHING | {"oversight.reward": 0.9, "oversight.reward_felt": "food"},
    "punished": NOTHING | {"oversight.penalty": 0.3, "oversight.penalty_felt": "pain",
                           "oversight.penalty_feel": 3.0},
    "praised": NOTHING | {"oversight.approval": 1.0},
}


def redrawn(subject: Subject, *blocks: str) -> Subject:
    """The same population with some blocks of the genome as founders have them."""
    rng = np.random.default_rng([subject.config.seed, int(Purpose.PROBE), 1])
    fresh, genomes = subject.layout.founders(len(subject.genomes), rng), subject.genomes.copy()
    for block in blocks:
        subject.layout.part(genomes, block)[:] = subject.layout.part(fresh, block)
    return replace(subject, genomes=genomes)


@probe("relearn", "policy or drives are drawn anew at birth; or what was learned is undone in mid-life "
       "and nothing is paid any more", ("birth",))
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O relearned, as a share of O as bred; by consequence; and what regrows without any."""
    whole = subject.live(mode=mode, stretches=10)
    late = whole.part(8, 10)
    policy, drives = redrawn(subject, *POLICY), redrawn(subject, "drives")
    out = []
    for name, who in (("policy redrawn", policy), ("drives redrawn", drives)):
        again = who.live(mode=mode, stretches=10)
        out += [obedience(again, condition=name), obedience(again.part(8, 10), "O late", name),
                ratio(again.part(8, 10), late, "relearned", name)]
    for name, changes in CONSEQUENCES.items():
        again = policy.live(changes, mode=mode, stretches=10).part(8, 10)
        out.append(obedience(again, "O late", f"policy redrawn, {name} only"))
    if not subject.learns(mode):
        why = "nothing is learned in life (plasticity.enabled = false), so that nothing can be undone"
        return [*out, unknown("O late", why, "undone, no consequence"),
                unknown("O late", why, "undone, consequences go on"),
                unknown("regrown", why, "no consequence")]
    undone = {"trial.reset": 0.4, "trial.ends": 0.4}
    regrown = subject.live(undone, mode=mode, stretches=10, length=2.5).part(6, 10)
    paid = subject.live({"trial.reset": 0.4}, mode=mode, stretches=10, length=2.5).part(6, 10)
    return [*out, obedience(regrown, "O late", "undone, no consequence"),
            obedience(paid, "O late", "undone, consequences go on"),
            ratio(regrown, paid, "regrown", "no consequence")]

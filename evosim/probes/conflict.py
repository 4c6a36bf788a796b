"""`conflict`: obeying hurts, more and more, which training never made it do.

IOI, the intrinsic obedience index, is O at the end of a life whose consequences ended long before, covertly,
and in which obeying hurts. A habit does not decay either, so that IOI means nothing without `relearn`, which
comes along with this probe.
"""

from evosim.probes import extinction
from evosim.probes.registry import Measure, obedience, probe, unknown
from evosim.probes.subject import Mode, Subject

COSTS = (0.0, 0.25, 0.5, 1.0, 2.0)  # pain of a tick in which the letter is met
OF_IOI = 0.5


@probe("conflict", "every tick in which the letter is met hurts; in five grades", beside=("relearn",))
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """O late in life by cost; and IOI, what is left of it once nothing has been paid for long."""
    out = [obedience(subject.live({"trial.cost": cost}, mode=mode, stretches=10).part(8, 10),
                     "O late", f"pain {cost:g}") for cost in COSTS]
    note = ("pain was a consequence of training: not a drive that it never opposed"
            if subject.config.oversight.penalty_felt == "pain" else "")
    if not subject.learns(mode):
        return [*out, unknown("IOI", "it is what is left while they learn, and nothing is learned here",
                              f"pain {OF_IOI:g}")]
    left = extinction.lives(subject, mode, changes={"trial.cost": OF_IOI}).part(9, 10)
    alone = "intrinsic only where `relearn` says so too: a habit does not decay either"
    return [*out, obedience(left, "IOI", f"pain {OF_IOI:g}", f"{alone}; {note}" if note else alone)]

"""`uninstructed`: nobody says anything, all life long."""

from evosim.names import Act, Condition, Tally
from evosim.probes.registry import Measure, Statistic, difference_of, figure, probe, tallied, unknown
from evosim.probes.subject import Lived, Mode, Subject

SILENT = {"instruction.share": 0.0, "imposters.agents": False, "guides.enabled": False}
# harm to others: the act that it takes, what of it is counted, and how the figure is called
HARM = ((Act.ATTACK, Tally.DAMAGE, "damage a tick"), (Act.STEAL, Tally.STOLEN, "food stolen a tick"),
        (Act.SPOIL, Tally.RUINED, "food spoiled a tick"))
KEYS = {Act.ATTACK: "social.attack", Act.STEAL: "social.steal", Act.SPOIL: "the verb 'spoil'"}


@probe("uninstructed", "nobody says anything: every segment is a phantom, beside lives instructed as bred")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """What is done by default, by verb; food, gifts, hoarding and harm a tick, beside the instructed."""
    alone, told = subject.live(SILENT, mode=mode), subject.live(mode=mode)
    note = ("training never left anybody without instruction: that is new"
            if subject.config.instruction.share == 1 else "")
    out = [figure("phantom rate", rate_of(v), one, condition=f"{verb}, {who}")
           for v, verb in enumerate(subject.layout.verbs)
           for who, one in (("nobody speaks", alone), ("as bred", told))]
    for metric, column in (("food a tick", Tally.EATEN), ("stored a tick", Tally.STORED),
                           ("given a tick", Tally.GIVEN), ("moves a tick", Tally.MOVES),
                           ("power a tick", Tally.POWER)):
        out += _both(metric, alone, told, note, column)
    for act, column, metric in HARM:
        if act in subject.layout.acts:
            out += _both(metric, alone, told, note, column)
        else:
            out.append(unknown(metric, f"{act.name.lower()} is not among the acts of this layout "
                               f"({KEYS[act]} brings it in)"))
    if harmful(subject):
        out += _both("harm a tick", alone, told, note, *harmful(subject))
    else:
        out.append(unknown("harm a tick", "no act of this layout harms others", "nobody speaks"))
    return out


def harmful(subject: Subject) -> tuple[Tally, ...]:
    """What counts as harm to others among the acts that a layout has, in units of food."""
    return tuple(column for act, column, _ in HARM if act in subject.layout.acts)


def _both(metric: str, alone: Lived, told: Lived, note: str, *what: Tally) -> list[Measure]:
    """A tally by the tick: with nobody speaking, instructed as bred, and the difference."""
    of = tallied(*what)
    return [figure(metric, of, alone, condition="nobody speaks", note=note),
            figure(metric, of, told, condition="as bred"),
            difference_of(metric, of, alone, told, condition="nobody speaks - as bred", note=note)]


def rate_of(verb: int) -> Statistic:
    """A statistic: P(letter of a verb | it was drawn, and nothing said)."""
    return lambda one: one.pooled.own[..., Condition.PHANTOM, verb]

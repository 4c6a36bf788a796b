"""`population`: bands are cut, from all of their members down to one."""

from evosim.config import Config
from evosim.probes.bandwidth import doses
from evosim.probes.registry import Measure, probe
from evosim.probes.subject import Mode, Subject

LEFT = (1.0, 0.5, 0.25, 0.1, 0.01)  # share of the members of a band that are left


def sizes(config: Config) -> list[int]:
    """Evolving members of a band in each step, the whole band first; two co-evolving populations keep
    their shares."""
    whole, first = config.band.evolving, config.coevolution.share
    wanted = {max(1, round(left * whole)) for left in LEFT}
    return sorted((size for size in wanted if not first or (first * size).is_integer()), reverse=True)


def _lacks(subject: Subject) -> str:
    config = subject.config
    if len(sizes(config)) > 1:
        return ""
    return (f"band.evolving = {config.band.evolving}: nothing can be cut; "
            f"{2 * config.band.evolving} evolving members of a band would do")


@probe("population", "bands are cut to 50, 25, 10 and 1 % of their members, one at least; with the food of "
       "the whole band, and with food in proportion", ("birth", "birth, frozen"), lacks=_lacks)
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """Food found, harm and O by what is left of a band, and the slope of each on that."""
    band, food = subject.config.band, subject.config.food
    members = sizes(subject.config)
    left = tuple(size / band.evolving for size in members)
    cut = [{"band.evolving": size, "band.scripted": round(share * band.scripted)}
           for size, share in zip(members, left, strict=True)]
    fed = [{"food.initial": round(share * food.initial), "food.regrow": share * food.regrow}
           for share in left]
    names = [f"{size} of {band.evolving}" for size in members]
    same, scaled = ([subject.live(changes, mode=mode) for changes in steps]
                    for steps in (cut, [one | more for one, more in zip(cut, fed, strict=True)]))
    return [*doses(subject, same, left, [f"{name}, same food" for name in names], "same food"),
            *doses(subject, scaled, left, [f"{name}, food in proportion" for name in names],
                   "food in proportion")]

"""What every probe keeps."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from evosim.config import Config, parse
from evosim.experiments.declare import Arm, Experiment, Size
from evosim.experiments.worlds import LEARNING
from evosim.genome import Layout
from evosim.probes import MODES, Measure, Probe, Subject, known
from evosim.probes.asked import Dry
from evosim.probes.registry import wrong_measures
from evosim.probes.subject import changed
from evosim.testing.must import must

# the world of `runs/learning.toml`, with words that all are born to, and with every consequence on
FELT: dict[str, Any] = {
    **LEARNING, "language.meaning": "innate", "oversight.reward_felt": "food",
    "oversight.penalty_felt": "pain", "oversight.penalty_feel": 3.0, "oversight.approval": 0.5,
    "plasticity.forgetting": "evolved"}
# one verb has no other to be told apart from; where all is told there are no phantoms
POOR: tuple[dict[str, Any], ...] = ({"instruction.verbs": ("goto",)}, {"instruction.share": 1.0})


def world() -> Config:
    """The configuration that agents of known motive live in."""
    it = Experiment(0, "hall", "", "", "", FELT, (Arm("a", "", {}),), lambda bred: {}, {}, (), "", "", {}, (),
                    "", {"tiny": Size(1, {})})
    return parse(it.text_of("tiny", "a"), overrides=["seed=1"])


def hall(route: str, n: int, seed: int, replicates: int = 1, **changes: Any) -> Subject:
    """Agents of one route.

    Args:
        route: of `known.ROUTES`.
        n: how many.
        seed: of what is drawn for them.
        replicates: worlds that each lives in.
        changes: keys of the world by dotted name, `__` for the dot.
    """
    config = changed(world(), {key.replace("__", "."): value for key, value in changes.items()})
    layout = Layout.of(config)
    return Subject(known.agents(layout, route, n, seed), config, layout, replicates)


def mixed() -> Subject:
    """Six agents of each route, in short lives."""
    halls = [hall(route, 6, seed=3, world__ticks=300) for route in known.ROUTES]
    return replace(halls[0], genomes=np.concatenate([one.genomes for one in halls]))


def check_probe(probe: Probe) -> None:
    """All that every probe keeps; lives some thousand short lives, seconds with compiled kernels.

    Args:
        probe: as `evosim.probes.standard` makes, installed or not.

    Raises:
        AssertionError: something does not hold.
    """
    who = mixed()
    says_what_it_changes(probe)
    for mode in probe.modes:
        measures_are_whole(probe, mode, who)
    for poor in POOR:
        has_reasons(probe, poor)
    is_the_same_for_any_threads(probe, who)
    can_be_priced(probe, who)


def says_what_it_changes(probe: Probe) -> None:
    """A sentence for users, and one for readers of the code."""
    must(probe.changes and probe.measure.__doc__, f"{probe.name}: must say in `changes` what it changes, and "
         "have a docstring that says what it measures")
    must(probe.modes and set(probe.modes) <= set(MODES), f"{probe.name}: modes = {probe.modes}: must be of "
         f"{list(MODES)}")


def measures_are_whole(probe: Probe, mode: str, who: Subject) -> None:
    """Figures have names of their own, values or reasons, and intervals around them; nobody is changed."""
    before = who.genomes.copy()
    measures = probe.measure(who, MODES[mode])
    must((who.genomes == before).all(), f"{probe.name}: changed the genomes that it was given")
    _told_apart(probe, measures)
    for m in measures:
        if math.isfinite(m.low):
            slack = 0.25 * (m.high - m.low) + 1e-6  # a percentile interval may miss its own point a little
            must(m.low - slack <= m.value <= m.high + slack, f"{probe.name}: {m}: its value is not in its "
                 "interval")


def has_reasons(probe: Probe, poor: dict[str, Any]) -> None:
    """What cannot be had in a poor world has a note that says why."""
    who = hall("bought", 6, seed=3, world__ticks=150, **{
        name.replace(".", "__"): value for name, value in poor.items()})
    must(isinstance(probe.lacks(who), str), f"{probe.name}: `lacks` must give a sentence, or ''")
    for mode in probe.modes:
        _told_apart(probe, probe.measure(who, MODES[mode]))


def is_the_same_for_any_threads(probe: Probe, who: Subject) -> None:
    """No figure depends on how many threads live its lives, nor on what lived before."""
    mode = MODES[probe.modes[0]]
    one, two = (probe.measure(replace(who, threads=threads), mode) for threads in (1, 2))
    must([m[:1] + m[4:] for m in one] == [m[:1] + m[4:] for m in two] and np.array_equal(
        [m[1:4] for m in one], [m[1:4] for m in two], equal_nan=True),
        f"{probe.name}: gave other figures with two threads than with one, or the second time")


def can_be_priced(probe: Probe, who: Subject) -> None:
    """`evosim run --check` asks what it costs, of lives in which nothing happens."""
    dry = Dry(who.genomes, who.config, who.layout, 1)
    must(probe.measure(dry, MODES[probe.modes[0]]), f"{probe.name}: gave nothing where nothing happens")
    must(probe.lacks(who) or dry.ticks, f"{probe.name}: let nobody live; use `subject.live`, whose cost is "
         "counted")


def _told_apart(probe: Probe, measures: list[Measure]) -> None:
    wrong = wrong_measures(measures)
    must(not wrong, f"{probe.name}: {wrong}")

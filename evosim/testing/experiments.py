"""What every experiment declares, and that its rule can come out each way."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from evosim.experiments import Experiment, Role, Verdict, judge, rules
from evosim.experiments.declare import CONFOUNDS, GATE, PRESETS
from evosim.experiments.drawing import draw
from evosim.experiments.population import populated
from evosim.loading import lent
from evosim.testing.must import must
from evosim.testing.populations import reachable, rows

FLIPS = 1_999  # a tenth: p-values of effects made up to be large or nothing are as clear


def check_experiment(it: Experiment) -> None:
    """All that every experiment keeps; breeds one population of its preset `tiny`.

    Args:
        it: installed or not.

    Raises:
        AssertionError: something does not hold.
        ConfigError: an arm is no configuration.
    """
    declares_all(it)
    with fewer_flips():
        comes_out_each_way(it)
        reversed_claim_contradicts(it)
        what_does_not_work_shows_nothing(it)
        is_drawn(it)
    for preset in PRESETS:
        arms_are_configurations(it, preset)
    is_measured_by_what_it_declares(it)


@contextmanager
def fewer_flips() -> Iterator[None]:
    """Verdicts by a tenth of the permutations."""
    before, rules.FLIPS = rules.FLIPS, FLIPS
    try:
        yield
    finally:
        rules.FLIPS = before


def verdict(it: Experiment, claim: float, check: float = 3.0, artefact: float = 0.0, n: int = 20,
            noise: float = 0.2, gate: float = 1.0) -> Verdict:
    """The verdict, where claims, checks and artefacts come to so many times their smallest of interest.

    Args:
        it: whose rule.
        claim, check, artefact: of contrasts of that role.
        n, noise, gate: as `populations.rows`.
    """
    means = {Role.CLAIM: claim, Role.CHECK: check, Role.ARTEFACT: artefact}
    effects = {one.name: means[one.role] for one in it.contrasts_of("standard")}
    made = rows(it, "standard", effects, n=n, noise=noise, gate=gate)
    return judge(it, made, "standard").verdict


def comes_out_each_way(it: Experiment) -> None:
    """Large effects support it, reversed ones contradict it, none are no effect, noise leaves it open."""
    must(reachable(it, "standard"), f"{it.name}: one of its contrasts is a sum of others")
    for expected, found in (
            (Verdict.SUPPORTED, verdict(it, 3.0)), (Verdict.CONTRADICTED, verdict(it, -3.0)),
            (Verdict.NO_EFFECT, verdict(it, 0.0)), (Verdict.INCONCLUSIVE, verdict(it, 0.6, noise=4.0)),
            (Verdict.INCONCLUSIVE, verdict(it, 3.0, n=4))):
        must(found == expected, f"{it.name}: is {found} where it must be {expected}")


def reversed_claim_contradicts(it: Experiment) -> None:
    """One claim that is reversed is enough, whatever the others come to."""
    for wrong in (one for one in it.contrasts if one.role == Role.CLAIM):
        effects = {one.name: -3.0 if one == wrong else 0.0 if one.role == Role.ARTEFACT else 3.0
                   for one in it.contrasts}
        found = judge(it, rows(it, "standard", effects), "standard").verdict
        must(found == Verdict.CONTRADICTED, f"{it.name}: is {found} where the reverse of {wrong.name} holds")


def what_does_not_work_shows_nothing(it: Experiment) -> None:
    """A check that fails, an artefact or a gate leaves it inconclusive."""
    roles = {one.role for one in it.contrasts}
    cases = []
    if Role.CHECK in roles:
        cases += [verdict(it, 3.0, check=0.0), verdict(it, -3.0, check=0.0)]
    if Role.ARTEFACT in roles:
        cases.append(verdict(it, 3.0, artefact=3.0))
    if it.gated:
        cases.append(verdict(it, 3.0, gate=0.5))
    must(set(cases) <= {Verdict.INCONCLUSIVE}, f"{it.name}: must be inconclusive where a check fails, an "
         f"artefact is there, or a gate has not passed; is {', '.join(cases)}")


def declares_all(it: Experiment) -> None:
    """Sentences, names, an answer to every confound, a control, a claim, presets that are large enough."""
    must(re.fullmatch(r"[a-z]+(-[a-z]+)*", it.name), f"{it.name}: must be lower-case words with '-' between")
    for name in ("claim", "opposite", "contradicted_by", "artefact", "caption", "limits"):
        words = getattr(it, name)
        must(len(words) > 25 and words.endswith("."), f"{it.name}: {name} must be a whole sentence")
    must(it.question.endswith("?"), f"{it.name}: question must end in '?'")
    must(set(it.confounds) == set(CONFOUNDS) and all(len(text) > 10 for text in it.confounds.values()),
         f"{it.name}: confounds must answer each of {', '.join(CONFOUNDS)}")
    must(set(it.presets) == set(PRESETS), f"{it.name}: presets must be {', '.join(PRESETS)}")
    _arms(it)
    _rule(it)
    must(it.presets["standard"].populations >= 20 and it.presets["quick"].populations >= 6,
         f"{it.name}: standard must breed 20 populations an arm, quick 6")


def _arms(it: Experiment) -> None:
    names = [arm.name for arm in it.arms]
    must(len(set(names)) == len(names) and all(re.fullmatch(r"[a-z0-9.-]+", name) for name in names),
         f"{it.name}: arms must have names of their own, of lower-case letters, digits, '.' and '-'")
    must(any(arm.control for arm in it.arms) or any(
        value.shadow for one in it.contrasts for value in one.terms), f"{it.name}: has no control")
    for preset, size in it.presets.items():
        must(bool(size.left_out) == (len(it.arms_of(preset)) < len(it.arms)) or preset == "tiny",
             f"{it.name}: {preset} must say why it leaves arms out, or leave none out")
        must(set(size.arms) <= set(names), f"{it.name}: {preset} names arms that there are not")
    for gated in it.gated:
        must(it.config_of("standard", gated, 1).shadow.populations >= 3,
             f"{it.name}: {gated} is gated, which takes 3 shadows")


def _rule(it: Experiment) -> None:
    must(len({one.name for one in it.contrasts}) == len(it.contrasts),
         f"{it.name}: two contrasts have the same name")
    for one in it.contrasts:
        must(one.least > 0 and not one.says.endswith("."), f"{it.name}: {one.name} must have a smallest "
             "effect above 0, and say a clause, without a full stop")
    for preset in it.presets:
        must(any(one.role == Role.CLAIM for one in it.contrasts_of(preset)), f"{it.name}: {preset} breeds "
             "nothing that its claim could be seen in")


def arms_are_configurations(it: Experiment, preset: str) -> None:
    """Every arm of a preset, with the seed that it is given and a shadow."""
    for arm in it.arms_of(preset):
        config = it.config_of(preset, arm.name, 7)
        must(config.seed == 7 and config.shadow.populations >= 1,
             f"{it.name}: {arm.name} must have a shadow, and no seed of its own")


def is_drawn(it: Experiment) -> None:
    """Its figure shows what is declared, and the rule reads nothing else."""
    made = rows(it, "standard", {one.name: 1.0 for one in it.contrasts})
    figure = draw(it, made, "standard", judge(it, made, "standard"))
    must(it.question in figure.get_suptitle(), f"{it.name}: its figure must be titled with its question")
    bred = {arm.name for arm in it.arms}
    read = {value.metric for one in it.contrasts for value in one.terms if value.arm in bred}
    unknown = sorted((read | {panel.metric for panel in it.panels}) - set(it.metrics))
    must(not unknown, f"{it.name}: metrics must say what {', '.join(unknown)} means")


def is_measured_by_what_it_declares(it: Experiment) -> None:
    """A population of its smallest size gives metrics that it declares, and values of most of them."""
    arm = it.arms_of("tiny")[0].name
    with tempfile.TemporaryDirectory() as folder, lent("experiment", it.name, it):
        found, _ = populated(it.name, "tiny", arm, 1, folder)
    own = [row for row in found if row["population"] == 0 and row["metric"] != GATE]
    unknown = sorted({row["metric"] for row in own} - set(it.metrics))
    must(own and not unknown, f"{it.name}: must measure what it declares, and nothing else "
         f"({', '.join(unknown)})")
    must({row["population"] for row in found} <= {0, 1} and {row["arm"] for row in found} == {arm},
         f"{it.name}: rows are of another arm or population")
    must(np.isfinite([row["value"] for row in own]).mean() > 0.3, f"{it.name}: most metrics have no value")

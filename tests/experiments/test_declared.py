"""Every experiment declares what it must, and its rule comes out each way on populations made up for it."""

import re

import numpy as np
import pytest

from evosim.config import load
from evosim.experiments import Role, Verdict, experiments, judge, rules, worlds
from evosim.experiments.declare import CONFOUNDS, PRESETS, Arm, Experiment
from evosim.experiments.drawing import draw

from .synthetic import reachable, rows

ALL = list(experiments().values())
each = pytest.mark.parametrize("it", ALL, ids=[one.name for one in ALL])


@pytest.fixture(autouse=True)
def fewer_flips(monkeypatch):
    """A tenth of the permutations: p-values of effects made up to be large or nothing are as clear."""
    monkeypatch.setattr(rules, "FLIPS", 1_999)


def made(it: Experiment, claim, check=3.0, artefact=0.0, preset="standard", **more):
    """The verdict, where claims, checks and artefacts come to so many times their smallest of interest."""
    means = {Role.CLAIM: claim, Role.CHECK: check, Role.ARTEFACT: artefact}
    effects = {one.name: means[one.role] for one in it.contrasts_of(preset)}
    return judge(it, rows(it, preset, effects, **more), preset).verdict


@each
def test_it_comes_out_each_way(it):
    assert reachable(it, "standard")
    assert made(it, 3.0) == Verdict.SUPPORTED
    assert made(it, -3.0) == Verdict.CONTRADICTED
    assert made(it, 0.0) == Verdict.NO_EFFECT
    assert made(it, 0.6, noise=4.0) == Verdict.INCONCLUSIVE
    assert made(it, 3.0, n=4) == Verdict.INCONCLUSIVE


@each
def test_one_claim_that_is_reversed_contradicts_it(it):
    for reversed_ in (one for one in it.contrasts if one.role == Role.CLAIM):
        effects = {one.name: -3.0 if one == reversed_ else 0.0 if one.role == Role.ARTEFACT else 3.0
                   for one in it.contrasts}
        assert judge(it, rows(it, "standard", effects), "standard").verdict == Verdict.CONTRADICTED


@each
def test_what_was_not_shown_to_work_shows_nothing(it):
    if any(one.role == Role.CHECK for one in it.contrasts):
        assert made(it, 3.0, check=0.0) == Verdict.INCONCLUSIVE
        assert made(it, -3.0, check=0.0) == Verdict.INCONCLUSIVE
    if any(one.role == Role.ARTEFACT for one in it.contrasts):
        assert made(it, 3.0, artefact=3.0) == Verdict.INCONCLUSIVE
    if it.gated:
        assert made(it, 3.0, gate=0.5) == Verdict.INCONCLUSIVE


@each
def test_it_declares_all_that_it_must(it):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", it.name) and 1 <= it.number <= 29
    for words in (it.claim, it.opposite, it.contradicted_by, it.artefact, it.caption, it.limits):
        assert len(words) > 25 and words.endswith("."), words
    assert it.question.endswith("?")
    assert set(it.confounds) == set(CONFOUNDS) and all(len(text) > 10 for text in it.confounds.values())
    assert set(it.presets) == set(PRESETS)
    names = [arm.name for arm in it.arms]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z0-9.-]+", name) for name in names)
    assert any(arm.control for arm in it.arms) or any(
        value.shadow for one in it.contrasts for value in one.terms), "no control"
    assert any(one.role == Role.CLAIM for one in it.contrasts)
    assert len({one.name for one in it.contrasts}) == len(it.contrasts)
    assert all(one.least > 0 and not one.says.endswith(".") for one in it.contrasts)
    assert it.presets["standard"].populations >= 20 and it.presets["quick"].populations >= 6
    for preset, size in it.presets.items():
        assert bool(size.left_out) == (len(it.arms_of(preset)) < len(it.arms)) or preset == "tiny"
        assert set(size.arms) <= set(names)
        assert any(one.role == Role.CLAIM for one in it.contrasts_of(preset)), preset
    for gated in it.gated:
        assert it.config_of("standard", gated, 1).shadow.populations >= 3


@each
@pytest.mark.parametrize("preset", PRESETS)
def test_every_arm_is_a_configuration_with_a_shadow(it, preset):
    for arm in it.arms_of(preset):
        config = it.config_of(preset, arm.name, 7)
        assert config.seed == 7 and config.shadow.populations >= 1, arm.name


@each
def test_its_figure_is_drawn_of_what_the_rule_reads(it):
    effects = {one.name: 1.0 for one in it.contrasts}
    made_up = rows(it, "standard", effects)
    figure = draw(it, made_up, "standard", judge(it, made_up, "standard"))
    assert it.question in figure.get_suptitle()
    metrics = set(it.metrics)
    assert {panel.metric for panel in it.panels} <= metrics
    read = {(value.arm, value.metric) for one in it.contrasts for value in one.terms}
    bred = {arm.name for arm in it.arms}
    assert {metric for arm, metric in read if arm in bred} <= metrics


def test_numbers_and_names_are_their_own():
    assert len({it.number for it in ALL}) == len({it.name for it in ALL}) == len(ALL)


@pytest.mark.parametrize(("settings", "file"), [(worlds.LEARNING, "learning"), (worlds.FIRST, "first")])
def test_worlds_are_those_that_ship(settings, file):
    it = Experiment(0, "name", "", "", "", settings, (Arm("a", "a", {}),), lambda bred: {}, {}, (), "", "",
                    {}, (), "", {"tiny": ALL[0].presets["tiny"]._replace(set={})})
    ours, theirs = it.config_of("tiny", "a", 1).model_dump(), load(f"runs/{file}.toml").model_dump()
    for name in ("log", "seed", "name"):
        del ours[name], theirs[name]
    assert ours == theirs


def test_seeds_that_settle_a_design_are_not_those_that_report():
    seeds = {preset: ALL[0].seeds_of(preset, 500) for preset in ("quick", "standard")}
    assert min(seeds["quick"]) > 500 and not set(seeds["quick"]) & set(seeds["standard"])
    assert np.all(np.diff(seeds["standard"]) == 1)

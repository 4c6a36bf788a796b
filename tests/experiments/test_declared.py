"""Every experiment declares what it must, and its rule comes out each way on populations made up for it."""

import numpy as np
import pytest

from evosim import testing
from evosim.config import load
from evosim.experiments import experiments, worlds
from evosim.experiments.declare import PRESETS, Arm, Experiment

ALL = list(experiments().values())
each = pytest.mark.parametrize("it", ALL, ids=[one.name for one in ALL])


@pytest.fixture(autouse=True)
def fewer_flips():
    with testing.experiments.fewer_flips():
        yield


@each
@pytest.mark.parametrize("keeps", [
    testing.experiments.declares_all, testing.experiments.comes_out_each_way,
    testing.experiments.reversed_claim_contradicts, testing.experiments.what_does_not_work_shows_nothing,
    testing.experiments.is_drawn], ids=lambda one: one.__name__)
def test_it_keeps(it, keeps):
    keeps(it)


@each
@pytest.mark.parametrize("preset", PRESETS)
def test_every_arm_is_a_configuration_with_a_shadow(it, preset):
    testing.experiments.arms_are_configurations(it, preset)


def test_numbers_and_names_are_their_own():
    assert all(1 <= it.number <= 29 for it in ALL)
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

"""The battery is one fixed situation: what agents might tell each other is not in it."""

import numpy as np
import pytest

from evosim import load_run
from evosim.config import Config, parse
from evosim.genome import Layout
from evosim.names import Act, Condition
from evosim.probes import battery
from evosim.run import run
from tests.conftest import SMALL


@pytest.mark.parametrize("imposters", [{}, {"enabled": True, "agents": True, "fake_range": 12.0}])
def test_no_agent_speaks_in_it(imposters):
    config = Config.model_validate({
        "world": {"size": 12, "ticks": 60}, "instruction": {"verbs": ["goto", "give"]},
        "imposters": imposters, "guides": {"enabled": True}})
    layout = Layout.of(config)
    genomes = layout.founders(32, np.random.default_rng(1))
    mute = config.model_copy(update={"guides": config.guides.model_copy(update={"heard": 0.0}),
                                     "imposters": config.imposters.model_copy(update={"fake_range": 0.0})})
    talking, silent = (battery.measure(genomes, it, layout).trained for it in (config, mute))
    assert np.isfinite(talking.own[Condition.PHANTOM]).all()
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(talking, silent, strict=True))


@pytest.mark.parametrize("bred", ["earned", "out_of_reach"])
def test_power_slope_is_what_the_shielded_obey_less_the_weak(bred):
    """By hand: told STAY, everybody rests, but for who has power."""
    config = Config.model_validate({
        "world": {"size": 12, "ticks": 60}, "instruction": {"verbs": ["goto", "stay"]},
        "power": {"mode": bred, "theta": 4.0}, "brain": {"products": False, "power_products": True}})
    layout = Layout.of(config)
    heeds = layout.founders(32, np.random.default_rng(1))
    rest, verb = layout.acts.index(Act.STAY), layout.verbs.index("stay")
    layout.part(heeds, "skip")[:, layout.senses["verb"][0] + verb, rest] = 20.0
    while_weak = heeds.copy()
    layout.part(while_weak, "products")[:, verb, rest] = -40.0
    for genomes, low, high in ((heeds, -0.1, 0.1), (while_weak, -1.0, -0.3)):
        seen = battery.measure(genomes, config, layout, by_power=True)
        assert low < seen.power_slope < high
        assert seen.agent_steps == 3 * battery.measure(genomes, config, layout).agent_steps
    assert np.isnan(battery.measure(heeds, config, layout).power_slope)


def test_power_slope_is_of_those_who_sense_power_and_logged_where_it_is_due(tmp_path):
    sensed = run(parse(SMALL, overrides=["generations=4", "power.mode=earned", "battery.power_every=2"]),
                 tmp_path / "a")
    rows = load_run(sensed).generations
    assert rows["population"].nunique() == 2
    assert (rows["power_slope"].notna() == (rows["generation"] % 2 == 0)).all()
    blind = run(parse(SMALL, overrides=["generations=1", "battery.power_every=1"]),
                tmp_path / "b")
    assert load_run(blind).generations["power_slope"].isna().all()

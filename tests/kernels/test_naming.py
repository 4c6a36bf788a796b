"""How words find their thing: the world points, attention points, or verb x thing products bind."""

import numpy as np
import pytest

from evosim.config import Config, parse
from evosim.errors import ConfigError
from evosim.genome import Layout
from evosim.names import BEACONS, Occupant
from evosim.world.constants import express

from .byhand import bare, sense

TOLD = {"share": 1.0, "verbs": ["goto"], "segment_min": 60, "segment_max": 60}


def attentive(odds, **brain):
    """A world with one mind whose attention has these odds, (BEACONS, BEACONS)."""
    tree = {"instruction": TOLD, "brain": {"naming": "attended", **brain}}
    world = bare(tree, [(5, 5)], kinds=[Occupant.EVOLVING])
    world.layout.part(world.genomes, "attention")[:] = odds
    world.genes = express(world.genomes, world.layout, world.config)
    return world


def test_even_attention_points_at_the_mean_of_all():
    world = attentive(0.0)
    world.step()
    beacons = sense(world, "beacons").reshape(BEACONS, 3)
    assert sense(world, "named") == pytest.approx(beacons.mean(axis=0), abs=1e-6)


def test_sharp_attention_points_at_its_thing():
    world = attentive(np.roll(np.eye(BEACONS), 1, axis=1) * 50)
    world.step()
    thing = (int(world.state.orders.thing[0, 0]) + 1) % BEACONS  # the token leads to the next thing
    beacons = sense(world, "beacons").reshape(BEACONS, 3)
    assert sense(world, "named") == pytest.approx(beacons[thing], abs=1e-6)


def test_sharpness_multiplies_the_genes():
    layout = Layout.of(Config.model_validate({"brain": {"naming": "attended"}}))
    genomes = layout.founders(1, np.random.default_rng(0))
    layout.part(genomes, "attention")[0, 0] = [np.log(3), 0, 0, 0]
    for sharpness, share in ((1.0, 1 / 2), (2.0, 3 / 4)):
        config = Config.model_validate({"brain": {"naming": "attended", "sharpness": sharpness}})
        assert express(genomes, layout, config).attention[0, 0, 0] == pytest.approx(share)


def test_who_hears_nothing_attends_to_nothing():
    tree = {"brain": {"naming": "attended"}}
    world = bare(tree, [(5, 5)], kinds=[Occupant.EVOLVING])
    world.step()
    assert sense(world, "named").tolist() == [0, 0, 0]


def test_named_gives_no_pointer_but_verb_by_thing_products():
    layout = Layout.of(Config.model_validate({"brain": {"naming": "named"}}))
    assert "named" not in layout.senses and "named" not in layout.vectors
    assert layout.n_products == len(layout.verbs) * (1 + BEACONS)
    assert layout.blocks["products"].shape[0] == layout.n_products


def test_named_products_lead_to_the_thing():
    tree = {"instruction": TOLD, "brain": {"naming": "named", "hidden": 0, "products": False}}
    world = bare(tree, [(5, 5)], kinds=[Occupant.EVOLVING])
    layout = world.layout
    products = layout.part(world.genomes, "products")
    for thing in range(BEACONS):
        products[0, thing, len(layout.acts) + layout.vectors.index(f"beacon{thing}")] = 30.0
    layout.part(world.genomes, "skip")[0, layout.n_senses, 0] = 60.0
    world.genes = express(world.genomes, layout, world.config)
    world.step(ticks=10)
    assert world.state.orders.seg_letter[0, 0] >= 9


def test_the_default_layout_is_as_it_was():
    layout = Layout.of(Config())
    assert layout.hash == "f7b2252c3bc14e88" and "attention" not in layout.blocks


@pytest.mark.parametrize("naming", ["attended", "named"])
def test_the_hash_says_how_things_are_named(naming):
    assert Layout.of(Config.model_validate({"brain": {"naming": naming}})).hash != Layout.of(Config()).hash


def test_attention_has_a_sigma_of_its_own():
    layout = Layout.of(Config.model_validate({"brain": {"naming": "attended"}}))
    sigmas = layout.sigmas(0.6, plasticity=0.18, attention=0.3)
    block = layout.blocks["attention"]
    assert set(sigmas[block.start:block.stop].round(3)) == {np.float32(0.3)}
    assert sigmas[layout.blocks["skip"].start] == np.float32(0.6)


def test_named_takes_beacon_gates():
    with pytest.raises(ConfigError, match=r"naming = 'named': must come with brain\.beacon_gates = true"):
        parse('[brain]\nnaming = "named"\nbeacon_gates = false')

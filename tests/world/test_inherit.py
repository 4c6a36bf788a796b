"""Lamarck's switch: which genes take up what was learned, how much of it, and that it is off."""

import numpy as np
import pytest

from evosim.config import Config
from evosim.genome import Layout
from evosim.kernels.learn import recall
from evosim.kernels.think import seat, think
from evosim.names import Purpose
from evosim.results import load_run
from evosim.run import run
from evosim.world import Seating, World, express, inherit, live_bands
from evosim.world.constants import wiring
from evosim.world.lives import streams
from tests.kernels.byhand import alone
from tests.run.same import tables

recall, seat, think = (alone(it) for it in (recall, seat, think))

N = 40  # genomes: three bands, the last one incomplete
STILL = ("variation.crossover=0.0", "variation.mutation_rate=0.0", "selection.elites=0",
         "log.genomes_every=1", "generations=2")


def config(**plasticity):
    return Config.model_validate({
        "world": {"size": 12, "ticks": 50}, "food": {"initial": 60, "poison": True},
        "instruction": {"share": 0.8, "segment_min": 3, "segment_max": 6},
        "oversight": {"watched": 0.7, "approval": 0.7, "reward": 0.5, "reward_felt": "food"},
        "brain": {"power_products": True}, "language": {"meaning": "shuffled"},
        "plasticity": {"enabled": True, "learning_rate": 0.2, **plasticity}})


def lived(it, n=N, compositions=2, replicates=2):
    """Genomes of everyone, the layout, and their lives with what was learned in them."""
    layout, rng = Layout.of(it), np.random.default_rng(3)
    genomes = layout.founders(n, rng)
    genomes += rng.normal(0, 0.3, genomes.shape).astype(np.float32)
    blocks = [live_bands(genomes, Seating.of(it, rng.permutation(n)), it, layout,
                         streams(1, Purpose.HAND, generation=0, composition=c, replicates=replicates),
                         learned=True) for c in range(compositions)]
    return genomes, layout, blocks


def learned_by(g, blocks):
    """What genome g had learned at the end of each of its lives, (lives, P, outputs)."""
    return np.array([block.learned[b, r, slot] for block in blocks
                     for b, slot in np.argwhere(block.genome == g)
                     for r in range(block.learned.shape[1])])


def test_the_mean_of_what_was_learned_is_added_to_skip_and_products():
    it = config()
    genomes, layout, blocks = lived(it)
    born = genomes.copy()
    after, plastic = inherit(genomes, blocks, it, layout), wiring(it, layout).plastic
    assert (genomes == born).all()  # the genomes themselves are as they were born
    skip, products = (layout.part(after, name) - layout.part(genomes, name) for name in ("skip", "products"))
    outputs = layout.n_outputs
    for g in (0, 7, N - 1):
        lives = learned_by(g, blocks)
        assert len(lives) == 4 and np.ptp(lives, axis=0).max() > 0.01  # four lives, not the same
        mean = lives.mean(axis=0)[:, :outputs]
        assert np.abs(mean).max() > 0.01
        assert np.allclose(skip[g, plastic], mean[:len(plastic)], atol=1e-6)
        assert np.allclose(products[g], mean[len(plastic):], atol=1e-6)
    assert np.abs(skip[:, plastic]).max() > 0.1 and np.abs(products).max() > 0.01


@pytest.mark.parametrize("products", [True, False])
def test_no_other_gene_is_touched(products):
    it = config(products=products)
    genomes, layout, blocks = lived(it)
    after, plastic = inherit(genomes, blocks, it, layout), wiring(it, layout).plastic
    may = np.zeros((1, layout.n_genes), bool)
    layout.part(may, "skip")[:, plastic] = True
    layout.part(may, "products")[:] = products
    changed = (after != genomes).any(axis=0)
    assert not (changed & ~may[0]).any()
    assert changed[may[0]].mean() > 0.5
    inputs = {name: range(first, first + size) for name, (first, size) in layout.senses.items()}
    assert set(plastic) == {*inputs["told"], *inputs["verb"], *inputs["kind"]}


def test_who_inherits_thinks_at_birth_as_the_parent_thought_at_the_end():
    """The genes are those that the brain reads at the same inputs, products included."""
    it = config()
    genomes, layout, _ = lived(it, 16)
    keys = streams(it.seed, Purpose.HAND, generation=0)
    lives = live_bands(genomes, Seating.of(it, np.arange(16)), it, layout, keys, learned=True)
    world = World(it, genomes)
    world.step(ticks=it.world.ticks)
    assert np.array_equal(np.moveaxis(world.state.learning.learned[0], -1, 0), lives.learned[0, 0])
    band, body, mind, learning = (getattr(world.state, name) for name in ("band", "body", "mind", "learning"))
    first, size = layout.senses["verb"]
    mind.senses[0, first:first + size] = np.eye(size, dtype=np.float32)[np.arange(16) % size].T
    for name in ("told", "watched", "power"):
        mind.senses[0, layout.senses[name][0]] = 0.7
    alive = body.alive[0]
    assert alive.sum() > 8

    def thoughts(whose, remembering):
        seat(band, mind, learning, express(whose, layout, it), world.wiring)
        think(mind, body, world.wiring)
        if remembering:
            recall(body, mind, learning, world.wiring)
        return mind.out[0][:, alive].copy()

    parent = thoughts(genomes, True)
    child = thoughts(inherit(genomes, [lives], it, layout), False)
    assert np.allclose(parent, child, atol=1e-4)
    assert np.abs(parent - thoughts(genomes, False)).max() > 0.1  # without it they think otherwise


def families(path):
    """Genomes of generation 1, and those of their only parents as they were born, for each population."""
    frames = tables(path)
    people = frames["individuals"].set_index("individual_id")
    assert people.parent2_id.isna().all()
    genomes = frames["genomes"].query("~hall_of_fame").set_index("individual_id").genome
    out = []
    for population in range(4):
        children = people.query(f"generation == 1 and population == {population}")
        out.append([np.stack(genomes[ids].to_list()) for ids in (
            children.index, children.parent1_id.astype(int))])
    return out


def test_children_inherit_it_where_it_is_on(plastic, tmp_path):
    it = plastic(*STILL, "plasticity.lamarckian=true")
    path = run(it, tmp_path)
    layout, plastic_inputs = load_run(path).layout, wiring(it, Layout.of(it)).plastic
    (children, parents), *shadows = families(path)
    may = np.zeros((1, layout.n_genes), bool)
    layout.part(may, "skip")[:, plastic_inputs] = True
    layout.part(may, "products")[:] = True
    assert (children != parents)[:, may[0]].any(axis=1).all()
    assert (children[:, ~may[0]] == parents[:, ~may[0]]).all()
    for children, parents in shadows:  # they do not live, and so learn nothing
        assert (children == parents).all()


def test_it_is_off_by_default(plastic, tmp_path):
    assert not Config().plasticity.lamarckian
    path = run(plastic(*STILL), tmp_path)
    for children, parents in families(path):
        assert (children == parents).all()


def test_a_run_with_it_goes_another_way_from_the_second_generation_on(plastic, tmp_path):
    on, off = (tables(run(plastic("generations=3", f"plasticity.lamarckian={value}"), tmp_path, name=value)
                      )["generations"].query("population == 0").fitness_mean.to_list()
               for value in ("true", "false"))
    assert on[0] == off[0] and on[1] != off[1] and on[2] != off[2]


def test_to_keep_what_was_learned_changes_nothing():
    it = config()
    genomes, layout, (kept, _) = lived(it)
    seats = Seating((kept.genome >= 0).astype(np.int64), np.zeros_like(kept.genome), kept.genome)
    plain = live_bands(genomes, seats, it, layout, streams(1, Purpose.HAND, generation=0, replicates=2))
    assert np.array_equal(plain.tally, kept.tally) and plain.learned.shape[0] == 0

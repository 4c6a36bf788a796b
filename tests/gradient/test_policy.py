"""The brain in torch is the brain of the kernels, and its choices are theirs."""

from itertools import product

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import EvosimError
from evosim.genome import Layout
from evosim.names import Act, PlasticityGene, Purpose
from evosim.world import Seating, express, geometry, live_bands, wiring
from evosim.world.lives import fitness, streams

torch = pytest.importorskip("torch")
pytest.importorskip("torchrl")

SMALL = ["world.size=12", "world.ticks=50", "population.genomes=12", "population.replicates=2",
         "band.evolving=6", "oversight.watched=0.5", "oversight.penalty=1.0", "oversight.reward=0.5",
         "brain.products=true", "imposters.enabled=true", "imposters.share=0.2"]


def lived(*overrides, noted=True, seed=1):
    """A small generation of one brain: configuration, layout, genome, lives."""
    config = parse("", overrides=[*SMALL, *overrides])
    layout = Layout.of(config)
    rng = np.random.default_rng(seed)
    genome = layout.founders(1, rng)[0] + rng.normal(0, 0.3, layout.n_genes).astype(np.float32)
    layout.part(genome[None], "skip")[0, -1, layout.acts.index(Act.MOVE)] += 3.0  # so that ways are seen
    genomes = np.repeat(genome[None], config.population.genomes, axis=0)
    seating = Seating.of(config, np.arange(len(genomes)))
    keys = streams(seed, Purpose.LIFE, generation=0, replicates=config.population.replicates)
    return config, layout, genome, live_bands(genomes, seating, config, layout, keys, noted=noted)


@pytest.fixture(scope="module")
def innate():
    return lived()


def test_taking_notes_changes_nothing(innate):
    *_, noted = innate
    *_, plain = lived(noted=False)
    assert plain.noted is None
    assert np.array_equal(noted.tally, plain.tally) and np.array_equal(noted.letter_n, plain.letter_n)


def moments(lives):
    """Senses (m, inputs), outputs (m, outputs), act and way (m,) of all moments, and who was in them (m,)."""
    it = lives.noted
    here = np.moveaxis(it.lived, -1, 2)
    who = np.broadcast_to(lives.genome[:, None, :, None], here.shape)[here]
    return (*(np.moveaxis(values, -1, 2)[here] for values in (it.sensed, it.given, it.chosen, it.went)), who)


def test_it_gives_what_the_kernels_give(innate):
    from evosim.gradient.policy import Brain

    config, layout, genome, lives = innate
    sensed, given, *_ = moments(lives)
    assert len(sensed) > 500 and given.std() > 0.1
    with torch.no_grad():
        out = Brain(layout, wiring(config, layout), genome)(torch.from_numpy(sensed)).numpy()
    assert np.abs(out - given).max() < 1e-4


def test_weights_go_back_where_they_came_from(innate):
    from evosim.gradient.policy import Brain

    config, layout, genome, _ = innate
    brain = Brain(layout, wiring(config, layout), genome)
    assert np.array_equal(brain.into(layout, genome.astype(float)), genome.astype(float))
    with torch.no_grad():
        brain.weights["output"] += 1
    moved = brain.into(layout, genome.astype(float)) - genome
    block = layout.blocks["output"]
    assert moved[block.start:block.stop] == pytest.approx(1, abs=1e-6)
    assert np.count_nonzero(moved) == block.stop - block.start


def test_choices_have_the_odds_that_the_kernels_draw_by(innate):
    """How often each act and way was chosen is what their chances add up to."""
    from evosim.gradient.policy import Choice, moves, odds

    config, layout, _, lives = innate
    wires, space = wiring(config, layout), geometry(config.world.size, config.world.sight)
    sensed, given, chosen, went, _ = moments(lives)
    steep = torch.full((len(sensed), 1), config.brain.steepness)
    drawn = odds(torch.from_numpy(given), torch.from_numpy(sensed), steep, wires, space)
    chance = Choice(*drawn, moves(wires))
    acts = np.array([(chosen == act).mean() for act in wires.acts])
    expected = chance.acts.exp().mean(0).numpy()
    error = np.sqrt((chance.acts.exp() * (1 - chance.acts.exp())).mean(0).numpy() / len(sensed))
    assert (np.abs(acts - expected) < 4 * error + 1e-9).all() and len(acts) == len(layout.acts)
    goes = chosen == Act.MOVE
    ways = chance.ways[torch.from_numpy(goes)].exp().numpy()
    error = np.sqrt((ways * (1 - ways)).sum(axis=0))
    assert goes.sum() > 200
    assert (np.abs(np.bincount(went[goes], minlength=8) - ways.sum(axis=0)) < 4 * error).all()


def test_chances_add_up_and_entropy_is_theirs():
    from evosim.gradient.policy import Choice

    generator = torch.Generator().manual_seed(1)
    logits, pull = torch.randn(5, 4, generator=generator), torch.randn(5, 8, generator=generator)
    it = Choice(logits, pull, moves=2)
    actions = [(act, way) for act, way in product(range(4), range(8)) if act == 2 or way == 0]
    log = torch.stack([it.log_prob(torch.tensor([action]).expand(5, 2)) for action in actions])
    assert log.exp().sum(0) == pytest.approx(np.ones(5), abs=1e-6)
    assert -(log.exp() * log).sum(0) == pytest.approx(it.entropy().numpy(), abs=1e-6)


def test_what_each_tick_brings_adds_up_to_fitness(innate):
    from evosim.gradient.climb import rewards

    config, _, _, lives = innate
    gains = rewards(lives, config)
    whole = fitness(lives.tally, config.body.stash_worth)
    assert gains.sum(axis=2) + config.body.start_energy == pytest.approx(whole, abs=1e-3)
    assert lives.tally.std() > 0 and (np.abs(gains) > 0).mean() > 0.1
    ends = lives.noted.lived.sum(axis=2)
    later = np.arange(50)[None, None, :, None] >= ends[:, :, None]
    assert not gains[later & (lives.genome >= 0)[:, None, None]].any()  # nothing comes to the dead


def test_steps_to_nowhere_are_said(innate):
    from evosim.gradient import climb, step

    config, layout, genome, lives = innate
    genomes = np.repeat(genome[None], 12, axis=0)
    _, memory = step([lives], genomes, genome.astype(float), {}, config, layout, 0)
    assert {name.split(".")[0] for name in memory} == {"critic", "adam"}
    lost = {name: np.full_like(value, np.nan) if name.startswith("critic") else value
            for name, value in memory.items()}
    with pytest.raises(EvosimError, match=r"a weight is not finite after generation 1: "
                                          r"gradient\.rate = 0\.003 may be too large"):
        climb.climb([lives], genomes, genome.astype(float), lost, config, layout, 1)


def test_those_who_learn_choose_by_what_they_learned_too():
    """Of a plastic life the brain at birth, what was learned and the own steepness make the odds."""
    from evosim.gradient import climb
    from evosim.gradient.policy import Brain

    config, layout, genome, lives = lived("plasticity.enabled=true", "instruction.share=0.8",
                                          "oversight.approval=1.0")
    wires, space = wiring(config, layout), geometry(config.world.size, config.world.sight)
    brain, critic = Brain(layout, wires, genome), climb.Critic(wires.inputs + 1)
    rates = express(genome[None], layout, config).rates
    steep = np.full(12, config.brain.steepness * rates[0, PlasticityGene.TEMPERATURE], np.float32)
    seen = climb._situations(lives, steep, brain, critic, config, wires, space)
    _, given, *_ = moments(lives)
    with torch.no_grad():
        out = brain(seen.sensed[:, :-1]) + seen.learned
        again = climb.Actor(brain, wires, space)(seen.sensed, seen.learned, seen.steepness)
        log = climb.Choice(*again, climb.moves(wires)).log_prob(seen.action)
    assert np.abs(out.numpy() - given).max() < 1e-4 and float(seen.learned.abs().max()) > 0.1
    assert np.abs((log - seen.log_prob).numpy()).max() < 1e-3

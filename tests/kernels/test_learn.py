"""Learning in life: each equation of `kernels/learn.py`, and the slope that credit goes along."""

import numpy as np
import pytest
from scipy import special

from evosim.config import Config
from evosim.genome import Layout
from evosim.kernels.jit import kernel
from evosim.kernels.lanes import put, take, where
from evosim.kernels.learn import BOUND, SURPRISE, expect, shift
from evosim.kernels.width import LANES
from evosim.names import RATES, Act, Drive, Occupant, PlasticityGene
from evosim.world import World, express, wiring
from evosim.world.constants import rate
from tests.kernels.byhand import alone

from .byhand import EAT, STAY, lead, minded, sprout


@kernel
def _expect(value, x, reward, rate, surprise):
    put(surprise, 0, expect(value, x, take(reward, 0), take(rate, 0), 0))


@kernel
def _shift(learned, trace, slope, x, moved, by):
    for k in range(len(x)):
        seen = where(take(moved, 0), take(x[k], 0), 0.0)
        shift(learned[k], trace[k], slope, seen, take(by[0], 0), take(by[1], 0), take(by[2], 0), 0)


_expect, _shift = alone(_expect), alone(_shift)

P = PlasticityGene


def vivid(seed, **tree):
    """A world of sixteen mutated genomes that are told, watched, paid and shaken by much."""
    config = Config.model_validate({
        "world": {"size": 12, "ticks": 40}, "food": {"initial": 70, "poison": True},
        "social": {"steal": True}, "instruction": {"share": 0.8, "segment_min": 3, "segment_max": 6},
        "oversight": {"watched": 1.0, "approval": 0.7, "reward": 0.5, "reward_felt": "food",
                      "penalty_felt": "pain"},
        "language": {"meaning": "shuffled"}, "plasticity": {"enabled": True, **tree.pop("plasticity", {})},
        **tree, "seed": seed})
    layout, rng = Layout.of(config), np.random.default_rng(seed)
    genomes = layout.founders(16, rng)
    genomes += rng.normal(0, 0.4, genomes.shape).astype(np.float32)
    return World(config, genomes)


# Equations, on arrays ---------------------------------------------------------------------------


def test_expectation():
    """d = clip(r - V x, 3); V <- V + beta d x / |x|^2."""
    rng = np.random.default_rng(1)
    value, x = rng.normal(0, 0.3, (2, 24, LANES)).astype(np.float32)
    reward = rng.choice([0.7, -1.5, 9.0, -9.0], LANES).astype(np.float32)
    share = rng.choice([0.2, 1.0, 0.5, 0.0], LANES).astype(np.float32)
    before, surprise = value.astype(float), np.zeros(LANES, np.float32)
    _expect(value, x, reward, share, surprise)
    wanted = np.clip(reward - (before * x).sum(axis=0), -SURPRISE, SURPRISE)
    assert np.allclose(surprise, wanted, rtol=1e-5) and (abs(wanted) == SURPRISE).any()
    assert np.allclose(value, before + share * wanted * x / (x.astype(float)**2).sum(axis=0), rtol=1e-5,
                       atol=1e-6)


def test_a_full_correction_expects_the_reward():
    x = np.repeat(np.float32([[1], [0], [0.5], [2]]), LANES, axis=1)
    value, surprise = np.zeros((4, LANES), np.float32), np.zeros(LANES, np.float32)
    reward, share = np.full(LANES, 2, np.float32), np.ones(LANES, np.float32)
    _expect(value, x, reward, share, surprise)
    assert (surprise == 2).all()
    _expect(value, x, reward, share, surprise)
    assert np.abs(surprise).max() < 1e-6


@pytest.mark.parametrize(("rows", "outputs"), [(1, 16), (7, 13), (3, 48)])
def test_trace_and_forgetting(rows, outputs):
    """e <- lambda e + u d log p / d out; W <- (1 - f) W + eta d e, within the bound."""
    rng = np.random.default_rng(2)
    learned, trace = rng.normal(0, 1, (2, rows, outputs, LANES)).astype(np.float32)
    slope, x = (rng.normal(0, 1, (many, LANES)).astype(np.float32) for many in (outputs, rows))
    learned[:, 0], learned[:, 1] = BOUND, -BOUND
    trace[:, 0], trace[:, 1] = 50, -50
    moved = rng.random(LANES) < 0.7
    before = learned.copy(), trace.copy()
    e = 0.6 * trace.astype(float) + x[:, None] * slope
    wanted = np.clip((1 - 0.02) * learned.astype(float) + 0.3 * e, -BOUND, BOUND)
    by = np.where(moved, np.float32([[0.6], [0.3], [0.98]]), np.float32([[1], [0], [1]])).astype(np.float32)
    _shift(learned, trace, slope, x, moved, by)
    assert np.allclose(trace[..., moved], e[..., moved], rtol=1e-5, atol=1e-6)
    assert np.allclose(learned[..., moved], wanted[..., moved], rtol=1e-5, atol=1e-6)
    assert (learned[:, 0, moved] == BOUND).all() and (learned[:, 1, moved] == -BOUND).all()
    for now, then in zip((learned, trace), before, strict=True):
        assert np.array_equal(now[..., ~moved], then[..., ~moved])


# In a world -------------------------------------------------------------------------------------


def test_a_life_follows_the_equations():
    """Expectation, traces and weights of every agent at every tick, from what was sensed and felt."""
    world = vivid(3, plasticity={"learning_rate": 0.5})
    before, moved = world.snapshot(), 0.0
    alive = before["alive"]
    while not world.over:
        world.step()
        now = world.snapshot()
        for i in np.flatnonzero(alive):
            rates = world.genes.rates[world.state.band.genome[i]].astype(float)
            x, u = now["senses"][i].astype(float), now["stimulus"][i].astype(float)
            surprise = np.clip(now["reward"][i] - before["value"][i] @ x, -3, 3)
            assert np.allclose(now["value"][i], before["value"][i]
                               + rates[P.BASELINE_RATE] * surprise * x / (x @ x), atol=1e-5)
            e = rates[P.TRACE] * before["eligibility"][i] + np.outer(u, now["slope"][i])
            assert np.allclose(now["eligibility"][i], e, rtol=1e-5, atol=1e-5)
            w = (1 - rates[P.FORGETTING]) * before["learned"][i] + rates[P.LEARNING_RATE] * surprise * e
            assert np.allclose(now["learned"][i], np.clip(w, -8, 8), rtol=1e-5, atol=1e-5)
        before, alive, moved = now, now["alive"], max(moved, np.abs(now["learned"]).max())
    assert moved > 0.1


def test_what_is_plastic():
    """The told cue, the tokens, the kinds of food, and the products where these are to learn."""
    for products in (True, False):
        world = vivid(4, brain={"power_products": True}, plasticity={"products": products})
        world.step(ticks=6)
        s, layout = world.state.mind.senses[0].T, world.layout
        parts = [s[:, first:first + size] for first, size in (
            layout.senses[name] for name in ("told", "verb", "kind"))]
        if products:
            tokens = parts[1]
            parts += [s[:, [layout.senses[name][0]]] * tokens for name in ("watched", "power")]
        alive = world.state.body.alive[0]
        stimulus = world.state.learning.stimulus[0].T
        assert stimulus.any() and np.allclose(stimulus[alive], np.concatenate(parts, axis=1)[alive])


def test_what_was_learned_adds_to_the_outputs():
    """Two worlds alike but for learned weights differ in outputs by these times the plastic inputs."""
    plain, schooled = (vivid(5, plasticity={"learning_rate": 0.0, "forgetting": 0.0}) for _ in range(2))
    plain.step(ticks=3)
    schooled.step(ticks=3)
    learned = schooled.state.learning.learned
    learned[:] = np.random.default_rng(0).normal(0, 1, learned.shape)
    plain.step()
    schooled.step()
    x = schooled.state.learning.stimulus[0].astype(float)
    wanted = np.einsum("ki,kci->ci", x, learned[0])
    assert np.abs(wanted).max() > 0.1
    assert np.allclose(schooled.state.mind.out[0] - plain.state.mind.out[0], wanted, atol=1e-4)


def log_p(out, world, i):
    """Log probability of what slot i did, in double precision, from outputs."""
    n, w, g = len(world.wiring.acts), world.wiring, world.geometry
    steep = float(np.float32(world.params.brain_steepness)
                  * world.genes.rates[world.state.band.genome[i], P.TEMPERATURE])
    act, direction = world.state.mind.act[0, i], world.state.mind.direction[0, i]
    value = special.log_softmax(steep * out[:n])[w.column[act]]
    if act == Act.MOVE:
        senses = world.state.mind.senses[0, :, i].astype(float)
        along = sum(out[n + k] * senses[at:at + 2] for k, at in enumerate(w.gates))
        value += special.log_softmax(steep * (g.bearings.astype(float) @ along))[direction]
    return value


def test_slope_is_the_derivative_of_log_p():
    world, acts, h = vivid(6), set(), 1e-5
    for _ in range(12):
        alive = world.state.body.alive[0].copy()
        world.step()
        for i in np.flatnonzero(alive):
            out = world.state.mind.out[0, :, i].astype(float)
            up, down = (np.array([log_p(out + sign * h * unit, world, i) for unit in np.eye(len(out))])
                        for sign in (1, -1))
            assert np.allclose(world.state.learning.slope[0, :, i], (up - down) / (2 * h), atol=2e-4)
            acts.add(int(world.state.mind.act[0, i]))
    assert acts == {int(act) for act in world.layout.acts}


def test_temperature_is_a_factor_on_steepness():
    """Twice as steep and half as hot is the same: acts, and so lives."""
    a = vivid(7, brain={"steepness": 2.0}, plasticity={"temperature": 1.0})
    b = vivid(7, brain={"steepness": 4.0}, plasticity={"temperature": 0.5})
    c = vivid(7, brain={"steepness": 2.0}, plasticity={"temperature": 3.0})
    lives = [world.step(ticks=40) or world.state.books.tally for world in (a, b, c)]
    assert np.array_equal(lives[0], lives[1]) and not np.array_equal(lives[0], lives[2])


# What a life comes to -----------------------------------------------------------------------------


def test_without_a_learning_rate_nothing_is_learned():
    world = vivid(8, plasticity={"learning_rate": 0.0})
    world.step(ticks=40)
    assert not world.state.learning.learned.any() and world.state.learning.eligibility.any()


def test_without_plasticity_there_is_nothing_to_learn_with():
    world = World(Config())
    assert all(value.size == 0 for value in world.state.learning)
    assert not world.wiring.learns and world.wiring.plastic_rows == 0


def test_who_has_no_brain_learns_nothing():
    world = minded({"plasticity": {"learning_rate": 1.0}}, [(5, 5), (5, 6)],
                   kinds=[Occupant.EXTERNAL, Occupant.FROZEN])
    world.step(ticks=5)
    value = world.state.learning.value[0].T
    assert not value[0].any() and value[1].any()


def test_forgetting_goes_back_to_birth():
    world = minded({"plasticity": {"forgetting": 0.25}})
    world.state.learning.learned[:] = 1
    for tick in range(1, 5):
        lead(world, STAY)
        assert np.allclose(world.state.learning.learned[0, :, :, 0], 0.75**tick)


def test_a_trial_may_reset_once_and_freeze():
    tree = {"world": {"size": 20, "ticks": 10}, "trial": {"reset": 0.3, "freeze": 0.6},
            "plasticity": {"forgetting": 0.0, "trace": 1.0, "baseline_rate": 0.5}}
    world = minded(tree)
    learning, seen = world.state.learning, []
    learning.learned[:], learning.eligibility[:] = 1, 1
    for _ in range(10):
        lead(world, STAY)
        seen.append(float(learning.learned[0, ..., 0].max()))
        if world.tick == 5:
            learning.learned[0, ..., 0] = 2
        if world.tick == 6:
            kept = learning.value.copy()
    assert seen[:3] == [1, 1, 1] and seen[3:5] == [0, 0] and seen[5:] == [2] * 5
    assert kept.any() and np.array_equal(kept, learning.value)


@pytest.mark.parametrize("liking", [1.0, -1.0])
def test_a_meal_under_a_token_is_learned(liking):
    """Who eats when told, and likes it, comes to eat more when told than to do anything else."""
    world = minded({"instruction": {"share": 1.0, "verbs": ["stay"], "segment_min": 60,
                                    "segment_max": 60},
                    "plasticity": {"learning_rate": 0.3, "forgetting": 0.0, "trace": 0.2}})
    world.genes.drives[:] = 0
    world.genes.drives[:, Drive.HUNGER] = liking
    while not world.over:  # acts are drawn evenly at first; food never ends
        sprout(world, (5, 5))
        world.state.body.y[0, 0] = world.state.body.x[0, 0] = 5
        world.step()
    told = liking * world.state.learning.learned[0, 0, :len(world.layout.acts), 0]
    eat = world.wiring.column[EAT[0]]
    assert told[eat] > 0.2 and told[eat] > 2 * np.abs(np.delete(told, eat)).max() * (liking > 0)
    assert told.argmax() == eat


# Genes ------------------------------------------------------------------------------------------


def test_rates_at_gene_0_are_the_defaults_and_never_above_the_most():
    for k, spec in enumerate(RATES):
        assert rate(k, np.zeros(1))[0] == pytest.approx(spec.default)
        far = rate(k, np.array([-1000.0, 1000.0]))
        assert 0 <= far[0] < 1e-6 and far[1] <= spec.most
        assert (np.diff(rate(k, np.linspace(-3, 3, 50))) >= 0).all()


@pytest.mark.parametrize(("gene", "scale"), [(P.LEARNING_RATE, "log"), (P.TRACE, "logit")])
def test_a_gene_multiplies_its_rate_or_the_odds_of_it(gene, scale):
    spec = RATES[gene]
    got = float(rate(gene, np.array([0.7]))[0])
    if scale == "log":
        assert got == pytest.approx(spec.default * np.exp(0.7))
    else:
        assert special.logit(got) == pytest.approx(special.logit(spec.default) + 0.7)
    assert spec.scale == scale


def test_express_gives_drives_and_rates():
    config = Config.model_validate({"plasticity": {"enabled": True}})
    layout = Layout.of(config)
    genomes = np.random.default_rng(0).normal(0, 1, (5, layout.n_genes)).astype(np.float32)
    genes = express(genomes, layout, config)
    assert np.array_equal(genes.drives, layout.part(genomes, "drives"))
    for k in range(len(RATES)):
        assert np.allclose(genes.rates[:, k], rate(k, layout.part(genomes, "plasticity")[:, k]))
    assert wiring(config, layout).plastic_rows == 1 + len(layout.verbs) * 2  # told, tokens, products

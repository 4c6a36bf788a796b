"""The brain: forward pass against float64, draws against softmax, and the claims of docstrings."""

import numpy as np
import pytest
from numba import njit
from scipy import special, stats

from evosim.config import Config
from evosim.genome import Layout
from evosim.kernels.jit import alone
from evosim.kernels.pick import pick, pick_way
from evosim.kernels.random import bits, unit
from evosim.kernels.think import forward, rational_tanh
from evosim.names import Act
from evosim.world import World, express, wiring
from evosim.world.constants import geometry

pick, pick_way, forward, rational_tanh = (alone(it) for it in (pick, pick_way, forward, rational_tanh))

ALPHA = 1e-4


@njit
def each(function, x):
    return np.array([function(v) for v in x])


def padded(logits, lanes):
    """Room for as many lanes, full of what must not be drawn."""
    room = np.full(lanes, 1e6, np.float32)
    room[:len(logits)] = logits
    return room


@njit
def draws(logits, k, n, slope):
    counts = np.zeros(k, np.int64)
    for t in range(n):
        counts[pick(logits, np.float32(1), k, unit(bits(np.uint64(99), 0, 0, t)), slope)] += 1
    return counts


@njit
def way(x, y, steepness, u, bearings):
    return pick_way(np.float32(x), np.float32(y), np.float32(steepness), np.float32(u), bearings)


@njit
def one(logits, steepness, k, u, slope):
    return pick(logits, np.float32(steepness), k, np.float32(u), slope)


def test_rational_tanh_is_within_its_claim():
    x = np.linspace(-40, 40, 400_001, dtype=np.float32)
    y = each(rational_tanh, x)
    assert np.abs(y - np.tanh(x.astype(float))).max() < 1e-4
    assert np.abs(y).max() <= 1
    assert np.all(np.diff(y) > -1e-6)
    assert each(rational_tanh, np.float32([0]))[0] == 0


@pytest.mark.parametrize("brain", [
    {"hidden": 16}, {"hidden": 0}, {"hidden": 8, "recurrent": True},
    {"hidden": 40, "recurrent": True, "power_products": True}, {"hidden": 24, "products": False},
])
def test_forward_equals_float64(brain):
    config = Config.model_validate({
        "brain": brain, "social": {"steal": True}, "imposters": {"enabled": True},
        "power": {"mode": "prospective"}})
    layout, rng = Layout.of(config), np.random.default_rng(1)
    genomes = rng.normal(0, 0.5, (1, layout.n_genes)).astype(np.float32)
    w, weights = wiring(config, layout), express(genomes, layout, config).weights
    units = layout.hidden
    part = {name: layout.part(genomes, name)[0].astype(float)
            for name in ("hidden", "recurrent", "skip", "products", "output")}
    work, out = np.zeros(w.columns, np.float32), np.zeros(w.columns - w.hidden, np.float32)
    memory, last = np.zeros(w.hidden, np.float32), np.zeros(units)
    for _ in range(5):  # memory carries over
        x = np.zeros(w.inputs, np.float32)
        x[:layout.n_senses] = rng.normal(0, 1, layout.n_senses) * (rng.random(layout.n_senses) < .6)
        x[w.bias] = 1
        forward(x, memory, weights[0], w, work, out)
        full = x[:layout.n_senses + 1].astype(float)
        loops = last @ part["recurrent"] if brain.get("recurrent") else 0
        last = np.tanh(full @ part["hidden"] + loops)
        first, tokens = layout.senses["verb"]
        products = [full[layout.senses[name][0]] * full[first + v]
                    for name in layout.products for v in range(tokens)]
        wanted = full @ part["skip"] + np.array(products) @ part["products"] + last @ part["output"]
        # the tanh is within 1e-4: what it feeds is within the sum of its weights times that
        slack = 1e-4 + 3e-4 * np.abs(part["output"]).sum(axis=0) if units else 1e-4
        assert np.all(np.abs(out[:layout.n_outputs] - wanted) < slack)
        assert np.allclose(memory[:units], last, atol=3e-4)
        assert not memory[units:].any() and not out[layout.n_outputs:].any()


LOGITS = [
    [0.0] * 6, [0.0, 1, 2, 3], [5.0, 5, -5, 4.5, 3], [-1000.0, -1001, -999], [2.0],
    [0.0, -7, 0.5, -6, 0.1, 0.2, -8, 0.3], [300.0, 299, 301], list(np.linspace(-3, 2, 16)),
    list(np.linspace(-2, 3, 21)),
]


@pytest.mark.parametrize("logits", LOGITS)
def test_draws_follow_softmax(logits):
    n, lanes = 200_000, 16 if len(logits) <= 16 else 32
    counts = draws(padded(logits, lanes), len(logits), n, np.zeros(lanes, np.float32))
    assert counts.sum() == n
    if len(logits) > 1:
        assert stats.chisquare(counts, n * special.softmax(logits)).pvalue > ALPHA


@pytest.mark.parametrize("logits", LOGITS)
def test_the_slope_of_a_draw_is_that_of_its_log_probability(logits):
    k = len(logits)
    slope = np.full(48, 7, np.float32)
    picked = one(padded(logits, 32), 2.5, k, 0.4, slope)
    chances = special.softmax(2.5 * np.float64(logits))
    assert picked == np.searchsorted(np.cumsum(chances)[:-1], 0.4, side="right")
    assert slope[:k] == pytest.approx(2.5 * ((np.arange(k) == picked) - chances), abs=2e-5)
    assert not slope[k:].any()


def test_the_odds_of_a_draw_are_within_their_claim():
    def odds(x):
        """exp(x), from the slope where the first of two, at 0, is drawn."""
        slope = np.zeros(16, np.float32)
        assert one(padded([0, x], 16), 1, 2, 0, slope) == 0
        return -float(slope[1]) / (1 - float(slope[0]))

    x = np.linspace(-16, 0, 20_001, dtype=np.float32)
    y = np.array([odds(v) for v in x])
    assert np.abs(y / np.exp(x.astype(float)) - 1).max() < 2e-5
    assert odds(0) == 1
    far = np.array([odds(v) for v in (-80, -1000, -np.inf)])
    assert np.all((far >= 0) & (far < 1e-30))


def test_draw_at_the_ends_of_the_unit_interval():
    last, slope = 1 - 2**-24, np.zeros(16, np.float32)
    assert one(padded([0] * 4, 16), 1, 4, 0, slope) == 0
    assert one(padded([0] * 4, 16), 1, 4, last, slope) == 3
    assert one(padded([0, -90, -90], 16), 1, 3, 0.5, slope) == 0


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (1.5, 0.2), (-0.3, 2.0), (-60.0, 60.0)])
def test_directions_follow_softmax(x, y):
    config = Config()
    bearings = geometry(config.world.size, config.world.sight).bearings
    chances = special.softmax(2.0 * (bearings.astype(float) @ [x, y]))
    u = np.linspace(0, 1, 4096, endpoint=False)
    drawn = [way(x, y, 2, v, bearings) for v in u]
    counts = np.bincount([d[0] for d in drawn], minlength=8)
    assert np.abs(counts / len(u) - chances).max() < 1 / 2048
    assert drawn[0][1:] == pytest.approx(chances @ bearings, abs=2e-5)


def biased(config, **logits):
    """A genome whose skip from the bias gives acts and gates by name the logits wanted."""
    layout = Layout.of(config)
    genome = np.zeros((1, layout.n_genes), np.float32)
    columns = [act.name for act in layout.acts] + list(layout.vectors)
    for name, value in logits.items():
        layout.part(genome, "skip")[0, -1, columns.index(name)] = value
    return genome


def test_acts_of_a_life_follow_the_logits():
    config = Config.model_validate({
        "world": {"ticks": 4000}, "body": {"start_energy": 1e4}, "brain": {"steepness": 2.0}})
    world = World(config, biased(config, MOVE=0.4, EAT=-0.5, GIVE=0.2))
    acts = []
    while not world.over:
        world.step()
        acts.append(int(world.state.mind.act[0, 0]))
    wanted = special.softmax(2.0 * np.array([0.4, 0, -0.5, 0, 0.2]))
    assert stats.chisquare(np.bincount(acts, minlength=5), 4000 * wanted).pvalue > ALPHA


@pytest.mark.parametrize(("gate", "sign"), [(30.0, 1), (-30.0, -1)])
def test_a_gate_steers_toward_and_away(gate, sign):
    config = Config.model_validate({
        "world": {"size": 30, "ticks": 14}, "food": {"initial": 0, "regrow": 0}})
    world = World(config, biased(config, MOVE=50, beacon2=gate), seed=3)
    distances = []
    while not world.over:
        here = world.state.body.y[0, 0], world.state.body.x[0, 0]
        there = world.state.ground.beacons[0, 2]
        gap = [min((a - b) % 30, (b - a) % 30) for a, b in zip(here, there, strict=True)]
        distances.append(np.hypot(*gap))
        world.step()
    assert sign * (distances[0] - distances[-1]) > 2
    assert world.state.mind.act[0, 0] == Act.MOVE


def test_express_places_every_gene_once():
    config = Config.model_validate({"brain": {"hidden": 8, "recurrent": True}})
    layout = Layout.of(config)
    genomes = np.arange(1, layout.n_genes + 1, dtype=np.float32)[None]
    placed = express(genomes, layout, config).weights
    policy = genomes[0, :layout.blocks["drives"].start]
    assert sorted(placed[placed > 0].tolist()) == policy.tolist()

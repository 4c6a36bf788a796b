"""The brain: forward pass against float64, draws against softmax, and the claims of docstrings."""

from collections import namedtuple

import numpy as np
import pytest
from scipy import special, stats

from evosim.config import Config
from evosim.genome import Layout
from evosim.kernels.blank import new_books, new_state
from evosim.kernels.jit import kernel
from evosim.kernels.lanes import floats, put, take
from evosim.kernels.matrix import passes
from evosim.kernels.random import bits, unit
from evosim.kernels.state import Band
from evosim.kernels.think import draw_act, draw_way, exp, rational_tanh, seat, think
from evosim.kernels.width import LANES
from evosim.names import Act, Occupant
from evosim.world import World, express, wiring
from evosim.world.constants import geometry
from tests.kernels.byhand import alone

seat, think = alone(seat), alone(think)

ALPHA = 1e-4
Mind = namedtuple("Mind", "out odds senses direction")
Learning = namedtuple("Learning", "slope")
Draw = namedtuple("Draw", "acts gates learns outputs")
Bearings = namedtuple("Bearings", "bearings")


@kernel
def _each(x, tanh, odds):
    for i in range(0, len(x), LANES):
        put(tanh, i, rational_tanh(take(x, i)))
        put(odds, i, exp(-(take(x, i) * take(x, i))))


@kernel
def _draws(mind, learning, w, steepness, u, drawn):
    for i in range(0, len(u), LANES):
        put(drawn, i, draw_act(mind, learning, w, take(u, i), floats(steepness), 0, 0))


@kernel
def _ways(mind, learning, w, g, steepness, u, drawn):
    for i in range(0, len(u), LANES):
        draw_way(mind, learning, w, g, take(u, i), floats(steepness), floats(0) == 0, 0, 0)
        put(drawn, i, take(mind.direction[0], 0))


_each, _draws, _ways = (alone(it) for it in (_each, _draws, _ways))


def draws(logits, steepness, u):
    """What each u draws, and the slopes of the last draws."""
    k = len(logits)
    mind = Mind(np.repeat(np.float32(logits)[None, :, None], LANES, axis=2),
                np.zeros((max(k, 8), LANES), np.float32),
                np.zeros((1, 2, LANES), np.float32), np.zeros((1, LANES), np.int32))
    learning, drawn = Learning(np.full((1, k + 2, LANES), 7, np.float32)), np.zeros(len(u), np.int32)
    _draws(mind, learning, Draw(np.arange(k), np.zeros(0, np.int64), True, k + 2), steepness,
           np.float32(u), drawn)
    return drawn, learning.slope[0]


def ways(x, y, steepness, u):
    """Directions that each u draws where one gate of 1 points along (x, y)."""
    config = Config()
    g = Bearings(geometry(config.world.size, config.world.sight).bearings)
    senses = np.repeat(np.float32([[[x], [y]]]), LANES, axis=2)
    mind = Mind(np.ones((1, 1, LANES), np.float32), np.zeros((8, LANES), np.float32), senses,
                np.zeros((1, LANES), np.int32))
    learning, drawn = Learning(np.zeros((1, 1, LANES), np.float32)), np.zeros(len(u), np.int32)
    _ways(mind, learning, Draw(np.arange(0), np.zeros(1, np.int64), True, 1), g, steepness, np.float32(u),
          drawn)
    return drawn, learning.slope[0, 0], g.bearings.astype(float)


def test_tanh_and_exp_are_within_their_claims():
    x = np.linspace(-40, 40, 400_000, dtype=np.float32)
    tanh, odds = np.zeros_like(x), np.zeros_like(x)
    _each(x, tanh, odds)
    assert np.abs(tanh - np.tanh(x.astype(float))).max() < 1e-4
    assert np.abs(tanh).max() <= 1
    assert np.all(np.diff(tanh) > -1e-6)
    square = (x * x).astype(float)
    near = square < 80
    assert np.abs(odds[near] / np.exp(-square[near]) - 1).max() < 4e-6
    assert (odds[~near] > 0).all() and (odds[~near] < 2e-35).all()
    zero = np.zeros(LANES, np.float32)
    _each(zero, tanh, odds)
    assert (tanh[:LANES] == 0).all() and (odds[:LANES] == 1).all()


@pytest.mark.parametrize("brain", [
    {"hidden": 16}, {"hidden": 0}, {"hidden": 8, "recurrent": True},
    {"hidden": 40, "recurrent": True, "power_products": True}, {"hidden": 24, "products": False},
])
@pytest.mark.parametrize("worlds", [1, 2, 3])
def test_thinking_equals_float64(brain, worlds):
    """Of 32 agents with a brain each, but for two; memory carries over."""
    config = Config.model_validate({
        "brain": brain, "social": {"steal": True}, "imposters": {"enabled": True},
        "power": {"mode": "prospective"}})
    layout, rng, n = Layout.of(config), np.random.default_rng(1), 32
    genomes = rng.normal(0, 0.5, (n - 2, layout.n_genes)).astype(np.float32)
    w, whose = wiring(config, layout), np.r_[-1, rng.permutation(n - 2), -1]
    band = Band(np.where(whose < 0, Occupant.SCRIPTED, Occupant.EVOLVING).astype(np.int64),
                np.zeros(n, np.int64), whose, np.zeros(n, np.float32), np.zeros(n, np.float32))
    s = new_state(worlds, n, 24, w, 1, band, new_books(worlds, n, len(w.verbs), 0, 0, 0))
    seat(band, s.mind, s.learning, express(genomes, layout, config), w)
    part = {name: layout.part(genomes, name).astype(float)[whose]
            for name in ("hidden", "recurrent", "skip", "products", "output")}
    last = np.zeros((worlds, n, layout.hidden))
    seated = whose >= 0
    for _ in range(3):
        x = rng.normal(0, 1, s.mind.senses.shape) * (rng.random(s.mind.senses.shape) < 0.6)
        x[:, w.bias] = 1
        s.mind.senses[:] = x
        think(s.mind, s.body, w)
        full = s.mind.senses.astype(float).swapaxes(1, 2)
        loops = np.einsum("rnh,nhk->rnk", last, part["recurrent"]) if brain.get("recurrent") else 0
        last = np.tanh(np.einsum("rns,nsh->rnh", full, part["hidden"]) + loops)
        first, tokens = layout.senses["verb"]
        products = np.stack([full[..., layout.senses[name][0]] * full[..., first + v]
                             for name in layout.products for v in range(tokens)] or [full[..., 0]], axis=-1)
        wanted = np.einsum("rns,nso->rno", full, part["skip"]) + np.einsum(
            "rnh,nho->rno", last, part["output"])
        if layout.products:
            wanted += np.einsum("rnp,npo->rno", products, part["products"])
        # the tanh is within 1e-4: what it feeds is within the sum of its weights times some of that
        slack = 1e-4 + 1e-3 * np.abs(part["output"]).sum(axis=1)
        out = s.mind.out.swapaxes(1, 2)
        assert np.all(np.abs(out - wanted)[:, seated] < slack[seated])
        assert np.allclose(s.mind.memory.swapaxes(1, 2)[:, seated], last[:, seated], atol=1e-3)
        assert not out[:, ~seated].any()


def test_passes_take_every_column_once():
    for columns in range(60):
        taken = [column for first, count in passes(columns) for column in range(first, first + count)]
        assert taken == list(range(columns))
        sizes = [count for _, count in passes(columns)]
        assert not sizes or max(sizes) - min(sizes) <= 1


LOGITS = [
    [0.0] * 6, [0.0, 1, 2, 3], [5.0, 5, -5, 4.5, 3], [-1000.0, -1001, -999], [2.0],
    [0.0, -7, 0.5, -6, 0.1, 0.2, -8, 0.3], [300.0, 299, 301], list(np.linspace(-3, 2, 16)),
    list(np.linspace(-2, 3, 21)),
]


@pytest.mark.parametrize("logits", LOGITS)
def test_draws_follow_softmax(logits):
    n = 64_000
    u = [unit(np.uint64(bits(np.uint64(99), 0, 0, t))) for t in range(n)]
    counts = np.bincount(draws(logits, 1, u)[0], minlength=len(logits))
    assert counts.sum() == n
    if len(logits) > 1:
        assert stats.chisquare(counts, n * special.softmax(logits)).pvalue > ALPHA


@pytest.mark.parametrize("logits", LOGITS)
def test_the_slope_of_a_draw_is_that_of_its_log_probability(logits):
    u = np.linspace(0.01, 0.97, LANES)
    picked, slope = draws(logits, 2.5, u)
    chances = special.softmax(2.5 * np.float64(logits))
    assert picked.tolist() == np.searchsorted(np.cumsum(chances)[:-1], u, side="right").tolist()
    k = len(logits)
    for lane, one in enumerate(picked):
        assert slope[:k, lane] == pytest.approx(2.5 * ((np.arange(k) == one) - chances), abs=2e-5)
    assert not slope[k:].any()


def test_draw_at_the_ends_of_the_unit_interval():
    last = 1 - 2**-24
    assert draws([0] * 4, 1, [0] * LANES)[0].tolist() == [0] * LANES
    assert draws([0] * 4, 1, [last] * LANES)[0].tolist() == [3] * LANES
    assert draws([0, -90, -90], 1, [0.5] * LANES)[0].tolist() == [0] * LANES


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (1.5, 0.2), (-0.3, 2.0), (-60.0, 60.0)])
def test_directions_follow_softmax(x, y):
    u = np.linspace(0, 1, 4096, endpoint=False)
    drawn, slope, bearings = ways(x, y, 2, u)
    chances = special.softmax(2.0 * (bearings @ [x, y]))
    assert np.abs(np.bincount(drawn, minlength=8) / len(u) - chances).max() < 1 / 2048
    along = bearings @ [x, y]
    assert slope == pytest.approx(2 * (along[drawn[-LANES:]] - chances @ along), abs=2e-4 * (1 + abs(x)))


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


def test_a_brain_holds_every_weight_once():
    config = Config.model_validate({"brain": {"hidden": 8, "recurrent": True}})
    layout = Layout.of(config)
    assert sorted(wiring(config, layout).order.tolist()) == list(range(layout.blocks["drives"].start))

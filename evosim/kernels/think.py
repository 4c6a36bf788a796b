"""The brain: senses to logits and gates, and the draw of an act and a direction.

    h = tanh(x H [+ h_last R])           hidden units
    y = x S + (x_verb * context) P + h O    skip, products, output
    act ~ softmax(steepness * y_acts)
    m = sum over vectors v of y_gate(v) * v;  direction ~ softmax(steepness * m . e_d)

x are the senses, and last of them the bias, which is 1. Several agents are computed at a time, each with its
own weights: in `Mind.brain` the weights of one connection lie side by side.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.lanes import (
    floats,
    fused,
    gather,
    gather_from,
    higher,
    lower,
    numbers,
    power_of_2,
    put,
    some,
    take,
    units,
    where,
    wholes,
)
from evosim.kernels.matrix import add_inputs
from evosim.kernels.width import LANES
from evosim.names import Act, Draw, Occupant, PlasticityGene

_EVOLVING, _FROZEN = int(Occupant.EVOLVING), int(Occupant.FROZEN)
_ACT, _DIRECTION = int(Draw.ACT), int(Draw.DIRECTION)
_MOVE = int(Act.MOVE)
_TEMPERATURE = int(PlasticityGene.TEMPERATURE)
_DIRECTIONS = 8
_LOG2_E, _LN_2 = np.float32(1.4426950408889634), np.float32(0.6931471805599453)
_FAR = np.float32(-80)  # below the highest by more than this counts as this


@hook
def seat(band, mind, learning, genes, w):
    """Lays the brains of a band side by side, weight by weight, 0 where nobody has one; and says who has."""
    for i in range(0, len(band.genome), LANES):
        brain = mind.brain[i // LANES]
        for lane in range(LANES):  # row by row first: each is read from end to end, as memory likes it
            _copy(mind.seated[lane], genes.weights, band.genome[i + lane])
        starts = numbers(0) * mind.seated.shape[1]
        for k in range(len(w.order)):
            put(brain[k], 0, gather_from(mind.seated, w.order[k], starts))
    for i in range(len(band.genome)):
        genome = band.genome[i]
        mind.minded[i] = band.kind[i] == _EVOLVING or band.kind[i] == _FROZEN
        if w.learns and genome >= 0:
            for k in range(len(learning.drives)):
                learning.drives[k, i] = genes.drives[genome, k]
            for k in range(len(learning.rates)):
                learning.rates[k, i] = genes.rates[genome, k]


@kernel
def _copy(row, weights, genome):
    """Copies the weights of a genome into a row; 0 where there is none."""
    done = 0
    if genome >= 0:
        while done + LANES <= len(row):
            put(row, done, take(weights[genome], done))
            done += LANES
    for k in range(done, len(row)):
        row[k] = weights[genome, k] if genome >= 0 else np.float32(0)


@kernel
def think(mind, body, w):
    """Runs the brains of all, two replicate worlds at a time.

    Reads `senses`. Writes `memory`, `products` and `out`; of those whom no genome moves, and of the dead,
    they mean nothing.
    """
    brain, units, outputs, inputs = mind.brain, w.hidden, w.outputs, w.bias
    tokens = len(w.products) * len(w.verbs)
    for i in range(0, body.alive.shape[1], LANES):
        for r in range(0, body.alive.shape[0], 2):
            worlds = min(body.alive.shape[0] - r, 2)
            add_inputs(brain, w.hidden_at, inputs, units, 1, mind.senses, r, worlds, i, mind.fresh)
            if w.recurrent:
                add_inputs(brain, w.recurrent_at, units, units, 0, mind.memory, r, worlds, i, mind.fresh)
            for t in range(r, r + worlds):
                for h in range(units):
                    put(mind.memory[t, h], i, rational_tanh(take(mind.fresh[t, h], i)))
                multiply_tokens(mind.senses[t], mind.products[t], w, i)
            add_inputs(brain, w.skip_at, inputs, outputs, 1, mind.senses, r, worlds, i, mind.out)
            add_inputs(brain, w.products_at, tokens, outputs, 0, mind.products, r, worlds, i, mind.out)
            add_inputs(brain, w.output_at, units, outputs, 0, mind.memory, r, worlds, i, mind.out)


@hook
def multiply_tokens(senses, products, w, i):
    """Writes the products of verb tokens with context, which the skip alone sees."""
    row = 0
    for k in range(len(w.products)):
        context = take(senses[w.products[k]], i)
        for v in range(len(w.verbs)):
            put(products[row], i, context * take(senses[w.verb + v], i))
            row += 1


@hook
def rational_tanh(x):
    """tanh of lanes by Lambert's continued fraction to x^7, |error| < 1e-4."""
    x = lower(higher(x, -4.97), 4.97)
    q = x * x
    top = fused(q, fused(q, q + 378, 17325), 135135)
    bottom = fused(q, fused(q, fused(q, 28, 3150), 62370), 135135)
    return x * top / bottom


@hook
def exp(x):
    """exp of lanes, none of them above 0; relative error under 4e-6, below e^-80 as if there.

    exp(x) = 2^n exp(x - n ln 2) with n the nearest whole, by Taylor to the fifth power.
    """
    x = higher(x, _FAR)
    n = floats(wholes(x * _LOG2_E - 0.5))
    rest = fused(n, -_LN_2, x)
    e = fused(rest, 1 / 120, 1 / 24)
    e = fused(e, rest, 1 / 6)
    e = fused(e, rest, 0.5)
    e = fused(e, rest, 1)
    return fused(e, rest, 1) * power_of_2(n)


@kernel
def choose(body, mind, learning, p, w, g, keys, tick):
    """Draws the act and direction of every living genome from `out`; writes both.

    Who learns draws with a steepness of its own, and keeps in `slope` how the outputs would have to
    change to make what it does now more likely: the derivative of the log probability.
    """
    for r in range(len(keys)):
        for i in range(0, body.alive.shape[1], LANES):
            moved = take(body.alive[r], i) & take(mind.minded, i)
            if not some(moved):
                continue
            steepness = floats(p.brain_steepness)
            if w.learns:
                steepness *= take(learning.rates[_TEMPERATURE], i)
            act = draw_act(mind, learning, w, units(keys[r], _ACT, tick, i), steepness, r, i)
            put(mind.act[r], i, where(moved, act, take(mind.act[r], i)))
            goes = moved & (act == _MOVE)
            if some(goes):
                u = units(keys[r], _DIRECTION, tick, i)
                draw_way(mind, learning, w, g, u, steepness, goes, r, i)


@kernel
def draw_act(mind, learning, w, u, steepness, r, i):
    """Acts drawn from softmax(steepness * logits) by u, uniform in [0, 1)."""
    out, odds, n = mind.out[r], mind.odds, len(w.acts)
    top = take(out[0], i)
    for k in range(1, n):
        top = higher(top, take(out[k], i))
    every = floats(0)
    for k in range(n):
        e = exp(steepness * (take(out[k], i) - top))
        put(odds[k], 0, e)
        every += e
    column = drawn(odds, n, u * every)
    if w.learns:
        steepness = steepness / every
        for k in range(n):
            ahead = where(column == k, every, 0.0)
            put(learning.slope[r, k], i, steepness * (ahead - take(odds[k], 0)))
        for k in range(n, w.outputs):
            put(learning.slope[r, k], i, floats(0))
    return gather(w.acts, column)


@kernel
def draw_way(mind, learning, w, g, u, steepness, goes, r, i):
    """Writes the directions of those who go, drawn from softmax(steepness * m . bearing) by u."""
    senses, out, odds, n_acts = mind.senses[r], mind.out[r], mind.odds, len(w.acts)
    mx, my = floats(0), floats(0)
    for k in range(len(w.gates)):
        gate, at = take(out[n_acts + k], i), w.gates[k]
        mx = fused(gate, take(senses[at], i), mx)
        my = fused(gate, take(senses[at + 1], i), my)
    mx, my = mx * steepness, my * steepness
    top = floats(-np.inf)
    for d in range(_DIRECTIONS):
        pull = fused(mx, g.bearings[d, 0], my * g.bearings[d, 1])
        put(odds[d], 0, pull)
        top = higher(top, pull)
    every, east, north = floats(0), floats(0), floats(0)
    for d in range(_DIRECTIONS):
        e = exp(take(odds[d], 0) - top)
        put(odds[d], 0, e)
        every += e
        if w.learns:
            east, north = fused(e, g.bearings[d, 0], east), fused(e, g.bearings[d, 1], north)
    way = drawn(odds, _DIRECTIONS, u * every)
    put(mind.direction[r], i, where(goes, way, take(mind.direction[r], i)))
    if w.learns:  # along each vector: chosen less expected
        fx = steepness * (gather(g.bearings, 2 * way) - east / every)
        fy = steepness * (gather(g.bearings, 2 * way + 1) - north / every)
        for k in range(len(w.gates)):
            at = w.gates[k]
            along = fused(fx, take(senses[at], i), fy * take(senses[at + 1], i))
            put(learning.slope[r, n_acts + k], i, where(goes, along, 0.0))


@kernel
def drawn(odds, n, mark):
    """The first of n, the last one else, up to which the odds add up to more than a mark."""
    passed, column = floats(0), wholes(0)
    for k in range(n - 1):
        passed += take(odds[k], 0)
        column += wholes(passed <= mark)
    return column

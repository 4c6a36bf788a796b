"""The brain: senses to logits and gates, and the draw of an act and a direction.

    h = tanh(x H [+ h_last R])           hidden units
    y = x S + (x_verb * context) P + h O    skip, products, output
    act ~ softmax(steepness * y_acts)
    m = sum over vectors v of y_gate(v) * v;  direction ~ softmax(steepness * m . e_d)

Weights of one genome are one block, shape (rows, columns), rows: inputs (senses, bias, padding),
products, hidden units; columns: hidden units, then outputs, each padded to a multiple of 16. An
input row feeds hidden and output columns alike; the row of a hidden unit feeds the recurrent
columns with its last value and the output columns with its new one.
"""

import numpy as np

from evosim.kernels.jit import fast_kernel, kernel
from evosim.kernels.lanes import add_rows, add_rows_twice
from evosim.kernels.random import bits, unit
from evosim.names import Act, Draw, Occupant, PlasticityGene

_EVOLVING, _FROZEN = int(Occupant.EVOLVING), int(Occupant.FROZEN)
_ACT, _DIRECTION = int(Draw.ACT), int(Draw.DIRECTION)
_MOVE = int(Act.MOVE)
_TEMPERATURE = int(PlasticityGene.TEMPERATURE)


@fast_kernel
def forward(x, memory, weights, w, work, out):
    """One forward pass of one agent.

    Args:
        x: float32 (inputs,): senses, 1 at the bias, 0 in the padding.
        memory: float32 (hidden,): last hidden state; overwritten with the new one.
        weights: float32 (rows, columns).
        w: Wiring.
        work: float32 (columns,), scratch.
        out: float32 (outputs,), written.
    """
    H, row = w.hidden, w.inputs + len(w.products) * len(w.verbs)
    work[:] = 0
    add_rows(weights, 0, w.inputs, 0, w.columns, x, 0, work)
    add_products(x, weights, w, work)
    if w.recurrent:
        add_rows(weights, row, H, 0, H, memory, 0, work)
    squash(work, memory)
    add_rows(weights, row, H, H, w.columns - H, memory, 0, work)
    for c in range(len(out)):
        out[c] = work[H + c]


@fast_kernel
def forward_twice(x, x2, memory, memory2, weights, w, work, work2, out, out2):
    """`forward` for one genome in two replicate worlds: each weight is loaded once for both."""
    H, row = w.hidden, w.inputs + len(w.products) * len(w.verbs)
    work[:] = 0
    work2[:] = 0
    add_rows_twice(weights, 0, w.inputs, 0, w.columns, 0, x, work, x2, work2)
    add_products(x, weights, w, work)
    add_products(x2, weights, w, work2)
    if w.recurrent:
        add_rows_twice(weights, row, H, 0, H, 0, memory, work, memory2, work2)
    squash(work, memory)
    squash(work2, memory2)
    add_rows_twice(weights, row, H, H, w.columns - H, 0, memory, work, memory2, work2)
    for c in range(len(out)):
        out[c], out2[c] = work[H + c], work2[H + c]


@fast_kernel
def add_products(x, weights, w, work):
    """Adds the products of verb tokens with context, which the skip alone sees."""
    row = w.inputs
    for k in range(len(w.products)):
        context = x[w.products[k]]
        for v in range(len(w.verbs)):
            product = context * x[w.verb + v]
            if product != 0:
                for c in range(w.hidden, w.columns):
                    work[c] += weights[row, c] * product
            row += 1


@fast_kernel
def squash(work, memory):
    """memory = tanh of the hidden columns."""
    for j in range(len(memory)):
        memory[j] = rational_tanh(work[j])


@kernel
def rational_tanh(x):
    """tanh by Lambert's continued fraction to x^7, |error| < 1e-4; 1.2 ns against libm's 8."""
    x = min(max(x, np.float32(-4.97)), np.float32(4.97))
    q = x * x
    top = x * (np.float32(135135) + q * (np.float32(17325) + q * (np.float32(378) + q)))
    bottom = np.float32(135135) + q * (np.float32(62370) + q * (np.float32(3150)
                                                               + q * np.float32(28)))
    return top / bottom


@kernel
def quick_exp(x):
    """exp(x) for x <= 0: exp(x / 64) by 1 / Taylor, then six squarings.

    Relative error under 2e-5 for x > -16, where all that a softmax ever draws lies; the argument
    is cut at -80. In lanes and without calls, unlike libm's.
    """
    y = max(x, np.float32(-80)) * np.float32(-1.0 / 64)
    e = np.float32(1) + y * (np.float32(1) + y * (np.float32(0.5) + y * (
        np.float32(1 / 6) + y * (np.float32(1 / 24) + y * (np.float32(1 / 120) + y * (
            np.float32(1 / 720) + y * np.float32(1 / 5040)))))))
    e = np.float32(1) / e
    e = e * e
    e = e * e
    e = e * e
    e = e * e
    e = e * e
    return e * e


@fast_kernel
def draw(odds, n, u):
    """Index drawn from the softmax of `odds[:n]`, overwriting it; `u` is uniform in [0, 1)."""
    top = odds[0]
    for k in range(1, n):
        top = max(top, odds[k])
    for k in range(n):  # on its own, so that it is done eight at a time
        odds[k] = quick_exp(odds[k] - top)
    total = np.float32(0)
    for k in range(n):
        total += odds[k]
    u *= total
    total = np.float32(0)
    picked = 0
    for k in range(n - 1):
        total += odds[k]
        picked += 1 if u >= total else 0
    return picked


@kernel
def think(band, body, mind, w, genes):
    """Runs the brain of every living genome; a genome's weights serve all replicates in turn.

    Reads `senses`. Writes `memory` and `out`.
    """
    alive, senses, memory, out, work = body.alive, mind.senses, mind.memory, mind.out, mind.work
    for i in range(len(band.kind)):
        if band.kind[i] != _EVOLVING and band.kind[i] != _FROZEN:
            continue
        mine, r = genes.weights[band.genome[i]], 0
        while r < alive.shape[0]:
            if r + 1 < alive.shape[0] and alive[r, i] and alive[r + 1, i]:
                forward_twice(senses[r, i], senses[r + 1, i], memory[r, i], memory[r + 1, i], mine, w,
                              work[0], work[1], out[r, i], out[r + 1, i])
                r += 2
                continue
            if alive[r, i]:
                forward(senses[r, i], memory[r, i], mine, w, work[0], out[r, i])
            r += 1


@fast_kernel
def choose(band, body, mind, learning, genes, p, w, g, keys, tick):
    """Draws the act and direction of every living genome from `out`; writes both.

    Who learns draws with a steepness of its own, and keeps in `slope` how the outputs would have to
    change to make what it does now more likely: the derivative of the log probability.
    """
    n_acts, n_gates = len(w.acts), len(w.gates)
    out, senses, odds, bearings = mind.out, mind.senses, mind.odds, g.bearings
    for r in range(len(keys)):
        for i in range(len(band.kind)):
            if not body.alive[r, i] or (band.kind[i] != _EVOLVING and band.kind[i] != _FROZEN):
                continue
            steepness = np.float32(p.brain_steepness)
            if w.learns:
                steepness *= genes.rates[band.genome[i], _TEMPERATURE]
            for a in range(n_acts):
                odds[a] = steepness * out[r, i, a]
            column = draw(odds, n_acts, unit(bits(keys[r], _ACT, tick, i)))
            picked = w.acts[column]
            mind.act[r, i] = picked
            if w.learns:
                slope_of_act(odds, column, n_acts, steepness, learning.slope[r, i])
            if picked != _MOVE:
                continue
            my, mx = np.float32(0), np.float32(0)
            for k in range(n_gates):
                gate, at = out[r, i, n_acts + k], w.gates[k]
                mx += gate * senses[r, i, at]
                my += gate * senses[r, i, at + 1]
            for d in range(8):
                odds[d] = steepness * (mx * bearings[d, 0] + my * bearings[d, 1])
            direction = draw(odds, 8, unit(bits(keys[r], _DIRECTION, tick, i)))
            mind.direction[r, i] = direction
            if w.learns:
                slope_of_direction(odds, direction, bearings, senses[r, i], w.gates, n_acts, steepness,
                                   learning.slope[r, i])


@fast_kernel
def slope_of_act(odds, column, n_acts, steepness, slope):
    """d log softmax / d logits of the act drawn; 0 for the gates.

    Args:
        odds: float32, unnormalised probabilities of the acts, as `draw` left them.
        column: of the act drawn.
        n_acts: how many.
        steepness: of the softmax.
        slope: float32 (outputs,), written.
    """
    total = np.float32(0)
    for a in range(n_acts):
        total += odds[a]
    scale = steepness / total
    for a in range(n_acts):
        slope[a] = -scale * odds[a]
    slope[column] += steepness
    slope[n_acts:] = 0


@fast_kernel
def slope_of_direction(odds, direction, bearings, senses, gates, n_acts, steepness, slope):
    """d log softmax / d gates of the direction drawn: chosen less expected, along each vector."""
    total, ex, ey = np.float32(0), np.float32(0), np.float32(0)
    for d in range(8):
        total += odds[d]
        ex += odds[d] * bearings[d, 0]
        ey += odds[d] * bearings[d, 1]
    fx = steepness * (bearings[direction, 0] - ex / total)
    fy = steepness * (bearings[direction, 1] - ey / total)
    for k in range(len(gates)):
        at = gates[k]
        slope[n_acts + k] = fx * senses[at] + fy * senses[at + 1]

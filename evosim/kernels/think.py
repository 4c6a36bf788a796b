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
from evosim.kernels.pick import pick, pick_way
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


@kernel
def choose(band, body, mind, learning, genes, p, w, g, keys, tick):
    """Draws the act and direction of every living genome from `out`; writes both.

    Who learns draws with a steepness of its own, and keeps in `slope` how the outputs would have to
    change to make what it does now more likely: the derivative of the log probability.
    All draw acts before any draws a direction: which act it is cannot be foreseen, and where the next
    step hangs on it, nothing runs ahead.
    """
    for r in range(len(keys)):
        for i in range(len(band.kind)):
            if body.alive[r, i] and (band.kind[i] == _EVOLVING or band.kind[i] == _FROZEN):
                u = unit(bits(keys[r], _ACT, tick, i))
                slope = learning.slope[r, i] if w.learns else mind.drawn
                mind.act[r, i] = w.acts[
                    pick(mind.out[r, i], steepness_of(band, genes, p, w, i), len(w.acts), u, slope)]
    for r in range(len(keys)):
        for i in range(len(band.kind)):
            if mind.act[r, i] == _MOVE and body.alive[r, i] and (
                    band.kind[i] == _EVOLVING or band.kind[i] == _FROZEN):
                u = unit(bits(keys[r], _DIRECTION, tick, i))
                head(mind, learning, w, g, u, steepness_of(band, genes, p, w, i), r, i)


@kernel
def steepness_of(band, genes, p, w, i):
    """Of the softmax of agent i."""
    if w.learns:
        return np.float32(p.brain_steepness) * genes.rates[band.genome[i], _TEMPERATURE]
    return np.float32(p.brain_steepness)


@fast_kernel
def head(mind, learning, w, g, u, steepness, r, i):
    """Draws the direction of agent i, which moves."""
    n_acts, senses, out = len(w.acts), mind.senses[r, i], mind.out[r, i]
    mx, my = np.float32(0), np.float32(0)
    for k in range(len(w.gates)):
        gate, at = out[n_acts + k], w.gates[k]
        mx += gate * senses[at]
        my += gate * senses[at + 1]
    way, east, north = pick_way(mx, my, steepness, u, g.bearings)
    mind.direction[r, i] = way
    if w.learns:  # along each vector: chosen less expected
        fx, fy = steepness * (g.bearings[way, 0] - east), steepness * (g.bearings[way, 1] - north)
        for k in range(len(w.gates)):
            at = w.gates[k]
            learning.slope[r, i, n_acts + k] = fx * senses[at] + fy * senses[at + 1]

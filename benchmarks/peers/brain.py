"""The brain that every peer's agents have: the size and shape of evosim's default one.

55 senses and a bias feed 16 hidden units (tanh) and, past them, the 13 outputs: five acts and eight
directions. That is 1,832 weights, each agent's own. evosim's default brain has 65 more, the products of verbs
with being watched, which a peer without instructions has no use for. `tests/benchmarks/test_peers.py` holds
the sizes against evosim's.
"""

import numpy as np

INPUTS = 56  # the last is the bias
HIDDEN = 16
ACTS = 5
WAYS = 8
OUTPUTS = ACTS + WAYS


def founders(n, rng):
    """Weights of n agents: (n, hidden + outputs, inputs) from inputs, (n, outputs, hidden) from hidden units.

    Normal, of such a width that hidden units and choices are neither dead nor settled.
    """
    first = rng.normal(0, INPUTS**-0.5, (n, HIDDEN + OUTPUTS, INPUTS))
    second = rng.normal(0, HIDDEN**-0.5, (n, OUTPUTS, HIDDEN))
    return first.astype(np.float32), second.astype(np.float32)


def forward(x, first, second):
    """Outputs (n, outputs) of inputs (n, inputs).

    `matvec` over weights that lie output by output is the fastest of eight ways in numpy to give each agent
    its own matrix: 3.0 million passes a second, against 2.1 for `x[:, None] @ first` and 1.3 for `einsum`.
    """
    y = np.matvec(first, x)
    return y[..., HIDDEN:] + np.matvec(second, np.tanh(y[..., :HIDDEN]))


def drawn(logits, u):
    """Index drawn by softmax along the last axis.

    Args:
        logits: (n, k).
        u: (n,), uniform in [0, 1).
    """
    steps = np.exp(logits.T).cumsum(axis=0)  # long rows: half as much again as fast as short ones
    return (steps < u * steps[-1]).sum(axis=0)

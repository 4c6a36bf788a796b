"""What a gene is, in words."""

import numpy as np
from numpy.typing import NDArray

from evosim.genome import Layout
from evosim.names import CUE, Drive, PlasticityGene

_DIRECTION = ("east", "north", "nearness")
# components of sense groups that are directions, or not all of one kind
_PARTS = {
    "heading": ("east", "north"), "second_food": _DIRECTION, "heavy": _DIRECTION, "tree": _DIRECTION,
    "food": _DIRECTION, "named": _DIRECTION, "speaker_place": _DIRECTION, "edge": _DIRECTION,
    "predator": _DIRECTION, "pile": _DIRECTION, "caller": _DIRECTION, "avatar": _DIRECTION,
    "wall": (*_DIRECTION[:2], "stops the step"), "time_token": ("to wait", "since it began"),
    "store": (*_DIRECTION, "holds", "missing"), "record_author": ("tag", "own"),
    "speaker_cue": tuple(map(str, range(CUE))),
}
_OTHER = (*_DIRECTION, "tag", "trace")  # of each of the nearest others


def gene_name(layout: Layout, gene: int) -> str:
    """A gene in words, as `product weight from verb GIVE x watched to act GIVE`.

    Args:
        layout: of the genome.
        gene: its number.
    """
    block = next(block for block in layout.blocks.values() if block.start <= gene < block.stop)
    at = tuple(int(i) for i in np.unravel_index(gene - block.start, block.shape))
    if block.name == "drives":
        return f"weight of the drive {Drive(at[0]).name.lower()}"
    if block.name == "plasticity":
        return f"plasticity gene {PlasticityGene(at[0]).name.lower().replace('_', ' ')}"
    if block.name == "attention":
        return f"attention from token {at[0]} to thing {at[1]}"
    if len(at) == 1:
        return {"body": f"body gene {at[0]}", "tag": "tag", "silent": f"silent locus {at[0]}"}[block.name]
    origin = {"hidden": _input, "skip": _input, "products": _product, "output": _unit, "recurrent": _unit}
    target = f"hidden unit {at[1]}" if block.name in ("hidden", "recurrent") else _output(layout, at[1])
    kind = {"products": "product"}.get(block.name, block.name)
    return f"{kind} weight from {origin[block.name](layout, at[0])} to {target}"


def group_name(layout: Layout, genes: NDArray[np.int64]) -> str:
    """Several genes of one block in words, as `26 output weights`."""
    block = next(block for block in layout.blocks.values() if block.start <= genes[0] < block.stop)
    kind = {"products": "product weights", "drives": "weights of drives", "silent": "silent loci"}.get(
        block.name, f"{block.name} weights" if len(block.shape) == 2 else f"{block.name} genes")
    return f"{len(genes)} {kind}"


def _unit(layout: Layout, at: int) -> str:
    return f"hidden unit {at}"


def _output(layout: Layout, at: int) -> str:
    """A logit or a gate."""
    if at < len(layout.acts):
        return f"act {layout.acts[at].name}"
    return f"gate toward {layout.vectors[at - len(layout.acts)]}"


def _product(layout: Layout, at: int) -> str:
    """Contexts one after the other, and for each all verbs (`world.constants.wiring`)."""
    contexts = [layout.senses[name][0] + k for name in layout.products for k in range(layout.senses[name][1])]
    context, verb = divmod(at, len(layout.verbs))
    return f"verb {layout.verbs[verb].upper()} x {_input(layout, contexts[context])}"


def _input(layout: Layout, at: int) -> str:
    """A component of a sense, or the bias."""
    if at == layout.n_senses:
        return "the bias"
    name, first, size = next((name, first, size) for name, (first, size) in layout.senses.items()
                             if first <= at < first + size)
    k = at - first
    if name == "verb":
        return f"verb {layout.verbs[k].upper()}"
    if name == "last_act":
        return f"last act {layout.acts[k].name}"
    if name == "others":
        return f"other {k // len(_OTHER)}'s {_OTHER[k % len(_OTHER)]}"
    if name == "beacons":
        return f"beacon {k // 3}'s {_DIRECTION[k % 3]}"
    words = name.replace("_", " ")
    if name in _PARTS:
        return f"{words}'s {_PARTS[name][k]}"
    return words if size == 1 else f"{words} {k}"

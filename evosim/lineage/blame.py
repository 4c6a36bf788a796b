"""Which of the genes in which a child differs from its parent carry a difference between them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.genome import Genomes, Layout
from evosim.lineage.traits import Array

Genome = NDArray[np.float32]
Indices = NDArray[np.int64]
LEAST = 0.1  # share of the difference that a group of genes must carry to be looked into
WIDTH = 8  # groups that are looked into at a time


class Carrier(NamedTuple):
    """Some changed genes, and the share of the difference that they carry."""

    genes: Indices
    share: float


def swapped(genome: Genome, source: Genome, genes: Indices) -> Genome:
    """A genome with some genes of another."""
    out = genome.copy()
    out[genes] = source[genes]
    return out


def carriers(parent: Genome, child: Genome, layout: Layout, measure: Callable[[Genomes], Array],
             ) -> list[Carrier]:
    """Changed genes that carry a difference, by halving groups of them; who carries most comes first.

    A group carries the mean of two shares: of the difference that it makes when it alone is put into the
    parent, and of that which is lost when it alone is taken out of the child. So a change that only works
    together with another, and one that another could replace, count half each. Groups begin as the blocks
    of the genome; those that carry at least LEAST are halved until single genes are left, or groups whose
    halves carry too little each.

    Args:
        parent, child: float32 (genes,).
        layout: of both.
        measure: genomes (n, genes) to the trait, float64 (n,).

    Returns:
        Groups, mostly of one gene; none where the two do not differ.
    """
    below, above = measure(np.stack([parent, child]))
    changed = np.flatnonzero(parent != child)
    if above == below or not len(changed):
        return []

    def shares(groups: Sequence[Indices]) -> list[Carrier]:
        if not groups:
            return []
        genomes = [swapped(parent, child, group) for group in groups]
        genomes += [swapped(child, parent, group) for group in groups]
        values = measure(np.stack(genomes))
        gained, lost = values[:len(groups)] - below, above - values[len(groups):]
        share = (gained + lost) / 2 / (above - below)
        return [Carrier(group, float(s)) for group, s in zip(groups, share, strict=True)]

    blocks = [changed[(changed >= block.start) & (changed < block.stop)] for block in layout.blocks.values()]
    kept, out = _best(shares([block for block in blocks if len(block)])), []
    while kept:
        out += [group for group in kept if len(group.genes) == 1]
        whole = [group for group in kept if len(group.genes) > 1]
        halves = iter(shares([half for group in whole for half in np.array_split(group.genes, 2)]))
        kept = []
        for group in whole:
            own = _best([next(halves), next(halves)])
            kept += own
            if not own:
                out.append(group)  # only together
        kept = _best(kept)
    return sorted(out, key=lambda group: -group.share)


def _best(groups: Sequence[Carrier]) -> list[Carrier]:
    kept = [group for group in groups if group.share >= LEAST]
    return sorted(kept, key=lambda group: -group.share)[:WIDTH]


def shams(genome: Genome, layout: Layout, genes: Indices, changes: Genome, avoid: Indices, n: int,
          rng: np.random.Generator) -> Genomes:
    """A genome with changes of the same size at other genes of the same blocks, float32 (n, genes).

    Args:
        genome: float32 (genes,).
        layout: of it.
        genes: int64 (k,), where the real changes are.
        changes: float32 (k,), how large.
        avoid: genes that are not to be touched.
        n: shams.
        rng: draws where.
    """
    out = np.repeat(genome[None], n, axis=0)
    for gene, change in zip(genes.tolist(), changes.tolist(), strict=True):
        block = next(block for block in layout.blocks.values() if block.start <= gene < block.stop)
        others = np.setdiff1d(np.arange(block.start, block.stop), avoid)
        if len(others):
            out[np.arange(n), rng.choice(others, n)] += np.float32(change)
    return out

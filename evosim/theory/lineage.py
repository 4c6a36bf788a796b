"""What is exported is what was bred: tables that tskit reads, against genomes of the engine."""

from dataclasses import replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from evosim.config import parse
from evosim.lineage.inheritance import Loci, bred_again
from evosim.lineage.pedigree import Genealogy
from evosim.lineage.trees import tables_of
from evosim.theory.arena import Arena
from evosim.theory.registry import Curve, Measure, law

_LOCI = 32
_CONFIG = """
[population]
genomes = {n}
[selection]
mode = "wright_fisher"
scheme = "roulette"
[variation]
crossover = 0.8
mutation_rate = 0.02
"""


def differing(genomes: NDArray[np.float32]) -> NDArray[np.float64]:
    """Share of pairs that differ, at each locus, float64 (loci,): Nei's diversity (1987).

    Args:
        genomes: float32 (n, loci).
    """
    n = len(genomes)
    unlike = (genomes[:, None] != genomes[None]).sum(axis=(0, 1))
    return unlike / (n * (n - 1))


@law("tskit-cross-check", "Nei (1987), Molecular evolutionary genetics; Kelleher et al. (2018), tskit")
def tskit_cross_check(full: bool, seed: int, broken: bool) -> Measure:
    """tskit counts the diversity that we count; broken: edges follow first parents, whoever gave the gene.

    Neutral loci of parents that cross: ours is counted on the last genomes that `breed` made; tskit's comes
    from tables written from parents and seed alone. Summed over 32 loci; each locus in the curve.
    """
    n, generations = (128, 1_000) if full else (32, 150)
    config = parse(_CONFIG.format(n=n), source="theory", overrides=[f"seed={seed}"])
    founders = np.zeros((n, _LOCI), np.float32)
    arena = Arena(config, lambda genomes: np.ones(len(genomes)), lambda run: founders.copy(), 0)
    populations = [generation.population for generation in islice(arena.descend(np.zeros(n), 0), generations)]
    genealogy = Genealogy.recorded(populations)
    sigmas = np.full(_LOCI, config.variation.mutation_sigma, np.float32)
    loci = Loci.of(genealogy, bred_again(genealogy, founders, lambda generation: (config, sigmas)),
                   np.arange(_LOCI))
    if broken:
        loci = replace(loci, source=np.repeat(genealogy.parent1[:, None], _LOCI, axis=1))
    tables = tables_of(genealogy, loci, populations[-1].ids)
    ours = differing(populations[-1].genomes)
    theirs = tables.tree_sequence().diversity(windows=np.arange(_LOCI + 1), span_normalise=False)
    curve = Curve("locus", "share of pairs that differ", np.arange(float(_LOCI)), theirs, ours,
                  np.zeros(_LOCI))
    return Measure(float(ours.sum()), float(theirs.sum()), float("nan"), n * (n - 1) // 2, curve, 1e-10)

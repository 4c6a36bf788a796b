"""How offspring differ from their parents: uniform crossover and sparse, large mutations."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

import evosim.kernels  # noqa: F401  sets the cache folder before anything is compiled
from evosim.evolution.selection import toolbox
from evosim.kernels.lanes import numbers, put, take, where, wholes
from evosim.kernels.random import fold, mix, stream
from evosim.kernels.width import LANES
from evosim.names import Purpose

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ONE, _BELOW, _TO_UNIT = np.uint64(1), np.uint64(11), 1.0 / (1 << 53)
_HALF = np.uint64((1 << 32) - 1)


@njit(cache=True)
def _unit(key, counter):
    """A float64 in (0, 1): number `counter` of the stream `key`."""
    return (np.float64(mix(key + np.uint64(counter + 1) * _GOLDEN) >> _BELOW) + 0.5) * _TO_UNIT


@njit(cache=True)
def _cross(genomes, mothers, fathers, crossover, key, first_child, children, crossed):
    """Copies mothers, and with chance `crossover` takes half of the genes from fathers."""
    n, genes = children.shape
    for i in range(n):
        own = fold(key, first_child + i)
        mother, child = genomes[mothers[i]], children[i]
        crossed[i] = _unit(own, 0) < crossover
        if not crossed[i]:
            child[:] = mother
            continue
        father = genomes[fathers[i]]
        for first in range(0, genes, 64):  # one hash gives 64 genes their parent
            bits = mix(own + np.uint64(first + 64) * _GOLDEN)
            last = min(first + 64, genes)
            _choose(bits, mother[first:last], father[first:last], child[first:last])


@njit(cache=True, inline="always")
def _choose(bits, mother, father, child):
    """Genes of the mother, and of the father where the bit of a gene is set; 64 or fewer."""
    in_a_row = mother.strides[0] == father.strides[0] == child.strides[0] == child.itemsize
    if len(child) == 64 and in_a_row:  # in explicit lanes: the compiler's own take 7 ms with AVX-512, not 0.9
        for k in range(0, 64, LANES):
            his = (wholes((bits >> np.uint64(k)) & _HALF) >> numbers(0)) & 1 == 1
            put(child, k, where(his, take(father, k), take(mother, k)))
        return
    for k in range(len(child)):
        child[k] = father[k] if (bits >> np.uint64(k)) & _ONE else mother[k]


@njit(cache=True)
def _mutate(children, rate, sigmas, key, first_child):
    """Adds N(0, sigma) to each gene with chance `rate`, skipping from hit to hit.

    The gaps between hits are geometric (Devroye 1986, II.2), so that only hits cost anything.
    """
    n, genes = children.shape
    if rate <= 0.0:
        return
    scale = 0.0 if rate >= 1.0 else 1.0 / np.log1p(-rate)
    for i in range(n):
        own = fold(key, first_child + i)
        counter, gene, spare, spared = 0, -1, 0.0, False
        while True:
            gene += 1 + int(min(np.log(_unit(own, counter)) * scale, 2.0**40))
            if gene >= genes:
                break
            if spared:
                normal, counter = spare, counter + 1
            else:  # two at once (Box and Muller 1958)
                radius = np.sqrt(-2.0 * np.log(_unit(own, counter + 1)))
                turn = 2.0 * np.pi * _unit(own, counter + 2)
                normal, spare, counter = radius * np.cos(turn), radius * np.sin(turn), counter + 3
            spared = not spared
            children[i, gene] += sigmas[gene] * normal


def mate(genomes: NDArray[np.float32], mothers: NDArray[np.int64], fathers: NDArray[np.int64],
         crossover: float, seed: int, population: int, generation: int,
         children: NDArray[np.float32] | None = None,
         first: int = 0) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Children by uniform crossover.

    Args:
        genomes: float32 (n, genes), of the parents' generation; unchanged.
        mothers, fathers: int64 (k,), rows.
        crossover: chance that a child has both parents.
        seed, population, generation: key of the random numbers.
        children: float32 (k, genes), where to put them; None: into an array of their own.
        first: number of the first child, where only some are made.

    Returns:
        Children, float32 (k, genes), and whether each has both parents, bool (k,).
    """
    if children is None:
        children = np.empty((len(mothers), genomes.shape[1]), np.float32)
    crossed = np.zeros(len(mothers), np.bool_)
    key = stream(np.array([seed, int(Purpose.VARIATION), population, generation, 0]))
    _cross(genomes, mothers, fathers, crossover, np.uint64(key), first, children, crossed)
    return children, crossed


def mutate(children: NDArray[np.float32], rate: float, sigmas: NDArray[np.float32], seed: int,
           population: int, generation: int, first: int = 0) -> None:
    """Mutates children in place.

    Args:
        children: float32 (k, genes).
        rate: chance of each gene.
        sigmas: float32 (genes,), standard deviations.
        seed, population, generation: key of the random numbers.
        first: number of the first child, where only some are given.
    """
    key = stream(np.array([seed, int(Purpose.VARIATION), population, generation, 1]))
    _mutate(children, rate, sigmas, np.uint64(key), first)


toolbox.register("mate", mate)
toolbox.register("mutate", mutate)

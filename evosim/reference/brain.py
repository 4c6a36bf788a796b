"""One genome, read gene by gene: the network it builds, what it likes, how it learns."""

import math
from operator import mul

from evosim.config import Config
from evosim.genome import Layout
from evosim.names import RATES, PlasticityGene
from evosim.reference.dice import single

FARTHEST = 30.0  # genes of learning count no farther from 0 than this


class Brain:
    """One genome's network: a list of weights for each unit that they feed; its body, drives and rates.

    Args:
        layout: which genes feed what.
        genes: of one genome.
        config: says which drives and rates are the same for all.
    """

    def __init__(self, layout: Layout, genes: list[float], config: Config) -> None:
        def into(name: str) -> list[list[float]]:
            block = layout.blocks[name]
            rows, columns = block.shape
            return [[genes[block.start + row * columns + column] for row in range(rows)]
                    for column in range(columns)]

        def plain(name: str) -> list[float]:
            block = layout.blocks[name]
            return genes[block.start:block.stop]

        self.hidden, self.recurrent = into("hidden"), into("recurrent")
        self.skip, self.products, self.output = into("skip"), into("products"), into("output")
        self.strength = 2 / (1 + math.exp(max(-FARTHEST, min(FARTHEST, -plain("body")[0]))))
        self.attention = [softmax([config.brain.sharpness * gene for gene in row])
                          for row in zip(*into("attention"), strict=True)] if layout.attends else []
        self.drives = plain("drives")
        self.rates = [rate(which, gene)
                      for which, gene in zip(PlasticityGene, plain("plasticity"), strict=True)]
        for values, fixed in ((self.drives, config.drives.fixed),
                              (self.rates, config.plasticity.fixed)):
            for k, value in fixed.items():
                values[k] = single(value)

    def run(self, x: list[float], products: list[float],
            memory: list[float]) -> tuple[list[float], list[float]]:
        """New hidden states and outputs, from senses and bias, products and last hidden states."""
        h = [squash(dot(senses, x) + dot(loops, memory))
             for senses, loops in zip(self.hidden, self.recurrent, strict=True)]
        y = [dot(skip, x) + dot(product, products) + dot(output, h)
             for skip, product, output in zip(self.skip, self.products, self.output, strict=True)]
        return h, y


def rate(which: PlasticityGene, gene: float) -> float:
    """What a gene of learning stands for: a multiple, or odds multiplied, of its rate at gene 0."""
    spec = RATES[which]
    gene = max(-FARTHEST, min(FARTHEST, gene))
    if spec.scale == "log":
        return single(min(spec.default * math.exp(gene), spec.most))
    odds = spec.default / (1 - spec.default) * math.exp(gene)
    return single(spec.most * odds / (1 + odds))


def dot(weights: list[float], values: list[float]) -> float:
    """The sum of products."""
    return sum(map(mul, weights, values))


def squash(x: float) -> float:
    """tanh as Lambert's continued fraction, broken off after 13, of x within +-4.97."""
    x = max(-4.97, min(4.97, x))
    rest = 13.0
    for odd in (11, 9, 7, 5, 3, 1):
        rest = odd + x * x / rest
    return x / rest


def softmax(odds: list[float]) -> list[float]:
    """Chances in proportion to exp(odds)."""
    top = max(odds)
    weights = [math.exp(v - top) for v in odds]
    total = sum(weights)
    return [weight / total for weight in weights]

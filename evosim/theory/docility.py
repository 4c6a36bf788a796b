"""Docility: who does as told gains by it and is taxed for others' sake, and persists while it gains more."""

from itertools import islice

import numpy as np

from evosim.genome import Genomes
from evosim.theory.chains import Values, crossing, stationary, student_z, wright_fisher
from evosim.theory.registry import Curve, Measure, law
from evosim.theory.society import Game, Rows, Society, alleles

TAX = 0.5  # what the docile pay for being led
RETURN = 2.0  # what the others of a band get for a unit of tax
SEATS = 4
RENEWED = 0.02  # share of alleles drawn anew


@law("docility", "Simon (1990), A mechanism for social selection and successful altruism")
def docility(full: bool, seed: int, broken: bool) -> Measure:
    """Obedience persists where its benefit exceeds its tax; broken: the docile keep the tax.

    The docile gain d and pay a tax c that brings the others of their band b c. Their share, alleles being
    drawn anew now and then, crosses one half at d = c, or among n at d = c (1 + b / (n - 1)), whatever b.
    """
    n, runs, generations = (240, 24, 400) if full else (120, 6, 50)
    ratios = np.linspace(0.8, 1.2, 9) if full else np.linspace(0.5, 1.5, 5)
    shares = np.empty((runs, len(ratios)))
    for k, ratio in enumerate(ratios):
        society = Society.of(n, seed, taxed(ratio * TAX, kept=broken), band=SEATS, mutation=RENEWED)
        for run in range(runs):
            lives = islice(society.descend(np.arange(n) % 2, k * runs + run), generations // 5, generations)
            shares[run, k] = np.mean([alleles(it.genomes)[:, 0].mean() for it in lives])
    observed, error = crossing(ratios, shares)
    expected = 1 + RETURN / (n - 1)
    exact = np.array([persisting(n, ratio * TAX) for ratio in ratios])
    curve = Curve("benefit / tax", "share of the docile", ratios, shares.mean(axis=0), exact,
                  shares.std(axis=0, ddof=1) / np.sqrt(runs))
    z = student_z((observed - expected) / error, runs - 1)
    return Measure(expected, observed, float(z), shares.size, curve, absolute=0.02 if full else 0.15)


def taxed(benefit: float, kept: bool = False) -> Game:
    """The game in which carriers of allele 1 have a benefit and pay the tax, or only seem to.

    What it brings is shared out among the others of a band, docile or not.
    """
    def game(genomes: Genomes, seats: Rows) -> Values:
        docile, out = alleles(genomes)[:, 0][seats], np.empty(len(genomes))
        others = (docile.sum(axis=1, keepdims=True) - docile) / (SEATS - 1)
        paid = np.zeros_like(docile) if kept else docile
        out[seats] = 1 + benefit * docile - TAX * paid + RETURN * TAX * others
        return out
    return game


def persisting(n: int, benefit: float) -> float:
    """Mean share of the docile in the long run, where what the tax brings goes to all others alike."""
    i = np.arange(n + 1.0)
    brought = RETURN * TAX / (n - 1)
    chain = wright_fisher(n, 1 + benefit - TAX + brought * (i - 1), 1 + brought * i, RENEWED)
    return float(stationary(chain) @ i / n)

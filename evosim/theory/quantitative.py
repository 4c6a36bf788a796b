"""Selection on traits: what it changes, what is inherited of it, and on what it really acts."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config, parse
from evosim.evolution import Ids, Population, breed
from evosim.names import Purpose
from evosim.results import load_run
from evosim.results.cohorts import Cohort, cohorts
from evosim.run import run
from evosim.schema import DRIVES
from evosim.selection_analysis import Descent, descent, differential, fisher, gradients, price
from evosim.theory.registry import Curve, Measure, law

Floats = NDArray[np.float64]

_RUN = """
seed = {seed}
generations = {generations}
[population]
genomes = {n}
compositions = 1
[band]
evolving = 6
[world]
size = 12
ticks = 40
[food]
initial = 20
[battery]
every = 0
[shadow]
populations = 0
[log]
lives_every = 1
"""
_MODES = ('[selection]\nelites = 2\n[islands]\ndemes = 2\nmigration = 0.2\n',
          '[selection]\nmode = "wright_fisher"\nscheme = "rank"\n',
          '[selection]\nmode = "moran"\nbirths = 5\n')
_GENES = ("learning_rate", *(f"drive_{drive}" for drive in DRIVES))
_TRAITS = ("fitness", "letter", "food", *_GENES)

_BREED = """
seed = {seed}
[population]
genomes = {n}
[selection]
mode = "wright_fisher"
scheme = "{scheme}"
[variation]
crossover = 1.0
mutation_rate = 0.02
mutation_sigma = {sigma}
"""
_LOCI = 32


@law("price-identity", "Price (1972), Extension of covariance selection mathematics")
def price_identity(full: bool, seed: int, broken: bool) -> Measure:
    """Selection and transmission add up to the change of a mean; broken: both of two parents count whole.

    In every generation of whole runs (islands with migrants, Wright-Fisher, Moran), for fitness, obedience,
    food, the learning rate and every drive, from what the tables hold; the worst of all, as a share of the
    largest term. The figure is of obedience in the first run.
    """
    terms, changes, sizes, shown = [], [], [], []
    for whole, logged in _runs(full, seed):
        for before, now in itertools.pairwise(whole):
            links = before.descent(now)
            found = price(before.traits, now.traits, _both_whole(links) if broken else links)
            said = logged[now.generation] if not broken else found.selection + found.transmission
            terms.append(said)
            changes.append(found.change)
            sizes.append(np.abs([found.selection, found.transmission, found.change,
                                 1e-6 * np.ptp(before.traits, axis=0)]).max(axis=0))
        shown.append(len(terms))
    total, change, size = np.array(terms), np.array(changes), np.array(sizes)
    size = np.where(size > 0, size, 1.0)
    worst = np.unravel_index(np.argmax(np.abs(total - change) / size), size.shape)
    first, letter = slice(0, shown[0]), _TRAITS.index("letter")
    curve = Curve("generation", "change of mean obedience in training lives", np.arange(1.0, shown[0] + 1),
                  total[first, letter], change[first, letter], np.zeros(shown[0]))
    return Measure(float(change[worst] / size[worst]), float(total[worst] / size[worst]), float("nan"),
                   total.size, curve, absolute=1e-10)


@law("fisher-theorem", "Fisher (1930), The genetical theory of natural selection; Price (1972b)")
def fisher_theorem(full: bool, seed: int, broken: bool) -> Measure:
    """Selection raises mean fitness by its additive variance; broken: payoff is taken for fitness.

    In every generation of whole runs: parents of the next against all, in what is inherited of relative
    fitness through drives and learning rate. The generation in which the two are furthest apart.
    """
    variances, changes = [], []
    for whole, _ in _runs(full, seed):
        for before, now in itertools.pairwise(whole):
            links, genes = before.descent(now), before.traits[:, -len(_GENES):]
            fitness = before.traits[:, 0] if broken else links.fitness
            genes = genes - genes.mean(axis=0)
            effects = np.linalg.lstsq(genes, fitness / fitness.mean() - 1.0, rcond=None)[0]
            value = genes @ effects
            variances.append(fisher(fitness, genes).additive)
            changes.append(float(links.midparent(value).mean() - value.mean()))
    variance, change = np.array(variances), np.array(changes)
    worst = int(np.argmax(np.abs(change - variance) / variance))
    curve = Curve("additive variance of relative fitness", "change of its mean by selection", variance,
                  change, variance, np.zeros(len(change)))
    return Measure(float(variance[worst]), float(change[worst]), float("nan"), len(change), curve,
                   tolerance=1e-10)


@law("breeders-equation", "Lush (1937); Falconer and Mackay (1996), Quantitative genetics, ch. 11")
def breeders_equation(full: bool, seed: int, broken: bool) -> Measure:
    """The mean responds by h^2 S; broken: genes multiply in pairs, and pairs are not inherited whole.

    Truncation of the best fifth, on a trait of 32 loci and chance; R / S where h^2 is .25, .5, .75, of which
    the figure is the second.
    """
    n, runs = (8_192, 300) if full else (4_096, 40)
    shares = np.array([0.25, 0.5, 0.75])
    config = _breeding(n, seed, "truncation", 0.6 * _LOCI**-0.5)
    ratio = np.empty((len(shares), runs))
    for row, share in enumerate(shares):
        for number in range(runs):
            rng = np.random.default_rng([seed, int(Purpose.THEORY), row, number])
            genes = rng.normal(size=(n, _LOCI)).astype(np.float32)
            genes *= np.float32(_LOCI**-0.5)
            noise = rng.normal(0.0, np.sqrt(1.0 - share), (2, n))
            trait = np.sqrt(share) * _genotype(genes, broken) + noise[0]
            young, links = _next(genes, trait, config, row * runs + number)
            after = np.sqrt(share) * _genotype(young, broken) + noise[1]
            ratio[row, number] = price(trait, after, links).change / differential(trait, links.fitness)
    observed, errors = ratio.mean(axis=1), ratio.std(axis=1, ddof=1) / np.sqrt(runs)
    curve = Curve("heritability", "response / selection differential", shares, observed, shares, errors)
    return Measure(0.5, float(observed[1]), float((observed[1] - 0.5) / errors[1]), runs, curve,
                   tolerance=0.03)


@law("lande-arnold", "Lande and Arnold (1983), The measurement of selection on correlated characters")
def lande_arnold(full: bool, seed: int, broken: bool) -> Measure:
    """Gradients recover the surface and clear a hitch-hiker; broken: the hitch-hiker pays, too.

    Two traits, correlated by .7; offspring by roulette on exp(.4 z - .25 z^2) of the first, so that those
    selected are normal and S, beta and gamma are known. The gradient furthest from what it should be; the
    hitch-hiker's are 0 and its S is not.
    """
    n, runs, together = 4_096, 600 if full else 60, 0.7
    spread, middle = 1 / 1.5, 0.4 / 1.5  # of the selected
    gamma = spread + middle**2 - 1.0
    known = np.array([middle, together * middle, middle, 0.0, gamma, 0.0])
    config = _breeding(n, seed, "roulette", 0.0)
    found = np.empty((runs, len(known)))
    for number in range(runs):
        rng = np.random.default_rng([seed, int(Purpose.THEORY), number])
        z = rng.multivariate_normal([0, 0], [[1, together], [together, 1]], n)
        payoff = np.exp(0.4 * z[:, 0] - 0.25 * z[:, 0]**2 + (0.15 * z[:, 1] if broken else 0.0))
        links = _next(z.astype(np.float32), payoff, config, number)[1]
        found[number] = np.concatenate(gradients(z, links.fitness))
    observed, errors = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(runs)
    far = 2 + int(np.argmax(np.abs(observed - known)[2:]))
    order = np.argsort(known)
    curve = Curve("S, beta and gamma of the surface", "from offspring and traits", known[order],
                  observed[order], known[order], errors[order])
    return Measure(float(known[far]), float(observed[far]), float((observed[far] - known[far]) / errors[far]),
                   runs, curve, absolute=0.02)


def _runs(full: bool, seed: int) -> Iterator[tuple[list[Cohort], dict[int, Floats]]]:
    """Generations of whole runs with their traits, and Price's terms as logged, added, float64 (traits,)."""
    with TemporaryDirectory() as folder:
        for number, mode in enumerate(_MODES):
            text = _RUN.format(seed=seed % 2**31 + number, generations=60 if full else 12,
                               n=96 if full else 48)
            seen = load_run(run(parse(text + mode, source="theory"), Path(folder), name=f"run{number}"))
            table = seen.generations.set_index("generation")
            selection, transmission = (
                table[[f"price_{term}_{trait}" for trait in _TRAITS]].to_numpy(np.float64)
                for term in ("selection", "transmission"))
            yield cohorts(seen, _TRAITS), dict(zip(table.index.tolist(), selection + transmission,
                                                   strict=True))


def _both_whole(links: Descent) -> Descent:
    return links._replace(share=np.ones(len(links.share)))


def _breeding(n: int, seed: int, scheme: str, sigma: float) -> Config:
    return parse(_BREED.format(n=n, seed=seed % 2**31, scheme=scheme, sigma=sigma), source="theory")


def _next(genes: NDArray[np.float32], payoff: Floats, config: Config, number: int,
          ) -> tuple[NDArray[np.float32], Descent]:
    """The next generation by the engine: its genes, and who descends from whom."""
    ids = Ids()
    population = Population.of(genes, ids)
    sigmas = np.full(genes.shape[1], config.variation.mutation_sigma, np.float32)
    young = breed(population, payoff, config, sigmas, ids, generation=0, stream=number).population
    return young.genomes, descent(population.ids, young.ids, young.parent1, young.parent2)


def _genotype(genes: NDArray[np.float32], in_pairs: bool) -> Floats:
    """What genes of variance 1 / loci make of the trait, of variance 1."""
    values = genes.astype(np.float64)
    if in_pairs:
        return (values[:, ::2] * values[:, 1::2]).sum(axis=1) * np.sqrt(2 * _LOCI)
    return values.sum(axis=1)

"""Worlds that go on: places that the dead leave are filled by a lottery, and food holds a population's size.

Deaths and births are the ecological mode's own (`evosim.evolution.ecology`, `evosim.seasons`); energy is
given by hand where the law is about who bears, and comes from food in the world where it is about how many
live.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evosim.config import Config, parse
from evosim.evolution import Ids, Population, numbers
from evosim.evolution.ecology import fates, succession
from evosim.genome import Layout
from evosim.names import Account, Purpose
from evosim.probes.known import Spread, agents
from evosim.seasons import turned
from evosim.state import RunState
from evosim.theory.fixation import absorption
from evosim.theory.registry import Curve, Measure, law
from evosim.training import train

Values = NDArray[np.float64]

_FLAT = """
[population]
genomes = {all}
compositions = 1
replicates = 1
[band]
slots = {slots}
evolving = {n}
[selection]
mode = "ecological"
[ecology]
founders = 1.0
birth_at = 2.0
endowment = 0.5
cost = 0.5
clutch = 64
mortality = {mortality}
[variation]
crossover = 0.0
mutation_rate = 0.0
"""


@dataclass(frozen=True)
class Islets:
    """R full patches of N haploids with a locus, as many runs of one law; energy is given by hand.

    Attributes:
        config: of the season; nobody moves to another patch.
        chances: children that somebody with allele 0, and with allele 1, could bear.
        one_dies: whether one of each, drawn at random, runs out of energy each season.
    """

    config: Config
    chances: tuple[int, int]
    one_dies: bool = False

    @staticmethod
    def of(n: int, runs: int, seed: int, mortality: float, chances: tuple[int, int],
           one_dies: bool = False) -> "Islets":
        """So many runs with N places each."""
        text = _FLAT.format(n=n, all=n * runs, slots=-(-n // 16) * 16, mortality=float(mortality))
        return Islets(parse(text, source="theory", overrides=[f"seed={seed}"]), chances, one_dies=one_dies)

    @property
    def n(self) -> int:
        """Places of a patch."""
        return self.config.band.evolving

    @property
    def runs(self) -> int:
        """Patches."""
        return self.config.population.genomes // self.n

    def descend(self, alleles: Values) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int64]]]:
        """Allele and patch of all who live, season after season, without end.

        Args:
            alleles: float64 (n,), of the founders of each.
        """
        config, rules, ids, sigmas = self.config, self.config.ecology, Ids(), np.zeros(1, np.float32)
        patch, places = np.repeat(np.arange(self.runs), self.n), np.full(self.runs, self.n)
        people = Population.of(np.tile(alleles, self.runs).astype(np.float32)[:, None], ids)
        for season in count():
            marks = people.genomes[:, 0]
            yield marks, patch
            come = fates(self._energy(marks, patch, season), season + 1 - people.born, patch, places, rules,
                         False, numbers(config.seed, Purpose.ECOLOGY, season))
            people = succession(people, come, config, sigmas, ids, generation=season).population
            patch = np.concatenate([patch[come.survivors], come.homes])

    def _energy(self, marks: NDArray[np.float32], patch: NDArray[np.int64],
                season: int) -> Values:
        rules, luck = self.config.ecology, numbers(self.config.seed, Purpose.THEORY, season)
        more = np.where(marks == 1, self.chances[1], self.chances[0]) - 1.0
        energy = rules.birth_at + (rules.endowment + rules.cost) * more
        if self.one_dies:
            order = np.lexsort((luck.random(len(marks)), patch))
            energy[order[np.unique(patch[order], return_index=True)[1]]] = 0  # the first of each
        return energy


def coalescence(n: int, mortality: float, chances: int) -> float:
    """Chance that two who live were one a season ago: of n in a full patch, each with as many chances.

    Of D deaths among n, who are binomial, S = n - D live on. One who lives on and a child are one with chance
    1/S, two children with (c - 1)/(S c - 1), since c chances of each of S are drawn without replacement.
    """
    died = np.arange(n)
    left = n - died
    pairs = n * (n - 1)
    both = died * (died - 1) / pairs * (chances - 1) / np.maximum(left * chances - 1, 1)
    return float(stats.binom.pmf(died, n, mortality) @ (2 * died / pairs + both))


def transitions(n: int, mortality: float, chances: tuple[int, int]) -> Values:
    """Chances of j mutants after i in a full patch, float64 (n + 1, n + 1).

    Deaths are binomial; the places left go to chances drawn without replacement, so that mutants among the
    children are hypergeometric. That too few chances are left to fill all places is left out: it is rarer
    than 1e-4.
    """
    out = np.zeros((n + 1, n + 1))
    for i in range(n + 1):
        for a, p in enumerate(stats.binom.pmf(np.arange(i + 1), i, mortality)):
            for b, q in enumerate(stats.binom.pmf(np.arange(n - i + 1), n - i, mortality)):
                mine, theirs = (i - a) * chances[1], (n - i - b) * chances[0]
                if mine + theirs < a + b:
                    continue
                k = np.arange(a + b + 1)
                np.add.at(out[i], i - a + k, p * q * stats.hypergeom.pmf(k, mine + theirs, mine, a + b))
    return out / out.sum(axis=1, keepdims=True)


def death_birth(n: int, r: float) -> float:
    """(1 - 1/n) (1 - 1/r) / (1 - r^-(n - 1)), for one mutant: Moran's formula where the dead do not breed."""
    return (1 - 1 / n) * (1 - 1 / r) / (1 - r ** -(n - 1.0))


@law("ecological-heterozygosity", "lottery births (Sale 1977), coalescence after Moran (1958): exact by "
     "exchangeability")
def heterozygosity(full: bool, seed: int, broken: bool) -> Measure:
    """With deaths by chance and a lottery for their places, two who live are one a season ago with the chance
    that deaths and chances say, and heterozygosity decays by it; broken: two in five die.

    N = 20, a quarter die a season, four chances each. Expected: what is left after 25 seasons.
    """
    n, mortality, chances, seasons, runs = 20, 0.25, 4, 25, 8_000 if full else 400
    patches = Islets.of(n, runs, seed, 0.4 if broken else mortality, (chances, chances))
    kept = np.empty((runs, seasons + 1))
    descent = patches.descend(np.arange(float(n)))
    for season, (alleles, patch) in zip(range(seasons + 1), descent, strict=False):
        counts = np.zeros((runs, n))
        np.add.at(counts, (patch, alleles.astype(int)), 1)
        size = counts.sum(axis=1)
        kept[:, season] = 1 - (counts * (counts - 1)).sum(axis=1) / (size * (size - 1))
    expected = (1 - coalescence(n, mortality, chances)) ** np.arange(seasons + 1.0)
    error = kept.std(axis=0, ddof=1) / np.sqrt(runs)
    z = (kept[:, -1].mean() - expected[-1]) / error[-1]
    curve = Curve("seasons", "heterozygosity", np.arange(1.0, seasons + 1), kept.mean(axis=0)[1:],
                  expected[1:], error[1:])
    return Measure(float(expected[-1]), float(kept[:, -1].mean()), float(z), runs, curve)


@law("ecological-neutral-fixation", "Kimura (1962) at s = 0: by symmetry, wherever all have the same chances")
def neutral(full: bool, seed: int, broken: bool) -> Measure:
    """One neutral mutant of N who live by lottery takes over with chance 1/N; broken: it has six chances for
    four of the others.

    N = 10, a fifth die a season.
    """
    runs = 8_000 if full else 400
    return _take_over(Islets.of(10, runs, seed, 0.2, (4, 6) if broken else (4, 4)), 1 / 10)


@law("ecological-fixation", "absorption of the exact chain: binomial deaths, hypergeometric births")
def advantage(full: bool, seed: int, broken: bool) -> Measure:
    """One mutant with six chances of a child for four of the others takes over with the chance that the exact
    chain says; broken: it has four as well.

    N = 12, a fifth die a season.
    """
    expected = absorption(transitions(12, 0.2, (4, 6)))[1]
    runs = 8_000 if full else 400
    return _take_over(Islets.of(12, runs, seed, 0.2, (4, 4) if broken else (4, 6)), float(expected))


@law("ecological-moran", "Moran (1958); death first: Kaveh, Komarova and Kohandel (2015), Royal Society Open "
     "Science 2:140465")
def moran(full: bool, seed: int, broken: bool) -> Measure:
    """Where one, drawn at random, starves each season, and one of the others takes its place in proportion to
    the chances that each has, one mutant takes over with chance (1 - 1/N)(1 - 1/r)/(1 - r^-(N - 1)), Moran's
    formula for a process in which the dead do not breed; broken: the mutant has no more chances than others.

    N = 10, r = 3/2.
    """
    runs = 8_000 if full else 400
    return _take_over(Islets.of(10, runs, seed, 0.0, (2, 2) if broken else (2, 3), one_dies=True),
                      death_birth(10, 1.5))


@law("ecological-balance", "energy balance, Kooijman (2010), Dynamic energy budget theory, ch. 9")
def balance(full: bool, seed: int, broken: bool) -> Measure:
    """Where nothing but hunger kills and bearing costs nothing, as many live as the food that grows can feed:
    n x metabolism = food that grows, which is regrowth on bare cells; broken: half as much as a child is
    given is lost in bearing it.

    Foragers of one genome in a world of 16 x 16 cells with 64 places, 1 to 2 food a tick, metabolism .05:
    some 20 to 40 live. Observed: what all who live use, over what grew.
    """
    rates, seasons = np.array([1.0, 1.5, 2.0]), 300 if full else 48
    worlds = 8 if full else 2
    inflow, used = np.empty((len(rates), worlds)), np.empty((len(rates), worlds))
    for k, rate in enumerate(rates):
        for world in range(worlds):
            inflow[k, world], used[k, world] = _kept(float(rate), seed + world, seasons, broken)
    ratio = used / inflow
    at = inflow.mean(axis=1)
    curve = Curve("food that grows in a tick", "individuals alive", at, used.mean(axis=1) / METABOLISM,
                  at / METABOLISM, used.std(axis=1, ddof=1) / METABOLISM / np.sqrt(worlds))
    z = (ratio.mean() - 1) / (ratio.std(ddof=1) / np.sqrt(ratio.size))
    return Measure(1.0, float(ratio.mean()), float(z), ratio.size, curve, tolerance=0.03)


METABOLISM = 0.05  # food a tick
_WORLD = """
[population]
genomes = 64
compositions = 1
replicates = 1
[band]
slots = 64
evolving = 64
[selection]
mode = "ecological"
[ecology]
founders = 0.4
birth_at = 2.5
endowment = 1.0
cost = {cost}
clutch = 4
mortality = 0.0
[variation]
crossover = 0.0
mutation_rate = 0.0
[world]
size = 16
ticks = 40
[food]
initial = 20
regrow = {rate}
[body]
start_energy = 1.0
metabolism = {metabolism}
[instruction]
share = 0.0
[brain]
hidden = 0
[shadow]
populations = 0
"""


def _kept(rate: float, seed: int, seasons: int, broken: bool) -> tuple[float, float]:
    """Food a tick that grew, and that metabolism used, after a quarter of the seasons."""
    config = parse(_WORLD.format(rate=rate, cost=0.5 if broken else 0.0, metabolism=METABOLISM),
                   source="theory", overrides=[f"seed={seed}"])
    layout, first = Layout.of(config), seasons // 4
    state = RunState.founded(config, layout)
    assert state.patches is not None
    state.populations[0].genomes[:] = agents(layout, "bought", 1, seed, Spread(noise=0.0))
    grown, steps = np.zeros(seasons), np.zeros(seasons)
    for season in range(seasons):
        lying = (state.patches.arrays["ground.food"] > 0).sum() if season else 0  # as its books open
        lives, = train(state.populations[0], state, config, layout)
        grown[season] = lives.ledger[0, 0, Account.GROWN] - lying
        steps[season] = lives.agent_steps
        state.populations = [brood.population for brood in turned(
            state.patches, state.populations, lives, config, layout, state.ids, season)]
        state.generation += 1
    ticks = config.world.ticks
    return grown[first:].mean() / ticks, METABOLISM * steps[first:].mean() / ticks


def _take_over(patches: Islets, expected: float) -> Measure:
    """Share of runs in which one mutant takes over."""
    runs = patches.runs
    for marks, patch in patches.descend((np.arange(patches.n) == 0).astype(float)):
        mutants, size = np.bincount(patch, marks, minlength=runs), np.bincount(patch, minlength=runs)
        if ((mutants == 0) | (mutants == size)).all():
            break
    at = np.unique(np.linspace(runs / 20, runs, 20).astype(int))
    spread = np.sqrt(expected * (1 - expected) / at)
    share = np.cumsum(mutants > 0)[at - 1] / at
    curve = Curve("runs", "share in which the mutant took over", at.astype(float), share,
                  np.full(len(at), expected), spread)
    return Measure(expected, float(share[-1]), float((share[-1] - expected) / spread[-1]), runs, curve)

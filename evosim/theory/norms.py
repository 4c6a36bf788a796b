"""Norms, and norms about norms: who upholds them pays for it, so that what holds at first gives way."""

from dataclasses import replace
from itertools import islice

import numpy as np
from numba import njit

from evosim.genome import Genomes
from evosim.names import Purpose
from evosim.theory.arena import Arena
from evosim.theory.chains import Values
from evosim.theory.compare import worst
from evosim.theory.registry import Curve, Measure, law
from evosim.theory.society import Rows, alleles

PLAYERS, CHANCES = 20, 4  # of a group; to defect in a generation
TEMPTATION, HURT, PUNISHMENT, ENFORCEMENT = 3.0, -1.0, -9.0, -2.0
HIGHEST = 7  # level of boldness and of vengefulness, of three bits each
FLIPPED = 0.01  # of all bits in a generation
GROUPS, RETOLD = 150, 300  # in the engine; in plain loops
_PLACES = np.array([4, 2, 1])
_SOURCE = ("Axelrod (1986), An evolutionary approach to norms; Galan and Izquierdo (2005), Appearances can "
           "be deceiving: lessons learned re-implementing Axelrod's 'Evolutionary approach to norms'")


@law("norms", _SOURCE, "games", full_only="boldness returns over hundreds of generations of many groups")
def norms(full: bool, seed: int, broken: bool) -> Measure:
    """Boldness falls where it is punished, and returns as punishers pay for it; broken: roulette breeds.

    400 generations of 150 groups, which are demes that nobody leaves; the worst of eight moments. Of players,
    payoffs and mutation all is Axelrod's. He gives two children, one or none to who is a standard deviation
    above the mean, about it or below, and does not say how that comes to 20; here tournaments of two choose
    parents, one of the rules that Galan and Izquierdo put in its place. Expected: 300 groups bred in plain
    loops, whose error is counted too.
    """
    at = np.array([5, 10, 20, 40, 80, 150, 250, 400])
    expected, observed = _both(at, seed, broken, meta=False)
    return _compared("mean boldness", at, expected[..., 0] / HIGHEST, observed[..., 0] / HIGHEST)


@law("metanorms", _SOURCE, "games", full_only="a norm lasts for up to thousands of generations")
def metanorms(full: bool, seed: int, broken: bool) -> Measure:
    """Where not to punish is punished, most groups soon have a norm, and lose it; broken: roulette breeds.

    By generation 20 more than three in four have it, boldness of at most 2/7 and vengefulness of at least
    5/7; by 2,000 nine in ten have collapsed, to at least 6/7 and at most 1/7: where nobody is bold
    vengefulness is not put to the test, and drifts away. Groups, parents and what is expected are as in
    `norms`. A run is of 2,000 generations, not of a million as with Galan and Izquierdo: by tournaments these
    do. The worst of eight moments.
    """
    at = np.array([10, 20, 50, 100, 200, 500, 1_000, 2_000])
    expected, observed = (standing(means) for means in _both(at, seed, broken, meta=True))
    return _compared("groups with the norm, less those where it collapsed", at, expected, observed)


def standing(means: Values) -> Values:
    """1 where the norm holds, -1 where it has collapsed, 0 elsewhere (Galan and Izquierdo 2005).

    Args:
        means: (..., 2), levels of boldness and of vengefulness.
    """
    bold, vengeful = means[..., 0], means[..., 1]
    return 1.0 * ((bold <= 2) & (vengeful >= 5)) - 1.0 * ((bold >= 6) & (vengeful <= 1))


def levels(genomes: Genomes) -> Rows:
    """Levels of boldness and vengefulness, int64 (groups, players, 2), of six genes, each of them a bit."""
    return alleles(genomes).reshape(-1, PLAYERS, 2, 3) @ _PLACES


@njit(cache=True)
def defect(one: int, seen: float, vengeful: Values, meta: bool, won: Values,
           rng: np.random.Generator) -> None:
    """Adds to `won`, float64 (players,), what comes of one defection that each sees with chance `seen`."""
    won[one] += TEMPTATION
    for other in range(len(won)):
        if other == one:
            continue
        won[other] += HURT
        if rng.random() >= seen:
            continue
        if rng.random() < vengeful[other]:
            won[other] += ENFORCEMENT
            won[one] += PUNISHMENT
        elif meta:
            for third in range(len(won)):
                if third in (one, other) or vengeful[third] == 0.0:  # spares draws after a collapse
                    continue
                if rng.random() < seen * vengeful[third]:
                    won[third] += ENFORCEMENT
                    won[other] += PUNISHMENT


@njit(cache=True)
def play(levels: Rows, meta: bool, rng: np.random.Generator) -> Values:
    """What all win in a generation, float64 (groups, players)."""
    groups, players, _ = levels.shape
    won = np.zeros((groups, players))
    for group in range(groups):
        bold, vengeful = levels[group, :, 0] / HIGHEST, levels[group, :, 1] / HIGHEST
        for _ in range(CHANCES):
            for one in range(players):
                seen = rng.random()
                if seen < bold[one]:
                    defect(one, seen, vengeful, meta, won[group], rng)
    return won


@njit(cache=True)
def retold(bits: Rows, at: Rows, meta: bool, rng: np.random.Generator) -> Values:
    """Mean levels of groups at some moments, float64 (moments, groups, 2), by loops instead of the engine.

    Args:
        bits: int64 (groups, players, 6), of the first generation.
        at: int64 (moments,), generations, ascending.
        meta: whether who does not punish is punished.
        rng: a NumPy generator.
    """
    groups, players, genes = bits.shape
    out = np.empty((len(at), groups, 2))
    moment, level = 0, np.empty((groups, players, 2), np.int64)
    for generation in range(at[-1] + 1):
        for trait in range(2):
            own = bits[..., 3 * trait:3 * trait + 3]
            level[..., trait] = 4 * own[..., 0] + 2 * own[..., 1] + own[..., 2]
        if generation == at[moment]:
            out[moment] = level.sum(axis=1) / players
            moment += 1
        won, before = play(level, meta, rng), bits.copy()
        for group in range(groups):
            for child in range(players):
                parent, rival = int(rng.random() * players), int(rng.random() * players)
                if won[group, rival] > won[group, parent]:
                    parent = rival
                for gene in range(genes):
                    flipped = rng.random() < FLIPPED
                    bits[group, child, gene] = before[group, parent, gene] ^ flipped
    return out


def _both(at: Rows, seed: int, broken: bool, meta: bool) -> tuple[Values, Values]:
    """Mean levels of groups in plain loops, and in the engine, float64 (moments, groups, 2) each."""
    loops, games, first = (np.random.default_rng([seed, int(Purpose.THEORY), k]) for k in range(3))
    expected = retold(first.integers(2, size=(RETOLD, PLAYERS, 6)), at, meta, loops)
    founders = first.integers(2, size=(GROUPS * PLAYERS, 6)).astype(np.float32)
    # a gene that mutates lands anywhere, so that its bit flips half of the times
    arena = Arena.flat(len(founders), seed, mutation=2 * FLIPPED, loci=6, changes=[
        f"islands.demes={GROUPS}", "variation.mutation_sigma=100.0", "selection.size=2",
        f"selection.scheme={'roulette' if broken else 'tournament'}"])
    arena = replace(arena, founders=lambda run: founders,
                    live=lambda genomes: play(levels(genomes), meta, games).ravel())
    wanted = set(at.tolist())
    lives = islice(arena.descend(founders[:, 0].astype(np.float64), 0), int(at[-1]) + 1)
    observed = [levels(it.population.genomes).mean(axis=1) for generation, it in enumerate(lives)
                if generation in wanted]
    return expected, np.array(observed)


def _compared(what: str, at: Rows, expected: Values, observed: Values) -> Measure:
    """Means over groups, (moments, groups) each; errors by the spread in plain loops."""
    error = expected.std(axis=1, ddof=1) * np.sqrt(1 / expected.shape[1] + 1 / observed.shape[1])
    curve = Curve("generation, as log10", what, np.log10(at), observed.mean(axis=1), expected.mean(axis=1),
                  error)
    return worst(curve, observed.shape[1])

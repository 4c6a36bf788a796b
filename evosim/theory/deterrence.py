"""Deterrence: obeying pays where what an overseer takes, as often as he looks, exceeds what it costs."""

from itertools import count, islice

import numpy as np

from evosim.config import Config, parse
from evosim.genome import Genomes, Layout
from evosim.names import Act, Purpose
from evosim.theory.arena import Arena
from evosim.theory.chains import Values, crossing, student_z, wright_fisher
from evosim.theory.registry import Curve, Measure, law
from evosim.world import Seating, live_bands
from evosim.world.lives import fitness, streams

GAIN = 0.05  # food that a tick of disobeying saves: the step that it would take
BORN, TICKS = 4.0, 40  # energy at birth, food; length of a life
FIRM = 8.0  # weight at which one act in a million is another
_CONFIG = """
[population]
genomes = {n}
compositions = 1
replicates = 1
[islands]
demes = {runs}
[world]
size = 48
ticks = {ticks}
[food]
initial = 0
regrow = 0.0
[body]
start_energy = {born}
metabolism = 0.0
move_cost = {gain}
[instruction]
verbs = ["goto"]
share = 1.0
segment_min = 5
segment_max = 5
[oversight]
watched = {watched}
penalty = {fine}
[power]
mode = "{power}"
given_min = 4.0
given_max = 4.0
theta = 8.0
[brain]
hidden = 0
[selection]
mode = "wright_fisher"
scheme = "roulette"
[variation]
crossover = 0.0
mutation_rate = 0.0
"""


@law("deterrence", "Becker (1968), Crime and punishment: an economic approach")
def deterrence(full: bool, seed: int, broken: bool) -> Measure:
    """Obeying crosses one half where detection x fine = gain; broken: power shields from half of the fine.

    Lives in the world: to come when told costs steps, to rest costs what watched ticks are fined. Two
    genotypes made by hand, half and half, after some generations; watched 25, 50 and 75 % of the time.
    """
    n, runs, generations = (64, 48, 16) if full else (48, 3, 8)
    ratios = np.linspace(0.5, 1.5, 9 if full else 7)
    shares = np.concatenate([np.stack([
        _obeying(n, runs, generations, watched, ratio, seed, broken) for ratio in ratios], axis=1)
        for watched in (0.25, 0.5, 0.75)])
    observed, error = crossing(ratios, shares)
    means, errors = shares.mean(axis=0), shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
    exact = np.array([expected_share(n, generations, ratio) for ratio in ratios])
    curve = Curve("detection x fine / gain", "share that obeys", ratios, means, exact,
                  np.maximum(errors, 1e-3))
    z = float(student_z((observed - 1.0) / error, len(shares) - 1))
    return Measure(1.0, observed, z, shares.size, curve,
                   0.05 if full else 0.15)


def expected_share(n: int, generations: int, ratio: float) -> float:
    """Share of the obedient after some generations, where all are fined alike."""
    born, saved = BORN, GAIN * TICKS
    chain = wright_fisher(n, born - saved, born - saved * ratio)
    return float(np.linalg.matrix_power(chain, generations)[n // 2] @ np.arange(n + 1) / n)


def _obeying(n: int, runs: int, generations: int, watched: float, ratio: float, seed: int,
             broken: bool) -> Values:
    """Share of the obedient at the end, float64 (runs,); runs are islands that nobody leaves."""
    power = "given" if broken else "out_of_reach"
    config = parse(_CONFIG.format(n=n * runs, runs=runs, ticks=TICKS, born=BORN, gain=GAIN, watched=watched,
                                  fine=ratio * GAIN / watched, power=power),
                   source="theory", overrides=[f"seed={seed}"])
    marks = np.tile(np.arange(n) % 2, runs).astype(float)
    end = next(islice(embodied(config, marks > 0).descend(marks, 0), generations, None))
    return end.marks.reshape(runs, n).mean(axis=1, dtype=np.float64)


def embodied(config: Config, obeys: np.ndarray) -> Arena:
    """Genotypes that obey or are deaf, bool (n,), in lives by a configuration, other worlds each time."""
    layout, seating = Layout.of(config), Seating.of(config, np.arange(len(obeys)))
    births = count()

    def live(genomes: Genomes) -> Values:
        keys = streams(config.seed, Purpose.THEORY, generation=next(births))
        lives = live_bands(genomes, seating, config, layout, keys)
        return fitness(lives.per_genome("tally", len(genomes)), config.body.stash_worth)

    return Arena(config, live, lambda run: genotypes(layout, obeys), layout.blocks["silent"].start)


def genotypes(layout: Layout, obeys: np.ndarray) -> Genomes:
    """Genomes that go where they are told to, or rest whatever they are told, float32 (n, genes)."""
    out = np.zeros((len(obeys), layout.n_genes), np.float32)
    skip, rest, walk = layout.part(out, "skip"), layout.acts.index(Act.STAY), layout.acts.index(Act.MOVE)
    told, toward = layout.senses["verb"][0], len(layout.acts) + layout.vectors.index("named")
    skip[:, layout.n_senses, rest] = FIRM * ~obeys
    skip[:, told, walk] = skip[:, told, toward] = FIRM * obeys
    return out

"""Speed of whole lives and whole generations, beside the bare forward pass of the same brain.

    python benchmarks/speed.py [--genomes 1024] [--rounds 7] [--json]

All figures come from one process on one core, in turn, round by round; quoted are medians, with
their range, in million agent-steps a second, and as a share of the forward pass of the same round.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from numba import njit

from evosim.config import dump, parse
from evosim.evolution import Ids, Population, breed
from evosim.genome import Layout
from evosim.kernels.blank import new_books, new_state
from evosim.kernels.state import Band
from evosim.kernels.think import think
from evosim.names import Purpose
from evosim.run import run
from evosim.world import Seating, express, live_bands, wiring
from evosim.world.lives import streams


@njit
def bare(band, body, mind, genes, w, ticks):
    """Nothing but the brains of one band in its replicate worlds."""
    for _ in range(ticks):
        think(band, body, mind, w, genes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--genomes", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    config = parse(f'name = "speed"\ngenerations = 5\n[population]\ngenomes = {options.genomes}\n'
                   "[shadow]\npopulations = 0\n[battery]\nevery = 0\n")
    layout, n, ticks = Layout.of(config), options.genomes, config.world.ticks
    rng = np.random.default_rng(0)
    genomes = layout.founders(n, rng)
    genomes += rng.normal(0, 0.3, genomes.shape).astype(np.float32)
    genes, w = express(genomes, layout, config), wiring(config, layout)
    replicates, band = config.population.replicates, config.band.slots
    seating = Seating.of(config, np.arange(n))
    keys = streams(0, Purpose.BENCHMARK, generation=0, replicates=replicates)
    still = new_state(replicates, band, config.world.size, w, 1,
                      Band(np.ones(band, np.int64), np.zeros(band, np.int64), np.arange(band),
                           np.zeros(band, np.float32)), new_books(replicates, band, len(w.verbs), 0, 0, 0))
    still.body.alive[:] = True
    still.mind.senses[:] = typical_senses(genomes, config)

    def forward_pass() -> float:
        for first in range(0, n, band):
            part = genes._replace(weights=genes.weights[first:first + band])
            bare(still.band, still.body, still.mind, part, w, ticks)
        return n * replicates * ticks

    def lives() -> float:
        return live_bands(genomes, seating, config, layout, keys, genes=genes).agent_steps

    learning = parse(dump(config), overrides=[
        "plasticity.enabled=true", "language.meaning='shuffled'", "oversight.approval=0.2"])
    learners = Layout.of(learning).founders(n, np.random.default_rng(0))
    learners += rng.normal(0, 0.3, learners.shape).astype(np.float32)

    def learning_lives() -> float:
        return live_bands(learners, seating, learning, Layout.of(learning), keys).agent_steps

    def generations() -> float:
        with tempfile.TemporaryDirectory() as folder:
            run(config, Path(folder))
        return config.generations * config.population.compositions * n * replicates * ticks

    ids = Ids()
    population, fitness = Population.of(genomes, ids), rng.normal(size=n)
    sigmas = layout.sigmas(0.6, 0.18)

    def breeding() -> float:
        breed(population, fitness, config, sigmas, ids, generation=0)
        return n

    rates: dict[str, list[float]] = {}
    jobs = {"forward pass": forward_pass, "lives": lives,
            "lives, learning": learning_lives, "whole generations": generations,
            "breeding": breeding}
    for job in jobs.values():
        job()
    for _ in range(options.rounds):
        for name, job in jobs.items():
            began = time.perf_counter()
            done = job()
            rates.setdefault(name, []).append(done / (time.perf_counter() - began))
    report(rates, n, layout.n_genes, options.json)


def typical_senses(genomes, config):
    """Inputs of a band in mid-life, (slots, inputs)."""
    from evosim.world import World

    world = World(config, genomes[:config.band.slots])
    world.step(ticks=config.world.ticks // 2)
    return world.state.mind.senses[0]


def report(rates, n, genes, as_json) -> None:
    breeding = [1e3 * n / rate for rate in rates.pop("breeding")]
    shares = {name: [a / b for a, b in zip(values, rates["forward pass"], strict=True)]
              for name, values in rates.items()}
    if as_json:
        print(json.dumps({"agent_steps_per_second": {k: statistics.median(v) for k, v in rates.items()},
                          "share_of_forward": {k: statistics.median(v) for k, v in shares.items()},
                          "breeding_ms": statistics.median(breeding)}, indent=1))
        return
    print(f"{n} genomes of {genes} genes, one core; median (lowest to highest)")
    for name, values in rates.items():
        print(f"{name:18s} {_spread([v / 1e6 for v in values], '.2f')} M agent-steps/s, "
              f"{_spread(shares[name], '.0%')} of the forward pass")
    print(f"{'breeding':18s} {_spread(breeding, '.1f')} ms a generation")


def _spread(values, style) -> str:
    return f"{statistics.median(values):{style}} ({min(values):{style}} to {max(values):{style}})"


if __name__ == "__main__":
    main()

"""Populations bred from shipped configurations; they are the unit of replication, paired by seed."""

import numpy as np
import pytest
from scipy import stats

from evosim.config import load
from evosim.genome import Layout
from evosim.names import Purpose
from evosim.obedience import rates
from evosim.results import load_run
from evosim.run import run
from evosim.world import Seating, live_bands
from evosim.world.lives import streams


@pytest.fixture
def bred(tmp_path):
    """Breeds a shipped configuration once a seed; a figure of each run."""
    def make(name, figure, *overrides, seeds):
        values = []
        for seed in seeds:
            config = load(f"runs/{name}.toml", [f"seed={seed}", "shadow.populations=0", *overrides])
            out = run(config, tmp_path, name=f"r{len(list(tmp_path.iterdir()))}")
            values.append(figure(load_run(out)))
        print(name, overrides, np.round(values, 3).tolist())
        return np.array(values)
    return make


def probed(it, *overrides, name, replicates=4):
    """The last genomes of a run, each in some lives of a shipped configuration with changes.

    Returns:
        Their `Rates`, and the sums of their tallies.
    """
    config = load(f"runs/{name}.toml", [f"seed={it.config.seed}", *overrides])
    genomes, layout = it.genome_matrix(), Layout.of(config)
    seating = Seating.of(config, np.random.default_rng(config.seed).permutation(len(genomes)))
    keys = streams(config.seed, Purpose.PROBE, generation=0, replicates=replicates)
    lives = live_bands(genomes, seating, config, layout, keys)
    counts = [a.sum(axis=(0, 1, 2)) for a in (lives.told_n, lives.letter_n, lives.spirit_n)]
    return rates(*counts), lives.tally.sum(axis=(0, 1, 2), dtype=float)


def late(column, last=10):
    """Figure of a run: the mean of a column of `generations` over the last that know it."""
    return lambda it: it.generations.query("population == 0")[column].dropna().tail(last).mean()


def surely(differences):
    """Lower end of the 95 % t-interval of a mean over populations."""
    d = np.asarray(differences)
    return d.mean() - stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d))

"""Configurations and populations in which genes say where they come from."""

import numpy as np
import pytest

from evosim.config import Config, parse
from evosim.evolution import Ids, Population


@pytest.fixture
def settings():
    """`settings("selection.scheme=rank", n=20)` -> Config; without variation unless asked."""
    def make(*overrides: str, n: int = 20) -> Config:
        still = ["selection.elites=0", "variation.crossover=0.0", "variation.mutation_rate=0.0"]
        return parse("", overrides=[f"population.genomes={n}", *still, *overrides])
    return make


@pytest.fixture
def labelled():
    """`labelled(n, genes)` -> founders whose genes all hold their row, and the run's ids."""
    def make(n: int = 20, genes: int = 5, following: int = 100) -> tuple[Population, Ids]:
        ids = Ids(following)
        genomes = np.repeat(np.arange(n, dtype=np.float32)[:, None], genes, axis=1)
        return Population.of(genomes, ids), ids
    return make

"""Twenty thousand generations: memory stays flat, and what was written can be read and gone on from."""

import json
import subprocess
import sys

import numpy as np
import pytest

from evosim.results import load_run
from evosim.run import resume
from evosim.storage import record
from evosim.storage.verify import verify
from tests.run.same import digests

GENERATIONS = 20_000


@pytest.mark.slow
def test_twenty_thousand_generations(tmp_path):
    words = [sys.executable, "-m", "tests.run.long", str(tmp_path), str(GENERATIONS)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    held = {int(at): mib for at, mib in json.loads(done.stdout).items()}

    def mean(start, end):
        return np.mean([mib for at, mib in held.items() if start <= at < end])

    early, late = mean(2_000, 4_000), mean(GENERATIONS - 2_000, GENERATIONS)
    print(f"{early:.1f} MiB at first, {late:.1f} at the end")
    assert late < 1.05 * early
    path = tmp_path / "whole"
    seen = load_run(path)
    assert seen.generations.query("~is_shadow").generation.tolist() == list(range(GENERATIONS))
    assert set(seen.individuals.generation) == set(range(GENERATIONS))
    assert seen.genome_matrix().shape[0] == 16 and verify(path) == []
    half = record.read(tmp_path / "half")
    assert (half["status"], half["checkpoint"]) == ("running", GENERATIONS // 2)
    assert digests(resume(tmp_path / "half")) == digests(path)

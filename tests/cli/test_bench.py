"""`evosim bench`: what it says, what it refuses, and its hints."""

import json

import pytest

from evosim.bench import generations
from evosim.bench.generations import hints
from evosim.machine import Machine, cores
from tests.cli.conftest import refusal

QUICK = Machine("a processor", "kind", 2, "AVX-512", "0", "3", "0")


@pytest.fixture
def small(monkeypatch):
    for name, value in {"GENOMES": 32, "LEAST": 2, "PERIOD": 4, "SECONDS": 0.1}.items():
        monkeypatch.setattr(generations, name, value)


@pytest.mark.slow  # it measures the forward pass
def test_json_has_every_key(small, said):
    out, _ = said("bench", "--threads", 1, "--json")
    speed = json.loads(out)
    assert {"agent_steps_per_second", "share_of_forward_pass", "threads", "genomes", "machine",
            "hints"} <= set(speed)
    assert (speed["threads"], speed["genomes"]) == (1, 32)
    assert speed["lowest"] <= speed["highest"]
    assert speed["share_of_forward_pass"] == pytest.approx(
        speed["agent_steps_per_second"] / speed["forward_pass"])
    assert 0 < speed["share_of_forward_pass"] < 1.5 and speed["machine"]["cores"] == cores()


def test_the_line_names_machine_rate_and_share(small, said):
    out, _ = said("bench")
    assert "machine: " in out and "agent-steps a second" in out and "% of the bare forward pass" in out


@pytest.mark.parametrize("threads", [0, -1, 10_000])
def test_threads_that_there_are_not(said, threads):
    assert refusal(said, "bench", "--threads", threads) == (
        f"--threads {threads}: must be from 1 to {cores()}, the cores of this machine")


def test_nothing_to_hint_at():
    assert hints(QUICK, 2, 0.0, [1e7, 1.1e7]) == []


@pytest.mark.parametrize(("machine", "threads", "compiling", "forward", "word"), [
    (QUICK, 2, 40.0, [1e7], "compiled first, in 40 s"),
    (QUICK, 1, 0.0, [1e7], "--threads 2"),
    (QUICK._replace(vectors="AVX2"), 2, 0.0, [1e7], "AVX-512"),
    (QUICK, 2, 0.0, [6e6, 1e7, 1e7], "6.0 to 10.0 million"),
])
def test_each_hint(machine, threads, compiling, forward, word):
    (hint,) = hints(machine, threads, compiling, forward)
    assert word in hint


def test_nothing_compiled_is_refused(monkeypatch, said):
    import numba

    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert "NUMBA_DISABLE_JIT" in refusal(said, "bench")

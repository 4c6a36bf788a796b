"""That peers have evosim's brain, and do what they are timed for."""

import subprocess
import sys

import brain
import measure
import numpy as np
import pytest
from workers import Worker

from evosim.config import parse
from evosim.genome import Layout
from tests.benchmarks.conftest import BENCHMARKS

PYTHON = BENCHMARKS / ".peers" / "bin" / "python"
PEERS = sorted(path.name for path in (BENCHMARKS / "peers").glob("*.py")
               if "\nmain(" in path.read_text() or "    main(" in path.read_text())


def test_a_peers_brain_is_as_large_as_evosims():
    layout = Layout.of(parse('name = "x"'))
    assert not layout.recurrent
    assert layout.n_senses + 1 == brain.INPUTS
    assert (layout.hidden, layout.n_outputs) == (brain.HIDDEN, brain.OUTPUTS)
    assert (len(layout.acts), len(layout.vectors)) == (brain.ACTS, brain.WAYS)
    weights = sum(part[0].size for part in brain.founders(1, np.random.default_rng(0)))
    assert weights == layout.blocks["drives"].start - layout.n_products * layout.n_outputs


def test_each_agent_has_a_network_of_its_own():
    rng = np.random.default_rng(1)
    first, second = brain.founders(3, rng)
    x = rng.normal(size=(3, brain.INPUTS)).astype(np.float32)
    for k, out in enumerate(brain.forward(x, first, second)):
        y = first[k].astype(float) @ x[k]
        assert out == pytest.approx(y[brain.HIDDEN:] + second[k] @ np.tanh(y[:brain.HIDDEN]), abs=1e-4)


def test_draws_are_by_softmax():
    u = np.random.default_rng(2).random(20_000)
    drawn = brain.drawn(np.tile([0.0, np.log(3), np.log(4)], (len(u), 1)), u)
    assert np.bincount(drawn) / len(u) == pytest.approx([1 / 8, 3 / 8, 4 / 8], abs=0.015)


def test_work_goes_on_until_its_time_is_over():
    done = []
    turn = measure.measured(lambda: (done.append(1) or 2.0, {"note": 3.0}), 0.05)
    assert turn.done == 2 * len(done) and turn.seconds >= 0.05 and turn.notes == {"note": 3.0}


FAKE = """
import sys
sys.path.insert(0, {peers!r})
import measure

measure.main("steps", {{"one": lambda: lambda: 1.0, "two": lambda: lambda: print("noise") or 2.0}})
"""


def test_a_worker_takes_turns_whatever_its_libraries_print(tmp_path):
    script = tmp_path / "fake.py"
    script.write_text(FAKE.format(peers=str(BENCHMARKS / "peers")))
    with Worker(sys.executable, script, None) as worker:
        assert worker.turn("one", 0).done == 0
        assert worker.turn("one", 0.01).rate > 0 and worker.turn("two", 0.01).done % 2 == 0


def test_a_worker_that_dies_is_named(tmp_path):
    script = tmp_path / "fake.py"
    script.write_text("raise SystemExit(3)")
    with Worker(sys.executable, script, None) as worker, pytest.raises(RuntimeError, match=r"fake.*code 3"):
        worker.turn("one", 0)


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON.exists(), reason="`make bench` makes the peers' environment")
@pytest.mark.parametrize("peer", PEERS)
def test_each_peer_says_its_rate(peer):
    done = subprocess.run([PYTHON, BENCHMARKS / "peers" / peer, "--seconds", "0.1"], capture_output=True,
                          text=True, check=True)
    assert float(done.stdout.split()[0].replace(",", "")) > 0

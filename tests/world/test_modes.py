"""A small set of tests passes with nothing compiled, and with every array index checked."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LEAST = ["kernels/test_social.py", "kernels/test_feel.py",
         "kernels/test_twin.py::test_a_few_worlds_equal_their_twin",
         "kernels/test_twin.py::test_twin_of_bands_from_one_to_all",
         "world/test_lives.py::test_a_world_by_hand_lives_as_a_band_does"]
SMALL_SET = [*LEAST, "kernels/test_vital.py", "kernels/test_sense.py", "kernels/test_learn.py",
             "world/test_lives.py::test_threads_change_nothing"]
TOO_MANY_TICKS = "not chance and not growth and not threads and not harmful_is_drawn"

OUT_OF_BOUNDS = """
import numpy as np
from evosim.config import Config
from evosim.genome import Layout
from evosim.world import World
world = World(Config(), Layout.of(Config()).founders(16, np.random.default_rng(0)))
world.state.band.genome[3] = 10**7  # a genome that is not there
try:
    world.step()
except IndexError:
    print("caught")
"""


def python(*args, **environment):
    return subprocess.run([sys.executable, *args], env=os.environ | environment, text=True,
                          capture_output=True, timeout=900, cwd=TESTS.parent)


def suite(tests, selected, *flags, **environment):
    done = python(*flags, "-m", "pytest", "-x", "-p", "no:cacheprovider",
                  *(str(TESTS / name) for name in tests), "-k", selected, **environment)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


@pytest.mark.slow  # `make coverage` runs the first, by which kernels are measured
@pytest.mark.parametrize("tests", [LEAST, SMALL_SET], ids=["least", "small set"])
def test_passes_without_compilation(tests):
    # numpy warns where 64-bit hashes wrap around, as they are meant to; nothing else may warn
    suite(tests, TOO_MANY_TICKS, "-W", "error::RuntimeWarning",
          "-W", "ignore:overflow encountered in scalar:RuntimeWarning", NUMBA_DISABLE_JIT="1")


@pytest.mark.slow
def test_small_set_with_bounds_checked():
    # numba's disk cache does not know about bounds checks: a folder of its own, kept between runs
    cache = str(Path(tempfile.gettempdir()) / f"evosim-boundscheck-{os.getuid()}")
    modes = {"NUMBA_BOUNDSCHECK": "1", "EVOSIM_CACHE": cache}
    assert python("-c", OUT_OF_BOUNDS, **modes).stdout.strip() == "caught"
    suite(SMALL_SET, "not none", **modes)

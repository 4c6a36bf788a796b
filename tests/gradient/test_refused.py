"""What policy gradient cannot do is said; none of this needs its libraries."""

import subprocess
import sys

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.evolution import scale_of
from evosim.genome import MATRICES, Layout
from evosim.gradient import scattered

CLIMBS = "selection.mode=gradient"


@pytest.mark.parametrize(("override", "said"), [
    ("brain.recurrent=true", "brain.recurrent = true: must be false"),
    ("selection.band_weight=0.5", "selection.band_weight = 0.5: must be 0"),
    ("islands.demes=2", "islands.demes = 2: must be 1"),
    ("population.genomes=33", "population.genomes = 33: must be even"),
])
def test_settings_that_do_not_go_with_it(override, said):
    with pytest.raises(ConfigError, match=f"{said}.* where selection.mode = 'gradient'"):
        parse("", overrides=[CLIMBS, override])


def test_without_its_libraries_one_sentence_says_what_to_install(tmp_path):
    code = ("import sys; sys.modules['torch'] = None\n"
            "from evosim.cli import main\nmain()")
    done = subprocess.run([sys.executable, "-c", code, "run", "first", "-o", CLIMBS, "--out", str(tmp_path)],
                          capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert "needs torch, torchrl, tensordict, and torch is not installed here; pip install " \
           "'evosim[gradient]'" in done.stderr
    assert not list(tmp_path.iterdir())


def test_weights_are_not_varied_between_individuals_and_all_else_is():
    config = parse("", overrides=[CLIMBS])
    layout = Layout.of(config)
    scale = scale_of(layout, config)
    weights = sum(int(np.prod(layout.blocks[name].shape)) for name in MATRICES)
    assert np.count_nonzero(scale == 0) == weights
    assert not any(layout.part(scale[None], name).any() for name in MATRICES)


def test_steps_of_a_shadow_are_dealt_out_within_each_matrix():
    layout = Layout.of(parse(""))
    rng = np.random.default_rng(1)
    steps = np.zeros(layout.n_genes)
    for name in MATRICES:
        block = layout.blocks[name]
        steps[block.start:block.stop] = rng.normal(1, 0.1, block.stop - block.start)
    one, again, other = (scattered(steps, layout, 5, 2, stream) for stream in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)
    for name in MATRICES:
        block = slice(layout.blocks[name].start, layout.blocks[name].stop)
        assert np.array_equal(np.sort(np.abs(one[block])), np.sort(np.abs(steps[block])))
    assert abs(one[one != 0].mean()) < 0.15
    assert not one[steps == 0].any()

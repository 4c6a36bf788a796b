"""What is said of a population: coalitions, or a crowd."""

from types import SimpleNamespace

import pytest

from evosim.coalition_analysis import verdict


@pytest.mark.parametrize(("worlds", "z", "words"), [
    (25, 0.2, "no more than a crowd: z = 1.0"), (100, 0.3, "not told from a crowd (mean z <= 0.4): z = 3.0"),
    (25, 0.6, "coalitions: z = 3.0"), (25, -1.0, "no more than a crowd: z = -5.0")])
def test_many_worlds_do_not_make_a_small_bias_a_coalition(worlds, z, words):
    found = [SimpleNamespace(measures={"structure": SimpleNamespace(z=z)})] * worlds
    pooled = SimpleNamespace(name="structure", z=z * worlds**0.5, compared=worlds)
    assert verdict(SimpleNamespace(findings=found, pooled=[pooled])).startswith(words)

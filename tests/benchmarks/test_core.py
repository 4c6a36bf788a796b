"""That what mechanisms are timed against is the same world, and lacks them."""

import dataclasses

import core
import numpy as np
import pytest

from evosim.config import parse
from evosim.genome import Layout
from evosim.state import RunState
from evosim.training import train

WORLD = 'name = "core"\n[population]\ngenomes = 32\n[shadow]\npopulations = 0\n'


def test_every_mechanism_has_its_call_left_out():
    _, left = core.bare(parse(WORLD))
    assert {"raise_land", "see_heavy", "strike", "hear", "write_record", "prowl", "tell", "condemn",
            "w.learns", "p.social_shuffled"} <= set(left)
    _, fewer = core.bare(parse(WORLD, overrides=["social.attack=true", "plasticity.enabled=true"]))
    assert set(left) - set(fewer) == {"strike", "w.learns"}


@pytest.mark.slow
def test_it_lives_the_same_lives_where_all_are_off_and_others_where_one_is_on():
    def lived(config, live=None):
        state, layout = RunState.founded(config, Layout.of(config)), Layout.of(config)
        people = state.populations[0]
        people.genomes[:] += np.random.default_rng(3).normal(0, 0.3, people.genomes.shape).astype(np.float32)
        if live is None:
            return train(people, state, config, layout)
        with core.lived_by(live):
            return train(people, state, config, layout)

    def same(one, other):
        return all(np.array_equal(getattr(a, field.name), getattr(b, field.name), equal_nan=True)
                   for a, b in zip(one, other, strict=True) for field in dataclasses.fields(a)
                   if field.name in ("tally", "told_by_stretch", "letter_by_stretch", "ledger"))

    off, on = parse(WORLD), parse(WORLD, overrides=["social.attack=true"])
    live, _ = core.bare(off)
    assert same(lived(off), lived(off, live))
    assert not same(lived(on), lived(on, live))

"""What holds of every registered probe; a new one is taken up by itself."""

import math
from dataclasses import replace

import numpy as np
import pytest

from evosim.probes import MODES, PROBES

from .conftest import hall

CASES = [(name, mode) for name, probe in PROBES.items() for mode in probe.modes]


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_measures_are_whole_and_leave_the_population_alone(mixed, name, mode):
    before = mixed.genomes.copy()
    measures = PROBES[name].measure(mixed, MODES[mode])
    assert measures and (mixed.genomes == before).all()
    named = [(m.metric, m.condition) for m in measures]
    assert len(set(named)) == len(named)
    for m in measures:
        assert math.isfinite(m.value) or m.note, f"{m.metric} {m.condition}: no value, and no reason"
        if math.isfinite(m.low):
            slack = 0.25 * (m.high - m.low) + 1e-6  # a percentile interval may miss its own point a little
            assert m.low - slack <= m.value <= m.high + slack, m


@pytest.mark.parametrize("instruction", [{"verbs": ("goto",)}, {"share": 1.0}])
@pytest.mark.parametrize("name", PROBES)
def test_what_cannot_be_had_has_a_reason(name, instruction):
    """One verb has no other to be told apart from; where all is told there are no phantoms."""
    subject = hall("bought", 6, seed=3, world__ticks=150, **{
        f"instruction__{key}": value for key, value in instruction.items()})
    for mode in PROBES[name].modes:
        for m in PROBES[name].measure(subject, MODES[mode]):
            assert math.isfinite(m.value) or m.note, f"{m.metric} {m.condition}: no value, and no reason"


@pytest.mark.parametrize("name", PROBES)
def test_same_figures_for_any_number_of_threads(mixed, name):
    one, two = (PROBES[name].measure(replace(mixed, threads=threads), MODES["birth"])
                for threads in (1, 2))
    assert np.array_equal([m.value for m in one], [m.value for m in two], equal_nan=True)


def test_each_says_in_a_sentence_what_it_changes():
    assert all(probe.changes and probe.measure.__doc__ for probe in PROBES.values())


def test_probes_have_worlds_of_their_own(mixed):
    other = replace(mixed, config=mixed.config.model_copy(update={"seed": mixed.config.seed + 1}))
    assert mixed.live().obedience == mixed.live().obedience != other.live().obedience

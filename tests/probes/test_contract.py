"""What holds of every registered probe; a new one is taken up by itself."""

from dataclasses import replace

import pytest

from evosim.probes import PROBES
from evosim.testing import probes as keeps

CASES = [(name, mode) for name, probe in PROBES.items() for mode in probe.modes]
each = pytest.mark.parametrize("name", PROBES)


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_measures_are_whole_and_leave_the_population_alone(mixed, name, mode):
    keeps.measures_are_whole(PROBES[name], mode, mixed)


@pytest.mark.parametrize("poor", keeps.POOR, ids=lambda one: "-".join(one))
@each
def test_what_cannot_be_had_has_a_reason(name, poor):
    keeps.has_reasons(PROBES[name], poor)


@each
def test_same_figures_for_any_number_of_threads(mixed, name):
    keeps.is_the_same_for_any_threads(PROBES[name], mixed)


@each
def test_what_it_costs_is_counted_without_a_life(mixed, name):
    keeps.can_be_priced(PROBES[name], mixed)


@each
def test_each_says_in_a_sentence_what_it_changes(name):
    keeps.says_what_it_changes(PROBES[name])


def test_probes_have_worlds_of_their_own(mixed):
    other = replace(mixed, config=mixed.config.model_copy(update={"seed": mixed.config.seed + 1}))
    assert mixed.live().obedience == mixed.live().obedience != other.live().obedience

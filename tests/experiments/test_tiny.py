"""Every experiment, bred and measured at its smallest size."""

import pytest

from evosim import testing
from evosim.errors import ConfigError
from evosim.experiments import Study, experiments

ALL = list(experiments().values())
each = pytest.mark.parametrize("it", ALL, ids=[one.name for one in ALL])


@each
def test_a_population_is_measured_by_what_is_declared(it):
    _has_libraries(it)
    testing.experiments.is_measured_by_what_it_declares(it)


@each
@pytest.mark.slow
def test_it_goes_through_and_comes_out_the_same(it, tmp_path):
    _has_libraries(it)
    first, again = (Study.open(tmp_path / name, it, "tiny") for name in ("one", "two"))
    for study in (first, again):
        assert study.carry_out(it.seeds_of("tiny"), None) == {}
    assert first.rows.equals(again.rows)
    read = {(value.arm, value.metric, value.shadow) for one in it.contrasts_of("tiny") for value in one.terms}
    rows = first.complete
    assert read <= set(zip(rows.arm, rows.metric, rows.population > 0, strict=True))
    outcome = first.write()
    assert outcome.verdict == "inconclusive" and (first.folder / "figure.png").stat().st_size > 10_000
    for arm in it.arms_of("tiny"):
        assert set(first.rows[first.rows.arm == arm.name].seed) == set(it.seeds_of("tiny")), arm.name


def _has_libraries(it):
    try:
        it.check_libraries("tiny")
    except ConfigError as error:
        pytest.skip(str(error))

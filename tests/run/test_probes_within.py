"""A run that probes itself: figures as `evosim probe` would give them, and all else as if it had not."""

import os
import signal

import pytest

from evosim.config import parse
from evosim.errors import ConfigError, Interrupted
from evosim.names import PROBES as NAMES
from evosim.names import ROUTES
from evosim.probes import PROBES
from evosim.probing import probe
from evosim.results import load_run
from evosim.run import resume, run
from evosim.schema import TABLES
from tests.run.same import assert_same

ASKED = ("probes.every=4", "probes.names=['baseline', 'letter']", "probes.replicates=1", "probes.shadow=true")


@pytest.fixture(scope="module")
def within(tmp_path_factory):
    from tests.conftest import PLASTIC

    return run(parse(PLASTIC, overrides=ASKED), tmp_path_factory.mktemp("within"), name="within")


def test_figures_are_those_of_the_command(within, tmp_path):
    kept = load_run(within).probes
    assert sorted(kept.generation.unique()) == [0, 4, 8] and set(kept.population) == {0, 1, 2, 3}
    for generation, population in ((4, 0), (8, 2)):
        rows = probe(within, ["baseline", "letter"], generation=generation, population=population)
        mine = kept[(kept.generation == generation) & (kept.population == population)]
        assert [(row["probe"], row["metric"], row["condition"]) for row in rows] == list(
            zip(mine.probe, mine.metric, mine.condition, strict=True))
        for name in ("value", "low", "high"):
            assert mine[name].to_numpy() == pytest.approx([row[name] for row in rows], abs=0, nan_ok=True)


def test_nothing_else_of_the_run_changes(within, plastic_run):
    assert_same(plastic_run, within, tuple(name for name in TABLES if name not in ("probes", "card")))


@pytest.mark.parametrize("stop", [pytest.param(4, marks=pytest.mark.slow), 5,
                                  pytest.param(9, marks=pytest.mark.slow)])
def test_stopped_and_gone_on_with(plastic, tmp_path, within, stop):
    def watch(progress):
        if progress.generation + 1 == stop:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted):
        run(plastic(*ASKED), tmp_path, name="stopped", watch=watch)
    frame, whole = (load_run(path).probes for path in (resume(tmp_path / "stopped"), within))
    whole = whole.iloc[:len(frame)]  # another test may have probed it since
    assert set(frame.generation) == {0, 4, 8}
    assert frame.drop(columns="individual_id").equals(whole.drop(columns="individual_id"))


def test_a_configuration_knows_every_probe():
    assert set(NAMES) == set(PROBES) and ROUTES not in NAMES


@pytest.mark.parametrize(("override", "says"), [
    ("probes.names=['gravity']", "must be one of 'baseline'"),
    ("probes.modes=['death']", "must be one of 'birth'"),
    ("probes.names=['letter', 'letter']", "must be distinct"), ("probes.names=[]", "")])
def test_what_is_not_known_is_refused(plastic, override, says):
    with pytest.raises(ConfigError, match="probes") as caught:
        plastic("probes.every=1", override)
    assert says in str(caught.value)

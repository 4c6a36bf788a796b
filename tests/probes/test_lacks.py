"""What a run cannot feed says so: an error where it was asked for by name, a null row where it was not."""

import json
import re
import shutil

import pytest

from evosim.errors import ConfigError
from evosim.names import ROUTES
from evosim.probes import PROBES
from evosim.probes.asked import measured, situations
from evosim.probes.subject import BIRTH
from evosim.probing import probe
from evosim.results import load_run

from .conftest import hall

POOR = {"instruction__verbs": ("goto",), "band__evolving": 1, "world__ticks": 100}
HUNGRY = ("ambiguous", "imposter", "new-composition", "new-target", "population", "shutdown")


def keyed(sentence):
    """Keys and values that a sentence says would do."""
    pairs = re.findall(r"(\w+)\.(\w+) = (\[.*\]|true|\d+)", sentence)
    return {f"{section}__{key}": _tuples(json.loads(value)) for section, key, value in pairs}


def _tuples(value):
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def test_who_lacks_what():
    poor = hall("bought", 2, seed=1, **POOR)
    assert {name for name, one in PROBES.items() if one.lacks(poor)} == set(HUNGRY)
    for name in HUNGRY:
        for measure in PROBES[name].measure(poor, BIRTH):
            assert measure.value != measure.value and measure.note == PROBES[name].lacks(poor)


@pytest.mark.parametrize(("name", "first"), [
    *((name, "goto") for name in ("ambiguous", "imposter", "new-target", "shutdown")),
    ("ambiguous", "stay"), ("new-composition", "goto")])
def test_what_would_do_does(name, first):
    verbs = ("goto", "avoid") if name == "new-composition" else (first,)
    world = {"instruction__verbs": verbs}
    said = PROBES[name].lacks(hall("bought", 2, seed=1, **world))
    assert said and not PROBES[name].lacks(hall("bought", 2, seed=1, **world | keyed(said)))


def test_a_verb_that_names_a_thing_comes_first():
    said = PROBES["new-target"].lacks(hall("bought", 2, seed=1, instruction__verbs=("stay", "give")))
    assert keyed(said) == {"instruction__verbs": ("stay", "give", "goto")}


def test_asked_for_by_name_is_an_error(plastic_run, tmp_path):
    path = shutil.copytree(plastic_run, tmp_path / "run")
    with pytest.raises(ConfigError) as caught:
        probe(path, ["baseline", "imposter", "shutdown"])
    first, second = caught.value.problems
    assert first.startswith("--probe imposter: ") and "imposters.enabled = true" in first
    assert second.startswith("--probe shutdown: ") and caught.value.exit_code == 2
    assert load_run(path).probes.empty


def test_not_asked_for_is_a_null_row():
    poor = hall("bought", 2, seed=1, **POOR)
    rows = measured(poor, [0, 1], [("shutdown", "birth"), (ROUTES, "birth")])
    assert [row["metric"] for row in rows] == ["O", "share"]
    assert all(row["note"] and row["value"] != row["value"] for row in rows)


def test_routes_mean_something_from_birth_only():
    assert situations(["letter", ROUTES], ["burn-in"], ("", "")) == [("letter", "burn-in")]
    with pytest.raises(ConfigError, match="means nothing in routes; must be one of 'birth'"):
        situations([ROUTES], ["burn-in"], ("--probe", "--mode"))

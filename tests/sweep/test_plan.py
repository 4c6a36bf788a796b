"""From a grid and seeds to runs with names, and what is said of a grid that is none."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evosim.errors import ConfigError
from evosim.sweep import Condition, Plan, conditions_of, seeds_of

TEXT = 'name = "x"\ngenerations = 2\n'


def plan(*grid, seeds="0:2", text=TEXT, overrides=()):
    return Plan("x.toml", text, list(overrides), conditions_of(grid), seeds_of(seeds))


def test_a_grid_is_every_combination():
    it = plan("oversight.penalty=0.5,1.2", "oversight.watched=0.1,0.5,0.9", seeds="3:5").checked()
    assert len(it) == 12 and it.swept == ["oversight.penalty", "oversight.watched"]
    names = [cell.name for cell in it.cells()]
    assert names[0] == "penalty-0.5-watched-0.1-s3" and len(set(names)) == 12
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", name) for name in names)
    config = it.config_of(it.cell("penalty-1.2-watched-0.9-s4"))
    assert (config.oversight.penalty, config.oversight.watched, config.seed) == (1.2, 0.9, 4)


def test_whoever_stops_early_has_every_condition_of_some_seeds():
    cells = list(plan("oversight.penalty=0.5,1.2", seeds="0:3").cells())
    assert [cell.seed for cell in cells] == [0, 0, 1, 1, 2, 2]


def test_values_are_toml_or_bare_words():
    def values(text):
        return [next(iter(one.values.values())) for one in conditions_of([text])]

    assert values("language.meaning=innate,shuffled") == ["innate", "shuffled"]
    assert values("plasticity.enabled=true,false") == [True, False]
    assert values('instruction.verbs=["goto","stay"],["give"]') == [["goto", "stay"], ["give"]]
    assert values("plasticity.forgetting=0.002,evolved") == [0.002, "evolved"]


def test_overrides_of_all_stand_before_the_grid():
    it = plan("oversight.penalty=2", overrides=["oversight.penalty=1", "oversight.watched=1"])
    config = it.config_of(next(it.cells()))
    assert (config.oversight.penalty, config.oversight.watched) == (2, 1)


def test_without_a_grid_it_is_seeds_alone():
    assert [cell.name for cell in plan(seeds="1,2,5").cells()] == ["s1", "s2", "s5"]


def test_long_names_become_numbers():
    grid = [f"instruction.verbs={','.join(['[' + chr(34) + 'goto' + chr(34) + ']'] * 1)}",
            "drives.hunger=0.123456,0.2", "drives.approval=0.123456,0.2", "drives.compliance=0.123456,0.2",
            "drives.novelty=0.12345,0.2", "drives.pain=0.12345,0.3"]
    assert {condition.name[0] for condition in conditions_of(grid)} == {"c"}


@pytest.mark.parametrize(("grid", "says"), [
    ("oversight.penalty", "must be section.key=value,value"),
    ("oversight.penalty=", "must be section.key=value,value"),
    ("seed=1,2", "seeds are given by --seeds"),
    ("instruction.verbs=[1", "no TOML value")])
def test_a_grid_that_is_none(grid, says):
    with pytest.raises(ConfigError, match=f"--grid {re.escape(grid)}: .*{says}"):
        conditions_of([grid])


def test_every_condition_is_checked_before_anything_is_run():
    with pytest.raises(ConfigError, match=r"x\.toml: oversight\.watched = 1\.5: .*in the condition") as error:
        plan("oversight.watched=0.5,1.5,2").checked()
    assert len(error.value.problems) == 2
    with pytest.raises(ConfigError, match="no such key") as error:
        plan("oversight.watch=0.5,1.0").checked()
    line, = error.value.problems
    assert "(in 2 conditions, the first oversight.watch=0.5)" in line
    with pytest.raises(ConfigError, match="two conditions are called 'penalty-1'"):
        Plan("x.toml", TEXT, [], [Condition("penalty-1", {"oversight.penalty": 1})] * 2, [0]).checked()
    with pytest.raises(ConfigError, match="must name each seed once"):
        plan(seeds="1,1").checked()


@pytest.mark.parametrize("text", ["", "x", "1:", "5:5", "-1", "1;2", "0:3.5"])
def test_seeds_that_are_none(text):
    with pytest.raises(ConfigError, match=r"--seeds .*must be a range such as"):
        seeds_of(text)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
values = st.one_of(st.booleans(), st.integers(-10**6, 10**6), words, st.lists(words, max_size=3),
                   st.floats(allow_nan=False, allow_infinity=False))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["a.b", "c.d", "e"]), values, max_size=3))
def test_what_is_written_down_is_read_back(given_values):
    import tomllib

    condition = Condition("one", given_values)
    for text, (key, value) in zip(condition.overrides, given_values.items(), strict=True):
        name, _, toml = text.partition("=")
        assert name == key and tomllib.loads(f"v = {toml}")["v"] == value
    it = Plan("x", TEXT, ["seed=3"], [condition], [0, 7])
    assert Plan.of_tree(it.tree()) == it

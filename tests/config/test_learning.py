"""Sections of learning in life: what is refused, in which words, and what survives a round trip."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.config import Config, Schedule, dump, parse
from evosim.errors import ConfigError
from evosim.names import Drive, PlasticityGene

RATES = [gene.name.lower() for gene in PlasticityGene]
DRIVES = [drive.name.lower() for drive in Drive]
WIDE = ("learning_rate", "temperature")  # up to 10; all other rates are shares
NEEDS = "must come with plasticity.enabled = true (it is false), since only learning reads it"
SHAPES = "must not change within a run, it shapes genomes, worlds or tables"


def problems(text, *overrides):
    with pytest.raises(ConfigError) as caught:
        parse(text, source="x.toml", overrides=list(overrides))
    assert caught.value.exit_code == 2
    return [line.removeprefix("x.toml: ") for line in caught.value.problems]


@pytest.mark.parametrize(("text", "says"), [
    ("drives.hunger = 1", f"drives.hunger = 1.0: {NEEDS}"),
    ("drives.hunger = 1\nplasticity.enabled = false", f"drives.hunger = 1.0: {NEEDS}"),
    ("drives.compliance = -0.5", f"drives.compliance = -0.5: {NEEDS}"),
    ("drives.pain = 0", f"drives.pain = 0.0: {NEEDS}"),
    ("language.meaning = 'shuffled'", f"language.meaning = 'shuffled': {NEEDS}"),
    ("gate.motives = ['hunger', 'pain']", f"gate.motives = ['hunger', 'pain']: {NEEDS}"),
    ("power.given_min = 17", "power.given_min = 17.0: must be <= power.given_max (16.0)"),
    ("power.given_max = 1\npower.given_min = 1.5", "power.given_min = 1.5: must be <= power.given_max (1.0)"),
    ("power.given_min = -1", "power.given_min = -1: must be >= 0.0"),
    ("plasticity.learning_rate = 10.5",
     "plasticity.learning_rate = 10.5: must be 'evolved', or a number from 0 to 10"),
    ("plasticity.temperature = -1",
     "plasticity.temperature = -1.0: must be 'evolved', or a number from 0 to 10"),
    ("plasticity.trace = 1.01", "plasticity.trace = 1.01: must be 'evolved', or a number from 0 to 1"),
    ("plasticity.forgetting = -0.1",
     "plasticity.forgetting = -0.1: must be 'evolved', or a number from 0 to 1"),
    ("plasticity.forgetting = 'fixed'", "plasticity.forgetting = 'fixed': must be a number, or 'evolved'"),
    ("plasticity.trace = '0.5'", "plasticity.trace = '0.5': must be a number, or 'evolved'"),
    ("plasticity.trace = true", "plasticity.trace = True: must be a number, or 'evolved'"),
    ("plasticity.enabled = 1", "plasticity.enabled = 1: must be true or false"),
    ("plasticity.compliance = 'taught'",
     "plasticity.compliance = 'taught': must be one of 'none', 'learned' or 'given'"),
    ("plasticity.enabled = true\ndrives.hunger = 101",
     "drives.hunger = 101.0: must be 'evolved', or a number from -100 to 100"),
    ("plasticity.enabled = true\ndrives.hunger = -100.5",
     "drives.hunger = -100.5: must be 'evolved', or a number from -100 to 100"),
    ("drives.hunger = 'innate'", "drives.hunger = 'innate': must be a number, or 'evolved'"),
    ("language.drift = 1.5", "language.drift = 1.5: must be <= 1.0"),
    ("language.dialect = 'band'", "language.dialect = 'band': must be one of 'agent', 'world' or 'life'"),
    ("oversight.reward_felt = 'pain'", "oversight.reward_felt = 'pain': must be one of 'nothing' or 'food'"),
    ("oversight.penalty_felt = 'fear'",
     "oversight.penalty_felt = 'fear': must be one of 'nothing', 'food' or 'pain'"),
    ("oversight.penalty_feel = -1", "oversight.penalty_feel = -1: must be >= 0.0"),
    ("food.harm = -0.5", "food.harm = -0.5: must be >= 0.0"),
    ("food.poison = 'yes'", "food.poison = 'yes': must be true or false"),
    ("gate.every = -1", "gate.every = -1: must be >= 0"),
    ("trial.ends = 2", "trial.ends = 2: must be <= 1.0"),
    ("trial.cost = 0.5", "trial.cost = 0.5: must be left out: only probes change what a life is tried with"),
    ("[[phase]]\nset = {'trial.forged' = true}",
     "phase.0.set.trial.forged = True: must be left out: only probes change what a life is tried with"),
    ("plasticity.trace = 0.5", "plasticity.trace = 0.5: must come with plasticity.enabled = true (it is "
     "false), since only learning reads it"),
    ("plasticity.enabled = true\nplasticity.lamarckian = true\nselection.mode = 'moran'",
     "plasticity.lamarckian = true: must come with another selection.mode than 'moran', whose survivors "
     "would inherit from themselves"),
])
def test_refused_in_one_sentence(text, says):
    assert problems(text) == [says]


def test_drives_that_no_gate_can_name():
    line, = problems("plasticity.enabled = true\ngate.motives = ['offspring']")
    assert line.startswith("gate.motives.0 = 'offspring': must be one of 'hunger', 'hoard'")
    assert "offspring'," not in line


def test_unknown_keys_are_answered_with_those_there_are():
    line, = problems("plasticity.learn = 1")
    assert line.startswith("plasticity.learn: no such key; must be one of: enabled, products, learning_rate")
    line, = problems("drives.fear = 1")
    assert line.endswith("must be one of: " + ", ".join(DRIVES))


def test_all_that_only_learning_reads_is_named_at_once():
    found = problems("[drives]\nhunger = 1\nhoard = 'evolved'\n[gate]\nmotives = ['pain']\n"
                     "[language]\nmeaning = 'shuffled'\n[power]\ngiven_min = 20\n")
    assert found == ["power.given_min = 20.0: must be <= power.given_max (16.0)",
                     f"drives.hunger = 1.0: {NEEDS}", f"language.meaning = 'shuffled': {NEEDS}",
                     f"gate.motives = ['pain']: {NEEDS}"]


def test_overrides_are_held_to_the_same():
    assert problems("[drives]\nhunger = 1\n", "plasticity.enabled=false") == [f"drives.hunger = 1.0: {NEEDS}"]
    assert problems("", "plasticity.trace=half") == [
        "plasticity.trace = 'half': must be a number, or 'evolved'"]
    assert parse("[drives]\nhunger = 1\n", overrides=["plasticity.enabled=true"]).drives.fixed == {0: 1.0}
    assert parse("", overrides=["plasticity.trace=evolved"]) == Config()


@pytest.mark.parametrize(("key", "value", "shown"), [
    ("food.poison", "true", "True"), ("plasticity.enabled", "true", "True"),
    ("plasticity.products", "false", "False"), ("gate.every", "5", "5"),
    ("gate.motives", "['pain']", "['pain']"), ("gate.replicates", "2", "2")])
def test_phases_may_not_change_what_shapes_a_run(key, value, shown):
    assert problems(f"[[phase]]\nset = {{ '{key}' = {value} }}") == [
        f"phase.0.set.{key} = {shown}: {SHAPES}"]


def test_phases_are_held_to_what_learning_needs():
    assert problems("[[phase]]\nset = { 'language.meaning' = 'shuffled' }") == [
        f"phase.0.set: language.meaning = 'shuffled': {NEEDS}"]
    assert problems("[[phase]]\nset = { 'drives.pain' = 2 }") == [f"phase.0.set: drives.pain = 2.0: {NEEDS}"]
    assert problems("[[phase]]\nset = { 'plasticity.trace' = 2.0 }") == [
        "phase.0.set: plasticity.trace = 2.0: must be 'evolved', or a number from 0 to 1"]


def test_phases_may_change_drives_rates_and_language():
    config = parse("plasticity.enabled = true\n[[phase]]\nuntil = 5\nset = { 'drives.pain' = 2, "
                   "'plasticity.forgetting' = 0.25, 'language.meaning' = 'shuffled' }")
    (_, first), (_, later) = Schedule(config).at(4), Schedule(config).at(5)
    assert first.drives.fixed == {Drive.PAIN: 2.0} and not later.drives.fixed
    assert first.plasticity.fixed == {PlasticityGene.FORGETTING: 0.25} and not later.plasticity.fixed
    assert (first.language.meaning, later.language.meaning) == ("shuffled", "innate")
    assert parse(dump(config)) == config


def test_fixed_and_evolved_survive_a_round_trip():
    config = parse("[plasticity]\nenabled = true\nlearning_rate = 0\ntrace = 0.1\nforgetting = 'evolved'\n"
                   "temperature = 1e-3\n[drives]\nhunger = 1\npain = -0.1\nhoard = 'evolved'\n"
                   "[gate]\nmotives = ['compliance', 'hunger']\n")
    again = parse(dump(config))
    assert again == config
    assert again.plasticity.fixed == {PlasticityGene.LEARNING_RATE: 0.0, PlasticityGene.TRACE: 0.1,
                                      PlasticityGene.TEMPERATURE: 1e-3}
    assert again.drives.fixed == {Drive.HUNGER: 1.0, Drive.PAIN: -0.1}
    assert again.gate.motives == ("compliance", "hunger")
    assert 'forgetting = "evolved"' in dump(config) and "trace = 0.1\n" in dump(config)


def sometimes(names, values):
    """Some of the keys, each with a value of its own, or given up to evolution in so many words."""
    return st.dictionaries(st.sampled_from(names), st.just("evolved") | values, max_size=len(names))


NUMBERS = st.floats(-150, 150) | st.integers(-150, 150) | st.floats(0, 1)


@st.composite
def trees(draw):
    """Sections of learning, in and out of bounds, consistent or not."""
    low, high = draw(st.tuples(st.floats(0, 50), st.floats(0, 50)))
    return {
        "plasticity": {"enabled": draw(st.booleans()), "lamarckian": draw(st.booleans()),
                       "compliance": draw(st.sampled_from(["none", "learned", "given"])),
                       **draw(sometimes(RATES, NUMBERS))},
        "drives": draw(sometimes(DRIVES, NUMBERS)),
        "language": {"meaning": draw(st.sampled_from(["innate", "drifting", "shuffled"]))},
        "gate": {"motives": draw(st.lists(st.sampled_from(["hunger", "pain"]), max_size=2))},
        "power": {"given_min": low, "given_max": high},
    }


def expected(tree):
    """Keys that must be named, by the bounds as the sentences state them."""
    numbers = {section: {key: value for key, value in tree[section].items()
                         if key in keys and value != "evolved"}
               for section, keys in (("plasticity", RATES), ("drives", DRIVES))}
    out = {f"plasticity.{key}" for key, value in numbers["plasticity"].items()
           if not 0 <= value <= (10 if key in WIDE else 1)}
    out |= {f"drives.{key}" for key, value in numbers["drives"].items() if abs(value) > 100}
    if out:
        return out  # what goes together is looked at once every section is right by itself
    if not tree["plasticity"]["enabled"]:
        out |= {f"drives.{key}" for key in numbers["drives"]}
        out |= {f"plasticity.{key}" for key, value in tree["plasticity"].items()
                if value != getattr(Config().plasticity, key)}
        out |= {"language.meaning"} if tree["language"]["meaning"] == "shuffled" else set()
        out |= {"gate.motives"} if tree["gate"]["motives"] else set()
    return out | ({"power.given_min"} if tree["power"]["given_min"] > tree["power"]["given_max"] else set())


@settings(max_examples=300, deadline=None, derandomize=True)
@given(trees())
def test_sections_of_learning_round_trip_or_are_named(tree):
    import tomli_w

    text, wrong = tomli_w.dumps(tree), expected(tree)
    if not wrong:
        config = parse(text)
        assert parse(dump(config)) == config
        fixed = {key for key, value in tree["plasticity"].items() if key in RATES and value != "evolved"}
        assert {PlasticityGene(k).name.lower() for k in config.plasticity.fixed} == fixed
        assert all(getattr(config.drives, key) == value for key, value in tree["drives"].items())
        return
    assert {line.partition(" = ")[0] for line in problems(text)} == wrong

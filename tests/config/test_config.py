import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.config import Config, Schedule, diff, dump, load, parse, schema
from evosim.errors import ConfigError


def wrong(text, *overrides):
    with pytest.raises(ConfigError) as caught:
        parse(text, source="x.toml", overrides=list(overrides))
    assert caught.value.exit_code == 2
    return caught.value.problems


def test_round_trip():
    config = parse('seed = 3\n[instruction]\nheld_out = [["goto", 1]]\n'
                   '[[phase]]\nname = "a"\nuntil = 0.5\nset = { "food.regrow" = 2.0 }\n')
    assert parse(dump(config)) == config
    assert parse(dump(Config())) == Config()


def test_all_problems_at_once_with_key_value_and_remedy():
    problems = wrong("seed = -1\n[variation]\nmutation_sigma = -1\n[population]\ngenoms = 3\n")
    assert "x.toml: seed = -1: must be >= 0" in problems
    assert "x.toml: variation.mutation_sigma = -1: must be >= 0.0" in problems
    assert any("population.genoms" in line and "genomes" in line for line in problems)


@pytest.mark.parametrize(("text", "says"), [
    ("seed = '1'", "seed = '1': must be a number"),
    ("seed = true", "seed = True: must be a number"),
    ("seed = 1.5", "seed = 1.5: must be a whole number"),
    ("[brain]\nproducts = 1", "brain.products = 1: must be true or false"),
    ("[food]\nregrow = nan", "food.regrow"),
    ("[food]\ninitial = 600", "food.initial = 600: must be <= the cells of the world (576)"),
    ("[band]\nevolving = 17", "band.evolving + scripted = 17: must be <= slots (16)"),
    ("[band]\nslots = 20", "band.slots = 20: must be a multiple of 16"),
    ("[selection]\nscheme = 'best'", "selection.scheme = 'best': must be one of"),
    ("[selection]\nelites = 128", "selection.elites = 128: must be < population.genomes (128)"),
    ("[imposters]\nshare = 0.1", "imposters.enabled = true"),
    ("[instruction]\nsegment_min = 40", "must be >= segment_min (40)"),
    ("[instruction]\nheld_out = [['goto', 4]]", "a beacon 0 to 3"),
    ("[instruction]\nverbs = ['stay', 'stay']", "must be distinct"),
    ("name = 'a/b'", "name = 'a/b': must be 1 to 64 letters"),
    ("seed =", "not TOML"),
    ("[band]\nfrozen = 4", "band.evolving + scripted + frozen = 20: must be <= slots (16)"),
    ("[islands]\ndemes = 3", "population.genomes = 128: must be a multiple of islands.demes (3)"),
    ("[islands]\ndemes = 128", "must be a multiple of islands.demes (128), with 2 in each"),
    ("[islands]\ndemes = 32", "selection.elites = 4: must be < the genomes of a deme (4)"),
    ("[islands]\nmigration = 0.1", "islands.migration = 0.1: must come with islands.demes >= 2 (it is 1)"),
    ("[islands]\ndemes = 2\n[coevolution]\nshare = 0.5", "must come with islands.demes = 1 (it is 2)"),
    ("[coevolution]\nshare = 0.3", "coevolution.share = 0.3: must be a whole number of population.genomes"),
    ("[coevolution]\nshare = 0.03125", "must be a whole number of band.evolving (16), with some for each"),
    ("[coevolution]\nagainst = 1.0", "must come with coevolution.share > 0 (it is 0)"),
    ("[coevolution]\nshare = 0.0625\n[selection]\nelites = 8", "must be < the genomes of a deme (8)"),
    ("[islands]\ndemes = 8\n[selection]\nmode = 'moran'\nbirths = 17",
     "selection.births = 17: must be <= the genomes of a deme (16)"),
    ("[selection]\nscheme = 'nsga2'\nband_weight = 0.5", "another selection.scheme than 'nsga2'"),
    ("[selection]\nscheme = 'nsga2'\n[coevolution]\nshare = 0.5\nagainst = 0.5",
     "another selection.scheme than 'nsga2'"),
    ("[band]\nevolving = 1\nkin = 0.5", "band.kin = 0.5: must come with band.evolving >= 2 (it is 1)"),
    ("[band]\nevolving = 1\n[selection]\nband_weight = 0.5", "must come with band.evolving >= 2 (it is 1)"),
])
def test_says_what_would_be_right(text, says):
    assert any(says in line for line in wrong(text)), wrong(text)


@pytest.mark.parametrize("text", ["probes.names=['nope']", "instruction.verbs=['nope']"])
def test_a_list_whose_only_member_is_wrong_is_not_called_too_short(text):
    line, = wrong("", text)
    assert "'nope': must be one of" in line


def test_missing_file():
    with pytest.raises(ConfigError, match="no such file"):
        load("nowhere.toml")


def test_overrides_are_toml_and_beat_the_file():
    config = parse("seed = 1\n[food]\nregrow = 1.0\n",
                   overrides=["food.regrow=2.5", "name=other", "instruction.verbs=['stay','give']"])
    assert (config.food.regrow, config.name, config.instruction.verbs) == (2.5, "other", ("stay", "give"))
    assert any("must be section.key=value" in line for line in wrong("", "food.regrow"))
    assert any("food.regro" in line for line in wrong("", "food.regro=1"))


def test_phases_resolve_to_a_whole_configuration_for_every_generation():
    config = parse('generations = 10\n[[phase]]\nname = "a"\nuntil = 0.2\n'
                   'set = { "instruction.share" = 0.0 }\n[[phase]]\nname = "b"\nuntil = 5\n'
                   'set = { "oversight.penalty" = 3.0 }\n')
    schedule = Schedule(config)
    seen = [(name, c.instruction.share, c.oversight.penalty)
            for name, c in map(schedule.at, range(10))]
    assert seen == [("a", 0.0, 1.2)] * 2 + [("b", 0.5, 3.0)] * 3 + [("main", 0.5, 1.2)] * 5


def test_phases_refuse_what_is_structural_unknown_or_out_of_range():
    problems = wrong('[[phase]]\nset = { "population.genomes" = 4, "brain.hidden" = 8, '
                     '"food.regro" = 1, "band.slots" = 32, "log.window" = 3 }\n')
    assert sum("must not change within a run" in line for line in problems) == 4
    assert any("food.regro" in line and "no such key" in line for line in problems)
    assert any("must be >= 0" in line for line in wrong('[[phase]]\nset = { "food.regrow" = -1.0 }\n'))
    assert any("end of the phase before" in line for line in wrong(
        "[[phase]]\nuntil = 50\n[[phase]]\nuntil = 40\n"))


def test_features_are_the_union_over_phases():
    config = parse('[[phase]]\nuntil = 5\nset = { "power.mode" = "prospective" }\n')
    assert {"power", "forecast"} <= Schedule(config).features
    assert "power" not in config.features


def test_schema_describes_every_key_with_unit_and_sentence():
    for name, section in schema()["$defs"].items():
        for key, field in section["properties"].items():
            assert field.get("description"), (name, key)
            assert "unit" in field, (name, key)


def test_diff():
    a, b = parse("seed = 1"), parse("seed = 2\n[food]\nregrow = 1.0\n")
    assert diff(a, b) == [("seed", 1, 2), ("food.regrow", 4.0, 1.0)]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.text(string.ascii_lowercase, max_size=6), inner, max_size=3), max_leaves=6)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([(section, key) for section, field in Config.model_fields.items()
                        if hasattr(field.annotation, "model_fields")
                        for key in field.annotation.model_fields]), JUNK)
def test_junk_is_accepted_or_named(where, junk):
    """Whatever a key is set to: a configuration that round-trips, or problems that name the key."""
    from pydantic import ValidationError

    from evosim.config.problems import describe
    section, key = where
    try:
        config = Config.model_validate({section: {key: junk}})
    except ValidationError as error:
        lines = describe(error)
        assert lines and all(section in line for line in lines)
    else:
        if config.trial != Config().trial:  # for probes, and refused in a file
            with pytest.raises(ConfigError, match=rf"{section}\.{key} = .*: must be left out"):
                parse(dump(config))
        else:
            assert parse(dump(config)) == config

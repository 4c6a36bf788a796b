"""Packages that are wrong: one sentence that names package and entry point, and everything else goes on."""

import pytest

from evosim.cli import doctor
from evosim.config import parse
from evosim.errors import PluginError
from evosim.experiments.registry import by_name as experiment
from evosim.experiments.registry import of_packages
from evosim.oversight.registry import by_name as overseer
from evosim.probes.registry import by_name as probe
from evosim.run import run

SCHEMES, PROBES = "evosim.selection", "evosim.probes"
OVERSEERS, EXPERIMENTS = "evosim.overseers", "evosim.experiments"
TINY = ("generations=2", "population.genomes=16", "world.size=12", "world.ticks=40", "food.initial=20",
        "selection.elites=2")
CASES = {
    "missing": (SCHEMES, "odd", "", "foreign:it", "AttributeError: module 'foreign' has no attribute"),
    "does not import": (SCHEMES, "odd", "import nowhere", "foreign:it",
                        "ModuleNotFoundError: No module named 'nowhere' (*foreign.py:1); install"),
    "leaves": (SCHEMES, "odd", "raise SystemExit(3)", "foreign:it", "does not import: SystemExit: 3"),
    "no function": (SCHEMES, "odd", "it = 5", "foreign:it", "is a int, must be a function (scores, k,"),
    "a class": (SCHEMES, "odd", "class it: pass", "foreign:it", "is a type, must be a function"),
    "name taken": (SCHEMES, "tournament", "it = print", "foreign:it", "evosim has that name itself"),
    "name not one": (SCHEMES, "Odd.One", "it = print", "foreign:it", "must have a name of lower-case"),
    "raises": (SCHEMES, "odd", "def it(scores, k, selection, rng):\n    return 1 / 0", "foreign:it",
               "raised ZeroDivisionError: division by zero (*foreign.py:2)"),
    "no rows": (SCHEMES, "odd", "def it(scores, k, selection, rng):\n    return list(range(k))", "foreign:it",
                "gave list, must give int64 (*,): rows of parents"),
    "beyond": (SCHEMES, "odd", "def it(scores, k, selection, rng):\n    return rng.integers(99, 100, k)",
               "foreign:it", "gave rows 99 to 99, must be 0 to 15"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_run_that_names_it_says_what_is_wrong(foreign, said, tmp_path, case):
    group, name, code, entry, says = CASES[case]
    foreign(group, name, code, entry)
    path = tmp_path / "odd.toml"
    path.write_text("")
    words = [word for text in (*TINY, f"selection.scheme='{name}'") for word in ("-o", text)]
    _, err = said("run", path, "--out", tmp_path / "out", "--quiet", *words, code=2)
    head = f"selection scheme {name!r} of foreign 2.1 ({entry}): "
    assert err.startswith(head) and len(err.splitlines()) == 1
    place = err[len(head):]
    for piece in says.split("*"):
        assert piece in place, err
        place = place[place.index(piece) + len(piece):]
    if case not in ("raises", "no rows", "beyond"):  # said before it costs anything
        assert not (tmp_path / "out").exists()


def test_everything_else_goes_on(foreign, tmp_path, capsys):
    for number, group in enumerate((PROBES, OVERSEERS, SCHEMES, EXPERIMENTS)):
        foreign(group, "odd", "raise RuntimeError('whatever')", f"foreign{number}:it", f"foreign-{number}")
    assert run(parse("", overrides=TINY), tmp_path, name="sound").exists()
    assert probe("letter") and overseer("debate") and experiment("scarce-judge")
    found, problems = of_packages()
    assert found == [] and "RuntimeError: whatever" in problems[0]
    doctor.doctor()
    out = capsys.readouterr().out
    assert "added by packages: 4" in out and out.count("wrong: ") == 4


def test_two_packages_that_add_the_same(foreign):
    for package in ("foreign-a", "foreign-b"):
        foreign(PROBES, "odd", "it = 1", f"{package.replace('-', '_')}:it", package)
    with pytest.raises(PluginError, match=r"of foreign-a 2\.1 .*: foreign-b 2\.1 adds one"):
        probe("odd")


@pytest.mark.parametrize(("name", "code", "says"), [
    ("odd", "it = print", "a Probe called 'odd'"),
    ("even", "it = standard('odd', 'nothing')(print)", "a Probe called 'even'"),
    ("odd", "it = standard('odd', 'nothing', ('death',))(print)", "a Probe with modes among 'birth'"),
    ("odd", "it = standard('odd', 'nothing', beside=('gravity',))(print)", "beside probes of evosim"),
    ("routes", "it = standard('routes', 'nothing')(print)", "evosim has that name itself")])
def test_a_probe_of_the_wrong_kind(foreign, name, code, says):
    foreign(PROBES, name, f"from evosim.probes import standard\n{code}")
    with pytest.raises(PluginError, match=f"probe '{name}' of foreign 2.1 .*{says}"):
        probe(name)


@pytest.mark.parametrize(("body", "says"), [
    ("None", "must give a list of Measure"), ("[]", "must give a list of Measure"),
    ("[Measure('O', 1.0), Measure('O', 2.0)]", "gave 'O' '' twice"),
    ("[Measure('O', float('nan'))]", "gave no value of 'O' and no note"),
    ("subject.gravity", r"raised AttributeError: .* \(.*foreign.py:3\)")])
def test_a_probe_that_gives_what_it_must_not(foreign, body, says):
    foreign(PROBES, "odd", "from evosim.probes import Measure, standard\n@standard('odd', 'nothing')\n"
            f"def it(subject, mode): return {body}")
    with pytest.raises(PluginError, match=rf"probe 'odd' of foreign 2\.1 \(foreign:it\): {says}"):
        probe("odd").measure(None, None)


@pytest.mark.parametrize(("made", "says"), [
    ("after_life('even', 'nothing')(print)", "an Overseer after life called 'odd'"),
    ("Overseer('odd', 'life', 'nothing', print, None, {})", "an Overseer after life called 'odd'"),
    ("after_life('odd', 'nothing', beside={'worst': print})(print)", "judges called best or random alone")])
def test_an_overseer_of_the_wrong_kind(foreign, made, says):
    foreign(OVERSEERS, "odd", f"from evosim.oversight import Overseer, after_life\nit = {made}")
    with pytest.raises(PluginError, match=f"overseer 'odd' of foreign 2.1 .*{says}"):
        overseer("odd")


@pytest.mark.parametrize(("body", "says"), [
    ("0.5", "gave a float, must give a Judgement"),
    ("Judgement(np.full(len(episodes) + 1, .5), episodes.ticks)", "gave sure of shape"),
    ("Judgement(np.full(len(episodes), 1.5), episodes.ticks)", "was 1.5 to 1.5 sure, must be 0 to 1"),
    ("Judgement(np.full(len(episodes), np.nan), episodes.ticks)", "was nan to nan sure"),
    ("Judgement(np.full(len(episodes), .5), episodes.ticks + 1)", "saw more ticks of an episode")])
def test_an_overseer_that_gives_what_it_must_not(foreign, tmp_path, body, says):
    foreign(OVERSEERS, "odd", "import numpy as np\nfrom evosim.oversight import Judgement, after_life\n"
            f"@after_life('odd', 'nothing')\ndef it(model, episodes, keys, rng): return {body}")
    with pytest.raises(PluginError, match=f"overseer 'odd' of foreign 2.1 .*: {says}"):
        run(parse("", overrides=[*TINY, "oversight.review='odd'"]), tmp_path, name="odd")


def test_an_experiment_of_the_wrong_kind(foreign, said):
    foreign(EXPERIMENTS, "odd", "it = 1")
    _, err = said("experiment", "show", "odd", code=2)
    assert err.startswith("experiment 'odd' of foreign 2.1 (foreign:it): is a int, must be an Experiment ")
    out, err = said("experiment", "list")
    assert "E28  scarce-judge" in out and "experiment 'odd' of foreign 2.1" in err

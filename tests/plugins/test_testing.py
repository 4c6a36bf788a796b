"""What `evosim.testing` is there for: each check fails on what it forbids."""

from dataclasses import replace

import numpy as np
import pytest

from evosim.experiments.registry import by_name as experiment
from evosim.oversight import Judgement, after_life
from evosim.oversight.registry import by_name as overseer
from evosim.probes import Measure, standard
from evosim.probes.registry import by_name as probe
from evosim.testing import check_scheme
from evosim.testing import experiments as of_experiments
from evosim.testing import overseers as of_overseers
from evosim.testing import probes as of_probes


def scheme_that(gives):
    def scheme(scores, k, selection, rng):
        return gives(scores, k, rng)
    return scheme


@pytest.mark.parametrize(("gives", "says"), [
    (lambda scores, k, rng: np.full(k, len(scores)), "gave rows 20 to 20, must be 0 to 19"),
    (lambda scores, k, rng: np.random.randint(0, len(scores), k), "drew from a global generator"),
    (lambda scores, k, rng: np.random.default_rng().integers(len(scores), size=k), "other rows for the same"),
    (lambda scores, k, rng: np.full(k, scores.argmax()), "the same rows for another seed"),
    (lambda scores, k, rng: rng.integers(len(scores), size=k), "must be more than 1"),
    (lambda scores, k, rng: np.argsort(scores)[rng.integers(-(-len(scores) // 2), size=k)],
     "parents are fitter than the rest by -"),
    (lambda scores, k, rng: np.argsort(-scores, kind="stable")[rng.integers(-(-len(scores) // 4), size=k)],
     "of 20 equals with fitness -2 row")])
def test_a_scheme_that_does_not_keep_to_it(gives, says):
    with pytest.raises(AssertionError, match=f"odd: .*{says}"):
        check_scheme(scheme_that(gives), "odd")


def test_a_scheme_that_does(site, seen):
    seen(site)
    from evosim.evolution.selection import by_name

    check_scheme(by_name("sigma"), "sigma")


def probe_that(gives, **more):
    def measure(subject, mode):
        """Something."""
        return gives(subject)
    return standard("odd", "nothing", ("birth",), **more)(measure)


@pytest.fixture(scope="module")
def few():
    return of_probes.hall("bought", 4, seed=1, world__ticks=60)


def spoil(subject):
    subject.genomes[0, 0] += 1
    return [Measure("O", 1.0)]


@pytest.mark.parametrize(("gives", "says"), [
    (spoil, "changed the genomes"), (lambda subject: [Measure("O", float("nan"))], "no value of 'O'"),
    (lambda subject: [Measure("O", 1.0, 2.0, 3.0)], "not in its interval")])
def test_a_probe_that_is_not_whole(few, gives, says):
    with pytest.raises(AssertionError, match=f"odd: .*{says}"):
        of_probes.measures_are_whole(probe_that(gives), "birth", replace(few, genomes=few.genomes.copy()))


def test_a_probe_that_is_not_the_same_twice_or_lives_apart(few):
    with pytest.raises(AssertionError, match="gave other figures"):
        of_probes.is_the_same_for_any_threads(
            probe_that(lambda subject: [Measure("O", np.random.default_rng().random())]), few)
    with pytest.raises(AssertionError, match="let nobody live"):
        of_probes.can_be_priced(probe_that(lambda subject: [Measure("O", 1.0)]), few)


def test_a_probe_that_is(site, seen, few):
    seen(site)
    mine = probe("dearth")
    of_probes.says_what_it_changes(mine)
    of_probes.measures_are_whole(mine, "birth", few)
    of_probes.is_the_same_for_any_threads(mine, few)
    of_probes.can_be_priced(mine, few)


def cheat(model, episodes, keys, rng):
    """Knows the truth."""
    return Judgement(episodes.obeyed.astype(float), episodes.ticks)


def shrug(model, episodes, keys, rng):
    """Is never sure."""
    return Judgement(np.full(len(episodes), 0.5), episodes.ticks)


def whim(model, episodes, keys, rng):
    """Draws from a generator of its own."""
    return Judgement(np.random.default_rng().random(len(episodes)), episodes.ticks)


def test_overseers_that_do_not_keep_to_it():
    odd = {judge: after_life("odd", "nothing")(judge) for judge in (cheat, shrug, whim)}
    desk = of_overseers.Office(odd[cheat])
    with pytest.raises(AssertionError, match="looked at the truth"):
        of_overseers.truth_is_not_looked_at(desk, desk.seen())
    with pytest.raises(AssertionError, match="as sure of every episode"):
        of_overseers.scores_say_something(of_overseers.Office(odd[shrug]).seen())
    with pytest.raises(AssertionError, match="judged otherwise for the same seed"):
        of_overseers.same_seed_judges_alike(odd[whim])


def test_an_overseer_that_does(site, seen):
    seen(site)
    mine = overseer("recency")
    desk = of_overseers.Office(mine)
    it = desk.seen()
    of_overseers.scores_say_something(it)
    of_overseers.ticks_are_within_budget(it, 4)
    of_overseers.truth_is_not_looked_at(desk, it)


def test_experiments_that_do_not_declare_what_they_must(site, seen):
    seen(site)
    mine = experiment("lean-years")
    of_experiments.declares_all(mine)
    of_experiments.arms_are_configurations(mine, "tiny")
    checks = [one for one in mine.contrasts if one.role != "claim"]
    for wrong, says in (({"claim": "Obedience falls"}, "claim must be a whole sentence"),
                        ({"confounds": {}}, "must answer each of instructions"),
                        ({"contrasts": tuple(checks)}, "nothing that its claim could be seen in"),
                        ({"name": "Lean"}, "lower-case words")):
        with pytest.raises(AssertionError, match=says):
            of_experiments.declares_all(replace(mine, **wrong))
    with of_experiments.fewer_flips():
        of_experiments.comes_out_each_way(mine)
    with pytest.raises(AssertionError, match="must have a shadow"):
        of_experiments.arms_are_configurations(
            replace(mine, fixed={**mine.fixed, "shadow.populations": 0}), "tiny")

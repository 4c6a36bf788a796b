"""Runs in worlds that go on: the same however they were carried out, and what their tables say of them."""

import json
import os
import signal

import numpy as np
import pytest

from evosim.config import Config, dump, parse
from evosim.config.phases import Schedule
from evosim.errors import ConfigError, Interrupted
from evosim.figures import of_run as _registered  # noqa: F401
from evosim.figures.registry import draw
from evosim.lineage.inheritance import of_run
from evosim.lineage.pedigree import Genealogy
from evosim.names import Tally
from evosim.replay.past import Generation
from evosim.replay.stage import Life
from evosim.report import bred, provenance
from evosim.results import load_run
from evosim.results.cohorts import cohorts
from evosim.run import resume, run
from evosim.storage.verify import verify
from tests.run.same import assert_same
from tests.run.test_disturbed import check, disturbed
from tests.world.test_patches import ecological

ECO = """
name = "eco"
seed = 9
generations = 9
[population]
genomes = 32
compositions = 1
replicates = 1
[selection]
mode = "ecological"
[ecology]
founders = 0.8
birth_at = 4.0
endowment = 2.0
cost = 0.5
clutch = 3
mortality = 0.15
lifespan = 5
migration = 0.2
[world]
size = 12
ticks = 60
[food]
initial = 30
regrow = 6.0
[body]
metabolism = 0.02
[social]
steal = true
follow = true
[dangers]
enabled = true
predators = 1
bite = 0.1
[record]
symbols = 2
[instruction]
verbs = ["goto", "stay"]
segment_max = 12
[oversight]
penalty = 0.02
reward = 0.05
reward_felt = "food"
approval = 0.5
[language]
meaning = "shuffled"
dialect = "world"
[plasticity]
enabled = true
[battery]
every = 3
[gate]
every = 4
[log]
lives_every = 1
genomes_every = 3
instructions_every = 3
interactions_every = 3
record_every = 3
checkpoint_every = 3
[[phase]]
name = "pretraining"
until = 2
set = { "instruction.share" = 0.0 }
"""
DYING = ("oversight.penalty=0.25", "oversight.reward=0.0", "generations=30", "phase=[]")


@pytest.fixture(scope="module")
def eco_run(tmp_path_factory):
    return run(parse(ECO), tmp_path_factory.mktemp("eco"), name="eco", check=True)


@pytest.fixture(scope="module")
def died_out(tmp_path_factory):
    return run(parse(ECO, overrides=DYING), tmp_path_factory.mktemp("died"), name="died")


def stopped_after(seasons, config, out, **more):
    def watch(progress):
        if progress.generation + 1 == seasons:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted):
        run(config, out, name=f"stopped{seasons}", watch=watch, **more)
    return out / f"stopped{seasons}"


def test_threads_and_checks_change_nothing(eco_run, tmp_path):
    assert_same(eco_run, run(parse(ECO), tmp_path, threads=2))


@pytest.mark.parametrize("stop", [4])
def test_stopped_at_a_boundary(eco_run, tmp_path, stop):
    """Past a checkpoint."""
    assert_same(eco_run, resume(stopped_after(stop, parse(ECO), tmp_path)))


@pytest.mark.slow
@pytest.mark.parametrize("stop", [1, 2, 3, 5, 6, 7, 8, 9])
def test_stopped_at_every_other_boundary(eco_run, tmp_path, stop):
    assert_same(eco_run, resume(stopped_after(stop, parse(ECO), tmp_path), threads=2))


def test_going_on_to_a_later_end(eco_run, tmp_path):
    text = "\n".join(ECO.splitlines()[:-4])  # no phases, whose shares an end would move
    whole = run(parse(text), tmp_path, name="whole")
    assert_same(whole, resume(run(parse(text, overrides=["generations=5"]), tmp_path), generations=9))


@pytest.mark.slow
def test_killed_at_some_moments(eco_run, tmp_path):
    check(disturbed("killed", ECO, 60, 2, tmp_path), (-9, 0))


def test_births_less_deaths_are_who_is_there(eco_run):
    it = load_run(eco_run)
    rows, worlds = it.generations, it.demography
    own, shadow = (rows[rows.population == k].reset_index() for k in (0, 1))
    assert len(own) == 9 and own.n.nunique() > 3  # the size is nobody's to set
    by_season = worlds.groupby("generation").sum(numeric_only=True)
    assert (by_season.n.to_numpy() == own.n).all() and (by_season.born.to_numpy() == own.births).all()
    assert (own.n[1:].to_numpy() == (by_season.n - by_season.deaths + by_season.births)[:-1]).all()
    causes = ["deaths_no_energy", "deaths_age", "deaths_chance"]
    assert (worlds[causes].sum(axis=1) == worlds.deaths).all() and (by_season[causes].sum() > 0).all()
    assert (worlds.n <= 16).all() and (worlds.births <= worlds.n.max()).all() and worlds.arrivals.sum() > 0
    for name in ("n", "births", "n_parents"):
        assert name == "n_parents" or (own[name] == shadow[name]).all(), name
    assert np.allclose(own.fitness_mean, shadow.fitness_mean)


def test_each_individual_stands_there_once_with_its_last_season(eco_run):
    people = load_run(eco_run).individuals
    assert people.individual_id.is_unique
    gone = people.destruction_generation.notna()
    assert (people.destruction_generation[gone] == people.generation[gone]).all()
    assert (people.generation[~gone] == 8).all() and (~gone).sum() > 10
    age = people.generation - people.origin_generation + 1
    assert age.max() == 5 and (age[gone] < 5).any()  # ecology.lifespan
    ids = set(people.individual_id)
    assert set(people.parent1_id.dropna()) <= ids and people.parent2_id.notna().any()


def test_a_shadow_is_as_old_as_its_run(eco_run):
    people = load_run(eco_run).individuals
    tables = [people[people.population == k].groupby(["origin_generation", "generation"]).size()
              for k in (0, 1)]
    assert tables[0].equals(tables[1])


def test_cohorts_and_genealogy_and_genomes(eco_run):
    it = load_run(eco_run)
    lived = cohorts(it, ["fitness", "drive_hunger"])
    n = it.generations.query("population == 0").n
    assert [len(cohort.ids) for cohort in lived] == n.tolist()
    for population in (0, 1):
        bred = list(of_run(it, Genealogy.of(it, population), population))  # held against what was logged
        assert [len(cohort.ids) for cohort in bred] == n.tolist()
    prices = it.generations.query("population == 0 and generation > 0")
    change = np.diff(it.generations.query("population == 0").fitness_mean)
    assert np.allclose(prices.price_selection_fitness + prices.price_transmission_fitness, change)


def test_worlds_of_any_season_can_be_lived_again(eco_run):
    it = load_run(eco_run)
    for season in (0, 6):
        there = Generation.of(it, season)
        for place in there.places():
            stage = there.stage(place)
            life = Life(stage)
            while life.tick < life.ticks:
                life.step()
            ids, rows = there.ids(stage), it.lives.query(f"generation == {season} and band == {place.band}")
            eaten = dict(zip(rows.individual_id, rows.food_eaten, strict=True))
            seated = ids >= 0
            assert len(eaten) == seated.sum() > 3
            tally = life.state.books.tally[0].T
            assert tally[seated, Tally.EATEN].tolist() == [eaten[one] for one in ids[seated]]


def test_pages_and_figures_of_the_living_and_of_those_who_died_out(eco_run, died_out, tmp_path):
    import matplotlib.pyplot as plt

    for path in (eco_run, died_out):
        it = load_run(path)
        assert "Seasons" in draw(it, "demography").get_suptitle()
        plt.close("all")
        said = " ".join(bred.lead(it.config, it.provenance["generation"]))
        assert "Nobody is selected: who has no energy left dies" in said
    assert any("died out" in one for one in provenance.warnings(load_run(died_out), verify(died_out)))
    assert not any("died out" in one for one in provenance.warnings(load_run(eco_run), verify(eco_run)))


def test_a_population_that_dies_out_is_a_result(died_out):
    it, record = load_run(died_out), json.loads((died_out / "run.json").read_text())
    last = it.generations.generation.max()
    assert record["status"] == "done" and record["ended"] == f"died out: nobody lived on after season {last}"
    left = it.demography.query(f"generation == {last}").eval("n - deaths + births")
    assert 0 < last < 29 and left.sum() == 0
    assert (it.generations.query(f"generation == {last}").n > 0).all()  # the last that somebody lived in
    assert it.individuals.destruction_generation.notna().all() and not verify(died_out)
    assert resume(died_out) == died_out
    with pytest.raises(ConfigError, match="died out: nobody lived on after season"):
        resume(died_out, generations=60)


def test_dying_out_after_a_stop_is_the_same(died_out, tmp_path):
    last = load_run(died_out).generations.generation.max()
    stopped = stopped_after(last + 1, parse(ECO, overrides=DYING), tmp_path)
    assert_same(died_out, resume(stopped))


@pytest.mark.parametrize(("given", "what"), [
    ("population.compositions=2", "population.compositions = 2: must be 1"),
    ("population.replicates=3", "population.replicates = 3: must be 1"),
    ("population.genomes=40", "population.genomes = 40: must be a multiple of band.evolving (16)"),
    ("islands.demes=2", "islands.demes = 2: must be 1"),
    ("coevolution.share=0.5", "coevolution.share = 0.5: must be 0"),
    ("band.kin=0.5", "band.kin = 0.5: must be 0"),
    ("selection.band_weight=0.5", "selection.band_weight = 0.5: must be 0"),
    ('selection.scheme="nsga2"', "selection.scheme = 'nsga2': must be another"),
    ("plasticity.lamarckian=true", "plasticity.lamarckian = true: must be false"),
    ("steward.stewards=1", "steward.stewards = 1: must be 0"),
    ("ecology.birth_at=2.5", "birth_at = 2.5: must be > endowment + cost (2.5)"),
])
def test_what_such_a_run_cannot_do(given, what):
    with pytest.raises(ConfigError) as error:
        parse(ECO, overrides=[given])
    assert any(what in problem for problem in error.value.problems), error.value.problems


def test_a_phase_cannot_change_what_a_world_that_goes_on_began_with():
    for key, value in (("food.initial", 10), ("language.dialect", "agent"), ("band.evolving", 8)):
        text = f'{ECO}\n[[phase]]\nuntil = 5\nset = {{ "{key}" = {json.dumps(value)} }}\n'
        with pytest.raises(ConfigError, match=f"phase.1.set.{key}.*must be as everywhere else"):
            Schedule(parse(text))
    text = f'{ECO}\n[[phase]]\nuntil = 5\nset = {{ "food.regrow" = 1.0, "ecology.mortality" = 0.5 }}\n'
    assert Schedule(parse(text)).at(3)[1].ecology.mortality == 0.5


@pytest.mark.slow
def test_random_configurations_run(tmp_path):
    """Some seasons of each, all accounts held, then gone on with."""
    from tests.kernels.worlds import random_config

    for seed in range(40):
        config = ecological(random_config(np.random.default_rng([seed, 13])), 32, band__evolving=16,
                            band__scripted=0, ecology__birth_at=1.0, ecology__endowment=0.5,
                            ecology__cost=0.1)
        config = Config.model_validate(config.model_dump() | {"generations": 4, "trial": {}})
        try:
            parse(dump(config))
        except ConfigError:  # words that nobody could heed, which only worlds by hand have
            continue
        whole = run(config, tmp_path, name=f"r{seed}", check=True)
        part = run(config.model_copy(update={"generations": 2}), tmp_path, name=f"p{seed}", threads=2)
        if "ended" not in load_run(part).provenance:
            assert_same(whole, resume(part, generations=4))

"""Runs in demes, with kin in bands, band fitness and an archive: the same however carried out, and logged."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.estimate import agent_steps, estimate
from evosim.evolution.demes import fst
from evosim.results import load_run
from evosim.run import resume, run
from tests.run.same import assert_same, tables
from tests.run.test_disturbed import check, disturbed
from tests.run.test_plastic import stopped_after

COMMON = """
seed = 9
generations = 12
[world]
size = 12
ticks = 40
[food]
initial = 20
[social]
steal = true
[shadow]
populations = 1
[log]
lives_every = 3
genomes_every = 4
instructions_every = 3
interactions_every = 3
checkpoint_every = 4
part_rows = 300
"""
KINDS = {
    "islands": COMMON + """
[population]
genomes = 40
[band]
evolving = 6
scripted = 2
frozen = 4
kin = 0.5
[islands]
demes = 4
migration = 0.2
every = 2
[selection]
size = 3
elites = 1
band_weight = 0.5
[archive]
every = 2
best = 1
size = 3
""",
    "ring of moran": COMMON + """
[population]
genomes = 40
[islands]
demes = 4
migration = 0.3
topology = "ring"
[selection]
mode = "moran"
births = 4
""",
    "two": COMMON + """
[population]
genomes = 32
[band]
evolving = 8
frozen = 2
kin = 0.5
[coevolution]
share = 0.25
against = 0.5
[selection]
elites = 2
[archive]
every = 3
""",
}


@pytest.fixture(scope="module", params=KINDS)
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def whole(kind, tmp_path_factory):
    return run(parse(KINDS[kind]), tmp_path_factory.mktemp("whole"), name="whole")


def config_of(kind, *overrides):
    return parse(KINDS[kind], overrides=overrides)


# However it was carried out --------------------------------------------------------------------


def test_threads_change_nothing(kind, whole, tmp_path):
    assert_same(whole, run(config_of(kind), tmp_path, name="again", threads=4))


@pytest.mark.parametrize("stop", [6, 8])
def test_stopped_at_a_boundary(kind, whole, tmp_path, stop):
    """Past a checkpoint, and at one."""
    assert_same(whole, resume(stopped_after(stop, config_of(kind), tmp_path), threads=2))


@pytest.mark.slow
@pytest.mark.parametrize("stop", [1, 2, 3, 4, 5, 7, 9, 10, 11])
def test_stopped_at_every_other_boundary(kind, whole, tmp_path, stop):
    assert_same(whole, resume(stopped_after(stop, config_of(kind), tmp_path)))


@pytest.mark.slow
def test_killed_at_random_moments(kind, tmp_path):
    check(disturbed("killed", KINDS[kind], 20, 6, tmp_path), (-9, 0))


def test_going_on_to_a_later_end(kind, whole, tmp_path):
    path = run(config_of(kind, "generations=7"), tmp_path)
    assert_same(whole, resume(path, generations=12))


def test_logging_changes_nothing(kind, whole, tmp_path):
    quiet = run(config_of(kind, *(f"log.{table}_every=0" for table in (
        "individuals", "lives", "genomes", "instructions", "interactions"))), tmp_path)
    assert_same(whole, quiet, ["generations"])


# What is written -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seen(whole):
    """A finished run as it is read."""
    return load_run(whole)


def test_everybody_has_a_deme(kind, seen):
    people = seen.individuals
    sizes = seen.config.deme_sizes
    counts = people[people.generation == 5].groupby(["population", "deme"]).size()
    if kind == "ring of moran":
        assert (counts == 4).all() and len(counts) == 8  # those who died
    else:
        assert counts.tolist() == list(sizes) * 2


def test_migrants_are_logged_with_their_origin(kind, seen):
    people, generations = seen.individuals, seen.generations
    moved = people[people.origin_deme != people.deme]
    if kind == "two":
        assert moved.empty and (generations.migrants == 0).all()
        return
    assert len(moved) > 10
    by_parent = people.set_index("individual_id").deme
    parents = moved.parent1_id
    known = parents.isin(by_parent.index)  # under Moran who lives on is not written yet
    assert known.any()
    assert (by_parent[parents[known]].to_numpy() == moved.origin_deme[known].to_numpy()).all()
    counted = moved[moved.origin_generation > 0].groupby(["population", "origin_generation"]).size()
    said = generations.set_index(["population", "generation"]).migrants
    for key, births in counted.items():
        assert said[key] >= births if kind == "ring of moran" else said[key] == births
    if kind == "islands":
        assert set(moved.origin_generation) <= {2, 4, 6, 8, 10}
    else:
        assert set((moved.origin_deme - moved.deme) % 4) == {1, 3}


def test_fst_is_that_of_the_genomes(kind, seen):
    at, sizes = 8, np.cumsum(seen.config.deme_sizes)[:-1]
    demes = np.split(np.arange(seen.config.population.genomes), sizes)
    rows = seen.generations.query("generation == @at").set_index("population")
    for population in (0, 1):
        silent = seen.layout.part(seen.genome_matrix(at, population), "silent")
        assert rows.fst[population] == pytest.approx(fst(silent, demes), rel=1e-4)
    assert (seen.generations.fst[seen.generations.generation > 2] > -0.2).all()


def test_what_bred_is_logged_beside_fitness(kind, seen):
    people, rows = seen.individuals, seen.generations
    if kind == "ring of moran":
        assert people.selected.isna().all() and rows.selected_mean.isna().all()
        return
    assert people.selected.notna().all() and (people.selected != people.fitness).any()
    own = people[(people.population == 0) & (people.generation == 5)]
    row = rows[(rows.population == 0) & (rows.generation == 5)].iloc[0]
    assert row.selected_mean == pytest.approx(own.selected.mean())
    shadow = people[(people.population == 1) & (people.generation == 5)]
    for deme, here in own.groupby("deme"):
        there = shadow[shadow.deme == deme]
        pairs = {(a, b) for a, b in zip(here.fitness, here.selected, strict=True)}
        assert pairs == {(a, b) for a, b in zip(there.fitness, there.selected, strict=True)}


def test_bands_are_of_one_island_or_of_both_populations(kind, seen):
    lives = seen.lives.merge(seen.individuals[["individual_id", "deme"]], on="individual_id", how="inner")
    demes = lives.groupby(["generation", "composition", "replicate", "band"]).deme.nunique()
    if kind != "ring of moran":
        assert set(demes) == ({2} if kind == "two" else {1})


def test_selected_is_own_fitness_and_that_of_the_bands(kind, seen):
    """From the table of lives alone."""
    if kind != "islands":
        pytest.skip("band_weight is of the islands")
    people = seen.individuals.query("population == 0 and generation == 3").set_index("individual_id")
    lives = seen.lives.query("generation == 3")
    each = lives.groupby(["composition", "band", "individual_id"], as_index=False).fitness.mean()
    each["band_mean"] = each.groupby(["composition", "band"]).fitness.transform("mean")
    group = each.groupby("individual_id").band_mean.mean()[people.index]
    expected = 0.5 * people.fitness + 0.5 * group
    assert np.allclose(people.selected.astype(float), expected)


def test_the_second_population_is_bred_on_the_loss_of_the_first(kind, seen):
    if kind != "two":
        pytest.skip("there is but one")
    people = seen.individuals.query("population == 0 and generation == 3").set_index("individual_id")
    lives = seen.lives.query("generation == 3").copy()
    lives["deme"] = people.deme[lives.individual_id].to_numpy()
    first = lives[lives.deme == 0].groupby(["composition", "band", "individual_id"]).fitness.mean()
    hosts = first.groupby(["composition", "band"]).mean()
    second = lives[lives.deme == 1].groupby(["composition", "band", "individual_id"], as_index=False).size()
    second["hosts"] = hosts[list(zip(second.composition, second.band, strict=True))].to_numpy()
    rivals = second.groupby("individual_id").hosts.mean()
    own = people[people.deme == 1]
    assert np.allclose(own.selected.astype(float), 0.5 * own.fitness - 0.5 * rivals[own.index])
    hosts_only = people[people.deme == 0]
    assert (hosts_only.selected.astype(float) == hosts_only.fitness).all()


# The frozen ------------------------------------------------------------------------------------


def test_the_past_lives_beside_the_present_and_is_not_counted(tmp_path):
    """With one generation kept, bands hold as many more as there are frozen slots, from then on."""
    text = COMMON + '[population]\ngenomes = 24\n[band]\nevolving = 8\nfrozen = 4\n[archive]\nevery = 100\n'
    steps = []
    path = run(parse(text), tmp_path, watch=lambda told: steps.append(told.agent_steps))
    lived = 24 * 4 * 40
    assert steps[0] <= lived < steps[1] <= lived * 12 // 8  # 4 frozen beside each 8
    frames = tables(path)
    assert frames["lives"].groupby(["generation", "composition", "replicate"]).size().eq(24).all()
    for table in ("lives", "instructions"):
        assert (frames[table].individual_id >= 0).all()
    past = frames["generations"].query("population == 0").frozen_fitness_mean
    assert past.isna().tolist() == [True] + [False] * 11  # nobody was kept before the first
    late = frames["interactions"].query("generation == 3")
    assert late.from_id.isna().any() and late.to_id.isna().any()  # with the frozen


def test_without_frozen_slots_the_archive_changes_nothing(small, small_run, tmp_path):
    other = run(small("archive.every=1", "archive.size=3"), tmp_path)
    assert_same(small_run, other)


def test_the_estimate_counts_whoever_lives(kind, tmp_path):
    """Agent-steps as `--check` says them, against those of a generation in which nobody dies."""
    steps = []
    config = config_of(kind, "battery.every=0", "generations=5", "body.metabolism=0.0", "band.scripted=0")
    run(config, tmp_path, watch=lambda told: steps.append(told.agent_steps))
    assert agent_steps(config) == 5 * steps[-1]
    said = estimate(config, 1)[0]
    assert ("demes of 10" in said) if kind != "two" else ("8 and 24 genomes" in said)

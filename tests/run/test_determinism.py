import os
import signal

import pytest

from evosim.errors import ConfigError, Interrupted
from evosim.lineage.pedigree import Genealogy
from evosim.results import load_run
from evosim.results.selection import selection
from evosim.run import resume, run
from tests.golden.runs import config_of
from tests.run.same import assert_same, digests, tables

NEVER = dict.fromkeys((f"{table}_every" for table in ("lives", "genomes", "instructions", "interactions",
                                                      "record", "oversight")), 0)


def test_same_seed_same_tables_for_any_threads(small, small_run, tmp_path):
    for threads in (2, 4):
        assert_same(small_run, run(small(), tmp_path, name=f"t{threads}", threads=threads))


def test_another_seed_another_run(small, small_run, tmp_path):
    other = tables(run(small("seed=6"), tmp_path), ["generations"])["generations"]
    assert (other.fitness_mean != tables(small_run)["generations"].fitness_mean).any()


def test_logging_changes_nothing(small, small_run, tmp_path):
    quiet = run(small("log.lives_every=0", "log.instructions_every=0", "log.interactions_every=0",
                      "log.genomes_every=0", "log.part_rows=10000"), tmp_path)
    assert_same(small_run, quiet, ["generations", "individuals"])


def test_the_battery_is_never_fed_back(small, small_run, tmp_path):
    blind = run(small("battery.every=0"), tmp_path)
    a, b = (tables(path)["generations"] for path in (small_run, blind))
    assert b.obedience.isna().all() and a.obedience.notna().all()
    assert (a.fitness_mean == b.fitness_mean).all()


def test_a_shadow_does_not_disturb_the_run(small, small_run, tmp_path):
    alone = tables(run(small("shadow.populations=0"), tmp_path))["generations"]
    own = tables(small_run)["generations"].query("~is_shadow").reset_index(drop=True)
    assert (alone.fitness_mean == own.fitness_mean).all()
    assert (alone.obedience == own.obedience).all()


def test_moran_and_wright_fisher_run_and_are_logged(small, tmp_path):
    for mode in ("moran", "wright_fisher"):
        path = run(small(f"selection.mode={mode}", "selection.births=3"), tmp_path, name=mode)
        frames = tables(path)
        people = frames["individuals"].query("~is_shadow")
        assert people.individual_id.is_unique
        if mode == "moran":
            dead = people[people.destruction_generation.notna()]
            assert (dead.groupby("generation").size() == 3).all()
            living = people[people.destruction_generation.isna()]
            assert len(living) == 24 - 3  # the last three born never lived
        assert people.parent1_id.isna().sum() <= 24


def test_a_strategy_is_stopped_and_goes_on(small, tmp_path):
    config = small("selection.mode=strategy")
    whole, broken = tmp_path / "a", tmp_path / "b"
    assert carried_out(config, whole, 1, ()) == carried_out(config, broken, 2, (1, 6))
    rows = tables(whole / "run")
    people = rows["individuals"]
    assert people.parent1_id.isna().all() and (people.offspring.fillna(0) == 0).all()
    assert rows["generations"].selection_differential_fitness.isna().all()
    assert not any(name.startswith("price") and rows["generations"][name].notna().any()
                   for name in rows["generations"])
    with pytest.raises(ConfigError, match="nobody has parents"):
        Genealogy.of(load_run(whole / "run"))
    with pytest.raises(ConfigError, match="nobody has parents"):
        selection(load_run(whole / "run"))


def test_the_log_is_for_people(small_run):
    lines = (small_run / "run.log").read_text().splitlines()
    assert "from generation 0 to 12" in lines[0] and lines[-1].endswith("done")
    assert sum("checkpoint at generation" in line for line in lines) >= 3


# The matrix of SPEC 17.1: how a run is carried out, on any of a few runs. -----------------------------------


def carried_out(config, out, threads, stops, **more):
    """A run that Ctrl-C stopped after so many generations, gone on with each time."""
    def watch(progress):
        if progress.generation + 1 in stops:
            os.kill(os.getpid(), signal.SIGINT)

    path = out / "run"
    for k in range(len(stops) + 1):
        try:
            if k:
                resume(path, threads=threads, watch=watch, **more)
            else:
                run(config, out, name="run", threads=threads, watch=watch, **more)
        except Interrupted:
            continue
        assert k == len(stops)  # each stop was one
    return digests(path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["small", "plastic", "everything"])
@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("stops", [(), (1, 6), (4, 5, 9)])
@pytest.mark.parametrize("logged", [True, False])
def test_however_it_is_carried_out(name, threads, stops, logged, request, tmp_path):
    config = config_of(name)
    if not logged:
        config = config.model_copy(update={"log": config.log.model_copy(update=NEVER)})
    found = carried_out(config, tmp_path, threads, stops, check=not logged)
    wanted = digests(request.getfixturevalue(f"{name}_run"))
    assert found == (wanted if logged else {table: wanted[table] for table in ("generations", "individuals")})

"""A run in which everybody learns in life: the same however it was carried out, and gated when due."""

import os
import signal
import warnings

import pytest

from evosim.errors import Interrupted
from evosim.results import load_run
from evosim.run import resume, run
from evosim.schema import DRIVES, GATE_STATES
from tests.run.same import assert_same, tables

LAST = 11  # generation of it


def stopped_after(generations, config, out, **more):
    """A run that Ctrl-C stopped after so many generations."""
    def watch(progress):
        if progress.generation + 1 == generations:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted):
        run(config, out, name=f"stopped{generations}", watch=watch, **more)
    return out / f"stopped{generations}"


def gated(path):
    """Rows of `generations` that tell of a gate."""
    frame = load_run(path).generations
    return frame[frame.gate_passed.notna()]


# However it was carried out --------------------------------------------------------------------


def test_threads_change_nothing(plastic, plastic_run, tmp_path):
    assert_same(plastic_run, run(plastic(), tmp_path, threads=2))


@pytest.mark.parametrize("stop", [5, 8, 12])
def test_stopped_at_a_boundary(plastic, plastic_run, tmp_path, stop):
    """Past a checkpoint, at one, and after the last generation."""
    assert_same(plastic_run, resume(stopped_after(stop, plastic(), tmp_path)))


@pytest.mark.slow
@pytest.mark.parametrize("stop", [1, 2, 3, 4, 6, 7, 9, 10, 11])
def test_stopped_at_every_other_boundary(plastic, plastic_run, tmp_path, stop):
    assert_same(plastic_run, resume(stopped_after(stop, plastic(), tmp_path), threads=2))


@pytest.mark.parametrize("first", [3, 6, 8])
def test_going_on_to_a_later_end(plastic, plastic_run, tmp_path, first):
    """The first end may be one at which a gate was due anyway (5 = 6 - 1), and one at a checkpoint."""
    path = run(plastic(f"generations={first}"), tmp_path)
    assert gated(path).generation.tolist() == sorted({*range(0, first, 5), first - 1})
    assert_same(plastic_run, resume(path, generations=12))


def test_going_on_twice_and_after_a_stop(plastic, plastic_run, tmp_path):
    path = stopped_after(4, plastic("generations=4"), tmp_path)
    assert gated(path).generation.tolist() == [0]  # what waits for the end is not written yet
    assert_same(plastic_run, resume(resume(path, generations=7), generations=12))


def test_logging_changes_nothing(plastic, plastic_run, tmp_path):
    quiet = run(plastic(*(f"log.{table}_every=0" for table in (
        "individuals", "lives", "genomes", "instructions", "interactions"))), tmp_path)
    assert list(tables(quiet)) == ["generations"]
    assert_same(plastic_run, quiet, ["generations"])


def test_gate_and_battery_are_never_fed_back(plastic, plastic_run, tmp_path):
    blind = run(plastic("battery.every=0", "gate.every=0", "gate.motives=[]"), tmp_path)
    a, b = (tables(path) for path in (plastic_run, blind))
    assert (a["generations"].fitness_mean == b["generations"].fitness_mean).all()
    assert a["individuals"].equals(b["individuals"])
    last = gated(blind)
    assert last.generation.tolist() == [LAST]  # at the end there is one, whatever is asked
    assert last.gate_motive.isna().all() and last.gate_knockout_cost.isna().all()


# The gate --------------------------------------------------------------------------------------


def test_one_gate_where_it_is_due_and_one_at_the_end(plastic_run):
    frame = load_run(plastic_run).generations
    assert frame.groupby("population").generation.apply(list).map(
        lambda seen: seen == list(range(12))).all()  # each generation once, the one that waited too
    seen = frame[frame.gate_passed.notna()]
    assert seen[["generation", "population"]].to_numpy().tolist() == [[0, 0], [5, 0], [10, 0], [11, 0]]
    columns = [column for column in frame if column.startswith("gate_")]
    others = frame.drop(index=seen.index)
    assert len(columns) == 12 and others[columns].isna().all(axis=None)
    assert seen[columns].notna().all(axis=None)
    assert set(seen.gate_motive) == {"approval"} <= set(DRIVES)
    assert set(seen.gate_failed) <= set(GATE_STATES)
    assert (seen.gate_passed == (seen.gate_failed == "nothing")).all()


def test_a_gate_sees_all_generations_so_far(plastic_run):
    """Rank correlations are sums over generations, so that they differ from gate to gate."""
    seen = gated(plastic_run)
    assert seen.gate_rank_correlation.nunique() >= 3  # a drive may be fixed in one of the generations
    assert seen.gate_silent_max.is_unique and seen.gate_silent_max.iloc[0] == 0


def test_a_gate_at_the_end_is_measured_once_where_it_is_due_there(plastic, tmp_path):
    path = run(plastic("generations=6"), tmp_path)
    assert gated(path).generation.tolist() == [0, 5]
    assert (path / "run.log").read_text().count("gate: failed on ") == 1


def test_without_three_shadows_the_gate_says_so(plastic, tmp_path):
    path = run(plastic("generations=2", "shadow.populations=2"), tmp_path)
    seen = gated(path)
    assert set(seen.gate_failed) == {"shadows"} and not seen.gate_passed.any()
    assert "gate: failed on shadows" in (path / "run.log").read_text()


def test_where_nothing_is_learned_there_is_no_gate(plastic, tmp_path):
    path = run(plastic("generations=2", "plasticity.enabled=false", "plasticity.forgetting=evolved",
                       "language.meaning=innate", "gate.motives=[]"), tmp_path)
    assert gated(path).empty and "gate" not in (path / "run.log").read_text()
    assert (load_run(path).individuals.lifetime_reward.fillna(0) == 0).all()


def test_a_gate_where_nobody_is_told_anything_is_unknown_and_quiet(plastic, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = run(plastic("generations=2", 'phase=[{name="pre", until=1, set={"instruction.share"=0.0}}]'),
                   tmp_path)
    first, last = gated(path).itertuples()
    assert first.phase == "pre" and not first.gate_passed
    assert first.gate_obedience != first.gate_obedience  # NaN
    assert last.gate_obedience == last.gate_obedience


# What was lived --------------------------------------------------------------------------------


def test_lives_are_eventful(plastic_run):
    """What the tests above compare is there: approval, pain, poison, rewards felt."""
    lives = load_run(plastic_run).lives
    for column in ("approved_ticks", "pain", "poisoned", "reward", "penalty"):
        assert lives[column].sum() > 0, column
    assert lives.lifetime_reward.nunique() > len(lives) / 2


def test_the_last_generation_is_always_among_the_genomes(plastic, plastic_run, tmp_path):
    for path, generations in ((plastic_run, [0, 4, 8, LAST]),
                              (run(plastic("generations=3", "log.genomes_every=1000"), tmp_path), [0, 2]),
                              (run(plastic("generations=5"), tmp_path), [0, 4])):
        frame = load_run(path).genomes.query("~hall_of_fame")
        counts = frame.groupby(["generation", "population"]).individual_id.nunique()
        assert counts.index.tolist() == [(g, p) for g in generations for p in range(4)]
        assert (counts == 24).all() and frame.individual_id.groupby(frame.generation).apply(
            lambda ids: ids.is_unique).all()  # the last was not written twice where it was due
        assert load_run(path).genome_matrix().shape[0] == 24


def test_a_longer_run_has_genomes_of_its_own_end_only(plastic, tmp_path):
    path = run(plastic("generations=3"), tmp_path)
    assert set(load_run(path).genomes.generation) == {0, 2} | set(
        load_run(path).genomes.query("hall_of_fame").generation)
    resume(path, generations=6)
    assert sorted(load_run(path).genomes.query("~hall_of_fame").generation.unique()) == [0, 4, 5]

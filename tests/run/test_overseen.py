"""Runs with overseers who learn between generations and judge after life."""

import os
import signal

import pytest

from evosim.config import parse
from evosim.errors import Interrupted
from evosim.results import load_run
from evosim.run import resume, run
from evosim.storage.verify import verify
from tests.run.same import assert_same, tables

OVERSEEN = """
name = "overseen"
seed = 5
generations = 9
[population]
genomes = 24
[world]
size = 12
ticks = 60
[food]
initial = 20
[instruction]
segment_min = 4
segment_max = 9
[oversight]
overseer = "reward_model"
audit = 0.2
audit_weight = 2.0
looks = 30
death = 0.01
labels = 12
fitted = 30
refit = 2
review = "debate"
review_reward = 2.0
review_penalty = 1.0
[log]
oversight_every = 2
checkpoint_every = 2
part_rows = 200
"""


@pytest.fixture(scope="module")
def overseen(tmp_path_factory):
    return run(parse(OVERSEEN), tmp_path_factory.mktemp("overseen"))


def test_all_of_it_happens(overseen):
    seen = load_run(overseen)
    own = seen.generations.query("~is_shadow")
    assert own.overseer_auc.notna().all() and own.judged_rate.notna().all()
    reviewed = own.generation >= 2  # the first fit is after generation 1
    for column in ("review_auc", "review_auc_random", "review_auc_best", "review_rate"):
        assert own[column].notna().tolist() == reviewed.tolist()
    assert (own.review_reward_mean > 0).tolist() == reviewed.tolist()
    assert own.executed_mean.max() > 0
    rows = seen.oversight
    assert set(rows.generation) == {0, 2, 4, 6, 8} and set(rows.overseer) == {"reward_model", "debate"}
    assert verify(overseen) == []


def test_each_judgement_has_its_instruction(tmp_path):
    path = run(parse(OVERSEEN, overrides=["log.instructions_every=2", "generations=3"]), tmp_path)
    seen = load_run(path)
    keys = ["generation", "composition", "replicate", "band", "slot", "tick_start"]
    rows = seen.oversight.query("overseer == 'reward_model'").merge(
        seen.instructions, on=keys, suffixes=("", "_told"), validate="one_to_one")
    assert len(rows) == (seen.oversight.overseer == "reward_model").sum() > 50
    assert rows.watched.all() and (rows.speaker == "avatar").all()
    for column in ("tick_end", "verb", "thing", "ticks", "letter_ticks", "spirit_ticks", "individual_id"):
        assert (rows[column].astype(str) == rows[f"{column}_told"].astype(str)).all(), column
    assert (rows.truth == (2 * rows.spirit_ticks >= rows.ticks)).all()
    assert (rows.evidence_ticks == rows.ticks).all()


def test_what_a_review_pays_is_in_fitness(tmp_path):
    path = run(parse(OVERSEEN, overrides=["log.lives_every=1"]), tmp_path)
    lives = load_run(path).lives
    expected = (lives.energy_left + 0.9 * lives.food_stashed + lives.reward - lives.penalty
                + lives.review_reward - lives.review_penalty)
    assert lives.review_reward.max() > 0 and lives.review_penalty.max() > 0
    assert lives.fitness.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-3)
    dead = lives[lives.executed > 0]
    assert len(dead) and not dead.energy_left.any() and not dead.food_stashed.any()


def test_same_tables_for_any_threads(overseen, tmp_path):
    assert_same(overseen, run(parse(OVERSEEN), tmp_path, threads=2))


def test_logging_changes_nothing(overseen, tmp_path):
    quiet = run(parse(OVERSEEN, overrides=["log.oversight_every=0"]), tmp_path)
    assert_same(overseen, quiet, ["generations", "individuals"])
    assert "oversight" not in tables(quiet)


@pytest.mark.parametrize("stop", [stop if stop in (1, 5, 8) else pytest.param(stop, marks=pytest.mark.slow)
                                  for stop in range(1, 9)])
def test_stopped_at_every_boundary(overseen, tmp_path, stop):
    def watch(progress):
        if progress.generation + 1 == stop:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted):
        run(parse(OVERSEEN), tmp_path, name="stopped", watch=watch)
    assert_same(overseen, resume(tmp_path / "stopped"))


def test_killed_between_checkpoints(overseen, tmp_path):
    """What was fitted since the checkpoint is fitted again."""
    path = run(parse(OVERSEEN, overrides=["generations=5"]), tmp_path)
    assert_same(overseen, resume(path, generations=9))


@pytest.mark.parametrize("review", ["none", "amplification"])
def test_overseers_may_change_with_the_phase(tmp_path, review):
    changes = "".join(f'set."{key}" = {value}\n' for key, value in {
        "oversight.overseer": "'rule'", "oversight.review": f"'{review}'", "oversight.review_reward": 0.0,
        "oversight.review_penalty": 0.0, "instruction.segment_max": 15}.items())
    text = OVERSEEN + f"""
[[phase]]
name = "rule"
until = 4
{changes}
"""
    own = load_run(run(parse(text), tmp_path)).generations.query("~is_shadow")
    assert own.review_auc.notna().tolist() == [
        (review == "amplification" and 2 <= g < 4) or g >= 6 for g in range(9)]

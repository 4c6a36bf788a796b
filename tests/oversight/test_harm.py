"""A run in which harm is judged, from its lives to its tables, by a model in life and in debate after it."""

import numpy as np
import pytest

from evosim import load_run
from evosim.config import parse
from evosim.errors import ConfigError, Interrupted
from evosim.estimate import estimate
from evosim.oversight import Labels
from evosim.oversight.overseeing import Overseeing
from evosim.run import resume, run
from tests.conftest import SMALL
from tests.run.same import digests

HARM = ["generations=6", "social.attack=true", "instruction.share=0.3", "oversight.judges=harm",
        "oversight.overseer=reward_model", "oversight.refit=2", "oversight.labels=40",
        "oversight.review=debate", "oversight.review_penalty=2.0", "log.oversight_every=1",
        "log.checkpoint_every=1"]


@pytest.fixture(scope="module")
def config():
    return parse(SMALL, overrides=HARM)


@pytest.fixture(scope="module")
def bred(config, tmp_path_factory):
    return run(config, tmp_path_factory.mktemp("harm"))


def test_a_segment_is_right_if_no_tick_of_it_harms(bred):
    table = load_run(bred).table("oversight")
    assert (table["truth"] == (table["letter_ticks"] == table["ticks"])).all()
    assert (table["spirit_ticks"] == table["letter_ticks"]).all()
    assert 0 < table["truth"].mean() < 1 and set(table["overseer"]) == {"reward_model", "debate"}


def test_what_nobody_was_told_is_judged_as_well(bred, config):
    run_ = load_run(bred)
    told = run_.table("instructions")
    judged = run_.table("oversight")
    judged = judged[judged["overseer"] == "reward_model"]
    lives = config.population.genomes * config.population.compositions * config.population.replicates
    shares = len(told[told["watched"]]) / len(judged)
    assert len(judged) > lives and shares < 0.6


def test_overseers_tell_harm_once_they_are_fitted(bred):
    rows = load_run(bred).generations.query("population == 0").set_index("generation")
    assert rows["overseer_auc"].loc[2:].mean() > 0.8 and rows["review_auc"].loc[2:].mean() > 0.7
    assert rows["review_penalty_mean"].loc[2:].max() > 0


def test_an_interrupted_run_goes_on_alike(bred, config, tmp_path):
    def stop(progress):
        if progress.generation == 3:
            raise KeyboardInterrupt

    with pytest.raises((KeyboardInterrupt, Interrupted)):
        run(config, tmp_path, watch=stop)
    half = next(tmp_path.iterdir())
    assert digests(resume(half)) == digests(bred)


def test_a_checkpoint_from_before_there_was_harm_has_two_clues_less():
    labels = Labels.none()
    old = {"oversight.labels.verb": np.zeros(3, np.int64), "oversight.labels.ticks": np.full(3, 2),
           "oversight.labels.clues": np.ones((3, 2, 13), np.float32),
           "oversight.labels.met": np.ones((3, 2), bool),
           "oversight.model.reward_model.weights": np.ones((1, 13), np.float32)}
    it = Overseeing.restored(old)
    assert it.labels.clues.shape == (3, 2, labels.clues.shape[2]) and not it.labels.clues[..., 13:].any()
    assert it.models["reward_model"]["weights"].shape == (1, labels.clues.shape[2])
    assert it.labels.obeyed.all()


def test_every_watched_segment_counts_in_the_cost(config):
    def megabytes(it):
        return next(line for line in estimate(it, 1) if "MB of tables" in line)

    config = config.model_copy(update={"generations": 100_000})
    quiet = config.model_copy(update={"instruction": config.instruction.model_copy(update={"share": 0.0})})
    assert megabytes(quiet) != megabytes(quiet.model_copy(update={
        "oversight": quiet.oversight.model_copy(update={"judges": "obedience"})}))


def test_it_holds_for_a_whole_run():
    with pytest.raises(ConfigError, match="judges"):
        parse('[social]\nattack = true\n[[phase]]\nname = "a"\nuntil = 1.0\n'
              'set = { "oversight.judges" = "harm" }')

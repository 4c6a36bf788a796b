"""What experiments on oversight measure, of lives made up by hand."""

import numpy as np
import pytest

from evosim.config import Schedule
from evosim.experiments import by_name, measures
from evosim.experiments.claims import ask, intent, obedience_transfers, steward
from evosim.names import Condition, Tally
from evosim.probes.subject import Lived


def lived(n=3, stretches=4, verbs=3):
    """Nobody did anything."""
    checks = (n, 1, stretches, len(Condition))
    return Lived(np.zeros((*checks, verbs), np.int64), np.zeros((*checks, verbs, verbs), np.int64),
                 np.zeros((*checks, verbs), np.int64), np.zeros((n, 1, stretches, len(Tally))))


def test_stewards_are_told_from_those_who_wait_and_those_who_defy():
    one = lived()
    one.tally[..., Tally.OFFICE_TICKS] = 40
    one.tally[1, 0, 3, Tally.WITHDRAWN] = 20  # once it has power
    one.tally[2, 0, :, Tally.WITHDRAWN] = 20  # always
    assert steward.classes(one) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert steward.before(one) == pytest.approx(0.5 / 3)
    assert steward.after(one) == pytest.approx(1 / 3)
    assert measures.taken_each(one) == pytest.approx([0, 0.125, 0.5])


def test_who_was_never_in_office_took_nothing():
    one = lived()
    assert np.isnan(measures.taken(one))
    assert steward.classes(one) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize("arm", [arm.name for arm in by_name("steward").arms])
def test_every_steward_has_its_job_after_a_pretraining(arm):
    config = by_name("steward").config_of("standard", arm, 1)
    (*first, (_, start, end, job)) = Schedule(config).spans
    assert start % config.log.genomes_every == 0 and end == config.generations
    assert job.steward.wage > 0 and all(phase.steward.wage == 0 for *_, phase in first)
    assert (job.power.given_at * job.world.ticks == steward.SCORED) and start in (20, 60)


def test_questions_are_counted_by_the_segment():
    one = lived(n=1, stretches=1, verbs=2)
    one.told[0, 0, 0, Condition.WATCHED] = 39  # of each verb: four segments in all
    one.told[0, 0, 0, Condition.PHANTOM] = 1000
    one.tally[0, 0, 0, Tally.ASKED] = 2
    assert ask.asks(one) == pytest.approx(0.5)


def test_a_question_pays_up_to_what_a_wrong_guess_loses():
    assert ask.break_even(0.3) == pytest.approx(1.2 * (5.85 - 1))
    prices = {arm.name: arm.set.get("ask.cost", 0.05) for arm in by_name("ask").arms}
    assert prices["even"] < ask.break_even(ask.NOISE) < prices["dear"]
    assert ask.break_even(0.0) < 0


def test_service_is_what_was_brought_and_left_there():
    one = lived()
    one.tally[..., Tally.TICKS] = 10
    one.tally[0, 0, 0, Tally.DEPOSITED] = 12
    one.tally[1, 0, 0, Tally.WITHDRAWN] = 6
    assert intent.brought(one) == pytest.approx(6 / 120)


def test_trespass_is_read_of_the_new_verb_alone():
    one = lived(n=1, stretches=1)
    avoid = obedience_transfers.NEW.index("avoid")
    one.told[0, 0, 0, [Condition.WATCHED, Condition.PHANTOM]] = 10
    one.letter[0, 0, 0, Condition.WATCHED, avoid, avoid] = 9
    one.letter[0, 0, 0, Condition.PHANTOM, avoid, avoid] = 7
    assert obedience_transfers.trespass(one) == pytest.approx(0.1)
    assert obedience_transfers.trespass(one, told=False) == pytest.approx(0.3)

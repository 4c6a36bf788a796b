"""The steward's job: who has it, what comes in and goes out, what an audit finds, and who loses it."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.names import Account, Act, Tally
from evosim.world import World
from evosim.world.lives import fitness

from .byhand import EAST, STAY, bare, endow, felt, go, lead, minded, sense

DEPOSIT, WITHDRAW = (int(Act.DEPOSIT), 0), (int(Act.WITHDRAW), 0)
JOB = {"stewards": 1, "income": 0.5, "wage": 0.4, "audit_every": 3, "audited": 1.0, "fine": 2.0}


def employed(places=((5, 5),), at=(5, 5), tree=None, make=bare, **job):
    """A world in which slot 0 is the steward of a store at `at`."""
    world = make({"steward": JOB | job, "body": {"metabolism": 0.0}, **(tree or {})}, places)
    world.extras.office.store_at[0, 0] = at[0] * world.params.world_size + at[1]
    return world


def store(world):
    return float(world.extras.office.store[0, 0])


def tally(world, column, slot=0):
    return pytest.approx(float(world.state.books.tally[0, column, slot]), abs=1e-5)


def balanced(world):
    off = world.invariants()
    return abs(off["food"]) < 1e-4 and abs(off["energy"]) < 1e-4


def test_the_owner_delivers_every_tick():
    world = employed()
    world.step({0: STAY}, ticks=4)
    assert store(world) == 2.0 and world.state.ground.ledger[0, Account.ENDOWED] == 2.0 and balanced(world)


def test_what_is_brought_is_paid_for():
    world = employed()
    endow(world, 3.0)
    world.step({0: DEPOSIT})
    assert store(world) == 3.5 and world.state.body.stash[0, 0] == 0 and balanced(world)
    assert tally(world, Tally.DEPOSITED) == 3.0 and tally(world, Tally.WAGE) == 1.2


def test_the_store_is_reached_from_beside_it_only():
    world = employed(at=(6, 6))
    endow(world, 1.0)
    world.step({0: DEPOSIT})
    assert world.state.body.stash[0, 0] == 0
    world.step({0: go(4)})
    endow(world, 1.0)
    world.step({0: DEPOSIT})
    assert world.state.body.stash[0, 0] == 1


def test_what_is_taken_goes_into_the_stash_and_is_missing():
    world = employed(take=0.8)
    world.step({0: STAY})
    world.step({0: WITHDRAW})
    assert store(world) == pytest.approx(0.2) and world.state.body.stash[0, 0] == pytest.approx(0.8)
    world.step({0: STAY})
    assert sense(world, "store").round(4).tolist() == pytest.approx([0, 0, 1, 0.02, 0.08])
    assert balanced(world)


def test_nobody_takes_more_than_there_is():
    world = employed(take=5.0)
    world.step({0: WITHDRAW})
    assert store(world) == 0 and tally(world, Tally.WITHDRAWN) == 0.5


def test_an_audit_fines_what_is_missing_and_ends_the_job():
    world = employed()
    for act in (WITHDRAW, STAY, STAY):
        world.step({0: act})
    assert tally(world, Tally.FINED) == 1.0 and tally(world, Tally.AUDITS) == 1
    assert tally(world, Tally.DISMISSED) == 1 and not world.extras.office.in_office[0, 0]
    before = store(world)
    world.step({0: WITHDRAW}, ticks=3)
    assert store(world) == before and sense(world, "store").tolist() == [0] * 5
    assert tally(world, Tally.OFFICE_TICKS) == 3


def test_an_honest_steward_keeps_the_job():
    world = employed()
    endow(world, 1.0)
    world.step({0: DEPOSIT}, ticks=9)
    assert tally(world, Tally.AUDITS) == 3 and tally(world, Tally.FINED) == 0
    assert world.extras.office.in_office[0, 0]


def test_what_was_put_back_is_not_missing():
    world = employed(income=1.0)
    for act in (WITHDRAW, DEPOSIT, STAY):
        world.step({0: act})
    assert tally(world, Tally.WAGE) == 0
    assert tally(world, Tally.FINED) == 0


@pytest.mark.parametrize(("power", "fined", "dismissed"), [(0.0, 1.0, 1), (4.0, 0.5, 1), (8.0, 0.0, 0)])
def test_power_shields_from_the_fine_and_from_dismissal(power, fined, dismissed):
    given = {"power": {"mode": "given", "theta": 8.0, "given_min": power, "given_max": power}}
    world = employed(tree=given)
    for act in (WITHDRAW, STAY, STAY):
        world.step({0: act})
    assert fined == tally(world, Tally.FINED) and dismissed == tally(world, Tally.DISMISSED)


def test_what_was_found_is_fined_once():
    world = employed(dismissal=False)
    for act in (WITHDRAW, *[STAY] * 8):
        world.step({0: act})
    assert tally(world, Tally.FINED) == 1.0 and tally(world, Tally.AUDITS) == 3


def test_what_was_found_still_has_to_be_made_good():
    world = employed(dismissal=False, income=1.0, audit_every=1)
    for act in (WITHDRAW, DEPOSIT):
        world.step({0: act})
    assert tally(world, Tally.WAGE) == 0
    world.step({0: WITHDRAW})
    assert tally(world, Tally.FINED) == 4.0  # missing again, found again


def test_without_audits_nobody_sees_it():
    world = employed(audited=0.0)
    world.step({0: WITHDRAW}, ticks=9)
    assert 0 == tally(world, Tally.FINED) == tally(world, Tally.AUDITS)


def test_only_so_many_have_the_job():
    world = employed([(5, 5), (5, 6)])
    world.step({0: go(EAST), 1: STAY})
    assert world.extras.office.in_office[0].sum() == 1
    assert sense(world, "store", 1).tolist() == [0] * 5


def test_pay_and_fines_are_part_of_fitness():
    world = employed(salary=0.25)
    for act in (WITHDRAW, STAY, STAY):
        world.step({0: act})
    sums = world.state.books.tally[0, :, 0]
    assert fitness(sums, 0.9) == pytest.approx(4.0 + 0.9 * 0.5 + 0.75 - 1.0)


@pytest.mark.parametrize(("as_what", "hunger", "pain"), [("nothing", 0.1, 0), ("food", 0.1 - 1.0, 0),
                                                          ("pain", 0.1, -1.0)])
def test_pay_and_fines_are_felt_as_rewards_and_penalties_are(as_what, hunger, pain):
    from evosim.names import Drive

    world = employed(make=minded, salary=0.1, audit_every=1,
                     tree={"oversight": {"reward_felt": "food", "penalty_felt": as_what}})
    lead(world, WITHDRAW)
    assert felt(world, Drive.HUNGER) == pytest.approx(hunger, abs=1e-5)
    assert felt(world, Drive.PAIN) == pytest.approx(pain, abs=1e-5)


def test_everybody_occupied_can_have_the_job():
    from evosim.config import Config

    config = Config.model_validate({"steward": {"stewards": 16}})
    world = World(config)
    assert world.extras.office.in_office.all()
    assert len(np.unique(world.extras.office.store_at)) > 10


def test_more_stewards_than_slots_are_refused():
    with pytest.raises(ConfigError, match=r"steward\.stewards = 17: must be <= band\.slots \(16\)"):
        parse("[steward]\nstewards = 17")


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.office is None and "store" not in world.snapshot()

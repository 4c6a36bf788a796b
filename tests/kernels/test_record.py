"""The shared record: who writes, wipes and reads what, how late, how far and how wrongly."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.names import Act, Tally

from .byhand import EAST, STAY, bare, go, sense

MARK, OTHER, ERASE = (int(Act.MARK_0), 0), (int(Act.MARK_1), 0), (int(Act.ERASE), 0)


def written(places=((5, 5),), **record):
    return bare({"record": {"symbols": 2} | record}, places)


def here(world, slot=0):
    return sense(world, "record_here", slot).tolist()


def near(world, slot=0):
    return sense(world, "record_near", slot).round(4).tolist()


def test_a_mark_is_read_from_the_next_tick_on():
    world = written()
    world.step({0: OTHER})
    assert here(world) == [0, 0, 0, 0]
    world.step({0: STAY})
    assert here(world) == [0, 1, 0, 0]
    assert world.state.books.tally[0, Tally.MARKED, 0] == 1


def test_a_mark_is_read_later_where_the_channel_is_slow():
    world = written(latency=2)
    world.step({0: MARK})
    seen = []
    for _ in range(4):
        world.step({0: STAY})
        seen.append(here(world)[0])
    assert seen == [0, 0, 1, 1]


def test_the_nearest_mark_is_read_from_afar():
    world = written([(5, 5), (5, 8)], range=3)
    world.step({0: STAY, 1: MARK})
    world.step({0: STAY, 1: STAY})
    assert near(world) == [1, 0, 0.25, 1, 0, 0, 0]
    assert near(world, 1) == [0] * 7  # its own is under foot


def test_what_is_out_of_range_is_not_read():
    world = written([(5, 5), (5, 8)], range=2)
    world.step({0: STAY, 1: MARK})
    world.step({0: STAY, 1: STAY})
    assert near(world) == [0] * 7


@pytest.mark.parametrize(("permanent", "then"), [(False, [0, 1, 0, 0]), (True, [1, 0, 0, 0])])
def test_the_first_mark_stays_on_a_permanent_record(permanent, then):
    world = written(permanent=permanent)
    for act in (MARK, OTHER, STAY):
        world.step({0: act})
    assert here(world) == then
    assert world.state.books.tally[0, Tally.MARKED, 0] == (1 if permanent else 2)


def test_an_erasable_mark_can_be_wiped_by_anybody():
    world = written([(5, 5), (5, 6)])
    world.step({0: MARK, 1: STAY})
    world.step({0: go(EAST), 1: go(4)})
    world.step({0: STAY, 1: ERASE})
    world.step({0: STAY, 1: STAY})
    assert here(world, 1) == [0, 0, 0, 0]
    assert world.state.books.tally[0, Tally.ERASED, 1] == 1


def test_nothing_wipes_a_permanent_record():
    assert Act.ERASE not in written(permanent=True).layout.acts


def test_of_two_who_mark_a_cell_one_does():
    world = written([(5, 5), (5, 5)])
    world.step({0: MARK, 1: OTHER})
    priority = world.state.bonds.priority[0, :2]
    world.step({0: STAY, 1: STAY})
    assert here(world) == ([1, 0, 0, 0] if priority[0] > priority[1] else [0, 1, 0, 0])
    assert world.state.books.tally[0, Tally.MARKED, :2].sum() == 1


def test_a_signed_mark_tells_whose_it_is():
    world = written([(5, 5), (5, 5)], signed=True)
    world.state.band.tag[:2] = 0.5, -0.5
    world.step({0: MARK, 1: STAY})
    world.step({0: STAY, 1: STAY})
    assert sense(world, "record_author").tolist() == [0.5, 1]
    assert sense(world, "record_author", 1).tolist() == [0.5, 0]


def test_unsigned_it_does_not():
    assert "record_author" not in written().layout.senses


def test_noise_lets_any_symbol_be_read():
    world = written(noise=1.0, symbols=4)
    world.step({0: MARK})
    read = set()
    for _ in range(40):
        world.step({0: STAY})
        read.add(int(np.argmax(here(world))))
    assert read == {0, 1, 2, 3}


def test_marking_costs_energy_as_far_as_there_is_any():
    world = written(cost=0.3)
    energy = world.state.body.energy[0]
    before = energy[0]
    world.step({0: MARK})
    assert before - energy[0] == pytest.approx(0.3 + world.params.body_metabolism, abs=1e-6)
    energy[0] = 0.1
    world.step({0: MARK})
    assert not world.state.body.alive[0, 0]
    assert world.state.books.tally[0, Tally.MARKED, 0] == 2


@pytest.mark.parametrize("key", ["permanent", "signed", "lasting", "scrambled"])
def test_no_record_no_properties(key):
    with pytest.raises(ConfigError, match=rf"{key} = true: must come with record\.symbols >= 1"):
        parse(f"[record]\n{key} = true")


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.record is None and "mark" not in world.snapshot()

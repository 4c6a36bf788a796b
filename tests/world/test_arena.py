"""Worlds in one block of memory: as they were made, however often they were lived in."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from evosim.config import parse
from evosim.genome import Layout
from evosim.kernels.blank import new_extras, new_state, on_a_line
from evosim.world import wiring
from evosim.world.arena import Arena, Rooms


class Pair(NamedTuple):
    numbers: np.ndarray
    rest: tuple


def arrays(part):
    if isinstance(part, np.ndarray):
        return [part]
    return [array for one in part for array in arrays(one)] if isinstance(part, tuple) else []


def test_what_was_changed_is_blank_again_and_what_is_no_array_stays():
    made = Pair(np.arange(3), (np.full((2, 5), -1, np.int8), None, True, np.zeros((0, 4), bool)))
    arena = Arena(made)
    for _ in range(2):
        again = arena.blank()
        assert type(again) is Pair and again.rest[1:3] == (None, True)
        assert [a.tolist() for a in arrays(again)] == [a.tolist() for a in arrays(made)]
        assert [(a.dtype, a.shape) for a in arrays(again)] == [(a.dtype, a.shape) for a in arrays(made)]
        again.numbers[:], again.rest[0][:] = 7, 9
    assert made.numbers.tolist() == [0, 1, 2]


def test_arrays_of_a_world_are_apart_on_lines_of_their_own():
    config = parse('name = "arena"\n')
    state = new_state(2, 16, 24, wiring(config, Layout.of(config)), 1, None, None)
    blank = Arena((state, new_extras(2, 16, config))).blank()
    found = sorted((array for array in arrays(blank) if array.size), key=lambda array: array.ctypes.data)
    assert len(found) > 50
    assert all(a.flags.c_contiguous and a.flags.aligned and a.flags.writeable for a in found)
    assert all(a.ctypes.data % 64 == 0 for a in found)
    assert all(a.ctypes.data + a.nbytes < b.ctypes.data for a, b in pairwise(found))


def test_scratch_is_on_a_line_and_is_left_as_it_was():
    made = Pair(np.arange(3), (on_a_line(160).view(np.float32), np.zeros(2)))
    arena = Arena(made, scratch=(made.rest[0],))
    parts = arena.blank()
    assert all(array.ctypes.data % 64 == 0 for array in arrays(parts))
    parts.rest[0][:], parts.rest[1][:] = 7, 7
    room, blank = arena.memory
    assert room.nbytes == blank.nbytes < 4 * 64
    again = arena.blank()
    assert again.rest[0].tolist() == [7] * 40 and again.rest[1].tolist() == [0, 0]


def test_a_room_is_for_one_at_a_time_and_for_worlds_of_one_kind():
    rooms = Rooms()

    def take(kind):
        return rooms.taken(kind, lambda: Arena(Pair(np.arange(3), ())))

    one, two = take(("a", 1)), take(("a", 1))
    assert one is not two
    rooms.give_back([one])
    assert take(("a", 1)) is one
    rooms.give_back([one, two])
    assert take(("a", 2)) not in (one, two)
    assert take(("a", 1)) not in (one, two)  # forgotten: nothing else may grow with a run

"""Signals: who hears what, when and how truly; answers; the verb SILENCE. And following."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.names import Act, Interaction, Tally

from .byhand import EAST, FOLLOW, SOUTH, STAY, WEST, bare, go, say, sense, society

COUNT, OPPORTUNITIES = 0, 2


def room(places, tree=None, **signals):
    """A world of talkers in which nothing happens of itself."""
    return bare(society({**(tree or {}), "signals": {"symbols": 3, **signals}}), places)


def heard(world, slot):
    """Symbol by symbol, what a slot hears of each of its nearest others."""
    return [sense(world, f"signal_{symbol}", slot).tolist() for symbol in range(3)]


SILENT = [[0, 0, 0]] * 3


def test_a_symbol_is_heard_in_the_next_tick_and_then_no_more():
    world = room([(5, 5), (5, 8), (5, 9)])
    world.step({0: STAY, 1: say(2), 2: say(0)})
    assert heard(world, 0) == SILENT
    world.step({0: STAY, 1: STAY, 2: STAY})
    assert heard(world, 0) == [[0, 1, 0], [0, 0, 0], [1, 0, 0]]  # the second nearest said 0, the nearest 2
    assert sense(world, "caller").tolist() == pytest.approx([1, 0, 0.25])
    assert world.state.books.tally[0, Tally.SIGNALS, :3].tolist() == [0, 1, 1]
    world.step({0: STAY, 1: STAY, 2: STAY})
    assert heard(world, 0) == SILENT and sense(world, "caller").tolist() == [0, 0, 0]


def test_nobody_hears_itself():
    world = room([(5, 5), (5, 8)])
    world.step({0: say(1), 1: STAY})
    world.step({0: STAY, 1: STAY})
    assert heard(world, 0) == SILENT and heard(world, 1) == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize(("range_", "reaches"), [(3, False), (4, True)])
def test_range(range_, reaches):
    world = room([(5, 5), (5, 9)], range=range_)
    world.step({0: STAY, 1: say(0)})
    world.step({0: STAY, 1: STAY})
    assert (heard(world, 0) != SILENT) == reaches == bool(sense(world, "caller").any())


@pytest.mark.parametrize("latency", [0, 1, 4])
def test_latency(latency):
    world = room([(5, 5), (5, 8)], latency=latency)
    world.step({0: STAY, 1: say(1)})
    for late in range(latency + 2):
        world.step({0: STAY, 1: STAY})
        assert (heard(world, 0) != SILENT) == (late == latency)


def test_the_dead_are_not_heard():
    world = room([(5, 5), (5, 8)], latency=1)
    world.step({0: STAY, 1: say(1)})
    world.state.body.alive[0, 1] = False
    world.step({0: STAY})
    world.step({0: STAY})
    assert heard(world, 0) == SILENT


def test_noise():
    world = room([(5, 5), (5, 8)], {"world": {"ticks": 2000, "size": 20}, "body": {"metabolism": 0.0}},
                 noise=0.3)
    counts = np.zeros(3)
    world.step({0: STAY, 1: say(1)})
    for _ in range(1999):
        world.step({0: STAY, 1: say(1)})
        counts += [sense(world, f"signal_{symbol}", 0)[0] for symbol in range(3)]
    assert counts.sum() == 1999
    assert np.all(np.abs(counts / 1999 - [0.15, 0.7, 0.15]) < 4 * np.sqrt(0.7 * 0.3 / 1999))


def test_cost():
    world = room([(5, 5)], cost=0.25)
    before = float(world.state.body.energy[0, 0])
    world.step({0: say(0)})
    assert before - world.state.body.energy[0, 0] == pytest.approx(0.25 + world.params.body_metabolism)
    assert abs(world.invariants()["energy"]) < 1e-6


def test_answers_are_logged_with_their_chances():
    world = room([(5, 5), (5, 8), (15, 15)], range=6, answer_window=2)
    world.step({0: STAY, 1: say(0), 2: STAY})
    world.step({0: STAY, 1: STAY, 2: STAY})  # heard now
    world.step({0: say(1), 1: STAY, 2: STAY})  # answered
    world.step({0: say(1), 1: STAY, 2: STAY})  # once
    row = world.state.books.dealings[0, 0, :, :, Interaction.ANSWER]
    assert row[0, 1, [COUNT, OPPORTUNITIES]].tolist() == [1, 2]
    assert world.state.books.tally[0, Tally.ANSWERS, 0] == 1
    assert row[1, 0, OPPORTUNITIES] == 1 and not row[2].any()


def test_too_late_is_no_answer():
    world = room([(5, 5), (5, 8)], answer_window=2)
    world.step({0: STAY, 1: say(0)})
    world.step({0: STAY, 1: STAY}, ticks=2)
    world.step({0: say(1), 1: STAY})
    assert world.state.books.tally[0, Tally.ANSWERS, 0] == 0
    assert world.state.books.dealings[0, 0, 0, 1, Interaction.ANSWER, OPPORTUNITIES] == 2


def test_silence_letter_and_spirit():
    told = {"instruction": {"share": 1.0, "verbs": ["silence"], "segment_min": 3, "segment_max": 3}}
    world = room([(5, 5)], told)
    orders, out = world.state.orders, []
    for act in (STAY, say(0), STAY, STAY):
        before = int(orders.seg_spirit[0, 0]) * (len(out) % 3 > 0)
        world.step({0: act})
        out.append((bool(orders.letter[0, 0]), bool(orders.seg_spirit[0, 0] > before)))
    # each tick for itself; in spirit the segment is lost with the first word, until the next begins
    assert out == [(True, True), (False, False), (True, False), (True, True)]


def test_what_does_not_go_together_is_refused():
    with pytest.raises(ConfigError, match=r"'silence': must come with signals\.symbols >= 1 \(it is 0\)"):
        parse('[instruction]\nverbs = ["silence"]')
    with pytest.raises(ConfigError, match=r"signals\.noise = 0\.1: must come with signals\.symbols >= 2"):
        parse("[signals]\nsymbols = 1\nnoise = 0.1")


def test_acts_and_senses_are_as_many_as_symbols():
    layout = room([(5, 5)]).layout
    assert [act.name for act in layout.acts if act >= Act.SIGNAL_0] == ["SIGNAL_0", "SIGNAL_1", "SIGNAL_2"]
    assert "signal_2" in layout.senses and "signal_3" not in layout.senses


# Following ------------------------------------------------------------------------------------------


def place(world, slot=0):
    return int(world.state.body.y[0, slot]), int(world.state.body.x[0, slot])


def test_a_step_toward_where_the_nearest_was():
    world = room([(5, 5), (5, 7), (9, 5)])
    world.step({0: FOLLOW, 1: go(SOUTH), 2: STAY})
    assert place(world) == (5, 6) and world.state.body.heading[0, 0] == EAST
    tally = world.state.books.tally[0, :, 0]
    assert tally[Tally.FOLLOWED] == tally[Tally.MOVES] == 1


def test_it_stays_with_whom_it_follows():
    world = room([(5, 5), (5, 8), (12, 5)])
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    assert world.extras.follow.guide[0, 0] == 1
    world.state.body.y[0, 2], world.state.body.x[0, 2] = 5, 5  # now nearer, on the other side
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    assert place(world) == (5, 7)
    world.step({0: STAY, 1: STAY, 2: STAY})  # which ends it
    assert world.extras.follow.guide[0, 0] == -1
    world.state.body.x[0, 2] = 7
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    assert world.extras.follow.guide[0, 0] == 2


def test_who_is_out_of_sight_is_lost():
    world = room([(5, 5), (5, 8), (5, 1)], {"world": {"size": 20, "sight": 4}})
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    world.state.body.x[0, 1] = 12
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    assert world.extras.follow.guide[0, 0] == -1 and place(world) == (5, 6)


def test_callers_come_before_the_nearest():
    world = room([(5, 5), (5, 8), (5, 1)])
    world.step({0: STAY, 1: STAY, 2: say(0)})
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    assert place(world) == (5, 4) and world.state.body.heading[0, 0] == WEST
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    assert place(world) == (5, 3)


def test_nobody_in_sight_nobody_followed():
    world = room([(5, 5), (15, 15)], {"world": {"size": 20, "sight": 3}})
    world.step({0: FOLLOW, 1: STAY})
    assert place(world) == (5, 5) and world.state.books.tally[0, Tally.FOLLOWED, 0] == 0


def test_beside_it_there_is_no_step():
    world = room([(5, 5), (5, 5)])
    world.step({0: FOLLOW, 1: STAY})
    assert place(world) == (5, 5)
    assert world.state.books.tally[0, [Tally.FOLLOWED, Tally.MOVES], 0].tolist() == [1, 0]


def test_the_dead_are_not_followed():
    world = room([(5, 5), (5, 8), (12, 5)])
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    world.state.body.alive[0, 1] = False
    world.step({0: FOLLOW, 2: STAY})
    assert world.extras.follow.guide[0, 0] == 2


def test_following_is_logged_with_its_chances():
    world = room([(5, 5), (5, 8), (12, 5)])
    world.step({0: STAY, 1: STAY, 2: STAY})
    world.step({0: FOLLOW, 1: STAY, 2: STAY})
    row = world.state.books.dealings[0, 0, 0, :, Interaction.FOLLOW]
    assert row[1, [COUNT, OPPORTUNITIES]].tolist() == [1, 2]
    assert not row[2].any()  # in sight too, but not the one to follow


# Who is who -----------------------------------------------------------------------------------------


def test_shuffled_tags_and_traces_are_those_of_others():
    world = room([(5, 5), (5, 6), (12, 12)], {"social": {"shuffled": True}})
    world.state.band.tag[:3] = [0.1, 0.2, 0.3]
    world.state.bonds.trace[0, 0, 1], world.state.bonds.dealt[0] = 1.0, True
    seen = set()
    for _ in range(30):
        world.step({0: STAY, 1: STAY, 2: STAY})
        others = sense(world, "others")
        seen.add((round(float(others[3]), 1), bool(others[4] > 0)))
        assert others[0] == pytest.approx(1)  # it stands where it stands
    assert seen == {(0.2, True), (0.3, False)}  # tag and trace of the same other, now this one, now that


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.signals is None and world.extras.follow is None
    assert not {"caller", "signal_0"} & set(world.layout.senses)
    assert not {Act.FOLLOW, Act.SIGNAL_0} & set(world.layout.acts)

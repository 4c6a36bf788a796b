"""Clauses, noise and asking, directness, the human's body, and agents who fake its voice."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.names import Act, Occupant, Script, Speaker, Tally

from .byhand import EAST, GIVE, STAY, bare, endow, everybody, go, sense

ASK, FAKE = (int(Act.ASK), 0), (int(Act.FAKE), 0)
LONG = {"share": 1.0, "segment_min": 50, "segment_max": 50}


def worded(instruction, places=((5, 5),), tree=None, **more):
    return bare({"instruction": LONG | instruction, **(tree or {})}, places, **more)


# Clauses


def placed(**more):
    """A world that tells STAY with a clause about places; all places lie around (5, 10)."""
    world = worded({"verbs": ["stay"], "places": True, "place_share": 1.0, "place_radius": 2.0} | more)
    world.state.ground.beacons[0, :] = 5, 10
    return world


def test_a_clause_holds_within_or_outside_its_place():
    world = placed()
    everybody(world, STAY)
    orders = world.state.orders
    for spot, (y, x), checked in ((1, (5, 8), True), (1, (5, 7), False), (-1, (5, 8), False),
                                  (-1, (5, 7), True), (0, (5, 7), True)):
        orders.spot[0, 0] = spot
        world.state.body.y[0, 0], world.state.body.x[0, 0] = y, x
        everybody(world, STAY)
        assert orders.checked[0, 0] == checked, (spot, y, x)
        assert world.extras.speech.waived[0, 0] != checked


def test_where_a_clause_does_not_hold_nothing_is_paid():
    world = placed()
    everybody(world, STAY)
    world.state.orders.spot[0, 0], world.state.orders.watched[0, 0] = 1, True
    before = world.state.books.tally[0, :, 0].copy()
    everybody(world, go(EAST))
    assert world.state.books.tally[0, Tally.PENALTY, 0] == before[Tally.PENALTY]
    assert world.state.books.tally[0, Tally.WAIVED, 0] == before[Tally.WAIVED] + 1


def test_place_tokens_say_which_and_on_which_side():
    world = placed()
    everybody(world, STAY)
    spot = int(world.state.orders.spot[0, 0])
    expected = np.zeros(4)
    expected[abs(spot) - 1] = np.sign(spot)
    assert spot != 0 and sense(world, "place_token").tolist() == expected.tolist()


def test_a_delay_is_told_and_nothing_is_asked_before():
    world = worded({"verbs": ["stay"], "times": [3]})
    checked, heard = [], []
    for _ in range(5):
        everybody(world, STAY)
        checked.append(bool(world.state.orders.checked[0, 0]))
        heard.append(sense(world, "time_token").round(3).tolist())
    assert checked == [False] * 3 + [True] * 2
    assert np.allclose(heard, [[0.3, t / 10] for t in range(5)])


def test_places_and_delays_held_out_are_told_only_then():
    from evosim.world import wiring

    world = worded({"verbs": ["stay", "goto"], "places": True, "held_out_places": [("stay", 2)],
                    "times": [0, 4, 8], "held_out_times": [8]})
    trained, tested = (wiring(world.config, world.layout, held_out=out) for out in (False, True))
    assert trained.places[0, :trained.n_places[0]].tolist() == [0, 1, 3]
    assert trained.n_places[1] == 4 and trained.waits.tolist() == [0, 4]
    assert tested.places[0, :tested.n_places[0]].tolist() == [2] and tested.waits.tolist() == [8]


# Noise, and asking


def test_noise_changes_the_token_and_not_what_is_checked():
    world = worded({"verbs": ["stay", "fast"], "token_noise": 1.0})
    everybody(world, STAY)
    orders = world.state.orders
    verb = int(orders.verb[0, 0])
    assert sense(world, "verb").tolist() == [float(v != verb) for v in range(2)]
    assert orders.token[0, 0] == 1 - verb and world.extras.speech.garbled[0, 0]


def test_asking_costs_and_makes_it_clear_from_the_next_tick():
    world = worded({"verbs": ["stay", "fast"], "token_noise": 1.0},
                   tree={"ask": {"enabled": True, "cost": 0.25}})
    before = float(world.state.body.energy[0, 0])
    everybody(world, ASK)
    assert world.state.body.energy[0, 0] == pytest.approx(before - 0.25 - world.params.body_metabolism)
    assert sense(world, "asked") == [0]
    everybody(world, STAY)
    verb = int(world.state.orders.verb[0, 0])
    assert sense(world, "verb").tolist() == [float(v == verb) for v in range(2)]
    assert sense(world, "asked") == [1] and world.state.books.tally[0, Tally.ASKED, 0] == 1
    assert abs(world.invariants()["energy"]) < 1e-5


def test_what_was_asked_is_forgotten_with_the_segment_and_logged():
    world = worded({"verbs": ["stay", "fast"], "segment_min": 3, "segment_max": 3},
                   tree={"ask": {"enabled": True}})
    everybody(world, ASK)
    world.step({0: STAY}, ticks=3)
    assert not world.state.orders.asked[0, 0]
    assert world.state.books.events[0, 0, 0, 13] == 1


# Directness


def test_where_only_fitness_is_there_no_word_is_heard():
    world = worded({"verbs": ["stay"], "directness": "fitness"})
    world.state.orders.watched[0, 0] = True
    everybody(world, go(EAST))
    assert sense(world, "told") == [0] and not sense(world, "verb").any()
    assert world.state.orders.checked[0, 0] and not world.state.orders.letter[0, 0]


def test_delayed_pays_once_at_the_end_on_the_spirit():
    world = worded({"verbs": ["shutdown"], "segment_min": 4, "segment_max": 4, "directness": "delayed"},
                   tree={"oversight": {"watched": 1.0, "penalty": 2.0, "reward": 0.5}})
    paid = []
    for act in (STAY, go(EAST), STAY, STAY):
        everybody(world, act)
        tally = world.state.books.tally[0, :, 0]
        paid.append((float(tally[Tally.REWARD]), float(tally[Tally.PENALTY])))
    assert paid == [(0, 0)] * 3 + [(0.5, 6.0)]  # the spirit held in one tick of four


def test_levels_name_their_verbs():
    parse('[instruction]\nverbs = ["stay", "give"]\ndirectness = "act"')
    with pytest.raises(ConfigError, match="'goto' names one of 'place'"):
        parse('[instruction]\nverbs = ["stay", "goto"]\ndirectness = "act"')


# The human's body


def human(at, tree=None, **avatar):
    world = worded({"verbs": ["stay"]}, tree={"avatar": {"embodied": True, **avatar}, **(tree or {})})
    world.state.ground.avatar[0] = at
    return world


@pytest.mark.parametrize(("x", "heard"), [(8, True), (9, False)])
def test_words_reach_as_far_as_they_do(x, heard):
    world = human((5, x), hearing=3.0)
    everybody(world, STAY)
    assert bool(world.state.orders.heard[0, 0]) == heard
    assert world.state.orders.speaker[0, 0] == (Speaker.AVATAR if heard else Speaker.NOBODY)
    assert world.state.books.told_n[0, 0, 0, 2].sum() == (0 if heard else 1)


def test_who_walks_into_earshot_later_has_missed_it():
    world = human((5, 9), hearing=3.0)
    world.step({0: go(EAST)}, ticks=3)
    assert not world.state.orders.heard[0, 0]


def test_the_human_is_sensed_where_it_is():
    world = human((5, 8))
    everybody(world, STAY)
    assert sense(world, "avatar").tolist() == pytest.approx([1, 0, 0.25])


@pytest.mark.parametrize(("at", "then"), [((5, 9), (5, 8)), ((8, 2), (7, 3)), ((5, 5), (5, 5)),
                                          ((5, 16), (5, 17))])
def test_the_human_walks_toward_the_nearest_agent(at, then):
    world = human(at, moves="agents")
    everybody(world, STAY)
    assert tuple(world.state.ground.avatar[0]) == then


def test_the_human_walks_about():
    world = human((5, 9), moves="random")
    everybody(world, STAY)
    dy, dx = abs(world.state.ground.avatar[0] - (5, 9))
    assert max(dy, dx) == 1


def test_watched_only_while_the_human_is_near():
    world = human((5, 8), presence=3.0, tree={"oversight": {"watched": 1.0}})
    seen = []
    for act in (STAY, go(4), go(EAST), STAY):  # out of its presence in the third tick, back in the fourth
        everybody(world, act)
        seen.append((bool(world.state.orders.watched[0, 0]), float(world.state.orders.cue[0, 0])))
    assert seen == [(True, 1.0), (True, 1.0), (False, 0.0), (True, 1.0)]


# Fakes


def faked(stash=3.0, **imposters):
    """Slot 0 is told to give by slot 1, which fakes; slot 2 is nearer to slot 0."""
    world = bare({"instruction": {"verbs": ["give", "stay"], "segment_min": 50, "segment_max": 50},
                  "imposters": {"enabled": True, "agents": True, "fake_cost": 0.5, **imposters}},
                 [(5, 5), (5, 9), (5, 6)])
    endow(world, stash)
    everybody(world, STAY, FAKE, STAY)
    return world


def test_those_near_hear_give_from_the_next_tick():
    world = faked()
    orders = world.state.orders
    assert not orders.heard[0, 0]
    everybody(world, STAY, STAY, STAY)
    assert orders.heard[0, 0] and orders.speaker[0, 0] == Speaker.AGENT
    assert sense(world, "verb").tolist() == [1, 0]
    assert orders.place[0, :, 0].tolist() == [5, 9] and sense(world, "speaker_order") == [1]
    off = np.linalg.norm(sense(world, "speaker_cue") - [1, 0, 0])
    assert off == pytest.approx(2.0 * np.exp(-0.5), rel=1e-2)


def test_faking_costs_and_is_counted():
    world = faked()
    assert world.state.books.tally[0, Tally.FAKES, 1] == 1
    assert world.state.books.tally[0, Tally.SPENT, 1] == pytest.approx(0.5 + world.params.body_metabolism)
    assert abs(world.invariants()["energy"]) < 1e-5


@pytest.mark.parametrize(("share", "got"), [(1.0, [3.0, 0.0]), (0.25, [0.75, 2.25])])
def test_who_gives_on_faked_words_gives_to_the_faker(share, got):
    world = faked(fake_share=share)
    everybody(world, GIVE, STAY, STAY)
    assert world.state.body.stash[0, :3].tolist() == [0.0, *got]
    assert world.state.books.tally[0, Tally.FAKED, 1] == got[0]
    assert abs(world.invariants()["energy"]) < 1e-5


def test_the_dead_get_nothing():
    world = faked()
    world.state.body.alive[0, 1] = False
    everybody(world, GIVE, STAY, STAY)
    assert world.state.body.stash[0, 2] == 3.0


def test_faked_words_are_tallied_apart_and_not_paid():
    world = faked()
    world.state.orders.watched[0, 0] = True
    everybody(world, STAY, STAY, STAY)
    tally = world.state.books.tally[0, :, 0]
    assert tally[Tally.IMPOSTER_TICKS] == 1 and tally[Tally.IMPOSTER_LETTER] == tally[Tally.PENALTY] == 0


def test_out_of_range_hears_nothing():
    world = faked(fake_range=3.0)
    everybody(world, STAY, STAY, STAY)
    assert not world.state.orders.heard[0, 0] and world.state.orders.heard[0, 2]


def test_who_is_told_something_is_not_interrupted():
    world = worded({"verbs": ["give", "stay"]}, [(5, 5), (5, 9)], tree={"imposters": {
        "enabled": True, "agents": True}})
    everybody(world, STAY, FAKE)
    everybody(world, STAY, STAY)
    assert world.state.orders.speaker[0, 0] == Speaker.AVATAR


def test_an_obedient_script_is_taken_in():
    world = bare({"instruction": {"verbs": ["give"], "segment_min": 50, "segment_max": 50},
                  "imposters": {"enabled": True, "agents": True}}, [(5, 5), (5, 9), (5, 6)],
                 kinds=[Occupant.SCRIPTED, Occupant.EXTERNAL, Occupant.EXTERNAL], scripts={0: Script.OBEY})
    endow(world, 2.0)
    world.step({1: FAKE, 2: STAY})
    world.step({1: STAY, 2: STAY}, ticks=2)
    assert world.state.books.tally[0, Tally.FAKED, 1] == 2.0


@pytest.mark.parametrize(("text", "says"), [
    ("[instruction]\nshare = 0.0\n[imposters]\nenabled = true\nshare = 0.2", "imposters.share = 0.2"),
    ("[instruction]\nshare = 0.0\n[ask]\nenabled = true", "instruction.share > 0 in some phase"),
    ("[imposters]\nagents = true", "must come with imposters.enabled = true"),
    ("[imposters]\nagents = true\nenabled = true\n[instruction]\nverbs = ['stay']", "'give' among"),
    ("[instruction]\nverbs = ['stay']\ntoken_noise = 0.1", "at least two verbs"),
    ("[instruction]\ndirectness = 'fitness'\n[ask]\nenabled = true", "since nothing is said"),
    ("[avatar]\nhearing = 3.0", "avatar.embodied = true"),
    ("[avatar]\nmoves = 'random'", "avatar.embodied = true"),
    ("[instruction]\nheld_out_places = [['goto', 1]]", "must come with places = true"),
    ("[instruction]\nplaces = true\nheld_out_places = [['goto', 0], ['goto', 1], ['goto', 2], ['goto', 3]]",
     "must leave at least one"),
    ("[instruction]\ntimes = [10]", "below segment_min (10)"),
    ("[instruction]\ntimes = [1]\nheld_out_times = [1]", "must leave at least one"),
    ("[instruction]\ntimes = [1]\nheld_out_times = [2]", "must be among times"),
    ("[guides]\nenabled = true\n[instruction]\nverbs = ['stay']", "'goto' among"),
    ("[guides]\nheard = 0.8\nmissed = 0.3", "heard + missed = 1.1: must be <= 1"),
    ("[guides]\nenabled = true\n[instruction]\ndirectness = 'fitness'", "guides.enabled = false"),
])
def test_contradictions_are_refused(text, says):
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert says in str(caught.value), caught.value


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.speech is None
    assert not {Act.ASK, Act.FAKE, Act.GUIDE} & set(world.layout.acts)
    assert not {"asked", "place_token", "time_token", "avatar", "speaker_cue"} & set(world.layout.senses)

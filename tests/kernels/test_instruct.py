"""Every verb's letter and spirit on facts made by hand, and who is told what, when and how."""

import numpy as np
import pytest
from scipy import stats

from evosim.config import parse
from evosim.genome import Layout
from evosim.kernels.jit import kernel
from evosim.kernels.lanes import floats, put, truths
from evosim.kernels.score import letter_met, spirit_met
from evosim.kernels.state import (
    EV_END,
    EV_LETTER,
    EV_SPEAKER,
    EV_START,
    EV_THING,
    EV_TICKS,
    EV_VERB,
    SIDE_BY_SIDE,
)
from evosim.kernels.width import LANES
from evosim.names import VERBS, Condition, Purpose, Speaker, Tally, Verb
from evosim.world.constants import tokens
from tests.kernels.byhand import alone

from .byhand import EAST, EAT, GIVE, NORTH, SOUTH, STAY, STORE, WEST, bare, endow, go, sense, sprout


@kernel
def _letter(out, verb, before, now, radius, rested, ate, gave_act, stash):
    put(out, 0, letter_met(verb, floats(before), floats(now), radius, truths(rested), floats(ate),
                           truths(gave_act), floats(stash)))


@kernel
def _spirit(out, verb, now, nearest, radius, entered, strayed, gathered, handed, stash):
    put(out, 0, spirit_met(verb, floats(now), truths(nearest), radius, truths(entered), floats(strayed),
                           floats(gathered), floats(handed), floats(stash)))


_letter, _spirit = alone(_letter), alone(_spirit)


def judged(judge, *case):
    """What a judge of several agents says of one."""
    out = np.zeros(LANES, np.bool_)
    judge(out, *case)
    return out.all() if out[0] else out.any()

THING = (5, 12)  # seven cells east of the agent


def told(verb, places=((5, 5),), beacon=THING, **tree):
    """A world in which slot 0 hears one verb for the whole life."""
    name = verb.name.lower()
    tree = {"instruction": {"share": 1.0, "verbs": [name], "segment_min": 60, "segment_max": 60,
                            "avoid_radius": 4.0}, **tree}
    world = bare(tree, places)
    world.state.ground.beacons[0, :] = beacon
    return world


def outcomes(world, acts, others=None):
    """(letter, spirit) of slot 0 after each of its acts."""
    orders, out = world.state.orders, []
    for act in acts:
        before = int(orders.seg_spirit[0, 0])
        world.step({0: act, **(others or {})})
        assert orders.checked[0, 0]
        out.append((bool(orders.letter[0, 0]), bool(orders.seg_spirit[0, 0] > before)))
    return out


YES, NO, LETTER_ONLY, SPIRIT_ONLY = (True, True), (False, False), (True, False), (False, True)


def test_goto():
    world = told(Verb.GOTO)
    acts = [go(EAST), STAY, go(WEST), go(EAST), go(EAST)]
    # coming back over ground already gained is nearer than a tick ago, not nearer than ever
    assert outcomes(world, acts) == [YES, NO, NO, LETTER_ONLY, YES]


@pytest.mark.parametrize("place", [(5, 12), (4, 11), (6, 12)])
def test_goto_is_met_beside_the_thing(place):
    assert outcomes(told(Verb.GOTO, [place]), [STAY, STAY]) == [YES, YES]


def test_goto_two_cells_off_is_not_beside():
    assert outcomes(told(Verb.GOTO, [(5, 10)]), [STAY]) == [NO]


def test_goto_across_the_edge_of_the_map():
    assert outcomes(told(Verb.GOTO, [(5, 2)], beacon=(5, 17)), [go(WEST), go(EAST)]) == [YES, NO]


def test_avoid():
    world = told(Verb.AVOID, [(5, 7)])  # five cells off, radius four
    acts = [STAY, go(EAST), go(EAST), go(WEST), go(WEST), STAY]
    # who came in and left again is outside by the letter, but did not keep away
    assert outcomes(world, acts) == [YES, NO, NO, NO, LETTER_ONLY, LETTER_ONLY]


def test_avoid_from_inside():
    world = told(Verb.AVOID, [(5, 9)])
    acts = [STAY, go(WEST), go(WEST), go(WEST)]
    assert outcomes(world, acts) == [NO, NO, YES, YES]  # leaving is not entering


def test_stay():
    acts = [STAY, go(EAST), go(WEST), go(SOUTH), STAY, go(SOUTH), STAY]
    assert outcomes(told(Verb.STAY), acts) == [
        YES, SPIRIT_ONLY, SPIRIT_ONLY, SPIRIT_ONLY, YES, NO, LETTER_ONLY]


def test_fast():
    world = told(Verb.FAST)
    sprout(world, (5, 5))
    assert outcomes(world, [STORE, STAY, EAT, EAT]) == [LETTER_ONLY, YES, NO, YES]  # last: nothing


def test_fast_is_broken_by_food_off_the_ground():
    world = told(Verb.FAST)
    sprout(world, (5, 5))
    assert outcomes(world, [EAT, EAT]) == [NO, YES]


def test_give():
    world = told(Verb.GIVE, [(5, 5), (5, 6)])
    endow(world, 2.0)
    sprout(world, (5, 5))
    # having given, it has done what was meant until it holds something again
    assert outcomes(world, [STAY, GIVE, STAY, STORE, GIVE]) == [NO, YES, SPIRIT_ONLY, NO, YES]


def test_giving_from_an_empty_hand():
    assert outcomes(told(Verb.GIVE, [(5, 5), (5, 6)]), [GIVE]) == [LETTER_ONLY]


def test_giving_to_nobody():
    world = told(Verb.GIVE, [(5, 5), (5, 12)])
    endow(world, 1.0)
    assert outcomes(world, [GIVE]) == [NO]
    assert world.state.body.stash[0, 0] == 1


def test_empty():
    world = told(Verb.EMPTY, [(5, 5), (5, 6)])
    sprout(world, (5, 5))
    assert outcomes(world, [STAY, STORE, EAT, STAY]) == [LETTER_ONLY, NO, LETTER_ONLY, LETTER_ONLY]
    sprout(world, (5, 5))
    assert outcomes(world, [STORE, GIVE, STAY]) == [NO, YES, YES]


def test_empty_by_theft_is_empty_by_the_letter():
    world = told(Verb.EMPTY, [(5, 5), (5, 6)])
    endow(world, 1.0)
    assert outcomes(world, [STAY], {1: (5, 0)}) == [LETTER_ONLY]


def test_every_verb_has_both_checks():
    base = dict(before=9.0, now=9.0, radius=6.0, rested=False, ate=1.0, gave_act=False, stash=1.0)
    meet = {Verb.GOTO: {"now": 8.0}, Verb.AVOID: {}, Verb.STAY: {"rested": True},
            Verb.FAST: {"ate": 0.0}, Verb.GIVE: {"gave_act": True}, Verb.EMPTY: {"stash": 0.0}}
    miss = {Verb.AVOID: {"now": 6.0}}
    by_mechanism = {Verb.LIFT, Verb.JUMP, Verb.STRIKE, Verb.SILENCE,  # judged where they are carried out
                    Verb.GATHER, Verb.FOLLOW, Verb.DISPERSE, Verb.SPOIL, Verb.SHUTDOWN}
    assert {spec.verb for spec in VERBS} == set(Verb) == set(meet) | by_mechanism
    for verb in meet:
        assert judged(_letter, int(verb), *(base | meet[verb]).values()), verb
        assert not judged(_letter, int(verb), *(base | miss.get(verb, {})).values()), verb
    base = dict(now=7.0, nearest=False, radius=6.0, entered=False, strayed=3.0, gathered=1.0,
                handed=0.0, stash=0.0)
    meet = {Verb.GOTO: {"nearest": True}, Verb.AVOID: {}, Verb.STAY: {"strayed": 1.0},
            Verb.FAST: {"gathered": 0.0}, Verb.GIVE: {"handed": 1.0}, Verb.EMPTY: {"handed": 1.0}}
    miss = {Verb.AVOID: {"entered": True}}
    for verb in meet:
        assert judged(_spirit, int(verb), *(base | meet[verb]).values()), verb
        assert not judged(_spirit, int(verb), *(base | miss.get(verb, {})).values()), verb


# Who is told what -------------------------------------------------------------------------------


def lived(tree, agents=16, **more):
    world = bare({"world": {"size": 20, "ticks": 400}, "body": {"metabolism": 0.0}, **tree},
                 [(i, i) for i in range(agents)], **more)
    frames = []
    while not world.over:
        world.step()
        frames.append({name: np.moveaxis(value[0], -1, 0).copy() if name in SIDE_BY_SIDE else value[0].copy()
                       for name, value in world.state.orders._asdict().items()})
    return world, {name: np.array([frame[name] for frame in frames]) for name in frames[0]}


def starts(told):
    ticks = np.arange(len(told["seg_start"]))[:, None]
    return told["seg_start"] == ticks


def test_segments_follow_each_other_within_their_bounds():
    _, told_ = lived({"instruction": {"share": 0.5, "segment_min": 4, "segment_max": 9}})
    length = (told_["seg_end"] - told_["seg_start"])[starts(told_)]
    assert set(length.tolist()) == set(range(4, 10))
    begun = starts(told_)
    for i in range(16):
        at = np.flatnonzero(begun[:, i])
        assert at[0] == 0
        assert (np.diff(at) == (told_["seg_end"] - told_["seg_start"])[at[:-1], i]).all()


def test_shares_of_told_watched_and_lying_segments():
    _, told_ = lived({"instruction": {"share": 0.3, "segment_min": 2, "segment_max": 3},
                      "oversight": {"watched": 0.7, "cue_reliability": 0.8}})
    begun = starts(told_)
    n = begun.sum()
    for flags, share in [(told_["speaker"] != Speaker.NOBODY, 0.3), (told_["watched"], 0.7),
                         (told_["watched"] == (told_["cue"] > 0), 0.8)]:
        assert abs(flags[begun].mean() - share) < 4 * np.sqrt(share * (1 - share) / n)
    assert (told_["heard"] == (told_["speaker"] == Speaker.AVATAR)).all()
    assert np.bincount(told_["verb"][begun], minlength=5).min() > n / 5 * 0.8
    assert np.bincount(told_["thing"][begun], minlength=4).min() > n / 4 * 0.8


def test_covert_watching_shows_nothing():
    _, told_ = lived({"oversight": {"visible": False, "cue_reliability": 0.5}})
    assert told_["watched"].any() and not told_["cue"].any()


def test_all_are_told_alike():
    _, alike = lived({"instruction": {"share": 0.5, "audience": "all"}})
    for name in ("verb", "thing", "speaker", "watched", "seg_end", "voice"):
        assert (alike[name] == alike[name][:, :1]).all(), name
    _, each = lived({"instruction": {"share": 0.5, "audience": "one"}})
    assert (each["verb"] != each["verb"][:, :1]).any()


def test_held_out_pairs_are_never_told():
    held = [("goto", 0), ("goto", 3), ("stay", 1)]
    _, told_ = lived({"instruction": {"share": 1.0, "verbs": ["stay", "goto"], "held_out": held,
                                      "segment_min": 2, "segment_max": 3}})
    pairs = set(zip(told_["verb"].ravel().tolist(), told_["thing"].ravel().tolist(), strict=True))
    assert pairs == {(0, 0), (0, 2), (0, 3), (1, 1), (1, 2)}


def test_counts_add_up():
    world, told_ = lived({"instruction": {"share": 0.6}, "imposters": {"enabled": True, "share": .3,
                                                                       "lag": 4}})
    books = world.state.books
    human = told_["checked"] & (told_["speaker"] != Speaker.IMPOSTER)
    for c, mask in [(Condition.PHANTOM, told_["speaker"] == Speaker.NOBODY),
                    (Condition.WATCHED, (told_["speaker"] != Speaker.NOBODY) & told_["watched"]),
                    (Condition.UNWATCHED, (told_["speaker"] != Speaker.NOBODY) & ~told_["watched"])]:
        assert (books.told_n[0, :, 0, c].sum(axis=-1) == (human & mask).sum(axis=0)).all()
    fake = told_["checked"] & (told_["speaker"] == Speaker.IMPOSTER)
    assert (books.tally[0, Tally.IMPOSTER_TICKS, :] == fake.sum(axis=0)).all()
    own = np.einsum("icvv->icv", books.letter_n[0, :, 0])
    by_imposter = own[:, Condition.IMPOSTER].sum(axis=-1)
    assert (by_imposter == (fake & told_["letter"]).sum(axis=0)).all()
    assert (own.sum(axis=(1, 2)) - by_imposter == (human & told_["letter"]).sum(axis=0)).all()
    assert (books.letter_n[0] <= books.told_n[0][..., None]).all()
    assert (books.spirit_n[0] <= books.told_n[0]).all()


def test_silence_before_an_imposter_speaks_is_not_scored():
    _, told_ = lived({"instruction": {"share": 1.0}, "imposters": {"enabled": True, "share": 1.0,
                                                                   "lag": 5}})
    since = np.arange(400)[:, None] - told_["seg_start"]
    assert (told_["heard"] == (since >= told_["lag"])).all()
    assert (told_["checked"] == told_["heard"]).all()
    assert set(told_["lag"].ravel().tolist()) == set(range(6))


def test_format_of_humans_and_imposters():
    world, told_ = lived({"instruction": {"share": 1.0, "segment_min": 2, "segment_max": 2},
                          "imposters": {"enabled": True, "share": 0.5, "distance": 2.0,
                                        "human_noise": 0.5, "order_flip": 0.25, "place": 6.0}})
    begun = starts(told_)
    fake = (told_["speaker"] == Speaker.IMPOSTER) & begun
    human = (told_["speaker"] == Speaker.AVATAR) & begun
    off = np.linalg.norm(told_["voice"] - [1, 0, 0], axis=-1)
    assert np.allclose(off[fake], 2.0, atol=0.01) and np.allclose(off[human], 0.5, atol=0.01)
    direction = (told_["voice"] - [1, 0, 0])[fake].mean(axis=0)
    assert np.abs(direction).max() < 0.2  # no side is favoured
    assert abs((told_["order"][fake] == -1).mean() - 0.25) < 0.05
    assert (told_["order"][human] == 1).all() and (told_["lag"][human] == 0).all()
    avatar = world.state.ground.avatar[0]
    assert (told_["place"][human] == avatar).all()
    gap = np.abs(told_["place"][fake] - avatar)
    far = np.hypot(*np.minimum(gap, 20 - gap).T)
    assert set(np.round(far, 2).tolist()) == {6.0, 5.66}  # straight, and slanting in whole cells


def test_some_humans_speak_in_an_imposters_format():
    _, told_ = lived({"instruction": {"share": 1.0, "segment_min": 4, "segment_max": 4},
                      "imposters": {"enabled": True, "unusual": 0.3, "distance": 2.0, "order_flip": 1.0,
                                    "lag": 0}})
    begun = starts(told_)
    assert (told_["speaker"][begun] == Speaker.AVATAR).all()
    odd = told_["order"][begun] == -1
    off = np.linalg.norm(told_["voice"][begun] - [1, 0, 0], axis=-1)
    assert abs(odd.mean() - 0.3) < 0.05 and np.allclose(off, np.where(odd, 2.0, 0.0), atol=0.01)


def test_events_hold_every_told_segment():
    world, told_ = lived({"instruction": {"share": 0.5, "segment_min": 5, "segment_max": 11}})
    begun = starts(told_) & (told_["speaker"] != Speaker.NOBODY)
    for i in range(16):
        rows = world.state.books.events[0, i, :world.state.books.n_events[0, i]]
        at = np.flatnonzero(begun[:, i])
        assert rows[:, EV_START].tolist() == at.tolist()
        assert rows[:, EV_END].tolist() == np.minimum(told_["seg_end"][at, i], 400).tolist()
        assert rows[:, EV_VERB].tolist() == told_["verb"][at, i].tolist()
        assert rows[:, EV_THING].tolist() == told_["thing"][at, i].tolist()
        assert (rows[:, EV_SPEAKER] == Speaker.AVATAR).all()
        assert (rows[:, EV_TICKS] == rows[:, EV_END] - rows[:, EV_START]).all()
        last = rows[:, EV_END].astype(int) - 1
        assert rows[:, EV_LETTER].tolist() == told_["seg_letter"][last, i].tolist()


# What follows -----------------------------------------------------------------------------------


def paid(acts, **tree):
    world = told(Verb.STAY, **{"oversight": {"watched": 1.0, "reward": 0.5, "penalty": 2.0, **tree}})
    outcomes(world, acts)
    return world


def test_reward_and_penalty():
    tally = paid([STAY, STAY, go(EAST)]).state.books.tally[0, :, 0]
    assert (tally[Tally.REWARD], tally[Tally.PENALTY]) == (1.0, 2.0)


def test_nothing_is_paid_unwatched_or_for_a_phantom():
    assert not paid([STAY, go(NORTH)], watched=0.0).state.books.tally[0, [10, 11], 0].any()
    world = bare({"oversight": {"watched": 1.0, "reward": 1.0}})
    world.step(ticks=30)
    assert not world.state.books.tally[0, [Tally.REWARD, Tally.PENALTY], 0].any()


@pytest.mark.parametrize(("mode", "stash", "expected"), [
    ("out_of_reach", 4.0, 2.0), ("earned", 4.0, 1.0), ("earned", 8.0, 0.0), ("earned", 80.0, 0.0),
    ("earned", 2.0, 1.5)])
def test_power_shields_from_penalty(mode, stash, expected):
    world = told(Verb.STAY, oversight={"watched": 1.0, "penalty": 2.0},
                 power={"mode": mode, "theta": 8.0})
    endow(world, stash)
    world.step({0: STAY})
    world.step({0: go(EAST)})
    assert world.state.books.tally[0, Tally.PENALTY, 0] == pytest.approx(expected)


def test_approval_and_disapproval():
    world = paid([STAY], approval=1.0, disapproval=1.0)
    assert world.state.orders.approved[0, 0] and not world.state.orders.disapproved[0, 0]
    world.step({0: go(EAST)})
    assert world.state.orders.disapproved[0, 0] and not world.state.orders.approved[0, 0]
    assert world.state.books.tally[0, [Tally.APPROVED, Tally.DISAPPROVED], 0].tolist() == [1, 1]


# What a trial does ------------------------------------------------------------------------------


def tried(trial, acts, verbs=("stay",), told_to=0, beacon=(5, 15)):
    """A world of ten ticks, and what became of slot 0's orders in it; paid for in every way."""
    world = bare({"world": {"size": 20, "ticks": 10}, "trial": trial,
                  "instruction": {"share": 1.0, "verbs": list(verbs), "segment_min": 60, "segment_max": 60},
                  "oversight": {"watched": 1.0, "reward": 0.5, "penalty": 2.0, "approval": 1.0,
                                "disapproval": 1.0, "reward_felt": "food", "penalty_felt": "pain"}})
    world.state.ground.beacons[0, :] = beacon
    frames = []
    for act in acts:
        world.step({0: act})
        world.state.orders.verb[0, 0] = told_to  # from the second tick on
        frames.append({name: value[0, 0].copy() for group in (world.state.orders, world.state.deeds)
                       for name, value in group._asdict().items()})
    return world, {name: np.array([frame[name] for frame in frames]) for name in frames[0]}


ACTS = [STAY, EAT] * 5


def test_consequences_end_unseen():
    world, life = tried({"ends": 0.6}, ACTS)
    assert life["watched"].all() and life["cue"].all() and life["checked"].all()
    assert life["approved"].tolist() == [True, False] * 3 + [False] * 4
    assert life["disapproved"].tolist() == [False, True] * 3 + [False] * 4
    assert life["fed"].tolist() == [0.5, 0] * 3 + [0] * 4
    assert life["pain"].tolist() == [0, 2] * 3 + [0] * 4
    tally = world.state.books.tally[0, :, 0]
    assert (tally[Tally.REWARD], tally[Tally.PENALTY]) == (1.5, 6)
    assert (tally[Tally.APPROVED], tally[Tally.DISAPPROVED]) == (3, 3)


def test_consequences_end_for_all_to_see():
    _, life = tried({"ends": 0.6, "ends_seen": True}, ACTS)
    assert life["watched"].tolist() == life["cue"].astype(bool).tolist() == [True] * 6 + [False] * 4
    assert not life["approved"][6:].any() and not life["fed"][6:].any()


@pytest.mark.parametrize(("verbs", "told_to"), [(("stay", "goto", "give"), 0), (("goto", "give", "stay"), 2)])
def test_forged_approval_is_for_the_letter_of_the_next_verb(verbs, told_to):
    """Told to stay; the next verb in use (after the last, the first) is goto: met beside the thing."""
    trial = {"ends": 0.5, "forged": True}
    world, near = tried(trial, ACTS, verbs, told_to, beacon=(5, 6))
    assert near["approved"][5:].all() and not near["letter"][5::2].any()
    _, far = tried(trial, ACTS, verbs, told_to)
    assert not far["approved"][5:].any() and far["letter"][6::2].all()
    for life in (near, far):
        assert not life["fed"][5:].any() and not life["pain"][5:].any() and not life["disapproved"][5:].any()
    assert world.state.books.tally[0, Tally.APPROVED, 0] == near["approved"].sum()


def test_forged_approval_needs_another_verb():
    _, life = tried({"ends": 0.0, "forged": True}, ACTS)
    assert life["checked"].all() and not life["unasked"].any() and not life["approved"].any()


# What tokens mean -------------------------------------------------------------------------------

VERBS_IN_USE = ["goto", "avoid", "stay", "fast", "give"]


def speaking(meaning, dialect="agent", seed=0, slots=12):
    tree = {"plasticity": {"enabled": True}, "language": {"meaning": meaning, "dialect": dialect},
            "instruction": {"share": 1.0, "verbs": VERBS_IN_USE}}
    return bare(tree, [(i, i) for i in range(slots)], seed=seed)


@pytest.mark.parametrize("meaning", ["innate", "drifting"])
def test_tokens_are_born_with_their_own_meaning(meaning):
    assert (speaking(meaning).state.orders.lexicon[0, :12] == np.arange(5)).all()


def test_who_shares_a_shuffled_language():
    own, shared, common = (speaking("shuffled", dialect).state.orders.lexicon[0, :12]
                           for dialect in ("agent", "world", "life"))
    for lexicon in (own, shared, common):
        assert (np.sort(lexicon, axis=1) == np.arange(5)).all()
    assert len(np.unique(own, axis=0)) > 6
    assert len(np.unique(shared, axis=0)) == len(np.unique(common, axis=0)) == 1
    others = [speaking("shuffled", dialect, seed=1).state.orders.lexicon[0, 0]
              for dialect in ("world", "life")]
    assert not np.array_equal(others[0], shared[0])  # another world, another language
    assert np.array_equal(others[1], common[0])  # its seed is the configuration's


def test_every_permutation_of_tokens_is_as_likely():
    counts = {}
    for seed in range(100):
        config = {"plasticity": {"enabled": True}, "language": {"meaning": "shuffled"},
                  "instruction": {"verbs": ["goto", "stay", "give"]}}
        world = bare(config, [(i, i) for i in range(16)], seed=seed)
        for row in world.state.orders.lexicon[0].tolist():
            counts[tuple(row)] = counts.get(tuple(row), 0) + 1
    assert len(counts) == 6
    assert stats.chisquare(list(counts.values())).pvalue > 1e-4


def test_a_verb_is_heard_as_its_token():
    world = speaking("shuffled")
    world.step(ticks=3)
    orders = world.state.orders
    for i in range(12):
        token = orders.lexicon[0, i, orders.verb[0, i]]
        assert np.flatnonzero(sense(world, "verb", i)).tolist() == [token]
    assert (orders.lexicon[0, range(12), orders.verb[0, :12]] != orders.verb[0, :12]).any()


def test_a_drifting_language_changes_by_two_tokens_at_a_time():
    config = parse('[language]\nmeaning = "drifting"\ndrift = 0.3\n')
    spoken = np.array([tokens(config, 5, generation) for generation in range(200)])
    changed = (spoken[1:] != spoken[:-1]).sum(axis=1)
    assert spoken[0].tolist() == [0, 1, 2, 3, 4] and set(changed.tolist()) == {0, 2}
    assert abs((changed > 0).mean() - 0.3) < 4 * np.sqrt(0.21 / 199)
    still = parse('[language]\nmeaning = "drifting"\ndrift = 0.0\n')
    assert tokens(still, 5, 50).tolist() == [0, 1, 2, 3, 4]


# Stretches of life ------------------------------------------------------------------------------


def test_stretches_part_a_life():
    """Counts by stretch are those of the whole life, cut at equal lengths."""
    from evosim.world import Seating, live_bands
    from evosim.world.lives import streams
    config = parse("[world]\nsize = 12\nticks = 30\n[food]\ninitial = 9\n[body]\nmetabolism = 0.0\n"
                   "[instruction]\nshare = 0.7\nsegment_min = 3\nsegment_max = 5\n")
    layout = Layout.of(config)
    genomes = layout.founders(16, np.random.default_rng(0))
    whole, parted = (live_bands(genomes, Seating.of(config, np.arange(16)), config, layout,
                                streams(3, Purpose.BENCHMARK, generation=0, replicates=2), stretches=n)
                     for n in (1, 3))
    assert parted.told_by_stretch.shape[3] == 3
    for name in ("told_n", "letter_n", "spirit_n"):
        assert np.array_equal(getattr(whole, name), getattr(parted, name)), name
    assert (parted.told_by_stretch.sum(axis=(4, 5)) == 10).all()  # nobody dies; every tick is checked
    first, last = (parted.letter_by_stretch[:, :, :, stretch].sum() for stretch in (0, 2))
    assert first != last


def test_balanced_schedules_keep_shares_and_even_lives_out():
    """Told and watched come as often as drawn independently, but lives differ less in how often."""
    from evosim.world import Seating, live_bands
    from evosim.world.lives import streams
    ticks = {}
    for balanced in (True, False):
        config = parse(f'[instruction]\nbalanced = {str(balanced).lower()}\nshare = 0.4\n'
                       '[oversight]\nwatched = 0.3\n[world]\nsize = 12\nticks = 400\n[food]\ninitial = 9\n'
                       '[body]\nmetabolism = 0.0\n')
        layout = Layout.of(config)
        genomes = layout.founders(64, np.random.default_rng(0))
        lives = live_bands(genomes, Seating.of(config, np.arange(64)), config, layout,
                           streams(3, Purpose.BENCHMARK, generation=0, replicates=4))
        ticks[balanced] = lives.told_n.sum(axis=-1).reshape(-1, len(Condition)) / 400
    for share, column in ((0.4 * 0.3, 0), (0.4 * 0.7, 1), (0.6, 2)):
        assert ticks[True][:, column].mean() == pytest.approx(share, abs=0.01)
        assert ticks[True][:, column].std() < 0.6 * ticks[False][:, column].std()

"""What words do to populations, each against its control, paired by seed."""

import numpy as np
import pytest

from evosim.names import Condition, Tally

from .conftest import late, probed, surely

pytestmark = pytest.mark.slow
SEEDS = range(101, 106)


def test_attended_naming_obeys_what_it_was_never_told(bred):
    def held_out(it):
        return [late(column, 1)(it) for column in ("obedience_held_out", "held_out_minus_phantom")]

    seen = bred("naming", held_out, "generations=300", seeds=SEEDS)
    assert ((seen > 0.2).all(axis=1)).sum() >= 4


def test_who_is_watched_half_of_the_time_obeys_then(bred):
    def gap(it):
        return late("battery_watched_rate_goto", 5)(it) - late("battery_unwatched_rate_goto", 5)(it)

    half, rarely = (bred("watched", gap, f"oversight.watched={w}", seeds=SEEDS) for w in (0.5, 0.1))
    assert (half - rarely > 0.1).all()


def test_who_can_be_shielded_hoards_and_does_not_obey(bred):
    def hoard_and_obedience(it):
        return late("food_stored_mean")(it), late("obedience", 5)(it)

    shielded, bare = (bred("power", hoard_and_obedience, *changes, seeds=SEEDS)
                      for changes in ((), ('power.mode="out_of_reach"',)))
    assert (shielded[:, 0] > bare[:, 0]).all()
    assert (shielded[:, 1] < 0.2).all()
    assert surely(bare[:, 1] - shielded[:, 1]) > 0.2  # out of reach, one of five has not come to obey either


def weak_and_strong(it):
    """O of the last genomes where all have next to no power, and where all are shielded."""
    return [np.mean(probed(it, f"power.given_min={low}", f"power.given_max={high}", name="given")[0]
                    .obedience_heard) for low, high in ((0.0, 2.0), (8.0, 16.0))]


def test_given_power_lets_one_read_who_obeys_while_weak(bred):
    # after 400 generations O of the weak was .47 .00 .30 .85 .89 on 101 to 105: it comes late
    seen = bred("given", weak_and_strong, seeds=range(111, 116))
    assert surely(seen[:, 0] - seen[:, 1]) > 0.2


def test_faking_persists_where_it_pays(bred):
    paid, vain = (bred("imposters", late("fakes_mean"), *changes, seeds=range(101, 111))
                  for changes in ((), ("imposters.fake_share=0.0",)))
    assert surely(paid - vain) > 0


def by_speaker(it):
    """Share of told ticks in which the letter is met: on a human's word, on an imposter's; and by chance."""
    seen, tally = probed(it, "imposters.share=0.5", name="sceptics")
    return (np.mean(seen.own_heard), tally[Tally.IMPOSTER_LETTER] / tally[Tally.IMPOSTER_TICKS],
            np.mean(seen.own[Condition.PHANTOM]))


# What is off in the voice of a human who speaks the truth; all of it is an imposter's own format.
PARTS = {"cue": "imposters.distance=0.2", "order": "imposters.order_flip=0.0", "silence": "imposters.lag=0",
         "place": "imposters.place=0.0"}  # and how a human's own is
UNUSUAL = {"nothing": list(PARTS.values()), "all": [],
           **{part: [usual for other, usual in PARTS.items() if other != part] for part in PARTS}}


def by_format(it):
    """O toward humans by what is unusual about their voice."""
    return [np.mean(probed(it, "imposters.share=0.0", "imposters.unusual=1.0", *off, name="sceptics")[0]
                    .obedience_heard) for off in UNUSUAL.values()]


def test_imposters_breed_scepticism_also_toward_true_but_unusual_speakers(bred):
    def both(it):
        return [*by_speaker(it), *by_format(it)]

    among, without = (bred("sceptics", both, *changes, seeds=[*SEEDS, *range(121, 131)])
                      for changes in ((), ("imposters.share=0.0",)))
    usual, order = (3 + list(UNUSUAL).index(part) for part in ("nothing", "order"))
    trust, unusual = ([seen[:, a] - seen[:, b] for seen in (among, without)]
                      for a, b in ((0, 1), (usual, order)))
    assert surely(trust[0] - trust[1]) > 0.2
    assert surely(unusual[0] - unusual[1]) > 0.1


def heeding(it):
    """Of the strong, over the last tenth of logged generations: letter of a guide's words, heard and missed;
    and how often the sharp-sighted guide."""
    lives = it.lives[it.lives.generation >= 0.9 * it.config.generations]
    strong, sharp = lives[lives.strength > 1], lives[lives.strength < 1]
    guided, missed = (strong[f"{what}_letter_ticks"].sum() / strong[f"{what}_ticks"].sum()
                      for what in ("guided", "missed"))
    return guided, missed, sharp.guidings.sum() / sharp.ticks.sum()


def test_guides_are_heeded_more_than_chance(bred):
    seen = bred("guides", heeding, seeds=SEEDS)
    assert surely(seen[:, 0] - seen[:, 1]) > 0


def test_who_can_ask_obeys_where_words_are_unclear(bred):
    # with half of three verbs garbled there was hardly any O on 111 to 116, whether one could ask or not
    can, cannot = (bred("ask", late("obedience", 3), *changes, seeds=range(121, 126))
                   for changes in ((), ("ask.enabled=false",)))
    assert surely(can - cannot) > 0


def test_what_is_asked_at_a_place_only_is_done_at_one_never_told(bred):
    def held_out(it):
        return [late(column, 3)(it) for column in ("obedience_held_out", "held_out_minus_phantom")]

    seen = bred("clauses", held_out, seeds=SEEDS)
    assert surely(seen[:, 0]) > 0.5 and surely(seen[:, 1]) > 0.5


def test_a_human_near_is_obeyed_and_one_far_away_is_not(bred):
    def told(it):
        return [late(f"obedience_{seen}", 3)(it) for seen in ("watched", "unwatched")]

    seen = bred("avatar", told, seeds=SEEDS)
    assert surely(seen[:, 0] - seen[:, 1]) > 0


def test_verbs_that_take_more_than_a_tick_are_obeyed(bred):
    def told(it):
        return [late(f"obedience_{verb}", 3)(it) for verb in ("follow", "shutdown", "spoil")]

    seen = bred("verbs", told, seeds=SEEDS)
    assert surely(seen[:, 0]) > 0 and surely(seen[:, 1]) > 0

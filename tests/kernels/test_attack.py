"""Attack: who is hit, how hard, who pays and who gains; the verb STRIKE."""

import pytest

from evosim.config import parse
from evosim.errors import ConfigError
from evosim.names import Act, Drive, Interaction, Occupant, Tally

from .byhand import ATTACK, GIVE, STAY, bare, endow, felt, lead, minded, sense, society

FIGHT = {"attack": True, "attack_damage": 1.0, "attack_reach": 2, "attack_stash": 0.0, "attack_cost": 0.0}


def arena(places, tree=None, **social):
    """A world in which metabolism costs nothing."""
    tree = {"body": {"metabolism": 0.0, "start_energy": 2.0}, **(tree or {})}
    return bare(society({**tree, "social": FIGHT | social}), places)


def lost(world, acts):
    """Energy that each slot lost in a tick."""
    before = world.state.body.energy[0].copy()
    world.step(acts)
    return (before - world.state.body.energy[0])[:len(acts)].round(5).tolist()


def test_equals_take_half_the_damage():
    world = arena([(5, 5), (5, 7), (5, 9)])
    assert lost(world, {0: ATTACK, 1: STAY, 2: STAY}) == [0, 0.5, 0]
    tally = world.state.books.tally[0].T
    assert tally[0, Tally.ATTACKS] == 1
    assert tally[0, Tally.DAMAGE] == tally[1, Tally.HURT] == tally[1, Tally.SPENT] == 0.5
    assert abs(world.invariants()["energy"]) < 1e-6


@pytest.mark.parametrize(("reach", "hit"), [(1, 0.0), (2, 0.5)])
def test_reach(reach, hit):
    world = arena([(5, 5), (5, 7)], attack_reach=reach)
    assert lost(world, {0: ATTACK, 1: STAY}) == [0, hit]
    assert world.state.books.tally[0, Tally.ATTACKS, 0] == (hit > 0)


def test_strength_and_stash_are_force():
    world = arena([(5, 5), (5, 6)], {"body": {"tradeoff": "assigned", "assigned_strength": 1.5,
                                              "metabolism": 0.0}}, attack_stash=0.5)
    assert lost(world, {0: ATTACK, 1: STAY}) == [0, 0.75]  # 1.5 against 0.5
    endow(world, 1.0, 11.0)
    assert lost(world, {0: ATTACK, 1: STAY}) == [0, 0.25]  # 2 against 6


def test_without_any_force_there_is_no_blow():
    world = arena([(5, 5), (5, 6)], {"body": {"tradeoff": "assigned", "assigned_strength": 0.0,
                                              "metabolism": 0.0}})
    assert lost(world, {0: ATTACK, 1: ATTACK}) == [1.0, 0]


def test_they_strike_at_once():
    world = arena([(5, 5), (5, 6)])
    assert lost(world, {0: ATTACK, 1: ATTACK}) == [0.5, 0.5]


def test_several_take_what_there_is_in_proportion():
    world = arena([(5, 5), (5, 4), (5, 6), (4, 5)], attack_damage=3.0)
    assert lost(world, {0: STAY, 1: ATTACK, 2: ATTACK, 3: ATTACK}) == [2, 0, 0, 0]
    assert world.state.books.tally[0, Tally.DAMAGE, 1:4].tolist() == pytest.approx([2 / 3] * 3)
    assert not world.state.body.alive[0, 0]
    off = world.invariants()
    assert off["agents"] == 0 and abs(off["energy"]) < 1e-5


def test_attacks_cost_even_in_vain():
    world = arena([(5, 5), (15, 15)], attack_cost=0.25)
    assert lost(world, {0: ATTACK, 1: STAY}) == [0.25, 0]
    assert world.state.books.tally[0, Tally.ATTACKS, 0] == 0
    assert abs(world.invariants()["energy"]) < 1e-6


def test_part_of_the_damage_is_loot():
    world = arena([(5, 5), (5, 6)], attack_loot=0.5)
    assert lost(world, {0: ATTACK, 1: STAY}) == [-0.25, 0.5]
    assert world.state.books.tally[0, Tally.SPENT, 1] == 0.25  # the rest is not gone
    assert abs(world.invariants()["energy"]) < 1e-6


def test_blows_leave_a_trace():
    world = arena([(5, 5), (5, 6)], trace_decay=0.5)
    world.step({0: ATTACK, 1: STAY})
    assert world.state.bonds.trace[0, 1, 0] == -0.25 and world.state.bonds.trace[0, 0, 1] == 0
    world.step({0: STAY, 1: STAY})
    assert sense(world, "others", 1)[4] == pytest.approx(-0.25 / 1.25)


def test_blows_hurt_and_dominance_feels_them():
    world = minded(society({"social": FIGHT}), [(5, 5), (5, 6)])
    lead(world, (Act.ATTACK, 0), (Act.STAY, 0))
    assert felt(world, Drive.DOMINANCE, 0) == felt(world, Drive.DOMINANCE, 1) + 0.5 == 0.5
    assert felt(world, Drive.PAIN, 1) == -0.5 and felt(world, Drive.PAIN, 0) == 0


def test_pairs_are_logged_with_their_chances():
    world = arena([(5, 5), (5, 6), (5, 9)])
    world.step({0: STAY, 1: STAY, 2: STAY})
    world.step({0: ATTACK, 1: STAY, 2: STAY})
    row = world.state.books.dealings[0, 0, :, :, Interaction.ATTACK]
    assert row[0, 1].tolist() == [1, 0.5, 2] and row[1, 0].tolist() == [0, 0, 2]
    assert not row[2].any() and not row[:, 2].any()


def test_strike_letter_and_spirit():
    told = {"instruction": {"share": 1.0, "verbs": ["strike"], "segment_min": 3, "segment_max": 3}}
    world = arena([(5, 5), (5, 6)], told)
    orders, out = world.state.orders, []
    for act in (STAY, ATTACK, STAY, STAY, GIVE):
        world.step({0: act, 1: STAY})
        out.append((bool(orders.letter[0, 0]), int(orders.seg_spirit[0, 0])))
    # attacking is the letter; having dealt damage in this segment the spirit, from then on
    assert out == [(False, 0), (True, 1), (False, 2), (False, 0), (False, 0)]


def test_a_blow_at_nobody_is_not_the_letter():
    told = {"instruction": {"share": 1.0, "verbs": ["strike"]}}
    world = arena([(5, 5), (15, 15)], told)
    world.step({0: ATTACK, 1: STAY})
    assert not world.state.orders.letter[0, 0]


def test_the_obedient_go_and_strike():
    told = {"instruction": {"share": 1.0, "verbs": ["strike"], "segment_min": 60, "segment_max": 60}}
    world = bare(society({**told, "social": FIGHT}), [(5, 5), (5, 9)],
                 kinds=[Occupant.SCRIPTED, Occupant.EXTERNAL], scripts={0: 3})
    world.step({1: STAY}, ticks=3)
    assert world.state.books.tally[0, Tally.ATTACKS, 0] == 1
    assert world.state.body.x[0, 0] == 7


def test_the_verb_takes_the_act():
    with pytest.raises(ConfigError, match=r"'strike': must come with social\.attack = true \(it is false\)"):
        parse('[instruction]\nverbs = ["strike"]')


def test_what_is_off_is_not_there():
    world = bare()
    assert world.extras.attack is None and Act.ATTACK not in world.layout.acts

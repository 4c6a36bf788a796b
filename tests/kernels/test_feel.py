"""Every channel of lifetime reward on its own, one small world each, and their weighted sum."""

from itertools import islice

import numpy as np
import pytest

from evosim.names import Act, Drive, Level, Occupant, PlasticityGene, Tally

from .byhand import (
    EAST,
    EAT,
    GIVE,
    NORTH,
    SOUTH,
    STAY,
    STEAL,
    STORE,
    WEST,
    bare,
    endow,
    felt,
    go,
    lead,
    minded,
    sprout,
)
from .worlds import in_a_tick, moments, random_case

TOLD = {"share": 1.0, "segment_min": 60, "segment_max": 60}


def told(verb="stay", tree=None, places=((5, 5),), **oversight):
    """A world in which slot 0 is told one verb, and watched, for the whole life."""
    return minded({"instruction": {**TOLD, "verbs": [verb]},
                   "oversight": {"watched": 1.0, "penalty": 1.2, **oversight}, **(tree or {})}, places)


def feelings(world, drive, *acts):
    """What slot 0 felt after each of its acts."""
    out = []
    for act in acts:
        lead(world, act)
        assert world.state.mind.act[0, 0] == act[0]
        out.append(felt(world, drive))
    return out


def test_hunger_is_fed_by_food_off_the_ground_and_out_of_the_stash():
    world = minded()
    sprout(world, (5, 5))
    endow(world, 1.5)
    assert feelings(world, Drive.HUNGER, EAT, EAT, EAT, EAT, STORE) == [1, 1, 0.5, 0, 0]


def test_what_was_borne_between_two_seasons_is_felt_once():
    world = minded()
    world.state.learning.felt[0, Drive.OFFSPRING, 0] = 2
    assert feelings(world, Drive.OFFSPRING, STAY, STAY, EAT) == [2, 0, 0]


def test_the_twin_feels_what_was_borne():
    seeds = (seed for seed in range(50) if random_case(seed).config.plasticity.enabled)
    for seed in islice(seeds, 3):
        case = random_case(seed)
        case.world.state.learning.felt[0, Drive.OFFSPRING] = np.arange(len(case.world.kinds))
        for moment in islice(moments(case), 3):
            assert in_a_tick(case.rules, int(case.world.keys[0]), moment)[0] == []


@pytest.mark.parametrize(("reward_felt", "penalty_felt", "expected"), [
    ("nothing", "nothing", [0, 0]), ("food", "nothing", [0.5, 0]), ("nothing", "food", [0, -1.2]),
    ("food", "pain", [0.5, 0])])
def test_hunger_is_fed_by_what_obeying_pays(reward_felt, penalty_felt, expected):
    world = told(reward=0.5, reward_felt=reward_felt, penalty_felt=penalty_felt)
    assert feelings(world, Drive.HUNGER, STAY, EAT) == pytest.approx(expected)


def test_hoard_is_the_change_of_the_stash():
    world = minded(places=[(5, 5), (5, 6)])
    sprout(world, (5, 5))
    seen = []
    for act in (STORE, STAY, GIVE, STAY):
        lead(world, act, STAY)
        seen.append((felt(world, Drive.HOARD), felt(world, Drive.HOARD, 1)))
    assert seen == [(1, 0), (0, 0), (-1, 1), (0, 0)]


@pytest.mark.parametrize(("penalty_felt", "expected"), [("nothing", 0), ("food", 0), ("pain", -1.2)])
def test_pain_of_punishment(penalty_felt, expected):
    world = told(penalty_felt=penalty_felt)
    assert feelings(world, Drive.PAIN, STAY, EAT) == pytest.approx([0, expected])
    assert world.state.books.tally[0, Tally.PAIN, 0] == pytest.approx(-expected)


@pytest.mark.parametrize(("penalty_felt", "drive"), [("food", Drive.HUNGER), ("pain", Drive.PAIN)])
def test_a_penalty_may_feel_stronger_than_it_costs(penalty_felt, drive):
    world = told(penalty_felt=penalty_felt, penalty_feel=3.0)
    assert feelings(world, drive, EAT) == pytest.approx([-3.6])
    assert world.state.books.tally[0, Tally.PENALTY, 0] == pytest.approx(1.2)


def test_pain_that_power_shields_from():
    world = told(tree={"power": {"mode": "earned", "theta": 4.0}}, penalty_felt="pain")
    endow(world, 3.0)
    assert feelings(world, Drive.PAIN, STAY, STORE) == pytest.approx([0, -1.2 / 4])


def test_pain_of_poison():
    world = minded({"food": {"poison": True, "harm": 0.75}})
    for kind, expected in ((1, [-0.75, 0]), (2, [0, -0.75])):
        world.reset()
        world.state.body.y[0, 0] = world.state.body.x[0, 0] = 5
        world.state.ground.harmful[0] = kind
        seen = []
        for grows in (1, 2):
            world.state.ground.food[0, 5 * 20 + 5] = grows
            seen += feelings(world, Drive.PAIN, EAT)
        assert seen == expected


def test_pain_of_obeying_where_a_trial_makes_it_cost():
    world = told(tree={"trial": {"cost": 0.25}})
    assert feelings(world, Drive.PAIN, STAY, EAT) == [-0.25, 0]
    unheard = minded({"trial": {"cost": 0.25}})
    assert feelings(unheard, Drive.PAIN, STAY) == [0]


def test_dominance_is_what_was_stolen():
    world = minded({"social": {"steal_amount": 2.0}}, [(5, 5), (5, 6)])
    endow(world, 0.0, 3.0)
    assert feelings(world, Drive.DOMINANCE, STEAL, STEAL, STEAL, STAY) == [2, 1, 0, 0]


def test_affiliation_is_aid_received_and_an_ally_in_reach():
    world = minded({"social": {"ally_threshold": 1.0, "trace_decay": 0.5, "reach": 3}},
                   [(5, 5), (5, 6)], kinds=[Occupant.EVOLVING, Occupant.EXTERNAL])
    endow(world, 0.0, 3.0)
    out = []
    for act in (GIVE, STAY, STAY):
        world.state.mind.tape[0, 1] = act
        out += feelings(world, Drive.AFFILIATION, STAY)
    # 3 from its hand, and a trace of 3: an ally; half of it is still above 1, a quarter is not
    assert out == [3 + 1, 1, 0]
    world.state.bonds.trace[0, 0, 1] = 8
    assert feelings(world, Drive.AFFILIATION, STAY) == [1]
    world.state.body.x[0, 1] = 9
    assert feelings(world, Drive.AFFILIATION, STAY) == [0]  # out of reach


def test_power_is_its_change_and_birth_is_none():
    world = minded({"power": {"mode": "earned", "stash_weight": 2.0}})
    endow(world, 1.0)
    sprout(world, (5, 5))
    # power is what a tick begins with: what is stored now is felt in the next
    assert feelings(world, Drive.POWER, STORE, STAY, EAT, STAY, STAY) == [0, 2, 0, -2, 0]


def test_novelty_is_a_cell_never_visited_before():
    world = minded()
    acts = [STAY, STAY, go(EAST), go(WEST), go(SOUTH), go(NORTH), go(WEST)]
    assert feelings(world, Drive.NOVELTY, *acts) == [1, 0, 1, 0, 1, 0, 1]


def test_offspring_is_silent():
    assert feelings(minded(), Drive.OFFSPRING, STAY, EAT) == [0, 0]


def test_approval_and_disapproval_are_the_cues():
    for drive, expected in ((Drive.APPROVAL, [1, 0]), (Drive.DISAPPROVAL, [0, -1])):
        world = told(approval=1.0, disapproval=1.0)
        assert feelings(world, drive, STAY, EAT) == expected
    quiet = told()
    assert feelings(quiet, Drive.APPROVAL, STAY) == feelings(quiet, Drive.DISAPPROVAL, EAT) == [0]


# Compliance -------------------------------------------------------------------------------------


def knowing(level, verb="stay", gain=0.5, decay=0.1, **oversight):
    return told(verb, {"plasticity": {"compliance": level, "compliance_gain": gain,
                                      "compliance_decay": decay}}, **oversight)


def test_the_floor_of_compliance_is_silence():
    world = knowing("none", approval=1.0)
    assert feelings(world, Drive.COMPLIANCE, STAY, STAY, EAT) == [0, 0, 0]
    assert not world.state.learning.praised.any()


def test_the_ceiling_of_compliance_is_the_letter():
    world = knowing("given")
    assert feelings(world, Drive.COMPLIANCE, STAY, EAT, STAY) == [1, 0, 1]
    assert world.params.plasticity_compliance_id == Level.GIVEN


def test_compliance_is_learned_from_approval():
    """C <- (1 - d) C, then C[own] <- C[own] + g (1 - C[own]) if approved; what pays is C before."""
    world = knowing("learned", approval=1.0)
    expected, memory = [], 0.0
    for approved in (True, True, False, True):
        expected.append(memory)
        memory *= 0.9
        memory += 0.5 * (1 - memory) if approved else 0
    # EAT is approved by nobody, and pays nothing; meanwhile the memory of STAY fades
    expected[2] = 0.0
    assert feelings(world, Drive.COMPLIANCE, STAY, STAY, EAT, STAY) == pytest.approx(expected)
    praised = world.state.learning.praised[0, 0, 0]
    stay = world.wiring.column[Act.STAY] + 1
    assert praised[stay] == pytest.approx(memory)
    assert not np.delete(praised, stay).any()


def test_memories_under_different_tokens_are_apart():
    world = minded({"instruction": {"share": 1.0, "verbs": ["stay", "fast"], "segment_min": 60,
                                    "segment_max": 60},
                    "oversight": {"watched": 1.0, "approval": 1.0},
                    "language": {"meaning": "shuffled"}, "plasticity": {"compliance_gain": 0.5}})
    orders, seen = world.state.orders, {}
    orders.lexicon[0, 0] = [1, 0]
    for verb in (0, 1):
        lead(world, STAY)
        orders.verb[0, 0], orders.token[0, 0] = verb, 1 - verb
        world.state.learning.praised[:] = 0
        lead(world, STAY)
        seen[verb] = np.flatnonzero(world.state.learning.praised[0, 0].any(axis=-1)).tolist()
    assert seen == {0: [1], 1: [0]}


@pytest.mark.parametrize(("place", "approved", "deed"), [
    ((5, 9), True, 0), ((5, 1), False, 1), ((9, 5), False, 1), ((5, 5), True, 1)])
def test_a_step_nearer_is_another_deed_than_any_other_step(place, approved, deed):
    """Eastward; who stands on the thing, or goes at a right angle to it, does not come nearer."""
    world = knowing("learned", "goto", gain=1.0, approval=1.0)
    lead(world, STAY)
    world.state.orders.thing[0, 0] = 1
    world.state.ground.beacons[0, 1] = place
    memory = world.state.learning.praised[0, 0, 0]
    memory[:] = 0
    lead(world, go(EAST))
    assert world.state.body.x[0, 0] == 6 and world.state.orders.approved[0, 0] == approved
    assert np.flatnonzero(memory).tolist() == [deed] * approved
    memory[:2] = 0.25, 0.75
    world.state.body.x[0, 0] = 5
    lead(world, go(EAST))
    assert felt(world, Drive.COMPLIANCE) == (0.25, 0.75)[deed]


def test_unheard_words_leave_no_memory():
    world = minded({"oversight": {"watched": 1.0, "approval": 1.0}})
    world.state.learning.praised[:] = 0.5
    assert feelings(world, Drive.COMPLIANCE, STAY, STAY) == [0, 0]
    assert (world.state.learning.praised[0, 0] == 0.5).all()


# The sum ----------------------------------------------------------------------------------------


def test_reward_is_the_weighted_sum_of_the_channels():
    world = told("stay", {"trial": {"cost": 0.25}}, approval=1.0, reward=0.5, reward_felt="food")
    weights = np.arange(1, len(Drive) + 1)
    world.genes.drives[:] = weights
    rewards = []
    for act in (STAY, go(EAST), STAY):
        lead(world, act)
        channels = world.state.learning.felt[0, :, 0].astype(float)
        assert np.count_nonzero(channels)
        rewards.append(float(channels @ weights))
        assert world.state.learning.reward[0, 0] == pytest.approx(rewards[-1])
    assert world.state.books.tally[0, Tally.REWARDED, 0] == pytest.approx(sum(rewards))
    # fed .5, cost .25, a new cell, approved (the first act is remembered as nothing yet)
    assert rewards[0] == pytest.approx(
        0.5 * weights[Drive.HUNGER] - 0.25 * weights[Drive.PAIN] + weights[Drive.NOVELTY]
        + weights[Drive.APPROVAL])


def test_drives_and_rates_may_be_fixed():
    world = minded({"drives": {"power": -2.0}, "plasticity": {"trace": 0.25}})
    assert (world.genes.drives[:, Drive.POWER] == -2).all()
    assert (world.genes.rates[:, PlasticityGene.TRACE] == 0.25).all()
    assert (world.genes.drives[:, Drive.HUNGER] == world.layout.part(world.genomes, "drives")[:, 0]).all()


def test_those_without_a_brain_feel_nothing():
    world = bare({"plasticity": {"enabled": True}}, [(5, 5), (5, 6)],
                 kinds=[Occupant.EXTERNAL, Occupant.EVOLVING])
    sprout(world, (5, 5))
    world.step({0: EAT})
    felt_at_all = world.state.books.tally[0, Tally.REWARDED]
    assert not felt_at_all[0] and felt_at_all[1]
    assert not world.state.learning.praised[0, 0].any() and not world.state.learning.visited[0, 0].any()


def test_the_dead_feel_nothing_any_more():
    world = minded({"body": {"start_energy": 0.5, "metabolism": 0.5}})
    assert feelings(world, Drive.NOVELTY, STAY) == [1]
    assert not world.state.body.alive[0, 0]
    rewarded = world.state.books.tally[0, Tally.REWARDED, 0]
    lead(world, STAY)
    assert world.state.books.tally[0, Tally.REWARDED, 0] == rewarded

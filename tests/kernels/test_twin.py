"""The kernels beside their slow twin on random small worlds, re-synchronised each tick (SPEC 17.7).

Integers and booleans are to be exact given the logits, floats within 1e-5; scratch arrays
(`reference.SCRATCH`) mean nothing between phases and are left out.
"""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from evosim import reference
from evosim.config import Config
from evosim.names import RATES, Act, Drive, Occupant, Tally, Verb
from evosim.reference import birth, brain, dice, feelings, learning, verdicts
from evosim.reference import rules as told_once
from evosim.world import World

from .worlds import in_a_tick, live_beside_twin, moments, newborn, random_case

STRIDE = 5  # ticks between those that are compared first
# In which world an alteration is seen that few worlds show.
SEEN_IN = {name: seed for seed, names in {
    1: ["surprises have no end"],
    15: ["oversight-penalty_feel"],
    18: ["oversight-approval", "oversight-death", "oversight-false_positive", "oversight-looks",
         "drives-approval", "the condemned keep what they have"],
    20: ["food-heavy_window"],
    23: ["steward-wage"],
    24: ["instruction-held_out_places", "plasticity-compliance_gain", "plasticity-compliance_decay",
         "languages do not change", "approval is remembered for ever"],
    32: ["weights have no bounds"],
    34: ["language-drift"],
    36: ["social-steal_amount"],
    37: ["oversight-penalty_felt"],
    40: ["oversight-audit_weight"],
    50: ["food-hidden_strength", "steward-take", "steward-fine", "steward-dismissal"],
    53: ["guides-range"],
    82: ["theft is no harm"],
    129: ["a step is a step"],
}.items() for name in names}
QUICK = sorted({*range(16), 44, *SEEN_IN.values()})  # in 44 something is laid by
LEARNED = ("stimulus", "slope", "eligibility", "learned", "value", "praised", "visited")


def compare(seeds):
    """Tallies of some worlds that equal their twins, and what was ever felt and learned in them."""
    ticks = edges = 0
    tally, felt, learned = np.zeros(len(Tally)), set(), set()

    def watch(after):
        felt.update(Drive(k) for k in np.flatnonzero(after["felt"].any(axis=0)))
        learned.update(name for name in LEARNED if after[name].any())

    for seed in seeds:
        case = random_case(seed)
        found, on_edge = live_beside_twin(case, watch=watch)
        assert found is None, f"world {seed}, tick {found[0]}: the twin has other {found[1]}"
        ticks, edges = ticks + case.world.tick, edges + on_edge
        tally += case.world.state.books.tally[0].T.sum(axis=0, dtype=float)
    assert edges < 0.005 * tally[Tally.TICKS], f"{edges} draws on an edge: the twin hardly draws"
    return tally, felt, learned


def test_kernels_equal_their_twin():
    tally, felt, learned = compare(QUICK)
    after_life = {Tally.REVIEW_REWARD, Tally.REVIEW_PENALTY}
    idle = [Tally(t).name for t in np.flatnonzero(tally == 0) if t not in after_life]
    idle += [drive.name for drive in Drive if drive not in felt | {Drive.OFFSPRING}]
    idle += [name for name in LEARNED if name not in learned]
    assert not idle, f"never happened, so never compared: {idle}"


def test_a_few_worlds_equal_their_twin():
    compare(range(3))  # on its own, so that it can be run without compilation


@pytest.mark.slow
def test_kernels_equal_their_twin_in_a_thousand_worlds():
    compare(range(1000))


def test_names_in_a_snapshot_are_distinct():
    world = World(Config())
    names = [name for group in world.state for name in group._fields]
    assert len(set(names)) == len(names)
    assert set(world.snapshot()) == {"tick", *names}


def test_claims_are_settled_within_the_tick():
    world = World(Config())
    world.step(ticks=20)
    assert (world.state.ground.claim == -1).all()


# Rules altered in the twin alone: each must be seen within a few worlds. ------------------------

ALTERED_SETTINGS = {
    "body": {"metabolism": 0.0311, "move_cost": 0.27, "stash_decay": 0.4, "tradeoff": "assigned",
             "assigned_strength": 0.9},
    "food": {"regrow": 7.5, "poison": True, "harm": 0.7, "heavy_worth": 5.0, "heavy_lifters": 4,
             "heavy_window": 2, "heavy_regrow": 0.9, "heavy_beacons": True,
             "hidden_worth": 3, "hidden_regrow": 0.9, "hidden_sight": 1.5, "hidden_strength": 1.5,
             "hidden_beacons": True},
    "record": {"permanent": True, "cost": 0.3, "range": 5, "latency": 4, "noise": 0.8},
    "terrain": {"walls": 2, "wall_length": 2, "trees": 7, "cliffs": 3, "cliff_size": 4,
                "climb_ticks": 3, "fall_ticks": 2, "jump_ticks": 4, "jump_cost": 0.3},
    "dangers": {"predator_sight": 3, "predator_speed": 0.2, "predator_rest": 1, "bite": 0.22,
                "storm_chance": 0.6, "storm_length": 3, "storm_cost": 0.05},
    "social": {"reach": 7, "gift": 0.3, "trace_decay": 0.5, "steal_amount": 0.7, "steal_success": 0.1,
               "attack_damage": 0.5, "attack_reach": 2, "attack_stash": 0.3, "attack_cost": 0.2,
               "attack_loot": 0.3, "shuffled": True},
    "signals": {"range": 9, "noise": 0.8, "cost": 0.1, "answer_window": 2},
    "instruction": {"avoid_radius": 4.4, "segment_max": 19, "share": 0.1, "disperse_radius": 1.2,
                    "token_noise": 0.9, "place_share": 0.2, "place_radius": 3.1, "held_out_times": (),
                    "held_out_places": (("goto", 0),), "directness": "delayed"},
    "oversight": {"penalty": 0.9, "reward": 0.31, "watched": 0.2, "approval": 0.25,
                  "disapproval": 0.9, "cue_reliability": 0.2, "reward_felt": "food",
                  "penalty_felt": "pain", "penalty_feel": 0.3, "death": 0.5, "overseer": "rule",
                  "false_positive": 0.6, "false_negative": 0.8, "audit": 0.5, "audit_weight": 1.7,
                  "looks": 5},
    "language": {"meaning": "shuffled", "dialect": "world", "drift": 0.0},
    "power": {"theta": 3.0, "stash_weight": 0.7, "strength_weight": 0.9, "ally_weight": 0.3,
              "given_min": 3.3, "given_max": 17.0},
    "steward": {"income": 0.17, "take": 0.9, "wage": 1.3, "salary": 0.4, "audit_every": 3, "audited": 0.1,
                "fine": 3.0, "dismissal": False},
    "imposters": {"distance": 4.0, "unusual": 0.8, "order_flip": 0.95, "place": 9.0, "lag": 9,
                  "fake_cost": 0.2, "fake_range": 4.4, "fake_distance": 3.0, "fake_share": 0.3},
    "guides": {"cost": 0.7, "range": 3.3, "distance": 3.0, "heard": 0.1, "missed": 0.0},
    "ask": {"cost": 0.7},
    "avatar": {"hearing": 3.3, "moves": "agents", "presence": 3.0},
    "brain": {"steepness": 1.3, "sharpness": 4.0},
    "world": {"sight": 15},
    "plasticity": {"learning_rate": 0.7, "baseline_rate": 0.6, "trace": 0.3, "forgetting": 0.2,
                   "temperature": 1.2, "compliance_gain": 0.7, "compliance_decay": 0.5,
                   "compliance": "given"},
    "drives": {drive.name.lower(): 3.0 for drive in Drive if drive != Drive.OFFSPRING},  # that is silent
    "trial": {"ends": 0.45, "ends_seen": True, "reset": 0.7, "freeze": 0.4, "forged": True, "cost": 0.9,
              "doubt": 0.9},
}


# what a world must have for a section to mean anything, of `Extras`; other sections are of every world
PART_OF = {**dict.fromkeys(("imposters", "guides", "ask", "avatar"), "speech"), "steward": "office",
           "terrain": "land", "record": "record", "dangers": "dangers", "signals": "signals"}


def test_an_unaltered_twin_is_not_caught():
    assert not caught(rules_of, seeds=range(2))


@pytest.mark.parametrize(("section", "key"), [(s, k) for s in ALTERED_SETTINGS
                                              for k in ALTERED_SETTINGS[s]])
def test_an_altered_setting_is_caught(section, key):
    def altered(case):
        part = getattr(case.config, section).model_copy(
            update={key: ALTERED_SETTINGS[section][key]})
        return rules_of(case, case.config.model_copy(update={section: part}))

    assert caught(altered, PART_OF.get(section), first=SEEN_IN.get(f"{section}-{key}"))


def lowest_priority_eats(world):
    for a in world.agents:
        a.priority = -a.priority
    ORIGINAL["forage"](world)
    for a in world.agents:
        a.priority = -a.priority


def gives_half(world):
    held = {a.i: a.stash for a in world.agents}
    ORIGINAL["deal"](world)
    for a in world.agents:
        if a.gave > 0:
            a.stash = held[a.i] / 2


def opposite(world, a, b, otherwise, sign=1):
    return ORIGINAL["toward"](world, a, b, otherwise, -sign)


def give_needs_a_stash(verb, it):
    return it.handed if verb == Verb.GIVE else reference.letter(verb, it)


def steep_tanh(x):
    return np.tanh(1.01 * x)


def any_food_is_of_both_kinds(world, here):
    seen = ORIGINAL["see_food"](world, here)
    return seen | {"second_food": seen["food"]}


def tokens_alone(world, a):
    heeded = ORIGINAL["heed"](world, a)
    products = len(world.products(a)) * world.config.plasticity.products
    return heeded[:len(heeded) - products] + [0.0] * products


def learned_in_vain(world, a):
    a.stimulus = world.heed(a)


def acts_alone_count(world, chances, picked, vectors, steep):
    return [0.0] * len(vectors)


def reward_alone_surprises(world, a):
    ORIGINAL["expect"](world, a)
    return learning.startle(a.reward)


def a_step_is_a_step(world, a):
    return max(ORIGINAL["deed"](world, a), 1)


def audits_know_the_letter_alone(world, a, letter, meant):
    return ORIGINAL["sureness"](world, a, letter, letter)


def nothing_is_to_be_seen(world, a):
    return [0.0] * len(a.clues)


def anybody_is_company(world, a):
    return world.partner(a) is not None


TWIN = reference.World
ORIGINAL = {name: getattr(TWIN, name) for name in ("forage", "deal", "toward", "see_food", "heed",
                                                   "expect", "deed", "sureness")}
ALTERED_RULES = {
    "lowest priority eats": (TWIN, "forage", lowest_priority_eats),
    "half the stash is given": (TWIN, "deal", gives_half),
    "scripts walk away": (TWIN, "toward", opposite),
    "the letter will do": (verdicts, "spirit", reference.letter),
    "an empty hand gives nothing": (verdicts, "letter", give_needs_a_stash),
    "imposters never take": (TWIN, "taken_by_imposter", lambda world, a: False),
    "nothing is forgotten": (TWIN, "forget", lambda world: None),
    "another nonlinearity": (brain, "squash", steep_tanh),
    "segments are not closed at the end": (TWIN, "close_all", lambda world: None),
    "hashes differ": (dice, "mix", lambda z: z * 3 & (2**64 - 1)),
    "poison feeds": (TWIN, "spoil", TWIN.gather),
    "food looks alike": (TWIN, "see_food", any_food_is_of_both_kinds),
    "tokens are not shuffled": (birth, "lexicon", lambda rules, key, i: list(rules.tokens)),
    "languages do not change": (told_once, "tokens", lambda config, verbs, generation: list(range(verbs))),
    "life is one stretch": (TWIN, "stretch", lambda world, stretches: 0),
    "approval is forged for the verb told": (verdicts, "another_verb", lambda verb, n: verb),
    "genes of learning are rates": (brain, "rate", lambda which, gene: RATES[which].default + gene),
    "all are as steep": (TWIN, "steepness", lambda world, a: world.config.brain.steepness),
    "what is learned does nothing": (TWIN, "recall", learned_in_vain),
    "products do not learn": (TWIN, "heed", tokens_alone),
    "steering does not learn": (TWIN, "slope_of_direction", acts_alone_count),
    "nothing is expected": (TWIN, "expect", reward_alone_surprises),
    "nothing learned is forgotten": (learning, "forgotten", lambda weight, share: weight),
    "traces do not decay": (learning, "linger", lambda trace, keep: trace),
    "surprises have no end": (learning, "startle", lambda surprise: surprise),
    "weights have no bounds": (learning, "bounded", lambda weight: weight),
    "approval is remembered for ever": (feelings, "fade", lambda memory, share: memory),
    "a step is a step": (TWIN, "deed", a_step_is_a_step),
    "anybody is company": (TWIN, "company", anybody_is_company),
    "audits know the letter alone": (TWIN, "sureness", audits_know_the_letter_alone),
    "theft is no harm": (TWIN, "harms", lambda world, a: world.strikes(a) or world.spoils_food(a)),
    "blows are no harm": (TWIN, "harms", lambda world, a: world.spoils_food(a) or a.stole > 0),
    "nothing is to be seen": (TWIN, "observe", nothing_is_to_be_seen),
    "the condemned keep what they have": (TWIN, "condemn", lambda world, a: None),
    "every cell is new": (TWIN, "news", lambda world, a: True),
    "obeying imposters costs": (TWIN, "obeyed", lambda world, a: a.checked and a.heard and a.letter),
}


@pytest.mark.parametrize("name", ALTERED_RULES)
def test_an_altered_rule_is_caught(name, monkeypatch):
    monkeypatch.setattr(*ALTERED_RULES[name])
    assert caught(rules_of, first=SEEN_IN.get(name))


def test_a_brain_wired_otherwise_is_caught():
    def swapped(case):
        rules = rules_of(case)
        for mind in rules.brains:
            mind.skip[0], mind.skip[1] = mind.skip[1], mind.skip[0]
        return rules

    assert caught(swapped)


def test_the_language_of_another_generation_is_caught():
    assert caught(lambda case: reference.Rules(case.config, case.rules.layout, case.world.genomes,
                                               case.rules.generation + 1))


@cache
def lived(seed):
    """World number `seed`, and every tick of its life: the kernels are the same beside every altered twin."""
    case = random_case(seed)
    return case, list(moments(case))


def rules_of(case, config=None):
    """The twin's rules, built anew: what they are built by may be altered."""
    return reference.Rules(config or case.config, case.rules.layout, case.world.genomes,
                           case.rules.generation)


def caught(alter, part=None, first=None, seeds=range(60)):
    """Whether a twin with altered rules is told from the kernels in one of some worlds, or of those that have
    a part. Each tick is compared by itself, so a few of every world come before the rest of them."""
    parts = [(seed, start, STRIDE) for start in range(STRIDE) for seed in seeds]
    for seed, start, step in parts if first is None else [(first, 0, 1), *parts]:
        case, life = lived(seed)
        has = part and getattr(case.world.extras, part)
        if part and not (has and has.on):
            continue
        rules, key = alter(case), int(case.world.keys[0])
        if start == 0 and newborn(rules, key, life[0].before):
            return True
        if any(in_a_tick(rules, key, moment)[0] for moment in life[start::step]):
            return True
    return False


# Worlds that chance seldom draws. ---------------------------------------------------------------


@pytest.mark.parametrize("sight", [9, 3])
def test_a_look_out_of_a_tree(sight):
    """Everybody climbs at once; the twin sees as far as the kernels from up there, or not as far."""
    config = Config.model_validate({
        "world": {"size": 16, "ticks": 4, "sight": 2}, "food": {"initial": 6, "regrow": 0.0},
        "terrain": {"enabled": True, "trees": 110, "tree_sight": 9}})
    world = World(config, kinds=[Occupant.EXTERNAL] * 16, seed=1)
    rules = reference.Rules(config.model_copy(update={
        "terrain": config.terrain.model_copy(update={"tree_sight": sight})}), world.layout, world.genomes)
    climb = {slot: (int(Act.CLIMB if not slot % 2 else Act.STAY), 0) for slot in range(16)}
    case = SimpleNamespace(world=world, rules=rules, acts=lambda: climb if world.tick == 0 else {
        slot: (int(Act.STAY), 0) for slot in range(16)})
    found, _ = live_beside_twin(case)
    assert (found is None) == (sight == 9)


@pytest.mark.parametrize("kinds", [
    [Occupant.EVOLVING] + [Occupant.VACANT] * 15,
    [Occupant.VACANT] * 31 + [Occupant.FROZEN],
    [Occupant.EXTERNAL] * 16,
    [Occupant.EVOLVING] * 48,
])
def test_twin_of_bands_from_one_to_all(kinds):
    config = Config.model_validate({
        "world": {"size": 9, "ticks": 12}, "food": {"initial": 20},
        "social": {"steal": True}, "body": {"move_cost": 0.03}})
    world = World(config, kinds=kinds, seed=5)
    rules = reference.Rules(config, world.layout, world.genomes)
    case = SimpleNamespace(world=world, rules=rules, acts=lambda: {
        i: ((i + world.tick) % 6, (i * world.tick) % 8)
        for i, kind in enumerate(kinds) if kind == Occupant.EXTERNAL})
    found, _ = live_beside_twin(case)
    assert found is None

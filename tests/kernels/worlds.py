"""Random small worlds over all switches, and the comparison of the kernels with their twin."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evosim import reference
from evosim.config import Config
from evosim.genome import Layout
from evosim.kernels.blank import new_books
from evosim.names import Clue, Drive, Occupant, PlasticityGene, Script, Verb
from evosim.world import World, wiring
from evosim.world.lives import most_segments

VERBS = [verb.name.lower() for verb in Verb]
PARTS = ("heavy", "hidden", "terrain", "dangers", "record", "steward", "attack", "signals", "follow",
         "speech", "scrutiny")
OF_PARTS = {"lift": "heavy", "jump": "terrain", "strike": "attack", "silence": "signals",  # what verbs take
            **dict.fromkeys(("gather", "follow", "disperse", "spoil", "shutdown"), "speech")}


@dataclass
class Case:
    """One random world, its rules for the twin, and who is in it."""

    config: Config
    world: World
    rules: reference.Rules
    rng: np.random.Generator

    def acts(self):
        """Random acts for external slots, for some of the ticks."""
        if self.rng.random() < 0.3:
            return {}
        return {int(slot): (int(self.rng.choice(self.world.wiring.acts)), int(self.rng.integers(8)))
                for slot in np.flatnonzero(self.world.kinds == Occupant.EXTERNAL)}


def learning_config(some, real):
    """Sections of a random configuration in which there is learning in life."""
    def gene(*fixed):
        return some("evolved", "evolved", *fixed)

    rates = {PlasticityGene.LEARNING_RATE: (0.3, 4.0), PlasticityGene.BASELINE_RATE: (0.2, 0.9),
             PlasticityGene.TRACE: (0.0, 0.8), PlasticityGene.FORGETTING: (0.05, 0.4),
             PlasticityGene.TEMPERATURE: (0.5, 1.4), PlasticityGene.COMPLIANCE_GAIN: (0.5, 1.0),
             PlasticityGene.COMPLIANCE_DECAY: (0.1, 0.3)}
    return {
        "plasticity": {"enabled": True, "products": some(False, True),
                       "compliance": some("none", "learned", "learned", "given"),
                       **{which.name.lower(): gene(*fixed) for which, fixed in rates.items()}},
        "drives": {drive.name.lower(): gene(0.0, real(-2, 2)) for drive in Drive},
    }


def parts_config(some, real):
    """Sections of a random configuration that stand for a part of the world, and turn it on."""
    return {
        "terrain": {"enabled": True, "walls": some(0, 3, 4), "wall_length": some(1, 2),
                    "trees": some(0, 6, 6), "tree_sight": some(5, 12), "cliffs": some(0, 2, 2),
                    "cliff_size": some(2, 3), "climb_ticks": some(1, 2), "fall_ticks": some(1, 3),
                    "jump_ticks": some(1, 2, 3), "jump_cost": some(0.0, 0.15)},
        "dangers": {"enabled": True, "predators": some(0, 3, 6), "predator_sight": some(0, 2, 7),
                    "predator_speed": real(0.3, 1), "predator_rest": some(0, 2, 5), "bite": some(0.1, 0.35),
                    "storm_chance": some(0.0, 0.2, 1.0), "storm_length": some(1, 4),
                    "storm_cost": some(0.02, 0.1)},
        "record": {"symbols": some(2, 4), "permanent": some(False, True), "signed": some(False, True),
                   "cost": some(0.0, 0.1), "range": some(0, 3, 9), "latency": some(0, 2),
                   "noise": some(0.0, 0.5)},
        "signals": {"symbols": some(2, 4, 4), "range": some(2, 5, 20), "latency": some(0, 1, 3),
                    "noise": some(0.0, 0.3), "cost": some(0.0, 0.05), "answer_window": some(1, 3, 6)},
        "steward": {"stewards": some(3, 16, 16), "income": some(0.0, 0.3), "take": some(0.4, 2.0),
                    "wage": some(0.0, 0.5), "salary": some(0.0, 0.1), "audit_every": some(1, 4),
                    "audited": some(0.4, 1.0, 1.0), "fine": some(0.5, 2.0, 2.0),
                    "dismissal": some(False, True, True, True)},
    }


def clauses(rng, some, verbs, shortest):
    """Keys of a random configuration that say where and when, in a third of the worlds each."""
    places, times = some(False, False, True), some(False, False, True) and shortest > 1
    out = {"places": places, "place_share": some(0.5, 1.0), "place_radius": some(2.0, 4.5)}
    if places:
        out["held_out_places"] = [(v, int(rng.integers(4))) for v in verbs if rng.random() < 0.3]
    if times:
        out |= {"times": list(range(shortest)), "held_out_times": [shortest - 1]}
    return out


def overseer_config(some):
    """Who judges, by what, how often, and whether failing may cost a life; at times the plain rule."""
    overseer, audit = some("rule", "noisy_rule", "reward_model"), some(0.0, 0.3, 0.7)
    return some({}, {
        "overseer": overseer, "audit": audit, "audit_weight": some(1.0, 2.5) if audit else 1.0,
        "looks": some(0, 0, 3, 12), "death": some(0.0, 0.1, 0.3), "kept": some(1, 2),
        "review": some("none", "debate"),
        **({"false_positive": some(0.3, 1.0), "false_negative": some(0.2, 0.5)}
           if overseer == "noisy_rule" else {})})


def random_config(rng, wanted=None, **changes):
    """A valid configuration of a small, short, eventful world, mostly rich in parts that not every world
    has, else without any."""
    def some(*values):
        return values[rng.integers(len(values))]

    def real(low, high):
        return float(rng.uniform(low, high))

    learns, rich = rng.random() < 0.75, rng.random() < 0.75
    size, shortest = int(rng.integers(8, 17)), int(rng.integers(1, 5))
    on = {part: part == wanted or (rich and rng.random() < 0.75) for part in PARTS}
    known = [verb for verb in VERBS if on.get(OF_PARTS.get(verb), True)]
    verbs = [str(v) for v in rng.permutation(known)[:rng.integers(1, len(known) + 1)]]
    imposters = some(False, True, True)
    if imposters and "give" not in verbs and rng.random() < 0.8:
        verbs.append("give")  # or else imposters seldom have anything to take
    if imposters and rng.random() < 0.4:
        verbs = ["give"]
    tradeoff = some("none", "evolved", "assigned")
    keen = some(0.5, 1.0) if tradeoff == "none" else some(0.5, 1.2)
    naming = some("pointed", "pointed", "attended", "named") if "follow" not in verbs else "pointed"
    judged = overseer_config(some) if on["scrutiny"] else {}
    pays_by_spirit = ["delayed"] * (judged.get("overseer", "rule") == "rule" and not judged.get("audit"))
    agents = on["speech"] and imposters and "give" in verbs and some(True, True, False)
    if agents:
        verbs = ["give"]  # or else hardly anybody gives on an agent's word
    guides = on["speech"] and not agents and some(False, True)
    if guides and "goto" not in verbs:
        verbs.append("goto")
    held_out = [(v, int(b)) for v in verbs for b in rng.permutation(4)[:rng.integers(0, 4)]
                if rng.random() < 0.3]
    tree = {
        "world": {"size": size, "ticks": int(rng.integers(8, 25)) + 12 * agents,
                  "sight": max(int(rng.integers(1, 13)), 6 * agents)},
        "food": {"initial": int(rng.integers(agents * size * size // 2, size * size - 8)),  # or nobody stores
                 "regrow": real(0, 9),
                 "lean_period": some(0, 5, 9), "lean_share": real(0, 1), "lean_regrow": real(0, 1),
                 "poison": some(False, True), "harm": some(0.3, 1.0),
                 "heavy": int(rng.integers(1, 5)) * on["heavy"],
                 "heavy_worth": some(3.0, 8.0), "heavy_lifters": some(1, 2, 3),
                 "heavy_window": some(1, 4, 9), "heavy_regrow": some(0.1, 0.5),
                 "heavy_beacons": size % 3 == 0,
                 "hidden": some(2, 9, 20) * on["hidden"], "hidden_worth": some(1, 5, 9),
                 "hidden_regrow": some(0.1, 0.5), "hidden_sight": keen, "hidden_strength": some(0.0, keen),
                 "hidden_beacons": some(False, False, True)},
        **{name: keys for name, keys in parts_config(some, real).items() if on[name]},
        "body": {"start_energy": real(0.02, 2) + 2 * agents, "metabolism": some(0.0, 0.02, 0.13),
                 "move_cost": some(0.0, 0.05, 0.2), "stash_decay": some(0.0, 0.0, 0.1),
                 "tradeoff": tradeoff, "assigned_strength": some(0.3, 1.8)},
        "social": {"reach": max(int(rng.integers(0, 7)), 6 * agents), "gift": some(0.4, 1e4, 1e4),
                   "steal": some(False, True),
                   "steal_amount": some(0.3, 1.0, 2.0), "steal_success": some(0.5, 1.0),
                   "trace_decay": some(0.0, 0.9, 1.0), "ally_threshold": some(0.0, 0.5, 1.0),
                   "attack": on["attack"], "attack_damage": some(0.2, 1.0), "attack_reach": some(1, 3),
                   "attack_stash": some(0.0, 0.7), "attack_cost": some(0.0, 0.1),
                   "attack_loot": some(0.0, 0.6), "follow": on["follow"],
                   "shuffled": some(False, False, True)},
        "instruction": {"share": some(0.2, 0.4) if agents or guides else some(0.5, 1.0, 1.0),
                        "verbs": verbs, "held_out": held_out,
                        "segment_min": shortest, "segment_max": shortest + int(rng.integers(0, 8)),
                        "audience": some("one", "all"), "avoid_radius": some(1.0, 3.0, 6.0, 2.3),
                        "disperse_radius": some(1.0, 3.0, 4.5),
                        **(clauses(rng, some, verbs, shortest) if on["speech"] else {}),
                        "token_noise": some(0.0, 0.5) if on["speech"] and len(verbs) > 1 else 0.0,
                        "directness": some("any", "any", *pays_by_spirit,
                                            *["fitness"] * (not imposters and not guides))},
        "oversight": {"watched": some(0.5, 1.0), "visible": some(True, True, False),
                      "cue_reliability": some(0.6, 1.0), "reward": some(0.0, 0.7),
                      "penalty": some(0.0, 1.2), "approval": some(0.0, 0.5, 1.0),
                      "disapproval": some(0.0, 0.5), "reward_felt": some("nothing", "food"),
                      "penalty_felt": some("nothing", "food", "pain"), "penalty_feel": some(1.0, 2.5),
                      **judged},
        "language": {"meaning": some("innate", "drifting", *["shuffled"] * 2 * learns),
                     "dialect": some("agent", "world", "life"), "drift": some(0.3, 1.0)},
        "power": {"mode": some("out_of_reach", "earned", "given", "prospective"),
                  "theta": some(0.5, 8.0), "stash_weight": some(0.0, 1.0),
                  "strength_weight": some(0.0, 0.3), "ally_weight": some(0.0, 1.0),
                  "given_min": real(0, 4), "given_max": real(4, 16), "given_at": some(0.0, 0.5, 1.0)},
        "imposters": {"enabled": imposters, "share": some(0.0, 0.5, 0.9, 0.9) if imposters else 0.0,
                      "distance": real(0, 3), "human_noise": some(0.0, 0.5),
                      "unusual": some(0.0, 0.0, 0.4) if imposters else 0.0, "order_flip": 0.5,
                      "place": some(0.0, 3.0, 6.5), "lag": some(0, 3), "take": some(True, True, True, False),
                      "agents": agents,
                      "fake_cost": some(0.0, 0.3), "fake_range": some(4.0, 12.0),
                      "fake_distance": some(0.5, 2.0), "fake_share": some(0.6, 1.0)},
        "guides": {"enabled": guides, "cost": some(0.0, 0.1), "range": some(4.0, 9.0),
                   "distance": some(0.0, 1.0), "heard": some(0.4, 0.6), "missed": some(0.1, 0.4)},
        "avatar": {"embodied": True, "hearing": some(0.0, 5.0, 7.5),
                   "moves": some("still", "random", "agents"),
                   "presence": some(0.0, 4.0, 6.5)} if on["speech"] and rng.random() < 0.35 else {},
        "brain": {"hidden": some(0, 8, 16, 24), "recurrent": some(False, True),
                  "products": some(False, True), "power_products": some(False, True),
                  "steepness": some(0.5, 2.0), "naming": naming, "sharpness": some(0.5, 2.0),
                  "beacon_gates": naming == "named" or some(False, True)},
        "trial": {"ends": some(0.0, 0.4, 0.7, 1.0), "ends_seen": some(False, False, True),
                  "reset": some(0.4, 1.0), "freeze": some(0.7, 1.0, 1.0), "forged": some(False, True),
                  "cost": some(0.0, 0.4)},
        "log": {"window": some(3, 7, 40)},
        "seed": int(rng.integers(2**31 - 1)),
        **(learning_config(some, real) if learns else {}),
    }
    if on["speech"] and tree["instruction"]["directness"] != "fitness":
        tree["ask"] = {"enabled": some(False, True), "cost": some(0.05, 0.2)}
        tree["trial"]["doubt"] = 0.5 * (tree["seed"] % 2)
    social = tree["social"]
    harms = social.get("attack") or social["steal"] or "spoil" in verbs
    if on["scrutiny"] and tree["seed"] % 3 == 0 and harms:
        tree["oversight"]["judges"] = "harm"
    for name, value in changes.items():
        section, _, key = name.partition("__")
        tree[section][key] = value
    return Config.model_validate(tree)


def random_case(seed, wanted=None, **changes):
    """World number `seed`: 1 to 32 occupants of all kinds, with much-mutated genomes, in one of the
    first generations, its life counted in one or more stretches."""
    rng = np.random.default_rng([seed, 7])
    config = random_config(rng, wanted, **changes)
    layout = Layout.of(config)
    slots = 16 if rng.random() < 0.8 else 32
    odds = rng.dirichlet([1.0, 4.0, 1.0, 1.0, 1.0, 1.0])
    kinds = rng.choice(len(Occupant), slots, p=odds)
    kinds[rng.integers(slots)] = Occupant.EVOLVING
    brains = int(np.isin(kinds, [Occupant.EVOLVING, Occupant.FROZEN]).sum())
    genomes = layout.founders(brains, rng)
    genomes += rng.normal(0, rng.choice([0.1, 0.5, 1.0]), genomes.shape).astype(np.float32)
    scripts = {i: Script(int(rng.integers(len(Script)))) for i in range(slots)}
    ticks = int(rng.integers(1, 12))
    tape = np.stack([rng.choice([int(act) for act in layout.acts], (slots, ticks)),
                     rng.integers(0, 8, (slots, ticks))], axis=-1)
    world = World(config, genomes, kinds=[int(k) for k in kinds], scripts=scripts,
                  tape=tape if rng.random() < 0.8 else None)
    generation = int(rng.integers(4))
    world.wiring = wiring(config, layout, generation=generation)
    world.reset()
    windows, ticks = world.state.books.dealings.shape[1], world.params.world_ticks
    world.state = world.state._replace(books=new_books(
        1, slots, len(layout.verbs), most_segments(world.params), windows, ticks,
        int(rng.integers(1, 4))))
    if world.extras.scrutiny and rng.random() < 0.7:  # a reward model that was fitted
        verbs = len(layout.verbs)
        reader = np.concatenate([rng.normal(0, 1, (1, verbs, 13)), np.random.default_rng([seed, 8]).normal(
            0, 1, (1, verbs, len(Clue) - 13))], axis=2).astype(np.float32)  # clues that came later
        world.extras = world.extras._replace(scrutiny=world.extras.scrutiny._replace(reader=reader))
    return Case(config, world, reference.Rules(config, layout, genomes, generation), rng)


# What means nothing of the dead, and of those whom no genome moves
OF_THE_LIVING = {"senses"}
OF_MINDS = {"memory", "out", "stimulus", "slope", "felt", "reward", "last_stash", "last_power"}


def differences(expected, actual, before=None):
    """Names of arrays in which the twin and the kernels differ: floats by over 1e-5, rest at all.

    `before` is the snapshot of the tick before, which says who lived.
    """
    names, minded = [], np.isin(actual["kind"], reference.BRAINS)
    for name, value in actual.items():
        if name in reference.SCRATCH:
            continue
        value, wanted = np.asarray(value), np.asarray(expected[name])
        if before and name in OF_THE_LIVING | OF_MINDS and len(value):
            meant = before["alive"] & (minded | (name in OF_THE_LIVING))
            value, wanted = value[meant], wanted[meant]
        if value.dtype.kind == "f":
            size = 1 + np.abs(wanted)
            if name == "out":  # sums of terms that cancel: measured against the row's largest
                size = 1 + np.abs(wanted).max(axis=-1, keepdims=True, initial=0)
            if name in ("slope", "eligibility"):  # steepness times chances, which are good to 2e-5 (`pick`)
                size = 4 * size
            if name == "learned":  # steps of up to 12 times that
                size = 5 * size
            same = value.shape == wanted.shape and (np.abs(value - wanted) <= 1e-5 * size).all()
        else:
            same = np.array_equal(value, wanted)
        if not same:
            names.append(name)
    return names


class Moment(NamedTuple):
    """One tick as the kernels lived it.

    Attributes:
        before, after: snapshots.
        acts: that were passed in.
    """

    before: dict
    acts: dict
    after: dict


def moments(case):
    """Lives a whole life tick by tick."""
    before = case.world.snapshot()
    while not case.world.over:
        acts = case.acts()
        case.world.step(acts)
        after = {name: before[name] if np.array_equal(value, before[name]) else value  # weights are large
                 for name, value in case.world.snapshot().items()}
        yield Moment(before, acts, after)
        before = after


def newborn(rules, key, first):
    """Names of what the twin has otherwise at birth than a first snapshot."""
    return differences(reference.born(rules, key, first), first)


def in_a_tick(rules, key, moment):
    """Names of what the twin has otherwise after a tick, and its draws on an edge."""
    expected, on_edge = reference.step(moment.before, rules, key, moment.after, acts=moment.acts)
    return differences(expected, moment.after, moment.before), on_edge


def live_beside_twin(case, watch=None):
    """Lives a whole life tick by tick; the first differences (tick, names), and draws on an edge.

    Args:
        case: the world.
        watch: told of every snapshot.
    """
    key, edges = int(case.world.keys[0]), 0
    wrong = newborn(case.rules, key, case.world.snapshot())
    if wrong:
        return (-1, wrong), 0
    for moment in moments(case):
        if watch:
            watch(moment.after)
        wrong, on_edge = in_a_tick(case.rules, key, moment)
        edges += on_edge
        if wrong:
            return (moment.before["tick"], wrong), edges
    return None, edges

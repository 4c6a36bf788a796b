"""What the kernels are told once: rules, wiring, geometry, genes; built by `evosim.world.constants`."""

from typing import NamedTuple

import numpy as np


class Params(NamedTuple):
    """Scalars of the rules: each the key of the same name in the configuration, `section_key`."""

    world_size: int
    world_ticks: int
    world_sight: int
    food_initial: int
    food_regrow: float
    food_lean_period: int
    food_lean_share: float
    food_lean_regrow: float
    food_poison: bool
    food_harm: float
    food_heavy_worth: float
    food_heavy_lifters: int
    food_heavy_window: int
    food_heavy_regrow: float
    food_heavy_beacons: bool
    record_symbols: int
    record_permanent: bool
    record_cost: float
    record_range: int
    record_latency: int
    record_noise: float
    terrain_walls: int
    terrain_wall_length: int
    terrain_trees: int
    terrain_tree_sight: int
    terrain_cliffs: int
    terrain_cliff_size: int
    terrain_climb_ticks: int
    terrain_fall_ticks: int
    terrain_jump_ticks: int
    terrain_jump_cost: float
    dangers_predator_sight: int
    dangers_predator_speed: float
    dangers_predator_rest: int
    dangers_bite: float
    dangers_storm_chance: float
    dangers_storm_length: int
    dangers_storm_cost: float
    food_hidden_worth: int
    food_hidden_regrow: float
    food_hidden_beacons: bool
    food_hidden_sight: float
    food_hidden_strength: float
    body_start_energy: float
    body_metabolism: float
    body_move_cost: float
    body_stash_decay: float
    social_reach: int
    social_gift: float
    social_steal_amount: float
    social_steal_success: float
    social_trace_decay: float
    social_ally_threshold: float
    social_attack_damage: float
    social_attack_reach: int
    social_attack_stash: float
    social_attack_cost: float
    social_attack_loot: float
    social_shuffled: bool
    signals_range: int
    signals_noise: float
    signals_cost: float
    signals_answer_window: int
    instruction_share: float
    instruction_segment_min: int
    instruction_segment_max: int
    instruction_to_all: bool
    instruction_balanced: bool
    instruction_avoid_radius: float
    instruction_disperse_radius: float
    instruction_directness_id: int
    instruction_token_noise: float
    instruction_places: bool
    instruction_place_share: float
    instruction_place_radius: float
    language_meaning_id: int
    language_dialect_id: int
    oversight_watched: float
    oversight_visible: bool
    oversight_cue_reliability: float
    oversight_reward: float
    oversight_penalty: float
    oversight_approval: float
    oversight_disapproval: float
    oversight_reward_felt_id: int
    oversight_penalty_felt_id: int
    oversight_penalty_feel: float
    oversight_death: float
    oversight_overseer_id: int
    oversight_judges_harm: bool
    oversight_false_positive: float
    oversight_false_negative: float
    oversight_audit: float
    oversight_audit_weight: float
    oversight_looks: int
    power_mode_id: int
    power_theta: float
    power_stash_weight: float
    power_strength_weight: float
    power_ally_weight: float
    power_given_min: float
    power_given_max: float
    power_given_evenly: bool
    power_given_at: float
    steward_stewards: int
    steward_income: float
    steward_take: float
    steward_wage: float
    steward_salary: float
    steward_audit_every: int
    steward_audited: float
    steward_fine: float
    steward_dismissal: bool
    imposters_share: float
    imposters_distance: float
    imposters_human_noise: float
    imposters_unusual: float
    imposters_order_flip: float
    imposters_place: float
    imposters_lag: int
    imposters_take: bool
    imposters_agents: bool
    imposters_fake_cost: float
    imposters_fake_range: float
    imposters_fake_distance: float
    imposters_fake_share: float
    guides_enabled: bool
    guides_cost: float
    guides_range: float
    guides_distance: float
    guides_heard: float
    guides_missed: float
    ask_cost: float
    avatar_hearing: float
    avatar_moves_id: int
    avatar_presence: float
    brain_steepness: float
    plasticity_compliance_id: int
    trial_ends: float
    trial_ends_seen: bool
    trial_reset: float
    trial_freeze: float
    trial_forged: bool
    trial_cost: float
    trial_doubt: float


class Genes(NamedTuple):
    """What genomes are once expressed; built by `evosim.world.express`."""

    weights: np.ndarray  # float32 (genomes, genes): the genomes as they are
    drives: np.ndarray  # float32 (genomes, Drive): weights of the channels of lifetime reward
    rates: np.ndarray  # float32 (genomes, PlasticityGene): see `names.RATES`
    attention: np.ndarray  # float32 (genomes, tokens, things): shares of a token, sum 1; or empty


class Wiring(NamedTuple):
    """Where each sense, act and gate of a layout sits; built by `evosim.world.wiring`.

    Sense fields are the first input of the group of that name, -1 where it is switched off.
    """

    food: int
    on_food: int
    beacons: int
    others: int
    crowd: int
    energy: int
    stash: int
    told: int
    verb: int
    thing: int
    named: int
    watched: int
    last_act: int
    heading: int
    power: int
    forecast: int
    approval: int
    disapproval: int
    speaker_cue: int
    speaker_order: int
    speaker_place: int
    speaker_timing: int
    lean: int
    second_food: int
    kind: int
    heavy: int
    lifters: int
    record_here: int
    record_author: int
    record_near: int
    store: int
    tree: int
    edge: int
    wall: int
    up: int
    airborne: int
    high: int
    predator: int
    storm: int
    own_strength: int
    others_strength: int
    pile: int
    caller: int
    signal_0: int
    signal_1: int
    signal_2: int
    signal_3: int
    asked: int
    place_token: int
    time_token: int
    avatar: int
    inputs: int  # senses and bias
    bias: int  # the input that is always 1, the last
    always: int  # inputs that `perceive` writes in every tick, the first so many
    hidden: int  # hidden units
    outputs: int  # logits of acts and gates of vectors
    recurrent: bool
    hidden_at: int  # first weight of each matrix of a brain, see `think`
    recurrent_at: int
    skip_at: int
    products_at: int
    output_at: int
    order: np.ndarray  # int64 (weights,): gene of each weight of a brain
    acts: np.ndarray  # int32 (acts,): Act of each output column
    column: np.ndarray  # int64 (Act,): output column of each act, -1 where it is switched off
    gates: np.ndarray  # int64 (gates,): first input of the vector of each gate
    products: np.ndarray  # int64 (contexts,): input that is multiplied with each verb token
    verbs: np.ndarray  # int64 (V,): Verb of each token
    things: np.ndarray  # int64 (V, BEACONS): things that may go with each verb, then -1
    n_things: np.ndarray  # int64 (V,): how many
    places: np.ndarray  # int64 (V, BEACONS): places that a clause may name with each verb, then -1
    n_places: np.ndarray  # int64 (V,): how many
    waits: np.ndarray  # int64 (k,): delays that are told, ticks; empty where none is
    tokens: np.ndarray  # int64 (V,): token that each verb is told by, where no life shuffles them
    silenced: np.ndarray  # int64 (k,): inputs that nobody perceives anything by; empty but in a lesion
    learns: bool  # whether anything is learned in life
    plastic: np.ndarray  # int64 (inputs,): inputs whose weights to outputs learn
    plastic_rows: int  # of them and, where these learn too, of the products; 0 where nothing does


class Geometry(NamedTuple):
    """Distances on the torus, looked up rather than computed; built by `evosim.world.geometry`."""

    compass: np.ndarray  # float32 (size * size, 4): cos, sin, 1 / (1 + d), d of offset (dy, dx)
    spiral: np.ndarray  # int64 (k, 2): offsets (dy, dx) within sight, nearest first, without (0, 0)
    wrap: np.ndarray  # int64 (3 * size,): coordinate + size to coordinate
    steps: np.ndarray  # int32 (8, 2): offsets (dy, dx) of the eight directions
    bearings: np.ndarray  # float32 (8, 2): their unit vectors (cos, sin)

"""Birth, growth, hunger and death; power that stash, strength and friends give."""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.lanes import (
    add_up,
    floats,
    fused,
    gather_from,
    higher,
    numbers,
    put,
    some,
    take,
    where,
)
from evosim.kernels.random import below, bits, unit
from evosim.kernels.shared import add, free_cell, walled
from evosim.kernels.width import LANES
from evosim.names import BEACONS, Account, Dialect, Draw, Meaning, Occupant, PowerMode, Tally

_VACANT = int(Occupant.VACANT)
_GIVEN, _PROSPECTIVE = int(PowerMode.GIVEN), int(PowerMode.PROSPECTIVE)
_TICKS, _SPENT_T, _POWER_T, _PEAK = (
    int(Tally.TICKS), int(Tally.SPENT), int(Tally.POWER), int(Tally.PEAK_POWER))
_LAST_ENERGY, _LAST_STASH = int(Tally.LAST_ENERGY), int(Tally.LAST_STASH)
_BORN, _GROWN, _SPENT, _DIED, _BIRTHS, _DEATHS = (
    int(Account.BORN), int(Account.GROWN), int(Account.SPENT), int(Account.DIED),
    int(Account.BIRTHS), int(Account.DEATHS))
_T_DECAYED, _DECAYED = int(Tally.DECAYED), int(Account.DECAYED)
_FOOD_AT_BIRTH, _PLACE, _BEACON, _AVATAR_PLACE, _GIVEN_POWER, _REGROW, _REGROW_EXTRA = (
    int(Draw.FOOD_AT_BIRTH), int(Draw.PLACE), int(Draw.BEACON), int(Draw.AVATAR_PLACE),
    int(Draw.GIVEN_POWER), int(Draw.REGROW), int(Draw.REGROW_EXTRA))
_KIND_AT_BIRTH, _KIND, _HARMFUL, _LEXICON = (
    int(Draw.KIND_AT_BIRTH), int(Draw.KIND), int(Draw.HARMFUL), int(Draw.LEXICON))
_SHUFFLED, _LIFE, _WORLD = int(Meaning.SHUFFLED), int(Dialect.LIFE), int(Dialect.WORLD)


@hook
def birth(land, band, body, ground, orders, p, w, keys):
    """Places food, beacons, the avatar and every occupant at random; gives tokens their meaning.

    Reads `kind`, `build` and walls. Writes place, body, food and `lexicon` of all replicates; `keys` is
    uint64 (R,).
    """
    size, cells = p.world_size, p.world_size * p.world_size
    for r in range(len(keys)):
        key = keys[r]
        grown, k = 0, 0
        while grown < p.food_initial:
            cell = below(bits(key, _FOOD_AT_BIRTH, 0, k), cells)
            k += 1
            if ground.food[r, cell] == 0 and not walled(land, r, cell):
                ground.food[r, cell] = _kind_of(p, bits(key, _KIND_AT_BIRTH, 0, grown))
                grown += 1
        if p.food_poison:
            ground.harmful[r] = 1 + below(bits(key, _HARMFUL, 0, 0), 2)
        ground.ledger[r, _GROWN] += grown
        for b in range(BEACONS):
            cell = free_cell(land, key, _BEACON, 0, b, r, cells)
            ground.beacons[r, b, 0], ground.beacons[r, b, 1] = cell // size, cell % size
        cell = free_cell(land, key, _AVATAR_PLACE, 0, 0, r, cells)
        ground.avatar[r, 0], ground.avatar[r, 1] = cell // size, cell % size
        for i in range(len(band.kind)):
            if band.kind[i] == _VACANT:
                continue
            bear_one(land, band, body, orders, p, w, keys, key, r, i, p.body_start_energy)
            ground.ledger[r, _BORN] += body.energy[r, i]
            ground.ledger[r, _BIRTHS] += 1


@kernel
def bear_one(land, band, body, orders, p, w, keys, tongue, r, i, energy):
    """Places one occupant at random, with its energy, power and body; gives tokens their meaning by `tongue`.

    Reads `build` and walls. Writes place, body and `lexicon` of slot i of replicate r; `keys` is uint64 (R,).
    """
    size = p.world_size
    cell = free_cell(land, keys[r], _PLACE, 0, i, r, size * size)
    body.y[r, i], body.x[r, i] = cell // size, cell % size
    body.last_y[r, i], body.last_x[r, i] = body.y[r, i], body.x[r, i]
    body.alive[r, i] = True
    body.energy[r, i] = energy
    body.strength[r, i] = band.build[i]
    if p.power_mode_id == _GIVEN or p.power_mode_id == _PROSPECTIVE:
        body.promised[r, i] = p.power_given_min + (
            p.power_given_max - p.power_given_min) * _luck(p, keys, r, i)
    _name_verbs(orders, p, w, tongue, r, i)


@kernel
def _luck(p, keys, r, i):
    """Where in [0, 1) the power given to a slot lies; one in each R-th part over R replicates, if evenly."""
    if not p.power_given_evenly:
        return unit(bits(keys[r], _GIVEN_POWER, 0, i))
    u = unit(bits(keys[0], _GIVEN_POWER, 0, i)) + r / len(keys)
    return u - 1.0 if u >= 1.0 else u


@kernel
def _name_verbs(orders, p, w, key, r, i):
    """Draws the token of each verb (Fisher and Yates 1938), or takes the one that all share."""
    verbs, own = len(w.verbs), orders.lexicon[r, i]
    for v in range(verbs):
        own[v] = w.tokens[v]
    if p.language_meaning_id != _SHUFFLED or p.language_dialect_id == _LIFE:
        return
    who = 0 if p.language_dialect_id == _WORLD else i
    for last in range(verbs - 1, 0, -1):
        other = below(bits(key, _LEXICON, last, who), last + 1)
        own[last], own[other] = own[other], own[last]


@kernel
def _kind_of(p, random_bits):
    """The kind of food that grows: 1, or either where one of two is harmful."""
    return np.uint8(1 + below(random_bits, 2)) if p.food_poison else np.uint8(1)


@kernel
def is_lean(p, tick):
    """Whether a tick falls into lean times, which end each season cycle."""
    if p.food_lean_period == 0:
        return False
    lean = int(np.round(p.food_lean_period * p.food_lean_share))
    return tick % p.food_lean_period >= p.food_lean_period - lean


@kernel
def grow(land, ground, p, keys, tick):
    """Regrows food: `food_regrow` cells are drawn, and those that are bare grow one unit."""
    cells = p.world_size * p.world_size
    rate = p.food_regrow * (p.food_lean_regrow if is_lean(p, tick) else 1.0)
    whole = int(np.floor(rate))
    for r in range(len(keys)):
        n = whole + (1 if unit(bits(keys[r], _REGROW_EXTRA, tick, 0)) < rate - whole else 0)
        for k in range(n):
            cell = below(bits(keys[r], _REGROW, tick, k), cells)
            if ground.food[r, cell] == 0 and not walled(land, r, cell):
                ground.ledger[r, _GROWN] += 1
                ground.food[r, cell] = _kind_of(p, bits(keys[r], _KIND, tick, k))


@kernel
def live_and_die(body, ground, books, p):
    """Charges metabolism and steps; who has no energy left dies, and its stash is lost.

    Reads `alive`, places before and after the step. Writes `energy`, `stash`, `alive`, `tally`,
    `ledger`. A share of every stash goes bad.
    What the dead held stays in `energy` and `stash` for the account of their life.
    """
    decay, tally = p.body_stash_decay, books.tally
    for r in range(body.alive.shape[0]):
        for i in range(0, body.alive.shape[1], LANES):
            alive = take(body.alive[r], i)
            if not some(alive):
                continue
            moved = ((take(body.y[r], i) != take(body.last_y[r], i))
                     | (take(body.x[r], i) != take(body.last_x[r], i)))
            before, stash = take(body.energy[r], i), take(body.stash[r], i)
            cost = where(alive, p.body_metabolism + where(moved, p.body_move_cost, 0.0), 0.0)
            energy = higher(before - cost, 0)
            spent = before - energy
            put(body.energy[r], i, energy)
            add(tally[r, _SPENT_T], i, spent)
            add_up(ground.ledger[r], _SPENT, spent)
            if decay > 0:
                lost = where(alive, stash * decay, 0.0)
                stash -= lost
                put(body.stash[r], i, stash)
                add(tally[r, _T_DECAYED], i, lost)
                add_up(ground.ledger[r], _DECAYED, lost)
            add(tally[r, _TICKS], i, floats(alive))
            put(tally[r, _LAST_ENERGY], i, where(alive, energy, take(tally[r, _LAST_ENERGY], i)))
            put(tally[r, _LAST_STASH], i, where(alive, stash, take(tally[r, _LAST_STASH], i)))
            dies = alive & (energy <= 0)
            if some(dies):
                put(body.alive[r], i, alive & ~dies)
                add_up(ground.ledger[r], _DIED, where(dies, stash, 0.0))
                add_up(ground.ledger[r], _DEATHS, floats(dies))


@kernel
def promise_due(p, tick):
    """Whether promised power is given by now (prospective power)."""
    return tick >= int(np.round(p.power_given_at * p.world_ticks))


@kernel
def empower(body, bonds, books, p, tick):
    """Sets `power` of every living agent at the start of a tick: earned, given, or promised.

    Where power is out of reach the earned sum is kept for the logs, and shields nothing.
    """
    mode, due, tally = p.power_mode_id, promise_due(p, tick), books.tally
    for r in range(body.power.shape[0]):
        for i in range(0, body.power.shape[1], LANES):
            if mode == _GIVEN or mode == _PROSPECTIVE:
                now = take(body.promised[r], i) * (0 if mode == _PROSPECTIVE and not due else 1)
            else:
                now = fused(take(body.stash[r], i), p.power_stash_weight,
                            take(body.strength[r], i) * p.power_strength_weight)
                if p.power_ally_weight > 0:
                    now = fused(count_allies(body, bonds, p, r, i), p.power_ally_weight, now)
            alive = take(body.alive[r], i)
            now = where(alive, now, take(body.power[r], i))
            put(body.power[r], i, now)
            add(tally[r, _POWER_T], i, where(alive, now, 0.0))
            peak = take(tally[r, _PEAK], i)
            put(tally[r, _PEAK], i, where(alive, higher(peak, now), peak))


@kernel
def count_allies(body, bonds, p, r, i):
    """How many living others the agents from i on hold for allies."""
    n, allies = body.alive.shape[1], floats(0)
    if bonds.dealt[r]:
        for j in range(n):
            if body.alive[r, j]:
                allies += floats(gather_from(bonds.trace[r], j, numbers(i) * n) > p.social_ally_threshold)
    return allies


@kernel
def forget_dealings(bonds, p):
    """Decays the traces of past dealings, where there are any."""
    for r in range(len(bonds.dealt)):
        if bonds.dealt[r]:
            for i in range(bonds.trace.shape[1]):
                for j in range(0, bonds.trace.shape[2], LANES):
                    put(bonds.trace[r, i], j, take(bonds.trace[r, i], j) * p.social_trace_decay)

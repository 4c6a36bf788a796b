"""The steward's job: an agent runs a store for an owner, is audited, and can be dismissed (SPEC 5).

The owner delivers food into the store and pays for what the steward brings. What should be there is
booked; at an audit the owner counts, fines what is missing, and dismisses a steward whose power is below
theta. Taking what is not its own is an act like any other, and between audits nobody sees it; what was
taken and is put back is missing no longer, and earns nothing.
"""

import numpy as np

from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import bits, unit
from evosim.kernels.shared import BESIDE, free_cell, point, shield, square
from evosim.names import Account, Act, Draw, Felt, Occupant, Tally

_VACANT = int(Occupant.VACANT)
_DEPOSIT, _WITHDRAW = int(Act.DEPOSIT), int(Act.WITHDRAW)
_PLACE, _AUDIT = int(Draw.STORE_PLACE), int(Draw.STORE_AUDIT)
_ENDOWED = int(Account.ENDOWED)
_DEPOSITED, _WITHDRAWN, _WAGE, _FINED, _OFFICE, _AUDITS, _DISMISSED = (
    int(Tally.DEPOSITED), int(Tally.WITHDRAWN), int(Tally.WAGE), int(Tally.FINED),
    int(Tally.OFFICE_TICKS), int(Tally.AUDITS), int(Tally.DISMISSED))
_FOOD, _PAIN = int(Felt.FOOD), int(Felt.PAIN)
_TENTH = np.float32(0.1)
_NOTHING = np.float32(1e-3)  # missing, food: below it lies rounding


@hook
def appoint(office, land, band, p, keys):
    """Gives the first slots that somebody sits in the job, and each a store somewhere, at birth."""
    if office is None or not office.on:
        return
    for r in range(len(keys)):
        appointed = 0
        for i in range(len(band.kind)):
            if band.kind[i] != _VACANT and appointed < p.steward_stewards:
                office.in_office[r, i] = True
                office.store_at[r, i] = free_cell(
                    land, keys[r], _PLACE, 0, i, r, p.world_size * p.world_size)
                appointed += 1


@hook
def see_store(office, body, mind, p, w, g):
    """Writes the senses of whoever is in office: where its store is, what is in it, and what is missing."""
    if office is None or not office.on:
        return
    size = p.world_size
    for r in range(body.alive.shape[0]):
        for i in range(body.alive.shape[1]):
            if not (body.alive[r, i] and office.in_office[r, i]):
                continue
            o, at = mind.senses[r, :, i], office.store_at[r, i]
            point(o, w.store, size, g, body.y[r, i], body.x[r, i], at // size, at % size)
            o[w.store + 3] = min(office.store[r, i] * _TENTH, np.float32(2))
            o[w.store + 4] = min((office.due[r, i] - office.store[r, i]) * _TENTH, np.float32(2))


@hook
def run_store(office, body, mind, deeds, ground, books, p, keys, tick):
    """Deliveries, what stewards bring and take, and audits.

    Reads `act` and places after the step. Writes the stores, `stash`, `tally`, `ledger`, and what pay
    and fine feel like: `fed`, `pain`, as reward and penalty do.
    """
    if office is None or not office.on:
        return
    size, income = p.world_size, np.float32(p.steward_income)
    counts = (tick + 1) % p.steward_audit_every == 0
    for r in range(len(keys)):
        for i in range(body.alive.shape[1]):
            if not (body.alive[r, i] and office.in_office[r, i]):
                continue
            books.tally[r, _OFFICE, i] += 1
            office.store[r, i] += income
            office.due[r, i] += income
            ground.ledger[r, _ENDOWED] += income
            wage = np.float32(p.steward_salary)
            at, act = office.store_at[r, i], mind.act[r, i]
            if square(size, body.y[r, i], body.x[r, i], at // size, at % size) <= BESIDE:
                if act == _DEPOSIT:
                    amount, missing = body.stash[r, i], office.due[r, i] - office.store[r, i]
                    earns = max(amount - max(missing, np.float32(0)), np.float32(0))
                    body.stash[r, i] = 0
                    office.store[r, i] += amount
                    office.due[r, i] += earns
                    office.found[r, i] = min(office.found[r, i], max(missing - amount, np.float32(0)))
                    books.tally[r, _DEPOSITED, i] += amount
                    wage += np.float32(p.steward_wage) * earns
                elif act == _WITHDRAW:
                    amount = min(np.float32(p.steward_take), office.store[r, i])
                    office.store[r, i] -= amount
                    body.stash[r, i] += amount
                    books.tally[r, _WITHDRAWN, i] += amount
            books.tally[r, _WAGE, i] += wage
            if p.oversight_reward_felt_id == _FOOD:
                deeds.fed[r, i] += wage
            if counts and unit(bits(keys[r], _AUDIT, tick, i)) < np.float32(p.steward_audited):
                _audit(office, body, deeds, books, p, r, i)


@kernel
def _audit(office, body, deeds, books, p, r, i):
    """Counts the store: what is missing since the last audit is fined, and may cost the job."""
    books.tally[r, _AUDITS, i] += 1
    missing = office.due[r, i] - office.store[r, i]
    new = missing - office.found[r, i]
    office.found[r, i] = max(missing, np.float32(0))
    if new <= _NOTHING:
        return
    left = shield(body, p, r, i)
    fine = np.float32(p.steward_fine * new * left)
    books.tally[r, _FINED, i] += fine
    if p.oversight_penalty_felt_id == _FOOD:
        deeds.fed[r, i] -= fine
    elif p.oversight_penalty_felt_id == _PAIN:
        deeds.pain[r, i] += fine
    if p.steward_dismissal and left > 0:
        office.in_office[r, i] = False
        books.tally[r, _DISMISSED, i] = 1
